"""Skin and spots get their rest: the gap and the most times a day of each dose are held."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from unspasm.care.sessions import End, Use, rest_before
from unspasm.knowledge import load_knowledge

KNOWLEDGE = load_knowledge()
NOW = datetime(2026, 11, 23, 15, tzinfo=UTC)


def use(item, minutes_ago, zone="Europe/London"):
    return Use(uuid4(), item, "standard", NOW - timedelta(minutes=minutes_ago), zone)


def end(session, outcome="done", minutes_ago=0):
    return End(session.thread, outcome, "", 600, NOW - timedelta(minutes=minutes_ago))


def rest(item, uses, ends=(), now=NOW, zone="Europe/London"):
    return rest_before(item, uses, ends, KNOWLEDGE, now=now, zone=zone)


def test_nothing_done_needs_no_rest():
    assert rest("heat", []) is None


@pytest.mark.parametrize("item", ["heat", "cold"])
def test_an_hour_lies_between_two_uses_counted_from_the_end_of_the_first(item):
    first = use(item, 80)
    ended = end(first, minutes_ago=59)
    assert rest(item, [first], [ended]).until == NOW + timedelta(minutes=1)
    assert rest(item, [first], [ended], now=NOW + timedelta(minutes=1)) is None


def test_another_item_needs_no_rest():
    assert rest("cold", [use("heat", 5)]) is None


def test_a_session_that_was_not_done_does_not_count():
    first = use("heat", 5)
    assert rest("heat", [first], [end(first, "not_done")]) is None
    assert rest("heat", [first], [end(first, "stopped")]).why == "gap"


def test_four_times_of_heat_are_enough_for_a_day_and_tomorrow_is_free():
    day = [use("heat", 70 * n) for n in range(1, 5)]
    found = rest("heat", day)
    assert (found.why, found.most, found.until.isoformat()) == ("most_a_day", 4, "2026-11-24T00:00:00+00:00")
    assert rest("heat", day, now=NOW + timedelta(hours=10)) is None


def test_the_day_is_the_day_of_the_place():
    day = [use("nodule_board", 60)]
    assert rest("nodule_board", day).why == "most_a_day"
    assert rest("nodule_board", day, zone="Pacific/Kiritimati") is not None
    later = NOW + timedelta(hours=2)  # past midnight there, not here
    assert rest("nodule_board", [use("nodule_board", 400)], now=later, zone="Pacific/Kiritimati") is None


def test_a_use_from_a_clock_that_was_ahead_does_not_count_yet():
    assert rest("heat", [use("heat", -30)]) is None


def test_what_its_dose_does_not_limit_is_not_limited():
    assert rest("breathing", [use("breathing", n) for n in range(1, 30)]) is None
