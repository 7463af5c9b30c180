"""What a page needs to show a movement: its key poses as drawings, and one JSON value for the script."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from unspasm.care.movement import phases_of, poses_of
from unspasm.knowledge import Knowledge
from unspasm.knowledge.movement import Movement, Variant

STANDARD = "standard"


@dataclass(frozen=True)
class Still:
    """A key pose: the name of its drawing, its words, and the value of the parameter that it shows."""

    figure: str
    title: str
    at: float


@dataclass(frozen=True)
class Showing:
    """One movement in one of its forms, ready for the page."""

    id: str
    title: str
    stills: tuple[Still, ...]
    value: dict[str, Any]


def showing(key: str, variant: str, knowledge: Knowledge) -> Showing | None:
    """The movement in this form; None where there is no figure for the form.

    Raises KeyError if there is no such movement, or no such form of it.
    """
    movement = knowledge.movements[key]
    form = None if variant == STANDARD else movement.variant(variant)
    if form is None and variant != STANDARD:
        raise KeyError(f"{key} has no form {variant!r}")
    if form is not None and not form.shown:
        return None
    stills = _stills(movement, form)
    value = {
        "id": movement.id,
        "title": movement.title,
        "stance": movement.shape.stance,
        "origin": movement.drawing.origin,
        "shape": asdict(movement.shape),
        "body": asdict(knowledge.body),
        "phases": [asdict(phase) for phase in phases_of(movement, form)],
        "rest": asdict(movement.rest),
        "rounds": rounds_of(movement, knowledge),
    }
    return Showing(movement.id, movement.title, stills, value)


def _stills(movement: Movement, form: Variant | None) -> tuple[Still, ...]:
    poses = zip(movement.poses, poses_of(movement, form), strict=True)
    return tuple(Still(_name(movement, usual.id, form, usual == pose), pose.title, pose.at) for usual, pose in poses)


def _name(movement: Movement, pose: str, form: Variant | None, usual: bool) -> str:
    parts = [movement.id, pose] if usual or form is None else [movement.id, pose, form.id]
    return "-".join(parts).replace("_", "-")


def rounds_of(movement: Movement, knowledge: Knowledge) -> int:
    """How often, by the dose of the intervention: the smaller number where it gives two."""
    reps = knowledge.interventions[movement.id].item["dose_numbers"]["reps"]
    return int(reps[0] if isinstance(reps, list) else reps)
