import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { expect, test, type Page } from "@playwright/test";
import { apply, decide, expectAccessible, PASSWORD, signIn } from "./helpers";

// Somebody else's implementation of the same signatures.
const require = createRequire(import.meta.url);
const jkurwa = require("jkurwa");
const algorithms = require("gost89/lib/compat").algos();

/** The key file of a demonstration's account. */
async function keyOf(page: Page, login: string): Promise<{ name: string; mimeType: string; buffer: Buffer }> {
  const answer = await page.request.get(`/login/demo-keys/${login}`);
  expect(answer.status()).toBe(200);
  return { name: `${login}.p12`, mimeType: "application/x-pkcs12", buffer: await answer.body() };
}

async function sign(page: Page, login: string, password = PASSWORD): Promise<void> {
  await page.getByLabel("Файл ключа").setInputFiles(await keyOf(page, login));
  await page.getByLabel("Пароль до ключа").fill(password);
  await page.getByRole("button", { name: "Підписати й надіслати" }).click();
}

/** A decision of a new case; the page of its signature, as the head sees it. */
async function decided(page: Page, place: string): Promise<string> {
  const { path } = await apply(page, place);
  await decide(page, "administrator", path, "Передати на погодження");
  await decide(page, "specialist", path, "Погодити");
  await decide(page, "specialist", path, "Погодити");
  await decide(page, "head", path, "Видати дозвіл");
  return path;
}

async function fileOf(page: Page, path: string): Promise<Buffer> {
  const answer = await page.request.get(path);
  expect(answer.status(), path).toBe(200);
  return answer.body();
}

test("a head signs a decision in the browser, and anybody verifies it", async ({ page }, { project }) => {
  const path = await decided(page, `вул. Підписна, ${project.name === "phone" ? 1 : 2}`);
  await page.goto("/signatures");
  await expectAccessible(page);
  await page.goto(path);
  await page.getByRole("link", { name: "Підписати" }).click();
  await expect(page.getByText("ще не підписано")).toBeVisible();
  await expectAccessible(page);

  // A wrong password says so and loses nothing.
  await sign(page, "head", "не той");
  await expect(page.getByRole("status")).toContainText("Пароль не підходить");
  // Somebody else's key signs nothing here.
  await sign(page, "deputy");
  await expect(page.getByText("Це підпис іншої людини").first()).toBeVisible();
  await expectAccessible(page);
  await sign(page, "head");
  await expect(page.getByText("підпис дійсний", { exact: false }).first()).toBeVisible();
  await expect(page.getByText("час підтверджено позначкою")).toBeVisible();
  await expectAccessible(page);

  const base = `${path}/sign/decision`;
  const document = await fileOf(page, `${base}/document.pdf`);
  const signature = await fileOf(page, `${base}/signature.p7s`);
  const container = await fileOf(page, `${base}/container.asics`);
  expect((await fileOf(page, `${base}/copy.pdf`)).subarray(0, 5).toString()).toBe("%PDF-");

  // Another implementation takes it, and does not take it over another document.
  const message = new jkurwa.models.Message(signature);
  message.info.contentInfo.content = document;
  const known = (query: { issuer: unknown }) => query && null;
  delete message.uattrs?.timeStampToken;
  expect(message.signer(known).pubkey.verify(message.mhash(algorithms.hash), message.signature, "le")).toBe(true);

  // A resident verifies it without signing in.
  await page.context().clearCookies();
  await page.goto("/verify");
  await expectAccessible(page);
  const pdf = { name: "рішення.pdf", mimeType: "application/pdf", buffer: document };
  const p7s = { name: "рішення.pdf.p7s", mimeType: "application/pkcs7-signature", buffer: signature };
  await page.getByLabel("Файли").setInputFiles([pdf, p7s]);
  await page.getByRole("button", { name: "Перевірити", exact: true }).click();
  await expect(page.getByRole("heading", { name: "Підпис дійсний" })).toBeVisible();
  await expect(page.getByText("Час за позначкою часу")).toBeVisible();
  await expectAccessible(page);
  await page.getByLabel("Файли").setInputFiles({ name: "рішення.asics", mimeType: "application/zip", buffer: container });
  await page.getByRole("button", { name: "Перевірити", exact: true }).click();
  // The report before has the same heading: the file's name says that this is the next one.
  await expect(page.getByRole("definition").getByText("рішення.asics")).toBeVisible();
  await expect(page.getByRole("heading", { name: "Підпис дійсний" })).toBeVisible();

  const altered = Buffer.from(document);
  altered[altered.length - 10]! ^= 1;
  await page.getByLabel("Файли").setInputFiles([{ ...pdf, buffer: altered }, p7s]);
  await page.getByRole("button", { name: "Перевірити", exact: true }).click();
  await expect(page.getByRole("heading", { name: "Підпис недійсний" })).toBeVisible();
  await expect(page.getByText("вміст змінено")).toBeVisible();
  await page.getByLabel("Файли").setInputFiles(pdf);
  await page.getByRole("button", { name: "Перевірити", exact: true }).click();
  await expect(page.getByText("немає електронного підпису").first()).toBeVisible();
  await expectAccessible(page);
});

