"""Recordings of made-up people as a detector would give them: landmarks and outline in pixels, with its errors.

No picture is drawn for them, so that thousands can be made. Truth comes from the joints themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

import numpy as np

from tests.coach_people.acts import OURS, Act, Tempo, act, built, knowledge
from tests.coach_people.clips import ON_BACK, Scene, framed
from tests.coach_people.flesh import Numbers, Parts, body_parts, dog, landmarks
from tests.coach_people.picture import View
from unspasm.care.movement import Point, Posture
from unspasm.knowledge.movement import Body

COLUMN = 6
"""Pixels between two corners of the outline."""


@dataclass(frozen=True)
class Errors:
    """What a detector and a room add. Lengths as shares of body height, times in seconds."""

    fps: float = 20.0
    landmark: float = 0.004
    wander: float = 0.003
    """Slow error of each landmark, as real detectors have it."""
    outline: float = 0.004
    drape: float = 0.0
    """0: skin-tight; 1: cloth spans every hollow of the back."""
    dropped: float = 0.0
    lost: tuple[tuple[float, float], ...] = ()
    """Stretches in which nobody is found."""
    hidden: tuple[tuple[float, float], ...] = ()
    """Stretches in which knee and foot are behind something."""
    swapped: tuple[tuple[float, float], ...] = ()
    """Stretches in which somebody else, standing, is found instead."""


@dataclass(frozen=True)
class Person:
    """One made-up person before one camera."""

    act: str
    seed: int
    view: View
    tempo: Tempo
    errors: Errors
    build: Mapping[str, float] = field(default_factory=dict)


def person(name: str, seed: int, **change: Any) -> Person:
    """Somebody within the working range, by chance. `change` replaces fields of view, tempo or errors."""
    rng = np.random.default_rng([seed, 4711])
    view = View(
        yaw=rng.uniform(-20, 20),
        pitch=rng.uniform(2, 14),
        roll=rng.uniform(-4, 4),
        distance=rng.uniform(1.6, 3.1),
        mirrored=bool(rng.random() < 0.5),
        light=rng.uniform(0.25, 1.0),
    )
    tempo = Tempo(
        rounds=int(rng.integers(1, 5)),
        lead_s=rng.uniform(2, 4),
        pace=rng.uniform(0.7, 1.4),
        depth=rng.uniform(0.85, 1.2) if name != "cat_cow" else rng.uniform(0.8, 1.35),
        unsteady=rng.uniform(0, 0.12),
    )
    errors = Errors(
        fps=rng.uniform(8, 30),
        landmark=rng.uniform(0.002, 0.007),
        wander=rng.uniform(0.001, 0.005),
        outline=rng.uniform(0.002, 0.007),
        drape=rng.uniform(0, 0.3),
        dropped=0.0 if rng.random() < 0.5 else rng.uniform(0, 0.2),
    )
    build = {
        "trunk": rng.uniform(0.94, 1.03),
        "thigh": rng.uniform(0.97, 1.04),
        "shank": rng.uniform(0.97, 1.04),
        "flesh": rng.uniform(0.8, 1.3),
    }
    parts: dict[str, Any] = {"view": view, "tempo": tempo, "errors": errors}
    for key, value in change.items():
        owner = next(part for part in parts if hasattr(parts[part], key))
        parts[owner] = replace(parts[owner], **{key: value})
    return Person(name, seed, build=build, **parts)


def record(who: Person, movement: str | None = None, outlined: bool = True) -> dict[str, Any]:
    """A recording for the coach. `movement` is what the coach believes; else what the person does."""
    rng = np.random.default_rng([who.seed, 1])
    scene = framed(Scene(who.act, view=who.view))
    doing = act(who.act, built(who.build), who.tempo) if who.act not in ("empty", "animal") else None
    length = doing.seconds if doing else who.tempo.lead_s + 8 * who.tempo.rounds
    wander = {}
    frames = []
    for number in range(int(length * who.errors.fps)):
        t_s = number / who.errors.fps + rng.uniform(-0.1, 0.1) / who.errors.fps
        if rng.random() < who.errors.dropped:
            continue
        frames.append(_frame(who, scene.view, doing, t_s, rng, wander, outlined))
    size = {"width": who.view.width, "height": who.view.height}
    return {"movement": movement or who.act, "fps": who.errors.fps, **size, "frames": frames}


def _frame(
    who: Person,
    view: View,
    doing: Act | None,
    t_s: float,
    rng: np.random.Generator,
    wander: dict[str, Numbers],
    outlined: bool,
) -> dict[str, Any]:
    nobody = {"t_s": t_s, "landmarks": None, "outline": None, "light": who.view.light}
    if who.act == "empty" or _within(t_s, who.errors.lost):
        return nobody
    body, on_back = built(who.build), who.act in ON_BACK
    if doing is None:
        if rng.random() < 0.3:
            return nobody
        points = _dog_read_as_a_person(t_s)
    elif _within(t_s, who.errors.swapped):
        on_back = False
        posed = act("standing", body, Tempo(lead_s=0, rounds=999)).at(t_s)
        points = landmarks(posed, body, False)
    else:
        posed = doing.at(t_s)
        points = landmarks(posed, body, on_back)
    hidden = _within(t_s, who.errors.hidden)
    marks = _marks(points, view, who.errors, rng, wander, hidden)
    outline = None
    if outlined:
        parts = body_parts(posed, body, on_back) if doing else dog(t_s)
        outline = _outline(parts, view, who.errors, rng)
    return {"t_s": t_s, "landmarks": marks, "outline": outline, "light": who.view.light}


def _marks(
    points: Mapping[str, tuple[float, float, float]],
    view: View,
    errors: Errors,
    rng: np.random.Generator,
    wander: dict[str, Numbers],
    hidden: bool,
) -> dict[str, list[float]]:
    scale = view.focal / view.distance
    seen = view.project(np.array(list(points.values())))
    keep = float(np.exp(-1 / errors.fps))
    nearest = {side: np.mean([seen[n, 2] for n, name in enumerate(points) if name.startswith(side)]) for side in _SIDES}
    near = min(nearest, key=lambda side: nearest[side])
    marks = {}
    for (name, point), (x, y, _) in zip(points.items(), seen, strict=True):
        slow = wander.get(name, np.zeros(2)) * keep + rng.normal(0, errors.wander * np.sqrt(1 - keep**2), 2)
        wander[name] = slow
        jitter = (slow + rng.normal(0, errors.landmark, 2)) * scale
        sure = 0.95 if name.startswith(near) or name == "nose" else 0.45
        if hidden and name.endswith(("knee", "ankle")):
            sure = 0.2
        told = _turned_over(name) if view.mirrored else name
        marks[told] = [round(float(x + jitter[0]), 2), round(float(y + jitter[1]), 2), round(point[2] * scale, 2), sure]
    return marks


_SIDES = ("left", "right")


def _turned_over(name: str) -> str:
    for one, other in (_SIDES, _SIDES[::-1]):
        if name.startswith(one):
            return other + name.removeprefix(one)
    return name


def _outline(parts: Parts, view: View, errors: Errors, rng: np.random.Generator) -> list[list[float]]:
    """What the camera sees as the body, column by column: along the top and back along the bottom."""
    steps = np.linspace(0, 1, 5)[:, None, None]
    a, b = view.project(parts.start), view.project(parts.end)
    ra, rb = view.focal * parts.thick / a[:, 2], view.focal * parts.thin / b[:, 2]
    at = (a[None] + steps * (b - a)[None]).reshape(-1, 3)
    r = (ra[None] + steps[..., 0] * (rb - ra)[None]).reshape(-1)
    columns = np.arange((at[:, 0] - r).min() + 1, (at[:, 0] + r).max(), COLUMN)
    half = r**2 - (columns[:, None] - at[None, :, 0]) ** 2
    reach = np.sqrt(np.maximum(half, 0))
    top = np.where(half > 0, at[None, :, 1] - reach, np.inf).min(1)
    bottom = np.where(half > 0, at[None, :, 1] + reach, -np.inf).max(1)
    kept = np.isfinite(top)
    columns, top, bottom = columns[kept], top[kept], bottom[kept]
    if errors.drape:
        top = top + errors.drape * (_hull(columns, top) - top)
    noise = errors.outline * view.focal / view.distance
    top, bottom = top + rng.normal(0, noise, len(top)), bottom + rng.normal(0, noise, len(top))
    rows = [*zip(columns, top, strict=True), *zip(columns[::-1], bottom[::-1], strict=True)]
    return [[round(float(x), 1), round(float(y), 1)] for x, y in rows]


def _hull(x: Numbers, y: Numbers) -> Numbers:
    """The cloth stretched over the top: the upper hull within a trunk's length on each side."""
    hull: list[int] = []
    for n in range(len(x)):
        while len(hull) > 1:
            i, j = hull[-2], hull[-1]
            if (y[j] - y[i]) * (x[n] - x[i]) < (y[n] - y[i]) * (x[j] - x[i]):
                break
            hull.pop()
        hull.append(n)
    over = np.interp(x, x[hull], y[hull])
    spans = np.zeros(len(x), bool)
    for one, other in pairwise(hull):
        spans[one : other + 1] = x[other] - x[one] < 0.5 * (x[-1] - x[0])
    return np.where(spans, over, y)


