import { expect, test } from "@playwright/test";
import { apply, decide, expectAccessible, fillApplication, signIn } from "./helpers";

test("a resident applies, officials decide, the permit is public and on the dashboard", async ({ page }, info) => {
  const place = `м. Лісне, вул. Перша, ${info.project.name} ${Date.now()}`;
  await page.goto("/dashboard/cases-by-state?state=granted");
  const granted = async () => {
    await page.goto("/dashboard/cases-by-state");
    return Number(await page.getByRole("row", { name: "дозвіл видано" }).first().getByRole("cell").last().innerText());
  };
  const before = await granted();
  const { number, path } = await apply(page, place);
  await expect(page.getByText("перевірка документів")).toBeVisible();
  await expectAccessible(page);

  await signIn(page, "administrator");
  await page.goto("/queue");
  await expectAccessible(page);
  await decide(page, "administrator", path, "Передати на погодження");
  await decide(page, "specialist", path, "Погодити");
  await page.getByRole("button", { name: "Погодити", exact: true }).click();
  await expect(page.getByText("Погоджено: безпека руху")).toBeVisible();
  await expect(page.getByText("Погоджено: охорона культурної спадщини")).toBeVisible();
  await decide(page, "head", path, "Видати дозвіл");
  await expect(page.getByText("дозвіл видано").first()).toBeVisible();

  await signIn(page, "resident");
  await page.goto("/cases");
  await expectAccessible(page);
  await page.getByRole("link", { name: number }).click();
  await page.getByRole("link", { name: "Відкрити виданий документ" }).click();
  await expectAccessible(page);
  const permit = await page.getByRole("heading", { level: 1 }).innerText();

  await page.context().clearCookies();
  await page.goto(`/registers/outdoor-advertising-permits?place=${encodeURIComponent(place)}`);
  await expect(page.getByRole("link", { name: permit })).toBeVisible();
  const csv = await page.request.get(`/registers/outdoor-advertising-permits/records.csv`);
  expect(await csv.text()).toContain(place);
  expect(await granted()).toBe(before + 1);
  await expect(page.getByText("збігається")).toBeVisible();
});

test("a refusal needs a ground and an explanation, and the resident reads both", async ({ page }) => {
  const { path } = await apply(page, `с. Криничне, вул. Друга, ${Date.now()}`);
  await decide(page, "administrator", path, "Відмовити");
  await expect(page.getByRole("alert")).toContainText("виберіть підставу");
  await page.getByLabel("Пояснення").fill("Немає згоди власника. Додайте її.");
  await page.getByRole("button", { name: "Відмовити", exact: true }).click();
  await expect(page.getByLabel("Пояснення")).toHaveValue("Немає згоди власника. Додайте її.");
  await page.getByLabel("Підстава для відмови").selectOption({ index: 1 });
  await expectAccessible(page);
  await page.getByRole("button", { name: "Відмовити", exact: true }).click();
  await signIn(page, "resident");
  await page.goto(path);
  await expect(page.getByText("У послузі відмовлено")).toBeVisible();
  await expect(page.getByText("Немає згоди власника. Додайте її.")).toBeVisible();
  await expect(page.getByText("Подано не всі документи")).toBeVisible();
});

test("wrong input is said beside the field and nothing typed is lost", async ({ page }) => {
  await signIn(page, "resident");
  await fillApplication(page, "м. Степове <b>'\"; drop table cases; --");
  await page.getByLabel("Площа рекламного поля").fill("багато");
  await page.getByLabel("Код ЄДРПОУ підприємства").fill("1234567");
  await page.getByRole("button", { name: "Подати заяву" }).click();
  await expect(page.getByRole("alert")).toContainText("Виправте 2 поля");
  await expect(page.getByLabel("Де буде реклама")).toHaveValue("м. Степове <b>'\"; drop table cases; --");
  await expect(page.getByLabel("Площа рекламного поля")).toHaveValue("багато");
  await expect(page.getByLabel("Щит (білборд)")).toBeChecked();
  await expect(page.getByText("Код ЄДРПОУ має 8 цифр, тут 7").first()).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("alert").getByRole("link").first().click();
  await expect(page.getByLabel("Площа рекламного поля")).toBeFocused();
  await page.getByLabel("Площа рекламного поля").fill("12");
  await page.getByLabel("Код ЄДРПОУ підприємства").fill("");
  await page.getByRole("button", { name: "Подати заяву" }).click();
  await expect(page.getByRole("definition").filter({ hasText: "<b>'\"; drop table cases; --" })).toBeVisible();
});

