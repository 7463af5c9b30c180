// @ts-check
/** The page's end of the detector, with a worker that answers when the test says so. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Eye } from "../../src/unspasm/web/static/unspasm/islands/camera-coach/eye.js";

const FILES = { bundle: "", loader: "", wasm: "", model: "" };

/** A worker that keeps what it was sent. */
class Told {
  /** @type {Told[]} */
  static all = [];
  /** @type {any[]} */
  sent = [];
  onmessage = (/** @type {{ data: object }} */ _message) => {};
  onerror = () => {};

  constructor() {
    Told.all.push(this);
  }

  /** @param {any} message */
  postMessage(message) {
    this.sent.push(message);
  }

  terminate() {}
}

/** A started eye; its pictures say whether they were closed. @param {import("node:test").TestContext} t */
function started(t) {
  Told.all = [];
  const page = /** @type {any} */ (globalThis);
  Object.assign(page, { Worker: Told, window: globalThis });
  /** @type {any[]} */
  const frames = [];
  const eye = new Eye(
    "",
    FILES,
    (frame) => frames.push(frame),
    () => {},
  );
  t.after(() => eye.stop());
  eye.start();
  let closed = 0;
  const look = (/** @type {number} */ t_s) =>
    eye.look(/** @type {ImageBitmap} */ (/** @type {unknown} */ ({ close: () => (closed += 1) })), t_s);
  const answer = (/** @type {object} */ data) => Told.all.at(-1)?.onmessage({ data });
  const asked = () =>
    Told.all
      .at(-1)
      ?.sent.filter((message) => "picture" in message)
      .map(({ t_s }) => t_s);
  return { eye, frames, look, answer, asked, closed: () => closed };
}

test("one picture is looked at while the next one waits in the worker, and a third one is let go", (t) => {
  const { eye, frames, look, answer, asked, closed } = started(t);
  look(0);
  assert.deepEqual([asked(), closed()], [[], 1], "nothing is sent before the worker is ready");
  answer({ told: "ready" });
  for (const t_s of [1, 2, 3]) look(t_s);
  assert.deepEqual([asked(), closed(), eye.isFree], [[1, 2], 2, false]);
  answer({ told: "frame", frame: 1 });
  assert.deepEqual([frames, eye.isFree], [[1], true]);
  look(4);
  assert.deepEqual([asked(), eye.isFree], [[1, 2, 4], false]);
});

test("a worker that dies with pictures on their way is started anew with none", (t) => {
  const { eye, look, answer, asked } = started(t);
  answer({ told: "ready" });
  for (const t_s of [1, 2]) look(t_s);
  Told.all[0].onerror();
  assert.deepEqual([Told.all.length, eye.isFree], [2, false]);
  answer({ told: "ready" });
  for (const t_s of [3, 4]) look(t_s);
  assert.deepEqual(asked(), [3, 4]);
});

test("a worker that says nothing more is dead, though a picture was answered", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { look, answer } = started(t);
  answer({ told: "ready" });
  for (const t_s of [1, 2]) look(t_s);
  answer({ told: "frame", frame: 1 });
  t.mock.timers.tick(21_000);
  assert.equal(Told.all.length, 2);
});