def _dog_read_as_a_person(t_s: float) -> dict[str, tuple[float, float, float]]:
    """What a detector may make of a dog: fore legs as arms, hind legs as legs."""
    beat = 0.14 * float(np.sin(2 * np.pi * t_s / 0.9))
    side = {
        "shoulder": (-0.45, 0.72),
        "elbow": (-0.41 + 0.5 * beat, 0.4),
        "wrist": (-0.45 + beat, 0.06),
        "hip": (0.38, 0.7),
        "knee": (0.42 - 0.5 * beat, 0.4),
        "ankle": (0.38 - beat, 0.06),
        "ear": (-0.95, 1.15),
    }
    points = {"nose": (-0.5, 0.47, 0.0)}
    for hand, z in (("left", 0.05), ("right", -0.05)):
        points |= {f"{hand}_{name}": (0.45 * x, 0.45 * y, z) for name, (x, y) in side.items()}
    return points


# --- truth -----------------------------------------------------------------------------------------


def true_reps(who: Person) -> int:
    """How often the movement was done."""
    return who.tempo.rounds if who.act in OURS else 0


def true_holds(who: Person) -> list[float]:
    """How long the limits of the knowledge held each time, seconds, by the joints themselves."""
    doing = act(who.act, built(who.build), who.tempo)
    inside = _inside(who.act)
    step = 1 / 40
    times = [n * step for n in range(int(doing.seconds / step)) if inside(doing.at(n * step))]
    breaks = [n for n, (one, other) in enumerate(pairwise(times)) if other - one > 0.5]
    starts, ends = [0, *(n + 1 for n in breaks)], [*breaks, len(times) - 1]
    # Half a step on each side lies inside as well, on average.
    return [times[end] - times[start] + step for start, end in zip(starts, ends, strict=True)] if times else []


