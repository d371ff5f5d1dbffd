import { expect, test, type Page } from "@playwright/test";
import { apply, decide, expectAccessible, signIn } from "./helpers";

test("from an inflected, misspelt query to the rated decision", async ({ page }, info) => {
  await signIn(page, "resident");
  await page.goto("/");
  await page.getByLabel("Що ви шукаєте").fill("дозволи на зовнішню рекламму");
  await page.getByRole("button", { name: "Знайти" }).click();
  await expect(page.getByText("Можливо, ви шукали")).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("link", { name: /дозволи зовнішню реклам/ }).click();
  await expectAccessible(page);
  await page.getByRole("link", { name: "Дозвіл на розміщення зовнішньої реклами" }).click();
  await page.getByRole("link", { name: "Подати заяву" }).click();
  await page.getByLabel("Центр, який прийме заяву").selectOption({ index: 1 });
  await page.getByLabel("Де буде реклама").fill(`м. Лісне, вул. Знайдена, ${info.project.name} ${Date.now()}`);
  await page.getByLabel("Щит (білборд)").check();
  await page.getByLabel("Площа рекламного поля").fill("18,5");
  await page.getByLabel("На скільки років потрібен дозвіл").fill("2");
  // What was typed waits over a sign-out.
  await expect(page.getByText("Чернетку збережено")).toBeVisible();
  await signIn(page, "resident");
  await page.goto("/cases");
  await page.getByRole("link", { name: "Дозвіл на розміщення зовнішньої реклами" }).first().click();
  await expect(page.getByLabel("Площа рекламного поля")).toHaveValue("18,5");
  await page.getByLabel("Телефон").fill("067 123 45 67");
  await page.getByRole("button", { name: "Подати заяву" }).click();
  await expect(page.getByRole("heading", { name: "Заяву подано" })).toBeVisible();
  const path = new URL(page.url()).pathname;
  await decide(page, "administrator", path, "Передати на погодження");
  await decide(page, "specialist", path, "Погодити");
  await page.getByRole("button", { name: "Погодити", exact: true }).click();
  await decide(page, "head", path, "Видати дозвіл");
  await signIn(page, "resident");
  await page.goto(path);
  await page.getByRole("button", { name: "Надіслати оцінку" }).click();
  await expect(page.getByRole("alert")).toContainText("Виправте 2 поля");
  await page.getByRole("group", { name: "Наскільки ви задоволені" }).getByLabel("5", { exact: true }).check();
  await page.getByRole("group", { name: "Чи порадите цей спосіб" }).getByLabel("9", { exact: true }).check();
  await page.getByLabel("Що покращити").fill("Усе добре");
  await expectAccessible(page);
  await page.getByRole("button", { name: "Надіслати оцінку" }).click();
  await expect(page.getByText("вашу оцінку записано: 5 з 5")).toBeVisible();
  await page.goto("/quality");
  await expectAccessible(page);
});

/** Types with the keyboard alone: Tab goes on, space chooses. */
async function keyboard(page: Page, steps: string[]): Promise<void> {
  for (const step of steps) {
    if (step.startsWith("{")) await page.keyboard.press(step.slice(1, -1));
    else await page.keyboard.type(step);
  }
}

