// @ts-check
/** How large the picture is that the detector gets. Pure. */

const LONGEST = 640; // pixels: more costs time and finds nothing new
const STEP = 4; // the engine dies of a width that is no multiple of this

/**
 * Width and height for the detector, in the shape of the camera's picture as nearly as may be; null for no picture.
 * @param {number} width
 * @param {number} height
 * @returns {[number, number] | null}
 */
export function sizeFor(width, height) {
  if (!(width > 0 && height > 0 && Number.isFinite(width) && Number.isFinite(height))) return null;
  const scale = LONGEST / Math.max(width, height);
  const fitted = (/** @type {number} */ side) => Math.max(STEP, STEP * Math.round((side * scale) / STEP));
  return [fitted(width), fitted(height)];
}
