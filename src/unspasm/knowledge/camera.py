"""What the camera coach knows: one value, for the page and for the command alike."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from unspasm.knowledge.reading import Table

if TYPE_CHECKING:
    from unspasm.knowledge.items import Knowledge
    from unspasm.knowledge.movement import Movement

VIEW = ("see", "smooth", "posture", "outline", "own", "cue", "say")
"""Sections of camera.toml."""
REASONS = ("body", "side_on", "distance", "frame", "light", "outline")
"""Why somebody is not seen well enough; each has a sentence in both files."""
TROUBLE = (
    "refused", "absent", "in_use", "insecure", "unplugged", "webgl", "engine", "missing", "script", "goes_on", "plain",
)  # fmt: skip
AROUND = ("before", "place", "look", "go", "still", "trouble", "after")
"""Sections of coach.toml."""


def coach_limits(knowledge: Knowledge) -> dict[str, Any]:
    """What the engine of the coach is given: `{camera: {section: {name: value}}, movements: {id: {limits, cues}}}`.

    Values are numbers, pairs of numbers [low, high], or sentences (`say`).
    """
    camera = knowledge.tables["camera"]
    sections = {name: part for name, part in camera.items() if isinstance(part, dict)}
    return {"camera": sections, "movements": {key: movement_limits(one) for key, one in knowledge.movements.items()}}


def movement_limits(movement: Movement) -> dict[str, Any]:
    """`{limits: {id: {feature, over?, under?, for_s?}}, cues: {id: sentence}}`."""
    limits = {}
    for limit in movement.limits:
        row: dict[str, Any] = {"feature": limit.feature}
        given = {"over": limit.over, "under": limit.under, "for_s": limit.for_s or None}
        limits[limit.id] = row | {name: _plain(value) for name, value in given.items() if value is not None}
    return {"limits": limits, "cues": {cue.id: cue.say for cue in movement.cues}}


def check_camera(camera: Mapping[str, Any], coach: Mapping[str, Any]) -> None:
    """Raises KnowledgeError, naming file, field and cure, where a part of either file cannot be used."""
    view = Table("camera.toml", camera)
    for name in VIEW:
        _usable(view.section(name))
    around = Table("coach.toml", coach)
    for name in AROUND:
        _usable(around.section(name))
    for section in (view.section("say"), around.section("look")):
        for reason in REASONS:
            section.text(reason)
    for problem in TROUBLE:
        around.section("trouble").text(problem)


def _plain(value: float) -> float:
    """A whole number without its point, as it stands in the file."""
    return int(value) if value == int(value) else value


def _usable(section: Table) -> None:
    """Sentences, numbers, pairs of numbers, lists of sentences, or a table of sentences."""
    for name, value in section.fields.items():
        if isinstance(value, dict):
            _usable(Table(f"{section.where}, {name}", value))
        elif isinstance(value, list):
            kinds = {type(part) for part in value}
            if not (kinds <= {int, float} and len(value) == 2 and value[0] <= value[1]) and kinds != {str}:
                raise section.fail(f"{name} must be [low, high] or a list of sentences")
        elif isinstance(value, bool) or not isinstance(value, (int, float, str)):
            raise section.fail(f"{name} must be a number or a sentence")
