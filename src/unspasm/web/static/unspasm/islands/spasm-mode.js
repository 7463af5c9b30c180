// @ts-check
/**
 * Spasm mode with a voice: one tap opens it in place, so that sound may begin at once; every next page is fetched
 * and put into this one, for a page that is left takes the permission for sound with it. All decisions are the
 * server's. Where it cannot be reached, the page kept on the device asks the same lists and only ever sends to help.
 */
import * as voice from "../voice.js";

const OFFLINE = "/spasm/offline/";
const PATIENCE_S = 8; /* a server that has not answered by then is treated as gone */
const CALM_S = 0.6; /* the second tap of a shaking hand comes sooner than this */
const IN_PLACE = { "X-Unspasm-In-Place": "1" };
const TONE_OF = /** @type {Record<string, "yes" | "no" | "unsure" | "skip" | "said">} */ ({
  yes: "yes",
  go: "yes",
  none: "no",
  no: "no",
  unsure: "unsure",
  not_sure: "unsure",
  skip: "skip",
});

/** What comes after an answer without the server: any doubt leads to help, and nothing is ever called safe.
 * @param {number} place @param {string} answer @param {number} count
 * @returns {{show: "list", place: number} | {show: "call", why: "answered" | "skipped"} | {show: "done"}} */
export function afterAnswer(place, answer, count) {
  if (answer === "skip") return { show: "call", why: "skipped" };
  if (answer !== "none") return { show: "call", why: "answered" };
  return place + 1 < count ? { show: "list", place: place + 1 } : { show: "done" };
}

/** The beats of slow breathing. @param {number} breaths @param {number} inS @param {number} outS
 * @returns {{at: number, say: "in" | "out" | "end"}[]} seconds from the first */
export function beats(breaths, inS, outS) {
  const all = Array.from({ length: breaths }, (_, n) => n * (inS + outS));
  const each = all.flatMap((at) => [
    { at, say: /** @type {"in"} */ ("in") },
    { at: at + inS, say: /** @type {"out"} */ ("out") },
  ]);
  return [...each, { at: breaths * (inS + outS), say: "end" }];
}

/** @type {number[]} */
let timers = [];
let visit = 0; /* grows with every page: what an older page still wanted to do is dropped */
let spoken = false; /* whether a tap has opened the sound */
/** @type {WakeLockSentinel | null} */
let awake = null;

for (const door of document.querySelectorAll("[data-spasm-door]")) {
  door.removeAttribute("hidden");
  door.addEventListener("click", (event) => {
    const tap = /** @type {MouseEvent} */ (event);
    if (tap.ctrlKey || tap.metaKey || tap.shiftKey || tap.button) return;
    event.preventDefault();
    begin();
    void visitPage((signal) => fetch("/spasm/", { signal }), true);
  });
}
if (page()) settle(false);
window.addEventListener("popstate", () => location.reload());
document.addEventListener("visibilitychange", () => {
  if (!document.hidden && spoken) void stayAwake();
});

/** In the tap: opens the sound and keeps the screen on. */
function begin() {
  spoken = voice.prime();
  void stayAwake();
}

async function stayAwake() {
  try {
    if (page() || spoken) awake = (await navigator.wakeLock?.request("screen")) ?? awake;
  } catch {
    /* the screen may go dark: the voice goes on, and a touch brings it back */
  }
}

/** @returns {HTMLElement | null} */
function page() {
  return document.querySelector("[data-spasm-page]");
}

/** @param {string} name @returns {HTMLElement | null} the first element of the page with this data attribute */
function part(name) {
  return document.querySelector(`[data-spasm-page] [data-${name}]`);
}

/** Fetches a page and puts it in place of this one. @param {(signal?: AbortSignal) => Promise<Response>} ask @param {boolean} [isNew] */
async function visitPage(ask, isNew = false) {
  const mine = ++visit;
  hush();
  const got = (await read(ask)) ?? (await read((signal) => fetch(OFFLINE, { signal })));
  if (mine !== visit) return undefined;
  if (!got) return unreachable();
  const next = new DOMParser().parseFromString(got.html, "text/html");
  if (!next.querySelector("[data-spasm-page]")) return location.assign(got.address);
  put(next);
  if (isNew) history.pushState({}, "", got.address);
  else history.replaceState({}, "", got.address);
  settle(true);
  return undefined;
}

