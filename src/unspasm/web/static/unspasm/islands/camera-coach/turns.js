// @ts-check
/**
 * From a quiet series to its repetitions: turning points at every threshold, the steadiest of them, and their ends.
 *
 * @typedef {{ n: number, reps: [number, number][] }} Counted
 * @typedef {{ at: number[], before: number, after: number }} Zigzag  turning points; what was left at the ends
 */
import { highestOf, lowestOf, median } from "./filters.js";

/** Properties of the method; none belongs to a movement. */
const METHOD = {
  lowest: 0.12, // thresholds tried, as shares of the whole size
  highest: 0.8,
  steps: 48,
  edge: 0.55, // so much of a swing at an end is a whole one
  slack: 0.3, // of a swing, for ends that are cut
  even: 2.5, // weight of like sizes
  steady: 0.5, // weight of like lengths
  great: 1.75, // times the usual swing: at an end this is not a repetition if it is also quick,
  quick: 0.8, // in less than this share of the usual time,
  vast: 2.2, // or if it is so many times the usual swing,
  alike: 0.85, // unless it goes out and back alike, as repetitions do, and takes its time,
  huge: 3, // and is not so many times the usual swing
  way: 0.15, // a swing is on its way from this share of its size to the same share before its end
  small: 0.4, // a swing below this share of the usual one is doubtful
  doubt: 2.5,
  near: 0.12, // a repetition begins and ends within this share of its size from rest
};

/**
 * Turning points at least `least` apart in height. The first and the last are the outermost of their side.
 * @param {number[]} series
 * @param {number} least
 * @returns {Zigzag}
 */
export function zigzag(series, least) {
  /** @type {number[]} */
  const at = [];
  let [low, high, way] = [0, 0, 0];
  for (let place = 0; place < series.length; place += 1) {
    const value = series[place];
    if (value < series[low]) low = place;
    if (value > series[high]) high = place;
    if (way >= 0 && series[high] - value >= least) {
      if (way === 0 || at.length) at.push(high);
      [way, low] = [-1, place];
      high = place;
    } else if (way <= 0 && value - series[low] >= least) {
      at.push(low);
      [way, high] = [1, place];
      low = place;
    }
  }
  if (!at.length) return { at, before: 0, after: 0 };
  const last = way > 0 ? high : low;
  at.push(last);
  const head = series.slice(0, at[0] + 1);
  const tail = series.slice(last);
  const up = series[at[1]] > series[at[0]];
  const before = up ? highestOf(head) - series[at[0]] : series[at[0]] - lowestOf(head);
  const after = way > 0 ? series[last] - lowestOf(tail) : highestOf(tail) - series[last];
  return { at, before, after };
}

/**
 * The turning points of the steadiest count, as many as belong to whole repetitions: rest, out, rest, out, ... rest;
 * and how much speaks for it; below 0.6 it is in doubt.
 * @param {number[]} series
 * @returns {{ turns: number[], merit: number }}
 */
export function steadiest(series) {
  const size = highestOf(series) - lowestOf(series);
  const ratio = (METHOD.highest / METHOD.lowest) ** (1 / METHOD.steps);
  /** @type {Map<string, { steps: number, found: Zigzag }>} */
  const tried = new Map();
  for (let step = 0; step <= METHOD.steps; step += 1) {
    const found = zigzag(series, size * METHOD.lowest * ratio ** step);
    const kept = tried.get(found.at.join());
    if (kept) kept.steps += 1;
    else if (found.at.length > 1) tried.set(found.at.join(), { steps: 1, found });
  }
  let best = { turns: /** @type {number[]} */ ([]), merit: Number.NEGATIVE_INFINITY };
  for (const { steps, found } of tried.values()) {
    const merit = steps * Math.log(ratio) - unevenness(series, found.at);
    if (merit > best.merit) best = { turns: whole(series, found), merit };
  }
  return best;
}

/** @param {number[]} numbers */
const mean = (numbers) => numbers.reduce((sum, value) => sum + value, 0) / numbers.length;

