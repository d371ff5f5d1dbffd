import { createHmac } from "node:crypto";
import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { type CDPSession, expect, type Page, test } from "@playwright/test";
import { PASSWORD, expectAccessible } from "./helpers";
import { Server, freePort } from "./server";

// Keys of devices are tied to a name, and the server of the other tests is reached by a number.
let server: Server;
let provider: ChildProcess;
let issuer: string;

test.beforeAll(async () => {
  const [port, own] = [await freePort(), await freePort()];
  issuer = `http://localhost:${own}`;
  server = new Server(undefined);
  mkdirSync(server.systems);
  const url = await server.start({
    port,
    host: "localhost",
    environment: {
      OBLAST_OIDC_ISSUER: issuer,
      OBLAST_OIDC_CLIENT_ID: "oblast",
      OBLAST_OIDC_CLIENT_SECRET: "a secret of both",
      OBLAST_OIDC_TITLE: "Обласний вхід",
    },
  });
  provider = spawn("node", ["oidc-server.mjs", String(own), `${url}/login/with/openid/back`]);
  await new Promise((ready) => provider.stdout!.once("data", ready));
});

test.afterAll(async () => {
  provider?.kill();
  await server.stop();
});

async function enter(page: Page, login: string): Promise<void> {
  await page.context().clearCookies();
  await page.goto(`${server.url}/login`);
  await page.getByLabel("Логін").fill(login);
  await page.getByLabel("Пароль").fill(PASSWORD);
  // The form is sent when its work is done, a moment after the press.
  const answered = page.waitForEvent("framenavigated");
  await page.getByRole("button", { name: "Увійти" }).click();
  await answered;
}

test("the browser works for the form while it is filled in", async ({ page }) => {
  const sent = page.waitForRequest((request) => request.method() === "POST" && request.url().endsWith("/login"));
  await enter(page, "resident");
  const form = new URLSearchParams((await sent).postData() ?? "");
  expect(form.get("work")).toMatch(/^[0-9]+$/);
  expect(form.get("site")).toBe("");
  await expect(page.getByRole("button", { name: "Вийти" })).toBeVisible();
});

test("what is typed as a password can be looked at", async ({ page }) => {
  await page.goto(`${server.url}/login`);
  const field = page.getByLabel("Пароль");
  await field.fill(PASSWORD);
  await page.getByLabel("Показати, що введено").check();
  await expect(field).toHaveAttribute("type", "text");
  await expectAccessible(page);
  await page.getByLabel("Показати, що введено").uncheck();
  await expect(field).toHaveAttribute("type", "password");
});

/** A device with a screen lock that its holder always opens. */
async function device(page: Page): Promise<{ client: CDPSession; authenticatorId: string }> {
  const client = await page.context().newCDPSession(page);
  await client.send("WebAuthn.enable");
  const { authenticatorId } = await client.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
    },
  });
  return { client, authenticatorId };
}

async function addPasskey(page: Page, title: string): Promise<void> {
  await page.goto(`${server.url}/account/passkeys`);
  await page.getByLabel("Назва пристрою").fill(title);
  await expectAccessible(page);
  await page.getByRole("button", { name: "Додати ключ доступу" }).click();
  await expect(page.getByRole("heading", { name: "Як я входжу" })).toBeVisible();
}

async function enterByKey(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Увійти" }).click();
  await expect(page.getByRole("button", { name: "Вийти" })).toBeVisible();
}

