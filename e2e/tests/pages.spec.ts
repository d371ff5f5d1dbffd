import { expect, test } from "@playwright/test";
import { expectAccessible, signIn } from "./helpers";

const PUBLIC = [
  "/", "/about", "/design", "/login", "/services", "/search?q=nothing-like-this", "/search?q=реклама", "/services/outdoor-advertising-permit",
  "/services/birth-of-a-child", "/services/regional-payment/process", "/quality", "/check", "/terms", "/terms/calendar", "/terms/admin_service_30cd",
  "/registers", "/registers/outdoor-advertising-permits", "/registers/outdoor-advertising-permits?issued_on_from=31.02.2026",
  "/dashboard", "/dashboard/cases-by-state", "/dashboard/share-in-time", "/dashboard/median-days", "/programmes", "/budgets", "/budgets/compare", "/journal", "/help", "/help/operator", "/powers", "/welcome/no-such-code", "/no-such-page",
];

for (const theme of ["light", "dark", "contrast"]) {
  test(`public pages are accessible, ${theme}`, async ({ page }) => {
    test.setTimeout(120_000);
    await page.goto("/");
    await page.evaluate((value) => localStorage.setItem("oblast-theme", value), theme);
    for (const path of PUBLIC) {
      await page.goto(path);
      await test.step(path, () => expectAccessible(page));
    }
  });
}

test("the English pages are English and accessible", async ({ page }) => {
  await page.goto("/language/en?next=/services/outdoor-advertising-permit");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Permit for outdoor advertising");
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
  for (const path of PUBLIC) {
    await page.goto(path);
    await test.step(path, async () => {
      await expectAccessible(page);
      const words = await page.locator("main").innerText();
      expect(words).not.toMatch(/\b(act|case|error|field|home|journal|list|menu|record|figure)-[a-z]/);
    });
  }
});

test("officials' pages are accessible and the pane stands beside the queue", async ({ page }, info) => {
  await signIn(page, "head");
  await page.goto("/queue");
  await expectAccessible(page);
  await page.locator("a[data-item]").first().click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Справа");
  await expectAccessible(page);
  await expect(page.locator(".desk-side")).toBeVisible({ visible: info.project.name === "desktop" });
  await page.goto("/registers/outdoor-advertising-permits/new");
  await expectAccessible(page);
  for (const path of ["/workload", "/deputies", "/notices", "/social-payments/lists"]) {
    await page.goto(path);
    await test.step(path, () => expectAccessible(page));
  }
  await signIn(page, "admin");
  for (const path of ["/journal/entries", "/officials", "/officials/new", "/officials/table", "/approvals", "/retention", "/retention/administrative-offences"]) {
    await page.goto(path);
    await test.step(path, () => expectAccessible(page));
  }
  await signIn(page, "resident");
  for (const path of ["/account", "/account/sign-in", "/account/app", "/account/password", "/account/readings", "/account/data"]) {
    await page.goto(path);
    await test.step(path, () => expectAccessible(page));
  }
});

test("everything works without scripts", async ({ browser, baseURL }) => {
  const context = await browser.newContext({ javaScriptEnabled: false, locale: "uk-UA", baseURL });
  const page = await context.newPage();
  await signIn(page, "resident");
  await page.goto("/services/outdoor-advertising-permit/apply");
  await page.getByLabel("Центр, який прийме заяву").selectOption({ index: 2 });
  await page.getByLabel("Де буде реклама").fill("м. Степове, вул. Без скриптів, 1");
  await page.getByLabel("Сітілайт").check();
  await page.getByLabel("Площа рекламного поля").fill("3");
  await page.getByLabel("На скільки років потрібен дозвіл").fill("1");
  await page.getByRole("button", { name: "Подати заяву" }).click();
  await expect(page.getByRole("heading", { name: "Заяву подано" })).toBeVisible();
  await context.close();
});

test("nothing is refused by the content policy and nothing comes from elsewhere", async ({ page, baseURL }) => {
  const refused: string[] = [];
  const foreign: string[] = [];
  page.on("console", (message) => {
    if (/Content Security Policy/i.test(message.text())) refused.push(message.text());
  });
  page.on("request", (request) => {
    if (!request.url().startsWith(baseURL!)) foreign.push(request.url());
  });
  for (const path of PUBLIC) await page.goto(path);
  expect(refused).toEqual([]);
  expect(foreign).toEqual([]);
});

test("keys: slash to the search, j down the list, question mark for help", async ({ page }, info) => {
  test.skip(info.project.name === "phone", "a phone has no keys");
  await page.goto("/registers/outdoor-advertising-permits");
  await page.keyboard.press("/");
  await expect(page.getByRole("searchbox", { name: "Пошук за словами" })).toBeFocused();
  await page.getByRole("searchbox", { name: "Пошук за словами" }).blur();
  await page.keyboard.press("j");
  await expect(page.locator("a[data-item]").first()).toBeFocused();
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog")).toBeVisible();
  await page.keyboard.press("Escape");
  await page.keyboard.press("g");
  await page.keyboard.press("d");
  await page.waitForURL("**/dashboard");
});

test("pages weigh less than 100 KB", async ({ page }) => {
  let bytes = 0;
  page.on("response", async (response) => {
    bytes += (await response.body().catch(() => Buffer.alloc(0))).length;
  });
  await page.goto("/services/outdoor-advertising-permit", { waitUntil: "networkidle" });
  expect(bytes).toBeLessThan(100_000);
});
