import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "@playwright/test";
import { expectAccessible } from "./helpers";

test("a reporter puts a board together, compares two communities and embeds it", async ({ page, browser, baseURL }) => {
  await page.goto("/dashboard");
  await expectAccessible(page);
  await page.getByRole("link", { name: "Скласти дошку показників" }).click();
  await expectAccessible(page);
  await page.getByLabel("Назва дошки").fill("Порядок у громадах");
  await page.getByLabel("Розглянуто у строк").check();
  await page.getByLabel("Аварійних").check();
  await page.getByLabel("Громада чи район 1").selectOption({ label: "Зарічанська громада" });
  await page.getByLabel("Громада чи район 2").selectOption({ label: "Степова громада" });
  await page.getByRole("button", { name: "Показати" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Порядок у громадах");
  await expect(page.locator("polyline")).toHaveCount(4);
  await expectAccessible(page);
  const address = page.url();
  await page.getByRole("link", { name: "Розглянуто у строк" }).first().click();
  await expect(page.getByText("збігається").first()).toBeVisible();
  await expectAccessible(page);
  await page.goto("/dashboard");
  await page.getByRole("link", { name: "Степова громада" }).click();
  await expectAccessible(page);

  // Somebody else's page, of another origin, shows the board and nothing but the board.
  const embed = address.replace("/dashboard/board", "/embed/board");
  const newspaper = createServer((_, answer) => {
    answer.setHeader("content-type", "text/html");
    answer.end(`<iframe src="${embed}" width="900" height="700"></iframe>`);
  }).listen(0, "127.0.0.1");
  await once(newspaper, "listening");
  const context = await browser.newContext({ locale: "uk-UA" });
  const other = await context.newPage();
  await other.goto(`http://127.0.0.1:${(newspaper.address() as AddressInfo).port}/`);
  await expect(other.frameLocator("iframe").getByRole("heading", { level: 1 })).toHaveText("Порядок у громадах");
  newspaper.close();
  await other.goto(embed);
  await expectAccessible(other);
  await context.close();
  expect((await page.request.get(`${baseURL}/dashboard`)).headers()["x-frame-options"]).toBe("DENY");
});
