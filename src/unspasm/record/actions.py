"""Every write to the record: one named, atomic function each. The diary is append-only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from django.contrib.sessions.models import Session
from django.db import IntegrityError, connection, transaction

from unspasm.record.kinds import Entered, KindError, read_kind, to_data
from unspasm.record.models import AnswerEvent, Check, Event, Person, Setting
from unspasm.record.queries import everything, local_person, open_check, running_trial
from unspasm.record.rows import Addition, AnswerRow, EventRow, Rows, to_add

USED_KEY = "This page was sent before, with something else in it, and that is kept. Enter this one from a fresh page."

SAME_TIME = timedelta(minutes=1)
"""Times are chosen to the minute: what lies closer is the same tap, sent twice."""


class ChangedMeanwhile(RuntimeError):
    """The entry was changed elsewhere since it was shown. latest: the version that counts now."""

    def __init__(self, latest: Event) -> None:
        super().__init__("This entry was changed somewhere else in the meantime.")
        self.latest = latest


class NoSuchEntry(LookupError):
    """No entry of this person has that thread."""


class TrialOpen(RuntimeError):
    """Another comparison runs. thread: which."""

    def __init__(self, thread: UUID) -> None:
        super().__init__("Another comparison runs.")
        self.thread = thread


@dataclass(frozen=True)
class New:
    """An entry to be written. data: a value of `record.kinds`, or plain data of one."""

    kind: str
    data: Mapping[str, Any] | Entered
    key: UUID
    happened_at: datetime
    zone: str


@transaction.atomic
def ensure_person(*, now: datetime) -> Person:
    """The one local person, made if there is none yet."""
    return local_person() or Person.objects.create(made_at=now)


@transaction.atomic
def start_check(*, mode: str, now: datetime) -> Check:
    """A new, empty check of the local person. A check that was open is closed and kept."""
    person = ensure_person(now=now)
    close_check(person=person, now=now)
    return Check.objects.create(person=person, mode=mode, started_at=now)


@transaction.atomic
def close_check(*, person: Person, now: datetime) -> None:
    """Closes the open check of this person, if there is one."""
    Check.objects.filter(person=person, closed_at__isnull=True).update(closed_at=now)


@transaction.atomic
def widen_check(*, check: Check, mode: str) -> None:
    """Lets the same check go on to more questions, or fewer, with all answers kept."""
    Check.objects.filter(pk=check.pk).update(mode=mode)


@transaction.atomic
def save_answers(*, check: Check, screen: str, answers: Mapping[str, Any], asked_again: bool, now: datetime) -> None:
    """Adds one event for each answer of a screen. All of them are saved, or none."""
    AnswerEvent.objects.bulk_create(
        AnswerEvent(
            person_id=check.person_id, check_run=check, fact=fact, value=value,
            asked_again=asked_again, screen=screen, at=now,
        )
        for fact, value in answers.items()
    )  # fmt: skip


@transaction.atomic
def save_setting(*, key: str, value: Any, now: datetime) -> None:
    """Keeps one choice of the local person about the app."""
    Setting.objects.update_or_create(person=ensure_person(now=now), key=key, defaults={"value": value})


def delete_everything() -> None:
    """Removes the local person with all checks, answers and settings, and every session, for good.

    Freed pages are overwritten (`secure_delete`), the journal is emptied and the file shrunk.
    """
    with transaction.atomic():
        person = local_person()
        if person is not None:
            person.delete()
        Session.objects.all().delete()
    if not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def current_or_new_check(*, mode: str, now: datetime) -> Check:
    """The open check, or a new one of this mode where there is none."""
    person = local_person()
    check = open_check(person) if person else None
    return check or start_check(mode=mode, now=now)


@transaction.atomic
def log_events(news: Iterable[New], *, now: datetime) -> tuple[Event, ...]:
    """Writes all of these entries, or none. The same entry under a key that is known already is not written again.

    Raises KindError where one cannot be kept, also when it names a session that is not there.
    """
    person = ensure_person(now=now)
    return tuple(_log(person, new, now) for new in news)


def log_event(
    *, kind: str, data: Mapping[str, Any] | Entered, key: UUID, happened_at: datetime, zone: str, now: datetime
) -> Event:
    """Writes one entry: see `log_events`."""
    (event,) = log_events([New(kind, data, key, happened_at, zone)], now=now)
    return event


@transaction.atomic
def end_session(
    *, session: UUID, data: Mapping[str, Any], key: UUID, happened_at: datetime, zone: str, now: datetime
) -> Event:
    """Writes how a session ended: one end for each, whose key follows from the session's.

    An end that is there already is left as it is; one that was taken back is given anew. Raises KindError.
    """
    end = uuid5(session, "end")
    before = Event.objects.filter(thread=end).order_by("-version").first()
    if before is None:
        return log_event(
            kind="session_end", data={**data, "session": session}, key=end, happened_at=happened_at, zone=zone, now=now
        )
    if not before.withdrawn:
        return before
    return correct_event(
        thread=end, seen=before.version, key=key, data={**data, "session": session},
        happened_at=happened_at, zone=zone, now=now,
    )  # fmt: skip


@transaction.atomic
def log_coached(
    *, session: UUID, data: Mapping[str, Any], key: UUID, happened_at: datetime, zone: str, now: datetime
) -> Event:
    """Writes what the camera coach counted in a session: once for each, under a key that follows from the session's.

    A count that is there already is left as it is; one that was taken back is given anew. Raises KindError.
    """
    thread = uuid5(session, "coached")
    before = Event.objects.filter(thread=thread).order_by("-version").first()
    value = {**data, "session": session}
    if before is None:
        return log_event(kind="coached", data=value, key=thread, happened_at=happened_at, zone=zone, now=now)
    if not before.withdrawn:
        return before
    return correct_event(
        thread=thread, seen=before.version, key=key, data=value, happened_at=happened_at, zone=zone, now=now
    )


@transaction.atomic
def begin_trial(*, data: Mapping[str, Any], key: UUID, happened_at: datetime, zone: str, now: datetime) -> Event:
    """Begins a comparison; the same tap twice is one. Raises TrialOpen where another one runs, KindError."""
    person = ensure_person(now=now)
    running = running_trial(person)
    if running is not None and running.thread != key:
        raise TrialOpen(running.thread)
    return log_event(kind="trial", data=data, key=key, happened_at=happened_at, zone=zone, now=now)


def draw_choice(
    *, trial: UUID, number: int, data: Mapping[str, Any], happened_at: datetime, zone: str, now: datetime
) -> Event:
    """Writes what was drawn for this try. What was drawn for it before stays: nothing is drawn twice."""
    key = uuid5(trial, f"choice {number}")
    try:
        return log_event(
            kind="choice", data={**data, "trial": trial}, key=key, happened_at=happened_at, zone=zone, now=now
        )
    except KindError:
        known = Event.objects.filter(key=key, kind="choice").first()
        if known is None:
            raise
        return known


@transaction.atomic
def end_trial(*, trial: UUID, why: str, happened_at: datetime, zone: str, now: datetime) -> Event:
    """Ends a comparison, once: an end that is there is left as it is; one that was taken back is given anew.

    Raises KindError.
    """
    end, data = uuid5(trial, "end"), {"trial": trial, "why": why}
    before = Event.objects.filter(thread=end).order_by("-version").first()
    if before is None:
        return log_event(kind="trial_end", data=data, key=end, happened_at=happened_at, zone=zone, now=now)
    if not before.withdrawn:
        return before
    key = uuid5(end, f"version {before.version + 1}")
    return correct_event(
        thread=end, seen=before.version, key=key, data=data, happened_at=happened_at, zone=zone, now=now
    )


@transaction.atomic
def correct_event(
    *,
    thread: UUID,
    seen: int,
    key: UUID,
    data: Mapping[str, Any] | Entered,
    happened_at: datetime,
    zone: str,
    now: datetime,
) -> Event:
    """Adds a version with other words to an entry; `seen` is the version that the person had before them.

    What stood there before stays in the record. The same change under a key that is known already is not written
    again; another change under it is ChangedMeanwhile. Raises ChangedMeanwhile, NoSuchEntry, KindError.
    """
    latest = _latest(thread)
    known = _known(key, latest.kind)
    if known is not None:
        moved = abs(known.happened_at - happened_at) >= SAME_TIME
        if moved or not _is_version(known, thread, withdrawn=False) or known.data != _as_data(latest.kind, data):
            raise ChangedMeanwhile(latest)
        return known
    value = _checked(latest.person, latest.kind, data)
    return _add(latest, seen, key, to_data(value), happened_at, zone, now, withdrawn=False)


@transaction.atomic
def withdraw_event(*, thread: UUID, seen: int, key: UUID, now: datetime) -> Event:
    """Takes an entry back: it no longer counts, and can be brought back. Raises ChangedMeanwhile, NoSuchEntry."""
    return _turn(thread, seen, key, now, withdrawn=True)


@transaction.atomic
def restore_event(*, thread: UUID, seen: int, key: UUID, now: datetime) -> Event:
    """Brings an entry back that was taken back. Raises ChangedMeanwhile, NoSuchEntry."""
    return _turn(thread, seen, key, now, withdrawn=False)


@transaction.atomic
def bring_in(*, rows: Rows, now: datetime) -> Addition:
    """Adds what is not here yet, all of it or nothing, and returns what was added. Twice is once. Raises RowsError."""
    person = local_person()
    addition = to_add(rows, everything(person))
    new = addition.rows
    if person is None:
        given = {"id": new.person.id, "made_at": new.person.made_at} if new.person else {"made_at": now}
        person = Person.objects.create(**given)
    Check.objects.bulk_create(Check(person=person, **check.model_dump()) for check in new.checks)
    for check, answers in addition.answers_of.items():
        AnswerEvent.objects.filter(check_run_id=check).delete()
        _add_answers(person, answers)
    _add_answers(person, new.answers)
    _renumber(addition.renumbered)
    Event.objects.bulk_create((Event(person=person, **_in_utc(event)) for event in new.events), batch_size=500)
    Setting.objects.bulk_create(Setting(person=person, **setting.model_dump()) for setting in new.settings)
    return addition


def _add_answers(person: Person, answers: Iterable[AnswerRow]) -> None:
    AnswerEvent.objects.bulk_create(
        (
            AnswerEvent(person=person, check_run_id=answer.check, **answer.model_dump(exclude={"check"}))
            for answer in answers
        ),
        batch_size=500,
    )


def _in_utc(event: EventRow) -> dict[str, Any]:
    return {**event.model_dump(), "happened_at": event.happened_at.astimezone(UTC)}


def _renumber(version: Mapping[UUID, int]) -> None:
    """Gives events their new place among the versions of their entry; aside first, so that no two are ever alike."""
    for offset in (1_000_000, 0):
        for key, number in version.items():
            Event.objects.filter(key=key).update(version=offset + number)


def _turn(thread: UUID, seen: int, key: UUID, now: datetime, *, withdrawn: bool) -> Event:
    latest = _latest(thread)
    known = _known(key, latest.kind)
    if known is not None:
        if not _is_version(known, thread, withdrawn=withdrawn):
            raise ChangedMeanwhile(latest)
        return known
    return _add(latest, seen, key, latest.data, latest.happened_at, latest.zone, now, withdrawn=withdrawn)


def _log(person: Person, new: New, now: datetime) -> Event:
    if new.happened_at.tzinfo is None:
        raise KindError("the time of an entry must say its zone")
    known = _known(new.key, new.kind)
    if known is not None:
        if known.data != _as_data(new.kind, new.data):
            raise KindError(USED_KEY)
        return known
    value = _checked(person, new.kind, new.data)
    event = Event(
        key=new.key, person=person, thread=new.key, version=1, kind=new.kind, data=to_data(value),
        happened_at=new.happened_at.astimezone(UTC), zone=new.zone, written_at=now,
    )  # fmt: skip
    return _kept(event)


def _add(
    latest: Event, seen: int, key: UUID, data: Any, happened_at: datetime, zone: str, now: datetime, *, withdrawn: bool
) -> Event:
    if latest.version != seen:
        raise ChangedMeanwhile(latest)
    event = Event(
        key=key, person=latest.person, thread=latest.thread, version=seen + 1, kind=latest.kind, data=data,
        withdrawn=withdrawn, happened_at=happened_at.astimezone(UTC), zone=zone, written_at=now,
    )  # fmt: skip
    return _kept(event)


def _kept(event: Event) -> Event:
    """Inserts it. Where another process was a moment faster, its event is what counts."""
    try:
        with transaction.atomic():
            event.save(force_insert=True)
    except IntegrityError:
        known = _known(event.key, event.kind)
        if known is None:
            raise ChangedMeanwhile(_latest(event.thread)) from None
        return known
    return event


def _known(key: UUID, kind: str) -> Event | None:
    known = Event.objects.filter(key=key).first()
    if known is not None and known.kind != kind:
        raise KindError(USED_KEY)
    return known


def _is_version(known: Event, thread: UUID, *, withdrawn: bool) -> bool:
    """Whether an event that is known already did the same to the same entry. A first version changed nothing."""
    return known.thread == thread and known.version > 1 and known.withdrawn == withdrawn


def _as_data(kind: str, data: Mapping[str, Any] | Entered) -> dict[str, Any]:
    return to_data(read_kind(kind, data))


def _latest(thread: UUID) -> Event:
    event = Event.objects.filter(thread=thread).select_related("person").order_by("-version").first()
    if event is None:
        raise NoSuchEntry(str(thread))
    return event


def _checked(person: Person, kind: str, data: Mapping[str, Any] | Entered) -> Entered:
    """The value, once what it points at is known to exist."""
    value = read_kind(kind, data)
    session, trial = getattr(value, "session", None), getattr(value, "trial", None)
    windows = ("session", "wait") if kind == "rating" else ("session",)
    if session is not None and not Event.objects.filter(person=person, thread=session, kind__in=windows).exists():
        raise KindError("the session that this belongs to is not there")
    if trial is not None and not Event.objects.filter(person=person, thread=trial, kind="trial").exists():
        raise KindError("the comparison that this belongs to is not there")
    return value
