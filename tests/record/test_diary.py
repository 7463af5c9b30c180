"""The diary keeps everything: the same tap is one entry, a correction is one more event, nothing is lost."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unspasm.record.actions import (
    ChangedMeanwhile,
    New,
    NoSuchEntry,
    correct_event,
    delete_everything,
    end_session,
    log_event,
    log_events,
    restore_event,
    withdraw_event,
)
from unspasm.record.kinds import KindError, Rating
from unspasm.record.models import Event
from unspasm.record.queries import entries, entry, history, local_person

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


def rate(pain=4, key=None, at=NOW, **more):
    return log_event(
        kind="rating", data={"pain": pain, **more}, key=key or uuid4(), happened_at=at, zone="Europe/London", now=NOW
    )


def test_the_same_tap_sent_twice_is_one_entry_at_the_time_of_the_first():
    key = uuid4()
    first, second = rate(4, key), rate(4, key, at=NOW + timedelta(seconds=9))
    assert first.pk == second.pk
    assert [(e.data.pain, e.happened_at) for e in entries(local_person())] == [(4, NOW)]


def test_another_choice_from_a_page_that_was_sent_is_refused_and_never_swallowed():
    key = uuid4()
    rate(4, key)
    with pytest.raises(KindError, match="fresh page"):
        rate(9, key)
    assert [e.data.pain for e in entries(local_person())] == [4]


def test_a_key_of_another_kind_is_refused():
    key = uuid4()
    rate(4, key)
    with pytest.raises(KindError, match="fresh page"):
        log_event(kind="drink", data={"what": "water", "ml": 200}, key=key, happened_at=NOW, zone="UTC", now=NOW)


def test_a_correction_counts_and_what_stood_there_before_is_kept():
    event = rate(4)
    correct_event(
        thread=event.thread,
        seen=1,
        key=uuid4(),
        data={"pain": 6},
        happened_at=NOW - timedelta(hours=1),
        zone="Asia/Tokyo",
        now=NOW,
    )
    (now,) = entries(local_person())
    assert (now.data.pain, now.version, now.local.isoformat()) == (6, 2, "2026-11-23T17:00:00+09:00")
    assert [e.data.pain for e in history(local_person(), event.thread)] == [4, 6]


def test_what_is_taken_back_no_longer_counts_and_can_be_brought_back():
    event = rate(4)
    withdraw_event(thread=event.thread, seen=1, key=uuid4(), now=NOW)
    assert entries(local_person()) == []
    assert entry(local_person(), event.thread).withdrawn
    restore_event(thread=event.thread, seen=2, key=uuid4(), now=NOW)
    assert [e.data.pain for e in entries(local_person())] == [4]
    assert Event.objects.count() == 3


def test_two_devices_that_change_one_entry_do_not_overwrite_each_other():
    event = rate(4)
    with_other = {"happened_at": NOW, "zone": "UTC", "now": NOW}
    correct_event(thread=event.thread, seen=1, key=uuid4(), data={"pain": 5}, **with_other)
    with pytest.raises(ChangedMeanwhile) as error:
        correct_event(thread=event.thread, seen=1, key=uuid4(), data={"pain": 7}, **with_other)
    assert error.value.latest.data == {"pain": 5, "phase": "now"}
    assert [e.data.pain for e in entries(local_person())] == [5]


def test_a_correction_sent_twice_is_one():
    event, key = rate(4), uuid4()
    for _ in range(2):
        correct_event(thread=event.thread, seen=1, key=key, data={"pain": 5}, happened_at=NOW, zone="UTC", now=NOW)
    assert Event.objects.count() == 2


def test_several_entries_are_written_whole_or_not_at_all():
    good = New("rating", Rating(pain=3), uuid4(), NOW, "UTC")
    bad = New("rating", {"pain": 11}, uuid4(), NOW, "UTC")
    with pytest.raises(KindError):
        log_events([good, bad], now=NOW)
    assert not Event.objects.exists()


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("rating", {"pain": 11}),
        ("rating", {"pain": -1}),
        ("rating", {"pain": True}),
        ("rating", {"pain": "4"}),
        ("rating", {"pain": 4.0}),
        ("rating", {}),
        ("rating", {"pain": 4, "feel": "same"}),
        ("rating", {"pain": 4, "phase": "after"}),
        ("rating", {"pain": 4, "mood": 3}),
        ("session", {"item": "Heat; drop table"}),
        ("session_end", {"session": "00000000-0000-0000-0000-000000000000", "outcome": "done"}),
        ("dose", {"lines": []}),
        ("dose", {"lines": [{"ingredient": "ibuprofen", "amount": "-400", "unit": "mg"}]}),
        ("dose", {"lines": [{"ingredient": "ibuprofen", "amount": "NaN", "unit": "mg"}]}),
        ("drink", {"what": "water", "ml": 0}),
        ("symptom", {"symptom": "stiff", "grade": 4}),
        ("sleep", {"quality": 2, "hours": 25}),
        ("note", {"words": "   "}),
        ("note", {"words": "x" * 2001}),
        ("wish", {"words": "x"}),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(kind, data):
    with pytest.raises(KindError):
        log_event(kind=kind, data=data, key=uuid4(), happened_at=NOW, zone="UTC", now=NOW)
    assert not Event.objects.exists()


def test_an_end_belongs_to_a_session_that_is_there():
    session = log_event(kind="session", data={"item": "heat"}, key=uuid4(), happened_at=NOW, zone="UTC", now=NOW)
    end = {"session": str(session.thread), "outcome": "stopped", "reason": "dizzy", "active_s": 90}
    log_event(kind="session_end", data=end, key=uuid4(), happened_at=NOW, zone="UTC", now=NOW)
    assert entries(local_person(), kinds=["session_end"])[0].data.session == session.thread


def test_a_session_ends_once_and_an_end_taken_back_can_be_given_anew():
    session = log_event(kind="session", data={"item": "heat"}, key=uuid4(), happened_at=NOW, zone="UTC", now=NOW)

    def end(outcome):
        told = {"outcome": outcome}
        return end_session(session=session.thread, data=told, key=uuid4(), happened_at=NOW, zone="UTC", now=NOW)

    first = end("done")
    assert end("stopped").pk == first.pk
    withdraw_event(thread=first.thread, seen=1, key=uuid4(), now=NOW)
    end("stopped")
    assert [e.data.outcome for e in entries(local_person(), kinds=["session_end"])] == ["stopped"]


def test_an_entry_that_is_not_there_cannot_be_changed():
    with pytest.raises(NoSuchEntry):
        withdraw_event(thread=uuid4(), seen=1, key=uuid4(), now=NOW)


def test_deleting_everything_deletes_the_diary():
    rate(4)
    delete_everything()
    assert not Event.objects.exists()


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("log"), st.integers(0, 4), st.integers(0, 10)),
        st.tuples(st.just("correct"), st.integers(0, 4), st.integers(0, 10)),
        st.tuples(st.just("withdraw"), st.integers(0, 4), st.just(0)),
        st.tuples(st.just("restore"), st.integers(0, 4), st.just(0)),
    ),
    max_size=12,
)


@given(STEPS)
@settings(max_examples=40, deadline=None)
def test_the_diary_is_what_a_plain_table_would_be(steps):
    """Any order of writing, each step sent twice: the same as a dictionary that keeps the last word of each entry."""
    Event.objects.all().delete()
    shown: dict[int, tuple[int, int, bool]] = {}  # place -> (version, pain, withdrawn)
    for number, (what, place, pain) in enumerate(steps):
        thread = UUID(int=place + 1)
        key = thread if what == "log" else UUID(int=1000 + number)
        if what != "log" and place not in shown:
            continue
        version, old, _ = shown.get(place, (0, pain, False))
        if what == "log" and place in shown:
            continue
        for _ in range(2):
            if what == "log":
                rate(pain, key)
            elif what == "correct":
                correct_event(
                    thread=thread, seen=version, key=key, data={"pain": pain}, happened_at=NOW, zone="UTC", now=NOW
                )
            else:
                change = withdraw_event if what == "withdraw" else restore_event
                change(thread=thread, seen=version, key=key, now=NOW)
        if what == "log":
            shown.setdefault(place, (1, pain, False))
        elif what == "correct":
            shown[place] = (version + 1, pain, False)
        else:
            shown[place] = (version + 1, old, what == "withdraw")
    wanted = sorted(pain for _, pain, gone in shown.values() if not gone)
    assert sorted(e.data.pain for e in entries(local_person())) == wanted
    assert Event.objects.count() == sum(version for version, _, _ in shown.values())


def test_another_change_from_a_page_that_was_sent_is_refused_and_never_swallowed():
    first = rate(6)
    key = uuid4()
    change = {
        "thread": first.thread,
        "seen": 1,
        "key": key,
        "happened_at": first.happened_at,
        "zone": "UTC",
        "now": NOW,
    }
    assert correct_event(data={"pain": 4}, **change).version == 2
    with pytest.raises(ChangedMeanwhile):
        correct_event(data={"pain": 7}, **change)
    with pytest.raises(ChangedMeanwhile):
        correct_event(data={"pain": 4}, **{**change, "happened_at": first.happened_at - timedelta(hours=1)})
    with pytest.raises(ChangedMeanwhile):
        withdraw_event(thread=first.thread, seen=2, key=key, now=NOW)
    (entry,) = entries(local_person())
    assert (entry.version, entry.data.pain, entry.withdrawn) == (2, 4, False)


def test_bringing_back_with_the_key_of_the_deletion_is_refused():
    first = rate(6)
    key = uuid4()
    for _ in range(2):
        assert withdraw_event(thread=first.thread, seen=1, key=key, now=NOW).version == 2
    with pytest.raises(ChangedMeanwhile):
        restore_event(thread=first.thread, seen=2, key=key, now=NOW)
    assert entries(local_person()) == []
