"""Everything that leaves comes back: exact, once, and what was written last counts."""

import io
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest

from tests.handover.people import NOW, make_rows
from unspasm.handover.archive import FILES, ROWS, write_archive
from unspasm.handover.arrival import preview
from unspasm.handover.formats import read_file
from unspasm.record.actions import bring_in, correct_event, delete_everything, log_event, withdraw_event
from unspasm.record.kinds import KINDS
from unspasm.record.models import Event, Person
from unspasm.record.queries import entries, entry, everything, local_person
from unspasm.record.rows import Rows, to_add


def archived(rows: Rows) -> io.BytesIO:
    out = io.BytesIO()
    write_archive(out, rows, now=NOW)
    return out


def brought_in(rows: Rows):
    return bring_in(rows=read_file(archived(rows), now=NOW).rows, now=NOW)


@pytest.mark.parametrize("seed", range(20))
def test_an_archive_brought_in_elsewhere_is_the_same_record(seed):
    made = make_rows(Random(seed))
    brought_in(made)
    assert everything(local_person()) == made
    out = everything(local_person())
    delete_everything()
    brought_in(out)
    assert everything(local_person()) == made


def test_the_made_people_have_every_kind_of_entry():
    kinds = {event.kind for seed in range(20) for event in make_rows(Random(seed)).events}
    assert kinds == set(KINDS)


def test_the_file_is_the_same_for_the_same_record():
    rows = make_rows(Random(1))
    assert archived(rows).getvalue() == archived(rows).getvalue()


@pytest.mark.parametrize("seed", range(8))
def test_twice_is_once(seed):
    made = make_rows(Random(seed))
    brought_in(made)
    here = everything(local_person())
    assert preview(read_file(archived(made), now=NOW), here)["will_add"] == {}
    brought_in(made)
    assert everything(local_person()) == here


def test_a_preview_says_what_will_be_added_and_writes_nothing():
    made = make_rows(Random(3))
    shown = preview(read_file(archived(made), now=NOW), everything(None))
    assert shown["format"] == "unspasm-archive"
    assert shown["understood"] == shown["will_add"] == made.counts()
    assert not Person.objects.exists()


def test_what_is_here_stays_and_what_comes_is_added():
    ours, theirs = make_rows(Random(5)), make_rows(Random(6))
    brought_in(ours)
    brought_in(theirs)
    found = everything(local_person())
    assert found.person == ours.person
    assert sorted(str(e.key) for e in found.events) == sorted(str(e.key) for e in (*ours.events, *theirs.events))
    assert len(found.answers) == len(ours.answers) + len(theirs.answers)
    kept = {one.key: one.value for one in (*theirs.settings, *ours.settings)}  # a choice made here wins
    assert {one.key: one.value for one in found.settings} == kept
    assert sum(check.closed_at is None for check in found.checks) <= 1


def note(words: str, seen: int = 0, thread=None, minutes: int = 0):
    at = NOW + timedelta(minutes=minutes)
    if thread is None:
        key = make_rows(Random(words)).person.id
        return log_event(kind="note", data={"words": words}, key=key, happened_at=NOW, zone="UTC", now=at).thread
    key = make_rows(Random(words)).person.id
    correct_event(thread=thread, seen=seen, key=key, data={"words": words}, happened_at=NOW, zone="UTC", now=at)
    return thread


@pytest.mark.parametrize("here_is_later", [True, False])
def test_an_entry_changed_on_both_sides_keeps_all_words_and_the_last_one_counts(here_is_later):
    thread = note("as it was")
    before = everything(local_person())
    note("there", 1, thread, minutes=5)
    theirs = everything(local_person())
    delete_everything()
    brought_in(before)
    note("here", 1, thread, minutes=9 if here_is_later else 1)
    brought_in(theirs)
    person = local_person()
    assert entry(person, thread).data.words == ("here" if here_is_later else "there")
    words = sorted(event.data["words"] for event in everything(person).events)
    assert words == ["as it was", "here", "there"]
    merged = everything(person)
    brought_in(theirs)
    assert everything(person) == merged, "twice is once, after a merge too"
    brought_in(merged)
    assert everything(person) == merged


def test_both_sides_come_to_the_same_entries_whoever_brings_in_first():
    thread = note("as it was")
    start = everything(local_person())
    note("one", 1, thread, minutes=2)
    withdraw_event(thread=thread, seen=2, key=make_rows(Random("w")).person.id, now=NOW + timedelta(minutes=7))
    left = everything(local_person())
    delete_everything()
    brought_in(start)
    note("other", 1, thread, minutes=4)
    right = everything(local_person())
    outcomes = []
    for first, second in ((left, right), (right, left)):
        delete_everything()
        brought_in(first)
        brought_in(second)
        outcomes.append({event.key: event.version for event in everything(local_person()).events})
        assert entries(local_person()) == [], "the withdrawal was the last word"
    assert outcomes[0] == outcomes[1]


def test_a_newer_archive_of_the_same_record_adds_only_what_is_new():
    thread = note("as it was")
    old = everything(local_person())
    note("better", 1, thread, minutes=2)
    note("another", minutes=3)
    new = everything(local_person())
    delete_everything()
    brought_in(old)
    assert to_add(new, everything(local_person())).rows.counts() == {"note": 2}
    brought_in(new)
    assert everything(local_person()) == new
    brought_in(old)
    assert everything(local_person()) == new, "an older archive takes nothing back"


def test_a_check_answered_further_on_both_sides_loses_no_answer():
    made = next(
        rows for seed in range(50) if len((rows := make_rows(Random(seed))).answers) > 8 and len(rows.checks) == 1
    )
    a, b = made.answers[:4], made.answers[:3] + made.answers[5:8]
    brought_in(Rows(made.person, made.checks, a))
    brought_in(Rows(made.person, made.checks, b))
    found = everything(local_person()).answers
    assert sorted(found, key=lambda one: one.at) == list(found)
    assert {(one.fact, one.at) for one in found} == {(one.fact, one.at) for one in (*a, *b)}
    assert len(found) == len({*((one.fact, one.at) for one in a), *((one.fact, one.at) for one in b)})
    brought_in(Rows(made.person, made.checks, a))
    assert everything(local_person()).answers == found


def test_nothing_of_a_refused_file_is_written(monkeypatch):
    made = make_rows(Random(9))

    def fail(*args, **kwargs):
        raise OSError("the disk is full")

    monkeypatch.setattr(type(Event.objects), "bulk_create", fail)
    with pytest.raises(OSError, match="full"):
        bring_in(rows=made, now=NOW)
    monkeypatch.undo()
    assert not Person.objects.exists()


def test_the_format_is_described_whole():
    """docs/reference/archive.md names every file, every field of a row, and every kind of entry."""
    text = (Path(__file__).parents[2] / "docs" / "reference" / "archive.md").read_text()
    for name in (*FILES, *KINDS, *(field for row in ROWS.values() for field in row.model_fields)):
        assert f"`{name}`" in text or f'"{name}"' in text, name
    for kind in KINDS.values():
        for name in kind.model_fields:
            assert f"`{name}`" in text, (kind, name)
