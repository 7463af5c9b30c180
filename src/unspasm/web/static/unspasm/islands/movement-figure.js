// @ts-check
/**
 * <movement-figure>: the key poses of a movement, drawn by the server, become one figure that moves after Play.
 * Where less motion is asked for, the poses stay side by side and the one that it is time for is marked.
 *
 * For other scripts: play(), pause(), show(seconds), playing. Events, all of which bubble:
 * `phase` at the start of every phase {movement, phase, say, round, rounds, seconds}, and `finished` at the end.
 * Nothing here speaks, and nothing moves by itself. Around a plain drawing the element does nothing.
 *
 * @import { Body, Moment, Phase, Shape } from "./kinematics.js"
 * @typedef {{ id: string, title: string, stance: string, origin: number, shape: Shape, body: Body,
 *   phases: Phase[], rest: Phase, rounds: number }} Movement
 */
import { layers } from "./figure.js";
import { moment, posture } from "./kinematics.js";

/** The longest step of the clock, seconds: after a pause of the whole page the figure goes on where it was. */
const LONGEST_STEP_S = 0.25;

export class MovementFigure extends HTMLElement {
  /** @type {Movement | null} */
  #movement = null;
  /** @type {MediaQueryList | null} */
  #less = null;
  #time_s = 0;
  #round_s = 0;
  #frame = 0;
  #last_ms = 0;
  #phase = "";

  connectedCallback() {
    if (!this.#movement) this.#setUp();
    if (!this.#movement) return;
    this.#less?.addEventListener("change", this.#arrange);
    this.#arrange();
  }

  disconnectedCallback() {
    this.pause();
    this.#less?.removeEventListener("change", this.#arrange);
  }

  /** Whether the clock runs. */
  get playing() {
    return this.#frame !== 0;
  }

  /** How far the movement has come, seconds. */
  get seconds() {
    return this.#time_s;
  }

  /** Starts, or goes on after a pause. */
  play() {
    if (this.playing || !this.#movement) return;
    this.#last_ms = 0;
    this.#frame = requestAnimationFrame(this.#tick);
    this.#label();
  }

  /** Stands still where it is. */
  pause() {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    this.#label();
  }

  /**
   * Shows the movement as it is after so many seconds, playing or not.
   * @param {number} time_s
   */
  show(time_s) {
    this.#time_s = Math.max(0, time_s);
    this.#draw();
  }

  #setUp() {
    const value = this.querySelector('script[type="application/json"]');
    if (!value) return;
    this.#movement = /** @type {Movement} */ (JSON.parse(value.textContent ?? ""));
    this.#round_s = this.#movement.phases.reduce((sum, phase) => sum + phase.move_s + phase.stay_s, 0);
    this.#less = matchMedia("(prefers-reduced-motion: reduce)");
    this.#stage();
    this.#part("play").addEventListener("click", () => (this.playing ? this.pause() : this.play()));
    this.#part("turn").addEventListener("click", () => {
      this.#part("turn").setAttribute("aria-pressed", String(this.toggleAttribute("data-turned")));
    });
    this.#part("play").dataset.play = this.#part("play").textContent ?? "";
    this.#part("buttons").hidden = false;
  }

  /** The figure that will move: a copy of the pose of rest, named after the movement. */
  #stage() {
    const rest = this.#movement?.rest.to;
    const svg = this.querySelector(`li[data-at="${rest}"] svg`) ?? this.querySelector("li svg");
    if (!svg) return;
    const copy = /** @type {SVGElement} */ (svg.cloneNode(true));
    for (const words of copy.querySelectorAll("title, desc")) words.remove();
    copy.removeAttribute("aria-labelledby");
    copy.setAttribute("aria-label", this.#movement?.title ?? "");
    this.#part("stage").replaceChildren(copy);
  }

