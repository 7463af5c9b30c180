// @ts-check
/**
 * Draws joints in the house style, as the text of SVG paths. The same lines as scripts/figures/ draws for the
 * stills (tests/front/figure.test.js compares them): every outline runs the same way round, so that outlines laid
 * over one another fill as one shape.
 *
 * @import { Body, Point, Posture } from "./kinematics.js"
 * @typedef {[number, number, number]} Knot  a point of the spine and half the thickness of the trunk there
 * @typedef {{ far: string, trunk: string, back: string, arm: string }} Layers
 */

const SCALE = 260;
const FLOOR_Y = 188;
/** @type {[string, number][]} Where along the spine the trunk has which thickness, from the neck to the hip. */
const SPINE = [
  ["nape", 12],
  ["chest", 9],
  ["ribs", 6],
  ["waist", 3],
  ["seat", 0],
];
/** @type {Record<string, Point>} How far the limbs on the far side are drawn to the right and up. */
const BEHIND = { kneeling: [9, 2], lying: [9, 5] };
/** @type {Record<string, 1 | -1>} */
const BACK_SIDE = { kneeling: -1, lying: 1 };

/**
 * The four paths of a figure that change with its posture. `origin`: where x = 0 lies in the drawing.
 * @param {Posture} posed
 * @param {Body} body
 * @param {string} stance
 * @param {number} origin
 * @returns {Layers}
 */
export function layers(posed, body, stance, origin) {
  /** @type {(point: Point, shift?: Point) => Point} */
  const place = ([x, y], [right, up] = [0, 0]) => [origin + SCALE * x + right, FLOOR_Y - SCALE * y - up];
  /** @type {(name: string) => number} */
  const flesh = (name) => body.flesh[name] * SCALE;
  /** @type {(names: string[], shift?: Point) => string} */
  const chain = (names, shift) => {
    let text = "";
    for (let end = 1; end < names.length; end += 1) {
      const [a, b] = [names[end - 1], names[end]];
      text += tube(place(posed.joints[a], shift), flesh(a), place(posed.joints[b], shift), flesh(b));
    }
    return text;
  };
  const arm = ["shoulder", "elbow", "wrist", "fingers"];
  const leg = ["hip", "knee", "ankle", "toe"];
  const behind = BEHIND[stance];
  const middle = place(posed.joints.head);
  const neck = tube(place(posed.joints.shoulder), flesh("base_of_neck"), middle, flesh("throat"));
  const knots = SPINE.map(([name, number]) => /** @type {Knot} */ ([...place(posed.spine[number]), flesh(name)]));
  return {
    far: chain(arm, behind) + chain(leg, behind),
    trunk: trunk(knots) + neck + disc(middle, flesh("head")) + chain(leg),
    back: back(knots, BACK_SIDE[stance]),
    arm: chain(arm),
  };
}

/** @param {number} value */
function text(value) {
  const short = value.toFixed(1).replace(/\.0$/, "");
  return short === "-0" ? "0" : short;
}

/** @param {number} x @param {number} y */
const at = (x, y) => `${text(x)} ${text(y)}`;

/** @param {Point} centre @param {number} radius */
function disc([x, y], radius) {
  const arc = `A${text(radius)} ${text(radius)} 0 1 0 `;
  return `M${at(x - radius, y)}${arc}${at(x + radius, y)}${arc}${at(x - radius, y)}Z`;
}

/**
 * The hull of two circles: one bone with its flesh.
 * @param {Point} start
 * @param {number} startRadius
 * @param {Point} end
 * @param {number} endRadius
 */