/** A page as it came; null if none came in time. @param {(signal?: AbortSignal) => Promise<Response>} ask */
async function read(ask) {
  try {
    const answer = await ask(AbortSignal.timeout?.(PATIENCE_S * 1000));
    if (!answer.ok && answer.status !== 422) return null;
    return { html: await answer.text(), address: new URL(answer.url).pathname };
  } catch {
    return null;
  }
}

/** What has just come can be tapped a moment later: a double tap never answers what nobody read. Keys work at once,
 * for the focus has moved to the top. @param {Element} shown */
function calm(shown) {
  shown.classList.add("calm");
  setTimeout(() => shown.classList.remove("calm"), CALM_S * 1000);
}

/** Nothing answers, and no page is kept: the page that is shown stays, and says what to do. */
function unreachable() {
  const words = part("unreachable");
  if (!words) return location.assign("/spasm/"); /* the worker, if there is one, gives what it keeps */
  words.hidden = false;
  if (spoken) void voice.speak(words.textContent ?? "");
  return undefined;
}

/** @param {Document} next */
function put(next) {
  const known = new Set(
    [...document.querySelectorAll("link[rel=stylesheet]")].map((link) => link.getAttribute("href")),
  );
  for (const link of next.querySelectorAll("link[rel=stylesheet]")) {
    if (!known.has(link.getAttribute("href"))) document.head.append(document.importNode(link, true));
  }
  document.title = next.title;
  document.body.className = next.body.className;
  for (const name of ["header.top", "main", "footer.foot"]) {
    const old = document.querySelector(name);
    const fresh = next.querySelector(name);
    if (old && fresh) old.replaceWith(document.importNode(fresh, true));
    else if (old) old.remove();
  }
  window.scrollTo(0, 0);
  const target = document.querySelector("[data-focus]") ?? document.querySelector("main");
  if (target instanceof HTMLElement) target.focus({ preventScroll: true });
}

/** Wires the page that is shown, and lets the voice begin where a tap allowed it. @param {boolean} inPlace */
function settle(inPlace) {
  const root = page();
  if (!root) return;
  if (inPlace) calm(root);
  if (root.dataset.voice === "off") voice.choose("off");
  for (const form of root.querySelectorAll("form[data-go]")) form.addEventListener("submit", send);
  for (const link of root.querySelectorAll("a[data-turn]")) link.addEventListener("click", follow);
  wireVoice();
  wireRise();
  for (const field of root.querySelectorAll("input.number[inputmode=numeric]"))
    addPad(/** @type {HTMLInputElement} */ (field));
  if (root.dataset.spasmPage === "cut_off") wireCutOff();
  if (part("sound")) void opening(inPlace);
  else void sayPage(root);
  if (spoken && root.dataset.nextSaid) void voice.warm([root.dataset.nextSaid]);
}

/** @param {Event} event */
function follow(event) {
  const link = event.currentTarget;
  if (!(link instanceof HTMLAnchorElement) || !link.pathname.startsWith("/spasm/")) return;
  event.preventDefault();
  void visitPage((signal) => fetch(link.href, { signal }));
}

/** @param {Event} event */
function send(event) {
  const form = event.currentTarget;
  if (!(form instanceof HTMLFormElement)) return;
  event.preventDefault();
  const button = /** @type {SubmitEvent} */ (event).submitter;
  const body = new FormData(form);
  if (button instanceof HTMLButtonElement && button.name) body.append(button.name, button.value);
  const said = body.get("say");
  hush();
  void voice.tone(TONE_OF[String(said)] ?? "said");
  void visitPage(
    (signal) =>
      fetch(form.action, {
        method: "POST",
        headers: IN_PLACE,
        body: new URLSearchParams(/** @type {any} */ (body)),
        signal,
      }),
    location.pathname === "/spasm/",
  );
}

/** Says everything that is marked, in order. @param {ParentNode} where */
async function sayPage(where) {
  const mine = visit;
  for (const element of where.querySelectorAll("[data-say]")) {
    if (mine !== visit || !spoken) return;
    if (element instanceof HTMLElement && !element.closest("[hidden]")) {
      await sayElement(element);
      await rest();
    }
  }
}

