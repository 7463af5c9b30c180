"""Joints of many postures, for both languages. `python -m tests.movement.golden` writes them anew."""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from pathlib import Path
from typing import Any

from unspasm.care.movement import moment, posture
from unspasm.knowledge import Knowledge, read_knowledge
from unspasm.knowledge.movement import Movement

FILE = Path(__file__).with_name("golden.json")
STEPS, TIMES = 30, 60
ROUNDS = 2


def golden(knowledge: Knowledge) -> dict[str, Any]:
    """The build, and for every movement its shape, its phases, and what follows from them."""
    movements = {key: _movement(movement, knowledge) for key, movement in knowledge.movements.items()}
    return {"body": asdict(knowledge.body), "movements": movements}


def _movement(movement: Movement, knowledge: Knowledge) -> dict[str, Any]:
    low, high = movement.low, movement.high
    values = [low + (high - low) * step / STEPS for step in range(STEPS + 1)]
    phases, rest = movement.phases, movement.rest
    round_s = sum(phase.move_s + phase.stay_s for phase in phases)
    length = ROUNDS * round_s + rest.move_s
    times = [length * step / TIMES for step in range(TIMES + 1)]
    return {
        "shape": asdict(movement.shape),
        "origin": movement.drawing.origin,
        "phases": [asdict(phase) for phase in phases],
        "rest": asdict(rest),
        "poses": {pose.id: pose.at for pose in movement.poses},
        "postures": [_posture(movement, knowledge, value) for value in values],
        "rounds": ROUNDS,
        "moments": [{"t_s": t_s, **asdict(moment(phases, rest, ROUNDS, t_s))} for t_s in times],
    }


def _posture(movement: Movement, knowledge: Knowledge, value: float) -> dict[str, Any]:
    posed = posture(movement.shape, knowledge.body, value)
    return {"value": value, "joints": dict(posed.joints), "spine": list(posed.spine)}


def text(values: dict[str, Any]) -> str:
    """As JSON, one posture or moment a line."""
    return re.sub(r'(\{"(?:value|t_s)":)', r"\n\1", json.dumps(values)) + "\n"


if __name__ == "__main__":
    FILE.write_text(text(golden(read_knowledge())), encoding="utf-8")
