// @ts-check
/**
 * Series as sensors give them of people who exercise: every repetition has the shape of that person and that joint, and
 * none is quite like the last. Made apart from made-series.js, by another recipe: shapes are splines, time is warped, rest
 * is never still, posture settles anew, trackers slip, people fidget, walk in and walk off.
 *
 * @typedef {import("./made-series.js").Made} Made
 * @typedef {() => number} Chance
 */
import { normal, random } from "./made-series.js";

/** @param {Chance} next @param {number} low @param {number} high */
const from = (next, low, high) => low + (high - low) * next();
/** @param {Chance} next @param {number} low @param {number} high */
const whole = (next, low, high) => low + Math.floor(next() * (high - low + 1));

/**
 * A smooth curve through points at even distances, monotone between them (so that no hump appears by itself).
 * @param {number[]} points
 * @param {number} share 0 to 1
 */
function curve(points, share) {
  const place = Math.max(0, Math.min(points.length - 1 - 1e-9, share * (points.length - 1)));
  const [left, part] = [Math.floor(place), place - Math.floor(place)];
  const ease = part * part * (3 - 2 * part);
  return points[left] + (points[left + 1] - points[left]) * ease;
}

/**
 * How one joint goes through one repetition: 0 at rest, 1 at the furthest.
 * @type {Record<string, (next: Chance) => number[]>}
 */
const SHAPES = {
  bell: (next) => [0, from(next, 0.3, 0.7), 1, from(next, 0.3, 0.7), 0],
  plateau: (next) => [0, 0.9 + 0.1 * next(), 1, 0.9 + 0.1 * next(), from(next, 0.85, 1), 0],
  late: (next) => [0, 0.1 * next(), from(next, 0.2, 0.5), 1, 0],
  early: (next) => [0, 1, from(next, 0.3, 0.6), from(next, 0.1, 0.3), 0],
  // The joint swings a little beyond rest before or after.
  over: (next) => [0, -from(next, 0.05, 0.3), 1, -from(next, 0.05, 0.35), 0],
  // Two humps with a dip between them that does not reach rest.
  dip: (next) => [0, 1, 1 - from(next, 0.15, 0.5), from(next, 0.8, 1), 0],
  // There, a stop on the way, further, a stop on the way back.
  stairs: (next) => [0, 0.5, from(next, 0.42, 0.5), 1, 1, 0.5, from(next, 0.5, 0.56), 0],
  // Both ways, as when turning left and right.
  both: (next) => [0, 1, 0, -from(next, 0.7, 1), 0],
};

/**
 * @typedef {{ shape: number[], n: number, fps: number, usual_s: number, tempo: number, size: number, fatigue: number,
 *   pause: number, lead: number, sway: number, settle: number, noise: number }} Person
 */

/** @param {Chance} next @param {string} [shape] @returns {Person} */
function person(next, shape) {
  const names = Object.keys(SHAPES);
  return {
    shape: SHAPES[shape ?? names[Math.floor(next() * names.length)]](next),
    n: whole(next, 4, 12),
    fps: [15, 25, 30, 30, 30, 30, 50, 100][Math.floor(next() * 8)],
    usual_s: from(next, 1.5, 6),
    tempo: from(next, 0.05, 0.2), // spread of lengths
    size: from(next, 0.03, 0.15), // spread of sizes
    fatigue: from(next, -0.25, 0.1), // how much smaller the last is
    pause: next() < 0.4 ? 0 : from(next, 0.2, 2),
    lead: from(next, 0.3, 4),
    sway: from(next, 0.005, 0.04),
    settle: from(next, 0, 0.08), // posture after each repetition
    noise: from(next, 0.002, 0.03),
  };
}

/** @param {Chance} next @param {Person} who */
function performed(next, who) {
  const draw = normal(next);
  /** @type {number[]} */
  const signal = [];
  let level = 0;
  const stay = (/** @type {number} */ seconds) => {
    for (let i = 0; i < Math.round(seconds * who.fps); i += 1) signal.push(level);
  };
  stay(who.lead * from(next, 0.3, 1));
  /** @type {number[]} */
  const starts = [];
  for (let number = 0; number < who.n; number += 1) {
    const part = who.n > 1 ? number / (who.n - 1) : 0;
    const frames = Math.max(4, Math.round(who.usual_s * Math.exp(who.tempo * draw()) * who.fps));
    const size = Math.max(0.3, (1 + who.size * draw()) * (1 + who.fatigue * part));
    const [bend, to] = [from(next, -0.12, 0.12), level + who.settle * draw() * 0.5 - level * 0.5];
    starts.push(signal.length);
    for (let i = 1; i <= frames; i += 1) {
      const share = i / frames;
      const warped = Math.min(1, Math.max(0, share + bend * Math.sin(Math.PI * share)));
      signal.push(level + (to - level) * share + size * curve(who.shape, warped));
    }
    level = to;
    if (number < who.n - 1) stay(who.pause * from(next, 0.3, 1.7));
  }
  stay(who.lead * from(next, 0.3, 1));
  return { signal, starts };
}

/** Slow wandering and fine grain. @param {Chance} next @param {number[]} signal @param {Person} who */
function sensed(next, signal, who) {
  const draw = normal(next);
  let [slow, mid] = [0, 0];
  const [keep, hold] = [Math.exp(-1 / (2 * who.fps)), Math.exp(-1 / (0.3 * who.fps))];
  return signal.map((value) => {
    slow = keep * slow + who.sway * Math.sqrt(1 - keep * keep) * draw();
    mid = hold * mid + 0.4 * who.sway * Math.sqrt(1 - hold * hold) * draw();
    return value + slow + mid + who.noise * draw();
  });
}