test("a paper application at the desk by keyboard alone, with a receipt", async ({ page }, info) => {
  await signIn(page, "administrator");
  await page.keyboard.press("g");
  await page.keyboard.press("w");
  await expect(page.getByRole("heading", { level: 1, name: "Прийом заяв" })).toBeVisible();
  await expectAccessible(page);
  const permit = page.getByRole("link", { name: "Дозвіл на розміщення зовнішньої реклами" });
  for (let line = 0; line < 20; line += 1) {
    await page.keyboard.press("j");
    if (await permit.evaluate((link) => link === document.activeElement)) break;
  }
  await page.keyboard.press("Enter");
  await expect(page.getByLabel("Прізвище").first()).toBeFocused();
  await expectAccessible(page);
  const began = Date.now();
  await keyboard(page, [
    "Паперовий", "{Tab}", "Степан", "{Tab}", "Іванович", "{Tab}", "{Tab}", "{Tab}",
    `м. Лісне, вул. Паперова, ${info.project.name} ${Date.now()}`, "{Tab}", "{Space}", "{Tab}", "12", "{Tab}", "3", "{Tab}", "{Tab}", "{Tab}",
    "0671234567", "{Control+Enter}",
  ]);
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Квитанція до справи");
  expect(Date.now() - began, "under a minute").toBeLessThan(60_000);
  await expect(page.getByRole("img", { name: /Штрихкод \d{12}/ })).toBeVisible();
  await expect(page.getByText("Паперовий Степан Іванович")).toBeVisible();
  await expectAccessible(page);
  // The scanner types the code into the search: the case opens.
  const code = await page.locator("p.hash").innerText();
  await page.goto("/search");
  await page.keyboard.press("/");
  await keyboard(page, [code, "{Enter}"]);
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Справа ЗР-");
});

test("a correction request stops the term and moves the due date by the days that do not count", async ({ page }) => {
  const { path } = await apply(page, `с. Вишневе, вул. Виправлена, ${Date.now()}`);
  const day = (text: string) => {
    const [, d, m, y] = text.match(/(\d\d)\.(\d\d)\.(\d{4})/)!;
    return new Date(Date.UTC(Number(y), Number(m) - 1, Number(d)));
  };
  const shown = (date: Date) => date.toISOString().slice(0, 10).split("-").reverse().join(".");
  await page.getByText("Чому саме ця дата").click();
  const lines = () => page.locator("details[open] ol li").allInnerTexts();
  const before = day((await lines()).at(-1)!.split("тому").at(-1)!);

  await signIn(page, "administrator");
  await page.goto(path);
  await page.getByText("Попросити виправити заяву").click();
  await page.getByLabel("До якого дня чекаємо").fill("01.01.2020");
  await page.getByLabel("Що не так і що зробити").fill("Уточніть місце: якого будинку");
  await page.getByRole("button", { name: "Надіслати запит" }).click();
  await expect(page.getByRole("alert")).toContainText("Закон дає заявникові щонайменше");
  const until = new Date(before.getTime() - 10 * 86_400_000);
  await page.getByLabel("До якого дня чекаємо").fill(shown(until));
  await page.getByLabel("Де буде реклама").check();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Надіслати запит" }).click();
  await expect(page.getByText("очікуємо заявника до")).toBeVisible();
  await page.getByText("Чому саме ця дата").click();
  const paused = (await lines()).find((line) => line.startsWith("Строк було зупинено"))!;
  const [, first, last] = paused.match(/з (\S+) по (\S+)/)!;
  expect(last).toBe(shown(until));
  const counted = day((await lines()).find((line) => line.includes("календарних днів"))!);
  const days = (until.getTime() - day(first!).getTime()) / 86_400_000 + 1;
  const nominal = new Date(day((await lines()).find((line) => line.startsWith("День нуль"))!).getTime() + (30 + days) * 86_400_000);
  expect(shown(counted)).toBe(shown(nominal));

  await signIn(page, "resident");
  await page.goto(path);
  await expect(page.getByRole("heading", { name: "Потрібне ваше виправлення" })).toBeVisible();
  await page.getByRole("link", { name: "Виправити заяву" }).click();
  await expect(page.getByLabel("Площа рекламного поля")).toHaveCount(0);
  await page.getByLabel("Де буде реклама").fill("с. Вишневе, вул. Виправлена, 7");
  await page.getByLabel("Що передати посадовцеві").fill("Будинок 7");
  await expectAccessible(page);
  await page.getByRole("button", { name: "Надіслати виправлення" }).click();
  await expect(page.getByText("Заяву виправлено")).toBeVisible();
  await page.getByText("Чому саме ця дата").click();
  // Answered on the very day: no day was lost, the term is as before.
  expect((await lines()).some((line) => line.includes(shown(before)))).toBe(true);
});

