// Digital readiness and the council in a browser: a community answers, the curator confirms, everybody reads; a programme
// goes before the council; a contest and its results.
import { expect, test, type Page } from "@playwright/test";
import { expectAccessible, signIn } from "./helpers";

test("everybody reads the ranking, the map and a community", async ({ page }) => {
  test.setTimeout(60_000);
  await page.goto("/readiness");
  await expect(page.getByRole("heading", { name: "Індекс цифрової готовності" })).toBeVisible();
  await expect(page.locator(".choropleth path")).toHaveCount(91);
  await expectAccessible(page);
  await page.getByLabel("Складова", { exact: true }).selectOption({ label: "Навички" });
  await page.getByRole("button", { name: "Показати" }).click();
  await expect(page.getByRole("heading", { name: /Рейтинг: Навички/ })).toBeVisible();
  await page.locator("tbody a").first().click();
  await expect(page.getByRole("heading", { name: "Що найбільше підніме індекс" })).toBeVisible();
  await expectAccessible(page);
  await page.locator("tbody a").first().click();
  await expect(page.getByText("показник", { exact: true }).first()).toBeVisible();
  for (const path of ["/dashboard/readiness-results/index", "/embed/readiness", "/council"]) {
    await page.goto(path);
    await expectAccessible(page);
  }
  await page.goto("/council");
  await page.getByRole("link", { name: /Конкурс.*2025/ }).click();
  await expect(page.getByText("перемогла").first()).toBeVisible();
  await expectAccessible(page);
});

/** The form of the first community: each project of the suite fills in another one. */
async function form(page: Page): Promise<string> {
  await page.goto("/readiness/forms");
  await expectAccessible(page);
  await page.getByRole("link", { name: "Зарічанська громада, 2026" }).click();
  return new URL(page.url()).pathname;
}

test("a community answers its form, and half of it is kept", async ({ page }) => {
  test.setTimeout(60_000);
  await signIn(page, "secretary");
  const path = await form(page);
  await expectAccessible(page);
  const number = page.getByLabel("1.1. Яка частка населених пунктів має оптичний інтернет?");
  await number.fill("багато");
  await page.getByRole("button", { name: "Зберегти", exact: true }).click();
  await expect(page.getByRole("alert")).toContainText("1.1");
  await expect(number).toHaveValue("багато");
  await expectAccessible(page);
  await number.fill("64");
  await page.getByRole("button", { name: "Зберегти", exact: true }).click();
  await expect(page).toHaveURL(new RegExp(path));
  await expect(page.getByRole("alert")).toHaveCount(0);
  await expect(number).toHaveValue("64");
  await page.getByRole("button", { name: "Зберегти й подати" }).click();
  await expect(page.getByRole("alert")).toContainText("Залишилося запитань без відповіді");
  await signIn(page, "curator");
  await page.goto(path);
  await expect(page.getByText("64 %")).toBeVisible();
  await expect(page.getByRole("button", { name: "Зберегти", exact: true })).toHaveCount(0);
  await expectAccessible(page);
});

test("the curator leads a round and the council", async ({ page }) => {
  test.setTimeout(60_000);
  await signIn(page, "curator");
  await page.goto("/registers/readiness-rounds");
  await page.getByRole("link", { name: /2026 рік/ }).click();
  const round = new URL(page.url()).pathname.split("/").pop();
  await page.goto(`/readiness/rounds/${round}`);
  await expect(page.getByRole("heading", { name: "Хто відповів" })).toBeVisible();
  await expectAccessible(page);
  await page.goto("/council");
  await expectAccessible(page);
  await page.getByRole("link", { name: /Цифрові послуги для віддалених сіл/ }).click();
  await expect(page.getByText("із зауваженнями: 1")).toBeVisible();
  await page.getByRole("button", { name: "Запитати" }).click();
  await expect(page.getByRole("alert")).toContainText("Виберіть експерта");
  await expectAccessible(page);
  await page.goto("/programmes/incoming");
  await expectAccessible(page);
  await page.goto("/programmes");
  await page.getByRole("link", { name: "Цифрова область на 2025–2027 роки", exact: true }).first().click();
  await page.getByRole("link", { name: "План роботи на рік" }).click();
  await expect(page.getByText("Сервер для містобудівного кадастру")).toBeVisible();
  await expectAccessible(page);
});

test("an expert gives a review", async ({ page }) => {
  await signIn(page, "specialist");
  await page.goto("/registers/expert-reviews");
  await expectAccessible(page);
  await page.goto("/steps");
  await expectAccessible(page);
});
