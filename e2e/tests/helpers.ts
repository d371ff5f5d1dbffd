import AxeBuilder from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

export const PASSWORD = process.env.OBLAST_DEMO_PASSWORD ?? "demo";

export async function signIn(page: Page, login: string): Promise<void> {
  await page.context().clearCookies();
  await page.goto("/login");
  await page.getByLabel("Логін").fill(login);
  await page.getByLabel("Пароль").fill(PASSWORD);
  await page.getByRole("button", { name: "Увійти" }).click();
  await expect(page.getByRole("button", { name: "Вийти" })).toBeVisible();
}

/** WCAG 2.1 A and AA: no violation, and nothing that scrolls sideways. */
export async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"])
    .analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" | ")}`)).toEqual([]);
  const sideways = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(sideways, "the page scrolls sideways").toBeLessThanOrEqual(0);
}

/** Fills the application of the demonstration's service. */
export async function fillApplication(page: Page, place: string): Promise<void> {
  await page.goto("/services/outdoor-advertising-permit/apply");
  await page.getByLabel("Центр, який прийме заяву").selectOption({ index: 1 });
  await page.getByLabel("Де буде реклама").fill(place);
  await page.getByLabel("Щит (білборд)").check();
  await page.getByLabel("Площа рекламного поля").fill("18,5");
  await page.getByLabel("На скільки років потрібен дозвіл").fill("2");
  await page.getByLabel("Телефон").fill("067 123 45 67");
}

/** Applies and gives the case's number and address. */
export async function apply(page: Page, place: string): Promise<{ number: string; path: string }> {
  await signIn(page, "resident");
  await fillApplication(page, place);
  await page.getByRole("button", { name: "Подати заяву" }).click();
  await expect(page.getByRole("heading", { name: "Заяву подано" })).toBeVisible();
  const heading = await page.getByRole("heading", { level: 1 }).innerText();
  return { number: heading.replace("Справа ", ""), path: new URL(page.url()).pathname };
}

export async function decide(page: Page, login: string, path: string, button: string): Promise<void> {
  await signIn(page, login);
  await page.goto(path);
  await page.getByRole("button", { name: button, exact: true }).click();
}
