// Signs in the browser: a key file and its password are read here, the signature is made here, only it is sent. The server's form
// takes it as a file, as it takes one that was made elsewhere.
import init, { KeyFile } from "../wasm/dstu.js";

// How much is hashed before the page may draw again, in bytes.
const PIECE = 1024 * 1024;

// The sentences stand in the page, in its language.
const sentence = (form: HTMLFormElement, word: string): string =>
  form.querySelector(`[data-word="${word}"]`)?.textContent ?? word;

class Told extends Error {}

const bytesOf = async (input: HTMLInputElement | null): Promise<Uint8Array> => {
  const file = input?.files?.[0];
  return file ? new Uint8Array(await file.arrayBuffer()) : new Uint8Array();
};

async function contentOf(form: HTMLFormElement): Promise<Uint8Array> {
  const { text, address } = form.dataset;
  if (text !== undefined) return new TextEncoder().encode(text);
  const answer = await fetch(address ?? "", { credentials: "same-origin" });
  if (!answer.ok) throw new Told("content");
  return new Uint8Array(await answer.arrayBuffer());
}

async function digestOf(key: KeyFile, content: Uint8Array, show: (part: number) => void): Promise<Uint8Array> {
  const hash = key.hash();
  for (let at = 0; at < content.length; at += PIECE) {
    hash.update(content.subarray(at, at + PIECE));
    show(Math.min(1, (at + PIECE) / content.length));
    if (at + PIECE < content.length) await new Promise((next) => setTimeout(next));
  }
  return hash.finish();
}

async function sign(form: HTMLFormElement, tell: (words: string) => void): Promise<Uint8Array> {
  const key = await bytesOf(form.querySelector("#f-key"));
  if (key.length === 0) throw new Told("no-file");
  const certificate = await bytesOf(form.querySelector("#f-key-certificate"));
  const password = form.querySelector<HTMLInputElement>("#f-key-password")?.value ?? "";
  await init({ module_or_path: form.dataset.wasm });
  let opened: KeyFile;
  try {
    opened = new KeyFile(key, password, certificate);
  } catch (error) {
    throw new Told(error instanceof Error ? error.message : "failed");
  } finally {
    key.fill(0);
  }
  // The time of the server when it gave the page, and what has passed since: clocks of computers differ.
  const now = Math.floor(Number(form.dataset.now) + performance.now() / 1000);
  if (now < opened.from() || now > opened.until()) throw new Told("expired");
  const content = await contentOf(form);
  const working = sentence(form, "working");
  const who = [opened.name(), opened.organisation()].filter(Boolean).join(", ");
  const digest = await digestOf(opened, content, (part) => tell(`${working} ${Math.round(part * 100)} % – ${who}`));
  const random = crypto.getRandomValues(new Uint8Array(32));
  const signature = opened.sign(digest, now, random);
  opened.free();
  return signature;
}

for (const form of document.querySelectorAll<HTMLFormElement>("form[data-sign]")) {
  const block = form.querySelector<HTMLElement>(".sign-key");
  const told = form.querySelector<HTMLElement>(".sign-told");
  const button = block?.querySelector("button");
  const target = form.querySelector<HTMLInputElement>("#f-signature");
  const password = form.querySelector<HTMLInputElement>("#f-key-password");
  if (!block || !told || !button || !target || !password) continue;
  block.hidden = false;
  form.querySelector<HTMLDetailsElement>(".sign-file")!.open = target.getAttribute("aria-invalid") === "true";
  const act = async () => {
    button.disabled = true;
    told.classList.remove("error-text");
    told.textContent = sentence(form, "working");
    try {
      const signature = await sign(form, (words) => (told.textContent = words));
      // The password and the key go nowhere: neither has a name.
      password.value = "";
      const files = new DataTransfer();
      files.items.add(new File([signature as BlobPart], "signature.p7s", { type: "application/pkcs7-signature" }));
      target.files = files.files;
      form.submit();
    } catch (error) {
      button.disabled = false;
      told.classList.add("error-text");
      told.textContent = sentence(form, error instanceof Told ? error.message : "failed");
      if (!(error instanceof Told)) console.error(error);
    }
  };
  button.addEventListener("click", act);
  // Enter in the password signs; it must not send the form without a signature.
  password.addEventListener("keydown", (event) => {
    if (event.key === "Enter") {
      event.preventDefault();
      void act();
    }
  });
}
