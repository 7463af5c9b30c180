// @ts-check
/**
 * Reads what others wrote: JSON in which numbers may be NaN or Infinity (Python writes them so), and recordings.
 *
 * @import { Frame } from "../../src/unspasm/web/static/unspasm/islands/camera-coach/features.js"
 */

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

/**
 * The movement and its frames. A frame that cannot be read counts as one in which nobody is seen; one without a time
 * gets it from `fps`, if there is one. Throws an Error with one sentence where there is nothing to judge.
 * @param {any} told
 * @returns {{ movement: string, frames: Frame[] }}
 */
export function framesOf(told) {
  if (!isObject(told)) throw new Error("A recording is an object with movement, fps and frames.");
  if (typeof told.movement !== "string") throw new Error("The recording does not name its movement.");
  if (!Array.isArray(told.frames)) throw new Error("The recording has no list of frames.");
  const paced = Number.isFinite(told.fps) && told.fps > 0;
  const frames = told.frames.map((/** @type {any} */ row, /** @type {number} */ number) => {
    const t_s = isObject(row) && row.t_s !== undefined ? row.t_s : paced ? number / told.fps : Number.NaN;
    if (!isObject(row)) return { t_s, landmarks: null, outline: null };
    const outline = Array.isArray(row.outline) ? row.outline : null;
    const size = ["width", "height"].map((name) =>
      Number.isFinite(told[name]) && told[name] > 0 ? told[name] : undefined,
    );
    return {
      t_s,
      landmarks: isObject(row.landmarks) ? row.landmarks : null,
      outline,
      light: row.light,
      width: size[0],
      height: size[1],
    };
  });
  return { movement: told.movement, frames };
}

/** @param {unknown} value */
export const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