  /** Stills where less motion is asked for, else the one figure. */
  #arrange = () => {
    const stills = this.#less?.matches ?? true;
    this.#part("poses").hidden = !stills;
    this.#part("stage").hidden = stills;
    this.#draw();
  };

  /** @param {number} now_ms */
  #tick = (now_ms) => {
    if (!this.#movement) return;
    if (this.#last_ms) this.#time_s += Math.min(LONGEST_STEP_S, (now_ms - this.#last_ms) / 1000);
    this.#last_ms = now_ms;
    this.#frame = requestAnimationFrame(this.#tick);
    this.#tell(this.#draw());
    if (this.#time_s >= this.#movement.rounds * this.#round_s + this.#movement.rest.move_s) this.#finish();
  };

  #finish() {
    this.pause();
    this.#time_s = 0;
    this.#phase = "";
    this.#draw();
    this.dispatchEvent(new CustomEvent("finished", { bubbles: true, detail: { movement: this.#movement?.id } }));
  }

  /** Draws this moment and says it in words. */
  #draw() {
    const movement = this.#movement;
    if (!movement) return null;
    const { phases, rest, rounds, shape, body, stance, origin } = movement;
    const now = moment(phases, rest, rounds, this.#time_s);
    const begun = this.#time_s > 0 || this.playing;
    const say = this.#part("say");
    say.hidden = !begun;
    if (say.textContent !== now.say) say.textContent = now.say;
    if (this.#less?.matches) this.#mark(begun ? now : null);
    else this.#paint(layers(posture(shape, body, now.value), body, stance, origin));
    return now;
  }

  /** @param {import("./figure.js").Layers} lines */
  #paint({ far, trunk, back, arm }) {
    const stage = this.#part("stage");
    const [farPath] = stage.querySelectorAll(".fig-far");
    const [trunkPath, armPath] = stage.querySelectorAll(".fig-body");
    const [farEdge, trunkEdge, armEdge] = stage.querySelectorAll(".fig-edge");
    const [backPath] = stage.querySelectorAll(".fig-back");
    for (const path of [farPath, farEdge]) path.setAttribute("d", far);
    for (const path of [trunkPath, trunkEdge]) path.setAttribute("d", trunk);
    for (const path of [armPath, armEdge]) path.setAttribute("d", arm);
    backPath.setAttribute("d", back);
  }

  /**
   * Marks the still that it is time for.
   * @param {Moment | null} now
   */
  #mark(now) {
    const movement = this.#movement;
    const phase = now && [...(movement?.phases ?? []), movement?.rest].find((one) => one?.id === now.phase);
    for (const still of this.#part("poses").querySelectorAll("li")) {
      if (phase && Number(still.dataset.at) === phase.to) still.setAttribute("aria-current", "step");
      else still.removeAttribute("aria-current");
    }
  }

  /**
   * Tells other scripts that a phase begins.
   * @param {Moment | null} now
   */
  #tell(now) {
    const movement = this.#movement;
    if (!now || !movement || this.#phase === `${now.round} ${now.phase}`) return;
    this.#phase = `${now.round} ${now.phase}`;
    const phase = movement.phases.find((one) => one.id === now.phase) ?? movement.rest;
    const { id, say, move_s, stay_s } = phase;
    const detail = { movement: movement.id, phase: id, say, round: now.round, rounds: movement.rounds };
    const event = new CustomEvent("phase", { bubbles: true, detail: { ...detail, seconds: move_s + stay_s } });
    this.dispatchEvent(event);
  }

  #label() {
    if (!this.#movement) return;
    const button = this.#part("play");
    button.textContent = (this.playing ? button.dataset.pause : button.dataset.play) ?? "";
  }

  /**
   * A part of the markup that the server wrote.
   * @param {string} name
   */
  #part(name) {
    const part = this.querySelector(`[data-mv="${name}"]`);
    if (!(part instanceof HTMLElement)) throw new Error(`<movement-figure> lacks its part ${name}`);
    return part;
  }
}

customElements.define("movement-figure", MovementFigure);
