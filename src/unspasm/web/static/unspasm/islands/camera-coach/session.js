// @ts-check
/**
 * Everything around the movement, pure: look for the person, count down, let the coach judge, end. Every function
 * takes the session as it was and the time, and gives the session as it is and what there is to say.
 *
 *   look   the camera is on; the person goes to where they move          -> count, when seen well
 *   count  the person gets into place; the last seconds are counted down -> go
 *   go     the coach judges, or the time is kept                         -> over
 *   over   what was counted
 *
 * @import { Event, Limits, State } from "./coach.js"
 * @import { Frame, Point } from "./features.js"
 * @typedef {Record<string, any>} Words  sections of knowledge/coach.toml
 * @typedef {{ movement: string, limits: Limits, words: Words,
 *   plan: { reps: number, hold_s: number, round_s: number } }} Value
 * @typedef {"guide" | "count" | "cue" | "tempo" | "end"} Kind
 * @typedef {{ kind: Kind, text: string, shown?: string }} Said  shown: on the page, where that is not all of it
 * @typedef {{ value: Value, stage: "look" | "count" | "go" | "over", outcome: "" | "done" | "stopped", camera: boolean,
 *   began_s: number, now_s: number, active_s: number, seen_s: number, reason: string, reason_s: number, good_s: number | null,
 *   bad_s: number | null, told: Record<string, number>, told_s: number, count: number, count_s: number, patient: boolean,
 *   coach: State | null, judging: boolean, phase: string, reps: number, rep_s: number[], hold_s: number[],
 *   hold_from: number | null, last_s: number | null, still: { at: Point, hip: Point, unit: number, since_s: number } | null,
 *   events: Event[] }} Session
 * @typedef {{ session: Session, said: Said[] }} Made
 */
import { begin as beginCoach, finish, step } from "./coach.js";
import { features } from "./features.js";
import { reasonAgainst } from "./view.js";

const BAD_S = 0.4; // a bad frame or two do not undo a good view
const LONGEST_TICK_S = 1; // what was slept through is not counted as time
const SAY_AFTER_S = 1; // a reason stands so long before it is said

/** The camera is on. @param {Value} value @param {number} now_s @returns {Session} */
export function begin(value, now_s) {
  return {
    value,
    ...{ stage: "look", outcome: "", camera: true, began_s: now_s, now_s, active_s: 0, seen_s: 0 },
    ...{ reason: "", reason_s: now_s, good_s: null, bad_s: null, told: {}, told_s: Number.NEGATIVE_INFINITY },
    ...{ count: 0, count_s: 0, patient: false, coach: null, judging: false, phase: "", events: [] },
    ...{ reps: 0, rep_s: [], hold_s: [], hold_from: null, last_s: null, still: null },
  };
}

/** One frame further; its time is the time of the session. @param {Session} session @param {Frame} frame @returns {Made} */
export function withFrame(session, frame) {
  const at = { ...session, events: [] };
  if (at.stage === "look") return looked(at, frame);
  if (at.stage === "go" && at.camera) return judged(at, frame);
  return { session: at, said: [] };
}

/** Time goes by, with a frame or without. @param {Session} session @param {number} now_s @returns {Made} */
export function withTime(session, now_s) {
  const passed = Math.max(0, Math.min(LONGEST_TICK_S, now_s - session.now_s));
  const at = { ...session, now_s, events: [] };
  if (at.stage === "look")
    return { session: { ...at, patient: now_s - at.began_s > words(at).look.patient_s }, said: [] };
  if (at.stage === "count") return counted(at);
  if (at.stage !== "go") return { session: at, said: [] };
  at.active_s += passed;
  if (at.judging) at.seen_s += passed;
  const { plan } = at.value;
  const { go } = words(at);
  if (at.last_s !== null && now_s >= at.last_s) return over(at, "done", go.last);
  const usual_s = plan.reps * plan.round_s;
  const most_s = at.camera && (at.judging || at.reps > 0) ? usual_s * go.longest_times : usual_s;
  return at.active_s >= most_s ? over(at, "done", go.time) : { session: at, said: [] };
}

/** A phase of the figure begins: said in the first round, and whenever the coach only keeps the time.
 * @param {Session} session @param {{ say: string, round: number }} phase @returns {Made} */
