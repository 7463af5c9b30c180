// @ts-check
/**
 * The outline of a person out of a mask: how sure the detector is, for each pixel, that it belongs to a person.
 * Pure. The edge runs where that is one half, between the pixels, so that it does not jump from pixel to pixel.
 *
 * @import { Point } from "./features.js"
 * @typedef {{ data: Float32Array, width: number, height: number }} Mask
 */

const LEVEL = 0.5;
const COARSE = 4; // pixels: what is smaller is no person
const MOST_POINTS = 400;
const RIGHT = 0;
const UP = 3;
/** @type {Point[]} to the right, down, to the left, up */
const WAYS = [
  [1, 0],
  [0, 1],
  [-1, 0],
  [0, -1],
];

/**
 * The edge of the largest connected part, clockwise as it is seen, in pixels; null without one.
 * @param {Mask} mask
 * @returns {Point[] | null}
 */
export function outlineOf(mask) {
  const start = topOfLargest(mask);
  if (!start) return null;
  const points = walked(mask, start);
  const every = Math.ceil(points.length / MOST_POINTS);
  const kept = points.filter((_, place) => place % every === 0);
  return kept.length >= 3 ? kept : null;
}

/** @param {Mask} mask @param {number} x @param {number} y */
const at = ({ data, width, height }, x, y) => (x >= 0 && y >= 0 && x < width && y < height ? data[y * width + x] : 0);

/**
 * A pixel of the largest part with nothing above it, found on a coarse grid.
 * @param {Mask} mask
 * @returns {Point | null}
 */
function topOfLargest(mask) {
  const [columns, rows] = [Math.floor(mask.width / COARSE), Math.floor(mask.height / COARSE)];
  const inside = (/** @type {number} */ cell) => {
    const [x, y] = middleOf(cell, columns);
    return at(mask, x, y) > LEVEL;
  };
  const seen = new Uint8Array(columns * rows);
  let [most, top] = [0, -1];
  for (let first = 0; first < seen.length; first += 1) {
    if (seen[first] || !inside(first)) continue;
    const waiting = [first];
    seen[first] = 1;
    let size = 0;
    for (let cell = waiting.pop(); cell !== undefined; cell = waiting.pop()) {
      size += 1;
      const column = cell % columns;
      const beside = [cell - columns, cell + columns, column ? cell - 1 : -1, column < columns - 1 ? cell + 1 : -1];
      for (const next of beside) {
        if (next < 0 || next >= seen.length || seen[next] || !inside(next)) continue;
        seen[next] = 1;
        waiting.push(next);
      }
    }
    if (size > most) [most, top] = [size, first]; // cells are tried row by row: the first one is a topmost one
  }
  if (top < 0) return null;
  let [x, y] = middleOf(top, columns);
  while (at(mask, x, y - 1) > LEVEL) y -= 1;
  return [x, y];
}

/** @param {number} cell @param {number} columns @returns {Point} */
const middleOf = (cell, columns) => [
  (cell % columns) * COARSE + COARSE / 2,
  Math.floor(cell / columns) * COARSE + COARSE / 2,
];

/**
 * Walks along the edge with the person on the right hand until it is back.
 * @param {Mask} mask
 * @param {Point} start a pixel inside, with one outside above it
 */
function walked(mask, start) {
  let [inX, inY] = start;
  let [outX, outY, way] = [inX, inY - 1, RIGHT];
  const first = [inX, inY, outX, outY].join();
  /** @type {Point[]} */
  const points = [];
  for (let steps = 4 * (mask.width + 2) * (mask.height + 2); steps > 0; steps -= 1) {
    points.push(between(mask, inX, inY, outX, outY));
    const [dx, dy] = WAYS[way];
    if (!(at(mask, inX + dx, inY + dy) > LEVEL)) {
      [outX, outY, way] = [inX + dx, inY + dy, (way + 1) % 4];
    } else if (at(mask, outX + dx, outY + dy) > LEVEL) {
      [inX, inY, way] = [outX + dx, outY + dy, (way + UP) % 4];
    } else {
      [inX, inY, outX, outY] = [inX + dx, inY + dy, outX + dx, outY + dy];
    }
    if (way === RIGHT && [inX, inY, outX, outY].join() === first) break;
  }
  return points;
}

/**
 * Where the level lies between a pixel inside and its neighbour outside.
 * @param {Mask} mask @param {number} inX @param {number} inY @param {number} outX @param {number} outY
 * @returns {Point}
 */
function between(mask, inX, inY, outX, outY) {
  const [sure, unsure] = [at(mask, inX, inY), at(mask, outX, outY)];
  const share = (sure - LEVEL) / (sure - unsure);
  return [inX + share * (outX - inX), inY + share * (outY - inY)];
}
