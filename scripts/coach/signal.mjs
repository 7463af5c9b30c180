// @ts-check
/** One line with a plain series in, one line with its count out. */
import { count } from "../../src/unspasm/web/static/unspasm/islands/camera-coach/count.js";
import { isObject, parsed } from "./recording.mjs";

/**
 * `{id, n_reps, reps}`, or `{id, error}` with one sentence that names the line; never throws.
 * @param {string} line
 * @param {number} number of the line, from 1
 * @returns {{ id: unknown, n_reps: number, reps: [number, number][] } | { id: unknown, error: string }}
 */
export function counted(line, number) {
  let id = null;
  try {
    const row = parsed(line);
    if (!isObject(row)) throw new Error("A line is an object with id, fps and signal.");
    id = row.id ?? null;
    const { signal, fps } = row;
    if (!Array.isArray(signal)) throw new Error("The line has no list named signal.");
    if (!(typeof fps === "number" && fps > 0)) throw new Error("fps must be a number above 0.");
    if (!signal.every((value) => value === null || typeof value === "number"))
      throw new Error("signal holds something that is not a number.");
    const { n, reps } = count(signal, fps);
    return { id, n_reps: n, reps };
  } catch (error) {
    return { id, error: `Line ${number}: ${error instanceof Error ? error.message : error}` };
  }
}