test("a key of the device signs in without a password, and no longer once it is removed", async ({ page }, info) => {
  const title = `телефон ${info.project.name}`;
  await device(page);
  await enter(page, "resident");
  await addPasskey(page, title);
  await expect(page.getByText(title).first()).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Вийти" }).click();

  await page.goto(`${server.url}/login?next=/account`);
  await page.getByRole("link", { name: "Увійти ключем доступу" }).click();
  await expectAccessible(page);
  const sent = page.waitForRequest((request) => request.method() === "POST" && request.url().endsWith("/login/passkey"));
  await page.getByRole("button", { name: "Увійти" }).click();
  await expect(page.getByRole("heading", { name: "Мій обліковий запис" })).toBeVisible();
  await expect(page.getByRole("cell", { name: "ключ доступу" }).first()).toBeVisible();
  await expectAccessible(page);

  // The same answer once more is nobody's.
  const replayed = await page.request.post(`${server.url}/login/passkey`, {
    form: Object.fromEntries(new URLSearchParams((await sent).postData() ?? "")),
    headers: { cookie: "" },
    maxRedirects: 0,
  });
  expect(replayed.status()).not.toBe(303);

  // Now a password alone is not enough.
  await enter(page, "resident");
  await expect(page.getByRole("heading", { name: "Другий крок входу" })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("link", { name: "Увійти ключем доступу" }).click();
  await enterByKey(page);
  await page.goto(`${server.url}/account/sign-in`);
  await page.getByRole("button", { name: `Вилучити – ${title}` }).click();
  await expect(page.getByText(title)).toHaveCount(0);
  await page.context().clearCookies();
  await page.goto(`${server.url}/login/passkey`);
  await page.getByRole("button", { name: "Увійти" }).click();
  await expect(page.getByRole("alert").first()).toContainText("Такого ключа ми не знаємо");
});

test("a key of one says in vain that it is another's", async ({ page }) => {
  const { client, authenticatorId } = await device(page);
  await enter(page, "administrator");
  await addPasskey(page, "підробка");
  const { credentials } = await client.send("WebAuthn.getCredentials", { authenticatorId });
  const [own] = credentials;
  await client.send("WebAuthn.clearCredentials", { authenticatorId });
  const other = Buffer.from(own!.userHandle!, "base64");
  other[15]! ^= 1;
  await client.send("WebAuthn.addCredential", {
    authenticatorId,
    credential: { ...own!, userHandle: other.toString("base64") },
  });
  await page.context().clearCookies();
  await page.goto(`${server.url}/login/passkey`);
  await page.getByRole("button", { name: "Увійти" }).click();
  await expect(page.getByRole("alert").first()).toContainText("Такого ключа ми не знаємо");
  await client.send("WebAuthn.clearCredentials", { authenticatorId });
  await client.send("WebAuthn.addCredential", { authenticatorId, credential: own! });
  await page.goto(`${server.url}/login/passkey`);
  await enterByKey(page);
  await page.goto(`${server.url}/account/sign-in`);
  await page.getByRole("button", { name: "Вилучити – підробка" }).click();
  await expect(page.getByText("підробка")).toHaveCount(0);
});

/** RFC 6238 with the secret in base32. */
function code(secret: string): string {
  const bits = [...secret].map((letter) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from(bits.match(/.{8}/g)!.map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)));
  const mac = createHmac("sha1", key).update(counter).digest();
  const at = mac[19]! & 15;
  return String((mac.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

test("an app makes the second factor, and a recovery code stands in for it", async ({ page }, info) => {
  const login = info.project.name === "desktop" ? "head" : "specialist";
  await enter(page, login);
  await page.goto(`${server.url}/account/app`);
  await expect(page.getByRole("img", { name: "QR-код для застосунку" })).toBeVisible();
  await expectAccessible(page);
  const secret = (await page.locator("ol code").innerText()).replaceAll(" ", "");
  await page.getByLabel("Код із застосунку").fill("000000");
  await page.getByRole("button", { name: "Підключити" }).click();
  await expect(page.getByRole("alert").first()).toContainText("Код не підходить");
  expect((await page.locator("ol code").innerText()).replaceAll(" ", "")).toBe(secret);
  await page.getByLabel("Код із застосунку").fill(code(secret));
  await page.getByRole("button", { name: "Підключити" }).click();
  await expect(page.getByRole("heading", { name: "Резервні коди" })).toBeVisible();
  await expectAccessible(page);
  const codes = await page.locator(".codes code").allInnerTexts();
  expect(codes).toHaveLength(10);

  await enter(page, login);
  await page.getByLabel("Код із застосунку або резервний код").fill(code(secret));
  await page.getByRole("button", { name: "Увійти" }).click();
  await expect(page.getByRole("alert").first()).toContainText("Код не підходить");
  await page.getByLabel("Код із застосунку або резервний код").fill(codes[0]!.toLowerCase());
  await page.getByRole("button", { name: "Увійти" }).click();
  await expect(page.getByRole("button", { name: "Вийти" })).toBeVisible();
  await page.goto(`${server.url}/account/sign-in`);
  await expect(page.getByText("Лишилося: 9")).toBeVisible();
  await expectAccessible(page);
});

async function outside(page: Page, login: string): Promise<void> {
  await page.locator("input[name=login]").fill(login);
  await page.locator("input[name=password]").fill("anything");
  await page.locator("button[type=submit]").click();
  await page.locator("button[type=submit]").click();
}

test("somebody else's provider says who it is, once the account is tied to it", async ({ page }, info) => {
  const login = info.project.name === "desktop" ? "deputy" : "operator";
  await page.context().clearCookies();
  await page.goto(`${server.url}/login`);
  await page.getByRole("link", { name: "Увійти через Обласний вхід" }).click();
  await outside(page, `${login}-there`);
  await expect(page.getByRole("alert").first()).toContainText("облікового запису з вашими даними тут немає");

  await enter(page, "resident");
  await page.goto(`${server.url}/account/sign-in`);
  await page.getByRole("link", { name: "прив’язати" }).click();
  await outside(page, `${login}-there`);
  await expect(page.getByText("прив’язано")).toBeVisible();
  await page.context().clearCookies();
  await page.goto(`${server.url}/login?next=/account`);
  await page.getByRole("link", { name: "Увійти через Обласний вхід" }).click();
  await outside(page, `${login}-there`);
  await expect(page.getByRole("cell", { name: "через openid" }).first()).toBeVisible();

  // Answers to no question of this browser, of another state, of another provider, refused ones.
  const back = `${server.url}/login/with/openid/back`;
  for (const query of ["", "?code=x&state=y", "?error=access_denied&state=y", `?code=x&state=y&iss=http://evil.example`]) {
    await page.goto(back + query);
    await expect(page.getByRole("alert").first()).toContainText("не завершено");
  }
  await page.goto(`${server.url}/account/sign-in`);
  await page.getByRole("button", { name: "Відв’язати" }).click();
  await expect(page.getByRole("link", { name: "прив’язати" })).toBeVisible();
});
