// @ts-check
/**
 * From one frame to numbers that do not depend on size, place or direction: angles, shares of the longest part, and
 * the curve of the back read off the outline. Pixels: x to the right, y down.
 *
 * @typedef {[number, number]} Point
 * @typedef {{ t_s: number, landmarks: Record<string, (number | null)[]> | null, outline?: Point[] | null,
 *   light?: number, width?: number, height?: number }} Frame
 * @typedef {Record<string, { x: number, y: number, z: number, seen: number }>} Body
 * @typedef {{ hip: Point, unit: number, torso: number, thighShare: number, shankShare: number, seen: number,
 *   armSeen: number, sideOn: number, hipAngle: number, kneeAngle: number, elbowBend: number, trunkAngle: number,
 *   hipSag: number, shoulderUp: number, kneeUp: number, ankleUp: number, curve: number, square: Square }} Features
 * @typedef {{ hipAngle: number, kneeAngle: number, hipSag: number }} Square  as a camera square to the side would see them
 * @typedef {Record<string, Record<string, number>>} Camera  sections of knowledge/camera.toml
 */

const DEGREES = 180 / Math.PI;
const LIMBS = ["elbow", "wrist", "knee", "ankle"];

/**
 * The landmarks that can be used, by plain names: `Left_Shoulder`, `leftShoulder`, `LShoulder`, `shoulder_l` and
 * `left shoulder` are one.
 * A landmark that is not finite is left out; one without visibility counts as not seen.
 * @param {Frame["landmarks"]} landmarks
 * @returns {Body}
 */
export function bodyOf(landmarks) {
  /** @type {Body} */
  const body = {};
  for (const [name, row] of Object.entries(landmarks ?? {})) {
    if (!Array.isArray(row)) continue;
    const [x, y, z, visibility] = row;
    if (!Number.isFinite(x) || !Number.isFinite(y)) continue;
    const seen = Number.isFinite(visibility) ? Number(visibility) : 0;
    body[plainName(name)] = { x: Number(x), y: Number(y), z: Number.isFinite(z) ? Number(z) : 0, seen };
  }
  return body;
}

/** @param {string} name */
function plainName(name) {
  const plain = name
    .replace(/([a-z])([A-Z])|^([LR])(?=[A-Z][a-z])/g, (_, one, two, side) => (side ? `${side}_` : `${one}_${two}`))
    .replace(/[\s-]+/g, "_")
    .toLowerCase();
  const [, before, part, after] = /^(l(?:eft)?_|r(?:ight)?_)?(.+?)(_l(?:eft)?|_r(?:ight)?)?$/.exec(plain) ?? [];
  const side = (before ?? after ?? "").replace("_", "")[0];
  return side ? `${side === "l" ? "left" : "right"}_${part}` : plain;
}

/**
 * Everything that is measured in one frame; null where shoulder, hip, knee or ankle of the near side is not there.
 * The curve is NaN without an outline that can be read.
 * @param {Frame} frame
 * @param {Camera} camera
 * @returns {Features | null}
 */
export function features(frame, camera) {
  const body = bodyOf(frame.landmarks);
  const side = nearSide(body);
  const at = (/** @type {string} */ name) => pointOf(body[`${side}_${name}`]);
  const [knee, ankle, nearHip, elbow, wrist] = ["knee", "ankle", "hip", "elbow", "wrist"].map(at);
  const [shoulder, hip] = [middle(body, "shoulder"), middle(body, "hip")];
  if (!shoulder || !hip || !knee || !ankle || !nearHip) return null;
  const [torso, thigh, shank] = [gap(shoulder, hip), gap(nearHip, knee), gap(knee, ankle)];
  const unit = Math.max(torso, thigh, shank);
  if (!(unit > 0) || !(torso > 0) || !(thigh > 0)) return null;
  const nearShoulder = at("shoulder") ?? shoulder;
  const level = levelWith(nearHip, hip, nearShoulder, shoulder, camera.see.hip_width_times);
  const floor = Math.max(knee[1], ankle[1], shoulder[1], wrist?.[1] ?? Number.NEGATIVE_INFINITY);
  const up = (/** @type {Point} */ point) => (floor - point[1]) / unit;
  const [a, b, c, d] = [level, nearHip, knee, ankle].map(squared(body, unit, camera.see));
  const seenAt = (/** @type {string[]} */ names) =>
    Math.min(...names.map((name) => body[`${side}_${name}`]?.seen ?? 0));
  return {
    hip,
    unit,
    torso,
    thighShare: thigh / torso,
    shankShare: shank / thigh,
    seen: seenAt(["knee", "ankle"]),
    armSeen: seenAt(["elbow", "wrist"]),
    sideOn: Math.max(width(body, "shoulder"), camera.see.hip_width_times * width(body, "hip")) / unit,
    hipAngle: angle(level, nearHip, knee),
    kneeAngle: angle(nearHip, knee, ankle),
    elbowBend: elbow && wrist ? 180 - angle(nearShoulder, elbow, wrist) : Number.NaN,
    trunkAngle: Math.abs(Math.atan2(hip[1] - shoulder[1], Math.abs(shoulder[0] - hip[0])) * DEGREES),
    hipSag: above(nearHip, level, knee) / unit,
    shoulderUp: up(shoulder),
    kneeUp: up(knee),
    ankleUp: up(ankle),
    curve: backCurve(frame.outline, hip, shoulder, camera.outline),
    square: { hipAngle: angle(a, b, c), kneeAngle: angle(b, c, d), hipSag: above(b, a, c) / longest([a, b, c, d]) },
  };
}