test("a double click and a replayed form give one case", async ({ page }) => {
  await signIn(page, "resident");
  await fillApplication(page, `м. Заріччя, вул. Третя, ${Date.now()}`);
  const sent = page.waitForRequest((request) => request.method() === "POST");
  await page.getByRole("button", { name: "Подати заяву" }).dblclick();
  const form = (await sent).postData()!;
  await expect(page.getByRole("heading", { name: "Заяву подано" })).toBeVisible();
  const first = page.url();
  const replays = await Promise.all(
    [1, 2, 3].map(() =>
      page.request.post("/services/outdoor-advertising-permit/apply", {
        data: form,
        headers: { "content-type": "application/x-www-form-urlencoded" },
      }),
    ),
  );
  for (const replay of replays) expect(replay.url()).toBe(first);
  // The same key with another content is refused, not taken for the first.
  const other = await page.request.post("/services/outdoor-advertising-permit/apply", {
    data: form.replace("years=2", "years=3"),
    headers: { "content-type": "application/x-www-form-urlencoded" },
  });
  expect(other.status()).toBe(422);
});

test("two officials at once: the second is told, and keeps what was typed", async ({ page, browser }) => {
  const { path } = await apply(page, `с. Вишневе, вул. Четверта, ${Date.now()}`);
  await decide(page, "administrator", path, "Передати на погодження");
  await decide(page, "specialist", path, "Погодити");
  await page.getByRole("button", { name: "Погодити", exact: true }).click();
  await signIn(page, "head");
  await page.goto(path);
  const other = await (await browser.newContext({ locale: "uk-UA" })).newPage();
  await decide(other, "deputy", new URL(path, page.url()).href, "Видати дозвіл");
  await expect(other.getByText("Дозвіл видано", { exact: true })).toBeVisible();
  await page.getByLabel("Пояснення").fill("Моє пояснення");
  await page.getByRole("button", { name: "Видати дозвіл" }).click();
  await expect(page.getByRole("heading", { name: "Поки ви працювали" })).toBeVisible();
  await expect(page.getByText("Моє пояснення")).toBeVisible();
  await other.context().close();
});

test("two officials change one record: the second sees what changed beside their own", async ({ page, browser }) => {
  await page.goto("/registers/outdoor-advertising-permits");
  const card = (await page.locator("a[data-item]").first().getAttribute("href"))!;
  await signIn(page, "head");
  await page.goto(`${card}/edit`);
  const other = await (await browser.newContext({ locale: "uk-UA" })).newPage();
  await signIn(other, "deputy");
  await other.goto(new URL(`${card}/edit`, page.url()).href);
  await other.getByLabel("Місце").fill("м. Степове, вул. Нова, 1");
  await other.getByRole("button", { name: "Зберегти" }).click();
  await page.getByLabel("Місце").fill("м. Степове, вул. Інша, 2");
  await page.getByRole("button", { name: "Зберегти" }).click();
  await expect(page.getByRole("heading", { name: "Поки ви працювали" })).toBeVisible();
  await expect(page.getByRole("cell", { name: "м. Степове, вул. Нова, 1" })).toBeVisible();
  await expect(page.getByLabel("Місце")).toHaveValue("м. Степове, вул. Інша, 2");
  await expectAccessible(page);
  await page.getByRole("button", { name: "Зберегти" }).click();
  await expect(page.getByRole("heading", { name: "Історія" })).toBeVisible();
  await expect(page.locator("ins", { hasText: "вул. Інша, 2" })).toBeVisible();
  await other.context().close();
});
