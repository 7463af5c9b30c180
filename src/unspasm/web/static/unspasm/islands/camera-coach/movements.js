// @ts-check
/**
 * What belongs to one movement: where it is judged, its phases, repetitions, holds, and what there is a word about.
 * Every number comes from knowledge/movements/ and knowledge/camera.toml.
 *
 * @import { Rows } from "./crossing.js"
 * @import { Camera, Features } from "./features.js"
 * @typedef {{ feature: string, over?: number, under?: number, for_s?: number }} Limit
 * @typedef {{ limits: Record<string, Limit>, cues: Record<string, string> }} Known
 * @typedef {{ phase: string, began_s: number | null, last_s: number | null,
 *   dated?: boolean, seen: Record<string, number>,
 *   base: number, hipAngle: number, furthest: number[] }} Own  phase "": not known yet; the person's own level, and the most each way
 * @typedef {{ event: string, [name: string]: unknown }} Told
 * @typedef {{ own: Own, told: Told[], wants: string[] }} Advance
 * @typedef {{ needsOutline: boolean, keepsHold: boolean, fits: (seen: Features, known: Known, camera: Camera) => boolean,
 *   starts: (seen: Features, known: Known, camera: Camera) => boolean,
 *   rooms?: (known: Known) => (seen: Features) => number[],
 *   advance: (own: Own, seen: Features, t_s: number, known: Known, camera: Camera, rows: Rows) => Advance }} Movement
 *   `rooms`: how far within each limit of the hold
 */

import { passed } from "./crossing.js";

/** @type {(limit: Limit | undefined, value: number) => boolean} */
const holds = (limit, value) =>
  !!limit &&
  !(limit.over !== undefined && !(value > limit.over)) &&
  !(limit.under !== undefined && !(value < limit.under));

/** Hands and knees, or hips back from there: knees and feet on the floor, the trunk near level. @type {Movement["fits"]} */
function kneels(seen, _known, { posture }) {
  const onFloor = seen.kneeUp < posture.floor_share && seen.ankleUp < posture.floor_share;
  return onFloor && seen.trunkAngle < posture.level_trunk_deg;
}

/** The middle of a range. @param {Limit | undefined} limit */
const upright = (limit) => ((limit?.over ?? 0) + (limit?.under ?? 0)) / 2;

/** @type {Movement} */
const catCow = {
  needsOutline: true,
  keepsHold: false,
  fits: (seen, known, camera) =>
    kneels(seen, known, camera) &&
    holds(known.limits.on_hands_and_knees, seen.hipAngle) &&
    seen.shoulderUp > camera.posture.floor_share,
  starts: (seen, known, camera) => catCow.fits(seen, known, camera),
  advance(own, seen, t_s, { limits }, { cue, own: ofOwn }) {
    const change = seen.curve - own.base;
    const furthest = [Math.max(own.furthest[0], change), Math.max(own.furthest[1], -change)];
    const least = furthest.map((far) => Math.max(ofOwn.least_curve, ofOwn.share * far));
    let { phase } = own;
    if (change > Math.min(least[0], limits.round?.over ?? 0)) phase = "round";
    else if (-change > Math.min(least[1], -(limits.sunk?.under ?? 0))) phase = "sunk";
    else if (holds(limits.middle, Math.abs(change)) || !phase) phase = "middle";
    /** @type {Told[]} */
    const told = [];
    let [both, began_s] = [own.seen, own.began_s];
    const wants = [];
    if (phase !== own.phase) {
      told.push({ event: "phase", phase });
      if (phase !== "middle") {
        both = { ...both, [phase]: both[phase] ?? t_s };
        if ("round" in both && "sunk" in both) {
          const seconds = began_s === null ? null : t_s - began_s;
          told.push({ event: "rep", seconds });
          if (seconds !== null && seconds < cue.quick_s) wants.push("small");
          [both, began_s] = [{}, t_s];
        }
      }
    }
    const bend = limits.arms_straight?.under;
    if (bend !== undefined && seen.elbowBend > bend + cue.elbow_margin_deg) wants.push("elbows");
    if (
      phase === "middle" &&
      !holds(limits.hips_over_knees, upright(limits.hips_over_knees) + seen.hipAngle - own.hipAngle)
    )
      wants.push("hips_rock");
    return { own: { ...own, phase, seen: both, began_s, furthest }, told, wants };
  },
};