test("five decisions of the head in two minutes", async ({ page }) => {
  await signIn(page, "head");
  const began = Date.now();
  await page.goto("/queue");
  await page.locator("li", { hasText: "Дозвіл на розміщення" }).locator("a[data-item]").first().click();
  for (let decided = 0; decided < 5; decided++) {
    const number = (await page.getByRole("heading", { level: 1 }).innerText()).replace("Справа ", "");
    if (number.startsWith("ЗР")) await page.getByRole("button", { name: "Видати дозвіл" }).click();
    else await page.getByRole("button", { name: "Призначити виплату" }).click();
    await expect(page.getByRole("status").filter({ hasText: number })).toBeVisible();
  }
  expect(Date.now() - began).toBeLessThan(120_000);
  await expectAccessible(page);
});

test("a life event starts two services by one application, step by step", async ({ page }) => {
  await signIn(page, "resident");
  await page.goto("/services/birth-of-a-child");
  await expectAccessible(page);
  await page.getByRole("link", { name: "Подати заяву" }).click();
  await page.getByLabel("Прізвище, ім’я, по батькові дитини").fill("Коваленко Дарина");
  await page.getByLabel("Дата народження дитини").fill("31.02.2026");
  await page.getByRole("button", { name: "Далі" }).click();
  await expect(page.getByRole("alert")).toContainText("Виправте 1 поле");
  await expect(page.getByLabel("Дата народження дитини")).toHaveValue("31.02.2026");
  await page.getByLabel("Дата народження дитини").fill("01.03.2099");
  await page.getByRole("button", { name: "Далі" }).click();
  await page.getByLabel("Номер рахунку (IBAN)").fill("UA21 322313 00000 26007233566001");
  await page.getByLabel("Телефон").fill("0671234567");
  await expectAccessible(page);
  await page.getByRole("button", { name: "Далі" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Перевірте відповіді" })).toBeVisible();
  await page.getByLabel("Центр, який прийме заяву").selectOption({ index: 1 });
  await page.getByRole("button", { name: "Подати заяву" }).click();
  await expect(page.getByRole("alert")).toContainText("цей день ще не настав");
  await expectAccessible(page);
  await page.getByRole("link", { name: /Змінити – Чому ви маєте/ }).click();
  await page.getByLabel("Дата народження дитини").fill("01.03.2026");
  await page.getByRole("button", { name: "Далі" }).click();
  await page.getByRole("button", { name: "Далі" }).click();
  await page.getByLabel("Центр, який прийме заяву").selectOption({ index: 1 });
  await page.getByRole("button", { name: "Подати заяву" }).click();
  await expect(page.getByRole("heading", { name: "Заяву подано" })).toBeVisible();
  await expect(page.getByText("Разом із цією справою")).toBeVisible();
  const payment = new URL(page.url()).pathname;
  await page.getByRole("link", { name: /^ВМП-С-/ }).click();
  const extract = new URL(page.url()).pathname;
  await decide(page, "specialist", extract, "Видати витяг");
  await signIn(page, "resident");
  await page.goto(extract);
  await expect(page.getByRole("heading", { name: "Що видано" })).toBeVisible();
  await expect(page.getByText("Зареєстроване місце проживання", { exact: true })).toBeVisible();
  await expectAccessible(page);
  await decide(page, "specialist", payment, "Право є");
  await decide(page, "head", payment, "Призначити виплату");
  await page.goto("/social-payments/lists");
  await expectAccessible(page);
  await page.getByRole("button", { name: "Скласти відомість" }).click();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "CSV" }).first().click(),
  ]);
  const text = await (await download.createReadStream()).toArray();
  expect(Buffer.concat(text).toString()).toContain("UA213223130000026007233566001");
});
