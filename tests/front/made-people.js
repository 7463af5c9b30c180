// @ts-check
/**
 * People made by our own kinematics: landmarks and outlines of a movement as a camera would give them, in pixels.
 *
 * @import { Body, Phase, Shape } from "../../src/unspasm/web/static/unspasm/islands/kinematics.js"
 * @import { Frame, Point } from "../../src/unspasm/web/static/unspasm/islands/camera-coach/features.js"
 * @typedef {{ fps: number, yaw: number, pitch: number, roll: number, scale: number, mirrored: boolean, noise: number,
 *   outlineNoise: number, dropped: number, tempo: number, depth: number, rounds: number, lead_s: number,
 *   outside: number, build: Record<string, number> }} How
 */
import { moment, posture } from "../../src/unspasm/web/static/unspasm/islands/kinematics.js";
import { golden } from "./golden.js";
import { normal, random } from "./made-series.js";

const [HIP, SHOULDER] = [0.062, 0.105]; // half widths, in body heights
const WIDTHS = { shoulder: SHOULDER, elbow: SHOULDER, wrist: SHOULDER, hip: HIP, knee: HIP, ankle: HIP };
const COLUMN = 3;

/** A person and a camera within what the coach says it can judge. @param {number} seed @returns {How} */
export function ordinary(seed) {
  const next = random(seed);
  const between = (/** @type {number} */ low, /** @type {number} */ high) => low + (high - low) * next();
  return {
    fps: [8, 10, 12, 15, 20, 24, 30][Math.floor(next() * 7)],
    yaw: between(-20, 20),
    pitch: between(0, 12),
    roll: between(-6, 6),
    scale: between(240, 620), // pixels to one body height: a trunk of 72 to 186
    mirrored: next() < 0.5,
    noise: between(0.002, 0.008), // of body height, on every joint
    outlineNoise: between(0.002, 0.008),
    dropped: next() < 0.5 ? 0 : between(0, 0.2),
    tempo: between(0.7, 1.6),
    depth: between(0.8, 1.25),
    rounds: 1 + Math.floor(next() * 6),
    lead_s: between(1.2, 3),
    outside: between(-0.01, 0.015), // clothes
    build: { trunk: between(0.94, 1.03), thigh: between(0.97, 1.04), shank: between(0.97, 1.04) },
  };
}

/**
 * @param {string} id
 * @param {How} how
 * @param {number} seed
 */
export function recording(id, how, seed) {
  const { shape, phases, rest } = golden.movements[id];
  const draw = normal(random(seed + 5));
  const chance = random(seed + 9);
  const top = shape.stops.at(-1);
  const deep = (/** @type {number} */ value) =>
    Math.max(shape.stops[0], Math.min(top, value * (id === "cat_cow" ? how.depth : Math.min(1, how.depth + 0.15))));
  const slow = phases.map((/** @type {Phase} */ phase) => ({
    ...phase,
    move_s: phase.move_s * how.tempo,
    stay_s: phase.stay_s * how.tempo,
  }));
  const round_s = slow.reduce(
    (/** @type {number} */ sum, /** @type {Phase} */ phase) => sum + phase.move_s + phase.stay_s,
    0,
  );
  const body = { ...golden.body, bone: { ...golden.body.bone } };
  for (const [name, times] of Object.entries(how.build)) body.bone[name] *= times;
  const length = how.lead_s + how.rounds * round_s + rest.move_s + 1;
  /** @type {Frame[]} */
  const frames = [];
  const values = [];
  for (let number = 0; number / how.fps < length; number += 1) {
    const t_s = number / how.fps + ((chance() - 0.5) * 0.2) / how.fps;
    const at_s = Math.max(0, number / how.fps - how.lead_s);
    const value = deep(moment(slow, rest, how.rounds, at_s).value);
    values.push({ t_s, value });
    if (chance() < how.dropped) {
      if (chance() < 0.5) frames.push({ t_s, landmarks: chance() < 0.5 ? {} : null, outline: null });
      continue;
    }
    frames.push(pictured(shape, body, value, how, draw, t_s));
  }
  return { recording: { movement: id, fps: how.fps, frames }, values, shape, body };
}

/**
 * @param {Shape} shape
 * @param {Body} body
 * @param {number} value
 * @param {How} how
 * @param {() => number} draw
 * @param {number} t_s
 * @returns {Frame}
 */
