import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, type Page, test } from "@playwright/test";
import ExcelJS from "exceljs";
import { expectAccessible, signIn } from "./helpers";
import { Server } from "./server";

const ROWS = 5_000;
/** Rows of the sheet whose cells are wrong, with the title of the column and what stands there instead. */
const WRONG: [number, string, string][] = [
  [11, "Назва", ""],
  [12, "Вид", "третій"],
  [13, "Від якого дня", "31.02.2026"],
  [14, "Вартість", "багато"],
  [15, "Де на мапі", "30.5, 50.4"],
  [1_000, "Від якого дня", "завтра"],
  [2_000, "Вартість", "1,2345"],
  [3_000, "Де на мапі", "поруч"],
  [4_000, "Вид", "?"],
  [4_999, "Назва", ""],
  [5_000, "Вартість", "#N/A"],
  [5_001, "Від якого дня", "2026-13-01"],
];
const MENDED: Record<string, string> = {
  "Назва": "Майданчик, названий на місці",
  "Вид": "перший",
  "Від якого дня": "01.09.2025",
  "Вартість": "1 234,50",
  "Де на мапі": "50.4, 30.5",
};

async function sheet(path: string): Promise<void> {
  const book = new ExcelJS.Workbook();
  const page = book.addWorksheet("Майданчики");
  const heads = ["№", "Назва", "Вид", "Від якого дня", "Вартість (грн)", "Де на мапі"];
  page.addRow(["Перелік майданчиків станом на 16 березня 2026 року"]);
  page.addRow(heads);
  const short = heads.map((head) => head.replace(" (грн)", ""));
  for (let row = 3; row <= ROWS + 2; row += 1) {
    const lat = (48 + (row % 200) / 100).toFixed(4);
    const lon = (30 + (row % 300) / 100).toFixed(4);
    const cells: (string | number | Date)[] = [
      row - 2, `Майданчик ${row - 2}`, row % 2 === 0 ? "перший" : "другий",
      new Date(Date.UTC(2020 + (row % 6), row % 12, 1 + (row % 28))), (row % 90) * 1000 + 0.5, `${lat}, ${lon}`,
    ];
    // The row of the sheet is one below the row of the list: a title stands above the heads.
    const wrong = WRONG.find(([number]) => number === row);
    if (wrong) cells[short.indexOf(wrong[1])] = wrong[2];
    page.addRow(cells);
  }
  await book.xlsx.writeFile(path);
}

/** Waits until the import's page, which asks again by itself, says this. */
async function comes(page: Page, words: string | RegExp): Promise<void> {
  await expect(page.getByText(words).first()).toBeVisible({ timeout: 30_000 });
}

