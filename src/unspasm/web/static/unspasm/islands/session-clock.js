// @ts-check
/**
 * The clock of a guided session as pure functions. Every time is an argument, in milliseconds.
 *
 * @typedef {object} Clock
 * @property {number} part   which step, from 0
 * @property {number} ran    how long this step ran before `since`
 * @property {number | null} since  when it was last set going; null while it stands still
 * @property {number} active how long the steps before this one ran
 * @property {boolean} begun whether the person has started at all
 *
 * @typedef {object} Cue
 * @property {number} at_s seconds into the step
 * @property {string} say
 */

/** A step without a timer counts for at most this long: the page may have lain open. */
export const LONGEST_UNTIMED = 10 * 60_000;
const DAY_S = 24 * 3600;
const LATE_S = 120;

/** @returns {Clock} nothing has started */
export function fresh() {
  return { part: 0, ran: 0, since: null, active: 0, begun: false };
}

/** @param {Clock} clock @param {number} now @returns {Clock} running */
export function go(clock, now) {
  return { ...clock, begun: true, since: clock.since ?? now };
}

/** @param {Clock} clock @param {number} now @returns {Clock} standing still */
export function hold(clock, now) {
  return { ...clock, ran: ranFor(clock, now), since: null };
}

/** How long this step has run. A clock that was set back never takes time away. @param {Clock} clock @param {number} now */
export function ranFor(clock, now) {
  return clock.ran + (clock.since === null ? 0 : Math.max(0, now - clock.since));
}

/** Whole seconds left, from `seconds` down to 0. @param {Clock} clock @param {number} seconds @param {number} now */
export function secondsLeft(clock, seconds, now) {
  return Math.min(seconds, Math.max(0, Math.ceil((seconds * 1000 - ranFor(clock, now)) / 1000)));
}

/**
 * To another step; it starts from its beginning and goes on running if this one ran.
 * @param {Clock} clock @param {number} part @param {number | null} seconds of the step that is left @param {number} now
 * @returns {Clock}
 */
export function toPart(clock, part, seconds, now) {
  return {
    ...clock,
    part,
    ran: 0,
    since: clock.since === null ? null : now,
    active: clock.active + counted(clock, seconds, now),
  };
}

/**
 * To a question about the skin, which always waits on a running clock. A page that slept past the end of the step for
 * longer than the question waits has waited long enough: nobody answered.
 * @param {Clock} clock @param {number | null} seconds of the step that is left @param {number} waits seconds @param {number} now
 * @returns {number} milliseconds that the question has waited already
 */
export function waitedAsleep(clock, seconds, waits, now) {
  const late = seconds === null || clock.since === null ? 0 : ranFor(clock, now) - seconds * 1000;
  return late >= waits * 1000 ? late : 0;
}

/** Whether something that was begun this long ago without this page knowing can only be ended. @param {number} age_s */
export function tooLateToBegin(age_s) {
  return age_s > LATE_S;
}

/** Seconds that were spent, without the pauses. @param {Clock} clock @param {number | null} seconds @param {number} now */
export function activeSeconds(clock, seconds, now) {
  return Math.min(DAY_S, Math.round((clock.active + counted(clock, seconds, now)) / 1000));
}

/** @param {Clock} clock @param {number | null} seconds @param {number} now */
function counted(clock, seconds, now) {
  return Math.min(ranFor(clock, now), seconds === null ? LONGEST_UNTIMED : seconds * 1000);
}

/**
 * The last of the moments that a timer speaks at, passed on the way from `before` to `left`: half, five seconds, the end.
 * @param {number} seconds @param {number} before @param {number} left
 * @returns {"half" | "five" | "end" | ""}
 */
export function announcement(seconds, before, left) {
  const passed = (/** @type {number} */ mark) => before > mark && left <= mark;
  if (passed(0)) return "end";
  if (seconds > 10 && passed(5)) return "five";
  return seconds >= 20 && passed(Math.floor(seconds / 2)) ? "half" : "";
}

/** The cue whose time has come last, or null. @param {Cue[]} cues @param {number} ran milliseconds @returns {Cue | null} */
export function cueAt(cues, ran) {
  return cues.reduce((/** @type {Cue | null} */ last, cue) => (cue.at_s * 1000 <= ran ? cue : last), null);
}

/** How long, in words. @param {number} seconds */
export function inWords(seconds) {
  const minutes = Math.floor(seconds / 60),
    rest = seconds % 60;
  const parts = [];
  if (minutes) parts.push(minutes === 1 ? "1 minute" : `${minutes} minutes`);
  if (rest || !minutes) parts.push(rest === 1 ? "1 second" : `${rest} seconds`);
  return parts.join(" ");
}

/** As it stands in the ring: `18`, or `4:05`. @param {number} seconds */
export function inFigures(seconds) {
  return seconds < 60 ? `${seconds}` : `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/** What was kept before a reload; null if it does not fit this session. @param {string | null} text @param {number} parts @param {number} now @returns {Clock | null} */
export function restored(text, parts, now) {
  /** @type {any} */
  let kept;
  try {
    kept = JSON.parse(text ?? "");
  } catch {
    return null;
  }
  const whole = (/** @type {unknown} */ value) => typeof value === "number" && Number.isFinite(value) && value >= 0;
  if (kept === null || typeof kept !== "object" || !whole(kept.part) || !whole(kept.ran) || !whole(kept.active))
    return null;
  if (!Number.isInteger(kept.part) || kept.part > parts || typeof kept.begun !== "boolean") return null;
  if (kept.since !== null && !whole(kept.since)) return null;
  const since = kept.since === null ? null : Math.min(kept.since, now);
  return { part: kept.part, ran: kept.ran, since, active: kept.active, begun: kept.begun };
}