function tube(start, startRadius, end, endRadius) {
  const [dx, dy] = [end[0] - start[0], end[1] - start[1]];
  const length = Math.hypot(dx, dy);
  const [ux, uy] = [dx / length, dy / length];
  const lean = (startRadius - endRadius) / length;
  const flat = Math.sqrt(1 - lean * lean);
  /** @type {(centre: Point, radius: number, side: number) => string} */
  const touch = ([x, y], radius, side) =>
    at(x + radius * (ux * lean - side * uy * flat), y + radius * (uy * lean + side * ux * flat));
  /** @type {(radius: number, large: boolean) => string} */
  const cap = (radius, large) => `A${text(radius)} ${text(radius)} 0 ${large ? 1 : 0} 0 `;
  return (
    `M${touch(start, startRadius, 1)}L${touch(end, endRadius, 1)}` +
    `${cap(endRadius, lean < 0)}${touch(end, endRadius, -1)}` +
    `L${touch(start, startRadius, -1)}${cap(startRadius, lean > 0)}${touch(start, startRadius, 1)}Z`
  );
}

/**
 * Curves through the points, starting at the first, which is not written.
 * @param {Point[]} points
 */
function smooth(points) {
  let path = "";
  for (let index = 0; index < points.length - 1; index += 1) {
    const before = points[Math.max(index - 1, 0)];
    const [a, b] = [points[index], points[index + 1]];
    const after = points[Math.min(index + 2, points.length - 1)];
    const first = at(a[0] + (b[0] - before[0]) / 6, a[1] + (b[1] - before[1]) / 6);
    const second = at(b[0] - (after[0] - a[0]) / 6, b[1] - (after[1] - a[1]) / 6);
    path += `C${first} ${second} ${at(b[0], b[1])}`;
  }
  return path;
}

/**
 * Three knots for each one, on the curve through the given ones.
 * @param {Knot[]} knots
 * @returns {Knot[]}
 */
function finer(knots) {
  /** @type {Knot[]} */
  const found = [];
  for (let index = 0; index < knots.length - 1; index += 1) {
    const before = knots[Math.max(index - 1, 0)];
    const [a, b] = [knots[index], knots[index + 1]];
    const after = knots[Math.min(index + 2, knots.length - 1)];
    for (let part = 0; part < 3; part += 1) {
      const t = part / 3;
      /** @type {(i: 0 | 1 | 2) => number} */
      const on = (i) =>
        0.5 *
        (2 * a[i] +
          (b[i] - before[i]) * t +
          (2 * before[i] - 5 * a[i] + 4 * b[i] - after[i]) * t ** 2 +
          (3 * a[i] - before[i] - 3 * b[i] + after[i]) * t ** 3);
      found.push([on(0), on(1), on(2)]);
    }
  }
  return [...found, knots[knots.length - 1]];
}

/**
 * One side of the trunk. `side` 1 is the right hand from the neck to the hip.
 * @param {Knot[]} knots
 * @param {1 | -1} side
 * @returns {Point[]}
 */
function edge(knots, side) {
  return knots.map(([x, y, r], index) => {
    const before = knots[Math.max(index - 1, 0)];
    const after = knots[Math.min(index + 1, knots.length - 1)];
    const [dx, dy] = [after[0] - before[0], after[1] - before[1]];
    const length = Math.hypot(dx, dy);
    return [x - (side * r * dy) / length, y + (side * r * dx) / length];
  });
}

/** A soft tube through knots of the spine, from the neck to the hip. @param {Knot[]} knots */
function trunk(knots) {
  const fine = finer(knots);
  const [one, other] = [edge(fine, 1), edge(fine, -1).reverse()];
  const [first, last] = [text(fine[0][2]), text(fine[fine.length - 1][2])];
  return (
    `M${at(...one[0])}${smooth(one)}A${last} ${last} 0 0 0 ${at(...other[0])}` +
    `${smooth(other)}A${first} ${first} 0 0 0 ${at(...one[0])}Z`
  );
}

/** The line of the back. @param {Knot[]} knots @param {1 | -1} side */
function back(knots, side) {
  const line = edge(finer(knots), side);
  return `M${at(...line[0])}${smooth(line)}`;
}
