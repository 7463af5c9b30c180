"""Runs the camera coach on recordings, and sums up what it told. Shared by the measurements of the coach; needs Node."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Any

COMMAND = ["node", str(Path(__file__).parents[1] / "scripts/coach/main.mjs"), "--many", "-"]
BY_THE_CLOCK = ("breathe",)
"""Cues that the time brings about, not a judgement."""
EVERY_S = 4.0
"""A cue could come once in so many seconds of judging."""


def events_of(recordings: Iterable[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """The events of each recording, in order. Raises RuntimeError where the command fails."""
    text = "\n".join(json.dumps(recording) for recording in recordings)
    done = subprocess.run(COMMAND, input=text, capture_output=True, text=True, check=False)  # noqa: S603  our own command
    if done.returncode:
        raise RuntimeError(done.stderr.strip())
    return [json.loads(line) for line in done.stdout.splitlines()]


def told_of(events: list[dict[str, Any]]) -> dict[str, Any]:
    """`{reps, timed, cues, abstained, chances}`: the count, the holds, cues of judgement, reasons, cue opportunities."""
    done = events[-1]
    return {
        "reps": done["reps"],
        "timed": [row["seconds"] for row in events if row["event"] == "hold"],
        "cues": [row["cue"] for row in events if row["event"] == "cue" and row["cue"] not in BY_THE_CLOCK],
        "abstained": [row["reason"] for row in events if row["event"] == "abstain"],
        "chances": round((done["time_s"] - done["unseen_s"]) / EVERY_S, 1),
    }
