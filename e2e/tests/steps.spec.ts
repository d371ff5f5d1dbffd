import { expect, type Page, test } from "@playwright/test";
import { expectAccessible, signIn } from "./helpers";

/** Takes a step from the card that is open: its link, its fields, its button. */
async function step(page: Page, name: string, fields: Record<string, string>): Promise<void> {
  await page.getByRole("link", { name, exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
  await expectAccessible(page);
  for (const [label, value] of Object.entries(fields)) await page.getByLabel(label).fill(value);
  await page.getByRole("button", { name, exact: true }).click();
}

test("a case of an offence goes from the report to the served ruling", async ({ page }, info) => {
  await signIn(page, "secretary");
  await page.goto("/registers/administrative-offences");
  await expectAccessible(page);
  await page.getByRole("link", { name: "Внести запис" }).click();
  await expect(page.getByLabel("Номер постанови"), "what later steps fill in is not asked yet").toHaveCount(0);
  await expectAccessible(page);
  const number = `ВАБ ${info.project.name} ${info.retry}`;
  await page.getByLabel("Серія і номер протоколу").fill(number);
  await page.getByLabel("Складено", { exact: true }).fill("13.03.2026");
  await page.getByLabel("поліція").check();
  await page.getByLabel("ст. 182 – порушення тиші").check();
  await page.getByLabel("Громада").selectOption({ label: "– – Зарічанська громада" });
  await page.getByLabel("Суть правопорушення").fill("Після 22 години голосно вмикав музику.");
  await page.getByLabel("Особа, щодо якої складено протокол").fill("Вигадана Людина, 02.01.1900, 0000100010");
  await page.getByLabel("Місце проживання").fill("с. Вербове, вул. Польова, 5");
  await page.getByRole("button", { name: "Зберегти" }).click();
  await expect(page.getByText("за РНОКПП людина народилася 01.01.1900").first()).toBeVisible();
  await page.getByLabel("Особа, щодо якої складено протокол").fill("Вигадана Людина, 01.01.1900, 0000100010");
  await page.getByRole("button", { name: "Зберегти" }).click();
  await expect(page.getByText("протокол складено").first()).toBeVisible();
  await expectAccessible(page);
  const card = new URL(page.url()).pathname;

  await step(page, "Зареєструвати протокол", { "Надійшов на розгляд": "16.03.2026" });
  await expect(page.getByText("протокол надійшов").first()).toBeVisible();
  await expect(page.getByText("до 31 березня 2026")).toBeVisible();
  await expect(page.getByRole("link", { name: "Винести постанову" }), "the head rules").toHaveCount(0);

  await signIn(page, "mayor");
  await page.goto("/steps");
  await expectAccessible(page);
  await page.goto(card);
  await page.getByRole("link", { name: "Винести постанову" }).click();
  await page.getByLabel("Номер постанови").fill("77-2026");
  await page.getByLabel("Постанову винесено").fill("16.03.2026");
  await page.getByLabel("штраф", { exact: true }).check();
  await page.getByRole("button", { name: "Винести постанову" }).click();
  await expect(page.getByText("введіть його суму").first()).toBeVisible();
  await expectAccessible(page);
  await page.getByLabel("Штраф, грн").fill("850");
  await page.getByRole("button", { name: "Винести постанову" }).click();
  await expect(page.getByText("постанову винесено").first()).toBeVisible();

  await signIn(page, "secretary");
  await page.goto("/registers/administrative-offences?offender=вигадана");
  await expect(page.getByText("Вигадана Людина").first()).toBeVisible();
  await page.goto(card);
  await step(page, "Вручити копію", { "Копію вручено або надіслано": "16.03.2026" });
  await expect(page.getByText("копію вручено").first()).toBeVisible();

  await signIn(page, "governor");
  await page.goto(card);
  await expect(page.getByText(number).first()).toBeVisible();
  await expect(page.getByText("Вигадана Людина"), "the oblast sees figures, no people").toHaveCount(0);
  await page.context().clearCookies();
  await page.goto("/dashboard/administrative-offences/reports");
  await expect(page.getByText("ст. 182 – порушення тиші").first()).toBeVisible();
  await expectAccessible(page);
});

test("a thing is checked in the inventory and handed to another person", async ({ page }) => {
  await signIn(page, "specialist");
  await page.goto("/inventory");
  await expect(page.getByText(/Звірено .* з /)).toBeVisible();
  await expectAccessible(page);
  await page.goto("/inventory/replacement");
  await expect(page.getByRole("heading", { name: "План заміни техніки" })).toBeVisible();
  await expectAccessible(page);
  await page.goto("/inventory?body=heritage");
  await expectAccessible(page);
  await page.locator("a[data-item]").first().click();
  await expect(page.getByText("Що далі")).toBeVisible();
  const card = new URL(page.url()).pathname;
  await step(page, "Звірено: на місці", { "Кімната": "311" });
  await expect(page.getByText("16.03.2026").first()).toBeVisible();
  await expect(page.getByText("311").first()).toBeVisible();

  await page.getByRole("link", { name: "Передати", exact: true }).click();
  await page.getByLabel("Кому передають").selectOption({ label: "Гончар Оксана Юріївна" });
  await page.getByRole("button", { name: "Передати", exact: true }).click();
  await expect(page.getByText("передають").first()).toBeVisible();
  await expect(page.getByRole("link", { name: "Прийняти", exact: true }), "only the receiver accepts").toHaveCount(0);

  await signIn(page, "head");
  await page.goto("/steps");
  await page.locator(`a[data-item][href="${card}"]`).click();
  await step(page, "Прийняти", { "Кімната": "12" });
  await expect(page.getByText("працює").first()).toBeVisible();
  await expect(page.getByText("Гончар Оксана Юріївна").first()).toBeVisible();
});
