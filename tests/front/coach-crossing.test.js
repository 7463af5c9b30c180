// @ts-check
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { passed } from "../../src/unspasm/web/static/unspasm/islands/camera-coach/crossing.js";

const limits = JSON.parse(readFileSync(new URL("../../scripts/coach/limits.json", import.meta.url), "utf8"));
const { smooth } = limits.camera;
const late_s = smooth.median_s / 2 + smooth.tau_s;

/** Up in three seconds from second 2, slower towards the end; the same way down from second 9. @param {number} t_s */
function height(t_s) {
  const share = Math.max(0, Math.min(1, (t_s - 2) / 3)) - Math.max(0, Math.min(1, (t_s - 9) / 3));
  return (1 - Math.cos(Math.PI * share)) / 2;
}
const up_s = 2 + (3 * Math.acos(1 - 2 * 0.8)) / Math.PI;
const down_s = 14 - up_s;
/** @type {(seen: any) => number[]} */
const rooms = (seen) => [seen.hipSag - 0.8];

for (const fps of [8, 15, 30]) {
  const frames = Array.from({ length: 14 * fps }, (_, place) => place / fps);
  const rows = frames.map((t_s) => ({ t_s, seen: /** @type {any} */ ({ hipSag: height(t_s) }) }));
  test(`a limit is dated to where it was passed, both ways, at ${fps} frames a second`, () => {
    for (const off of [-0.1, 0, 0.15]) {
      assert.ok(Math.abs(passed(rows, up_s + late_s + off, 1, rooms, smooth) - up_s) < 0.06);
      assert.ok(Math.abs(passed(rows, down_s + late_s + off, -1, rooms, smooth) - down_s) < 0.06);
    }
  });
}

test("without frames around it the usual delay is taken off", () => {
  assert.equal(passed([], 5, 1, rooms, smooth), 5 - smooth.median_s / 2 - smooth.tau_s);
});
