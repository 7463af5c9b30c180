"""The camera coach on film of made-up people, seen by its real detector in a browser. `python -m benchmarks.coach_film`.

Slower than `benchmarks.coach` by far (a second of film takes about a second), so a sample. Recordings are kept in
`build/coach/`, so that they can be judged again: `--again`. Needs Chromium and the detector (`./test --setup`).
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from benchmarks.coach import NAMES
from benchmarks.coach_score import events_of, told_of
from scripts.coach_clip import detecting, recorded
from tests.coach_people.acts import OURS
from tests.coach_people.clips import Scene, write_clip
from tests.coach_people.recordings import Person, person, true_holds, true_reps

KEPT = Path("build/coach")
FPS = 10
OUTSIDE = {"yaw": 60.0, "light": 0.08}
SHORT: dict[str, Any] = {"rounds": 2, "pace": 0.8, "lead_s": 2.5, "landmark": 0.0, "wander": 0.0}


def cast(people: int) -> Iterator[tuple[str, str, Person]]:
    """Group, movement that the coach believes, and who is filmed. Seeds are odd: the half that no limit was set on."""
    for seed in range(1, 2 * people, 2):
        for movement in OURS:
            yield "in range", movement, person(movement, seed, **SHORT)
    for name, value in OUTSIDE.items():
        for movement in OURS:
            yield f"{name} {value:g}", movement, person(movement, 901, **{**SHORT, "rounds": 1, name: value})
    for number, movement in enumerate(OURS):
        for other in (OURS[number - 1], "standing", "animal"):
            yield f"does {other}", movement, person(other, 903, **SHORT)


def film(who: Person, path: Path) -> None:
    """Writes what a camera sees."""
    scene = Scene(who.act, who.seed, who.view, who.tempo, who.build)
    write_clip(path, scene, FPS, 20 if who.act in ("animal", "empty") else None)


def make(people: int) -> None:
    """Films and records whoever is not kept yet."""
    KEPT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, detecting() as page:
        for group, movement, who in cast(people):
            kept = KEPT / f"{movement}-{group.replace(' ', '-')}-{who.seed}.json"
            if kept.exists():
                continue
            clip = Path(folder) / "clip.mjpeg"
            film(who, clip)
            told = recorded(page, clip, movement, 30, 30 // FPS)
            kept.write_text(json.dumps({**told, "group": group}), encoding="utf-8")
            print(".", end="", flush=True)
    print()


def report(people: int) -> list[str]:
    """One row of a table for each film: what was true, what was told."""
    rows = [
        "| film | coach told | true | counted | holds, true and timed (s) | wrong cues | said that it cannot see |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for group, movement, who in cast(people):
        kept = KEPT / f"{movement}-{group.replace(' ', '-')}-{who.seed}.json"
        with suppress(FileNotFoundError):
            told = told_of(events_of([json.loads(kept.read_text(encoding="utf-8"))])[0])
            true = true_reps(who) if who.act == movement else 0
            holds = true_holds(who) if who.act == movement and movement != "cat_cow" else []
            timed = f"{_listed(holds)} / {_listed(told['timed'])}" if holds or told["timed"] else "-"
            reasons = ", ".join(dict.fromkeys(told["abstained"])) or "-"
            rows.append(
                f"| {group}, person {who.seed} | {NAMES[movement]} | {true} | {told['reps']} | {timed} "
                f"| {len(told['cues'])} | {reasons} |"
            )
    return rows


def _listed(numbers: list[float]) -> str:
    return ", ".join(f"{number:.1f}" for number in numbers) or "none"


def main() -> None:
    """Reads the command line, makes what is missing, prints a table."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--people", type=int, default=6, help="a movement, in range")
    asked.add_argument("--again", action="store_true", help="only judge what is kept")
    given = asked.parse_args()
    if not given.again:
        make(given.people)
    print("\n".join(report(given.people)))


if __name__ == "__main__":
    main()
