// @ts-check
/**
 * The player of a guided session: shows one step at a time of the list that the server wrote.
 * What time does is decided in session-clock.js; here it is shown, said and kept for a reload.
 */
import * as voice from "../voice.js";
import * as clocks from "./session-clock.js";

const TICK = 200;
const RING = 100;

/** @param {ParentNode} within @param {string} name @returns {HTMLElement} */
function one(within, name) {
  const found = within.querySelector(`[data-${name}]`);
  if (!(found instanceof HTMLElement)) throw new Error(`the player misses ${name}`);
  return found;
}

/** @param {HTMLElement} element @param {boolean} shown */
function show(element, shown) {
  element.toggleAttribute("hidden", !shown);
}

class Player {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    this.key = `unspasm.session.${root.dataset.session}`;
    /** @type {HTMLElement[]} */
    this.parts = [...root.querySelectorAll("[data-part]")].filter((part) => part instanceof HTMLElement);
    this.ready = one(root, "ready");
    this.run = one(root, "run");
    this.stage = one(root, "stage");
    this.over = one(root, "over");
    this.stopping = one(root, "stopping");
    this.live = one(root, "live");
    this.ring = one(root, "ring");
    this.buttons = {
      pause: one(root, "hold"),
      next: one(root, "next"),
      back: one(root, "back"),
      stop: one(root, "stop"),
      voice: one(root, "voice-switch"),
    };
    this.left = 0;
    this.cue = "";
    this.speaks = false;
    this.told = 0;
    this.telling = 0; /* which step is being said now; 0 for none */
    this.inStop = false;
    this.onSkin = root.hasAttribute("data-on-skin");
    this.wasRunning = false;
    /** @type {WakeLockSentinel | null} */
    this.awake = null;
    const kept = clocks.restored(this.kept(), this.parts.length, Date.now());
    this.clock = kept ?? clocks.fresh();
    this.listen();
    this.root.classList.add("playing");
    this.enter(false);
    if (!this.clock.begun && this.onSkin && clocks.tooLateToBegin(Number(root.dataset.age))) this.onlyEnd();
    setInterval(() => this.tick(), TICK);
  }

  kept() {
    try {
      return sessionStorage.getItem(this.key);
    } catch {
      return null; // storage is closed to us: a reload starts from the first step
    }
  }

  keep() {
    try {
      sessionStorage.setItem(this.key, JSON.stringify(this.clock));
    } catch {
      /* as above */
    }
  }

  listen() {
    for (const button of this.root.querySelectorAll("[data-begin]")) {
      button.addEventListener("click", () => this.begin(button.getAttribute("data-begin") === "voice"));
    }
    for (const button of this.root.querySelectorAll("[data-check-ok]"))
      button.addEventListener("click", () => this.move(1, true));
    this.buttons.pause.addEventListener("click", () => this.pause());
    this.buttons.next.addEventListener("click", () => this.move(1, true));
    this.buttons.back.addEventListener("click", () => this.move(-1, true));
    this.buttons.stop.addEventListener("click", () => this.askWhy(true));
    this.buttons.voice.addEventListener("click", () => this.turnVoice(!this.speaks));
    one(this.root, "carry-on").addEventListener("click", () => this.askWhy(false));
    one(this.root, "once-more").addEventListener("click", () => this.move(-1, true));
    for (const form of this.root.querySelectorAll("form")) form.addEventListener("submit", () => this.leave(form));
    document.addEventListener("visibilitychange", () => void this.stayAwake());
    window.addEventListener("pagehide", () => this.keep());
  }

  get part() {
    return this.parts[this.clock.part] ?? null;
  }

  get isCheck() {
    return this.part?.dataset.part === "check";
  }

  /** Seconds that this step lasts; of a check, how long its question waits. Null: until the person presses on. */
  get seconds() {
    const given = this.part?.dataset.seconds;
    return given ? Number(given) : null;
  }

  /** What of this step counts as done: nothing of a check, and only the part whose length is chosen where one is. */
  get lasting() {
    return this.part?.hasAttribute("data-counts") ? this.seconds : 0;
  }

  /** Whether a pad or a pack has been put on: then no step is done again. */
  get isOn() {
    return this.onSkin && this.parts.slice(0, this.clock.part + 1).some((part) => part.dataset.part === "do");
  }

  get cues() {
    const lines = this.part ? [...this.part.querySelectorAll("[data-at]")] : [];
    return lines.map((line) => ({
      at_s: Number(line.getAttribute("data-at")),
      say: line.querySelector("[data-say]")?.textContent ?? "",
    }));
  }

  /** @param {boolean} aloud */
  begin(aloud) {
    if (aloud) this.openSound();
    this.clock = clocks.go(this.clock, Date.now());
    this.enter(true);
    void this.stayAwake();
  }

  /** Sound is opened in the tap itself; a tap on "with voice" counts for more than a voice that is off in Settings. */
  openSound() {
    if (voice.choice() === "off") voice.choose("clips");
    this.speaks = voice.prime();
    this.buttons.voice.setAttribute("aria-pressed", String(this.speaks));
    if (!this.speaks) this.live.textContent = "This browser gives us no sound. The words stay on the screen.";
  }

  /** @param {boolean} on */
  turnVoice(on) {
    if (on) {
      this.openSound();
      this.sayStep();
    } else {
      this.speaks = false;
      this.buttons.voice.setAttribute("aria-pressed", "false");
      voice.stop();
    }
  }

  /** One text after the other; what comes next cuts them short. @param {string[]} texts */
  async say(texts) {
    if (!this.speaks) return;
    voice.stop();
    await Promise.all(texts.map((text) => voice.speak(text)));
  }

  /** What a step is about is heard to its end: cues of the same time are then shown only. @param {string[]} texts */
  async tell(texts) {
    this.told += 1;
    const mine = this.told;
    this.telling = mine;
    await this.say(texts);
    if (this.telling === mine) this.telling = 0;
  }

  sayStep() {
    const line = this.clock.part < this.parts.length ? this.part : this.over;
    const said = [line?.querySelector("[data-say]"), line?.querySelector("legend")].map(
      (element) => element?.textContent ?? "",
    );
    if (this.clock.begun) void this.tell(said.filter(Boolean));
  }

  pause() {
    const running = this.clock.since !== null;
    this.clock = running ? clocks.hold(this.clock, Date.now()) : clocks.go(this.clock, Date.now());
    this.left = this.seconds === null ? 0 : clocks.secondsLeft(this.clock, this.seconds, Date.now());
    if (running) voice.stop();
    const off = running && this.isOn ? (this.root.querySelector("[data-off-skin]")?.textContent ?? "") : "";
    this.live.textContent = running ? `Paused. ${off}` : "Going on.";
    if (off) void this.say([off]);
    this.keep();
    this.draw();
    this.moveFigure(false);
    void this.stayAwake();
  }

  /** @param {number} step @param {boolean} byHand */
  move(step, byHand) {
    const to = Math.min(this.parts.length, Math.max(0, this.clock.part + step));
    const wasOver = this.clock.part >= this.parts.length;
    const waits = Number(this.parts[to]?.dataset.part === "check" ? this.parts[to]?.dataset.seconds : 0);
    const waited = waits && step > 0 ? clocks.waitedAsleep(this.clock, this.seconds, waits, Date.now()) : 0;
    const left = clocks.toPart(this.clock, to, this.lasting, Date.now());
    const next = waits ? clocks.go({ ...left, ran: waited }, Date.now()) : left;
    const stands = { ...next, since: null };
    this.clock = to >= this.parts.length ? stands : wasOver ? clocks.go(stands, Date.now()) : next;
    this.enter(byHand);
  }

  /** @param {boolean} byHand whether the person asked for it: then the focus follows. */
  enter(byHand) {
    const { part, begun } = this.clock;
    const over = part >= this.parts.length;
    const isCheck = this.isCheck;
    show(this.ready, !begun);
    show(this.stage, begun && !over);
    for (const [place, element] of this.parts.entries()) show(element, begun && place === part);
    show(this.run, begun && !over);
    show(this.over, begun && over);
    show(this.stopping, false);
    show(this.buttons.back, part > 0 && !this.isOn);
    show(this.buttons.next, !isCheck);
    show(this.buttons.pause, this.seconds !== null && !isCheck);
    this.buttons.next.classList.toggle("btn-primary", this.seconds === null);
    show(this.ring, this.seconds !== null && !isCheck);
    this.root.querySelectorAll("[data-pip]").forEach((pip, place) => {
      pip.classList.toggle("done", place < part);
      pip.classList.toggle("now", place === part);
    });
    one(this.root, "place").textContent = begun && !over ? `Step ${part + 1} of ${this.parts.length}` : "";
    this.left = this.seconds === null ? 0 : clocks.secondsLeft(this.clock, this.seconds, Date.now());
    this.cue = "";
    this.keep();
    this.draw();
    this.moveFigure(true);
    if (!begun) return;
    const after = this.parts[part + 1]?.querySelectorAll("[data-say]") ?? [];
    if (this.speaks) void voice.warm([...after].map((line) => line.textContent ?? ""));
    const shown = over ? this.over : this.part;
    const heading = shown?.querySelector("[tabindex]");
    const follows = byHand || isCheck || over;
    if (heading instanceof HTMLElement && follows) heading.focus({ preventScroll: true });
    const said = [
      follows ? "" : `${heading?.textContent ?? ""}.`,
      shown?.querySelector("[data-say]")?.textContent ?? "",
      isCheck ? (shown?.querySelector("legend")?.textContent ?? "") : "",
    ];
    this.live.textContent = [...said, this.seconds === null || isCheck ? "" : `${clocks.inWords(this.left)}.`]
      .filter(Boolean)
      .join(" ");
    if (follows) this.root.scrollIntoView({ block: "start" });
    this.sayStep();
    if (over) void this.stayAwake();
  }

  tick() {
    const seconds = this.seconds;
    if (!this.clock.begun || this.clock.since === null || this.inStop || this.clock.part >= this.parts.length) return;
    this.sayCue();
    if (seconds === null) return;
    const left = clocks.secondsLeft(this.clock, seconds, Date.now());
    if (left > 0 && left === this.left) return;
    const moment = left === 0 ? "end" : clocks.announcement(seconds, this.left, left);
    this.left = left;
    if (moment === "end") return this.isCheck ? this.nobodyAnswered() : this.move(1, false);
    const first = moment !== "half" ? "" : this.isCheck ? "Please answer. " : "Half way. ";
    if (moment) this.live.textContent = `${first}${clocks.inWords(left)} left.`;
    if (moment === "half" && this.isCheck) this.sayStep();
    this.draw();
  }

  /** A figure moves with the timer of its step; in a step without one it waits for its own button. @param {boolean} anew */
  moveFigure(anew) {
    for (const figure of this.root.querySelectorAll("movement-figure")) {
      if (!("play" in figure) || !this.part?.contains(figure)) {
        if ("pause" in figure) /** @type {any} */ (figure).pause();
        continue;
      }
      const moving = /** @type {import("./movement-figure.js").MovementFigure} */ (figure);
      if (anew) moving.show(clocks.ranFor(this.clock, Date.now()) / 1000);
      if (this.seconds !== null && this.clock.since !== null && !this.inStop) moving.play();
      else moving.pause();
    }
  }

  /** Silence is never read as "my skin is fine". */
  nobodyAnswered() {
    const button = this.part?.querySelector("[data-unanswered]");
    if (button instanceof HTMLButtonElement) button.click();
  }

  sayCue() {
    const cue = clocks.cueAt(this.cues, clocks.ranFor(this.clock, Date.now()));
    if (!cue || cue.say === this.cue) return;
    this.cue = cue.say;
    this.draw();
    if (!this.telling) void this.say([cue.say]);
  }

  draw() {
    const running = this.clock.since !== null;
    one(this.buttons.pause, "word").textContent = running ? "Pause" : "Go on";
    this.buttons.pause.classList.toggle("stands", !running);
    const off = this.root.querySelector("[data-off-skin]");
    if (off instanceof HTMLElement) show(off, !running && this.isOn);
    const caption = this.part?.querySelector("[data-caption]");
    if (caption && caption.textContent !== this.cue) caption.textContent = this.cue;
    this.part?.classList.toggle("has-cue", this.cue !== "");
    if (this.seconds === null) return;
    const at = clocks.inWords(this.left);
    this.ring.setAttribute("aria-label", running ? `${at} left` : `Paused. ${at} left`);
    one(this.ring, "number").textContent = clocks.inFigures(this.left);
    one(this.ring, "unit").textContent = !running
      ? "paused"
      : this.left < 60
        ? this.left === 1
          ? "second left"
          : "seconds left"
        : "minutes left";
    const arc = this.ring.querySelector("[data-arc]");
    arc?.setAttribute("stroke-dasharray", `${(RING * this.left) / Math.max(1, this.seconds)} ${RING}`);
  }

  /** @param {boolean} asking */
  askWhy(asking) {
    if (asking) {
      this.wasRunning = this.clock.since !== null;
      this.clock = clocks.hold(this.clock, Date.now());
      voice.stop();
    } else if (this.wasRunning) {
      this.clock = clocks.go(this.clock, Date.now());
    }
    this.inStop = asking;
    this.keep();
    show(this.stopping, asking);
    show(this.stage, !asking);
    show(this.run, !asking);
    this.draw();
    this.moveFigure(false);
    if (asking) {
      const heading = this.stopping.querySelector("[tabindex]");
      if (heading instanceof HTMLElement) heading.focus({ preventScroll: true });
      this.root.scrollIntoView({ block: "start" });
    } else {
      this.buttons.stop.focus();
    }
    void this.stayAwake();
  }

  /** Nobody knows how long something lay on the skin: this session is ended, and not begun anew. */
  onlyEnd() {
    this.askWhy(true);
    show(this.ready, false);
    show(one(this.root, "carry-on"), false);
    show(one(this.root, "not-begun"), true);
  }

  /** The session ends here: how long it ran goes with the form. @param {HTMLFormElement} form */
  leave(form) {
    this.clock = clocks.hold(this.clock, Date.now());
    const field = form.elements.namedItem("active_s");
    if (field instanceof HTMLInputElement)
      field.value = String(clocks.activeSeconds(this.clock, this.lasting, Date.now()));
    voice.stop();
    this.keep();
  }

  /** The screen stays on while time runs. Where the browser cannot, the page says what to do. */
  async stayAwake() {
    const wanted =
      this.clock.since !== null && this.clock.part < this.parts.length && document.visibilityState === "visible";
    if (!("wakeLock" in navigator)) return show(one(this.root, "no-wake"), wanted);
    if (!wanted) {
      await this.awake?.release().catch(() => undefined);
      this.awake = null;
    } else if (this.awake === null || this.awake.released) {
      this.awake = await navigator.wakeLock.request("screen").catch(() => null);
    }
  }
}

for (const root of document.querySelectorAll("[data-module=session-player]")) {
  if (root instanceof HTMLElement) new Player(root);
}
