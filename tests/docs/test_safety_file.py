"""SAFETY.md names controls that exist."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
SAFETY = (ROOT / "SAFETY.md").read_text(encoding="utf-8")
HAZARDS = [line.split("|")[1:-1] for line in SAFETY.splitlines() if re.match(r"\| H\d+ ", line)]


def test_every_hazard_has_a_cause_a_control_and_something_that_holds_it() -> None:
    assert len(HAZARDS) >= 15
    assert [row[0].strip() for row in HAZARDS] == [f"H{number}" for number in range(1, len(HAZARDS) + 1)]
    assert all(len(row) == 5 and all(cell.strip() for cell in row) for row in HAZARDS)


def test_every_named_test_exists() -> None:
    named = set(re.findall(r"`(tests/\w+)`", SAFETY))
    assert named
    assert not [name for name in sorted(named) if not list((ROOT / name).glob("*.py"))]


def test_every_named_make_target_exists() -> None:
    targets = re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert set(re.findall(r"`make (\w+)`", SAFETY)) <= set(targets)


def test_the_vacant_seat_is_said_plainly() -> None:
    assert "Clinical safety officer: vacant" in SAFETY
