"""What the coach's command needs to know, out of the knowledge. `python -m scripts.coach_limits` writes it anew.

The page gets the same value (`unspasm.knowledge.camera.coach_limits`) from the server.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from unspasm.knowledge.camera import coach_limits
from unspasm.knowledge.loader import read_knowledge

FILE = Path(__file__).with_name("coach") / "limits.json"


def limits() -> dict[str, Any]:
    """`{camera: {section: {name: number}}, movements: {id: {limits: {id: limit}, cues: {id: words}}}}`."""
    return coach_limits(read_knowledge())


def text() -> str:
    """The file as it is kept."""
    return json.dumps(limits(), indent=2, sort_keys=True, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")
