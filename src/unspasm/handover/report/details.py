"""The pages after the first, for who wants all of it: every answer, day and dose, and what other systems say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from unspasm.handover.report.contents import Detail
from unspasm.handover.report.plainly import capital, day_words, one_line, time_words
from unspasm.knowledge import Knowledge
from unspasm.record.queries import Entry

if TYPE_CHECKING:
    from unspasm.handover.report.gather import Asked


def details_of(found: Sequence[Entry], main: Asked | None, knowledge: Knowledge, now: datetime) -> tuple[Detail, ...]:
    """Tables; one that would be empty is left out."""
    tables = (_answers(main, knowledge, now), _days(found), _doses(found), _elsewhere(found))
    return tuple(table for table in tables if table.rows)


def _answers(main: Asked | None, knowledge: Knowledge, now: datetime) -> Detail:
    if main is None:
        return Detail("", (), ())
    order = dict.fromkeys(fact for screen in knowledge.screens for fact in screen.facts)
    facts = [fact for fact in (*order, *(f for f in main.shown if f not in order)) if fact in main.shown]
    rows = tuple((knowledge.facts[f].question, capital(knowledge.facts[f].words(main.shown[f]))) for f in facts)
    return Detail(f"All answers, {time_words(main.local)}", ("Question", "Answer"), rows)


def _days(found: Sequence[Entry]) -> Detail:
    days: dict[date, list[Entry]] = defaultdict(list)
    for one in found:
        days[one.local.date()].append(one)
    rows = []
    for day in sorted(days, reverse=True):
        scores = [one.data.pain for one in days[day] if one.kind == "rating" and one.data.pain is not None]
        pain = (
            "" if not scores else f"{min(scores)}" if min(scores) == max(scores) else f"{min(scores)} to {max(scores)}"
        )
        counts = [sum(one.kind == kind for one in days[day]) for kind in ("session", "dose")]
        if scores or any(counts):
            rows.append((day_words(day), pain, *(str(n) if n else "" for n in counts)))
    return Detail("Every day", ("Day", "Pain", "Sessions", "Doses"), tuple(rows))


def _doses(found: Sequence[Entry]) -> Detail:
    rows = tuple(
        (
            f"{day_words(one.local.date())}, {one.local:%H:%M}",
            one_line(one.data.product, 80),
            ", ".join(
                f"{line.ingredient.replace('_', ' ')} {line.amount.normalize():f} {line.unit}"
                for line in one.data.lines
            ),
        )
        for one in reversed(found)
        if one.kind == "dose"
    )
    return Detail("Every dose", ("When", "Pack", "What"), rows)


def _elsewhere(found: Sequence[Entry]) -> Detail:
    """What came out of a file of another system: shown as such, and used for nothing above."""
    rows = []
    for one in reversed(found):
        if one.kind == "brought_in":
            said = one.data
            dates = (f"since {said.since}" if said.since else "", f"until {said.until}" if said.until else "")
            more = "; ".join(one_line(part, 120) for part in (said.value, said.status, *dates) if part)
            rows.append((said.what, one_line(said.words, 120), more))
    return Detail("From a file of another system", ("What", "Its words", "More"), tuple(rows))