/**
 * How unlike the sizes are of every second turn, each the mean of the swings before and after it: a drift makes the
 * ways out and back unlike, but not their means.
 * @param {number[]} swings
 * @param {0 | 1} first
 */
function unlike(swings, first) {
  const sizes = [];
  for (let place = first; place + 1 < swings.length; place += 2) sizes.push((swings[place] + swings[place + 1]) / 2);
  const usual = median(sizes);
  return sizes.length ? mean(sizes.map((size) => Math.abs(Math.log(size / usual)))) : 0;
}

/**
 * How unlike the repetitions are, in sizes and lengths, and how doubtful the smallest is. 0: all alike.
 * @param {number[]} series
 * @param {number[]} at
 */
function unevenness(series, at) {
  const swings = at.slice(1).map((place, number) => Math.abs(series[place] - series[at[number]]));
  const inner = swings.length > 3 ? swings.slice(1, -1) : swings;
  const usual = median(inner);
  const least = lowestOf(inner) / usual;
  const doubt = METHOD.doubt * Math.max(0, METHOD.small - least);
  const lengths = at.slice(2).map((place, number) => Math.log(place - at[number] || 1));
  const middle = median(lengths);
  const unsteady = lengths.length > 2 ? median(lengths.map((length) => Math.abs(length - middle))) : 0;
  return METHOD.even * Math.max(unlike(inner, 0), unlike(inner, 1)) + METHOD.steady * unsteady + doubt;
}

/**
 * Without swings at the ends that are far greater than the usual one, or great and quick; but a great repetition, which
 * goes out and back alike and takes as long as the others, stays.
 * @param {number[]} series
 * @param {Zigzag} found
 * @returns {Zigzag}
 */
function trimmed(series, { at, before, after }) {
  const swings = at.slice(1).map((place, number) => Math.abs(series[place] - series[at[number]]));
  if (swings.length < 5) return { at, before, after };
  const lengths = at.slice(1).map((place, number) => underWay(series, at[number], place));
  const [size, length] = [median(swings), median(lengths)];
  const great = (/** @type {number} */ number) =>
    swings[number] > METHOD.vast * size ||
    (swings[number] > METHOD.great * size && lengths[number] < METHOD.quick * length);
  const last = swings.length - 1;
  const repeats = (/** @type {number} */ one, /** @type {number} */ other) =>
    Math.min(swings[one], swings[other]) >= METHOD.alike * Math.max(swings[one], swings[other]) &&
    swings[one] <= METHOD.huge * size &&
    lengths[one] + lengths[other] >= 2 * METHOD.quick * length;
  let [start, end] = [0, swings.length];
  const [first, final] = [repeats(0, 1), repeats(last, last - 1)];
  for (let number = 0; number < 2 && !first; number += 1) if (great(number)) start = number + 1;
  for (let number = 1; number <= 2 && !final; number += 1)
    if (great(swings.length - number)) end = swings.length - number;
  // Part of a repetition may lie within the great swing: one side gets the benefit of the doubt.
  const [cutStart, cutEnd] = [start > 0, end < swings.length];
  const part = METHOD.great * size;
  const kept = at.slice(start, end + 1);
  return { at: kept, before: cutStart ? part : before, after: cutEnd ? (cutStart ? 0 : part) : after };
}

/**
 * How long a swing is on its way, in samples: without the rest on both sides of it.
 * @param {number[]} series
 * @param {number} from
 * @param {number} to
 */
function underWay(series, from, to) {
  const [size, sign] = [series[to] - series[from], Math.sign(series[to] - series[from])];
  const beyond = (/** @type {number} */ place, /** @type {number} */ share) =>
    sign * (series[place] - series[from] - share * size) > 0;
  let [left, there] = [from, from];
  while (there < to && !beyond(there, 1 - METHOD.way)) {
    if (!beyond(there, METHOD.way)) left = there;
    there += 1;
  }
  return there - left;
}

/**
 * Cuts or adds at the ends so that whole repetitions remain.
 * @param {number[]} series
 * @param {Zigzag} found
 * @returns {number[]}
 */
