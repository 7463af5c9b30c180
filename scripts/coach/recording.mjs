// @ts-check
/**
 * Reads what others wrote: JSON in which numbers may be NaN or Infinity (Python writes them so), and recordings.
 *
 * @import { Frame } from "../../src/unspasm/web/static/unspasm/islands/camera-coach/features.js"
 */
import { bodyOf } from "../../src/unspasm/web/static/unspasm/islands/camera-coach/features.js";

/** What the JSON says; NaN and Infinity count as null. Throws an Error with one sentence. @param {string} text @returns {any} */
export function parsed(text) {
  const plain = text
    .replace(/^\uFEFF/, "")
    .replace(/"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b/g, (part) => (part[0] === '"' ? part : "null"));
  try {
    return JSON.parse(plain);
  } catch {
    throw new Error("This is not JSON.");
  }
}

/** Parts without which nothing is measured. */
const NEEDED = ["shoulder", "hip", "knee", "ankle"];
/** Coordinates that never leave this are shares of the picture. */
const SHARES = [-1, 2];
const ASSUMED = [1280, 720];

/**
 * The movement and its frames, and a sentence on everything that had to be assumed. A frame that cannot be read counts
 * as one in which nobody is seen; one without a time gets it from `fps`, if there is one. Throws an Error with one
 * sentence where there is nothing to judge.
 * @param {any} told
 * @returns {{ movement: string, frames: Frame[], notes: string[] }}
 */
export function framesOf(told) {
  if (!isObject(told)) throw new Error("A recording is an object with movement, fps and frames.");
  if (typeof told.movement !== "string") throw new Error("The recording does not name its movement.");
  if (!Array.isArray(told.frames)) throw new Error("The recording has no list of frames.");
  const paced = Number.isFinite(told.fps) && told.fps > 0;
  const [width, height] = ["width", "height"].map((name) =>
    Number.isFinite(told[name]) && told[name] > 0 ? told[name] : undefined,
  );
  const frames = told.frames.map((/** @type {any} */ row, /** @type {number} */ number) => {
    const untimed = !isObject(row) || row.t_s === undefined || row.t_s === null;
    const t_s = untimed ? (paced ? number / told.fps : Number.NaN) : row.t_s;
    if (!isObject(row)) return { t_s, landmarks: null, outline: null };
    const landmarks = isObject(row.landmarks) ? Object.fromEntries(Object.entries(row.landmarks).map(listed)) : null;
    return { t_s, landmarks, outline: Array.isArray(row.outline) ? row.outline : null, light: row.light, width, height };
  });
  if (frames.length && !frames.some((/** @type {Frame} */ frame) => Number.isFinite(frame.t_s)))
    throw new Error("The recording has neither times nor a number of frames a second.");
  return { movement: told.movement, frames, notes: assumed(frames, width, height) };
}

/** A landmark told as an object becomes a list. @param {[string, any]} entry @returns {[string, any]} */
function listed([name, row]) {
  return [name, isObject(row) ? [row.x, row.y, row.z ?? null, row.visibility ?? null] : row];
}

/**
 * Changes the frames where others write them in another way; returns a sentence on each change.
 * @param {Frame[]} frames
 * @param {number | undefined} width
 * @param {number | undefined} height
 */
function assumed(frames, width, height) {
  const rows = frames.flatMap((frame) => Object.values(frame.landmarks ?? {}).filter(Array.isArray));
  const points = rows.filter(([x, y]) => Number.isFinite(x) && Number.isFinite(y));
  const notes = [];
  if (points.length && points.every(([x, y]) => inShares(Number(x)) && inShares(Number(y)))) {
    const [wide, high] = [width ?? ASSUMED[0], height ?? ASSUMED[1]];
    for (const row of points) [row[0], row[1]] = [Number(row[0]) * wide, Number(row[1]) * high];
    const corners = frames.flatMap((frame) => frame.outline ?? []).filter(Array.isArray);
    if (corners.every(([x, y]) => inShares(x) && inShares(y)))
      for (const corner of corners) [corner[0], corner[1]] = [corner[0] * wide, corner[1] * high];
    notes.push(`The landmarks are shares of the picture: ${wide} by ${high} pixels are assumed.`);
  }
  if (points.length && !points.some((row) => Number.isFinite(row[3]))) {
    for (const row of points) row[3] = 1;
    notes.push("No landmark says how well it is seen: all are taken as seen.");
  }
  const names = new Set(frames.flatMap((frame) => Object.keys(bodyOf(frame.landmarks))));
  const missing = NEEDED.filter((part) => !names.has(`left_${part}`) && !names.has(`right_${part}`));
  if (names.size && missing.length) notes.push(`Nothing can be judged without these landmarks: ${missing.join(", ")}.`);
  return notes;
}

/** @param {number} value */
const inShares = (value) => !(value < SHARES[0]) && !(value > SHARES[1]);

/** @param {unknown} value */
export const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
