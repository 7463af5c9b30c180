"""From conditions to dispositions, questions left and offered items: written once, read in three algebras.

`Whole numbers` serves one person (0 or 1) and a cohort (arrays of 0 and 1); the solver has its own.
All of these functions use only `&`, `|` and `algebra.negate`, so that what runs is what is proved.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

from unspasm.care.evaluate import Pair, count
from unspasm.knowledge.items import TIERS, Intervention, Knowledge, Level

Literal = Any
SAME_DAY, SOON, ROUTINE = TIERS.index("same_day"), TIERS.index("soon"), TIERS.index("routine")


class Readings(NamedTuple):
    """What is known of one condition: each a literal of the algebra."""

    certain: Literal
    put: Literal
    hanging: Literal
    possible: Literal


class Algebra(Protocol):
    """What `decide` needs beyond `&` and `|`."""

    top: Literal
    bottom: Literal

    def negate(self, literal: Literal) -> Literal:
        """The opposite."""

    def readings(self, pair: Pair) -> Readings:
        """The pair taken apart."""


class WholeNumbers:
    """Literals are 0 and 1, of Python or of NumPy; pairs carry the three readings as bits."""

    top: Literal = 1
    bottom: Literal = 0

    def negate(self, literal: Literal) -> Literal:
        return 1 - literal

    def readings(self, pair: Pair) -> Readings:
        t, f = pair
        return Readings(certain=t & 1, put=(t >> 1) & 1, hanging=(t >> 2) & 1, possible=1 - (f & 1))


@dataclass(frozen=True)
class Verdict:
    """Everything that decides, before reasons and words.

    levels: readings of each danger level, in the knowledge base's order. suspected: whether it counts
    because nothing has ruled it out yet.
    settled[k]: at least tier k by what is certain, and by the rule for unsure answers.
    reached[k]: as settled, and by what is suspected: the disposition. possible[k]: as far as it could
    still turn out. decided rests on what is settled, so that questions which could calm are still asked.
    """

    levels: tuple[Readings, ...]
    suspected: tuple[Literal, ...]
    floored: Literal
    settled: tuple[Literal, ...]
    reached: tuple[Literal, ...]
    possible: tuple[Literal, ...]
    decided: Literal
    cleared: Literal


def judge(knowledge: Knowledge, pairs: Sequence[Pair], algebra: Algebra) -> Verdict:
    """The verdict of the danger rules."""
    levels = tuple(algebra.readings(pairs[level.when]) for level in knowledge.levels)
    suspected = tuple(
        _suspected(level, reading, pairs, algebra) for level, reading in zip(knowledge.levels, levels, strict=True)
    )
    floored = _floored(knowledge, levels, algebra)
    settled, reached, possible = [algebra.top], [algebra.top], [algebra.top]
    for tier in range(1, len(TIERS)):
        sure = suspect = could = algebra.bottom
        for level, reading, suspicion in zip(knowledge.levels, levels, suspected, strict=True):
            if level.tier >= tier:
                sure, suspect, could = sure | reading.certain, suspect | suspicion, could | reading.possible
        if tier <= SAME_DAY:
            sure = sure | floored
        settled.append(sure)
        reached.append(sure | suspect)
        possible.append(could | sure)
    decided = _decided(knowledge, levels, settled, pairs, algebra)
    cleared = decided & algebra.negate(reached[SAME_DAY])
    return Verdict(levels, suspected, floored, tuple(settled), tuple(reached), tuple(possible), decided, cleared)


def _suspected(level: Level, reading: Readings, pairs: Sequence[Pair], algebra: Algebra) -> Literal:
    if level.suspect_when is None:
        return algebra.bottom
    return algebra.readings(pairs[level.suspect_when]).certain & reading.possible


def _decided(
    knowledge: Knowledge,
    levels: Sequence[Readings],
    settled: Sequence[Literal],
    pairs: Sequence[Pair],
    algebra: Algebra,
) -> Literal:
    """Whether no question that was not put could raise what is settled."""
    negate, decided = algebra.negate, algebra.top
    for level, reading in zip(knowledge.levels, levels, strict=True):
        open_now = reading.hanging & negate(reading.certain)
        decided = decided & (negate(open_now) | settled[level.tier])
        if level.if_unsure:
            could_floor = reading.possible & negate(reading.put)
            decided = decided & (negate(could_floor) | settled[SAME_DAY])
        if level.suspect_when is not None:
            core = algebra.readings(pairs[level.suspect_when])
            could_be_suspected = reading.possible & core.hanging & negate(core.certain)
            decided = decided & (negate(could_be_suspected) | settled[level.tier])
    return decided


def _floored(knowledge: Knowledge, levels: Sequence[Readings], algebra: Algebra) -> Literal:
    """Whether unanswered questions alone call for care today.

    An urgent level that is possible through questions that were put and stayed unanswered counts as
    `same_day`. Levels marked `two` count only when they are of at least two different rules. (Counting
    rules, not questions: else an answer that is erased could lower the count and open a plan.)
    """
    floored = algebra.bottom
    weak: dict[str, Literal] = {}
    for level, reading in zip(knowledge.levels, levels, strict=True):
        if level.if_unsure == "same_day":
            floored = floored | reading.put
        elif level.if_unsure == "two":
            weak[level.rule] = weak.get(level.rule, algebra.bottom) | reading.put
    return floored | count(2, list(weak.values()), algebra.bottom)


@dataclass(frozen=True)
class Offer:
    """Whether an item may be offered at all, and whether only in its safer form."""

    offered: Literal
    safer: Literal


def offer(item: Intervention, verdict: Verdict, pairs: Sequence[Pair], algebra: Algebra) -> Offer:
    """An item is offered to a cleared person when nothing that excludes it is even possible.

    While the disposition is `soon`, only comfort items are offered.
    """
    negate = algebra.negate
    offered = verdict.cleared & algebra.readings(pairs[item.offer_when]).certain
    if not item.comfort:
        offered = offered & negate(verdict.reached[SOON])
    for exclusion in item.excluded_by:
        offered = offered & negate(algebra.readings(pairs[exclusion.when]).possible)
    safer = algebra.bottom
    for exclusion in item.cautioned_by:
        safer = safer | algebra.readings(pairs[exclusion.when]).possible
    return Offer(offered, safer)


def without_conflicts(
    offers: Mapping[str, Offer], before: Callable[[str, str], Literal], knowledge: Knowledge, algebra: Algebra
) -> dict[str, Literal]:
    """Of each pair of items that do not belong together, only the one that stands first stays."""
    kept = {key: value.offered for key, value in offers.items()}
    for conflict in knowledge.conflicts:
        for first, second in ((conflict.a, conflict.b), (conflict.b, conflict.a)):
            loses = offers[first].offered & before(first, second)
            kept[second] = kept[second] & algebra.negate(loses)
    return kept


def blocking(level: Level, verdict_tier: int) -> bool:
    """Whether a level is still worth asking about when the disposition has this tier."""
    return level.tier > verdict_tier or (bool(level.if_unsure) and verdict_tier < SAME_DAY)