export function withPhase(session, { say, round }) {
  const wanted = session.stage === "go" && (round === 1 || !session.judging) && session.last_s === null;
  return { session, said: wanted ? [{ kind: "tempo", text: say }] : [] };
}

/** There is no camera any more, or never was: the time is kept. @param {Session} session @param {string} trouble @returns {Made} */
export function withoutCamera(session, trouble) {
  if (!session.camera || session.stage === "over") return { session, said: [] };
  const at = closed({ ...session, camera: false, judging: false, events: [] });
  const { trouble: told } = words(at);
  /** @type {Said[]} */
  const said = trouble ? [{ kind: "guide", text: `${told[trouble]} ${told.goes_on}`, shown: told.goes_on }] : [];
  return at.stage === "go" ? { session: at, said } : { session: placed(at), said };
}

/** The person does not wait until they are seen. @param {Session} session @returns {Made} */
export function startNow(session) {
  if (session.stage !== "look") return { session, said: [] };
  const at = placed({ ...session, events: [] });
  return { session: at, said: [{ kind: "guide", text: words(at).start }] };
}

/** The person stops it. @param {Session} session @returns {Made} */
export function stop(session) {
  const enough = session.reps >= session.value.plan.reps;
  return over({ ...session, events: [] }, enough ? "done" : "stopped", words(session).go.stopped);
}

/** What is kept of it: numbers. @param {Session} session */
export function numbers({ reps, rep_s, hold_s, seen_s, active_s }) {
  const tenths = (/** @type {number} */ seconds) => Math.round(seconds * 10) / 10;
  return {
    reps,
    rep_s: rep_s.map(tenths),
    hold_s: hold_s.map(tenths),
    seen_s: tenths(seen_s),
    unseen_s: tenths(Math.max(0, active_s - seen_s)),
  };
}

/** Why the person is not seen well; empty: they are. @param {Value} value @param {Frame} frame */
export function reasonOf({ limits }, frame) {
  const seen = features(frame, limits.camera);
  const bad = reasonAgainst(frame, seen, limits.camera, false);
  return bad || (seen && seen.sideOn > limits.camera.see.side_on ? "side_on" : "");
}

/** @param {Session} session @returns {Words} */
const words = (session) => session.value.words;

/** @param {Session} at @param {Frame} frame @returns {Made} */
function looked(at, frame) {
  const now_s = frame.t_s;
  const reason = reasonOf(at.value, frame);
  const { look } = words(at);
  if (!reason) {
    const good_s = at.good_s ?? now_s;
    const next = { ...at, good_s, bad_s: null, reason: "" };
    if (now_s - good_s < look.sure_s) return { session: next, said: [] };
    const text = `${look.seen} ${words(at).start}`;
    return { session: placed({ ...next, now_s: Math.max(at.now_s, now_s) }), said: [{ kind: "guide", text }] };
  }
  const bad_s = at.bad_s ?? now_s;
  const next = { ...at, bad_s, good_s: now_s - bad_s > BAD_S ? null : at.good_s };
  if (reason !== at.reason) return { session: { ...next, reason, reason_s: now_s }, said: [] };
  const again = now_s - (at.told[reason] ?? Number.NEGATIVE_INFINITY) >= look.repeat_s;
  const calm = now_s - at.told_s >= at.value.limits.camera.cue.every_s;
  if (now_s - at.reason_s < SAY_AFTER_S || !again || !calm) return { session: next, said: [] };
  const told = { ...at.told, [reason]: now_s };
  return { session: { ...next, told, told_s: now_s }, said: [{ kind: "guide", text: look[reason] }] };
}

/** The person gets into place; then it is counted down. @param {Session} at @returns {Session} */
function placed(at) {
  const { look } = words(at);
  return { ...at, stage: "count", count: look.count_from + 1, count_s: at.now_s + look.place_s };
}

/** @param {Session} at @returns {Made} */
function counted(at) {
  if (at.now_s < at.count_s) return { session: at, said: [] };
  const count = at.count - 1;
  if (count > 0)
    return { session: { ...at, count, count_s: at.count_s + 1 }, said: [{ kind: "count", text: `${count}` }] };
  const coach = at.camera ? beginCoach(at.value.movement, at.value.limits) : null;
  const next = /** @type {Session} */ ({ ...at, stage: "go", count: 0, coach, began_s: at.now_s, told_s: at.now_s });
  return { session: next, said: [{ kind: "guide", text: words(at).look.go }] };
}

