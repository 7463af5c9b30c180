"""The diary as the model reads it: what belongs to a try, what stands by itself, what is left out."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.utils import timezone

from unspasm.knowledge.works import load_works
from unspasm.learn.telling import compared
from unspasm.record.actions import log_event
from unspasm.record.kinds import KindError, read_kind
from unspasm.record.queries import Entry
from unspasm.record.trials import fold
from unspasm.record.works import Told, diary_of, told_of

WORKS = load_works()
START = datetime(2026, 5, 1, 8, tzinfo=UTC)


@dataclass
class Book:
    """Entries as they happened; times are minutes from the start."""

    entries: list[Entry] = field(default_factory=list)

    def add(self, kind: str, minutes: float, **data) -> UUID:
        at, thread = START + timedelta(minutes=minutes), uuid4()
        self.entries.append(Entry(thread, 1, kind, read_kind(kind, data), at, "UTC", at))
        return thread

    def told(self) -> Told:
        return told_of(sorted(self.entries, key=lambda e: e.happened_at), WORKS)

    def tried(self, item: str, minutes: float, before: int | None = 6, after: int | None = 4) -> UUID:
        window = self.add("session", minutes, item=item) if item else self.add("wait", minutes)
        if before is not None:
            self.add("rating", minutes, pain=before, phase="before", session=window)
        if after is not None:
            self.add("rating", minutes + 30, pain=after, phase="after", session=window)
        return window


@pytest.fixture
def book() -> Book:
    return Book()


def seen(told: Told) -> list[tuple[float, float, str, str]]:
    return [(round(row.t_h, 2), row.pain, row.item, row.phase) for row in told.rows]


def test_a_session_and_a_wait_are_tries_and_other_ratings_stand_alone(book):
    book.add("rating", 0, pain=5, phase="scheduled")
    book.tried("heat", 60)
    book.tried("", 180, 7, 7)
    book.add("rating", 300, pain=3)
    assert seen(book.told()) == [
        (0.0, 5.0, "", "scheduled"),
        (1.0, 6.0, "heat", "before"), (1.5, 4.0, "heat", "after"),
        (3.0, 7.0, "", "before"), (3.5, 7.0, "", "after"),
        (5.0, 3.0, "", "scheduled"),
    ]  # fmt: skip
    diary = diary_of(book.told())
    assert compared(diary) == {"": 1, "heat": 1}


def test_words_carry_no_points(book):
    book.add("rating", 0, feel="better")
    assert book.told() == Told()


def test_a_session_that_was_not_done_is_no_try(book):
    window = book.tried("heat", 60, after=None)
    book.add("session_end", 70, session=window, outcome="not_done")
    assert seen(book.told()) == [(0.0, 6.0, "", "scheduled")]


def test_a_session_that_nobody_rated_still_moves_pain(book):
    book.add("rating", 0, pain=5)
    book.tried("heat", 60, None, None)
    book.add("rating", 120, pain=5)
    diary = diary_of(book.told())
    (window,) = diary.uses
    assert (diary.items[window.item], window.start_h, window.is_compared) == ("heat", 1.0, False)


def test_after_that_was_moved_before_its_before_is_no_comparison(book):
    window = book.add("session", 60, item="heat")
    book.add("rating", 90, pain=6, phase="before", session=window)
    book.add("rating", 30, pain=2, phase="after", session=window)
    told = book.told()
    assert {row.phase for row in told.rows} == {"scheduled"}
    assert compared(diary_of(told)) == {"": 0, **dict.fromkeys(diary_of(told).items, 0)}


@pytest.mark.parametrize(("dose_at", "left_out"), [(-181, 0), (-179, 1), (10, 1), (30, 1), (31, 0)])
def test_a_medicine_around_a_try_makes_it_no_comparison(book, dose_at, left_out):
    lines = [{"ingredient": "ibuprofen", "amount": "200", "unit": "mg"}]
    book.add("dose", 120 + dose_at, lines=lines)
    book.tried("heat", 120)
    told = book.told()
    assert dict(told.spoiled) == ({"heat": 1} if left_out else {})
    assert any(row.item for row in told.rows) is not bool(left_out)


def test_a_second_rating_after_the_same_session_stands_alone(book):
    window = book.tried("heat", 60)
    book.add("rating", 100, pain=2, phase="after", session=window)
    assert [row.phase for row in book.told().rows] == ["before", "after", "scheduled"]


def test_nights_count_against_the_usual_one_and_few_nights_do_not(book):
    for day in range(WORKS.nights_least):
        book.add("sleep", 1440 * day, quality=0 if day else 4)
        book.add("rating", 1440 * day + 5, pain=5)
    sleep = [row.sleep for row in book.told().rows]
    assert sleep[0] > 0 > sleep[1]
    assert sum(sleep) == pytest.approx(0)
    book.entries = [e for e in book.entries if e.happened_at > START + timedelta(minutes=3)]
    assert {row.sleep for row in book.told().rows} == {0.0}


def test_only_the_newest_ratings_are_read(book):
    for minute in range(WORKS.most_ratings + 7):
        book.add("rating", minute, pain=minute % 11)
    told = book.told()
    assert len(told.rows) == WORKS.most_ratings
    assert told.zero == START + timedelta(minutes=7)


def test_no_order_of_ratings_breaks_the_reading(book):
    window = book.tried("heat", 60, 5, 5)
    for minute in (60, 60, 90, 90):
        book.add("rating", minute, pain=10, phase="after", session=window)
        book.add("rating", minute, pain=0, phase="before", session=window)
    assert len(diary_of(book.told())) == 10


# --- comparisons -----------------------------------------------------------------------------------


def trial(book: Book, later: float = 1000):
    found = sorted(book.entries, key=lambda e: e.happened_at)
    (one,) = fold(found, START + timedelta(minutes=later), WORKS.compare.give_up)
    return one


def test_a_try_goes_from_drawn_to_rated(book):
    thread = book.add("trial", 0, options=("heat", "nothing"), policy="pairs", planned=24)
    book.add("choice", 5, trial=thread, option="heat", chance=0.5)
    book.add("session", 1, item="heat")  # begun before it was drawn: not of this try
    assert trial(book, 10).current.state == "open"
    window = book.add("session", 20, item="heat")
    assert trial(book, 30).current.state == "running"
    book.add("rating", 60, pain=4, phase="after", session=window)
    assert [one.state for one in trial(book).tries] == ["rated"]
    assert trial(book).current is None


def test_a_try_without_a_rating_is_let_go_after_a_while(book):
    thread = book.add("trial", 0, options=("heat", "nothing"), policy="pairs", planned=24)
    book.add("choice", 5, trial=thread, option="nothing", chance=0.5)
    book.add("wait", 6)  # a wait by itself
    assert trial(book, 10).current.state == "open"
    book.add("wait", 10, trial=thread)
    minutes = WORKS.compare.give_up.total_seconds() / 60
    assert trial(book, 10 + minutes).current.state == "running"
    assert trial(book, 11 + minutes).current is None
    assert len(trial(book, 11 + minutes).rated) == 0


def test_a_session_that_was_not_done_leaves_the_try_open(book):
    thread = book.add("trial", 0, options=("heat", "nothing"), policy="pairs", planned=24)
    book.add("choice", 5, trial=thread, option="heat", chance=0.5)
    window = book.add("session", 6, item="heat")
    book.add("session_end", 7, session=window, outcome="not_done")
    assert trial(book, 20).current.state == "open"


def log(kind, data):
    now = timezone.now()
    return log_event(kind=kind, data=data, key=uuid4(), happened_at=now, zone="UTC", now=now).thread


def test_a_rating_may_name_a_session_or_a_wait_and_nothing_else(db):
    wait = log("wait", {})
    log("rating", {"pain": 3, "phase": "before", "session": wait})
    note = log("note", {"words": "no window"})
    for strange in (note, uuid4()):
        with pytest.raises(KindError):
            log("rating", {"pain": 3, "phase": "before", "session": strange})
    with pytest.raises(KindError):
        log("session_end", {"session": wait, "outcome": "done"})


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("trial", {"options": ["heat"], "policy": "pairs", "planned": 24}),
        ("trial", {"options": ["heat", "heat"], "policy": "pairs", "planned": 24}),
        ("trial", {"options": list("abcdefg"), "policy": "pairs", "planned": 24}),
        ("trial", {"options": ["heat", "Cold!"], "policy": "pairs", "planned": 24}),
        ("trial", {"options": ["heat", "cold"], "policy": "guess", "planned": 24}),
        ("choice", {"trial": uuid4(), "option": "heat", "chance": 0.5}),
        ("trial_end", {"trial": uuid4(), "why": "clear"}),
        ("wait", {"trial": uuid4()}),
    ],
)
def test_what_is_no_comparison_is_not_written(db, kind, data):
    with pytest.raises(KindError):
        log(kind, data)
