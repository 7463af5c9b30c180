"""Danger screening of many people at once: the same evaluator and the same `judge`, read over NumPy arrays.

    columns = {"saddle_numb": Column(np.array([0, 1])), "age": Column(np.array([40, 71]))}
    screen_cohort(columns, knowledge).tiers        # array([0, 4], dtype=uint8), places in TIERS

A column holds one fact for all people as whole numbers: 0 or 1 for yes_no (1 is yes), the option's place for
one_of, the number itself for integer, and for many_of the sum of 1 << place over the chosen options.
Facts without a column were not asked of anybody. Reasons and plans are for single people (`screen`, `check`).
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from unspasm.care.answers import NOT_SURE, SKIPPED, Answers
from unspasm.care.decide import WholeNumbers, judge
from unspasm.care.evaluate import ALL, HANGING, PUT, Pair, evaluate
from unspasm.knowledge.condition import Test, holds
from unspasm.knowledge.dictionary import Fact
from unspasm.knowledge.items import TIERS, Knowledge

Codes = NDArray[np.integer[Any]]
Small = NDArray[np.uint8]

KNOWN, UNANSWERED, NOT_ASKED = 0, 1, 2
CHUNK = 16_384
"""People at a time: the values of all conditions then stay within a few dozen megabytes."""

_UNKNOWN = np.array([0, PUT, HANGING], dtype=np.uint8)
_SIGNS: Mapping[str, Callable[[Any, Any], Any]] = {
    "==": operator.eq,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


@dataclass(frozen=True)
class Column:
    """One fact of all people. status: KNOWN, UNANSWERED or NOT_ASKED each; None: all are known.

    Where the status is not KNOWN, the code does not matter; for one_of it must still be a place of an option.
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
        tiers[part], decided[part] = _screen_part({key: _cut(col, part) for key, col in columns.items()}, knowledge)
    return Cohort(tiers, decided)


def columns_of(people: list[Answers], knowledge: Knowledge) -> dict[str, Column]:
    """The columns of checked answers; facts that nobody was asked have none. Dates are left out."""
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


def _screen_part(columns: Mapping[str, Column], knowledge: Knowledge) -> tuple[Any, Any]:
    pairs = evaluate(knowledge.program, _comparer(columns, knowledge), ALL, 0)
    verdict = judge(knowledge, pairs, WholeNumbers())
    return sum(verdict.reached[1 : len(TIERS)]), verdict.decided


def _comparer(columns: Mapping[str, Column], knowledge: Knowledge) -> Callable[[Test], Pair]:
    """Compares columns with the constants of tests; a fact without a column stays a plain number."""
    facts = knowledge.facts

    def compare(test: Test) -> Pair:
        column = columns.get(test.fact)
        if column is None:
            return HANGING, HANGING
        true = _held(test, column.codes, facts[test.fact]) * np.uint8(ALL)
        false = true ^ np.uint8(ALL)
        if column.status is None:
            return true, false
        unknown, known = _UNKNOWN[column.status], column.status == KNOWN
        return np.where(known, true, unknown), np.where(known, false, unknown)

    return compare


def _held(test: Test, codes: Codes, fact: Fact) -> Small:
    """1 where the coded answer passes the test, else 0."""
    if fact.type == "yes_no":
        return codes.astype(np.uint8)
    if fact.type == "integer":
        return np.asarray(_SIGNS[test.op](codes, test.value)).view(np.uint8)
    if fact.type == "many_of":
        wanted = sum(1 << place for place, key in enumerate(fact.option_ids) if holds(test, {key}, fact))
        return np.asarray(codes & wanted != 0).view(np.uint8)
    passes = np.array([holds(test, key, fact) for key in fact.option_ids], dtype=np.uint8)
    return passes[codes]


def _column(values: list[Any], fact: Fact) -> Column:
    status = np.array(
        [NOT_ASKED if v is None else UNANSWERED if v in (NOT_SURE, SKIPPED) else KNOWN for v in values], dtype=np.uint8
    )
    codes = np.array([_code(v, fact) if s == KNOWN else 0 for v, s in zip(values, status, strict=True)], dtype=np.int64)
    return Column(codes, status if status.any() else None)


def _code(value: Any, fact: Fact) -> int:
    if fact.type == "integer":
        return int(value)
    if fact.type == "many_of":
        return sum(1 << fact.option_ids.index(key) for key in value)
    return fact.option_ids.index(value)
