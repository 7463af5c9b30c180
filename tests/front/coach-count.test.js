// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { count } from "../../src/unspasm/web/static/unspasm/islands/camera-coach/count.js";
import { LIFELIKE, naive } from "./lifelike-series.js";
import { FAMILIES, HELD_OUT, random } from "./made-series.js";
import { SKELETONS } from "./skeleton-series.js";

const EACH = 60; // series of a family
const SEED = 90_000; // no part of the counter was set by these
const EXACT = 0.97; // of all series
const LEAST = 0.9; // of one family: lone repetitions on a steep drift are the hardest
/** Where nobody can know: a step into place may look like a repetition, and swaying is movement. @type {Record<string, number>} */
const UNSURE = { arrives: 0.75, idle: 0.3 };
let [right, all] = [0, 0];

for (const [name, make] of Object.entries({ ...FAMILIES, ...HELD_OUT, ...LIFELIKE, ...SKELETONS })) {
  const least = UNSURE[name] ?? LEAST;
  test(`series with ${name}: the count is exact in at least ${least * 100} %`, (context) => {
    let exact = 0;
    for (let seed = SEED; seed < SEED + EACH; seed += 1) {
      const { signal, fps, n } = make(random(seed));
      const made = count(signal, fps);
      assert.equal(made.reps.length, made.n);
      let last = 0;
      for (const [start, end] of made.reps) {
        assert.ok(last <= start && start < end && end < signal.length, `${seed}: ${JSON.stringify(made.reps)}`);
        last = end;
      }
      exact += Number(made.n === n);
    }
    context.diagnostic(`${exact} of ${EACH}`);
    if (!(name in UNSURE)) [right, all] = [right + exact, all + EACH];
    assert.ok(exact >= least * EACH, `${exact} of ${EACH}`);
  });
}

test(`of all series at least ${EXACT * 100} % are exact`, (context) => {
  context.diagnostic(`${right} of ${all}`);
  assert.ok(all > 0 && right >= EXACT * all, `${right} of ${all}`);
});

test("on traces of skeletons it errs less than a fifth of what plain peak counting does", (context) => {
  let [ours, theirs] = [0, 0];
  for (let seed = SEED; seed < SEED + 150; seed += 1) {
    const { signal, fps, n } = SKELETONS.skeletons(random(seed * 3));
    ours += Math.abs(count(signal, fps).n - n);
    theirs += Math.abs(naive(signal) - n);
  }
  context.diagnostic(`${ours} against ${theirs} repetitions in 150 series`);
  assert.ok(ours < theirs / 5);
});

/** @param {number} n @param {number} fps */
const waves = (n, fps) =>
  Array.from({ length: n * 3 * fps + 1 }, (_, place) => 1 - Math.cos((2 * Math.PI * place) / (3 * fps)));

test("size, level, direction and running backwards do not matter", () => {
  const signal = waves(7, 20);
  const upside = signal.map((value) => -value);
  const changed = [signal.map((v) => 1e-6 * v), signal.map((v) => 1e6 + v), upside, [...signal].reverse()];
  for (const series of changed) assert.equal(count(series, 20).n, 7);
});

test("a repetition begins where rest is left and ends where it is reached again", () => {
  const rest = Array(40).fill(0);
  const one = waves(1, 20);
  const { reps } = count([...rest, ...one, ...rest, ...one, ...rest], 20);
  assert.equal(reps.length, 2);
  for (const [number, [start, end]] of reps.entries()) {
    const began = 40 + number * (one.length + 40);
    assert.ok(Math.abs(start - began) < 12 && Math.abs(end - began - one.length) < 12, `${start} ${end}`);
  }
});

test("nothing that moves is nothing to count", () => {
  const silent = [
    [],
    [1],
    [1, 2],
    Array(500).fill(3),
    Array(500).fill(null),
    Array(500).fill(Number.NaN),
    waves(0, 20),
  ];
  for (const series of silent) assert.deepEqual(count(series, 30), { n: 0, reps: [] });
  assert.equal(count(waves(1, 20).slice(0, 31), 20).n, 0, "half a repetition");
  assert.deepEqual(count([1, 2, 3, 1, 2, 3, 1, 2, 1], 1e9), { n: 0, reps: [] }, "all within an instant");
});