/**
 * How round the back is: from hip to shoulder, how far out the outline lies on the side that points up, and the bend
 * of the parabola through it. More: rounder; below nought: hollow; NaN: cannot be read. Free of scale and direction.
 * @param {Point[] | null | undefined} outline
 * @param {Point} hip
 * @param {Point} shoulder
 * @param {Record<string, number>} read
 */
export function backCurve(outline, hip, shoulder, read) {
  const corners = (outline ?? []).filter((point) => Array.isArray(point) && point.every(Number.isFinite));
  const length = gap(hip, shoulder);
  if (corners.length < 3 || !(length > 0)) return Number.NaN;
  const [ux, uy] = [(shoulder[0] - hip[0]) / length, (shoulder[1] - hip[1]) / length];
  const [nx, ny] = ux > 0 ? [uy, -ux] : [-uy, ux]; // across the trunk, towards the top of the picture
  /** @type {Point[]} */
  const found = [];
  for (let station = 0; station <= read.stations; station += 1) {
    const share = read.from + ((read.to - read.from) * station) / read.stations;
    const start = /** @type {Point} */ ([hip[0] + ux * length * share, hip[1] + uy * length * share]);
    const out = wayOut(corners, start, [nx, ny]) / length;
    if (out > read.nearest && out < read.reach) found.push([share, out]);
  }
  return found.length >= read.least_points ? -parabola(found) : Number.NaN;
}

/**
 * How far it is from a point inside the outline to its edge; NaN from outside.
 * @param {Point[]} corners
 * @param {Point} start
 * @param {Point} way of length 1
 */
function wayOut(corners, start, way) {
  let [least, crossings] = [Number.POSITIVE_INFINITY, 0];
  let before = corners[corners.length - 1];
  for (const corner of corners) {
    const edge = [corner[0] - before[0], corner[1] - before[1]];
    const to = [before[0] - start[0], before[1] - start[1]];
    const turn = way[0] * edge[1] - way[1] * edge[0];
    const on = (to[0] * way[1] - to[1] * way[0]) / turn;
    const far = (to[0] * edge[1] - to[1] * edge[0]) / turn;
    if (turn !== 0 && on >= 0 && on < 1 && far > 0) {
      crossings += 1;
      least = Math.min(least, far);
    }
    before = corner;
  }
  return crossings % 2 ? least : Number.NaN;
}

/** The bend c of y = a + bx + cx² by least squares. @param {Point[]} points */
function parabola(points) {
  const mean = points.reduce((sum, [x]) => sum + x, 0) / points.length;
  const sums = [0, 0, 0, 0, 0];
  const right = [0, 0, 0];
  for (const [x, y] of points) {
    for (let power = 0; power < 5; power += 1) sums[power] += (x - mean) ** power;
    for (let power = 0; power < 3; power += 1) right[power] += y * (x - mean) ** power;
  }
  const rows = [0, 1, 2].map((row) => [sums[row], sums[row + 1], sums[row + 2]]);
  const size = (/** @type {number[][]} */ [a, b, c]) =>
    a[0] * (b[1] * c[2] - b[2] * c[1]) - a[1] * (b[0] * c[2] - b[2] * c[0]) + a[2] * (b[0] * c[1] - b[1] * c[0]);
  return size(rows.map((row, number) => [row[0], row[1], right[number]])) / size(rows);
}

/** @param {Point} a @param {Point} b */
const gap = (a, b) => Math.hypot(a[0] - b[0], a[1] - b[1]);

