// @ts-check
/**
 * The page of the camera coach: brings camera, detector, session, voice and drawing together. It decides nothing.
 *
 * For tests and measurements the element tells what happens: `seen` with every frame {frame, ms}, `coached` with every
 * event of the coach; `data-stage`, `data-reps` and the like say where it stands.
 *
 * @import { Frame } from "./features.js"
 * @import { Kind, Made, Session, Value } from "./session.js"
 * @import { Files } from "./eye.js"
 * @import { Place } from "./drawing.js"
 * @import { Movement as Moving, MovementFigure } from "../movement-figure.js"
 * @typedef {Value & { worker: string, files: Files | null }} Given
 */
import { moment, posture } from "../kinematics.js";
import * as clocks from "../session-clock.js";
import { Camera } from "./camera.js";
import { coloursOf, drawGhost, drawSeen, placeOf } from "./drawing.js";
import { Eye } from "./eye.js";
import * as sessions from "./session.js";
import { Speaker } from "./speaker.js";

const TICK = 200;
const SLOW_FPS = 5; // fewer frames a second: the coach may not follow, and says so
const SLOW_S = 8;

/** @param {ParentNode} within @param {string} name @returns {HTMLElement} */
function one(within, name) {
  const found = within.querySelector(`[data-${name}]`);
  if (!(found instanceof HTMLElement)) throw new Error(`the coach misses ${name}`);
  return found;
}

const now_s = () => performance.now() / 1000;

export class Page {
  /** @param {HTMLElement} root @param {boolean} aloud */
  constructor(root, aloud) {
    this.root = root;
    /** @type {Given} */
    this.value = JSON.parse(root.querySelector("script[type='application/json']#coach-value")?.textContent ?? "");
    this.speaker = new Speaker(one(root, "caption"), aloud);
    this.session = sessions.begin(this.value, now_s());
    this.paused = false;
    this.paused_s = 0; // the time of the session stands still while it is paused
    this.since_s = 0;
    this.frames = /** @type {number[]} */ ([]);
    this.slow = false;
    this.figure = /** @type {MovementFigure | null} */ (root.querySelector("movement-figure"));
    this.moving = /** @type {Moving | null} */ (
      JSON.parse(this.figure?.querySelector("script")?.textContent ?? "null")
    );
    this.less = matchMedia("(prefers-reduced-motion: reduce)");
    this.video = /** @type {HTMLVideoElement} */ (one(root, "video"));
    this.canvas = /** @type {HTMLCanvasElement} */ (one(root, "drawing")).getContext("2d");
    this.colours = coloursOf(root);
    /** @type {Place | null} */
    this.place = null;
    /** @type {WakeLockSentinel | null} */
    this.awake = null;
    this.camera = new Camera(
      this.video,
      (picture) => this.eye?.look(picture, this.time_s),
      () => this.eye?.isFree === true && !this.paused && !document.hidden,
      (trouble) => this.without(trouble),
    );
    /** @type {Eye | null} */
    this.eye = null;
    this.ticking = 0;
    this.anew = false;
    this.waits = false;
  }

  /** The time of the session, seconds; it stands still while the page is hidden or paused. */
  get time_s() {
    return (this.paused ? this.since_s : now_s()) - this.paused_s;
  }

  async start() {
    this.listen();
    this.session = sessions.begin(this.value, this.time_s);
    this.root.dataset.stage = "look";
    this.draw();
    one(this.root, "look-heading").focus();
    const { look, go } = this.value.words;
    const cues = Object.values(this.value.limits.movements[this.value.movement].cues);
    this.speaker.prepare(
      [...Object.values(look), ...Object.values(go), ...cues].filter((text) => typeof text === "string"),
    );
    this.ticking = window.setInterval(() => this.tick(), TICK);
    void this.stayAwake();
    const { files, worker } = this.value;
    if (!files) return this.without("missing");
    this.eye = new Eye(
      worker,
      files,
      (frame, ms) => this.seen(frame, ms),
      (trouble) => this.without(trouble),
    );
    this.eye.start();
    const trouble = await this.camera.start();
    if (trouble) return this.without(trouble);
    this.root.toggleAttribute("data-mirror", this.camera.isMirror);
  }

