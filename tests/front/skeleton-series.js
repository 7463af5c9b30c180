// @ts-check
/**
 * Traces of one joint of a made-up skeleton that does exercises as in rehabilitation: joints in space, a tracker that
 * errs by millimetres and sometimes by more, and out of that one angle or one coordinate. Made last, by a third recipe;
 * nothing of the counter was set on it.
 *
 * @typedef {import("./made-series.js").Made} Made
 * @typedef {() => number} Chance
 */
import { normal } from "./made-series.js";

/** @param {Chance} next @param {number} low @param {number} high */
const from = (next, low, high) => low + (high - low) * next();
const RAD = Math.PI / 180;

/** A reach with the least jerk. @param {number} share */
const reach = (share) => share ** 3 * (10 - 15 * share + 6 * share ** 2);

/**
 * Angles of a repetition, degrees: trunk lean and side bend, shoulder, elbow, hip, knee. `up` goes 0 to 1.
 * @typedef {{ lean: number, side: number, turn: number, shoulder: number, elbow: number, hip: number, knee: number }} Angles
 * @type {Record<string, { both?: boolean, at: (up: number, size: number) => Partial<Angles>, read: string[] }>}
 */
const EXERCISES = {
  arm_raise: { at: (up, size) => ({ shoulder: 10 + 95 * up * size }), read: ["wrist_y", "shoulder"] },
  elbow_bend: { at: (up, size) => ({ shoulder: 8 + 6 * up, elbow: 8 + 115 * up * size }), read: ["elbow", "wrist_y"] },
  squat: {
    at: (up, size) => ({ lean: 4 + 25 * up * size, hip: 70 * up * size, knee: 85 * up * size, shoulder: 12 + 60 * up }),
    read: ["knee", "hip_y", "head_y"],
  },
  sit_up: {
    at: (up, size) => ({ lean: 45 * Math.sin(Math.PI * up) * size, hip: 88 * (1 - up), knee: 88 * (1 - up) }),
    read: ["knee", "head_y"],
  },
  side_bend: { both: true, at: (up, size) => ({ side: 32 * up * size, shoulder: 90 }), read: ["head_x", "side"] },
  side_bend_one: { at: (up, size) => ({ side: 28 * up * size, shoulder: 80 }), read: ["head_x", "side"] },
  turn: { both: true, at: (up, size) => ({ turn: 40 * up * size, shoulder: 88 }), read: ["wrist_z"] },
  leg_lift: {
    at: (up, size) => ({ hip: 60 * up * size, knee: 70 * up * size, side: 4 * up }),
    read: ["hip", "knee_y"],
  },
  bow: { at: (up, size) => ({ lean: 5 + 60 * up * size, knee: 10 * up }), read: ["head_y", "lean"] },
};

/** Where the joints are, metres: x to the side, y up, z forward. @param {Angles} now */
function joints(now) {
  const [lean, side, turn] = [now.lean * RAD, now.side * RAD, now.turn * RAD];
  const [hip, knee] = [now.hip * RAD, (now.hip - now.knee) * RAD];
  const kneeAt = { y: 0.44 * Math.cos(knee), z: 0 };
  const pelvis = { y: kneeAt.y + 0.42 * Math.cos(hip), z: kneeAt.z - 0.42 * Math.sin(hip) };
  const trunk = (/** @type {number} */ length) => ({
    x: length * Math.sin(side),
    y: pelvis.y + length * Math.cos(lean) * Math.cos(side),
    z: pelvis.z + length * Math.sin(lean),
  });
  const [neck, head] = [trunk(0.5), trunk(0.72)];
  const [upper, lower] = [now.shoulder * RAD, (now.shoulder + now.elbow) * RAD];
  const arm = {
    out: 0.29 * Math.sin(upper) + 0.25 * Math.sin(lower),
    up: -0.29 * Math.cos(upper) - 0.25 * Math.cos(lower),
  };
  return {
    head_x: head.x,
    head_y: head.y,
    hip_y: pelvis.y,
    knee_y: 0.44 + 0.42 * (Math.sin(hip) - 1) * 0.5 + 0.21,
    wrist_y: neck.y + arm.up,
    wrist_z: neck.z + (0.2 + arm.out) * Math.sin(turn),
  };
}

