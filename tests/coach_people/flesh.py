"""From a posture seen from the side to a body in space: tapering limbs, a trunk, a head with a face, landmarks.

x to the right, y up, z towards the camera when it stands square to the side; fractions of body height.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from unspasm.care.movement import Posture
from unspasm.knowledge.movement import Body

Numbers = NDArray[np.float64]

HIP, SHOULDER = 0.062, 0.105
"""Half widths."""
WIDE = {"seat": 0.085, "waist": 0.075, "ribs": 0.085, "chest": 0.095, "nape": 0.09}
"""How far the trunk reaches to each side."""
ROWS = (-1.0, -0.5, 0.0, 0.5, 1.0)


@dataclass(frozen=True)
class Parts:
    """Tapering rods: ends (n, 3) with their half thickness (n,), and what each is made of (n,)."""

    start: Numbers
    end: Numbers
    thick: Numbers
    thin: Numbers
    made_of: tuple[str, ...]


Rod = tuple[tuple[float, float, float], float, tuple[float, float, float], float, str]


def parts_of(rods: Iterable[Rod]) -> Parts:
    """The rods as arrays."""
    rows = list(rods)
    start, thick, end, thin, made = zip(*rows, strict=True)
    return Parts(np.array(start), np.array(end), np.array(thick), np.array(thin), tuple(made))


def body_parts(posed: Posture, body: Body, face_up: bool) -> Parts:
    """Everything of a person that a camera sees. `face_up`: lying on the back."""
    return parts_of((*_trunk(posed, body), *_limbs(posed, body), *_head(posed, body, face_up)))


def _trunk(posed: Posture, body: Body) -> Iterator[Rod]:
    knots, order = np.linspace(0, 12, 5), ("seat", "waist", "ribs", "chest", "nape")
    thick = np.interp(np.arange(13), knots, [body.flesh[name] for name in order])
    wide = np.interp(np.arange(13), knots, [WIDE[name] for name in order])
    for row in ROWS:
        slim = np.sqrt(1 - (0.8 * row) ** 2)
        for n in range(12):
            (ax, ay), (bx, by) = posed.spine[n], posed.spine[n + 1]
            cloth = "trousers" if n < 2 else "shirt"
            a, b = (ax, ay, row * wide[n]), (bx, by, row * wide[n + 1])
            yield a, thick[n] * slim, b, thick[n + 1] * slim, cloth


def _limbs(posed: Posture, body: Body) -> Iterator[Rod]:
    cloth = {"shoulder": "shirt", "elbow": "skin", "wrist": "skin", "hip": "trousers", "knee": "trousers"}
    for side in (-1.0, 1.0):
        for width, names in (
            (SHOULDER, ("shoulder", "elbow", "wrist", "fingers")),
            (HIP, ("hip", "knee", "ankle", "toe")),
        ):
            for one, other in pairwise(names):
                a, b = posed.joints[one], posed.joints[other]
                made = cloth.get(one, "shoe")
                yield (*a, side * width), body.flesh[one], (*b, side * width), body.flesh[other], made


def _head(posed: Posture, body: Body, face_up: bool) -> Iterator[Rod]:
    base, head = np.array(posed.joints["shoulder"]), np.array(posed.joints["head"])
    way, face = _facing(posed, face_up)
    r = body.flesh["head"]

    def at(up: float, out: float, aside: float) -> tuple[float, float, float]:
        x, y = head + r * (up * way + out * face)
        return float(x), float(y), r * aside

    yield (*base, 0.0), body.flesh["throat"] * 1.2, at(-0.3, 0, 0), body.flesh["throat"], "skin"
    yield at(-0.35, 0.2, 0), 0.82 * r, at(0.35, 0, 0), 0.95 * r, "skin"
    yield at(0.4, -0.15, 0), 0.93 * r, at(0.05, -0.35, 0), 0.88 * r, "hair"
    yield at(-0.1, 0.95, 0), 0.13 * r, at(0.15, 0.85, 0), 0.1 * r, "skin"
    yield at(-0.4, 0.88, -0.22), 0.1 * r, at(-0.4, 0.88, 0.22), 0.1 * r, "lips"
    for side in (-1.0, 1.0):
        yield at(0.22, 0.8, 0.36 * side), 0.15 * r, at(0.22, 0.8, 0.44 * side), 0.15 * r, "white"
        yield at(0.22, 0.92, 0.38 * side), 0.08 * r, at(0.22, 0.92, 0.42 * side), 0.08 * r, "dark"
        yield at(0.45, 0.84, 0.25 * side), 0.06 * r, at(0.43, 0.78, 0.55 * side), 0.06 * r, "hair"
        yield at(-0.1, -0.1, 0.93 * side), 0.16 * r, at(0.2, -0.15, 0.93 * side), 0.18 * r, "skin"


def _facing(posed: Posture, face_up: bool) -> tuple[Numbers, Numbers]:
    """The way from the base of the neck to the top of the head, and the way the face looks."""
    way = np.array(posed.joints["head"]) - np.array(posed.joints["shoulder"])
    way = way / (np.hypot(*way) or 1.0)
    turned = np.array([-way[1], way[0]])
    return way, (-turned if face_up else turned)


def landmarks(posed: Posture, body: Body, face_up: bool) -> Mapping[str, tuple[float, float, float]]:
    """Where BlazePose puts its named points, in space. The head is on the left of a person seen by us."""
    _, face = _facing(posed, face_up)
    head, r = np.array(posed.joints["head"]), body.flesh["head"]
    nose, ear = head + 0.95 * r * face, head - 0.1 * r * face
    near = "right" if face_up else "left"
    far = "left" if face_up else "right"
    points = {"nose": (float(nose[0]), float(nose[1]), 0.0)}
    for name, joint in posed.joints.items():
        if name in ("head", "fingers", "toe"):
            continue
        width = SHOULDER if name in ("shoulder", "elbow", "wrist") else HIP
        points[f"{near}_{name}"] = (*joint, width)
        points[f"{far}_{name}"] = (*joint, -width)
    points[f"{near}_ear"] = (float(ear[0]), float(ear[1]), 0.95 * r)
    points[f"{far}_ear"] = (float(ear[0]), float(ear[1]), -0.95 * r)
    return points


def dog(t_s: float, size: float = 0.45) -> Parts:
    """A dog that walks on the spot and wags. `size` against a person's height."""
    step = np.sin(2 * np.pi * t_s / 0.9)

    def rod(a: tuple[float, float, float], ra: float, b: tuple[float, float, float], rb: float, made: str) -> Rod:
        (ax, ay, az), (bx, by, bz) = a, b
        return (size * ax, size * ay, size * az), size * ra, (size * bx, size * by, size * bz), size * rb, made

    rods = [
        rod((-0.5, 0.75, 0), 0.19, (0.4, 0.72, 0), 0.15, "fur"),
        rod((-0.55, 0.8, 0), 0.13, (-0.85, 1.1, 0), 0.1, "fur"),
        rod((-0.85, 1.1, 0), 0.13, (-1.15, 1.02, 0), 0.07, "fur"),
        rod((-1.17, 1.04, -0.02), 0.04, (-1.17, 1.04, 0.02), 0.04, "dark"),
        rod((-0.95, 1.17, 0.09), 0.025, (-0.95, 1.17, 0.1), 0.025, "dark"),
        rod((0.5, 0.8, 0), 0.05, (0.8, 1.0, 0.1 * np.sin(9 * t_s)), 0.03, "fur"),
    ]
    for side in (-0.11, 0.11):
        rods.append(rod((-0.82, 1.2, side), 0.05, (-0.74, 1.02, side), 0.04, "fur"))
        for x, beat in ((-0.45, step), (0.38, -step)):
            knee = (x + 0.06 * beat * np.sign(side) + 0.04, 0.4, side)
            foot = (x + 0.14 * beat * np.sign(side), 0.05, side)
            rods += [rod((x, 0.7, side), 0.1, knee, 0.06, "fur"), rod(knee, 0.055, foot, 0.045, "fur")]
    return parts_of(rods)
