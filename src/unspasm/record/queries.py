"""Every read of the record, with a name."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef

from unspasm.record.kinds import read_stored
from unspasm.record.models import AnswerEvent, Check, Event, Person, Setting
from unspasm.record.rows import AnswerRow, CheckRow, EventRow, PersonRow, Rows, SettingRow

VERSION_FIELDS = ("thread", "version", "kind", "data", "happened_at", "zone", "written_at", "withdrawn")


A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Told:
    """What was told in one check: the fold of its events. `screens` stand in the order first met."""

    answers: dict[str, Any] = field(default_factory=dict)
    put_again: frozenset[str] = frozenset()
    screens: tuple[str, ...] = ()
    last_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One version of an entry. data: a value of `record.kinds`. happened_at, written_at: aware, in UTC."""

    thread: UUID
    version: int
    kind: str
    data: Any
    happened_at: datetime
    zone: str
    written_at: datetime
    withdrawn: bool = False

    @property
    def local(self) -> datetime:
        """When it happened, on the clock of the place."""
        return self.happened_at.astimezone(ZoneInfo(self.zone))


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


def told_at(check: Check | None) -> dict[str, datetime]:
    """When each fact was answered last in this check: {fact: time}; empty without a check."""
    return dict(AnswerEvent.objects.filter(check_run=check).order_by("id").values_list("fact", "at")) if check else {}


def settings_of_local_person() -> dict[str, Any]:
    """The person's choices about the app: {key: value}."""
    return dict(Setting.objects.filter(person=local_person()).values_list("key", "value"))


def entries(
    person: Person | None,
    kinds: Collection[str] | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> list[Entry]:
    """What counts now: the latest version of each entry, without those taken back, in the order of happening.

    since, until: aware; happened_at in [since, until).
    """
    if person is None:
        return []
    newer = Event.objects.filter(thread=OuterRef("thread"), version__gt=OuterRef("version"))
    found = Event.objects.filter(~Exists(newer), person=person, withdrawn=False)
    if kinds is not None:
        found = found.filter(kind__in=kinds)
    if since is not None:
        found = found.filter(happened_at__gte=since)
    if until is not None:
        found = found.filter(happened_at__lt=until)
    return [_entry(row) for row in found.order_by("happened_at", "id").values_list(*VERSION_FIELDS)]


def coached_entries(person: Person | None) -> list[Entry]:
    """What the camera coach counted, with the ratings that may belong to it, in the order of happening."""
    found = entries(person, ("coached",))
    return (
        sorted([*found, *entries(person, ("rating",), since=found[0].happened_at - A_DAY)], key=_when) if found else []
    )


def _when(entry: Entry) -> datetime:
    return entry.happened_at


def entry(person: Person | None, thread: UUID) -> Entry | None:
    """The latest version of one entry, also where it was taken back; None if there is none."""
    versions = history(person, thread)
    return versions[-1] if versions else None


def history(person: Person | None, thread: UUID) -> list[Entry]:
    """All versions of one entry, the first one first."""
    if person is None:
        return []
    found = Event.objects.filter(person=person, thread=thread).order_by("version")
    return [_entry(row) for row in found.values_list(*VERSION_FIELDS)]


def running_trial(person: Person | None) -> Entry | None:
    """The comparison that was begun and not ended; there is at most one."""
    found = entries(person, ("trial", "trial_end"))
    ended = {e.data.trial for e in found if e.kind == "trial_end"}
    return next((e for e in reversed(found) if e.kind == "trial" and e.thread not in ended), None)


def has_entries(person: Person | None, before: datetime | None = None) -> bool:
    """Whether anything was ever written into the diary, or anything that happened before a time."""
    found = Event.objects.filter(person=person)
    return person is not None and (found.filter(happened_at__lt=before) if before else found).exists()


def _entry(row: tuple[Any, ...]) -> Entry:
    thread, version, kind, data, *rest = row
    return Entry(thread, version, kind, read_stored(kind, data), *rest)


def everything(person: Person | None) -> Rows:
    """All that this person told, each version and each answer, in the order in which it was written."""
    if person is None:
        return Rows()
    checks = Check.objects.filter(person=person).order_by("started_at", "id")
    answers = AnswerEvent.objects.filter(person=person).order_by("id")
    events = Event.objects.filter(person=person).order_by("id")
    settings = Setting.objects.filter(person=person).order_by("key")
    return Rows(
        PersonRow(id=person.id, made_at=person.made_at),
        tuple(CheckRow.model_construct(**row) for row in checks.values("id", "mode", "started_at", "closed_at")),
        tuple(
            AnswerRow.model_construct(check=check, fact=fact, value=value, asked_again=again, screen=screen, at=at)
            for check, fact, value, again, screen, at in answers.values_list(
                "check_run_id", "fact", "value", "asked_again", "screen", "at"
            )
        ),
        tuple(EventRow.model_construct(**row) for row in events.values(*EventRow.model_fields)),
        tuple(SettingRow.model_construct(**row) for row in settings.values("key", "value")),
    )
