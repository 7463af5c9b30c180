// @ts-check
/**
 * The coach: `step(state, frame) -> { state, events }`, pure; nothing here knows a camera, a page or a voice.
 *
 * It judges only what it sees well. A frame that is missing, cut off, too far, not side-on, or that jumped away is not
 * used; after a second of those it says so once (`abstain`) and keeps only the time, and says when it is back (`ready`).
 * A repetition or a lift in which it could not see is not counted. It never asks for more of a movement.
 *
 * @import { Camera, Features, Frame } from "./features.js"
 * @import { Known, Own, Told } from "./movements.js"
 * @typedef {{ camera: Camera & { say: Record<string, string> }, movements: Record<string, Known> }} Limits
 * @typedef {{ t_s: number, event: string, [name: string]: unknown }} Event
 * @typedef {{ movement: string, limits: Limits, first_s: number | null, now_s: number | null, good_s: number | null,
 *   ok_s: number | null, judging: boolean, wasReady: boolean, told: string, told_s: number, last: Features | null,
 *   recent: { t_s: number, seen: Features }[], smooth: Features | null, unit: number, own: Own, fits_s: number | null,
 *   reps: number, holds: number[], cue_s: number, cued: Record<string, number>, wants: Record<string, number>,
 *   unseen_s: number, hidden_s: number, disorder: boolean }} State
 */

import { features } from "./features.js";
import { median } from "./filters.js";
import { MOVEMENTS } from "./movements.js";
import { jumped, reasonAgainst } from "./view.js";

/** What is smoothed over time. @type {("hipAngle" | "kneeAngle" | "elbowBend" | "hipSag" | "curve" | "sideOn" | "trunkAngle" | "shoulderUp" | "kneeUp" | "ankleUp")[]} */
const SMOOTHED = [
  "hipAngle",
  "kneeAngle",
  "elbowBend",
  "hipSag",
  "curve",
  "sideOn",
  "trunkAngle",
  "shoulderUp",
  "kneeUp",
  "ankleUp",
];
/** @type {Own} */
const UNKNOWN = { phase: "", began_s: null, last_s: null, seen: {}, base: 0, hipAngle: 0, furthest: [0, 0] };
const NEVER = Number.NEGATIVE_INFINITY;

/**
 * A coach that has seen nothing. Throws RangeError for a movement that it does not know.
 * @param {string} movement
 * @param {Limits} limits
 * @returns {State}
 */
export function begin(movement, limits) {
  if (!Object.hasOwn(MOVEMENTS, movement) || !Object.hasOwn(limits.movements, movement)) {
    throw new RangeError(
      `There is no movement ${JSON.stringify(movement)}. Known: ${Object.keys(MOVEMENTS).join(", ")}.`,
    );
  }
  return {
    movement,
    limits,
    ...{ first_s: null, now_s: null, good_s: null, ok_s: null, fits_s: null, told: "", told_s: NEVER, unit: 0 },
    ...{ judging: false, wasReady: false, disorder: false, last: null, recent: [], smooth: null, own: UNKNOWN },
    ...{ reps: 0, holds: [], cue_s: NEVER, cued: {}, wants: {}, unseen_s: 0, hidden_s: 0 },
  };
}

/**
 * One frame further.
 * @param {State} before
 * @param {Frame} frame
 * @returns {{ state: State, events: Event[] }}
 */
export function step(before, frame) {
  const t_s = frame.t_s;
  if (!Number.isFinite(t_s) || (before.now_s !== null && t_s <= before.now_s)) return disordered(before);
  const { camera, movements } = before.limits;
  const [known, movement] = [movements[before.movement], MOVEMENTS[before.movement]];
  const passed = before.now_s === null ? 0 : t_s - before.now_s;
  /** @type {State} */
  let state = { ...before, first_s: before.first_s ?? t_s, now_s: t_s };
  if (!before.judging) state.unseen_s += passed;
  const seen = features(frame, camera);
  let bad = reasonAgainst(frame, seen, camera, movement.needsOutline);
  const fresh = state.good_s === null || t_s - state.good_s > camera.see.gap_s;
  if (!bad && seen && state.last && !fresh && jumped(seen, state.last, camera, known.limits)) bad = "body";
  /** @type {Event[]} */
  const events = [];
  if (bad || !seen) return unseen(state, events, bad || "body");
  if (fresh) state = { ...state, recent: [], smooth: null };
  state = smoothedWith({ ...state, last: seen, good_s: t_s }, seen, t_s);
  const smooth = /** @type {Features} */ (state.smooth);
  if (smooth.sideOn > camera.see.side_on) return unseen(state, events, "side_on");
  const other = state.unit > 0 && Math.max(smooth.unit / state.unit, state.unit / smooth.unit) > camera.see.size_change;
  if (other) return unseen(state, events, "body");
  if (!movement.fits(smooth, known, camera)) return unseen(state, events, "posture");
  return state.judging ? judged({ ...state, ok_s: t_s }, events) : waiting(state, events);
}

