"""From a movement and a parameter to joints: where every part of the figure is.

Seen from the side, in fractions of body height: x to the right, y up, the floor at y = 0, the head on the
left. Hands, knees and feet stay where they are; the spine is an arc of twelve equal bones; arms and legs
follow by the law of cosines. `islands/kinematics.js` says the same; tests/movement/golden.json holds both.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import acos, atan2, cos, degrees, hypot, pi, radians, sin, sqrt

from unspasm.knowledge.movement import Body, KeyPose, Movement, Phase, Shape, Variant

Point = tuple[float, float]
VERTEBRAE = 12


@dataclass(frozen=True)
class Posture:
    """Joints by name, and the thirteen points of the spine from the hip to the base of the neck."""

    joints: Mapping[str, Point]
    spine: tuple[Point, ...]


@dataclass(frozen=True)
class Moment:
    """What is to be seen and said at one time. `round` counts from 1; 0 is the rest at the end."""

    value: float
    phase: str
    say: str
    round: int


def posture(shape: Shape, body: Body, value: float) -> Posture:
    """The joints at one value of the parameter. Raises ValueError outside the range of the shape."""
    if not shape.stops[0] <= value <= shape.stops[-1]:
        raise ValueError(f"{value} is outside {shape.stops[0]} to {shape.stops[-1]}")
    now = {name: _between(shape.stops, curve, value) for name, curve in shape.curves.items()}
    stance = _kneeling if shape.stance == "kneeling" else _lying
    return stance(shape, body, value, now)


def moment(phases: Sequence[Phase], rest: Phase, rounds: int, t_s: float) -> Moment:
    """Where the movement is after `t_s` seconds of `rounds` rounds; every round starts where the last one ended."""
    round_s = sum(phase.move_s + phase.stay_s for phase in phases)
    number = int(t_s // round_s)
    left, start = t_s - number * round_s, phases[-1].to if number else rest.to
    if number >= rounds:
        return Moment(_eased(start, rest, t_s - rounds * round_s), rest.id, rest.say, 0)
    place = 0
    while place < len(phases) - 1 and left >= phases[place].move_s + phases[place].stay_s:
        left, start = left - phases[place].move_s - phases[place].stay_s, phases[place].to
        place += 1
    phase = phases[place]
    return Moment(_eased(start, phase, left), phase.id, phase.say, number + 1)


def poses_of(movement: Movement, variant: Variant | None) -> tuple[KeyPose, ...]:
    """The key poses in an easier or harder form."""
    if variant is None or variant.share == 1:
        return movement.poses
    rest = movement.rest.to
    return tuple(
        pose
        if pose.at == rest
        else KeyPose(pose.id, _part_way(rest, pose.at, variant), variant.pose_title, variant.description)
        for pose in movement.poses
    )


def phases_of(movement: Movement, variant: Variant | None) -> tuple[Phase, ...]:
    """The phases in an easier or harder form."""
    if variant is None:
        return movement.phases
    longest = max(phase.stay_s for phase in movement.phases)
    return tuple(
        Phase(
            phase.id,
            _part_way(movement.rest.to, phase.to, variant),
            variant.move_s if variant.move_s and phase.move_s else phase.move_s,
            variant.stay_s if variant.stay_s and phase.stay_s == longest else phase.stay_s,
            phase.say,
        )
        for phase in movement.phases
    )


def _part_way(rest: float, to: float, variant: Variant) -> float:
    return rest + (to - rest) * variant.share


def _kneeling(shape: Shape, body: Body, value: float, now: Mapping[str, float]) -> Posture:
    bone, flesh = body.bone, body.flesh
    knee = (0.0, flesh["knee"])
    ankle = _along_floor(knee, bone["shank"], flesh["ankle"])
    wrist = (shape.places["wrist_x"], flesh["wrist"])
    hip = _step(knee, now["thigh_deg"], bone["thigh"])
    arm = now["arm_share"] * (bone["upper_arm"] + bone["forearm"])
    chord = _chord(bone["trunk"], now["bend_deg"])
    shoulder = _meet(hip, wrist, chord, arm, -1)
    spine, end_deg = _arc(hip, shoulder, bone["trunk"], now["bend_deg"])
    joints = {
        "head": _step(shoulder, end_deg + now["neck_deg"], bone["neck"]),
        "shoulder": shoulder,
        "elbow": _meet(shoulder, wrist, bone["upper_arm"], bone["forearm"], 1),
        "wrist": wrist,
        "fingers": _along_floor(wrist, -bone["hand"], flesh["fingers"]),
        "hip": hip,
        "knee": knee,
        "ankle": ankle,
        "toe": _along_floor(ankle, bone["foot"], flesh["toe"]),
    }
    return Posture(joints, spine)


def _lying(shape: Shape, body: Body, value: float, now: Mapping[str, float]) -> Posture:
    bone, flesh = body.bone, body.flesh
    shoulder = (0.0, shape.places["shoulder_y"])
    ankle = (shape.places["ankle_x"], flesh["ankle"])
    chord = _chord(bone["trunk"], now["bend_deg"])
    straight = _meet(shoulder, ankle, bone["trunk"] + bone["thigh"], bone["shank"], 1)
    top, low = atan2(straight[1] - shoulder[1], straight[0]), (shape.places["hip_y"] - shoulder[1]) / chord
    hip = _step(shoulder, degrees(low + (top - low) * value), chord)
    spine, _ = _arc(hip, shoulder, bone["trunk"], now["bend_deg"])
    elbow = _along_floor(shoulder, bone["upper_arm"], flesh["elbow"])
    wrist = _along_floor(elbow, bone["forearm"], flesh["wrist"])
    joints = {
        "head": _along_floor(shoulder, -bone["neck"], flesh["head"]),
        "shoulder": shoulder,
        "elbow": elbow,
        "wrist": wrist,
        "fingers": _along_floor(wrist, bone["hand"], flesh["fingers"]),
        "hip": hip,
        "knee": _meet(hip, ankle, bone["thigh"], bone["shank"], 1),
        "ankle": ankle,
        "toe": _along_floor(ankle, bone["foot"], flesh["toe"]),
    }
    return Posture(joints, spine)


def _between(stops: Sequence[float], numbers: Sequence[float], value: float) -> float:
    """The number at this value, on straight lines between the stops."""
    place = max(index for index, stop in enumerate(stops[:-1]) if stop <= value)
    share = (value - stops[place]) / (stops[place + 1] - stops[place])
    return numbers[place] + (numbers[place + 1] - numbers[place]) * share


def _step(start: Point, angle_deg: float, length: float) -> Point:
    """The point at this distance; 0 degrees is to the right, 90 is up."""
    return start[0] + length * cos(radians(angle_deg)), start[1] + length * sin(radians(angle_deg))


def _along_floor(start: Point, length: float, height: float) -> Point:
    """The end of a bone that comes to lie at this height; a negative length goes to the left."""
    across = sqrt(length**2 - (height - start[1]) ** 2)
    return start[0] + (across if length > 0 else -across), height


def _meet(start: Point, end: Point, first: float, second: float, side: int) -> Point:
    """Where two bones join. `side` 1: on the left hand of the way from start to end; -1: on the right.

    Raises ValueError where the bones do not reach.
    """
    gap = hypot(end[0] - start[0], end[1] - start[1])
    if not abs(first - second) <= gap <= first + second:
        raise ValueError(f"bones of {first:.3f} and {second:.3f} do not join {start} and {end}, {gap:.3f} apart")
    turn = acos((first**2 + gap**2 - second**2) / (2 * first * gap))
    angle = atan2(end[1] - start[1], end[0] - start[0]) + side * turn
    return start[0] + first * cos(angle), start[1] + first * sin(angle)


def _turns(bend_deg: float) -> list[float]:
    """How each vertebra lies against the straight way from hip to neck, degrees."""
    return [(number - (VERTEBRAE - 1) / 2) * bend_deg / VERTEBRAE for number in range(VERTEBRAE)]


def _chord(length: float, bend_deg: float) -> float:
    """The straight way from end to end of a bent spine."""
    return length / VERTEBRAE * sum(cos(radians(turn)) for turn in _turns(bend_deg))


def _arc(hip: Point, neck: Point, length: float, bend_deg: float) -> tuple[tuple[Point, ...], float]:
    """The points of the spine, and the direction in which it ends, degrees."""
    way = degrees(atan2(neck[1] - hip[1], neck[0] - hip[0]))
    points = [hip]
    for turn in _turns(bend_deg):
        points.append(_step(points[-1], way + turn, length / VERTEBRAE))
    return tuple(points), way + _turns(bend_deg)[-1]


def _eased(start: float, phase: Phase, t_s: float) -> float:
    if phase.move_s <= 0 or t_s >= phase.move_s:  # a sum of many times may fall a hair short of nought
        return phase.to
    return start + (phase.to - start) * (1 - cos(pi * t_s / phase.move_s)) / 2
