// The proof of work of a form that anybody may send: a number under which the digest of the form's ticket begins with so many zero bits.
// Sought while the form is being filled in; a form that is sent sooner waits for it.
import { sha256 } from "@noble/hashes/sha2.js";

/** Digests between two turns of the page. */
const TURN = 2000;

const zeros = (digest: Uint8Array): number => {
  let count = 0;
  for (const byte of digest) {
    if (byte !== 0) return count + Math.clz32(byte) - 24;
    count += 8;
  }
  return count;
};

async function seek(ticket: string, bits: number): Promise<string> {
  const seed = sha256(new TextEncoder().encode(ticket));
  const block = new Uint8Array(seed.length + 16);
  block.set(seed);
  for (let number = 0; ; number += 1) {
    const digits = String(number);
    for (let place = 0; place < digits.length; place += 1) block[seed.length + place] = digits.charCodeAt(place);
    if (zeros(sha256(block.subarray(0, seed.length + digits.length))) >= bits) return digits;
    if (number % TURN === TURN - 1) await new Promise((next) => setTimeout(next));
  }
}

for (const target of document.querySelectorAll<HTMLInputElement>("input[data-work]")) {
  const form = target.form;
  const ticket = form?.querySelector<HTMLInputElement>("input[name=work_ticket]")?.value;
  if (!form || !ticket) continue;
  let found: Promise<void> | undefined;
  const begin = (): Promise<void> => {
    found ??= seek(ticket, Number(target.dataset.work)).then((digits) => {
      target.value = digits;
    });
    return found;
  };
  form.addEventListener("focusin", () => void begin(), { once: true });
  form.addEventListener("submit", (event) => {
    if (target.value !== "") return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const button = event.submitter as HTMLButtonElement | null;
    form.setAttribute("aria-busy", "true");
    void begin().then(() => {
      form.removeAttribute("aria-busy");
      form.requestSubmit ? form.requestSubmit(button) : form.submit();
    });
  }, { capture: true });
}
