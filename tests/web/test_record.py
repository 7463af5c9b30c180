"""The record: events are added, never changed; the key and the folder are the owner's alone."""

import stat
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from unspasm.config.paths import secret_key
from unspasm.record.actions import ensure_person, save_answers, start_check
from unspasm.record.models import AnswerEvent, Check
from unspasm.record.queries import fold, told_in

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


def test_the_latest_answer_counts_and_all_are_kept():
    check = start_check(mode="full", now=NOW)
    save_answers(check=check, screen="a", answers={"x": "no", "y": 1}, asked_again=False, now=NOW)
    save_answers(check=check, screen="a", answers={"x": "yes"}, asked_again=True, now=NOW + timedelta(minutes=1))
    told = told_in(check)
    assert told.answers == {"x": "yes", "y": 1}
    assert told.put_again == {"x"}
    assert told.screens == ("a",)
    assert AnswerEvent.objects.count() == 3


def test_a_screen_is_saved_whole_or_not_at_all():
    check = start_check(mode="full", now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        # The wrong type is the point: the second write must fail in the database.
        save_answers(check=check, screen="a", answers={"x": "no", "y": None}, asked_again=False, now=None)  # type: ignore[arg-type]
    assert not AnswerEvent.objects.exists()


def test_there_is_one_person_and_one_open_check():
    first = start_check(mode="spasm", now=NOW)
    second = start_check(mode="full", now=NOW)
    assert first.person_id == second.person_id == ensure_person(now=NOW).pk
    first.refresh_from_db()
    assert first.closed_at == NOW
    with pytest.raises(IntegrityError), transaction.atomic():
        Check.objects.create(person=second.person, mode="full", started_at=NOW)


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 9))))
def test_folding_is_a_table_where_later_lines_win(pairs):
    events = [AnswerEvent(fact=fact, value=value, screen="s", at=NOW) for fact, value in pairs]
    assert fold(events).answers == dict(pairs)


def test_the_database_is_durable_and_overwrites_what_is_deleted():
    with connection.cursor() as cursor:
        assert cursor.execute("PRAGMA synchronous").fetchone()[0] == 2, "FULL"
        assert cursor.execute("PRAGMA secure_delete").fetchone()[0] == 1


def test_the_key_is_made_once_and_only_its_owner_may_read_it(tmp_path):
    key = secret_key(tmp_path / "data")
    path = tmp_path / "data" / "secret-key"
    assert secret_key(tmp_path / "data") == key
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    path.write_text("short")
    with pytest.raises(RuntimeError, match="Delete it"):
        secret_key(tmp_path / "data")