/**
 * What is left to say when the session ends.
 * @param {State} state
 * @returns {Event[]}
 */
export function finish(state) {
  const { now_s, first_s, own, reps, unseen_s } = state;
  const [t_s, holds] = [now_s ?? 0, [...state.holds]];
  /** @type {Event[]} */
  const events = [];
  if (state.judging && own.began_s !== null && own.last_s !== null && state.movement !== "cat_cow") {
    const seconds = round(own.last_s - own.began_s);
    holds.push(seconds);
    events.push({ t_s, event: "hold", n: holds.length, seconds, unfinished: true });
  }
  const time_s = round(t_s - (first_s ?? t_s));
  return [...events, { t_s, event: "done", reps, holds, time_s, unseen_s: round(unseen_s) }];
}

/** @param {State} state @returns {{ state: State, events: Event[] }} */
function disordered(state) {
  if (state.disorder) return { state, events: [] };
  const { say } = state.limits.camera;
  const t_s = state.now_s ?? 0;
  return {
    state: { ...state, disorder: true, told_s: t_s },
    events: [{ t_s, event: "abstain", reason: "times", say: say.times }],
  };
}

/**
 * A frame that is not used. After a while of them it is said once, and the phase is forgotten.
 * @param {State} state
 * @param {Event[]} events
 * @param {string} reason
 */
function unseen(state, events, reason) {
  const { camera } = state.limits;
  const t_s = state.now_s ?? 0;
  const since_s = state.ok_s ?? state.first_s ?? t_s;
  const next = { ...state, wants: {} };
  if (t_s - since_s <= (reason === "posture" ? camera.cue.posture_s : camera.see.unsure_s))
    return { state: next, events };
  if (state.judging) {
    next.judging = false;
    next.hidden_s = since_s;
    next.unseen_s += t_s - since_s;
    if (!MOVEMENTS[state.movement].keepsHold)
      next.own = { ...state.own, phase: "", began_s: null, last_s: null, seen: {} };
  }
  const waits = state.told && t_s - state.told_s < camera.cue.every_s;
  if (state.judging || (state.told !== reason && !waits)) {
    events.push({ t_s, event: "abstain", reason, say: camera.say[reason] });
    return { state: { ...next, told: reason, told_s: t_s }, events };
  }
  const helps = reason === "posture" && !waits && t_s - (state.cued.start ?? NEVER) > camera.cue.again_s;
  return helps ? cued(next, events, "start") : { state: next, events };
}

/**
 * Seen well and in the right place, but not judged yet: the person is measured first.
 * @param {State} state
 * @param {Event[]} events
 */
function waiting(state, events) {
  const { camera, movements } = state.limits;
  const [known, movement] = [movements[state.movement], MOVEMENTS[state.movement]];
  const t_s = state.now_s ?? 0;
  const smooth = /** @type {Features} */ (state.smooth);
  const inHold = movement.keepsHold && state.own.phase === "in";
  const lost = inHold && t_s - state.hidden_s > camera.see.forget_s;
  const own = lost ? UNKNOWN : state.own;
  if ((!inHold || lost) && !movement.starts(smooth, known, camera)) return unseen({ ...state, own }, events, "posture");
  const goesOn = state.fits_s !== null && state.ok_s !== null && t_s - state.ok_s <= camera.see.sure_s;
  const fits_s = goesOn ? Number(state.fits_s) : t_s;
  const next = { ...state, own, fits_s, ok_s: t_s };
  const wanted = state.wasReady ? camera.see.sure_s : camera.smooth.calibrate_s;
  const fewest = state.recent.length - camera.smooth.calibrate_frames;
  const rows = state.recent.filter((row, place) => t_s - row.t_s <= wanted || place >= fewest);
  if (t_s - fits_s < wanted || rows.length < camera.smooth.calibrate_frames) return { state: next, events };
  const level = (/** @type {"curve" | "hipSag" | "hipAngle"} */ name) => median(rows.map((row) => row.seen[name]));
  if (!state.wasReady && movement.needsOutline) {
    const most = known.limits.baseline?.under ?? 0;
    const curve = level("curve");
    if (Math.abs(curve) > most && t_s - fits_s < camera.cue.posture_s) return { state: next, events };
    next.own = { ...UNKNOWN, base: Math.max(-most, Math.min(most, curve)), hipAngle: level("hipAngle") };
  } else if (!state.wasReady) {
    next.own = { ...UNKNOWN, base: level("hipSag"), hipAngle: level("hipAngle") };
  }
  const unit = state.unit || median(rows.map((row) => row.seen.unit));
  const say = state.wasReady ? camera.say.back : camera.say.ready;
  events.push({ t_s, event: "ready", again: state.wasReady, say });
  return judged({ ...next, unit, judging: true, wasReady: true, told: "", told_s: t_s, fits_s: null }, events);
}