/** @param {HTMLElement} element */
async function sayElement(element) {
  element.classList.add("saying");
  await voice.speak(element.dataset.say || (element.textContent ?? ""));
  element.classList.remove("saying");
}

/** A pause between two things that are said: longer where each is to be done. @returns {Promise<void>} */
function rest() {
  const seconds = page()?.dataset.spasmPage === "ease" ? 1.5 : 0.2;
  return new Promise((done) => void setTimeout(done, seconds * 1000));
}

/** Ends what is said and what was planned on this page. */
function hush() {
  voice.stop();
  for (const timer of timers) clearTimeout(timer);
  timers = [];
}

/** @param {number} seconds @param {() => void} then */
function later(seconds, then) {
  timers.push(window.setTimeout(then, seconds * 1000));
}

/* --- the switch of the voice ------------------------------------------------------------------- */

function wireVoice() {
  const button = document.querySelector("[data-voice-switch]");
  const word = document.querySelector("[data-voice-word]");
  if (!(button instanceof HTMLButtonElement) || !word || page()?.dataset.voice === "off") return;
  const show = () => {
    button.hidden = false;
    word.textContent = spoken ? "Stop voice" : "Voice on";
    button.setAttribute("aria-pressed", String(spoken));
  };
  if (spoken || page()?.dataset.spasmPage !== "opening") show();
  button.addEventListener("click", () => {
    if (spoken) {
      hush();
      spoken = false;
      part("sound")?.setAttribute("hidden", "");
    } else {
      begin();
      const root = page();
      if (root) void sayPage(root);
    }
    show();
  });
}

/* --- first aid, the sound check, the breath ---------------------------------------------------- */

/** @param {boolean} inPlace */
async function opening(inPlace) {
  const start = part("start");
  if (page()?.dataset.voice !== "off" && !(inPlace && spoken) && start) {
    start.hidden = false;
    start.addEventListener("click", () => {
      begin();
      start.hidden = true;
      wireVoice();
      void firstWords();
    });
    return;
  }
  await firstWords();
}

async function firstWords() {
  const mine = visit;
  const root = part("cut=first") ?? page();
  if (!root || !spoken) return;
  for (const element of root.querySelectorAll("h1[data-say], .aid [data-say]")) {
    if (mine !== visit || !spoken) return;
    if (element instanceof HTMLElement) await sayElement(element);
    await rest();
  }
  if (mine === visit && spoken) askSound(true);
}

/** @param {boolean} first */
function askSound(first) {
  const section = part("sound");
  const question = section?.querySelector("[data-words]");
  if (!section || !(question instanceof HTMLElement)) return;
  section.hidden = false;
  section.scrollIntoView({ block: "nearest" });
  void voice.soundCheck(question.dataset.words);
  if (!first) return;
  later(Number(page()?.dataset.wait) || 9, () => askSound(false));
  part("heard")?.addEventListener("click", () => {
    hush();
    section.hidden = true;
    void breathe();
  });
  part("not-heard")?.addEventListener("click", () => {
    part("louder")?.removeAttribute("hidden");
    hush();
    begin();
    void voice.soundCheck(question.dataset.words);
  });
}

async function breathe() {
  const root = page();
  const figure = part("breath");
  if (!root || !figure) return;
  const mine = visit;
  const longer = part("longer");
  if (longer) longer.hidden = false;
  longer?.addEventListener("click", () => {
    hush();
    longer.hidden = true;
    void voice.speak(wordsOf("said-longer"));
  });
  await voice.speak(wordsOf("said-heard"));
  if (mine !== visit || !spoken || longer?.hidden) return;
  root.classList.add("breathing-now");
  figure.classList.add("restart");
  void figure.offsetWidth; /* the figure begins anew, together with the words */
  figure.classList.remove("restart");
  figure.scrollIntoView({ block: "center" });
  const plan = beats(Number(root.dataset.breaths) || 3, Number(figure.dataset.inS), Number(figure.dataset.outS));
  for (const beat of plan)
    later(beat.at, () => (beat.say === "end" ? void goOn() : void voice.speak(wordsOf(`said-${beat.say}`))));
}

