// @ts-check
/**
 * Whether one frame shows a person well enough to be judged, and if not, why.
 *
 * @import { Camera, Features, Frame } from "./features.js"
 * @typedef {"" | "body" | "distance" | "frame" | "light" | "outline"} Reason
 */

/**
 * The first reason against judging this frame; empty: it is fine.
 * @param {Frame} frame
 * @param {Features | null} seen
 * @param {Camera} camera
 * @param {boolean} needsOutline
 * @returns {Reason}
 */
export function reasonAgainst(frame, seen, { see }, needsOutline) {
  const shares = /** @type {Record<string, any>} */ (see);
  if (typeof frame.light === "number" && frame.light < see.light) return "light";
  if (!seen || seen.seen < see.visibility) return "body";
  if (!within(seen.thighShare, shares.thigh_share) || !within(seen.shankShare, shares.shank_share)) return "body";
  if (seen.torso < see.torso_px) return "distance";
  if (cutOff(frame, see.frame_margin_px)) return "frame";
  if (needsOutline && !Number.isFinite(seen.curve)) return "outline";
  return "";
}

/**
 * Whether the frame jumped away from the last good one: another body, or a body read the wrong way round.
 * @param {Features} seen
 * @param {Features} last
 * @param {Camera} camera
 * @param {Record<string, { over?: number }>} limits of the movement
 */
export function jumped(seen, last, { see }, limits) {
  const away = Math.hypot(seen.hip[0] - last.hip[0], seen.hip[1] - last.hip[1]) / last.unit;
  const grown = Math.max(seen.unit / last.unit, last.unit / seen.unit);
  const turned = Math.abs(seen.hipAngle - last.hipAngle);
  return (
    away > see.jump_share || grown > see.size_change || turned > (limits.hip_jump?.over ?? Number.POSITIVE_INFINITY)
  );
}

/** @param {number} value @param {[number, number]} range */
const within = (value, [low, high]) => value >= low && value <= high;

/** @param {Frame} frame @param {number} margin */
function cutOff({ outline, width, height }, margin) {
  if (!outline || !width || !height) return false;
  return outline.some(([x, y]) => x < margin || y < margin || x > width - margin || y > height - margin);
}
