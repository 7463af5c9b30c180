"""What the camera coach counted, in words and numbers, and the one value that its page gets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.staticfiles import finders
from django.templatetags.static import static

from unspasm.care.movement import phases_of
from unspasm.care.sessions.evenness import against_own, unevenness
from unspasm.knowledge import Knowledge
from unspasm.knowledge.camera import coach_limits
from unspasm.knowledge.movement import Movement
from unspasm.record.queries import Entry
from unspasm.web.presenters.moving import STANDARD, rounds_of

DETECTOR = {"bundle": "vision.mjs", "loader": "loader.mjs", "wasm": "vision.wasm", "model": "pose_lite.task"}
ISLAND = "unspasm/islands/camera-coach"
SPOKEN = ("look", "go", "still", "trouble")


@dataclass(frozen=True)
class Counted:
    """One session with the coach. lengths: how long repetitions took, in words; before, after: pain, or None."""

    thread: UUID
    version: int
    session: UUID
    at: datetime
    title: str
    reps: int
    lengths: str
    holds: str
    even: str
    uneven_percent: int | None
    unseen: str
    before: int | None
    after: int | None
    numbers: str


def coachable(movement: str, variant: str, knowledge: Knowledge) -> bool:
    """Whether the coach knows this form of the movement: one that goes all the way, with other seconds at most."""
    known = knowledge.movements.get(movement)
    if known is None or movement not in coach_limits(knowledge)["movements"]:
        return False
    form = known.variant(variant)
    return variant == STANDARD if form is None else form.shown and form.share == 1.0


def page_value(movement: Movement, variant: str, knowledge: Knowledge) -> dict[str, Any]:
    """What the page of the coach is given as JSON: `{movement, limits, words, plan, worker, files}`.

    plan: `{reps, hold_s, round_s}`. files: the addresses of the detector, or None where it was not set up.
    """
    limits = coach_limits(knowledge)
    phases = phases_of(movement, movement.variant(variant))
    own = {movement.id: limits["movements"][movement.id]}
    coach = knowledge.tables["coach"]
    return {
        "movement": movement.id,
        "limits": {"camera": limits["camera"], "movements": own},
        "words": {"start": coach["before"]["start"], **{name: coach[name] for name in SPOKEN}},
        "plan": {
            "reps": rounds_of(movement, knowledge),
            "hold_s": max(phase.stay_s for phase in phases),
            "round_s": sum(phase.move_s + phase.stay_s for phase in phases),
        },
        "worker": static(f"{ISLAND}/detector-worker.js"),
        "files": _files(),
    }


def _files() -> dict[str, str] | None:
    names = {part: f"unspasm/detector/{name}" for part, name in DETECTOR.items()}
    if not all(finders.find(name) for name in names.values()):
        return None
    return {part: static(name) for part, name in names.items()}


def counted(found: Sequence[Entry], knowledge: Knowledge) -> list[Counted]:
    """Every session with the coach among the entries, newest first, each against the ones before it."""
    after = knowledge.tables["coach"]["after"]
    ratings = [e for e in found if e.kind == "rating" and e.data.session is not None]
    lines: list[Counted] = []
    spread: dict[str, list[float]] = {}
    for entry in (e for e in found if e.kind == "coached"):
        data = entry.data
        own = unevenness(data.rep_s, least=int(after["least_reps"]))
        earlier = spread.setdefault(data.movement, [])
        word = against_own(own, earlier, alike=float(after["alike"]))
        lines.append(
            Counted(
                thread=entry.thread, version=entry.version, session=data.session, at=entry.local,
                title=knowledge.movements[data.movement].title if data.movement in knowledge.movements else data.movement,
                reps=data.reps, lengths=_span(data.rep_s), holds=_span(data.hold_s),
                even=after["even"][word] if word else "", uneven_percent=None if own is None else round(100 * own),
                unseen=after["unseen"] if data.unseen_s > after["unseen_from_s"] else "",
                before=_pain(ratings, data.session, "before"), after=_pain(ratings, data.session, "after"),
                numbers=_numbers(data),
            )
        )  # fmt: skip
        if own is not None:
            earlier.append(own)
    return lines[::-1]


def _pain(ratings: Iterable[Entry], session: UUID, phase: str) -> int | None:
    scores = [e.data.pain for e in ratings if e.data.session == session and e.data.phase == phase]
    return scores[-1] if scores else None


def _span(seconds: Sequence[float]) -> str:
    if not seconds:
        return ""
    low, high = round(min(seconds), 1), round(max(seconds), 1)
    return f"{low:g} seconds" if low == high else f"{low:g} to {high:g} seconds"


def _numbers(data: Any) -> str:
    """Everything that is kept of it, as it is kept."""
    rows = (("repetitions", data.rep_s), ("holds", data.hold_s))
    lists = [f"{name} {', '.join(f'{one:g}' for one in values)} s" for name, values in rows if values]
    times = [f"seen {data.seen_s:g} s", f"not seen {data.unseen_s:g} s"]
    return "; ".join([f"counted {data.reps}", *lists, *times])
