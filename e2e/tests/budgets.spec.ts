import { expect, test } from "@playwright/test";
import { expectAccessible, signIn } from "./helpers";

const HEAD = "REP_PERIOD;FUND_TYP;COD_BUDGET;COD_INCO;NAME_INC;ZAT_AMT;PLANS_AMT;FAKT_AMT\n";

test("a file of the state portal becomes figures that a resident compares", async ({ page }, info) => {
  await signIn(page, "curator");
  await page.goto("/budgets");
  await expectAccessible(page);
  await page.getByRole("link", { name: "Додати файл виконання" }).click();
  await expectAccessible(page);
  const send = async (text: string) => {
    await page.getByLabel("Файл CSV").setInputFiles({ name: "budget.csv", mimeType: "text/csv", buffer: Buffer.from(text) });
    await page.getByRole("button", { name: "Додати", exact: true }).click();
  };
  await send(`${HEAD}01.2024;Z;99501000000;11010100;Податок;1;1;сто\n`);
  await expect(page.getByText("сто", { exact: true })).toBeVisible();
  await expectAccessible(page);
  const code = info.project.name === "desktop" ? "22010000" : "22010001";
  await send(`${HEAD}02.2026;Z;99501000000;${code};Адміністративні збори;900;900;100,5\n`);
  await expect(page.getByText("Нових рядків: 1")).toBeVisible();

  await page.context().clearCookies();
  await page.goto("/budgets?order=title");
  await page.getByRole("link", { name: "Зарічанська громада" }).last().click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Зарічанська громада");
  await page.locator("summary", { hasText: "Усі коди" }).first().click();
  await expect(page.getByRole("link", { name: code, exact: true })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("link", { name: "Порівняти код 11010000" }).click();
  await expect(page.getByText("Медіана громад")).toBeVisible();
  await expectAccessible(page);
  const file = await page.request.get("/budgets.csv");
  expect(await file.text()).toContain("Зарічанська громада");
});
