// @ts-check
/**
 * The page's end of the detector: starts its worker, keeps it in pictures, and starts it once more if it dies.
 *
 * @import { Frame } from "./features.js"
 * @typedef {{ bundle: string, loader: string, wasm: string, model: string }} Files
 */

const PATIENCE_S = 20; // a worker that says nothing for so long is dead
const TRIES = 2;
const AT_ONCE = 2; // one is looked at, one waits in the worker: it never waits for the page, and no picture is old

export class Eye {
  /**
   * @param {string} address of the worker
   * @param {Files} files
   * @param {(frame: Frame, ms: number) => void} onFrame
   * @param {(trouble: string) => void} onTrouble once, when it cannot go on
   */
  constructor(address, files, onFrame, onTrouble) {
    this.address = address;
    this.files = files;
    this.onFrame = onFrame;
    this.onTrouble = onTrouble;
    this.tries = 0;
    this.ready = false;
    this.asked = 0;
    this.over = false;
    /** @type {Worker | null} */
    this.worker = null;
    this.patience = 0;
  }

  /** Whether it could take a picture now. */
  get isFree() {
    return this.ready && this.asked < AT_ONCE && !this.over;
  }

  /** @returns {void} */
  start() {
    this.tries += 1;
    this.ready = false;
    this.asked = 0;
    try {
      this.worker = new Worker(this.address, { type: "module" });
    } catch {
      return this.#failed("engine");
    }
    this.worker.onmessage = ({ data }) => this.#told(data);
    this.worker.onerror = () => this.#failed("engine");
    this.worker.postMessage({ files: this.files });
    this.#wait();
  }

  /** @param {ImageBitmap} picture @param {number} t_s */
  look(picture, t_s) {
    if (!this.isFree || !this.worker) return picture.close();
    this.asked += 1;
    this.worker.postMessage({ picture, t_s }, [picture]);
    if (this.asked === 1) this.#wait();
  }

  stop() {
    this.over = true;
    clearTimeout(this.patience);
    this.worker?.terminate();
    this.worker = null;
  }

  #wait() {
    clearTimeout(this.patience);
    this.patience = window.setTimeout(() => this.#failed("engine"), PATIENCE_S * 1000);
  }

  /** @param {any} message */
  #told(message) {
    if (this.over) return;
    clearTimeout(this.patience);
    if (message.told === "failed") return this.#failed(message.why);
    this.ready = true;
    if (message.told !== "frame") return;
    this.asked -= 1;
    if (this.asked) this.#wait();
    this.onFrame(message.frame, message.ms);
  }

  /** @param {string} why @returns {void} */
  #failed(why) {
    if (this.over) return;
    this.worker?.terminate();
    clearTimeout(this.patience);
    if (why !== "webgl" && this.tries < TRIES) return this.start();
    this.stop();
    this.onTrouble(why);
  }
}
