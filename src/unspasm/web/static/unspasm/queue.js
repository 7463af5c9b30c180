// @ts-check
/**
 * Forms with `data-queue` are never lost when the network or the server is away. What was entered is written to this
 * device first, then sent, in order, and removed only once the server has said that it is saved. The key of an entry
 * makes sure that sending it twice saves it once.
 */

/**
 * @typedef {[string, string][]} Fields
 * @typedef {object} Kept
 * @property {number} [n] place in the queue
 * @property {string} key of the tap
 * @property {string} url path to send to
 * @property {Fields} body as typed, without the token against forged forms
 * @property {number} at time of the tap on this device's clock, ms
 * @property {boolean} late whether the time of the tap is to be sent in any case
 * @property {string} page where the form stood
 * @property {string} words what it is, for the person
 * @property {string} sentence why it was refused; empty while it waits
 * @typedef {"sent"|"refused"|"token"|"wait"} Verdict
 * @typedef {{verdict: Verdict, status: number, next: string, sentence: string, because: string}} Answer
 */

const KEPT_ONE = "Kept on this device, sent when the connection is back.";
const NOT_CHECKED = "It has not been looked at yet. If you are worried, do not wait for that. ";
const NOT_TAKEN = "The app could not take this entry.";
const PLAIN_PAGES = ["/", "/today/", "/diary/"];
const TRY_AGAIN_MS = 15_000;
const GIVE_UP_MS = 20_000;
const FRESH_MS = 5_000; // sent this soon, an entry happened "now" by the clock of the server
const CLOCKS_DIFFER_MS = 60_000;

/* --- decisions: values in, values out ---------------------------------------------------------------- */

/**
 * What an answer of the server means for an entry.
 * @param {number} status
 * @param {string} refused header that says why a 403 was given
 * @returns {Verdict}
 */
export function verdict(status, refused) {
  if (status >= 200 && status < 400) return "sent";
  if (status === 403) return refused ? "wait" : "token";
  if (status === 401 || status === 408 || status === 425 || status === 429 || status >= 500) return "wait";
  return "refused"; // 422, 409, and what no later try could change: kept aside, never dropped
}

/**
 * What is sent for an entry: the time of the tap, corrected where this device's clock is off.
 * @param {Kept} entry
 * @param {{now: number, skew: number}} clock now on this device; skew: the server's clock minus this device's, ms
 * @returns {Fields}
 */
export function toSend(entry, { now, skew }) {
  const typed = entry.body.some(([name, value]) => name === "at" && value.trim() !== "");
  const isFresh = !entry.late && now >= entry.at && now - entry.at < FRESH_MS;
  if (typed || isFresh) return entry.body;
  const ago = Number(entry.body.find(([name]) => name === "ago_min")?.[1] || 0) * 60_000;
  const happened = entry.at - (Number.isFinite(ago) ? ago : 0) + (Math.abs(skew) > CLOCKS_DIFFER_MS ? skew : 0);
  const rest = entry.body.filter(([name]) => !["at", "ago_min", "fold"].includes(name));
  return [...rest, ["at", new Date(happened).toISOString()]];
}

/**
 * @param {number} waiting entries not yet sent
 * @param {string} because why not: "", "not-paired" or "server"
 * @returns {string} the sentence that is shown and spoken
 */
export function waitingWords(waiting, because) {
  if (waiting === 0) return "";
  const kept = waiting === 1 ? "Kept on this device" : `${waiting} entries are kept on this device`;
  if (because === "not-paired") return `${kept}. This phone is not paired now. Pair it again, and they are sent.`;
  if (because === "server") return `${kept}. The computer could not save just now. We try again.`;
  return waiting === 1 ? KEPT_ONE : `${kept}, sent when the connection is back.`;
}

/* --- the store: on the disk of this device before anything is sent --------------------------------------- */

/** @type {Promise<IDBDatabase> | undefined} */
let opened;

/** @returns {Promise<IDBDatabase>} */
function database() {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open("unspasm-queue", 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("entries", { keyPath: "n", autoIncrement: true });
    };
    request.onsuccess = () => {
      request.result.onversionchange = () => request.result.close();
      resolve(request.result);
    };
    request.onerror = () => reject(request.error);
  });
  return opened;
}

/**
 * One transaction; done only when it is on the disk.
 * @template T
 * @param {IDBTransactionMode} mode
 * @param {(entries: IDBObjectStore) => IDBRequest<T>} step
 * @returns {Promise<T>}
 */
async function within(mode, step) {
  const connection = await database();
  return new Promise((resolve, reject) => {
    const transaction = connection.transaction("entries", mode, { durability: "strict" });
    const request = step(transaction.objectStore("entries"));
    transaction.oncomplete = () => resolve(request.result);
    transaction.onabort = () => reject(transaction.error);
  });
}

