"""What could be said of a dose taken now: limits and waits, never a leave to take it. Also the clock of relief."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from unspasm.care.answers import Answers
from unspasm.care.doses.days import days_in_a_row
from unspasm.care.doses.dose import Amount, Dose, Judgement
from unspasm.care.doses.earliest import earliest_from
from unspasm.care.doses.judge import ask_about, judge_last_for
from unspasm.care.doses.limits import log_of
from unspasm.knowledge.items import Item, Knowledge

LOOK_BACK = timedelta(days=40)
"""How far back a dose still bears on the next one: the days of a month, and what calendars can be apart."""


@dataclass(frozen=True)
class Outlook:
    """What the ledger says of this dose, were it taken at `at`.

    left: what 24 hours still hold before it, in `unit`; None where no number is ours to show.
    earliest: from when the smallest dose of the pack is within its limits; None if there is no such time.
    days, most_days: the run of days that this day would belong to, and the longest that the pack allows (0: none said).
    """

    at: datetime
    judgement: Judgement
    earliest: datetime | None
    left: Amount | None
    unit: str
    days: int
    most_days: int


@dataclass(frozen=True)
class Relief:
    """When relief usually begins after a dose: two instants, and the minutes behind them."""

    taken: datetime
    begins: datetime
    ends: datetime
    minutes: tuple[int, int]
    sources: tuple[str, ...]


def recent(doses: Sequence[Dose], now: datetime) -> tuple[Dose, ...]:
    """The doses that still bear on now. doses: in order of time."""
    return tuple(dose for dose in doses if dose.instant > now - LOOK_BACK)


def outlook(answers: Answers, doses: Sequence[Dose], trial: Dose, knowledge: Knowledge, market: str) -> Outlook:
    """What could be said of `trial`, taken at its instant after these doses.

    doses: in order of time, none after the trial. Raises ValueError for a market without tables.
    """
    person, near = ask_about(answers, knowledge, market), recent(doses, trial.instant)
    judgement = judge_last_for(person, (*near, trial))
    days = {dose.at.date() for dose in (*doses, trial) if _kin(dose, trial, knowledge)}
    run = days_in_a_row(days, trial.at.date())
    label = trial.label if trial.label and trial.label.sold else None
    left, earliest = None, None
    if label is not None:
        probe = judge_last_for(person, (*near, replace(trial, amount=0)))
        if probe.left is not None and probe.verdict not in ("emergency", "not_for_you"):
            left = probe.left if label.max_24h else None
            now = person.congested if _is_congested((*near, trial), knowledge) else person
            earliest = earliest_from(trial, log_of(near, now), label, now)
    return Outlook(trial.at, judgement, earliest, left, judgement.unit, run, label.max_days if label else 0)


def medicine_of(ingredient: str, knowledge: Knowledge) -> Item | None:
    """The page of the medicine that holds this drug of the ledger."""
    for item in knowledge.items["medicines"].values():
        if ingredient in (item["ingredients"] or [item["ingredient"]]):
            return item
    return None


def relief(dose: Dose, knowledge: Knowledge) -> Relief | None:
    """When relief usually begins after this dose; None where its pack's row holds no such time."""
    item = medicine_of(dose.ingredient, knowledge)
    if item is None or dose.label is None:
        return None
    rows: Sequence[Mapping[str, Any]] = item["label"] or ()
    row = next((row for row in rows if row["code"] == dose.label.code and row.get("onset_min")), None)
    if row is None:
        return None
    first, last = row["onset_min"]
    begins, ends = (dose.instant + timedelta(minutes=minutes) for minutes in (first, last))
    zone = dose.at.tzinfo
    return Relief(dose.at, begins.astimezone(zone), ends.astimezone(zone), (first, last), tuple(row["sources"]))


def rating_times(at: datetime, ingredients: Iterable[str], knowledge: Knowledge) -> tuple[datetime, ...]:
    """When pain is worth a rating after a taking: for most medicines one hour and three hours later.

    at: aware. ingredients: drugs of the ledger. Empty where no medicine of ours is among them.
    """
    minutes: set[int] = set()
    for ingredient in ingredients:
        item = medicine_of(ingredient, knowledge)
        if item is not None:
            minutes |= {int(item[field]) for field in ("rate_after_min", "rate_again_min") if item[field]}
    instant = at.astimezone(UTC)
    return tuple((instant + timedelta(minutes=length)).astimezone(at.tzinfo) for length in sorted(minutes))


def _kin(dose: Dose, other: Dose, knowledge: Knowledge) -> bool:
    ingredients = knowledge.ledger.ingredients
    return ingredients[dose.ingredient].family == ingredients[other.ingredient].family


def _is_congested(doses: Sequence[Dose], knowledge: Knowledge) -> bool:
    """Whether a drug for a blocked nose was taken in the window of the last of these doses."""
    start = doses[-1].instant - timedelta(minutes=knowledge.ledger.window_min)
    return any(knowledge.ledger.ingredients[dose.ingredient].decongestant for dose in doses if dose.instant > start)