test("a department invents a register on Monday", async ({ browser }, info) => {
  test.setTimeout(180_000);
  const server = new Server(process.env[`OBLAST_STORY_${info.project.name.toUpperCase()}`]);
  mkdirSync(server.systems, { recursive: true });
  try {
    await server.start();
    const context = await browser.newContext({ ...info.project.use, baseURL: server.url });
    const page = await context.newPage();

    await test.step("a new folder, checked and taken while the server runs", async () => {
      expect(server.declare("register", "new", "playgrounds").ok).toBe(true);
      const file = join(server.systems, "playgrounds", "register.toml");
      const text = readFileSync(file, "utf8")
        .replace('uk = "Назва реєстру", en = "Title of the register"', 'uk = "Майданчики", en = "Playgrounds"')
        .replace('holder = "digital"', 'holder = "architecture"')
        .replace(/(change = \["specialist", "head"\].*)/, '$1\npropose = ["signed_in"]\napprove = ["head"]');
      writeFileSync(file, text.replace('sort = "title"', 'sort = "titel"'));
      const wrong = server.declare("check", ".");
      expect(wrong.ok).toBe(false);
      expect(wrong.printed).toContain("did you mean `title`?");
      writeFileSync(file, text);
      expect(server.declare("check", ".").printed).toContain("no mistakes");
      expect(server.run("reload")).toContain("registers:");
    });

    await test.step("a record by the form, its place picked on the map", async () => {
      await signIn(page, "head");
      await page.goto("/registers/playgrounds");
      await expect(page.getByText("У реєстрі ще немає записів")).toBeVisible();
      await page.getByRole("link", { name: "Внести запис" }).click();
      await page.getByLabel("Назва").fill("Перший майданчик");
      await page.getByLabel("Перший", { exact: true }).check();
      const canvas = page.locator(".map canvas");
      await expect(canvas).toBeVisible();
      await canvas.click({ position: { x: 150, y: 150 } });
      await expect(page.getByLabel("Де на мапі").first()).toHaveValue(/^\d+\.\d+, \d+\.\d+$/);
      await expectAccessible(page);
      await page.getByRole("button", { name: "Зберегти" }).click();
      await expect(page.getByRole("heading", { name: /^Р-00001\// })).toBeVisible();
      await expect(page.locator(".map canvas")).toBeVisible();
      await expectAccessible(page);
    });
    const card = new URL(page.url()).pathname;

    await test.step("five thousand rows from a spreadsheet, twelve wrong cells found and mended", async () => {
      const path = join(server.folder, "майданчики.xlsx");
      await sheet(path);
      await page.goto("/registers/playgrounds");
      await page.getByRole("link", { name: "Імпорт із файла" }).click();
      await expectAccessible(page);
      await page.getByLabel("Файл із таблицею").setInputFiles(path);
      await page.getByRole("button", { name: "Прочитати файл" }).click();
      await expect(page.getByRole("heading", { name: "Куди йде кожен стовпець" })).toBeVisible();
      await expect(page.getByLabel("Куди йде стовпець «Вартість (грн)»")).toHaveValue("cost");
      await expectAccessible(page);
      await page.getByRole("button", { name: "Перевірити рядки" }).click();
      await comes(page, "Комірок із помилками: 12, у рядках: 12");
      await expectAccessible(page);
      for (const [row, column] of WRONG) {
        const label = new RegExp(`^Рядок ${row}, стовпець «${column}`);
        await page.getByLabel(label).fill(MENDED[column]!);
      }
      await page.getByRole("button", { name: "Зберегти виправлення й перевірити знову" }).click();
      await comes(page, /5\s000 рядків, помилок немає/);
      await page.getByRole("button", { name: "Підготувати записи" }).click();
      await comes(page, /5\s000 записів готові/);
      await expectAccessible(page);
      const unseen = await page.request.get("/api/v1/registers/playgrounds/records");
      expect((await unseen.json()).records).toHaveLength(1);
      await page.getByRole("button", { name: "Оприлюднити" }).click();
      await comes(page, /5\s000 записів оприлюднено/);
      await expectAccessible(page);
    });

    await test.step("the list on a map, the data by the API", async () => {
      await page.goto("/registers/playgrounds");
      await expect(page.getByText(/5\s001 запис/)).toBeVisible();
      await page.getByText("Показати на мапі").click();
      await expect(page.locator(".map[data-shown='5000']")).toBeVisible({ timeout: 20_000 });
      await expectAccessible(page);
      const found = await page.request.get("/api/v1/registers/playgrounds/records?category=second&limit=5&begun_on_from=2025-01-01");
      expect(found.ok()).toBe(true);
      const { records, next } = await found.json();
      expect(records).toHaveLength(5);
      expect(next).not.toBeNull();
      expect(records[0].data.position.type).toBe("Point");
      const document = await (await page.request.get("/api/openapi.json")).json();
      expect(document.paths["/api/v1/registers/playgrounds/records"]).toBeDefined();
    });

    await test.step("a change asked for by a resident, approved by the head", async () => {
      await signIn(page, "resident");
      await page.goto(card);
      await page.getByRole("link", { name: "Запропонувати зміну" }).click();
      await page.getByLabel("Назва").fill("Майданчик біля школи");
      await page.getByLabel("Чому треба змінити").fill("Так його називають усі");
      await page.getByRole("button", { name: "Надіслати запит" }).click();
      await expect(page.getByText("чекає на рішення")).toBeVisible();
      const change = new URL(page.url()).pathname;
      await signIn(page, "head");
      await page.goto(change);
      await page.getByRole("button", { name: "Схвалити зміну" }).click();
      await page.goto(card);
      await expect(page.getByText("Майданчик біля школи").first()).toBeVisible();
    });

    await test.step("a week later: the state as of last week", async () => {
      await server.stop();
      await server.start({ now: "2026-03-24T10:00:00+02:00" });
      const later = await browser.newContext({ ...info.project.use, baseURL: server.url });
      const next = await later.newPage();
      await signIn(next, "head");
      await next.goto(`${card}/edit`);
      await next.getByLabel("Назва").fill("Майданчик за школою");
      await next.getByRole("button", { name: "Зберегти" }).click();
      await next.getByText("Показати на інший день").click();
      await next.getByLabel("На день").fill("17.03.2026");
      await next.getByRole("button", { name: "Показати", exact: true }).click();
      await expect(next.locator(".facts").getByText("Майданчик біля школи")).toBeVisible();

      await next.goto("/dashboard");
      await expectAccessible(next);
      const tile = next.getByRole("link", { name: "Скільки записів" });
      await tile.click();
      await expect(next.locator(".tile .value")).toHaveText(/5\s001/);
      await expect(next.getByText("2025", { exact: true }).first()).toBeVisible();
      await expectAccessible(next);
      await later.close();
    });
    await context.close();
    await server.stop();
    expect(server.run("verify")).toContain("findings: 0");
  } finally {
    await server.stop();
    rmSync(server.folder, { recursive: true, force: true });
  }
});
