// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { moment, posture } from "../../src/unspasm/web/static/unspasm/islands/kinematics.js";
import { golden, movements, NEAR } from "./golden.js";

/** @param {number[]} one @param {number[]} other @param {string} where */
function near(one, other, where) {
  assert.equal(one.length, other.length, where);
  for (const [place, value] of one.entries()) {
    assert.ok(Math.abs(value - other[place]) <= NEAR, `${where}: ${one} and ${other}`);
  }
}

for (const [id, movement] of movements) {
  test(`${id}: every joint is where Python puts it`, () => {
    for (const kept of movement.postures) {
      const made = posture(movement.shape, golden.body, kept.value);
      assert.deepEqual(Object.keys(made.joints), Object.keys(kept.joints));
      for (const [name, point] of Object.entries(made.joints)) near(point, kept.joints[name], `${kept.value} ${name}`);
      for (const [place, point] of made.spine.entries()) near(point, kept.spine[place], `${kept.value} spine ${place}`);
      assert.equal(made.spine.length, kept.spine.length);
    }
  });

  test(`${id}: every moment is the one that Python knows`, () => {
    for (const { t_s, value, phase, say, round } of movement.moments) {
      const made = moment(movement.phases, movement.rest, movement.rounds, t_s);
      near([made.value], [value], `${t_s} s`);
      assert.deepEqual({ phase: made.phase, say: made.say, round: made.round }, { phase, say, round });
    }
  });

  test(`${id}: a value outside the range is refused`, () => {
    const [low, high] = [movement.shape.stops[0], movement.shape.stops.at(-1)];
    for (const value of [low - 0.001, high + 0.001, Number.NaN]) {
      assert.throws(() => posture(movement.shape, golden.body, value), RangeError);
    }
  });

  test(`${id}: the clock never leaves the range, and ends at rest`, () => {
    const [low, high] = [movement.shape.stops[0], movement.shape.stops.at(-1)];
    for (let t_s = 0; t_s < 90; t_s += 0.13) {
      const { value } = moment(movement.phases, movement.rest, 3, t_s);
      assert.ok(low <= value && value <= high, `${t_s}`);
    }
    assert.deepEqual(moment(movement.phases, movement.rest, 3, 1e6).value, movement.rest.to);
  });
}

test("bones that do not reach are refused", () => {
  const { shape } = golden.movements.cat_cow;
  const far = { ...shape, places: { ...shape.places, wrist_x: -3 } };
  assert.throws(() => posture(far, golden.body, 0), /do not join/);
});
