// Improves pages that work without it: keys, one submission a click, theme and density.

type Choice = { key: string; attribute: string; values: string[] };

const THEME: Choice = { key: "oblast-theme", attribute: "data-theme", values: ["auto", "light", "dark", "contrast"] };
const DENSITY: Choice = { key: "oblast-density", attribute: "data-density", values: ["roomy", "dense"] };
const root = document.documentElement;

function apply(choice: Choice, value: string): void {
  if (value === choice.values[0]) root.removeAttribute(choice.attribute);
  else root.setAttribute(choice.attribute, value);
}

function remembered(choice: Choice): string {
  try {
    const value = localStorage.getItem(choice.key);
    return value !== null && choice.values.includes(value) ? value : choice.values[0]!;
  } catch {
    return choice.values[0]!; // storage may be forbidden; the page is as good without it
  }
}

function remember(choice: Choice, value: string): void {
  try {
    localStorage.setItem(choice.key, value);
  } catch {
    // see above
  }
}

for (const choice of [THEME, DENSITY]) apply(choice, remembered(choice));

function offerChoices(): void {
  for (const button of document.querySelectorAll<HTMLButtonElement>("button[data-choice]")) {
    const choice = button.dataset.choice === "theme" ? THEME : DENSITY;
    const labels = (button.dataset.labels ?? "").split("|");
    let value = remembered(choice);
    const show = () => {
      button.textContent = labels[choice.values.indexOf(value)] ?? value;
    };
    button.hidden = false;
    show();
    button.addEventListener("click", () => {
      value = choice.values[(choice.values.indexOf(value) + 1) % choice.values.length]!;
      remember(choice, value);
      apply(choice, value);
      show();
    });
  }
}

/** A form is sent once: the second click of a double click finds the button asleep. */
function submitOnce(): void {
  for (const form of document.querySelectorAll<HTMLFormElement>("form[method=post]")) {
    form.addEventListener("submit", (event) => {
      if (form.dataset.sent !== undefined) {
        event.preventDefault();
        return;
      }
      form.dataset.sent = "";
      // Disabled only after this tick: a disabled button would not send its own name and value.
      setTimeout(() => form.querySelectorAll("button").forEach((button) => (button.disabled = true)));
    });
  }
  // A page that comes back from the history is live again.
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll<HTMLFormElement>("form[data-sent]")) {
      delete form.dataset.sent;
      form.querySelectorAll("button").forEach((button) => (button.disabled = false));
    }
  });
}

function keys(): void {
  let going = false;
  const typing = (target: EventTarget | null) =>
    target instanceof HTMLElement && (target.isContentEditable || /^(input|textarea|select)$/i.test(target.tagName));
  const help = document.querySelector<HTMLDialogElement>("#keys");
  const items = () => [...document.querySelectorAll<HTMLAnchorElement>("[data-list] a[data-item]")];
  const move = (by: number) => {
    const list = items();
    const at = list.findIndex((item) => item === document.activeElement);
    const next = at < 0 ? (by > 0 ? 0 : list.length - 1) : at + by;
    list[Math.max(0, Math.min(list.length - 1, next))]?.focus();
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey && event.key === "Enter" && event.target instanceof HTMLElement) {
      event.target.closest("form")?.requestSubmit();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (going) {
      going = false;
      const link = document.querySelector<HTMLAnchorElement>(`a[data-go="${CSS.escape(event.key)}"]`);
      if (link) {
        event.preventDefault();
        link.click();
      }
      return;
    }
    if (event.key === "/") {
      const search = document.querySelector<HTMLInputElement>("[data-search]");
      if (search) {
        event.preventDefault();
        search.focus();
      }
    } else if (event.key === "j") move(1);
    else if (event.key === "k") move(-1);
    else if (event.key === "g") going = true;
    else if (event.key === "?" && help) help.showModal();
  });
}

