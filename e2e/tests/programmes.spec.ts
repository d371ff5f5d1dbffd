import { expect, type Page, test } from "@playwright/test";
import { expectAccessible, signIn } from "./helpers";

const HEAD =
  "Перелік заходів\tСтрок\tВиконавці\tДжерела фінансування\tОбсяги, тис. грн\t\t\n\t\t\t\tразом\t2026 рік\t2027 рік\n";

/** An annex of one direction; what stands in one cell may be chosen. */
function annex(figure: string): string {
  return (
    `${HEAD}1. Послуги\t\t\t\t\t\t\n` +
    `1.1. Портал\t2026-2027\tУправління цифрового розвитку\tОбласний бюджет\t300,5\t100,5\t${figure}\n` +
    "1.2. Навчання\t2026\tДепартамент\tНе потребує\t-\t-\t-\n" +
    "Всього за напрямом\t\t\tОбласний бюджет\t300,5\t100,5\t200,0\n" +
    "РАЗОМ ЗА ПРОГРАМОЮ\t\t\t\t300,5\t100,5\t200,0\n"
  );
}

async function read(page: Page, name: string, text: string): Promise<void> {
  await page.goto("/programmes/drafts");
  await expectAccessible(page);
  await page.getByLabel("Файл рішення").setInputFiles({ name, mimeType: "text/plain", buffer: Buffer.from(text) });
  await page.getByRole("button", { name: "Додати", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
}

test("a council's decision goes from its file to a page that anyone can check", async ({ page }, info) => {
  test.setTimeout(60_000);
  const title = `Програма ${info.project.name} на 2026–2027 роки`;
  await signIn(page, "curator");
  await page.goto("/programmes");
  await page.getByRole("link", { name: "Прочитати рішення з файлу" }).click();
  await read(page, "Рішення.txt", annex("двісті"));
  await expectAccessible(page);
  await expect(page.getByText("це не сума")).toBeVisible();
  await page.getByLabel("Комірка 7").fill("200,0");
  await page.getByRole("button", { name: "Читати так" }).click();
  await expect(page.getByText("Усі суми сходяться.")).toBeVisible();
  await expect(page.getByText("виправлено", { exact: true })).toBeVisible();
  await expectAccessible(page);

  await page.getByRole("button", { name: "Зберегти", exact: true }).click();
  await expect(page.getByText("Введіть дату рішення").first()).toBeVisible();
  await expectAccessible(page);
  await page.getByLabel("Програма", { exact: true }).selectOption({ label: "нова програма" });
  await page.getByLabel("Назва").fill(title);
  await page.getByLabel("Рішення: хто ухвалив і номер").fill("Рішення обласної ради № 400-VIII");
  await page.getByLabel("Дата рішення").fill("27.02.2026");
  await page.getByRole("button", { name: "Зберегти", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name: title })).toBeVisible();
  await expectAccessible(page);
  const programme = new URL(page.url()).pathname;

  await page.locator("summary", { hasText: "1. Послуги" }).click();
  await page.getByRole("link", { name: "1.1. Портал" }).click();
  await expectAccessible(page);
  await page.getByRole("link", { name: "Додати" }).last().click();
  await page.getByLabel("Сплачено").fill("10.03.2026");
  await page.getByLabel("обласний бюджет").check();
  await page.getByLabel("поточні").check();
  await page.getByLabel("Сума, грн").fill("50250");
  await page.getByRole("button", { name: "Зберегти" }).click();
  await expect(page.getByText("50 250,00").first()).toBeVisible();

  await page.goto("/programmes/drafts");
  await read(page, "Зміни.txt", annex("200,0").replace("1.2. Навчання", "1.2. Чатбот"));
  await page.getByLabel("Програма", { exact: true }).selectOption({ label: title });
  await page.getByLabel("Рішення: хто ухвалив і номер").fill("Рішення обласної ради № 401-VIII");
  await page.getByLabel("Дата рішення").fill("13.03.2026");
  await page.getByRole("button", { name: "Зберегти", exact: true }).click();

  await page.context().clearCookies();
  await page.goto(programme);
  await expect(page.getByText("50,25").first(), "what was spent is seen by everybody").toBeVisible();
  await page.getByRole("link", { name: "що змінено" }).click();
  await expect(page.locator("ins")).toHaveText("Чатбот");
  await expectAccessible(page);
});

test("reports are asked for, submitted and accepted, and stand together", async ({ page }) => {
  test.setTimeout(60_000);
  await signIn(page, "curator");
  await page.goto("/programmes");
  await page.getByRole("link", { name: "Цифрова область на 2025–2027 роки", exact: true }).first().click();
  await expectAccessible(page);
  const programme = new URL(page.url()).pathname;
  await page.getByRole("link", { name: "Звіти про виконання" }).click();
  await expect(page.getByText(/прострочено: [0-9]/)).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("link", { name: "Хто за що звітує" }).click();
  await expectAccessible(page);
  await page.goto(`${programme}/reports?period=2025`);
  await expectAccessible(page);
  for (const [file, type] of [["xlsx", "spreadsheet"], ["pdf", "pdf"]]) {
    const answer = await page.request.get(`${programme}/report.${file}?period=2025`);
    expect(answer.status()).toBe(200);
    expect(answer.headers()["content-type"]).toContain(type);
  }
});
