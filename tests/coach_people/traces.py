"""Small recordings of made-up people through pictures and the real detector, kept so that every run replays them.

`python -m tests.coach_people.traces [MOVEMENT...]` makes them anew (minutes; needs Chromium and the detector) into tests/front/traces/:
one of each movement, each a film of somebody within the working range, looked at ten times a second. Points are in whole
pixels, the outline has every sixth corner. The truth beside them comes from the joints of the film.
"""

from __future__ import annotations

import gzip
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from scripts.coach_clip import detecting, recorded
from tests.coach_people.acts import OURS
from tests.coach_people.clips import PLAYED, Scene, write_clip
from tests.coach_people.recordings import Person, person, true_holds, true_reps

FOLDER = Path("tests/front/traces")
FPS = 10
SEED = 11
CORNERS = 6
JOINTS = ("shoulder", "elbow", "wrist", "hip", "knee", "ankle")

WHOLE: dict[str, dict[str, float]] = {"hip_lift": {"depth": 1.0, "unsteady": 0.0}}
"""By this detector a lift of four fifths lies on the limit: that it may be missed is said in docs/reference/coach.md."""


def filmed(movement: str) -> Person:
    """Who is filmed."""
    return person(movement, SEED, rounds=2, pace=0.8, lead_s=2.5, landmark=0.0, wander=0.0, **WHOLE.get(movement, {}))


def small(told: dict[str, Any], outlined: bool) -> dict[str, Any]:
    """The recording with nothing that the coach does not use, in whole pixels."""
    return {**told, "frames": [_small(frame, outlined) for frame in told["frames"]]}


def _small(frame: dict[str, Any], outlined: bool) -> dict[str, Any]:
    marks = {
        name: [round(x), round(y), round(z), round(seen, 2)]
        for name, (x, y, z, seen) in (frame["landmarks"] or {}).items()
        if name.endswith(JOINTS)
    }
    outline = [[round(x), round(y)] for x, y in (frame.get("outline") or [])[::CORNERS]]
    return {**frame, "landmarks": marks or None, "outline": outline if outlined else None}


def main() -> None:
    """Films, records and writes those that were asked for, or all."""
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, detecting() as page:
        for movement in sys.argv[1:] or OURS:
            who = filmed(movement)
            clip = Path(folder) / "clip.mjpeg"
            write_clip(clip, Scene(who.act, who.seed, who.view, who.tempo, who.build), FPS)
            told = small(recorded(page, clip, movement, PLAYED, PLAYED // FPS), movement == "cat_cow")
            holds = [] if movement == "cat_cow" else [round(seconds, 2) for seconds in true_holds(who)]
            text = json.dumps({**told, "true": {"reps": true_reps(who), "holds": holds}}, separators=(",", ":"))
            (FOLDER / f"{movement}.json.gz").write_bytes(gzip.compress(text.encode(), 9, mtime=0))


if __name__ == "__main__":
    main()
