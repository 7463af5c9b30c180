// @ts-check
/**
 * Draws over the camera's picture what the coach sees: the outline, the joints, and the figure that shows the tempo.
 *
 * @import { Frame, Point } from "./features.js"
 * @import { Posture } from "../kinematics.js"
 * @typedef {{ line: string, back: string, ghost: string }} Colours
 */

const BONES = [
  ["shoulder", "elbow", "wrist"],
  ["shoulder", "hip", "knee", "ankle"],
];
const SEEN = 0.5;
const GHOST = ["shoulder", "elbow", "wrist", "fingers"];
const GHOST_LEG = ["hip", "knee", "ankle", "toe"];
const FOLLOWS = 0.1; // how fast the figure follows the person: slowly, so that it does not tremble

/** The colours of the page, as it is now. @param {HTMLElement} root @returns {Colours} */
export function coloursOf(root) {
  const style = getComputedStyle(root);
  const of = (/** @type {string} */ name) => style.getPropertyValue(name).trim() || "CanvasText";
  return { line: of("--fig-body"), back: of("--fig-back"), ghost: of("--focus-in") };
}

/**
 * @param {CanvasRenderingContext2D} canvas
 * @param {Frame} frame
 * @param {Colours} colours
 */
export function drawSeen(canvas, frame, { line, back }) {
  const { width = 0, height = 0 } = frame;
  if (canvas.canvas.width !== width) canvas.canvas.width = width;
  if (canvas.canvas.height !== height) canvas.canvas.height = height;
  canvas.clearRect(0, 0, width, height);
  canvas.lineJoin = canvas.lineCap = "round";
  if (frame.outline) stroke(canvas, [...frame.outline, frame.outline[0]], back, 3);
  for (const side of ["left", "right"])
    for (const bones of BONES) {
      const points = bones.map((name) => frame.landmarks?.[`${side}_${name}`]).filter((row) => seen(row));
      stroke(
        canvas,
        points.map((row) => /** @type {Point} */ ([row?.[0], row?.[1]])),
        line,
        4,
      );
    }
}

/** @param {(number | null)[] | undefined} row */
const seen = (row) => !!row && Number.isFinite(row[0]) && Number.isFinite(row[1]) && Number(row[3]) >= SEEN;

/**
 * Where the figure lies on the person: what stays on the floor, the size, and which way the head is.
 * @typedef {{ x: number, y: number, scale: number, way: number }} Place
 * @param {Place | null} before
 * @param {Frame} frame
 * @param {Posture} posed
 * @param {string} stance
 * @returns {Place | null}
 */
export function placeOf(before, frame, posed, stance) {
  const at = (/** @type {string} */ name) => middle(frame, name);
  const [hip, knee, ankle, shoulder] = ["hip", "knee", "ankle", "shoulder"].map(at);
  if (!hip || !knee || !ankle || !shoulder) return before;
  const thigh = Math.hypot(posed.joints.hip[0] - posed.joints.knee[0], posed.joints.hip[1] - posed.joints.knee[1]);
  const fixed = stance === "kneeling" ? knee : ankle;
  const now = {
    x: fixed[0],
    y: fixed[1],
    scale: Math.hypot(hip[0] - knee[0], hip[1] - knee[1]) / thigh,
    way: shoulder[0] < hip[0] ? 1 : -1, // the figure of the knowledge has its head on the left
  };
  if (!before || before.way !== now.way) return now;
  const near = (/** @type {"x" | "y" | "scale"} */ name) => before[name] + FOLLOWS * (now[name] - before[name]);
  return { x: near("x"), y: near("y"), scale: near("scale"), way: now.way };
}

/**
 * @param {CanvasRenderingContext2D} canvas
 * @param {Posture} posed
 * @param {string} stance
 * @param {Place} place
 * @param {Colours} colours
 */
export function drawGhost(canvas, posed, stance, place, { ghost }) {
  const [x0, y0] = posed.joints[stance === "kneeling" ? "knee" : "ankle"];
  const put = (/** @type {readonly number[]} */ [x, y]) =>
    /** @type {Point} */ ([place.x + place.way * (x - x0) * place.scale, place.y - (y - y0) * place.scale]);
  canvas.save();
  canvas.setLineDash([10, 8]);
  stroke(canvas, posed.spine.map(put), ghost, 6);
  for (const chain of [GHOST, GHOST_LEG])
    stroke(
      canvas,
      chain.map((name) => put(posed.joints[name])),
      ghost,
      4,
    );
  canvas.restore();
}

/** @param {Frame} frame @param {string} name @returns {Point | null} */
function middle(frame, name) {
  const rows = ["left", "right"].map((side) => frame.landmarks?.[`${side}_${name}`]).filter(seen);
  if (!rows.length) return null;
  const mean = (/** @type {number} */ n) => rows.reduce((sum, row) => sum + Number(row?.[n]), 0) / rows.length;
  return [mean(0), mean(1)];
}

/** @param {CanvasRenderingContext2D} canvas @param {Point[]} points @param {string} colour @param {number} width */
function stroke(canvas, points, colour, width) {
  if (points.length < 2) return;
  canvas.beginPath();
  for (const [n, [x, y]] of points.entries()) n ? canvas.lineTo(x, y) : canvas.moveTo(x, y);
  canvas.strokeStyle = colour;
  canvas.lineWidth = width;
  canvas.stroke();
}