  listen() {
    const press = (/** @type {string} */ name, /** @type {() => void} */ act) => {
      for (const button of this.root.querySelectorAll(`[data-${name}]`)) button.addEventListener("click", act);
    };
    press("now", () => this.made(sessions.startNow(this.session)));
    press("no-camera", () => this.without("", true));
    press("hold", () => this.pause(!this.paused));
    press("stop", () => this.made(sessions.stop(this.session)));
    press("voice-switch", () => this.speaker.turn(!this.speaker.aloud));
    press("voice-switch", () => this.draw());
    press("forget", () => this.forget());
    this.figure?.addEventListener("phase", (event) => {
      const { say, round } = /** @type {CustomEvent} */ (event).detail;
      this.made(sessions.withPhase(this.session, { say, round: round * (this.anew ? 2 : 1) }));
    });
    this.figure?.addEventListener("finished", () => {
      this.anew = true; // it goes on from its first round; its words were said
      if (this.session.stage === "go" && !this.paused) this.figure?.play();
    });
    document.addEventListener("visibilitychange", () => this.hidden());
    window.addEventListener("pagehide", () => this.close());
    window.addEventListener("pageshow", (event) => event.persisted && location.reload()); // the camera was let go of
  }

  /** @param {Frame} frame @param {number} ms */
  seen(frame, ms) {
    this.pace();
    this.root.dispatchEvent(new CustomEvent("seen", { detail: { frame, ms } }));
    if (this.canvas) {
      drawSeen(this.canvas, frame, this.colours);
      this.ghost(frame);
    }
    if (!this.paused) this.made(sessions.withFrame(this.session, frame));
  }

  /** The figure of the tempo, laid over the person: only where motion is welcome, and while the movement goes on. @param {Frame} frame */
  ghost(frame) {
    if (!this.canvas || !this.moving || this.less.matches || this.session.stage !== "go") return;
    const { phases, rest, rounds, shape, body, stance } = this.moving;
    const { value } = moment(phases, rest, rounds, this.figure?.seconds ?? 0);
    const posed = posture(shape, body, value);
    this.place = placeOf(this.place, frame, posed, stance);
    if (this.place && this.session.judging) drawGhost(this.canvas, posed, stance, this.place, this.colours);
  }

  /** Says once that the device is slow: the coach then often cannot judge, and keeps the time. */
  pace() {
    const at = now_s();
    this.frames = [...this.frames.filter((then) => at - then < SLOW_S), at];
    const first = this.frames[0];
    if (this.slow || this.session.stage !== "go" || at - first < SLOW_S - 1) return;
    if ((this.frames.length - 1) / (at - first) >= SLOW_FPS) return;
    this.slow = true;
    this.speaker.say([{ kind: "guide", text: this.value.words.go.slow }]);
  }

  tick() {
    if (!this.paused && !document.hidden) this.made(sessions.withTime(this.session, this.time_s));
  }

  /** @param {Made} made */
  made({ session, said }) {
    const before = this.session;
    this.session = session;
    for (const event of session.events) this.root.dispatchEvent(new CustomEvent("coached", { detail: event }));
    this.session = { ...session, events: [] };
    this.speaker.say(said);
    if (before.stage !== session.stage) this.enter();
    this.draw();
  }

  enter() {
    const { stage } = this.session;
    if (stage === "go") {
      this.figure?.play();
      one(this.root, "hold").focus({ preventScroll: true }); // the space bar pauses
    }
    if (stage !== "over") return;
    this.figure?.pause();
    this.close();
    const field = this.root.querySelector("input[name=coached]");
    if (field instanceof HTMLInputElement) field.value = JSON.stringify(sessions.numbers(this.session));
    for (const input of this.root.querySelectorAll("input[name=active_s]"))
      if (input instanceof HTMLInputElement) input.value = String(Math.round(this.session.active_s));
    const outcome = this.root.querySelector("[data-finish] input[name=outcome]");
    if (outcome instanceof HTMLInputElement) outcome.value = this.session.outcome;
    one(this.root, "over-heading").focus();
  }

  /** The camera is not there, or not any more: a clear sentence, and the session goes on. @param {string} trouble @param {boolean} [wished] */
  without(trouble, wished = false) {
    this.camera.stop();
    this.eye?.stop();
    const note = one(this.root, "trouble");
    const { trouble: words } = this.value.words;
    note.textContent = wished ? words.plain : `${words[trouble]} ${words.plain}`;
    this.root.dataset.without = trouble || "wished";
    this.made(sessions.withoutCamera(this.session, trouble));
  }