/** The angle at b, degrees. @param {Point} a @param {Point} b @param {Point} c */
function angle(a, b, c) {
  const cosine = ((a[0] - b[0]) * (c[0] - b[0]) + (a[1] - b[1]) * (c[1] - b[1])) / (gap(a, b) * gap(c, b) || 1);
  return Math.acos(Math.max(-1, Math.min(1, cosine))) * DEGREES;
}

/** How far a point lies above the line through two others, pixels. @param {Point} p @param {Point} a @param {Point} b */
function above(p, a, b) {
  const [dx, dy] = [b[0] - a[0], b[1] - a[1]];
  return (-((p[1] - a[1]) * dx - (p[0] - a[0]) * dy) / (Math.hypot(dx, dy) || 1)) * (dx < 0 ? -1 : 1);
}

/** @param {Body[string] | undefined} part @returns {Point | undefined} */
const pointOf = (part) => part && [part.x, part.y];

/** The side that is seen better; where both are seen alike, the one that is nearer. @param {Body} body */
function nearSide(body) {
  const better = seenOn(body, "left") - seenOn(body, "right");
  const far = (/** @type {string} */ side) => LIMBS.reduce((sum, limb) => sum + (body[`${side}_${limb}`]?.z ?? 0), 0);
  return better > 0 || (better === 0 && far("left") <= far("right")) ? "left" : "right";
}

/** @param {Body} body @param {string} side */
const seenOn = (body, side) => LIMBS.reduce((sum, limb) => sum + (body[`${side}_${limb}`]?.seen ?? 0), 0);

/** The middle of left and right, or the one that is there. @param {Body} body @param {string} name */
function middle(body, name) {
  const [left, right] = [pointOf(body[`left_${name}`]), pointOf(body[`right_${name}`])];
  if (!left || !right) return left ?? right;
  return /** @type {Point} */ ([(left[0] + right[0]) / 2, (left[1] + right[1]) / 2]);
}

/**
 * The shoulder as far from the middle as the near hip is. Hip and knee of the near side and this point lie in one plane,
 * so that a camera that stands a little high or turned sees their angles as they are.
 * @param {Point} nearHip
 * @param {Point} hip the middle
 * @param {Point} nearShoulder
 * @param {Point} shoulder the middle
 * @param {number} times so many times wider are shoulders than hips
 * @returns {Point}
 */
function levelWith(nearHip, hip, nearShoulder, shoulder, times) {
  if (nearHip === hip) return shoulder;
  const part = (/** @type {0 | 1} */ n) => shoulder[n] + (nearShoulder[n] - shoulder[n]) / times;
  return [part(0), part(1)];
}

/**
 * From where a camera sees a point to where one square to the side would see it. A camera that is turned or stands high
 * sees some of the width of shoulders and hips, and the side of the body shorter along that very line, by as much as
 * the width tells: of the width the share sin, of the side the share cos. Without both sides nothing is changed.
 * @param {Body} body
 * @param {number} unit
 * @param {Record<string, number>} see
 * @returns {(point: Point) => Point}
 */
function squared(body, unit, { shoulder_width, hip_width_times, most_turn }) {
  const across = (/** @type {string} */ name, /** @type {number} */ wide) => {
    const [left, right] = [pointOf(body[`left_${name}`]), pointOf(body[`right_${name}`])];
    return left && right ? [(left[0] - right[0]) / (wide * unit), (left[1] - right[1]) / (wide * unit)] : null;
  };
  const [one, two] = [across("shoulder", shoulder_width), across("hip", shoulder_width / hip_width_times)];
  if (!one || !two) return (point) => point;
  const [x, y] = [(one[0] + two[0]) / 2, (one[1] + two[1]) / 2];
  const sin = Math.min(Math.hypot(x, y), most_turn);
  const more = sin > 0 ? (1 / Math.sqrt(1 - sin * sin) - 1) / (x * x + y * y) : 0;
  return ([px, py]) => [px + more * (px * x + py * y) * x, py + more * (px * x + py * y) * y];
}

/** The longest way from a point to the next. @param {Point[]} points */
const longest = (points) => Math.max(...points.slice(1).map((point, number) => gap(points[number], point)));

/** Left to right, pixels; without one of them nobody knows how the person stands. @param {Body} body @param {string} name */
function width(body, name) {
  const [left, right] = [pointOf(body[`left_${name}`]), pointOf(body[`right_${name}`])];
  return left && right ? gap(left, right) : Number.POSITIVE_INFINITY;
}
