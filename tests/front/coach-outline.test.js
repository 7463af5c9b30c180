// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { outlineOf } from "../../src/unspasm/web/static/unspasm/islands/camera-coach/outline.js";
import { sizeFor } from "../../src/unspasm/web/static/unspasm/islands/camera-coach/picture.js";

/** A mask that is sure inside and falls off softly at the edge. @param {number} width @param {number} height @param {(x: number, y: number) => number} away how far outside, pixels; below nought inside */
function mask(width, height, away) {
  const data = new Float32Array(width * height);
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) data[y * width + x] = Math.max(0, Math.min(1, 0.5 - away(x, y) / 2));
  return { data, width, height };
}

/** @type {(x: number, y: number, r: number) => (px: number, py: number) => number} */
const disc = (x, y, r) => (px, py) => Math.hypot(px - x, py - y) - r;

test("the edge of a disc lies on its circle to a fraction of a pixel, all the way round", () => {
  const found = outlineOf(mask(200, 160, disc(90.3, 70.7, 41.4))) ?? [];
  for (const [x, y] of found) assert.ok(Math.abs(Math.hypot(x - 90.3, y - 70.7) - 41.4) < 0.3, `${x} ${y}`);
  const angles = found.map(([x, y]) => Math.atan2(y - 70.7, x - 90.3)).sort((a, b) => a - b);
  const gaps = angles.map((angle, n) => (n ? angle - angles[n - 1] : 0));
  assert.ok(Math.max(...gaps) < 0.1);
});

test("it runs clockwise as it is seen, so that the inside is always on one hand", () => {
  const found = outlineOf(mask(120, 120, disc(60, 60, 30))) ?? [];
  let area = 0;
  for (const [n, [x, y]] of found.entries()) {
    const [nextX, nextY] = found[(n + 1) % found.length];
    area += x * nextY - nextX * y;
  }
  assert.ok(Math.abs(area / 2 - Math.PI * 900) < 60, `${area / 2}`);
});

test("of two bodies the larger one is taken, wherever it lies", () => {
  for (const [large, small] of [
    [disc(140, 90, 30), disc(30, 20, 12)],
    [disc(40, 40, 30), disc(160, 120, 12)],
  ]) {
    const found = outlineOf(mask(200, 160, (x, y) => Math.min(large(x, y), small(x, y)))) ?? [];
    assert.ok(found.length > 20);
    for (const [x, y] of found) assert.ok(Math.abs(large(x, y)) < 1);
  }
});

test("a hole inside does not take the place of the edge", () => {
  const found = outlineOf(mask(160, 160, (x, y) => Math.max(disc(80, 80, 60)(x, y), -disc(80, 60, 15)(x, y)))) ?? [];
  for (const [x, y] of found) assert.ok(Math.abs(disc(80, 80, 60)(x, y)) < 1);
});

test("a body that leaves the picture is closed at the edge of the picture", () => {
  const found = outlineOf(mask(120, 100, disc(60, 95, 30))) ?? [];
  assert.ok(found.some(([, y]) => y > 98.9));
  assert.ok(found.every(([x, y]) => x > -1 && x < 120 && y > -1 && y < 100));
});

test("a body that fills the picture ends", () => {
  assert.ok((outlineOf(mask(64, 48, () => -9)) ?? []).length > 50);
});

test("without a body, or with specks only, there is no outline", () => {
  assert.equal(outlineOf(mask(64, 48, () => 9)), null);
  assert.equal(outlineOf({ data: new Float32Array(0), width: 0, height: 0 }), null);
});

test("a long edge is given in few points", () => {
  const wavy = mask(640, 480, (x, y) => Math.hypot(x - 320, y - 240) - 180 - 20 * Math.sin(x / 3));
  const found = outlineOf(wavy) ?? [];
  assert.ok(found.length <= 400 && found.length > 100);
});

test("whatever the camera gives, the detector gets a width that is a multiple of four", () => {
  for (let width = 1; width < 2200; width += 7)
    for (const height of [1, 239, 480, 481, 1080, 1921]) {
      const [w, h] = sizeFor(width, height) ?? [];
      assert.ok(w && h && w % 4 === 0 && h % 4 === 0 && w <= 640 && h <= 640, `${width} x ${height}: ${w} x ${h}`);
    }
  assert.deepEqual(sizeFor(641, 480), [640, 480]);
  assert.deepEqual(sizeFor(480, 640), [480, 640]);
  assert.deepEqual(sizeFor(1920, 1080), [640, 360]);
});

test("no picture has no size", () => {
  for (const [w, h] of [
    [0, 0],
    [640, 0],
    [Number.NaN, 480],
    [640, Number.POSITIVE_INFINITY],
  ])
    assert.equal(sizeFor(w, h), null);
});