/** @returns {Promise<Kept[]>} in the order of the taps */
const all = () => within("readonly", (entries) => /** @type {IDBRequest<Kept[]>} */ (entries.getAll()));
/** @param {number} n */
const remove = (n) => within("readwrite", (entries) => entries.delete(n));

/**
 * @param {Kept} entry
 * @param {number} [instead] the entry that this one mends; it goes in the same step
 */
function keep(entry, instead) {
  return within("readwrite", (entries) => {
    if (instead !== undefined) entries.delete(instead);
    return entries.add(entry);
  });
}

/* --- sending ------------------------------------------------------------------------------------------ */

let token = "";
let skew = 0;

/** A token that the server takes now, and how far its clock is from ours. Throws where it cannot be reached. */
async function freshToken() {
  const answer = await fetch("/queue/token/", { cache: "no-store", signal: AbortSignal.timeout(GIVE_UP_MS) });
  if (!answer.ok) return answer;
  const said = await answer.json();
  token = String(said.token);
  skew = Number(said.now) - Date.now();
  return answer;
}

/**
 * @param {Response} response
 * @returns {Promise<string>} the sentence of a page that refuses
 */
async function sentenceOf(response) {
  if (![409, 422].includes(response.status)) return NOT_TAKEN;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const said = page.querySelector("[data-refusal], [role=alert]")?.textContent?.replace(/\s+/g, " ").trim();
  return said || NOT_TAKEN;
}

/**
 * @param {Response} response
 * @returns {Promise<Answer>}
 */
async function answerOf(response) {
  const refused = response.headers.get("X-Unspasm-Refused") ?? "";
  const isOurs = response.headers.get("X-Unspasm-Queued") === "1"; // another program may answer at this address
  const meant = isOurs ? verdict(response.status, refused) : "wait";
  const sentence = meant === "refused" ? await sentenceOf(response) : "";
  const because = refused || (response.status >= 500 ? "server" : "");
  const next = response.headers.get("X-Unspasm-Next") ?? (response.redirected ? response.url : "");
  return { verdict: meant, status: response.status, next, sentence, because };
}

/** @type {Answer} */
const NO_NETWORK = { verdict: "wait", status: 0, next: "", sentence: "", because: "" };

/**
 * @param {Kept} entry
 * @returns {Promise<Answer>}
 */
async function send(entry) {
  try {
    for (const again of [false, true]) {
      if (!token || again) {
        const given = await freshToken();
        if (!given.ok) return { ...(await answerOf(given)), verdict: "wait" };
      }
      const response = await fetch(entry.url, {
        method: "POST",
        body: new URLSearchParams(toSend(entry, { now: Date.now(), skew })),
        headers: { "X-Unspasm-Queued": "1", "X-CSRFToken": token },
        cache: "no-store",
        signal: AbortSignal.timeout(GIVE_UP_MS),
      });
      const answer = await answerOf(response);
      if (answer.verdict !== "token") return answer;
    }
    return { ...NO_NETWORK, status: 403, because: "server" };
  } catch {
    return NO_NETWORK; // also when the answer was cut off: the key tells the server that it is the same entry
  }
}

/**
 * Sends what waits, in order, and stops at the first that has to wait. One tab at a time.
 * @param {string} [own] key of the entry that the person has just entered
 * @returns {Promise<Answer | undefined>} what came of that one
 */
async function flush(own) {
  const work = async () => {
    /** @type {Answer | undefined} */
    let said;
    because = "";
    for (const entry of await all()) {
      if (entry.sentence) continue;
      const answer = await send(entry);
      if (entry.key === own) said = answer;
      if (answer.verdict === "wait") {
        because = answer.because;
        break;
      }
      const n = /** @type {number} */ (entry.n);
      if (answer.verdict === "sent" || entry.key === own) await remove(n);
      else await within("readwrite", (entries) => entries.put({ ...entry, sentence: answer.sentence }));
      if (answer.verdict === "sent" && entry.key !== own) sentQuietly(entry, answer.next);
    }
    return said;
  };
  return navigator.locks ? navigator.locks.request("unspasm-queue", work) : work();
}

/* --- the page ------------------------------------------------------------------------------------------- */

let because = "";
let sent = 0;
/** @type {Set<string>} */
const nextSteps = new Set();

/**
 * An entry went out without the person waiting for it. Where the server asks for a next step, it is shown.
 * @param {Kept} entry
 * @param {string} next
 */
function sentQuietly(entry, next) {
  sent += 1;
  const path = next && new URL(next, window.location.href).pathname;
  if (path && !PLAIN_PAGES.includes(path) && path !== entry.page) nextSteps.add(path);
}

