// @ts-check
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { layers } from "../../src/unspasm/web/static/unspasm/islands/figure.js";
import { posture } from "../../src/unspasm/web/static/unspasm/islands/kinematics.js";
import { golden, movements } from "./golden.js";

const FIGURES = new URL("../../src/unspasm/web/figures/", import.meta.url);

/** The lines of one class in a drawing. @param {string} svg @param {string} role */
function lines(svg, role) {
  return [...svg.matchAll(new RegExp(`<path class="${role}"[^>]* d="([^"]+)"`, "g"))].map((found) => found[1]);
}

for (const [id, movement] of movements) {
  for (const [pose, at] of Object.entries(movement.poses)) {
    test(`${id}: the moving figure at "${pose}" is the still of the server, line for line`, () => {
      const still = readFileSync(new URL(`${id}-${pose}.svg`.replaceAll("_", "-"), FIGURES), "utf8");
      const { shape, origin } = movement;
      const { far, trunk, back, arm } = layers(posture(shape, golden.body, at), golden.body, shape.stance, origin);
      assert.deepEqual(lines(still, "fig-far"), [far]);
      assert.deepEqual(lines(still, "fig-body"), [trunk, arm]);
      assert.deepEqual(lines(still, "fig-edge"), [far, trunk, arm]);
      assert.deepEqual(lines(still, "fig-back"), [back]);
    });
  }

  test(`${id}: a small move draws other lines, and no line holds what is not a number`, () => {
    const { shape, origin } = movement;
    const at = (/** @type {number} */ value) =>
      Object.values(layers(posture(shape, golden.body, value), golden.body, shape.stance, origin)).join("");
    assert.notEqual(at(0.2), at(0.25));
    for (const { value } of movement.postures) assert.doesNotMatch(at(value), /NaN|Infinity|undefined/);
  });
}
