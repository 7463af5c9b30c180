"""Medicines that were taken: how often, how much, and what the ledger said. It never says what to take."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from unspasm.care import Answers
from unspasm.care.doses.dose import Judgement
from unspasm.care.doses.logged import Logged, named
from unspasm.handover.report.contents import Choices, Medicine
from unspasm.handover.report.plainly import capital, counted, one_line, short_day
from unspasm.knowledge import Knowledge
from unspasm.knowledge.ledger import VERDICTS
from unspasm.record.ledger import as_taken, judged, market_of
from unspasm.record.models import Person, Setting
from unspasm.record.queries import entries

if TYPE_CHECKING:
    from unspasm.handover.report.gather import Asked

BEFORE = timedelta(days=30)
"""So far back doses are read, so that those of the first days are judged with what came before them."""
DAY = timedelta(hours=24)
MOST_FLAGS = 3


@dataclass(frozen=True)
class _Line:
    logged: Logged
    said: Judgement


def medicines_of(
    person: Person | None, main: Asked | None, choices: Choices, knowledge: Knowledge, now: datetime
) -> tuple[Medicine, ...]:
    """Each drug of these days, those with a flag first, then the most taken."""
    answers: Answers = main.shown if main else {}
    taken = [as_taken(one) for one in entries(person, ("dose",)) if _is_near(one.local.date(), choices)]
    setting = Setting.objects.filter(person=person, key="country").first() if person else None
    market = market_of(str(setting.value) if setting else "", knowledge)
    log, judgements = judged(answers, taken, knowledge, market, now)
    groups: dict[str, list[_Line]] = defaultdict(list)
    for logged, said in zip(log, judgements, strict=True):
        if choices.first <= logged.taken.at.date() <= choices.last:
            groups[_name(logged, knowledge)].append(_Line(logged, said))
    found = [(lines, _medicine(name, lines, knowledge)) for name, lines in groups.items()]
    return tuple(
        drug for lines, drug in sorted(found, key=lambda pair: (_gravest(pair[0]), -len(pair[0]), pair[1].name))
    )


def _is_near(day: date, choices: Choices) -> bool:
    return choices.first - BEFORE <= day <= choices.last


def _name(logged: Logged, knowledge: Knowledge) -> str:
    known = named(logged.line.ingredient, knowledge.ledger)
    if not known and logged.taken.product and logged.dose is None:
        return one_line(logged.taken.product, 60)
    return capital(known or logged.line.ingredient.replace("_", " "))


def _gravest(lines: Sequence[_Line]) -> int:
    return min(VERDICTS.index(line.said.verdict) for line in lines)


def _medicine(name: str, lines: Sequence[_Line], knowledge: Knowledge) -> Medicine:
    days = {line.logged.taken.at.date() for line in lines}
    return Medicine(
        name=name, doses=counted(len(lines), "dose"), days=counted(len(days), "day"), total=_total(lines),
        most=_most_in_a_day(lines), last=short_day(max(days)), flags=_flags(lines, knowledge),
    )  # fmt: skip


def _total(lines: Iterable[_Line]) -> str:
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for line in lines:
        sums[line.logged.line.unit] += line.logged.line.amount
    return " + ".join(_amount(amount, unit) for unit, amount in sums.items())


def _most_in_a_day(lines: Sequence[_Line]) -> str:
    """The largest sum of any 24 hours, in the unit told most often."""
    unit = Counter(line.logged.line.unit for line in lines).most_common(1)[0][0]
    told = sorted((line.logged.taken.at, line.logged.line.amount) for line in lines if line.logged.line.unit == unit)
    most, running, first = Decimal(0), Decimal(0), 0
    for at, amount in told:
        running += amount
        while told[first][0] <= at - DAY:
            running -= told[first][1]
            first += 1
        most = max(most, running)
    return _amount(most, unit)


def _amount(amount: Decimal, unit: str) -> str:
    if unit == "mg" and amount >= 10_000:
        amount, unit = amount / 1000, "g"
    one = {"uses": "use", "patches": "patch"}
    return f"{amount.normalize():,f} {one.get(unit, unit) if amount == 1 else unit}"


def _flags(lines: Sequence[_Line], knowledge: Knowledge) -> tuple[str, ...]:
    """What the ledger said, gravest first, each with how often and when last."""
    words = knowledge.tables["dose_rules"]["report"]
    when: dict[str, list[datetime]] = defaultdict(list)
    for line in lines:
        for verdict in {reason.verdict for reason in line.said.reasons} & set(words):
            when[verdict].append(line.logged.taken.at)
    ranked = sorted(when, key=VERDICTS.index)[:MOST_FLAGS]
    return tuple(f"{counted(len(when[v]), 'time')} {words[v]} (last {short_day(max(when[v]).date())})" for v in ranked)