const panel = document.createElement("section");
panel.className = "queue";
panel.setAttribute("aria-label", "Entries on this device");
const status = document.createElement("p");
status.setAttribute("role", "status");
const below = document.createElement("div");
panel.append(status, below);

/**
 * @param {string} tag
 * @param {string} text
 * @param {string} [className]
 */
function made(tag, text, className = "") {
  const element = document.createElement(tag);
  element.textContent = text;
  element.className = className;
  return element;
}

/**
 * @param {string} tag
 * @param {string} text
 * @param {string} words of the link after it
 * @param {string} href
 * @param {string} className
 */
function linked(tag, text, words, href, className) {
  const element = made(tag, text, className);
  const link = made("a", words);
  link.setAttribute("href", href);
  element.append(link);
  return element;
}

async function show() {
  const entries = await all();
  const waiting = entries.filter((entry) => !entry.sentence);
  const words = waitingWords(waiting.length, because) || (sent > 0 ? "Sent. Nothing is waiting on this device." : "");
  if (status.textContent !== words) status.textContent = words;
  below.replaceChildren(
    ...(waiting.length > 0 ? [linked("p", NOT_CHECKED, "Danger signs and numbers to call", "/offline/", "note")] : []),
    ...[...nextSteps].map((path) => {
      const step = linked("p", "An entry that was sent asks for a next step. ", "Go there now", path, "notice");
      step.setAttribute("role", "alert");
      return step;
    }),
    ...entries.filter((entry) => entry.sentence).map(aside),
  );
  panel.classList.toggle("has-words", Boolean(words) || below.childElementCount > 0);
}

/**
 * An entry that the server refused: the sentence, and how to mend or discard it.
 * @param {Kept} entry
 */
function aside(entry) {
  const box = document.createElement("div");
  box.className = "state state-error queue-aside";
  box.setAttribute("role", "alert");
  const when = new Date(entry.at).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" });
  const mend = made("a", "Mend it", "btn");
  mend.setAttribute("href", `${entry.page}#mend-${entry.n}`);
  mend.addEventListener("click", () => setTimeout(mendHere));
  const discard = made("button", "Discard it", "btn");
  discard.setAttribute("type", "button");
  discard.addEventListener("click", async () => {
    if (discard.textContent === "Discard it") {
      discard.textContent = "Yes, discard it for good";
      return;
    }
    await remove(/** @type {number} */ (entry.n));
    await show();
  });
  const buttons = made("div", "", "row");
  buttons.append(mend, discard);
  box.append(
    made("h2", "This entry was not saved"),
    made("p", `${entry.words} (${when})`),
    made("p", entry.sentence),
    buttons,
  );
  return box;
}

/**
 * What a form holds, in words of its own labels.
 * @param {HTMLFormElement} form
 * @param {HTMLElement | null} submitter
 */
function wordsOf(form, submitter) {
  const said = [form.getAttribute("data-queue") || form.getAttribute("aria-label") || "Entry"];
  for (const control of form.elements) {
    if (control instanceof HTMLInputElement && ["radio", "checkbox"].includes(control.type)) {
      if (control.checked) said.push(control.labels?.[0]?.textContent ?? control.value);
    } else if (
      control instanceof HTMLInputElement ||
      control instanceof HTMLTextAreaElement ||
      control instanceof HTMLSelectElement
    ) {
      if (control.type !== "hidden" && control.value) said.push(control.value);
    }
  }
  if (submitter) said.push(submitter.textContent ?? "");
  return said
    .map((word) => word.replace(/\s+/g, " ").trim())
    .filter(Boolean)
    .join(", ")
    .slice(0, 200);
}

/** @param {HTMLFormElement} form */
function renewKey(form) {
  const key = form.querySelector("input[name=key]");
  if (key instanceof HTMLInputElement) key.value = crypto.randomUUID();
}

function renewKeys() {
  for (const form of document.querySelectorAll("form[data-queue]")) if (form instanceof HTMLFormElement) renewKey(form);
}

/**
 * @param {HTMLFormElement} form
 * @param {HTMLElement | null} submitter
 * @returns {Kept}
 */
function entryOf(form, submitter) {
  const data = new FormData(form);
  const name = submitter?.getAttribute("name");
  if (name) data.append(name, submitter?.getAttribute("value") ?? "");
  /** @type {Fields} */
  const body = [];
  for (const [field, value] of data) {
    if (typeof value === "string" && field !== "csrfmiddlewaretoken" && field !== "key") body.push([field, value]);
  }
  const key = String(data.get("key") || crypto.randomUUID());
  body.push(["key", key]);
  const action = submitter?.getAttribute("formaction") || form.getAttribute("action") || window.location.pathname;
  const url = new URL(action, window.location.href);
  const old = form.dataset.queueMendsAt;
  return {
    key,
    url: url.pathname + url.search,
    body,
    at: old ? Number(old) : Date.now(),
    late: Boolean(old),
    page: window.location.pathname,
    words: wordsOf(form, submitter),
    sentence: "",
  };
}

