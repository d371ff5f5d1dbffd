// Asks the browser for a key of the device (WebAuthn): a new one, or the proof that its holder is here. The answer goes into the form.

const fromBase64 = (text: string): ArrayBuffer => {
  const binary = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(binary, (letter) => letter.charCodeAt(0)).buffer;
};

const toBase64 = (buffer: ArrayBuffer | null): string | null => {
  if (buffer === null) return null;
  const binary = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join("");
  return btoa(binary).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
};

type Descriptor = { id: string; type: "public-key"; transports?: AuthenticatorTransport[] };
const descriptors = (list: Descriptor[] | undefined) =>
  (list ?? []).map((own) => ({ ...own, id: fromBase64(own.id) }));

async function create(options: any): Promise<object> {
  const publicKey: PublicKeyCredentialCreationOptions = {
    ...options,
    challenge: fromBase64(options.challenge),
    user: { ...options.user, id: fromBase64(options.user.id) },
    excludeCredentials: descriptors(options.excludeCredentials),
  };
  const made = (await navigator.credentials.create({ publicKey })) as PublicKeyCredential;
  const response = made.response as AuthenticatorAttestationResponse;
  return {
    ...common(made),
    response: {
      attestationObject: toBase64(response.attestationObject),
      clientDataJSON: toBase64(response.clientDataJSON),
      transports: response.getTransports?.() ?? [],
    },
  };
}

async function get(options: any): Promise<object> {
  const publicKey: PublicKeyCredentialRequestOptions = {
    ...options,
    challenge: fromBase64(options.challenge),
    allowCredentials: descriptors(options.allowCredentials),
  };
  const given = (await navigator.credentials.get({ publicKey })) as PublicKeyCredential;
  const response = given.response as AuthenticatorAssertionResponse;
  return {
    ...common(given),
    response: {
      authenticatorData: toBase64(response.authenticatorData),
      clientDataJSON: toBase64(response.clientDataJSON),
      signature: toBase64(response.signature),
      userHandle: toBase64(response.userHandle),
    },
  };
}

const common = (own: PublicKeyCredential) => ({ id: own.id, rawId: toBase64(own.rawId), type: own.type, extensions: {} });

for (const form of document.querySelectorAll<HTMLFormElement>("form[data-passkey]")) {
  const button = form.querySelector<HTMLButtonElement>("#f-passkey");
  const told = form.querySelector<HTMLElement>(".passkey-told");
  const target = form.querySelector<HTMLInputElement>("input[name=credential]");
  if (!button || !told || !target) continue;
  const tell = (word: string) => {
    told.textContent = form.querySelector(`[data-word="${word}"]`)?.textContent ?? word;
    told.hidden = false;
  };
  button.hidden = false;
  if (typeof PublicKeyCredential === "undefined") {
    button.disabled = true;
    tell("impossible");
    continue;
  }
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    event.stopImmediatePropagation();
    button.disabled = true;
    told.hidden = true;
    try {
      const { publicKey } = JSON.parse(form.dataset.options ?? "{}");
      const answer = form.dataset.passkey === "create" ? await create(publicKey) : await get(publicKey);
      target.value = JSON.stringify(answer);
      form.submit();
    } catch (error) {
      button.disabled = false;
      tell(error instanceof DOMException && error.name === "InvalidStateError" ? "known" : "refused");
    }
  }, { capture: true });
}
