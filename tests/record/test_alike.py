"""A comparison is only fair where both sides began at alike pain; and no more pain can be eased than there was."""

import numpy as np
import pytest

from tests.record.test_works import Book
from unspasm.knowledge import load_knowledge
from unspasm.knowledge.works import load_works
from unspasm.learn import limits_from, prior_from
from unspasm.learn.judged import judged
from unspasm.learn.simulate import World, _Body
from unspasm.learn.verdict import HELPS, UNKNOWN, WORSE
from unspasm.record.works import diary_of

WORKS = load_works()
PRIOR, LIMITS = prior_from(load_knowledge()), limits_from(load_knowledge())


def item_of(book: Book):
    (item,) = judged(diary_of(book.told()), PRIOR, LIMITS, WORKS).items
    return item


def days_of(with_it: tuple[int, int], without: tuple[int, int], days: int = 20) -> Book:
    book = Book()
    for day in range(days):
        book.tried("heat", 1440 * day, *with_it)
        book.tried("", 1440 * day + 600, *without)
    return book


def test_heat_at_the_worst_and_waits_at_the_best_moments_give_no_verdict():
    """Without this, 5 of 30 people for whom heat does nothing were told that it helps."""
    assert item_of(days_of((8, 5), (2, 4))).verdict == UNKNOWN
    assert item_of(days_of((2, 4), (8, 5))).verdict == UNKNOWN


def test_the_same_pain_before_both_gives_one():
    assert item_of(days_of((7, 4), (7, 7))).verdict == HELPS
    assert item_of(days_of((4, 7), (4, 4))).verdict == WORSE


def test_waits_that_came_weeks_after_the_pain_was_gone_settle_nothing():
    book = Book()
    for day in range(10):
        book.tried("heat", 1440 * day, 7, 3)
        book.tried("", 1440 * (day + 40), 3, 3)
    assert item_of(book).verdict == UNKNOWN


def test_no_one_is_told_of_an_effect_that_is_not_there_because_of_when_they_waited():
    told = []
    for seed in range(2000, 2030):
        told.append(item_of(no_effect(seed)).verdict)
    assert told.count(HELPS) + told.count(WORSE) <= 1, told


def no_effect(seed: int) -> Book:
    """Heat in the worst moment of the next hours, waits in the best one; heat does nothing."""
    book, rng = Book(), np.random.default_rng(seed)
    body = _Body(World(), {"heat": 0.0}, rng)
    for day in range(28):
        for hour in (24 * day + 8 + 14 * rng.random(3)).tolist():
            book.add("rating", 60 * hour, pain=int(body.rate(hour)))
        first, second = 24 * day + 8 + 5 * rng.random(), 24 * day + 16 + 5 * rng.random()
        with_it, without = (first, second) if rng.random() < 0.5 else (second, first)
        for item, at in (("heat", body.peak_near(with_it, 3)), ("", calm_near(body, without))):
            book.tried(item, 60 * at, int(body.rate(at)), int(body.rate(at + 0.5)))
    return book


def calm_near(body: _Body, t: float) -> float:
    low, high = body._at(t), body._at(t + 3) + 1
    return float(body.t[low + int(np.argmin(body.pain[low:high]))])


@pytest.mark.parametrize(("before", "after", "least"), [(1, 0, -1.0), (0, 0, 0.0)])
def test_no_more_ease_is_told_than_there_was_pain(before, after, least):
    effect = item_of(days_of((before, after), (before, before))).effect
    assert effect.mean >= least
    assert all(low >= least for low, _ in effect.intervals.values())


def test_no_more_harm_is_told_than_the_scale_has_room_for():
    effect = item_of(days_of((9, 10), (9, 9))).effect
    assert effect.mean <= 1
    assert all(high <= 1 for _, high in effect.intervals.values())


def test_a_rating_many_hours_after_a_session_is_no_comparison():
    book = Book()
    window = book.add("session", 0, item="heat")
    book.add("rating", 0, pain=7, phase="before", session=window)
    book.add("rating", 1200, pain=3, phase="after", session=window)
    (one,) = diary_of(book.told()).uses
    assert not one.is_compared
