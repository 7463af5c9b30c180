"""Reads diaries from a table: `person, t_hours, pain, item, phase, use`. Nothing is guessed; a fault names its row."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable, Iterator
from hashlib import blake2b
from itertools import groupby
from typing import TextIO

from unspasm.learn.diary import PHASES, DiaryError, Row

NEEDED = ("t_hours", "pain")
COLUMNS = ("person", "t_hours", "pain", "item", "phase", "use", "sleep", "episode")


def read_table(file: TextIO) -> dict[str, list[Row]]:
    """Rows of each person, in the order of the file. Raises DiaryError."""
    people: dict[str, list[Row]] = {}
    for person, row in _rows(_lines(file)):
        people.setdefault(person, []).append(row)
    return people


def read_people(file: TextIO) -> Iterator[tuple[str, list[Row]]]:
    """One person after another, without holding the rest. The rows of a person must stand together."""
    done: set[bytes] = set()
    for person, rows in groupby(_rows(_lines(file)), key=lambda pair: pair[0]):
        mark = blake2b(person.encode(), digest_size=8).digest()
        if mark in done:
            raise DiaryError(f"person {person!r} comes twice with others between; sort the table by person")
        done.add(mark)
        yield person, [row for _, row in rows]


def _lines(file: TextIO) -> csv.DictReader[str]:
    rows = csv.DictReader(file)
    names = rows.fieldnames or []
    missing = [name for name in NEEDED if name not in names]
    if missing:
        hint = " The columns seem to be parted by semicolons; use commas." if any(";" in n for n in names) else ""
        raise DiaryError(f"the first line must name the columns, and {missing[0]} is not among them.{hint}")
    return rows


def _rows(lines: Iterable[dict[str, str | None]]) -> Iterator[tuple[str, Row]]:
    for number, line in enumerate(lines, 2):
        if not any((value or "").strip() for value in line.values() if isinstance(value, str)):
            continue
        try:
            yield (line.get("person") or "").strip(), _row(line)
        except DiaryError as error:
            raise DiaryError(f"row {number}: {error}") from None


def _row(line: dict[str, str | None]) -> Row:
    item = (line.get("item") or "").strip()
    phase = (line.get("phase") or "").strip() or "scheduled"
    if phase not in PHASES:
        raise DiaryError(f"phase is {phase!r}; it must be before, after or scheduled")
    if item and phase == "scheduled":
        raise DiaryError("a scheduled rating belongs to no item; leave the item empty, or say before or after")
    pain = _number(line.get("pain"), "pain")
    if not 0 <= pain <= 10:
        raise DiaryError(f"pain is {pain:g}; it must be from 0 to 10")
    use = (line.get("use") or "").strip()
    if phase != "scheduled" and not use:
        raise DiaryError("a rating before or after needs the number of its use, the same for both")
    sleep, episode = ((line.get(name) or "").strip() for name in ("sleep", "episode"))
    return Row(
        t_h=_number(line.get("t_hours"), "t_hours"),
        pain=pain,
        item=item,
        phase=phase,
        use=_whole(use, "use") if use and phase != "scheduled" else None,
        sleep=_number(sleep, "sleep") if sleep else 0.0,
        episode=_whole(episode, "episode") if episode else 0,
    )


def _number(text: str | None, name: str) -> float:
    try:
        value = float((text or "").strip())
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise DiaryError(f"{name} is {(text or '').strip()!r}; give a number")
    return value


def _whole(text: str, name: str) -> int:
    value = _number(text, name)
    if value != int(value) or not 0 <= value < 1e9:
        raise DiaryError(f"{name} is {text!r}; give a whole number")
    return int(value)