/** @param {Chance} next @returns {Made} */
function trace(next) {
  const draw = normal(next);
  const names = Object.keys(EXERCISES);
  const { both, at, read } = EXERCISES[names[Math.floor(next() * names.length)]];
  const what = read[Math.floor(next() * read.length)];
  const angle = !what.includes("_");
  const [fps, n] = [next() < 0.8 ? 30 : from(next, 10, 60), 3 + Math.floor(next() * 10)];
  const able = from(next, 0.35, 1.1); // how far this person goes
  const [steady, usual_s] = [from(next, 0.04, 0.22), from(next, 0.8, 3.2)];
  const [tired, breaks] = [from(next, 0, 0.3), from(next, 0, 0.3)];
  /** @type {number[]} */
  const ups = [];
  const stay = (/** @type {number} */ seconds, value = 0) => {
    for (let i = 0; i < seconds * fps; i += 1) ups.push(value);
  };
  const go = (/** @type {number} */ start, /** @type {number} */ end, /** @type {number} */ seconds) => {
    const stop = next() < breaks ? from(next, 0.3, 0.7) : 1; // waits on the way
    const frames = Math.max(3, seconds * fps);
    for (let i = 1; i <= frames; i += 1) {
      ups.push(start + (end - start) * reach(i / frames));
      if (stop < 1 && Math.abs(i / frames - stop) < 0.5 / frames) stay(from(next, 0.1, 0.8), ups[ups.length - 1]);
    }
  };
  stay(from(next, 0.2, 5));
  for (let number = 0; number < n; number += 1) {
    const size = Math.max(0.4, 1 + steady * draw()) * (1 - (tired * number) / n);
    const pace = () => usual_s * Math.exp(1.2 * steady * draw());
    go(0, size, pace());
    stay(from(next, 0, 1.5) * (next() < 0.5 ? 0 : 1), size);
    if (both) {
      const other = -size * from(next, 0.75, 1.25);
      go(size, other, 1.5 * pace());
      go(other, 0, pace());
    } else go(size, 0, pace());
    if (number < n - 1) stay(next() < 0.15 ? from(next, 1, 6) : from(next, 0, 0.6));
  }
  stay(from(next, 0.2, 5));
  const rest = { lean: 0, side: 0, turn: 0, shoulder: 10, elbow: 8, hip: 0, knee: 0 };
  const [grain, wander] = angle
    ? [from(next, 0.4, 2.5), from(next, 0.5, 2)]
    : [from(next, 0.002, 0.012), from(next, 0.003, 0.015)];
  const keep = Math.exp(-1 / (1.5 * fps));
  let [slow, slip, slipping] = [0, 0, 0];
  const lag = next() < 0.5 ? 0 : from(next, 0.3, 0.7); // trackers smooth
  let held = Number.NaN;
  const signal = ups.map((up) => {
    const now = { ...rest, ...at(up, able) };
    const value = angle ? now[/** @type {keyof Angles} */ (what)] : joints(now)[/** @type {"head_x"} */ (what)];
    slow = keep * slow + wander * Math.sqrt(1 - keep * keep) * draw();
    if (slipping <= 0 && next() < 0.0008)
      [slipping, slip] = [from(next, 0.05, 0.25) * fps, (angle ? 40 : 0.25) * draw()];
    slipping -= 1;
    const seen = value + slow + grain * draw() + (slipping > 0 ? slip : 0);
    held = Number.isNaN(held) ? seen : lag * held + (1 - lag) * seen;
    return held;
  });
  return { signal, fps, n };
}

/** @type {Record<string, (next: Chance) => Made>} */
export const SKELETONS = { skeletons: trace };
