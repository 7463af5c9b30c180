"""Reads diaries from a table: `person, t_hours, pain, item, phase, use`. Nothing is guessed; a fault names its row."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import blake2b
from itertools import groupby
from typing import TextIO

import numpy as np
from numpy.typing import NDArray

from unspasm.learn.diary import PHASES, DiaryError, Row

Line = Mapping[str, str | None]
"""One row of a table: values as text, by the names of the columns."""
FAR = 1e7
"""Hours; a thousand years. Beyond, it is no time of a diary."""
NEEDED = ("t_hours", "pain")
COLUMNS = ("person", "t_hours", "pain", "item", "phase", "use", "sleep", "episode")


def read_table(file: TextIO) -> dict[str, list[Row]]:
    """Rows of each person of a table in commas, in the order of the file. Raises DiaryError."""
    return people_of(csv_lines(file))


def people_of(lines: Iterable[Line]) -> dict[str, list[Row]]:
    """Rows of each person, in the order of the lines. Raises DiaryError."""
    people: dict[str, list[Row]] = {}
    for person, row in _rows(lines):
        people.setdefault(person, []).append(row)
    return people


def read_people(lines: Iterable[Line], met: Met) -> Iterator[tuple[str, list[Row]]]:
    """One person after another, without holding the rest. The rows of a person must stand together.

    lines: of one table, by the names of its columns. met: people of tables before.
    """
    for person, rows in groupby(_rows(lines), key=lambda pair: pair[0]):
        met.meet(person)
        yield person, [row for _, row in rows]


class Met:
    """Who was met already, in eight bytes a person: nobody may come twice. Blocks are held against the rest."""

    BLOCK = 50_000

    def __init__(self) -> None:
        self._old: NDArray[np.uint64] = np.empty(0, dtype=np.uint64)
        self._new: dict[int, str] = {}

    def meet(self, person: str) -> None:
        """Takes a note of this person. Raises DiaryError for one who was met before, at the latest in `settle`."""
        mark = int.from_bytes(blake2b(person.encode(), digest_size=8).digest(), "little")
        if mark in self._new:
            raise self._twice(person)
        self._new[mark] = person
        if len(self._new) == self.BLOCK:
            self.settle()

    def settle(self) -> None:
        """Holds the newest people against all others."""
        marks = np.array(list(self._new), dtype=np.uint64)
        again = marks[np.isin(marks, self._old)]
        if len(again):
            raise self._twice(self._new[int(again[0])])
        self._old, self._new = np.concatenate([self._old, marks]), {}

    @staticmethod
    def _twice(person: str) -> DiaryError:
        return DiaryError(f"person {person!r} comes twice with others between; sort the table by person")


def named(names: Sequence[str]) -> None:
    """Raises DiaryError where a column that is needed is not among these names."""
    missing = [name for name in NEEDED if name not in names]
    if missing:
        if any(";" in name for name in names):
            raise DiaryError("the columns seem to be parted by semicolons; use commas, and points in numbers")
        raise DiaryError(f"the first line must name the columns, and {missing[0]} is not among them")
    twice = next((name for name in COLUMNS if list(names).count(name) > 1), None)
    if twice:
        raise DiaryError(f"two columns are named {twice}; keep one of them")


def csv_lines(file: TextIO) -> Iterator[Line]:
    """Rows of a table in commas. Raises DiaryError where a needed column is missing."""
    rows = csv.DictReader(file)
    try:
        named(rows.fieldnames or [])
        yield from rows
    except csv.Error as error:
        raise DiaryError(f"row {rows.line_num + 1}: this is no table in commas ({error})") from None


def _rows(lines: Iterable[Line]) -> Iterator[tuple[str, Row]]:
    for number, line in enumerate(lines, 2):
        if not any((value or "").strip() for value in line.values() if isinstance(value, str)):
            continue
        try:
            if None in line:
                raise DiaryError("there are more values than columns; a number with a comma needs a point")
            yield (line.get("person") or "").strip(), _row(line)
        except DiaryError as error:
            raise DiaryError(f"row {number}: {error}") from None


def _row(line: Line) -> Row:
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
    t_h = _number(line.get("t_hours"), "t_hours")
    if abs(t_h) > FAR:
        raise DiaryError(f"t_hours is {t_h:g}; give hours from a day of this diary")
    return Row(
        t_h=t_h,
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
    return value + 0.0  # never a zero with a sign


def _whole(text: str, name: str) -> int:
    value = _number(text, name)
    if value != int(value) or not 0 <= value < 1e9:
        raise DiaryError(f"{name} is {text!r}; give a whole number")
    return int(value)
