"""Where a person stands on the ladder of a programme."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from unspasm.care.ladder import Climb, Programme, Step, climbs_of, programme_of, stopped, todays_step
from unspasm.care.sessions import ends_of, rated_of, uses_of
from unspasm.knowledge import Knowledge
from unspasm.record.models import Person
from unspasm.record.queries import Entry, entries

KINDS = ("session", "session_end", "rating")
EARLIEST = timedelta(days=366)


@dataclass(frozen=True)
class Standing:
    """One ladder for this person. begun: when the programme began, None where none runs. ended: one was ended."""

    rules: Programme
    begun: datetime | None
    ended: bool
    climbs: tuple[Climb, ...]
    step: Step


def on_the_ladder(person: Person | None, item: str, knowledge: Knowledge, now: datetime, *, safer: bool) -> Standing:
    """Where this person stands. Without a running programme the step is that of a first day.

    What stopped it within the last weeks holds on, also where the programme was ended and begun anew.
    """
    marks = [mark for mark in entries(person, kinds=("programme",)) if mark.data.item == item]
    begun = marks[-1].happened_at if marks and marks[-1].data.step == "begin" else None
    rules = programme_of(item, knowledge)
    climbs = _climbs(person, item, knowledge, begun, now) if begun else ()
    step = todays_step(rules, climbs, now=now, zone=timezone.get_current_timezone_name(), safer=safer)
    lately = _climbs(person, item, knowledge, now - timedelta(days=rules.restart_days), now)
    step = stopped(rules, lately, safer=safer) or step
    return Standing(rules, begun, bool(marks) and begun is None, climbs, step)


def _climbs(
    person: Person | None, item: str, knowledge: Knowledge, begun: datetime, now: datetime
) -> tuple[Climb, ...]:
    found: Sequence[Entry] = entries(person, kinds=KINDS, since=max(begun, now - EARLIEST))
    return climbs_of(item, uses_of(found), ends_of(found), rated_of(found), knowledge, begun)