/** By itself to the lists, after the voice said so. */
async function goOn() {
  const mine = visit;
  const whole = await voice.speak(wordsOf("said-next"));
  if (!whole || mine !== visit || !spoken) return;
  const next = part("next");
  if (next instanceof HTMLFormElement) next.requestSubmit();
  else next?.click();
}

/** @param {string} name */
function wordsOf(name) {
  return part(name)?.textContent ?? "";
}

/* --- getting up, step by step ------------------------------------------------------------------ */

function wireRise() {
  const open = part("rise-begin");
  const steps = part("rise-steps");
  const buttons = part("rise-buttons");
  const whole = document.querySelector("[data-rise]");
  const lines = [...document.querySelectorAll(".rise-steps li")];
  const next = part("rise-next");
  if (!open || !steps || !buttons || !whole || !next || !lines.length) return;
  open.hidden = false;
  steps.hidden = true;
  let at = -1;
  const say = () => {
    hush();
    const done = at >= lines.length;
    for (const [place, line] of [...lines].entries()) {
      if (place === at) line.setAttribute("aria-current", "step");
      else line.removeAttribute("aria-current");
    }
    next.hidden = done;
    part("rise-done")?.toggleAttribute("hidden", !done);
    part("rise-say")?.toggleAttribute("hidden", at > 0);
    if (!spoken) return;
    if (at === 0) void voice.speak(wordsOf("rise-say"));
    void voice.speak(done ? wordsOf("rise-done") : (lines[at].textContent ?? ""));
    if (at === 0) void voice.speak(wordsOf("rise-stop"));
  };
  open.addEventListener("click", () => {
    open.hidden = true;
    steps.hidden = false;
    buttons.hidden = false;
    whole.classList.add("one-by-one");
    at = 0;
    say();
    steps.scrollIntoView({ block: "start" });
    next.focus({ preventScroll: true });
  });
  next.addEventListener("click", (event) => {
    if (event.detail > 1) return; /* the second tap of a double tap: no step is passed over */
    at += 1;
    say();
  });
  part("rise-again")?.addEventListener("click", say);
}

/* --- numbers without a keyboard ---------------------------------------------------------------- */

/** Digits to tap; a keyboard that is plugged in still works. @param {HTMLInputElement} field */
function addPad(field) {
  const pad = document.createElement("div");
  pad.className = "pad";
  pad.setAttribute("role", "group");
  pad.setAttribute("aria-label", "Digits");
  field.inputMode = "none";
  for (const digit of ["1", "2", "3", "4", "5", "6", "7", "8", "9", "0", "Delete"]) {
    const key = document.createElement("button");
    key.type = "button";
    key.className = digit === "Delete" ? "btn pad-clear" : "btn";
    key.textContent = digit;
    key.addEventListener("click", () => {
      field.value = digit === "Delete" ? field.value.slice(0, -1) : (field.value + digit).slice(0, 3);
    });
    pad.append(key);
  }
  field.parentElement?.after(pad);
}

/* --- without the server ------------------------------------------------------------------------ */

function wireCutOff() {
  const first = part("cut=first");
  const lists = [...document.querySelectorAll("[data-cut=list]")];
  /** @param {Element | null} section @param {string} [why] */
  const show = (section, why = "") => {
    visit += 1;
    hush();
    for (const each of document.querySelectorAll("[data-cut]")) each.toggleAttribute("hidden", each !== section);
    for (const each of section?.querySelectorAll("[data-why]") ?? [])
      each.toggleAttribute("hidden", each.getAttribute("data-why") !== why);
    if (section) calm(section);
    window.scrollTo(0, 0);
    if (section === part("cut=call")) document.querySelector("#numbers details")?.setAttribute("open", "");
    if (section) void sayPage(section);
  };
  lists.forEach((list, place) => {
    for (const button of list.querySelectorAll("[data-answer]")) {
      button.addEventListener("click", () => {
        const answer = button.getAttribute("data-answer") ?? "skip";
        const then = afterAnswer(place, answer, lists.length);
        if (then.show === "list") show(lists[then.place]);
        else if (then.show === "call") show(part("cut=call"), then.why);
        else show(part("cut=done"));
        void voice.tone(TONE_OF[answer]);
      });
    }
  });
  first?.querySelector("[data-next]")?.addEventListener("click", () => {
    show(lists[0]);
  });
}
