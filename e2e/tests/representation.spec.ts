import { expect, test, type Page } from "@playwright/test";
import { apply, decide, expectAccessible, signIn } from "./helpers";

async function explain(page: Page, login: string, path: string, button: string, ground?: string): Promise<void> {
  await signIn(page, login);
  await page.goto(path);
  if (ground) await page.getByLabel("Підстава для відмови").selectOption({ label: ground });
  await page.getByLabel("Пояснення").fill("Перевірено за документами");
  await page.getByRole("button", { name: button, exact: true }).click();
}

test("a refusal is appealed, set aside, and the case is decided anew", async ({ page }, info) => {
  const { number, path } = await apply(page, `м. Лісне, вул. Оскаржена, ${info.project.name} ${Date.now()}`);
  await explain(page, "administrator", path, "Відмовити", "Подано не всі документи або в них є неправдиві відомості");

  await signIn(page, "resident");
  await page.goto(path);
  await page.getByRole("link", { name: "Оскаржити відмову" }).click();
  await expect(page.getByLabel("Яке рішення ви оскаржуєте")).toContainText(number);
  await page.getByRole("button", { name: "Подати скаргу" }).click();
  await expect(page.getByRole("alert")).toContainText("Виправте");
  await expectAccessible(page);
  await page.getByLabel("Чому ви не згодні з рішенням").fill("Згоду власника додано до заяви");
  await page.getByLabel("Коли ви дізналися про рішення").fill("01.02.2020");
  await page.getByRole("button", { name: "Подати скаргу" }).click();
  await expect(page.getByRole("heading", { name: "Заяву подано" })).toBeVisible();
  await expectAccessible(page);
  const appeal = new URL(page.url()).pathname;

  await signIn(page, "lawyer");
  await page.goto(appeal);
  await expectAccessible(page);
  await page.getByRole("link", { name: number }).click();
  await expect(page.getByRole("heading", { name: "У послузі відмовлено" })).toBeVisible();
  await explain(page, "lawyer", appeal, "Пропоную скасувати рішення");
  await explain(page, "governor", appeal, "Задовольнити скаргу");

  await signIn(page, "resident");
  await page.goto(path);
  await expect(page.getByText("Рішення скасовано за скаргою, справу розглядають знову")).toBeVisible();
  await expectAccessible(page);
  await decide(page, "administrator", path, "Передати на погодження");
  await expect(page.getByText("Документи перевірено, справу передано на погодження")).toBeVisible();
});

test("a parent is recorded at the desk with the application for the child", async ({ page }, info) => {
  const family = `Тестовенко-${info.project.name}`;
  await signIn(page, "administrator");
  await page.goto("/desk/residence-extract");
  await page.getByLabel("Прізвище").first().fill(family);
  await page.getByLabel("Ім’я").first().fill("Марія");
  await page.getByText("Діє за іншу людину чи організацію").click();
  await page.getByLabel("На якій підставі").selectOption("parent");
  await page.getByLabel("Для закладу освіти").check();
  await page.getByLabel("Телефон").fill("067 123 45 67");
  await page.getByRole("button", { name: "Зареєструвати" }).click();
  await expect(page.getByRole("alert")).toContainText("Виправте 4 поля");
  await expectAccessible(page);
  await page.locator("#f-principal_family_name").fill(family);
  await page.locator("#f-principal_given_name").fill("Остап");
  await page.getByLabel("Документ: назва, номер, дата").fill("свідоцтво про народження І-ЗР № 654321");
  await page.getByLabel("До якого дня діє").fill("14.05.2036");
  await page.getByRole("button", { name: "Зареєструвати" }).click();
  await page.getByRole("link", { name: "До справи" }).click();
  await expect(page.getByText(`${family} Марія – мати чи батько`)).toBeVisible();
  await expectAccessible(page);
});

test("one applies for one’s company and sees its cases apart; mandates are listed", async ({ page }) => {
  await signIn(page, "resident");
  await page.goto("/services/outdoor-advertising-permit/apply");
  await expect(page.getByLabel("Від чийого імені ви подаєте")).toContainText("ТОВ «Обрій-Реклама»");
  await expectAccessible(page);
  await page.goto("/cases");
  await page.getByRole("link", { name: "ТОВ «Обрій-Реклама»" }).click();
  await expect(page.getByRole("link", { name: /^ЗР-/ }).first()).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("link", { name: "Представництво" }).click();
  await expect(page.getByText("свідоцтво про народження")).toBeVisible();
  await expectAccessible(page);
  await signIn(page, "administrator");
  await page.goto("/desk/mandates");
  await expectAccessible(page);
});

test("a case taken by the wrong centre is forwarded", async ({ page }, info) => {
  const { path, number } = await apply(page, `м. Лісне, вул. Чужа, ${info.project.name} ${Date.now()}`);
  await signIn(page, "administrator");
  await page.goto(path);
  await page.getByText("Переслати за належністю").click();
  await page.getByRole("button", { name: "Переслати", exact: true }).click();
  await expect(page.getByRole("alert")).toContainText("Виберіть, куди переслати");
  await page.getByLabel("Куди").selectOption({ index: 1 });
  await page.getByLabel("Чому").fill("Місце в іншій громаді");
  await expectAccessible(page);
  await page.getByRole("button", { name: "Переслати", exact: true }).click();
  await expect(page).toHaveURL(/\/queue/);
  await signIn(page, "resident");
  await page.goto("/notices");
  await expect(page.getByText(`Справу переслано за належністю: ${number}`)).toBeVisible();
  await page.goto(path);
  await page.getByText("Чому саме ця дата").click();
  await expect(page.getByText("строк починається спочатку")).toBeVisible();
});