/** @param {Session} at @param {Frame} frame @returns {Made} */
function judged(at, frame) {
  if (!at.coach) return { session: at, said: [] };
  const made = step(at.coach, frame);
  /** @type {Session} */
  let next = { ...at, coach: made.state, judging: made.state.judging, events: made.events };
  /** @type {Said[]} */
  let said = [];
  for (const event of made.events) [next, said] = heard(next, said, event);
  if (next.hold_from !== null && frame.t_s - next.hold_from > enough(next)) {
    next.hold_from = null;
    said.push({ kind: "cue", text: words(at).go.enough });
  }
  const still = stillOf(next, frame);
  next.still = still;
  if (still && frame.t_s - still.since_s >= words(at).still.for_s)
    return over(next, next.reps >= next.value.plan.reps ? "done" : "stopped", words(at).go.still);
  return { session: next, said };
}

/** @param {Session} at */
const enough = (at) => words(at).go.enough_times * at.value.plan.hold_s + words(at).go.enough_more_s;

/** One event of the coach. @param {Session} at @param {Said[]} said @param {Event} event @returns {[Session, Said[]]} */
function heard(at, said, event) {
  const seconds = typeof event.seconds === "number" ? event.seconds : null;
  const add = (/** @type {Kind} */ kind, /** @type {unknown} */ text) => [...said, { kind, text: String(text) }];
  switch (event.event) {
    case "ready":
    case "abstain":
      return [{ ...at, hold_from: event.event === "abstain" ? null : at.hold_from }, add("guide", event.say)];
    case "cue":
      return [at, add("cue", event.say)];
    case "phase": {
      const inside = event.phase === "in" || event.phase === "up";
      return [{ ...at, phase: String(event.phase), hold_from: inside ? event.t_s : null }, said];
    }
    case "hold":
      return [seconds === null ? at : { ...at, hold_s: [...at.hold_s, seconds] }, said];
    case "rep": {
      const reps = at.reps + 1;
      const rep_s = seconds === null ? at.rep_s : [...at.rep_s, seconds];
      const last = reps >= at.value.plan.reps && at.last_s === null;
      const last_s = last ? event.t_s + words(at).go.pause_s : at.last_s;
      return [{ ...at, reps, rep_s, last_s }, add("count", reps)];
    }
    default:
      return [at, said];
  }
}

/**
 * Since when the person lies flat and does not move; null: not so.
 * @param {Session} at
 * @param {Frame} frame
 */
function stillOf(at, frame) {
  const { still } = words(at);
  const seen = features(frame, at.value.limits.camera);
  if (!seen) return at.still && frame.t_s - at.still.since_s < still.for_s ? at.still : null;
  const lying =
    seen.shoulderUp < still.shoulder_share &&
    seen.kneeUp < still.knee_share &&
    seen.trunkAngle < still.trunk_deg &&
    seen.hipAngle > still.hip_deg;
  if (!lying) return null;
  const shoulder = frame.landmarks?.left_shoulder ?? frame.landmarks?.right_shoulder ?? [0, 0];
  const head = /** @type {Point} */ ([Number(shoulder[0]), Number(shoulder[1])]);
  const moved = (/** @type {Point} */ a, /** @type {Point} */ b) => Math.hypot(a[0] - b[0], a[1] - b[1]) / seen.unit;
  const same = at.still && Math.max(moved(at.still.hip, seen.hip), moved(at.still.at, head)) < still.move_share;
  return same ? at.still : { at: head, hip: seen.hip, unit: seen.unit, since_s: frame.t_s };
}

/** A hold that was going on ends now. @param {Session} at @returns {Session} */
function closed(at) {
  if (!at.coach) return at;
  const holds = finish(at.coach).filter((event) => event.event === "hold" && typeof event.seconds === "number");
  return { ...at, coach: null, hold_s: [...at.hold_s, ...holds.map((event) => Number(event.seconds))] };
}

/** @param {Session} at @param {"done" | "stopped"} outcome @param {string} text @returns {Made} */
function over(at, outcome, text) {
  if (at.stage === "over") return { session: at, said: [] };
  return { session: { ...closed(at), stage: "over", outcome }, said: [{ kind: "end", text }] };
}