/** @type {WeakSet<HTMLFormElement>} */
const busy = new WeakSet();

/**
 * @param {HTMLFormElement} form
 * @param {HTMLElement | null} submitter
 */
async function submit(form, submitter) {
  const entry = entryOf(form, submitter);
  const mends = form.dataset.queueMends ? Number(form.dataset.queueMends) : undefined;
  try {
    await keep(entry, mends);
  } catch {
    sendAsUsual(form, submitter); // this browser keeps nothing here: the form works as it does without script
    return;
  }
  const slow = setTimeout(() => (status.textContent = "Sending."), 600);
  const answer = await flush(entry.key);
  clearTimeout(slow);
  if (answer?.verdict === "sent") {
    form.dispatchEvent(new CustomEvent("unspasm:sent", { bubbles: true, detail: { key: entry.key } }));
    window.location.assign(answer.next || window.location.pathname);
  } else if (answer?.verdict === "refused") {
    sendAsUsual(form, submitter); // the server's own page says what is wrong, beside the fields
  } else {
    delete form.dataset.queueMends;
    delete form.dataset.queueMendsAt;
    form.reset();
    renewKey(form);
    form.dispatchEvent(new CustomEvent("unspasm:kept", { bubbles: true, detail: { key: entry.key } }));
    await show();
    panel.scrollIntoView({ block: "nearest" });
    navigator.storage?.persist?.().catch(() => false);
  }
}

/**
 * @param {HTMLFormElement} form
 * @param {HTMLElement | null} submitter
 */
function sendAsUsual(form, submitter) {
  const name = submitter?.getAttribute("name");
  if (name) {
    const field = document.createElement("input");
    field.type = "hidden";
    field.name = name;
    field.value = submitter?.getAttribute("value") ?? "";
    form.append(field);
  }
  HTMLFormElement.prototype.submit.call(form);
}

/** Fills the form of this page with an entry that was refused, as the address asks. */
async function mendHere() {
  const n = Number(/^#mend-(\d+)$/.exec(window.location.hash)?.[1]);
  const entry = n ? (await all()).find((one) => one.n === n) : undefined;
  if (!entry) return;
  const form = [...document.querySelectorAll("form[data-queue]")].find(
    (one) => new URL(one.getAttribute("action") || "", window.location.href).pathname === entry.url.split("?")[0],
  );
  if (!(form instanceof HTMLFormElement)) {
    status.textContent = "Enter it again here, then discard the one that was not saved.";
    return;
  }
  form.dataset.queueMends = String(n);
  form.dataset.queueMendsAt = String(entry.at);
  for (const [name, value] of entry.body) {
    if (name === "key") continue;
    for (const control of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
      if (control instanceof HTMLInputElement && ["radio", "checkbox"].includes(control.type)) {
        if (control.value === value) control.checked = true;
      } else if (
        control instanceof HTMLInputElement ||
        control instanceof HTMLTextAreaElement ||
        control instanceof HTMLSelectElement
      ) {
        if (control.type !== "hidden") control.value = value;
      }
    }
  }
  form.scrollIntoView({ block: "center" });
  const first = form.querySelector("input:not([type=hidden]), select, textarea, button");
  if (first instanceof HTMLElement) first.focus();
}

async function sendAndShow() {
  if ((await all()).some((entry) => !entry.sentence)) await flush();
  await show();
}

async function start() {
  await database();
  if (document.querySelector("[data-queue-forget]")) await within("readwrite", (entries) => entries.clear());
  document.getElementById("main")?.prepend(panel);
  renewKeys(); // a page from the cache carries a key that was used
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || !(form instanceof HTMLFormElement) || !form.hasAttribute("data-queue")) return;
    event.preventDefault();
    if (busy.has(form)) return; // a doubled tap is one tap
    busy.add(form);
    submit(form, event.submitter).finally(() => setTimeout(() => busy.delete(form), 800));
  });
  await mendHere();
  const again = () => void sendAndShow().catch(() => undefined);
  window.addEventListener("online", again);
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    renewKeys(); // a page that was left and came back may have sent its key already
    again();
  });
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && again());
  setInterval(again, TRY_AGAIN_MS);
  await sendAndShow();
}

if (typeof document !== "undefined" && "indexedDB" in window) {
  start().catch(() => {
    /* no storage in this browser or mode: forms work as they do without script */
  });
}