  /** @param {boolean} paused */
  pause(paused) {
    if (paused === this.paused || this.session.stage === "over") return;
    if (paused) {
      this.since_s = now_s();
      this.speaker.hush();
    } else {
      this.paused_s += now_s() - this.since_s;
      this.speaker.say([{ kind: "guide", text: this.value.words.go.again }]);
    }
    this.paused = paused;
    if (paused) this.figure?.pause();
    else if (this.session.stage === "go") this.figure?.play();
    this.draw();
    void this.stayAwake();
  }

  /** A page in the background waits: nobody can see or hear it there. */
  hidden() {
    if (document.hidden) {
      this.waits = !this.paused;
      this.pause(true);
    } else if (this.waits) {
      this.waits = false;
      this.pause(false);
      this.speaker.say([{ kind: "guide", text: this.value.words.go.hidden }]);
    }
    void this.stayAwake();
  }

  forget() {
    const field = this.root.querySelector("input[name=coached]");
    if (field instanceof HTMLInputElement) field.value = "";
  }

  close() {
    clearInterval(this.ticking);
    this.camera.stop();
    this.eye?.stop();
    void this.awake?.release().catch(() => undefined);
  }

  async stayAwake() {
    if (!("wakeLock" in navigator) || document.hidden || this.paused || this.session.stage === "over") return;
    if (!this.awake || this.awake.released) this.awake = await navigator.wakeLock.request("screen").catch(() => null);
  }

  draw() {
    const { stage, reps, hold_s, judging, camera, reason, count, phase, patient, active_s, seen_s } = this.session;
    const { dataset } = this.root;
    dataset.stage = stage;
    dataset.reps = String(reps);
    dataset.holds = String(hold_s.length);
    dataset.phase = phase;
    dataset.judging = String(judging);
    dataset.camera = String(camera);
    dataset.reason = reason;
    const text = (/** @type {string} */ name, /** @type {string} */ words) => {
      const place = one(this.root, name);
      if (place.textContent !== words) place.textContent = words;
    };
    const show = (/** @type {string} */ name, /** @type {boolean} */ shown) => {
      for (const part of this.root.querySelectorAll(`[data-${name}]`)) part.toggleAttribute("hidden", !shown);
    };
    const moves = stage === "count" || stage === "go";
    const counted = reps > 0 || seen_s > 0;
    show("before", false);
    show("place", stage === "look" && camera);
    show("moves", moves);
    show("still", stage === "go" && camera);
    show("look", stage === "look" || stage === "count");
    show("go", stage === "go");
    show("over", stage === "over");
    show("live", camera && stage !== "over");
    show("words", stage !== "over");
    show("trouble", !camera && stage !== "over");
    show("counts", camera || counted);
    show("save", counted);
    show("patient", stage === "look" && patient);
    show("now", stage === "look");
    show("no-camera", stage === "look" && camera);
    text("look-heading", this.heading(stage, reason));
    text("countdown", stage === "count" && count <= this.value.words.look.count_from ? String(count) : "");
    text("number", String(reps));
    text("of", `of ${this.value.plan.reps}`);
    text("clock", clocks.inFigures(Math.floor(active_s)));
    text("sees", camera ? (judging ? "I can see you" : "I keep the time") : "I keep the time");
    one(this.root, "hold-word").textContent = this.paused ? "Go on" : "Pause";
    one(this.root, "voice-switch").setAttribute("aria-pressed", String(this.speaker.aloud));
    one(this.root, "forget").textContent = counted ? "Finish, keep no numbers" : "Finish";
    one(this.root, "forget").classList.toggle("btn-primary", !counted);
    if (stage === "over") this.sum();
  }

  /** @param {string} stage @param {string} reason */
  heading(stage, reason) {
    const { look } = this.value.words;
    if (stage === "count") return "Get into place";
    return reason ? look[reason] : this.eye?.ready ? look.wait : "Starting the camera";
  }

  sum() {
    const { reps, hold_s } = this.session;
    const holds = hold_s.map((seconds) => `${Math.round(seconds)} s`).join(", ");
    one(this.root, "sum-reps").textContent = String(reps);
    one(this.root, "sum-holds").textContent = holds || "none";
    one(this.root, "sum-time").textContent = clocks.inWords(Math.round(this.session.active_s));
  }
}