/** @param {Chance} next @param {number[]} signal @param {Person} who @returns {Made} */
function given(next, signal, who) {
  const [unit, level, sign] = [10 ** from(next, -3, 2.5), from(next, -5, 5), next() < 0.5 ? 1 : -1];
  return { signal: sensed(next, signal, who).map((value) => unit * (sign * value + level)), fps: who.fps, n: who.n };
}

/** @param {string} shape @returns {(next: Chance) => Made} */
const shaped = (shape) => (next) => {
  const who = person(next, shape);
  return given(next, performed(next, who).signal, who);
};

/** Families of lifelike series. @type {Record<string, (next: Chance) => Made>} */
export const LIFELIKE = {
  ...Object.fromEntries(Object.keys(SHAPES).map((name) => [name, shaped(name)])),
  // The tracker slips for a moment.
  slips: (next) => {
    const who = person(next);
    const { signal } = performed(next, who);
    for (let slip = whole(next, 1, 4); slip > 0; slip -= 1) {
      const [start, length] = [Math.floor(next() * signal.length), Math.round(from(next, 0.04, 0.2) * who.fps)];
      const by = from(next, -1.2, 1.2);
      for (let i = start; i < Math.min(signal.length, start + length); i += 1) signal[i] += by;
    }
    return given(next, signal, who);
  },
  // The tracker shows nothing for up to a second.
  holes: (next) => {
    const who = person(next);
    const made = given(next, performed(next, who).signal, who);
    const signal = [...made.signal];
    for (let hole = whole(next, 1, 4); hole > 0; hole -= 1) {
      const [start, length] = [
        Math.floor(next() * signal.length),
        Math.round(from(next, 0.1, 0.25) * who.usual_s * who.fps),
      ];
      for (let i = start; i < Math.min(signal.length, start + length); i += 1) signal[i] = hole % 2 ? null : Number.NaN;
    }
    return { ...made, signal };
  },
  // Walks to the place and off again: a slope, then rest at another level.
  arrives: (next) => {
    const who = person(next);
    const { signal } = performed(next, who);
    const ramp = (/** @type {number} */ size) => {
      const [moves, stays] = [Math.round(from(next, 0.6, 2) * who.fps), Math.round(from(next, 0.2, 1.5) * who.fps)];
      const still = Array.from({ length: stays }, () => size);
      return [...still, ...Array.from({ length: moves }, (_, i) => (size * (1 + Math.cos((Math.PI * i) / moves))) / 2)];
    };
    const [before, after] = [from(next, -2.5, 2.5), from(next, -2.5, 2.5)];
    const where = Math.floor(next() * 3);
    return given(
      next,
      [...(where < 2 ? ramp(before) : []), ...signal, ...(where > 0 ? ramp(after).reverse() : [])],
      who,
    );
  },
  // Scratches, looks around, puts the foot anew: small movements in long rests.
  fidgets: (next) => {
    const who = { ...person(next), pause: from(next, 1.5, 4), lead: from(next, 3, 6) };
    const { signal } = performed(next, who);
    const usual = who.usual_s * who.fps;
    const quiet = signal.map((_, i) => {
      const part = signal.slice(Math.max(0, i - 3), i + 4);
      return Math.max(...part) - Math.min(...part) < 1e-9;
    });
    for (let number = whole(next, 1, 4); number > 0; number -= 1) {
      const [start, length] = [Math.floor(next() * signal.length), Math.round(usual * from(next, 0.1, 0.3))];
      const size = from(next, -0.3, 0.3);
      if (!quiet.slice(start, start + length).every(Boolean)) continue;
      for (let i = 0; i < length && start + i < signal.length; i += 1)
        signal[start + i] += (size * (1 - Math.cos((2 * Math.PI * i) / length))) / 2;
    }
    return given(next, signal, who);
  },
  // Cut out of a longer recording, at rest: no idle time at either end.
  cut: (next) => {
    const who = { ...person(next), lead: 0.05, pause: from(next, 0, 0.3) };
    return given(next, performed(next, who).signal, who);
  },
  many: (next) => {
    const who = { ...person(next), n: whole(next, 15, 40), usual_s: from(next, 0.8, 3) };
    return given(next, performed(next, who).signal, who);
  },
  few: (next) => {
    const who = { ...person(next), n: whole(next, 1, 3) };
    return given(next, performed(next, who).signal, who);
  },
  // A weak movement in a poor trace.
  poor: (next) => {
    const who = { ...person(next, "bell"), noise: from(next, 0.08, 0.15), sway: from(next, 0.05, 0.08) };
    return given(next, performed(next, who).signal, who);
  },
  // Somebody stands there and does nothing.
  idle: (next) => {
    const who = { ...person(next), n: 0, lead: 0 };
    const signal = Array.from({ length: Math.round(from(next, 5, 40) * who.fps) }, () => 0);
    return given(next, signal, who);
  },
};

/**
 * What most people would write first: peaks that stand out by a third of the range, the greater count of both sides.
 * @param {Made["signal"]} signal
 */
export function naive(signal) {
  const known = signal.filter((value) => value !== null && Number.isFinite(value)).map(Number);
  const [low, high] = [Math.min(...known), Math.max(...known)];
  const middle = (low + high) / 2;
  let [count, above] = [0, known[0] > middle];
  for (const value of known) {
    if (!above && value > middle + (high - low) / 6) [above, count] = [true, count + 1];
    else if (above && value < middle - (high - low) / 6) above = false;
  }
  return count;
}

export { random };
