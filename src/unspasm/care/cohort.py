"""Danger screening of many people at once: the same `evaluate` and the same `judge`, eight people a byte.

    columns = {"saddle_numb": Column(np.array([0, 1])), "age": Column(np.array([40, 71]))}
    screen_cohort(columns, knowledge).tiers        # array([0, 4], dtype=uint8), places in TIERS

A column holds one fact for all people as whole numbers: 0 or 1 for yes_no (1 is yes), the option's place for
one_of, the number itself for integer, and for many_of the sum of 1 << place over the chosen options.
Facts without a column were not asked of anybody. Reasons and plans are for single people (`screen`, `check`).

A condition's value is an array of one row for each reading (certain, put, hanging; see `evaluate`) and one bit for
each person. Where every answer is known the three readings agree, and one row stands for all.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from unspasm.care.answers import NOT_SURE, SKIPPED, Answers
from unspasm.care.decide import Readings, judge
from unspasm.care.evaluate import Pair, evaluate
from unspasm.knowledge.condition import Test, holds
from unspasm.knowledge.dictionary import Fact
from unspasm.knowledge.items import Knowledge

Codes = NDArray[np.integer[Any]]
Small = NDArray[np.uint8]

KNOWN, UNANSWERED, NOT_ASKED = 0, 1, 2
CHUNK = 131_072
"""People at a time: a condition's value is then at most 48 KiB, and all of them a few dozen MiB."""

_SIGNS: Mapping[str, Callable[[Any, Any], Any]] = {
    "==": operator.eq,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_NONE, _EVERYONE = np.uint8(0), np.uint8(255)
_NOT_ASKED = np.array([[0], [0], [255]], dtype=np.uint8)
"""A fact that nobody was asked: one column for any number of people; it hangs, and nothing else."""


class PackedBits:
    """Literals are arrays of eight people a byte; pairs carry one row for each reading, or one row for all."""

    top: Any = _EVERYONE
    bottom: Any = _NONE

    def negate(self, literal: Any) -> Any:
        return ~literal

    def readings(self, pair: Pair) -> Readings:
        t, f = pair
        if len(t) == 1:
            return Readings(certain=t[0], put=t[0], hanging=t[0], possible=~f[0])
        return Readings(certain=t[0], put=t[1], hanging=t[2], possible=~f[0])


@dataclass(frozen=True)
class Column:
    """One fact of all people. status: KNOWN, UNANSWERED or NOT_ASKED each; None: all are known.

    Where the status is not KNOWN, the code does not matter; for one_of it must still be the place of an option.
    """

    codes: Codes
    status: Small | None = None


@dataclass(frozen=True)
class Cohort:
    """tiers: each person's disposition as its place in TIERS. decided: no question left could raise it."""

    tiers: Small
    decided: NDArray[np.bool_]


def screen_cohort(columns: Mapping[str, Column], knowledge: Knowledge, chunk: int = CHUNK) -> Cohort:
    """The disposition of everyone, as `screen` gives it one by one.

    Raises ValueError if there is no column, a column names no fact, or the columns differ in length.
    """
    people = _people(columns, knowledge)
    tiers, decided = np.zeros(people, dtype=np.uint8), np.zeros(people, dtype=np.bool_)
    for start in range(0, people, chunk):
        part = slice(start, min(start + chunk, people))
        cut = {key: _cut(column, part) for key, column in columns.items()}
        pairs = evaluate(knowledge.program, _comparer(cut, knowledge), _one_row(_EVERYONE), _one_row(_NONE))
        verdict = judge(knowledge, pairs, PackedBits())
        count = part.stop - part.start
        tiers[part] = sum(_unpacked(reached, count) for reached in verdict.reached[1:])
        decided[part] = _unpacked(verdict.decided, count)
    return Cohort(tiers, decided)


def columns_of(people: Sequence[Answers], knowledge: Knowledge) -> dict[str, Column]:
    """The columns of checked answers; facts that nobody was asked have none. Dates decide nothing and are left out."""
    asked = {key for answers in people for key in answers if knowledge.facts[key].type != "date"}
    return {key: _column([answers.get(key) for answers in people], knowledge.facts[key]) for key in sorted(asked)}


def _people(columns: Mapping[str, Column], knowledge: Knowledge) -> int:
    unknown = sorted(set(columns) - set(knowledge.facts))
    if unknown:
        raise ValueError(f"there is no fact called {unknown[0]!r}")
    lengths = {len(column.codes) for column in columns.values()}
    lengths |= {len(column.status) for column in columns.values() if column.status is not None}
    if len(lengths) != 1:
        raise ValueError(f"give columns of one length, not {sorted(lengths) or 'none'}")
    return lengths.pop()


def _cut(column: Column, part: slice) -> Column:
    return Column(column.codes[part], None if column.status is None else column.status[part])


def _one_row(byte: np.uint8) -> Small:
    return np.full((1, 1), byte)


def _unpacked(literal: Any, count: int) -> Small:
    """One 0 or 1 for each person; a literal of one byte stands for everybody."""
    packed = np.broadcast_to(np.atleast_1d(literal), ((count + 7) // 8,))
    return np.unpackbits(packed, count=count)


def _comparer(columns: Mapping[str, Column], knowledge: Knowledge) -> Callable[[Test], Pair]:
    """Compares columns with the constants of tests."""
    facts = knowledge.facts

    def compare(test: Test) -> Pair:
        column = columns.get(test.fact)
        if column is None:
            return _NOT_ASKED, _NOT_ASKED
        true = np.packbits(_held(test, column.codes, facts[test.fact]))
        if column.status is None:
            row = true[np.newaxis]
            return row, ~row
        known, unanswered, not_asked = (np.packbits(column.status == s) for s in (KNOWN, UNANSWERED, NOT_ASKED))
        unknown = np.stack([np.zeros_like(known), unanswered, not_asked])
        return unknown | (known & true), unknown | (known & ~true)

    return compare


def _held(test: Test, codes: Codes, fact: Fact) -> Any:
    """True (or not 0) where the coded answer passes the test."""
    if fact.type == "yes_no":
        return codes != 0
    if fact.type == "integer":
        return _SIGNS[test.op](codes, test.value)
    if fact.type == "many_of":
        wanted = sum(1 << place for place, key in enumerate(fact.option_ids) if holds(test, {key}, fact))
        return (codes & wanted) != 0
    passes = np.array([holds(test, key, fact) for key in fact.option_ids])
    return passes[codes]


def _column(values: Sequence[Any], fact: Fact) -> Column:
    status = np.array([_status(value) for value in values], dtype=np.uint8)
    codes = np.array([_code(v, fact) if s == KNOWN else 0 for v, s in zip(values, status, strict=True)], dtype=np.int64)
    return Column(codes, status if status.any() else None)


def _status(value: Any) -> int:
    if value is None:
        return NOT_ASKED
    return UNANSWERED if value in (NOT_SURE, SKIPPED) else KNOWN


def _code(value: Any, fact: Fact) -> int:
    if fact.type == "integer":
        return int(value)
    if fact.type == "many_of":
        return sum(1 << fact.option_ids.index(key) for key in value)
    return fact.option_ids.index(value)