/** @param {State} state @param {Event[]} events */
function judged(state, events) {
  const { camera, movements } = state.limits;
  const t_s = state.now_s ?? 0;
  const known = movements[state.movement];
  const seen = /** @type {Features} */ (state.smooth);
  const made = MOVEMENTS[state.movement].advance(state.own, seen, t_s, known, camera, state.recent);
  const next = { ...state, own: made.own, holds: [...state.holds] };
  for (const told of made.told) events.push({ t_s, ...numbered(next, told) });
  /** @type {Record<string, number>} */
  const wants = {};
  for (const id of made.wants) wants[id] = state.wants[id] ?? t_s;
  next.wants = wants;
  for (const [id, since_s] of Object.entries(wants)) {
    const lasted = id === "small" || id === "breathe" ? 0 : (known.limits[id]?.for_s ?? camera.cue.sustained_s);
    if (t_s - since_s >= lasted && t_s - (state.cued[id] ?? NEVER) >= camera.cue.again_s) return cued(next, events, id);
  }
  return { state: next, events };
}

/** @param {State} state @param {Event[]} events @param {string} id */
function cued(state, events, id) {
  const { camera, movements } = state.limits;
  const t_s = state.now_s ?? 0;
  const say = movements[state.movement].cues[id];
  if (!say || t_s - Math.max(state.cue_s, state.told_s) < camera.cue.every_s) return { state, events };
  events.push({ t_s, event: "cue", cue: id, say });
  return { state: { ...state, cue_s: t_s, cued: { ...state.cued, [id]: t_s } }, events };
}

/** Counts what was told; changes the state given. @param {State} state @param {Told} told @returns {Told} */
function numbered(state, told) {
  const seconds = typeof told.seconds === "number" ? { seconds: round(told.seconds) } : {};
  if (told.event === "rep") {
    state.reps += 1;
    return { event: "rep", n: state.reps, ...seconds };
  }
  if (told.event === "hold") {
    state.holds.push(round(Number(told.seconds)));
    return { event: "hold", n: state.holds.length, ...seconds };
  }
  return told;
}

/**
 * The features after a running median and exponential smoothing, so that frame rate hardly matters.
 * @param {State} state
 * @param {Features} seen
 * @param {number} t_s
 * @returns {State}
 */
function smoothedWith(state, seen, t_s) {
  const { smooth: how, cue } = state.limits.camera;
  const last_s = state.recent.at(-1)?.t_s ?? t_s;
  const recent = [...state.recent.filter((row) => t_s - row.t_s <= cue.posture_s), { t_s, seen }];
  const rows = recent.filter(
    (row, place) => t_s - row.t_s <= how.median_s || place >= recent.length - how.least_frames,
  );
  const share = state.smooth ? 1 - Math.exp(-(t_s - last_s) / how.tau_s) : 1;
  const smooth = { ...seen };
  for (const name of SMOOTHED) {
    const now = median(rows.map((row) => row.seen[name]).filter(Number.isFinite));
    const before = state.smooth?.[name] ?? Number.NaN;
    smooth[name] = Number.isFinite(before) && Number.isFinite(now) ? before + share * (now - before) : now;
  }
  return { ...state, recent, smooth };
}

/** Thousandths of a second. @param {number} seconds */
const round = (seconds) => Math.round(seconds * 1000) / 1000;
