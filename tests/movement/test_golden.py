"""The postures are those that the browser draws: both suites hold their own arithmetic against one file."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from typing import Any

import pytest

from tests.movement.golden import FILE, golden
from unspasm.care.movement import VERTEBRAE
from unspasm.knowledge import load_knowledge

KEPT = json.loads(FILE.read_text(encoding="utf-8"))
NEAR = 1e-9


def differences(kept: Any, made: Any, where: str) -> Iterator[str]:
    """Every place where the two differ by more than the last digits."""
    if isinstance(kept, dict) and isinstance(made, dict):
        if kept.keys() != made.keys():
            yield f"{where}: {sorted(kept.keys() ^ made.keys())}"
        for name in kept.keys() & made.keys():
            yield from differences(kept[name], made[name], f"{where} {name}")
    elif isinstance(kept, list) and isinstance(made, list | tuple):
        if len(kept) != len(made):
            yield f"{where}: {len(kept)} and {len(made)}"
        for number, (one, other) in enumerate(zip(kept, made, strict=False)):
            yield from differences(one, other, f"{where} {number}")
    elif isinstance(kept, float | int) and isinstance(made, float | int):
        if not math.isclose(kept, made, rel_tol=0, abs_tol=NEAR):
            yield f"{where}: {kept} and {made}"
    elif kept != made:
        yield f"{where}: {kept!r} and {made!r}"


def test_the_golden_file_is_what_the_descriptions_give() -> None:
    found = list(differences(KEPT, golden(load_knowledge()), "golden"))
    assert found == [], "after a wanted change run: python -m tests.movement.golden"


def test_a_joint_that_moved_by_a_millionth_is_seen() -> None:
    moved = json.loads(FILE.read_text(encoding="utf-8"))
    moved["movements"]["cat_cow"]["postures"][3]["joints"]["elbow"][1] += 1e-6
    assert len(list(differences(KEPT, moved, "golden"))) == 1


@pytest.mark.parametrize("key", KEPT["movements"])
def test_the_golden_file_covers_the_whole_range(key: str) -> None:
    kept, movement = KEPT["movements"][key], load_knowledge().movements[key]
    values = [posture["value"] for posture in kept["postures"]]
    assert (values[0], values[-1]) == (movement.low, movement.high)
    assert len(values) > 20
    assert all(len(posture["spine"]) == VERTEBRAE + 1 for posture in kept["postures"])
