"""Days on which a family of drugs was taken, by the calendar of the place where each dose was taken."""

from __future__ import annotations

from collections.abc import Set
from datetime import date, timedelta

from unspasm.care.doses.dose import Reason
from unspasm.knowledge.ledger import Days, Label

DAY = timedelta(days=1)
FORTNIGHT, MONTH = 14, 30
AHEAD = 2
"""Days by which an earlier dose's calendar can be ahead: no two places are further apart."""


def days_in_a_row(days: Set[date], today: date) -> int:
    """Length of the unbroken run of days that holds today. A flight west can leave days after today: they count."""
    first = last = today
    while first - DAY in days:
        first -= DAY
    while last + DAY in days:
        last += DAY
    return (last - first).days + 1


def too_many_days(days: Set[date], today: date, label: Label, rules: Days) -> list[Reason]:
    """What is said from the day after the last allowed one. days: with today.

    A run that the label still allows is not stopped by the count of the last 14 days; a gap in it does not reset
    that count (correction M12).
    """
    run, found = days_in_a_row(days, today), []
    of_14, of_30 = _days_since(days, today, FORTNIGHT), _days_since(days, today, MONTH)
    if label.max_days and run > label.max_days:
        found.append(Reason("see_someone", "days_in_a_row", label.days_words or rules.text, sources=label.sources))
    if of_14 >= rules.of_last_14 and of_14 > run:
        found.append(Reason("see_someone", "of_last_14_days", rules.text, sources=rules.sources))
    if of_30 >= rules.of_last_30:
        found.append(Reason("see_someone", "of_last_30_days", rules.of_last_30_text, sources=rules.sources))
    return found


def _days_since(days: Set[date], today: date, length: int) -> int:
    return sum(today - ago * DAY in days for ago in range(-AHEAD, length))
