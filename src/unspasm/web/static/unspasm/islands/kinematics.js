// @ts-check
/**
 * From a movement and a parameter to joints: where every part of the figure is.
 *
 * Seen from the side, in fractions of body height: x to the right, y up, the floor at y = 0, the head on the left.
 * Hands, knees and feet stay where they are; the spine is an arc of twelve equal bones; arms and legs follow by the
 * law of cosines. `unspasm/care/movement.py` says the same; tests/movement/golden.json holds both.
 *
 * @typedef {[number, number]} Point
 * @typedef {{ bone: Record<string, number>, flesh: Record<string, number> }} Body
 * @typedef {{ stance: string, places: Record<string, number>, stops: number[], curves: Record<string, number[]> }} Shape
 * @typedef {{ id: string, to: number, move_s: number, stay_s: number, say: string }} Phase
 * @typedef {{ joints: Record<string, Point>, spine: Point[] }} Posture
 * @typedef {{ value: number, phase: string, say: string, round: number }} Moment
 */

const VERTEBRAE = 12;

/**
 * The joints at one value of the parameter. Throws RangeError outside the range of the shape.
 * @param {Shape} shape
 * @param {Body} body
 * @param {number} value
 * @returns {Posture}
 */
export function posture(shape, body, value) {
  const last = shape.stops[shape.stops.length - 1];
  if (!(shape.stops[0] <= value && value <= last))
    throw new RangeError(`${value} is outside ${shape.stops[0]} to ${last}`);
  /** @type {Record<string, number>} */
  const now = {};
  for (const [name, curve] of Object.entries(shape.curves)) now[name] = between(shape.stops, curve, value);
  return shape.stance === "kneeling" ? kneeling(shape, body, now) : lying(shape, body, value, now);
}

/**
 * Where the movement is after `t_s` seconds of `rounds` rounds; every round starts where the last one ended.
 * @param {Phase[]} phases
 * @param {Phase} rest
 * @param {number} rounds
 * @param {number} t_s
 * @returns {Moment}
 */
export function moment(phases, rest, rounds, t_s) {
  const round_s = phases.reduce((sum, phase) => sum + phase.move_s + phase.stay_s, 0);
  const number = Math.floor(t_s / round_s);
  let start = number ? phases[phases.length - 1].to : rest.to;
  if (number >= rounds) {
    return { value: eased(start, rest, t_s - rounds * round_s), phase: rest.id, say: rest.say, round: 0 };
  }
  let left = t_s - number * round_s;
  let place = 0;
  while (place < phases.length - 1 && left >= phases[place].move_s + phases[place].stay_s) {
    left -= phases[place].move_s + phases[place].stay_s;
    start = phases[place].to;
    place += 1;
  }
  const phase = phases[place];
  return { value: eased(start, phase, left), phase: phase.id, say: phase.say, round: number + 1 };
}

/**
 * @param {Shape} shape
 * @param {Body} body
 * @param {Record<string, number>} now
 * @returns {Posture}
 */
function kneeling(shape, { bone, flesh }, now) {
  /** @type {Point} */
  const knee = [0, flesh.knee];
  /** @type {Point} */
  const wrist = [shape.places.wrist_x, flesh.wrist];
  const ankle = alongFloor(knee, bone.shank, flesh.ankle);
  const hip = step(knee, now.thigh_deg, bone.thigh);
  const arm = now.arm_share * (bone.upper_arm + bone.forearm);
  const shoulder = meet(hip, wrist, chord(bone.trunk, now.bend_deg), arm, -1);
  const { points, endDeg } = arc(hip, shoulder, bone.trunk, now.bend_deg);
  const joints = {
    head: step(shoulder, endDeg + now.neck_deg, bone.neck),
    shoulder,
    elbow: meet(shoulder, wrist, bone.upper_arm, bone.forearm, 1),
    wrist,
    fingers: alongFloor(wrist, -bone.hand, flesh.fingers),
    hip,
    knee,
    ankle,
    toe: alongFloor(ankle, bone.foot, flesh.toe),
  };
  return { joints, spine: points };
}

/**
 * @param {Shape} shape
 * @param {Body} body
 * @param {number} value
 * @param {Record<string, number>} now
 * @returns {Posture}
 */
