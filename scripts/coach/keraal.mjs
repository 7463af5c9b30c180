// @ts-check
/**
 * Turns a BlazePose file of the Keraal set (nguyensmai/KeraalDataset, BSD-2) into a recording.
 *
 * The files hold `{positions: {"1.0": {Nose: [x, y, z], ...}, ...}}`: shares of the picture, without frame rate, size,
 * visibility or outline. Assumed, and to be given where known: 30 pictures a second, 1280 by 720 pixels, every
 * landmark fully visible, no outline. With that a recording can be read, but its visibility says nothing.
 */
import { isObject } from "./recording.mjs";

export const ASSUMED = { fps: 30, width: 1280, height: 720, movement: "other" };

/**
 * @param {any} told
 * @param {{ fps: number, width: number, height: number, movement: string }} assumed
 */
export function fromKeraal(told, { fps, width, height, movement }) {
  if (!isObject(told) || !isObject(told.positions)) throw new Error("A Keraal file is an object with positions.");
  const numbers = Object.keys(told.positions).sort((one, other) => Number(one) - Number(other));
  const frames = numbers.map((number, place) => {
    /** @type {Record<string, number[]>} */
    const landmarks = {};
    for (const [name, [x, y, z]] of Object.entries(told.positions[number])) {
      landmarks[name.toLowerCase()] = [x * width, y * height, z * width, 1];
    }
    return { t_s: place / fps, landmarks, outline: null };
  });
  return { movement, fps, width, height, assumed: ["fps", "width", "height", "visibility"], frames };
}
