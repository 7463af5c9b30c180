"""What the coach's command needs to know, out of the knowledge. `python -m scripts.coach_limits` writes it anew."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

KNOWLEDGE = Path(__file__).parents[1] / "src" / "unspasm" / "knowledge"
FILE = Path(__file__).with_name("coach") / "limits.json"


def limits() -> dict[str, Any]:
    """`{camera: {section: {name: number}}, movements: {id: {limits: {id: limit}, cues: {id: words}}}}`."""
    camera = _toml(KNOWLEDGE / "camera.toml")
    sections = {name: part for name, part in camera.items() if isinstance(part, dict)}
    movements = [_toml(path) for path in sorted((KNOWLEDGE / "movements").glob("*.toml"))]
    return {"camera": sections, "movements": {movement["id"]: _movement(movement) for movement in movements}}


def text() -> str:
    """The file as it is kept."""
    return json.dumps(limits(), indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def _movement(movement: dict[str, Any]) -> dict[str, Any]:
    kept = ("feature", "over", "under", "for_s")
    rows = {row["id"]: {name: row[name] for name in kept if name in row} for row in movement["limit"]}
    return {"limits": rows, "cues": {cue["id"]: cue["say"] for cue in movement["cue"]}}


def _toml(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")