function whole(series, found) {
  const { at, before, after } = trimmed(series, found);
  const swings = at.slice(1).map((place, number) => Math.abs(series[place] - series[at[number]]));
  const usual = swings.length > 2 ? median(swings.slice(1, -1)) : highestOf(swings);
  const parts = swings.map((swing, number) => {
    const end = number === 0 || number === swings.length - 1;
    return end && swing / usual < METHOD.edge ? swing / usual : 1;
  });
  const total =
    parts.reduce((sum, part) => sum + part, 0) + Math.min(before, usual) / usual + Math.min(after, usual) / usual;
  const n = Math.floor((total + METHOD.slack) / 2);
  if (!n) return [];
  const [padded, low] = [[0, ...at, series.length - 1], restIsLow(series, at)];
  const turns = series[at[1]] > series[at[0]] ? 1 : 0; // the first turning point is low: the second is a top
  const tops = at.filter((_, number) => number % 2 === turns);
  const dips = at.filter((_, number) => number % 2 !== turns);
  const inside = (/** @type {number[]} */ side) =>
    side.filter((place) => place !== at[0] && place !== at[at.length - 1]).length;
  let out = low ? tops : dips;
  if (inside(out) < n && inside(low ? dips : tops) >= n) out = low ? dips : tops;
  if (inside(out) >= n) out = out.filter((place) => place !== at[0] && place !== at[at.length - 1]);
  const chosen = out.slice(0, n);
  const result = [];
  for (const [number, peak] of chosen.entries()) {
    const left = number ? chosen[number - 1] : (padded[padded.lastIndexOf(peak) - 1] ?? 0);
    const right =
      number + 1 < chosen.length ? chosen[number + 1] : (padded[padded.indexOf(peak) + 1] ?? series.length - 1);
    result.push(number ? furthest(series, left, peak, peak) : left, peak);
    if (number === chosen.length - 1) result.push(right);
  }
  return result;
}

/**
 * The place between two that lies furthest from the value at `from`.
 * @param {number[]} series
 * @param {number} start
 * @param {number} end
 * @param {number} from
 */
function furthest(series, start, end, from) {
  let best = start;
  for (let place = start; place <= end; place += 1) {
    if (Math.abs(series[place] - series[from]) > Math.abs(series[best] - series[from])) best = place;
  }
  return best;
}

/**
 * Whether rest is the low side: where both ends lie, or else where the series dwells.
 * @param {number[]} series
 * @param {number[]} at
 */
function restIsLow(series, at) {
  const level = (/** @type {number[]} */ places) => median(places.map((place) => series[place]));
  const one = level(at.filter((_, number) => number % 2 === 0));
  const two = level(at.length > 1 ? at.filter((_, number) => number % 2 === 1) : at);
  const [low, high] = [Math.min(one, two), Math.max(one, two)];
  const height = (/** @type {number} */ value) => (value - low) / (high - low || 1);
  const [first, last] = [height(series[0]), height(series[series.length - 1])];
  if (first < 0.35 && last < 0.35) return true;
  if (first > 0.65 && last > 0.65) return false;
  return median(series.map(height)) < 0.5;
}

/**
 * Each repetition from where it leaves rest to where it is back.
 * @param {number[]} series
 * @param {number[]} turns rest, out, rest, ... rest
 * @returns {Counted}
 */
export function bounded(series, turns) {
  /** @type {[number, number][]} */
  const reps = [];
  for (let number = 1; number < turns.length; number += 2) {
    const [from, out, to] = turns.slice(number - 1, number + 2);
    let [start, end] = [out, out];
    const left = Math.abs(series[out] - series[from]);
    const right = Math.abs(series[out] - series[to]);
    while (start > from && Math.abs(series[start] - series[from]) > METHOD.near * left) start -= 1;
    while (end < to && Math.abs(series[end] - series[to]) > METHOD.near * right) end += 1;
    reps.push([start, end]);
  }
  return { n: reps.length, reps };
}
