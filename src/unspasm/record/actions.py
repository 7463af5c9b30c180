"""Every write to the record: one named, atomic function each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib.sessions.models import Session
from django.db import connection, transaction

from unspasm.record.models import AnswerEvent, Check, Person, Setting
from unspasm.record.queries import local_person, open_check


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
