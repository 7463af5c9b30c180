"""What a made-up person does: joints seen from the side at each moment, in fractions of body height.

Our three movements come from the kinematics that also draw the figure. The others are what people do instead, in
front of the same camera: nothing of them may be counted.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from math import cos, pi, radians, sin

import numpy as np

from unspasm.care.movement import Point, Posture, moment, posture
from unspasm.knowledge import Knowledge, read_knowledge
from unspasm.knowledge.movement import Body

OURS = ("cat_cow", "childs_pose", "hip_lift")


@dataclass(frozen=True)
class Tempo:
    """How one person does a movement. Times in seconds; `depth` is a share of the key poses."""

    rounds: int = 3
    lead_s: float = 2.0
    pace: float = 1.0
    depth: float = 1.0
    tail_s: float = 1.0
    unsteady: float = 0.0
    """Rounds differ by up to this share in depth."""


@dataclass(frozen=True)
class Act:
    """A posture at every moment. `value` is the parameter of our movements; None where there is none."""

    name: str
    seconds: float
    at: Callable[[float], Posture]
    value: Callable[[float], float] | None = None


@cache
def knowledge() -> Knowledge:
    """The knowledge, read once."""
    return read_knowledge()


def built(build: Mapping[str, float]) -> Body:
    """The body with bones and flesh so many times as long and as thick; names that are not given stay."""
    body = knowledge().body
    bone = {name: length * build.get(name, 1.0) for name, length in body.bone.items()}
    flesh = {name: thick * build.get("flesh", 1.0) for name, thick in body.flesh.items()}
    return Body(bone, flesh)


def act(name: str, body: Body, tempo: Tempo) -> Act:
    """One of ours or of `WRONG`. Raises KeyError for others."""
    return _ours(name, body, tempo) if name in OURS else WRONG[name](body, tempo)


def _ours(name: str, body: Body, tempo: Tempo) -> Act:
    movement = knowledge().movements[name]
    phases = [replace(row, move_s=row.move_s * tempo.pace, stay_s=row.stay_s * tempo.pace) for row in movement.phases]
    round_s = sum(row.move_s + row.stay_s for row in phases)
    end_s = tempo.lead_s + tempo.rounds * round_s
    low, high = movement.low, movement.high

    def value(t_s: float) -> float:
        now = moment(phases, movement.rest, tempo.rounds, max(0.0, t_s - tempo.lead_s))
        number = now.round or tempo.rounds
        deep = tempo.depth * (1 + tempo.unsteady * sin(2.4 * number))
        return min(high, max(low, now.value * deep))

    return Act(
        name,
        end_s + movement.rest.move_s + tempo.tail_s,
        lambda t_s: reachable(name, body, value(t_s)),
        value,
    )


def reachable(name: str, body: Body, value: float) -> Posture:
    """The posture, or the nearest one towards the middle that this build can take."""
    shape = knowledge().movements[name].shape
    for share in np.arange(1.0, 0.0, -0.02):
        try:
            return posture(shape, body, value * float(share))
        except ValueError:
            continue
    return posture(shape, knowledge().body, value)


# --- what is not ours ------------------------------------------------------------------------------


def _swing(tempo: Tempo, length_s: float) -> tuple[float, Callable[[float], float]]:
    """A length, and a share that goes 0, 1, 0 in each round."""
    round_s = length_s * tempo.pace

    def share(t_s: float) -> float:
        at = (t_s - tempo.lead_s) / round_s
        return 0.0 if not 0 <= at <= tempo.rounds else (1 - cos(2 * pi * at)) / 2

    return tempo.lead_s + tempo.rounds * round_s + tempo.tail_s, share


def _posed(
    body: Body, hip: Point, trunk_deg: float, thigh: float, shank: float, arm: float, neck_deg: float
) -> Posture:
    """A straight back. Degrees against the x axis, as the bone points away from the hip or shoulder."""
    bone = body.bone

    def off(start: Point, deg: float, length: float) -> Point:
        return start[0] + length * cos(radians(deg)), start[1] + length * sin(radians(deg))

    shoulder = off(hip, trunk_deg, bone["trunk"])
    knee = off(hip, thigh, bone["thigh"])
    ankle = off(knee, shank, bone["shank"])
    elbow = off(shoulder, arm, bone["upper_arm"])
    wrist = off(elbow, arm, bone["forearm"])
    spine = tuple(
        (hip[0] + (shoulder[0] - hip[0]) * part / 12, hip[1] + (shoulder[1] - hip[1]) * part / 12) for part in range(13)
    )
    joints = {
        "head": off(shoulder, neck_deg, bone["neck"]),
        "shoulder": shoulder,
        "elbow": elbow,
        "wrist": wrist,
        "fingers": off(wrist, arm, bone["hand"]),
        "hip": hip,
        "knee": knee,
        "ankle": ankle,
        "toe": off(ankle, shank + 90, bone["foot"]),
    }
    return Posture(joints, spine)


def _standing(body: Body, tempo: Tempo) -> Act:
    """Upright, raising the arms."""
    seconds, share = _swing(tempo, 4)
    up = body.bone["shank"] + body.bone["thigh"] + 0.03
    return Act("standing", seconds, lambda t_s: _posed(body, (0.1, up), 90, -90, -90, -92 + 170 * share(t_s), 90))


def _squat(body: Body, tempo: Tempo) -> Act:
    """Sitting down and standing up."""
    seconds, share = _swing(tempo, 5)

    def at(t_s: float) -> Posture:
        down = share(t_s)
        thigh, shank = -90 - 75 * down, -90 + 12 * down
        knee_y = 0.03 + body.bone["shank"] * -sin(radians(shank))
        hip = (0.1 + 0.2 * down, knee_y - body.bone["thigh"] * sin(radians(thigh)))
        return _posed(body, hip, 90 + 35 * down, thigh, shank, -90 - 80 * down, 100)

    return Act("squat", seconds, at)


def _press_up(body: Body, tempo: Tempo) -> Act:
    """Face down on straight arms, up and down."""
    seconds, share = _swing(tempo, 3)

    def at(t_s: float) -> Posture:
        lean = 24 - 16 * share(t_s)
        leg = body.bone["thigh"] + body.bone["shank"]
        hip = (0.35 - leg * cos(radians(lean)), 0.04 + leg * sin(radians(lean)))
        return _posed(body, hip, 180 - lean, -lean, -lean, -90, 180 - lean)

    return Act("press_up", seconds, at)


def _leg_raise(body: Body, tempo: Tempo) -> Act:
    """On the back, lifting straight legs."""
    seconds, share = _swing(tempo, 4)
    return Act(
        "leg_raise",
        seconds,
        lambda t_s: _posed(body, (0.3, 0.062), 180, 3 + 65 * share(t_s), 3 + 65 * share(t_s), 2, 178),
    )


def _knee_hug(body: Body, tempo: Tempo) -> Act:
    """On the back, drawing both knees to the chest."""
    seconds, share = _swing(tempo, 5)
    return Act(
        "knee_hug",
        seconds,
        lambda t_s: _posed(body, (0.3, 0.062), 180, 55 + 85 * share(t_s), -55 + 55 * share(t_s), 5, 178),
    )


def _kneeling(name: str, length_s: float, thigh: float, neck: float) -> Callable[[Body, Tempo], Act]:
    """On hands and knees with a level back: rocking by `thigh` degrees, nodding by `neck` degrees."""

    def make(body: Body, tempo: Tempo) -> Act:
        seconds, share = _swing(tempo, length_s)
        shape = knowledge().movements["cat_cow"].shape

        def at(t_s: float) -> Posture:
            middle = dict(zip(shape.curves, (row[1] for row in shape.curves.values()), strict=True))
            now = {
                "thigh_deg": middle["thigh_deg"] + thigh * share(t_s),
                "bend_deg": middle["bend_deg"],
                "neck_deg": middle["neck_deg"] + neck * (share(t_s) - 0.5),
                "arm_share": min(0.999, middle["arm_share"]),
            }
            level = replace(shape, stops=(0.0, 1.0), curves={key: (row, row) for key, row in now.items()})
            for less in (1.0, 0.98, 0.95, 0.9, 0.8):
                try:
                    curves = {**level.curves, "arm_share": (now["arm_share"] * less,) * 2}
                    return posture(replace(level, curves=curves), body, 0.0)
                except ValueError:
                    continue
            return posture(level, knowledge().body, 0.0)

        return Act(name, seconds, at)

    return make


def _still(name: str, movement: str, value: float) -> Callable[[Body, Tempo], Act]:
    """Staying in one posture of a movement."""

    def make(body: Body, tempo: Tempo) -> Act:
        posed = reachable(movement, body, value)
        return Act(name, tempo.lead_s + tempo.rounds * 8 + tempo.tail_s, lambda t_s: posed)

    return make


WRONG: Mapping[str, Callable[[Body, Tempo], Act]] = {
    "standing": _standing,
    "squat": _squat,
    "press_up": _press_up,
    "leg_raise": _leg_raise,
    "knee_hug": _knee_hug,
    "rocking": _kneeling("rocking", 5, -22, 0),
    "nodding": _kneeling("nodding", 3, 0, 50),
    "still_on_knees": _still("still_on_knees", "cat_cow", 0.0),
    "still_folded": _still("still_folded", "childs_pose", 1.0),
    "still_on_back": _still("still_on_back", "hip_lift", 0.0),
}
"""Movements that are none of ours, each by its name."""