/** What is typed into an application is kept a moment after the last key; the page says so. */
function keepDrafts(): void {
  for (const form of document.querySelectorAll<HTMLFormElement>("form[data-draft]")) {
    const status = document.querySelector<HTMLElement>("[data-draft-status]");
    let waiting: number | undefined;
    const keep = async () => {
      if (form.dataset.sent !== undefined) return;
      const body = new URLSearchParams(new FormData(form) as unknown as Record<string, string>);
      try {
        const answer = await fetch(form.dataset.draft!, { method: "POST", body });
        if (answer.ok && status) status.textContent = status.dataset.draftStatus ?? "";
      } catch {
        // the network is away; the form keeps what was typed, and the next key tries again
      }
    };
    form.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => void keep(), 800);
    });
  }
}

/** What the server would say after megabytes is said at once; the form can be sent again. */
function sayWrong(input: HTMLInputElement, words: string): void {
  const form = input.form!;
  form.querySelector(".error-text")?.remove();
  const error = document.createElement("p");
  error.className = "error-text";
  error.setAttribute("role", "alert");
  error.textContent = words;
  input.before(error);
  delete form.dataset.sent;
  setTimeout(() => form.querySelectorAll("button").forEach((button) => (button.disabled = false)));
  input.focus();
}

/** A file shows how far it has come; without scripts the browser shows it itself. */
function showUploads(): void {
  for (const form of document.querySelectorAll<HTMLFormElement>("form[data-upload]")) {
    form.addEventListener("submit", (event) => {
      const progress = form.querySelector("progress");
      if (!progress || event.defaultPrevented) return;
      event.preventDefault();
      const input = form.querySelector<HTMLInputElement>("input[type=file]");
      if ((input?.files?.[0]?.size ?? 0) > Number(form.dataset.largest)) {
        sayWrong(input!, form.dataset.tooLarge ?? "");
        return;
      }
      progress.hidden = false;
      const request = new XMLHttpRequest();
      request.open("POST", form.action);
      request.upload.addEventListener("progress", (event) => (progress.value = (100 * event.loaded) / event.total));
      request.addEventListener("load", () => {
        // The answer is the next page, or this one with what is wrong.
        if (request.status < 400) location.assign(request.responseURL || location.href);
        else {
          const next = new DOMParser().parseFromString(request.responseText, "text/html");
          document.querySelector("main")?.replaceWith(next.querySelector("main") ?? "");
          start();
        }
      });
      request.addEventListener("error", () => location.reload());
      request.send(new FormData(form));
    });
  }
}

/** What is typed as a password can be looked at (OWASP ASVS 2.1.12). */
function showPasswords(): void {
  for (const input of document.querySelectorAll<HTMLInputElement>("input[type=password]")) {
    const box = Object.assign(document.createElement("input"), { type: "checkbox" });
    const words = Object.assign(document.createElement("span"), { textContent: document.body.dataset.showPassword ?? "" });
    const label = Object.assign(document.createElement("label"), { className: "radio" });
    label.append(box, words);
    input.after(label);
    const show = (shown: boolean) => {
      input.type = shown ? "text" : "password";
    };
    box.addEventListener("change", () => show(box.checked));
    // A browser remembers what was typed in the clear.
    input.form?.addEventListener("submit", () => show(false));
  }
}

/** The map comes with its own script, only where it is looked at: in an open fold, or out in the open. */
function loadMaps(): void {
  const load = () => {
    const frame = [...document.querySelectorAll<HTMLElement>("[data-map]")].find((frame) => !frame.closest("details:not([open])"));
    if (!frame || document.querySelector("script[data-map-script]")) return;
    const style = Object.assign(document.createElement("link"), { rel: "stylesheet", href: frame.dataset.style! });
    const script = Object.assign(document.createElement("script"), { type: "module", src: frame.dataset.script! });
    script.dataset.mapScript = "";
    document.head.append(style, script);
  };
  load();
  for (const fold of document.querySelectorAll("details")) fold.addEventListener("toggle", load);
}

/** What every page, and every page that came instead of one, begins with. */
function start(): void {
  submitOnce();
  keepDrafts();
  showUploads();
}

offerChoices();
loadMaps();
showPasswords();
start();
keys();
document.querySelector<HTMLElement>(".error-summary")?.focus();
