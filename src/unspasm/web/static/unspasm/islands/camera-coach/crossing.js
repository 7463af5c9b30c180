// @ts-check
/**
 * When a limit was passed. What is judged as it happens comes late by the delay of its smoothing, and by more where the
 * movement slows down than where it starts: that alone made holds too short. So the moment is dated back, from the
 * frames on both sides of it, weighted alike.
 *
 * @import { Features } from "./features.js"
 * @typedef {{ t_s: number, seen: Features }[]} Rows
 */

/**
 * @param {Rows} rows frames seen lately, in order
 * @param {number} late_s when the smoothed value passed the limits
 * @param {1 | -1} way 1: inside from then on; -1: outside
 * @param {(seen: Features) => number[]} rooms how far within each limit, below nought outside
 * @param {Record<string, number>} how section `smooth` of the limits
 * @returns {number} seconds; without frames around it, earlier by the usual delay
 */
export function passed(rows, late_s, way, rooms, how) {
  const usual_s = late_s - how.median_s / 2 - how.tau_s;
  const near = rows.filter((row) => Math.abs(row.t_s - usual_s) <= 2 * how.look_s);
  const room = (/** @type {number} */ t_s) => way * roomAt(near, t_s, rooms, how.date_s);
  let best = Number.NaN;
  const count = Math.ceil((2 * how.look_s) / how.date_step_s);
  let before = room(usual_s - how.look_s);
  for (let number = 1; number <= count; number += 1) {
    const t_s = usual_s - how.look_s + number * how.date_step_s;
    const now = room(t_s);
    const at = t_s - (how.date_step_s * now) / (now - before);
    const closer = !(Math.abs(best - usual_s) <= Math.abs(at - usual_s));
    if (before < 0 && now >= 0 && closer) best = at;
    before = now;
  }
  return Number.isFinite(best) ? best : usual_s;
}

/**
 * The least room at one moment: for each limit the value of a straight line fitted with Gaussian weights.
 * @param {Rows} rows
 * @param {number} t_s
 * @param {(seen: Features) => number[]} rooms
 * @param {number} sigma_s
 */
function roomAt(rows, t_s, rooms, sigma_s) {
  /** @type {number[][]} */
  const sums = [];
  for (const row of rows) {
    const gap = row.t_s - t_s;
    const w = Math.exp(-0.5 * (gap / sigma_s) ** 2);
    for (const [place, y] of rooms(row.seen).entries()) {
      sums[place] ??= [0, 0, 0, 0, 0];
      for (const [n, term] of [w, w * gap, w * gap * gap, w * y, w * gap * y].entries()) sums[place][n] += term;
    }
  }
  return Math.min(
    ...sums.map(([w, wx, wxx, wy, wxy]) => {
      const size = w * wxx - wx * wx;
      return size > 1e-9 ? (wxx * wy - wx * wxy) / size : Number.NaN;
    }),
  );
}