/** @type {Movement} */
const childsPose = {
  needsOutline: false,
  keepsHold: true,
  fits: (seen, known, camera) => kneels(seen, known, camera) && !holds(known.limits.lost, seen.hipAngle),
  starts: (seen, known, camera) =>
    childsPose.fits(seen, known, camera) &&
    holds(known.limits.out, seen.hipAngle) &&
    seen.shoulderUp > camera.posture.floor_share,
  rooms:
    ({ limits }) =>
    ({ square }) => [(limits.in?.under ?? 0) - square.hipAngle, (limits.in_knee?.under ?? 0) - square.kneeAngle],
  advance(own, seen, t_s, known, { cue, smooth }, rows) {
    const { limits } = known;
    const date = dater(childsPose, known, rows, smooth);
    const inside = holds(limits.in, seen.hipAngle) && holds(limits.in_knee, seen.kneeAngle);
    return held(
      own,
      t_s,
      { inside, outside: holds(limits.out, seen.hipAngle), names: ["in", "out"], date },
      (began_s) => (t_s - began_s > cue.breathe_s ? ["breathe"] : []),
    );
  },
};

/** Between hips down and hips up. @param {Known} known */
const halfWay = ({ limits }) => ((limits.down?.under ?? 0) + (limits.up?.over ?? 0)) / 2;

/** @type {Movement} */
const hipLift = {
  needsOutline: false,
  keepsHold: false,
  fits: (seen, _known, { posture }) =>
    seen.shoulderUp < posture.lying_share &&
    seen.kneeUp > posture.knee_up_share &&
    seen.kneeAngle < posture.knee_bent_deg &&
    seen.ankleUp < posture.floor_share,
  starts: (seen, known, camera) => hipLift.fits(seen, known, camera) && seen.hipSag < halfWay(known),
  rooms:
    ({ limits }) =>
    ({ square }) => [square.hipSag - (limits.up?.over ?? 0)],
  advance(own, seen, t_s, known, camera, rows) {
    const { limits } = known;
    const date = dater(hipLift, known, rows, camera.smooth);
    const [low, high] = [limits.down?.under ?? 0, limits.up?.over ?? 0];
    const down = Math.min(halfWay(known), Math.max(low, own.base + camera.own.rest_share * (high - low)));
    const inside = holds(limits.up, seen.hipSag);
    return held(own, t_s, { inside, outside: seen.hipSag < down, names: ["up", "down"], date }, () => [
      ...(holds(limits.too_high, seen.hipSag) ? ["too_high"] : []),
      ...(limits.knees && !holds(limits.knees, seen.kneeAngle) ? ["feet"] : []),
    ]);
  },
};

/**
 * Dates back when the hold began (1) or ended (-1); null while there are too few frames after it.
 * @param {Movement} movement
 * @param {Known} known
 * @param {Rows} rows
 * @param {Record<string, number>} smooth
 * @returns {(late_s: number, way: 1 | -1) => number | null}
 */
const dater = (movement, known, rows, smooth) => (late_s, way) => {
  if (!movement.rooms || (way > 0 && (rows.at(-1)?.t_s ?? 0) < late_s + smooth.look_s)) return null;
  return passed(rows, late_s, way, movement.rooms(known), smooth);
};

/**
 * Movements that go into a place, stay, and come out again. The hold lasts from the first to the last moment inside.
 * @param {Own} own
 * @param {number} t_s
 * @param {{ inside: boolean, outside: boolean, names: [string, string],
 *   date: (late_s: number, way: 1 | -1) => number | null }} now
 * @param {(began_s: number) => string[]} wanting what there is a word about while inside
 * @returns {Advance}
 */
function held(own, t_s, { inside, outside, names: [within, without], date }, wanting) {
  /** @type {Told[]} */
  const told = [];
  let { phase, began_s, last_s, dated = false } = own;
  if (phase !== within && inside && phase === without) {
    [phase, began_s, last_s, dated] = [within, t_s, t_s, false];
    told.push({ event: "phase", phase });
  } else if (phase === within && inside) {
    last_s = t_s;
  }
  const start_s = phase === within && began_s !== null && !dated ? date(began_s, 1) : null;
  if (start_s !== null) [began_s, dated] = [start_s, true];
  if (outside && phase !== without) {
    told.push({ event: "phase", phase: without });
    if (began_s !== null && last_s !== null) {
      const end_s = dated ? (date(last_s, -1) ?? last_s) : last_s; // a touch shorter than can be dated stays as seen
      told.push({ event: "hold", seconds: Math.max(0, end_s - began_s) }, { event: "rep", seconds: t_s - began_s });
    }
    [phase, began_s, last_s] = [without, null, null];
  }
  const wants = phase === within && inside && began_s !== null ? wanting(began_s) : [];
  return { own: { ...own, phase, began_s, last_s, dated }, told, wants };
}

/** @type {Record<string, Movement>} */
export const MOVEMENTS = { cat_cow: catCow, childs_pose: childsPose, hip_lift: hipLift };