function lying(shape, { bone, flesh }, value, now) {
  /** @type {Point} */
  const shoulder = [0, shape.places.shoulder_y];
  /** @type {Point} */
  const ankle = [shape.places.ankle_x, flesh.ankle];
  const across = chord(bone.trunk, now.bend_deg);
  const straight = meet(shoulder, ankle, bone.trunk + bone.thigh, bone.shank, 1);
  const top = Math.atan2(straight[1] - shoulder[1], straight[0]);
  const low = (shape.places.hip_y - shoulder[1]) / across;
  const hip = step(shoulder, degrees(low + (top - low) * value), across);
  const elbow = alongFloor(shoulder, bone.upper_arm, flesh.elbow);
  const wrist = alongFloor(elbow, bone.forearm, flesh.wrist);
  const joints = {
    head: alongFloor(shoulder, -bone.neck, flesh.head),
    shoulder,
    elbow,
    wrist,
    fingers: alongFloor(wrist, bone.hand, flesh.fingers),
    hip,
    knee: meet(hip, ankle, bone.thigh, bone.shank, 1),
    ankle,
    toe: alongFloor(ankle, bone.foot, flesh.toe),
  };
  return { joints, spine: arc(hip, shoulder, bone.trunk, now.bend_deg).points };
}

/** @param {number} angleDeg */
const radians = (angleDeg) => (angleDeg * Math.PI) / 180;
/** @param {number} angle */
const degrees = (angle) => (angle * 180) / Math.PI;

/**
 * The number at this value, on straight lines between the stops.
 * @param {number[]} stops
 * @param {number[]} numbers
 * @param {number} value
 */
function between(stops, numbers, value) {
  let place = 0;
  while (place < stops.length - 2 && stops[place + 1] <= value) place += 1;
  const share = (value - stops[place]) / (stops[place + 1] - stops[place]);
  return numbers[place] + (numbers[place + 1] - numbers[place]) * share;
}

/**
 * The point at this distance; 0 degrees is to the right, 90 is up.
 * @param {Point} start
 * @param {number} angleDeg
 * @param {number} length
 * @returns {Point}
 */
function step(start, angleDeg, length) {
  return [start[0] + length * Math.cos(radians(angleDeg)), start[1] + length * Math.sin(radians(angleDeg))];
}

/**
 * The end of a bone that comes to lie at this height; a negative length goes to the left.
 * @param {Point} start
 * @param {number} length
 * @param {number} height
 * @returns {Point}
 */
function alongFloor(start, length, height) {
  const across = Math.sqrt(length ** 2 - (height - start[1]) ** 2);
  return [start[0] + (length > 0 ? across : -across), height];
}

/**
 * Where two bones join. `side` 1: on the left hand of the way from start to end; -1: on the right.
 * Throws RangeError where the bones do not reach.
 * @param {Point} start
 * @param {Point} end
 * @param {number} first
 * @param {number} second
 * @param {1 | -1} side
 * @returns {Point}
 */
function meet(start, end, first, second, side) {
  const gap = Math.hypot(end[0] - start[0], end[1] - start[1]);
  if (!(Math.abs(first - second) <= gap && gap <= first + second)) throw new RangeError("the bones do not join");
  const turn = Math.acos((first ** 2 + gap ** 2 - second ** 2) / (2 * first * gap));
  const angle = Math.atan2(end[1] - start[1], end[0] - start[0]) + side * turn;
  return [start[0] + first * Math.cos(angle), start[1] + first * Math.sin(angle)];
}

/**
 * How each vertebra lies against the straight way from hip to neck, degrees.
 * @param {number} bendDeg
 */
function turns(bendDeg) {
  return Array.from({ length: VERTEBRAE }, (_, number) => ((number - (VERTEBRAE - 1) / 2) * bendDeg) / VERTEBRAE);
}

/**
 * The straight way from end to end of a bent spine.
 * @param {number} length
 * @param {number} bendDeg
 */
function chord(length, bendDeg) {
  return (length / VERTEBRAE) * turns(bendDeg).reduce((sum, turn) => sum + Math.cos(radians(turn)), 0);
}

/**
 * The points of the spine, and the direction in which it ends, degrees.
 * @param {Point} hip
 * @param {Point} neck
 * @param {number} length
 * @param {number} bendDeg
 */
function arc(hip, neck, length, bendDeg) {
  const way = degrees(Math.atan2(neck[1] - hip[1], neck[0] - hip[0]));
  const points = [hip];
  for (const turn of turns(bendDeg)) points.push(step(points[points.length - 1], way + turn, length / VERTEBRAE));
  return { points, endDeg: way + turns(bendDeg)[VERTEBRAE - 1] };
}

/**
 * @param {number} start
 * @param {Phase} phase
 * @param {number} t_s
 */
function eased(start, phase, t_s) {
  if (phase.move_s <= 0 || t_s >= phase.move_s) return phase.to; // a sum of times may fall a hair short of nought
  return start + ((phase.to - start) * (1 - Math.cos((Math.PI * t_s) / phase.move_s))) / 2;
}
