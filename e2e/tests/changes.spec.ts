import { expect, test } from "@playwright/test";
import { expectAccessible, signIn } from "./helpers";

/** A picture of one point. */
const PICTURE = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

test("a change is asked for with evidence, approved by another, and the past stays to be seen", async ({ page }) => {
  await signIn(page, "resident");
  await page.goto("/registers/outdoor-advertising-permits?sort=holder");
  await page.locator("a[data-item]").nth(test.info().project.name === "desktop" ? 3 : 4).click();
  const card = new URL(page.url()).pathname;
  await page.getByRole("link", { name: "Запропонувати зміну" }).click();
  await page.getByRole("button", { name: "Надіслати запит" }).click();
  await expect(page.getByRole("alert")).toContainText("Поясніть, чому треба змінити");
  await expectAccessible(page);
  const place = `м. Заріччя, вул. Виправлена, ${Date.now()}`;
  await page.getByLabel("Місце").fill(place);
  await page.getByLabel("Чому треба змінити").fill("Вулицю перейменовано");
  await page.getByRole("button", { name: "Надіслати запит" }).click();
  await expect(page.getByText("чекає на рішення")).toBeVisible();
  await page.getByLabel("Додати підтвердження").setInputFiles({ name: "рішення.png", mimeType: "image/png", buffer: PICTURE });
  await page.getByRole("button", { name: "Додати", exact: true }).click();
  await expect(page.getByRole("link", { name: "рішення.png" })).toBeVisible();
  await expectAccessible(page);
  const change = new URL(page.url()).pathname;

  await signIn(page, "head");
  await page.goto("/changes");
  await expectAccessible(page);
  await page.goto(change);
  await page.getByRole("button", { name: "Відхилити" }).click();
  await expect(page.getByRole("alert")).toContainText("Поясніть, чому відхилено");
  await expectAccessible(page);
  await page.getByRole("button", { name: "Схвалити зміну" }).click();
  await page.goto(card);
  await expect(page.getByText(place).first()).toBeVisible();
  await page.getByText("Показати на інший день").click();
  await page.getByLabel("На день").fill("01.01.2020");
  await page.getByRole("button", { name: "Показати", exact: true }).click();
  await expect(page.getByText("Тоді цього запису ще не було")).toBeVisible();
  await expectAccessible(page);
});
