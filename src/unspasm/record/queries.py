"""Every read of the record, with a name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from unspasm.record.models import AnswerEvent, Check, Person, Setting


@dataclass(frozen=True)
class Told:
    """What was told in one check: the fold of its events. `screens` stand in the order first met."""

    answers: dict[str, Any] = field(default_factory=dict)
    put_again: frozenset[str] = frozenset()
    screens: tuple[str, ...] = ()
    last_at: datetime | None = None


def local_person() -> Person | None:
    """The one local person, or None before the first answer or setting."""
    return Person.objects.order_by("made_at").first()


def open_check(person: Person) -> Check | None:
    """The check that is not closed; there is at most one."""
    return Check.objects.filter(person=person, closed_at__isnull=True).first()


def current_check() -> Check | None:
    """The open check of the local person."""
    person = local_person()
    return open_check(person) if person else None


def told_in(check: Check) -> Told:
    """Answers of this check (the latest of each fact), what was put a second time, and where."""
    return fold(AnswerEvent.objects.filter(check_run=check).order_by("id"))


def fold(events: Iterable[AnswerEvent]) -> Told:
    """Events in their order -> answers. The latest of a fact counts; what came before stays in the record."""
    answers: dict[str, Any] = {}
    put_again: set[str] = set()
    screens: dict[str, None] = {}
    last_at = None
    for event in events:
        answers[event.fact] = event.value
        screens.setdefault(event.screen)
        last_at = event.at
        if event.asked_again:
            put_again.add(event.fact)
    return Told(answers, frozenset(put_again), tuple(screens), last_at)


def settings_of_local_person() -> dict[str, Any]:
    """The person's choices about the app: {key: value}."""
    return dict(Setting.objects.filter(person=local_person()).values_list("key", "value"))