test("a resident signs an application", async ({ page }, { project }) => {
  const { path } = await apply(page, `вул. Заявна, ${project.name === "phone" ? 1 : 2}`);
  await page.goto(path);
  await page.getByRole("link", { name: "Підписати" }).click();
  await expect(page.getByRole("heading", { name: "Підпис заяви" })).toBeVisible();
  await sign(page, "resident");
  await expect(page.getByText("підпис дійсний").first()).toBeVisible();
  await expectAccessible(page);
});

test("a key signs in, once for each sentence", async ({ page }) => {
  await page.context().clearCookies();
  await page.goto("/login");
  await page.getByRole("link", { name: "Увійти за електронним підписом" }).click();
  await expectAccessible(page);
  await page.getByLabel("Файл ключа").setInputFiles(await keyOf(page, "resident"));
  await page.getByLabel("Пароль до ключа").fill(PASSWORD);
  await page.getByLabel("Пароль до ключа").press("Enter");
  await expect(page.getByRole("button", { name: "Вийти" })).toBeVisible();
});

test("without scripts a signature that was made elsewhere is sent", async ({ browser, page }) => {
  const path = await decided(page, "вул. Без скриптів, 3");
  const document = await fileOf(page, `${path}/sign/decision/document.pdf`);
  const cookies = await page.context().cookies();
  const context = await browser.newContext({ javaScriptEnabled: false, locale: "uk-UA" });
  await context.addCookies(cookies);
  const plain = await context.newPage();
  await plain.goto(new URL(`${path}/sign/decision`, page.url()).href);
  await expect(plain.getByLabel("Файл ключа")).toBeHidden();
  await plain.getByLabel("Файл підпису (.p7s)").setInputFiles({ name: "x.p7s", mimeType: "application/pkcs7-signature", buffer: document });
  await plain.getByRole("button", { name: "Надіслати підпис" }).click();
  await expect(plain.getByText("Це не файл підпису цього документа").first()).toBeVisible();
  await context.close();
});

test("the module of the browser signs ten megabytes in less than a second", async ({ page }) => {
  await signIn(page, "head");
  await page.goto("/login/key");
  const key = [...(await keyOf(page, "head")).buffer];
  const wasm = await page.locator("form[data-sign]").getAttribute("data-wasm");
  const glue = await readFile(new URL("../../web/wasm/dstu.js", import.meta.url), "utf8");
  // The page lets no foreign script in: the module is asked through one of its own kind, on a page without a policy.
  await page.route("**/signing-speed", (route) => route.fulfill({ contentType: "text/html", body: "<!doctype html><title>x</title>" }));
  await page.route("**/glue.js", (route) => route.fulfill({ contentType: "text/javascript", body: glue }));
  await page.goto("/signing-speed");
  const [length, elapsed] = await page.evaluate(
    async ([key, password, wasm]) => {
      const module = await import(new URL("/glue.js", location.href).href);
      await module.default({ module_or_path: wasm });
      const opened = new module.KeyFile(new Uint8Array(key as number[]), password, new Uint8Array());
      const content = new Uint8Array(10 * 1024 * 1024).fill(7);
      const begin = performance.now();
      const hash = opened.hash();
      hash.update(content);
      const signature = opened.sign(hash.finish(), 1773644400, new Uint8Array(32).fill(1));
      return [signature.length, performance.now() - begin];
    },
    [key, PASSWORD, wasm] as const,
  );
  console.log(`ten megabytes signed in ${Math.round(elapsed)} ms`);
  expect(length).toBeGreaterThan(500);
});
