// @ts-check
/**
 * Repetitions that leave rest and come back to it, however uneven they are and however deep they dip in between: where
 * turning points alone leave a doubt, rest is known from them, and every way out beyond a level and back counts.
 */
import { highestOf, median, quantile } from "./filters.js";

/** Properties of the method; none belongs to a movement. */
const METHOD = {
  lowest: 0.12, // levels tried, as shares of the usual size above rest
  highest: 0.8,
  steps: 32,
  back: 0.5, // back at rest below this share of the level
  steady: 0.9, // the levels that agree span at least this much (of the natural logarithm)
  small: 0.5, // each way out goes at least this share of the far ones
};

/**
 * Turning points rest, out, rest, ... of the ways out on which most levels agree, where there are more of them than of
 * those given; else the ones given.
 * @param {number[]} series
 * @param {number[]} turns rest, out, rest, ... rest
 */
export function fromRest(series, turns) {
  const { found, width } = steadyLevels(series, turns);
  return width >= METHOD.steady && found.length > turns.length ? found : turns;
}

/**
 * @param {number[]} series
 * @param {number[]} turns
 * @returns {{ found: number[], width: number }}
 */
function steadyLevels(series, turns) {
  const none = { found: [], width: 0 };
  const rests = turns.filter((_, number) => number % 2 === 0);
  const outs = turns.filter((_, number) => number % 2 === 1);
  if (!outs.length) return none;
  const way = Math.sign(series[outs[0]] - series[rests[0]]) || 1;
  const height = aboveRest(series, rests).map((value) => way * value);
  const usual = median(outs.map((place) => height[place]));
  if (!(usual > 0)) return none;
  const ratio = (METHOD.highest / METHOD.lowest) ** (1 / METHOD.steps);
  /** @type {Map<number, { steps: number, ways: [number, number][] }>} */
  const tried = new Map();
  for (let step = 0; step <= METHOD.steps; step += 1) {
    const ways = waysOut(height, usual * METHOD.lowest * ratio ** step);
    const kept = tried.get(ways.length);
    if (kept) kept.steps += 1;
    else tried.set(ways.length, { steps: 1, ways });
  }
  const best = [...tried.values()].reduce((one, other) => (other.steps > one.steps ? other : one));
  const tops = best.ways.map(([start, end]) => highest(height, start, end));
  const least =
    METHOD.small *
    quantile(
      tops.map((place) => height[place]),
      0.75,
    );
  if (!tops.every((place) => height[place] >= least)) return none;
  const found = tops.flatMap((top, number) => {
    const before = number ? lowest(height, tops[number - 1], top) : lowest(height, 0, top);
    const after = number === tops.length - 1 ? [lowest(height, top, height.length - 1)] : [];
    return [before, top, ...after];
  });
  return { found, width: best.steps * Math.log(ratio) };
}

/** The series above straight lines from rest to rest. @param {number[]} series @param {number[]} rests */
function aboveRest(series, rests) {
  let next = 0;
  return series.map((value, place) => {
    while (next < rests.length && rests[next] < place) next += 1;
    if (next === 0) return value - series[rests[0]];
    if (next === rests.length) return value - series[rests[next - 1]];
    const [from, to] = [rests[next - 1], rests[next]];
    return value - series[from] - ((series[to] - series[from]) * (place - from)) / (to - from || 1);
  });
}

/** Whole ways out beyond a level and back to rest. @param {number[]} height @param {number} level */
function waysOut(height, level) {
  /** @type {[number, number][]} */
  const found = [];
  let [began, ready] = [-1, false];
  for (const [place, value] of height.entries()) {
    if (value < METHOD.back * level) {
      if (began >= 0) found.push([began, place]);
      [began, ready] = [-1, true];
    } else if (ready && began < 0 && value > level) began = place;
  }
  return found;
}

/** @param {number[]} numbers @param {number} start @param {number} end */
const highest = (numbers, start, end) => numbers.indexOf(highestOf(numbers.slice(start, end + 1)), start);

/** The last lowest place. @param {number[]} numbers @param {number} start @param {number} end */
function lowest(numbers, start, end) {
  let best = start;
  for (let place = start; place <= end; place += 1) if (numbers[place] < numbers[best]) best = place;
  return best;
}