export function pictured(shape, body, value, how, draw, t_s) {
  const { joints, spine } = reachable(shape, body, value);
  const turn = (how.yaw * Math.PI) / 180;
  const [tilt, roll] = [(how.pitch * Math.PI) / 180, (how.roll * Math.PI) / 180];
  const side = how.mirrored ? -1 : 1;
  /** @type {(x: number, y: number, z: number) => Point} */
  const place = (x, y, z) => {
    const across = (x - 0.1) * Math.cos(turn) + z * Math.sin(turn);
    const deep = -(x - 0.1) * Math.sin(turn) + z * Math.cos(turn);
    const up = y * Math.cos(tilt) + deep * Math.sin(tilt);
    const far = 1 / (1 + deep / 4);
    const [px, py] = [side * across * far, -up * far];
    return [
      320 + how.scale * (px * Math.cos(roll) - py * Math.sin(roll)),
      300 + how.scale * (px * Math.sin(roll) + py * Math.cos(roll)),
    ];
  };
  const jitter = () => draw() * how.noise * how.scale;
  /** @type {Record<string, number[]>} */
  const landmarks = {};
  for (const [name, width] of Object.entries(WIDTHS)) {
    for (const [hand, z] of /** @type {[string, number][]} */ ([
      ["left", -width],
      ["right", width],
    ])) {
      const [x, y] = joints[name];
      const near = z < 0 === !how.mirrored;
      const [px, py] = place(x, y, z);
      landmarks[`${hand}_${name}`] = [px + jitter(), py + jitter(), z * how.scale, near ? 0.95 : 0.45];
    }
  }
  const [hx, hy] = place(...joints.head, 0);
  landmarks.nose = [hx + jitter(), hy + jitter(), 0, 0.9];
  return {
    t_s,
    landmarks,
    outline:
      shape.stance === "kneeling" && shape.stops[0] < 0 ? outlineOf(joints, spine, body, how, place, draw) : null,
  };
}

/** The posture, or the nearest one towards the middle that this build can take. @param {Shape} shape @param {Body} body @param {number} value */
function reachable(shape, body, value) {
  for (let share = 1; share > 0; share -= 0.02) {
    try {
      return posture(shape, body, value * share);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
    }
  }
  return posture(shape, golden.body, value);
}

/**
 * What a camera sees as the person, column by column.
 * @param {Record<string, [number, number]>} joints
 * @param {[number, number][]} spine
 * @param {Body} body
 * @param {How} how
 * @param {(x: number, y: number, z: number) => Point} place
 * @param {() => number} draw
 * @returns {Point[]}
 */
function outlineOf(joints, spine, { flesh }, how, place, draw) {
  /** @type {[number, number, number][]} */
  const discs = [];
  const chain = (/** @type {{ at: [number, number], r: number, z: number }[]} */ parts) => {
    for (let n = 1; n < parts.length; n += 1) {
      for (let s = 0; s <= 1; s += 0.1) {
        const [a, b] = [parts[n - 1], parts[n]];
        const mix = (/** @type {number} */ one, /** @type {number} */ two) => one + (two - one) * s;
        const [px, py] = place(mix(a.at[0], b.at[0]), mix(a.at[1], b.at[1]), a.z);
        discs.push([px, py, mix(a.r, b.r) * how.scale]);
      }
    }
  };
  const knots = /** @type {[string, number][]} */ ([
    ["nape", 12],
    ["chest", 9],
    ["ribs", 6],
    ["waist", 3],
    ["seat", 0],
  ]);
  chain(knots.map(([name, n]) => ({ at: spine[n], r: flesh[name] + how.outside, z: 0 })));
  chain([
    { at: joints.shoulder, r: flesh.base_of_neck, z: 0 },
    { at: joints.head, r: flesh.head, z: 0 },
  ]);
  for (const hand of [-1, 1]) {
    for (const names of [
      ["shoulder", "elbow", "wrist", "fingers"],
      ["hip", "knee", "ankle", "toe"],
    ]) {
      const z = hand * (names[0] === "hip" ? HIP : SHOULDER);
      chain(names.map((name) => ({ at: joints[name], r: flesh[name], z })));
    }
  }
  const left = Math.min(...discs.map(([x, , r]) => x - r));
  const right = Math.max(...discs.map(([x, , r]) => x + r));
  const [high, low] = [/** @type {Point[]} */ ([]), /** @type {Point[]} */ ([])];
  for (let x = left + 1; x < right; x += COLUMN) {
    let [top, bottom] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (const [dx, dy, r] of discs) {
      const half = r * r - (x - dx) ** 2;
      if (half <= 0) continue;
      top = Math.min(top, dy - Math.sqrt(half));
      bottom = Math.max(bottom, dy + Math.sqrt(half));
    }
    if (top > bottom) continue;
    high.push([x, top + draw() * how.outlineNoise * how.scale]);
    low.unshift([x, bottom + draw() * how.outlineNoise * how.scale]);
  }
  return [...high, ...low];
}