def _inside(name: str) -> Callable[[Posture], bool]:
    limit = {row.id: row for row in knowledge().movements[name].limits}
    if name == "hip_lift":
        least = limit["up"].over
        return lambda posed: least is not None and _sag(posed) > least
    hip, knee = limit["in"].under, limit["in_knee"].under

    def folded(posed: Posture) -> bool:
        at = posed.joints
        return (
            hip is not None
            and knee is not None
            and _angle(at["shoulder"], at["hip"], at["knee"]) < hip
            and _angle(at["hip"], at["knee"], at["ankle"]) < knee
        )

    return folded


def _angle(one: Point, at: Point, other: Point) -> float:
    a, b = np.subtract(one, at), np.subtract(other, at)
    return float(np.degrees(np.arccos(np.clip(a @ b / (np.hypot(*a) * np.hypot(*b)), -1, 1))))


def _sag(posed: Posture) -> float:
    """The hip above the line from shoulder to knee, as a share of the longest part."""
    shoulder, hip, knee, ankle = (np.array(posed.joints[name]) for name in ("shoulder", "hip", "knee", "ankle"))
    along = (knee - shoulder) / np.hypot(*(knee - shoulder))
    across = np.array([-along[1], along[0]]) * (1 if along[0] > 0 else -1)
    longest = max(np.hypot(*(hip - shoulder)), np.hypot(*(knee - hip)), np.hypot(*(ankle - knee)))
    return float((hip - shoulder) @ across / longest)


def _within(t_s: float, stretches: tuple[tuple[float, float], ...]) -> bool:
    return any(start <= t_s < end for start, end in stretches)


def body_of(who: Person) -> Body:
    """The build of this person."""
    return built(who.build)
