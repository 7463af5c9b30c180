// @ts-check
/**
 * What the coach says, aloud and on the page: one thing at a time. Tempo gives way to everything, the end to nothing.
 *
 * @import { Said } from "./session.js"
 */
import * as voice from "../../voice.js";

const WAITING = 2; // more than so many sentences in the queue and a number is left out

export class Speaker {
  /** @param {HTMLElement} caption what was said last, for all to read @param {boolean} aloud */
  constructor(caption, aloud) {
    this.caption = caption;
    this.aloud = aloud;
    this.saying = 0;
    this.turnedOff = 0; // grows with every hush: what was cut short then no longer counts
  }

  /** @param {boolean} on */
  turn(on) {
    if (on && voice.choice() === "off") voice.choose("clips");
    this.aloud = on && voice.prime();
    if (!on) this.hush();
  }

  hush() {
    voice.stop();
    this.saying = 0;
    this.turnedOff += 1;
  }

  /** Fetches what may be said soon. @param {string[]} texts */
  prepare(texts) {
    if (this.aloud) void voice.warm(texts);
  }

  /** @param {Said[]} said */
  say(said) {
    for (const { kind, text, shown } of said) {
      if (kind === "tempo" && this.saying) continue;
      this.caption.textContent = shown ?? text;
      this.caption.dataset.kind = kind;
      if (!this.aloud || (kind === "count" && this.saying >= WAITING)) continue;
      if (kind === "guide" || kind === "end" || kind === "cue") this.hush();
      void this.#aloud(text);
    }
  }

  /** @param {string} text */
  async #aloud(text) {
    const turn = this.turnedOff;
    this.saying += 1;
    await voice.speak(text);
    if (turn === this.turnedOff) this.saying -= 1;
  }
}
