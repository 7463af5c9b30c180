"""From when the smallest dose of a pack is within its limits again."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from unspasm.care.doses.dose import Dose, gravest
from unspasm.care.doses.limits import broken_limits, single_dose, smallest
from unspasm.care.doses.log import Log
from unspasm.care.doses.pairs import met_pairs
from unspasm.care.doses.person import Person
from unspasm.knowledge.ledger import VERDICTS, Label

REFUSING = frozenset(VERDICTS[: VERDICTS.index("see_someone")])
"""Verdicts at which a dose is not within the limits."""


def earliest_from(dose: Dose, log: Log, label: Label, person: Person) -> datetime | None:
    """The first instant, not before the dose's, at which the smallest dose of its pack breaks no limit and meets no pair.

    log: what was taken, with or without `dose`. Limits only loosen while nothing is taken, so each list of instants at
    which one can loosen is searched by halves. The allowance for a larger first dose is left out: the wait on the label
    is what we show. The instant stands in the offset of the dose; None if there is no such time.
    """
    trial = smallest(dose, label, single_dose(dose.ingredient, label, person))

    def allowed(at: datetime) -> bool:
        later = replace(trial, instant=at)
        reasons = (*broken_limits(later, log, label, person, first=False), *met_pairs(later, log, person))
        return gravest(reasons) not in REFUSING

    if allowed(dose.instant):
        return dose.instant.astimezone(dose.at.tzinfo)
    soonest: datetime | None = None
    for instants, minutes in _loosening(log, label, person):
        after = timedelta(minutes=minutes)
        low = bisect_right(instants, dose.instant - after)
        high = bisect_left(instants, soonest - after) if soonest else len(instants)
        while low < high:
            middle = (low + high) // 2
            at = instants[middle] + after
            if allowed(at):
                soonest, high = at, middle
            else:
                low = middle + 1
    return soonest.astimezone(dose.at.tzinfo) if soonest else None


def _loosening(log: Log, label: Label, person: Person) -> Iterator[tuple[list[datetime], int]]:
    """Instants in order, and the minutes after them at which a limit can loosen."""
    for _, minutes, last in log.waits():
        yield [last], minutes
    lengths = {person.rules.window_min, *(window.minutes for window in label.windows)}
    lengths |= {couple.minutes for couple in person.rules.couples}
    for track in log.tracks.values():
        for minutes in lengths:
            yield track.instants, minutes
