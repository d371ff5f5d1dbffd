import { createHash } from "node:crypto";
import { expect, test } from "@playwright/test";
import { decide, expectAccessible, fillApplication, signIn } from "./helpers";

/** A PDF of one page with a green rectangle. */
function pdf(): Buffer {
  const parts = [
    "<< /Type /Catalog /Pages 2 0 R >>",
    "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 100] /Contents 4 0 R >>",
    "<< /Length 34 >>\nstream\n0.1 0.4 0.3 rg 20 20 160 60 re f  \n\nendstream",
  ];
  let out = "%PDF-1.4\n";
  const places = parts.map((part, index) => {
    const place = out.length;
    out += `${index + 1} 0 obj\n${part}\nendobj\n`;
    return place;
  });
  const start = out.length;
  out += `xref\n0 5\n0000000000 65535 f \n${places.map((place) => `${String(place).padStart(10, "0")} 00000 n \n`).join("")}`;
  return Buffer.from(`${out}trailer\n<< /Size 5 /Root 1 0 R >>\nstartxref\n${start}\n%%EOF\n`);
}

test("documents: refused when they are not what they say, kept with the draft, shown, confirmed", async ({ page }) => {
  await signIn(page, "resident");
  await fillApplication(page, `м. Степове, вул. Файлова, ${Date.now()}`);
  await page.getByRole("button", { name: /Додати документи|Документи:/ }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Документи" })).toBeVisible();
  await expectAccessible(page);
  const consent = page.locator("section", { hasText: "Згода власника" });
  await consent.getByLabel("Файл", { exact: true }).setInputFiles({ name: "згода.pdf", mimeType: "application/pdf", buffer: Buffer.from("MZ\x90\x00\x03\x00\x00\x00 program") });
  await consent.getByRole("button", { name: "Додати", exact: true }).click();
  await expect(page.getByRole("alert")).toContainText("За назвою це pdf, а всередині інше");
  await expectAccessible(page);
  await consent.getByLabel("Файл", { exact: true }).setInputFiles({ name: "великий.pdf", mimeType: "application/pdf", buffer: Buffer.alloc(27_000_000) });
  await consent.getByRole("button", { name: "Додати", exact: true }).click();
  await expect(page.getByRole("alert")).toContainText("Файл більший за 25 МБ");
  await consent.getByLabel("Файл", { exact: true }).setInputFiles({ name: "згода.pdf", mimeType: "application/pdf", buffer: pdf() });
  await consent.getByRole("button", { name: "Додати", exact: true }).click();
  await expect(page.getByRole("button", { name: "Прибрати згода.pdf" })).toBeVisible();
  await page.getByRole("link", { name: "Готово, повернутися до заяви" }).click();
  await expect(page.getByLabel("Площа рекламного поля")).toHaveValue("18,5");
  await expect(page.getByRole("button", { name: "Документи: 1" })).toBeVisible();
  await page.getByRole("button", { name: "Подати заяву" }).click();
  await expect(page.getByRole("heading", { name: "Заяву подано" })).toBeVisible();
  const path = new URL(page.url()).pathname;

  await signIn(page, "administrator");
  await page.goto(path);
  await page.getByRole("link", { name: "згода.pdf" }).click();
  const sheet = page.getByRole("img", { name: "згода.pdf, сторінка 1" });
  await expect(sheet).toBeVisible();
  await expect.poll(() => sheet.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(200);
  await expectAccessible(page);
  const file = await page.request.get(page.url().replace(/.view.*/, ""));
  expect(file.headers()["content-disposition"]).toContain("attachment");
  expect(file.headers()["content-security-policy"]).toContain("sandbox");
  const address = page.url().replace(/.view.*/, "");
  await signIn(page, "admin");
  expect((await page.request.get(address)).status(), "to a stranger there is no such file").toBe(404);

  await decide(page, "administrator", path, "Передати на погодження");
  await decide(page, "specialist", path, "Погодити");
  await page.getByRole("button", { name: "Погодити", exact: true }).click();
  await decide(page, "head", path, "Видати дозвіл");
  await signIn(page, "resident");
  await page.goto(path);
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "Рішення у PDF" }).click(),
  ]);
  const bytes = Buffer.concat(await (await download.createReadStream()).toArray());
  expect(bytes.subarray(0, 5).toString()).toBe("%PDF-");
  const again = await page.request.get(`${path}/decision.pdf`);
  expect(Buffer.compare(await again.body(), bytes), "issued once").toBe(0);

  await page.context().clearCookies();
  await page.goto("/check");
  await expectAccessible(page);
  await page.getByLabel("Код документа").fill("2222 3333 4444 5555");
  await page.getByRole("button", { name: "Перевірити" }).click();
  await expect(page.getByText("Документа з таким кодом немає")).toBeVisible();
  await expectAccessible(page);
  expect(createHash("sha256").update(bytes).digest("hex")).toHaveLength(64);
});

test("notices stand in the cabinet and can be chosen", async ({ page }) => {
  await signIn(page, "resident");
  await page.getByRole("link", { name: /^Сповіщення/ }).click();
  await expectAccessible(page);
  await page.getByLabel("Мова повідомлень").selectOption("en");
  await page.getByLabel("Коротким повідомленням").uncheck();
  await page.getByRole("button", { name: "Зберегти" }).click();
  await expect(page.getByLabel("Коротким повідомленням")).not.toBeChecked();
  await expect(page.getByLabel("Мова повідомлень")).toHaveValue("en");
  await page.getByLabel("Мова повідомлень").selectOption("uk");
  await page.getByLabel("Коротким повідомленням").check();
  await page.getByRole("button", { name: "Зберегти" }).click();
  await signIn(page, "admin");
  await page.goto("/deliveries");
  await expectAccessible(page);
});
