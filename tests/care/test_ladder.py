"""The ladder of a programme: up only after a next day that was no worse, once a day, never above the top."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest

from unspasm.care.ladder import Climb, Step, climbs_of, programme_of, programmes, todays_step
from unspasm.care.sessions import End, Rated, Use
from unspasm.knowledge import Knowledge, load_knowledge

HOME = "Europe/London"
START = datetime(2026, 3, 2, 18, tzinfo=UTC)


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load_knowledge()


def rated(day: int, pain: int | None, hour: int = 9, feel: str = "", phase: str = "now", zone: str = HOME) -> Rated:
    at = START + timedelta(days=day, hours=hour - START.hour)
    return Rated(at, zone, pain, feel, phase)


def climb(day: int, minutes: int | None = 1, outcome: str = "done", before: int | None = 4, next_day: int | None = 4,
          after: int | None = 4, danger: bool = False, hurt: bool = False, later: tuple[Rated, ...] | None = None) -> Climb:  # fmt: skip
    at = START + timedelta(days=day)
    following = (rated(day + 1, next_day),) if next_day is not None else ()
    return Climb(
        at, at.date(), minutes, outcome, danger, hurt,
        None if before is None else Rated(at, HOME, before, phase="before"),
        None if after is None else Rated(at + timedelta(minutes=20), HOME, after, phase="after"),
        following if later is None else later,
    )  # fmt: skip


def step(climbs: list[Climb], day: int, knowledge: Knowledge, item: str = "nodule_board", hour: int = 18, safer: bool = False) -> Step:  # fmt: skip
    now = START + timedelta(days=day, hours=hour - START.hour)
    return todays_step(programme_of(item, knowledge), climbs, now=now, zone=HOME, safer=safer)


def good_days(count: int) -> list[Climb]:
    return [climb(day, day + 1) for day in range(count)]


def test_the_numbers_are_those_of_the_interventions(knowledge: Knowledge) -> None:
    assert programmes(knowledge) == ("nodule_board", "rest_90_90")
    board, rest = programme_of("nodule_board", knowledge), programme_of("rest_90_90", knowledge)
    dose = knowledge.interventions["nodule_board"].item["dose_numbers"]
    assert board.first_min == dose["first_day_min"][0]
    assert (board.add_min, board.cap_min, board.next_day_rise_max) == (
        dose["add_per_day_min"], dose["max_min"], dose["next_day_rise_max"],
    )  # fmt: skip
    assert dose["per_day_max"] == 1
    assert [rest.first_min, rest.cap_min] == knowledge.interventions["rest_90_90"].item["dose_numbers"]["duration_min"]


@pytest.mark.parametrize("item", ["nodule_board", "rest_90_90"])
@pytest.mark.parametrize("safer", [True, False])
def test_every_step_of_a_ladder_is_a_length_that_its_session_has(item: str, safer: bool, knowledge: Knowledge) -> None:
    rules = programme_of(item, knowledge)
    session = knowledge.sessions.scripts[item]["safer" if safer else "standard"]
    assert session.min_minutes is not None
    assert session.max_minutes is not None
    assert session.min_minutes <= rules.first(safer) <= rules.cap(safer) <= session.max_minutes


def test_it_begins_low(knowledge: Knowledge) -> None:
    assert (step([], 0, knowledge).minutes, step([], 0, knowledge, "rest_90_90").minutes) == (1, 5)
    assert (step([], 0, knowledge, safer=True).minutes, step([], 0, knowledge, "rest_90_90", safer=True).minutes) == (
        1,
        3,
    )


def test_it_goes_up_a_minute_a_day_while_the_next_day_is_no_worse(knowledge: Knowledge) -> None:
    for days in range(1, 10):
        found = step(good_days(days), days, knowledge)
        assert (found.direction, found.minutes) == ("up", days + 1)


def test_the_top_is_the_top(knowledge: Knowledge) -> None:
    found = step(good_days(10), 10, knowledge)
    assert (found.direction, found.minutes, found.cap) == ("stay", 10, 10)
    assert step(good_days(14), 14, knowledge).minutes == 10


def test_a_rise_of_one_point_is_still_no_worse_and_two_are(knowledge: Knowledge) -> None:
    assert step([climb(0, next_day=5)], 1, knowledge).direction == "up"
    assert step([climb(0, next_day=6)], 1, knowledge).direction == "rest_today"


def test_after_a_worse_day_it_rests_until_that_has_passed_and_then_goes_down(knowledge: Knowledge) -> None:
    history = [*good_days(3), climb(3, 4, next_day=6)]
    assert (step(history, 4, knowledge).direction, step(history, 4, knowledge).minutes) == ("rest_today", 0)
    calm = [*history[:3], climb(3, 4, later=(rated(4, 6), rated(5, 4)))]
    assert (step(calm, 5, knowledge).direction, step(calm, 5, knowledge).minutes) == ("down", 3)


def test_sore_yesterday_says_nothing_of_today_so_it_asks(knowledge: Knowledge) -> None:
    assert step([climb(0, next_day=6)], 2, knowledge).direction == "ask"


def test_twice_worse_in_a_row_or_once_much_worse_is_the_end(knowledge: Knowledge) -> None:
    twice = [climb(0, later=(rated(1, 6), rated(2, 4))), climb(2, later=(rated(3, 6), rated(4, 4)))]
    much = [climb(0, later=(rated(1, 7), rated(2, 4)))]
    for history in (twice, much):
        found = step(history, 5, knowledge)
        assert (found.direction, found.minutes, found.earliest) == ("stop", 0, None)


def test_a_warning_sign_is_the_end(knowledge: Knowledge) -> None:
    found = step([climb(0, outcome="stopped", danger=True), climb(1)], 2, knowledge)
    assert (found.direction, found.minutes) == ("stop", 0)


def test_without_a_rating_it_asks_first(knowledge: Knowledge) -> None:
    assert (step([climb(0, next_day=None)], 1, knowledge).direction, step([climb(0, next_day=None)], 3, knowledge).minutes) == ("ask", 0)  # fmt: skip


def test_a_rating_that_came_days_later_never_moves_up(knowledge: Knowledge) -> None:
    found = step([climb(0, later=(rated(3, 2),))], 3, knowledge)
    assert (found.direction, found.minutes) == ("stay", 1)


def test_without_the_score_before_there_is_nothing_to_compare_with(knowledge: Knowledge) -> None:
    assert step([climb(0, before=None)], 1, knowledge).direction == "stay"


@pytest.mark.parametrize(("feel", "direction"), [("better", "up"), ("same", "up"), ("worse", "rest_today")])
def test_words_do_instead_of_scores(feel: str, direction: str, knowledge: Knowledge) -> None:
    history = [climb(0, before=None, after=None, later=(rated(1, None, feel=feel),))]
    assert step(history, 1, knowledge).direction == direction


def test_sorer_right_after_stopped_early_or_never_ended_never_moves_up(knowledge: Knowledge) -> None:
    assert step([climb(0, after=6)], 1, knowledge).direction == "stay"
    assert step([*good_days(4), climb(4, 2, outcome="stopped")], 5, knowledge).minutes == 2
    assert step([climb(0, None, outcome="")], 1, knowledge).direction == "stay"


def test_what_hurt_goes_one_step_down(knowledge: Knowledge) -> None:
    found = step([*good_days(4), climb(4, 5, outcome="stopped", hurt=True)], 5, knowledge)
    assert (found.direction, found.minutes) == ("down", 4)


def test_doing_more_than_was_allowed_does_not_lift_the_next_step(knowledge: Knowledge) -> None:
    assert step([climb(0, 9)], 1, knowledge).minutes == 2
    assert step([climb(0, 9, outcome="stopped")], 1, knowledge).minutes == 1


def test_once_a_day(knowledge: Knowledge) -> None:
    found = step([climb(0, next_day=None)], 0, knowledge, hour=23)
    assert (found.direction, found.minutes, found.earliest) == ("rest_today", 0, date(2026, 3, 3))


def test_after_midnight_it_is_still_too_soon(knowledge: Knowledge) -> None:
    late = climb(0, later=(rated(1, 4, hour=1),))
    at = START + timedelta(hours=5)
    late = Climb(at, at.date(), 1, "done", False, False, late.before, late.after, late.later)
    assert step([late], 1, knowledge, hour=2).direction == "rest_today"
    assert step([late], 1, knowledge, hour=11).direction == "up"


def test_flying_east_makes_no_second_day_and_flying_west_no_second_today(knowledge: Knowledge) -> None:
    rules, session = programme_of("nodule_board", knowledge), climb(0, later=(rated(1, 4, hour=9),))
    eight_hours_on = START + timedelta(hours=8)  # already tomorrow in Sydney
    east = todays_step(rules, [session], now=eight_hours_on, zone="Australia/Sydney", safer=False)
    assert (east.direction, east.minutes) == ("rest_today", 0)
    at = datetime(2026, 3, 3, 8, tzinfo=ZoneInfo("Pacific/Auckland"))
    there = Climb(at, at.date(), 1, "done", later=(rated(1, 4),))
    thirteen_on = at + timedelta(hours=13)  # still the day before in Honolulu
    west = todays_step(rules, [there], now=thirteen_on, zone="Pacific/Honolulu", safer=False)
    assert (west.direction, west.minutes) == ("rest_today", 0)


def test_a_clock_set_back_opens_nothing(knowledge: Knowledge) -> None:
    assert step([climb(3)], 1, knowledge).minutes == 0


def test_after_a_long_break_it_starts_low_again(knowledge: Knowledge) -> None:
    found = step(good_days(5), 4 + 8, knowledge)
    assert (found.direction, found.minutes) == ("down", 1)
    again = [*good_days(5), climb(12)]
    assert step(again, 13, knowledge).minutes == 2


def test_the_gentle_form_has_its_own_top(knowledge: Knowledge) -> None:
    assert step(good_days(5), 5, knowledge, safer=True).minutes == 1
    assert step([climb(day, 3 + day) for day in range(6)], 6, knowledge, "rest_90_90", safer=True).minutes == 5


def test_the_honest_label_is_part_of_every_step(knowledge: Knowledge) -> None:
    histories = [[], good_days(2), [climb(0, danger=True)], [climb(0, next_day=None)]]
    assert all("No independent test" in step(history, 2, knowledge).label for history in histories)
    assert "No trial" in step([], 0, knowledge, "rest_90_90").label


def test_a_time_without_a_zone_is_refused(knowledge: Knowledge) -> None:
    with pytest.raises(ValueError, match="zone"):
        todays_step(programme_of("nodule_board", knowledge), [], now=START.replace(tzinfo=None), zone=HOME)


# --- from the record to the ladder ----------------------------------------------------------------


def use(day: int, thread: UUID, item: str = "nodule_board") -> Use:
    return Use(thread, item, "standard", START + timedelta(days=day), HOME)


def end(thread: UUID, day: int, outcome: str = "done", reason: str = "", active_s: int = 60) -> End:
    return End(thread, outcome, reason, active_s, START + timedelta(days=day, seconds=active_s))


def test_the_record_is_read_as_climbs(knowledge: Knowledge) -> None:
    one, two, other, never = uuid4(), uuid4(), uuid4(), uuid4()
    before = Rated(START, HOME, 5, phase="before", session=one)
    after = Rated(START + timedelta(minutes=21), HOME, 4, phase="after", session=one)
    next_day = Rated(START + timedelta(days=1), HOME, 4, phase="before", session=two)
    climbs = climbs_of(
        "nodule_board",
        [use(1, two), use(0, one), use(0, other, "heat"), use(0, never)],
        [end(one, 0, active_s=61), end(never, 0, "not_done", active_s=0), end(two, 1, "stopped", "saddle")],
        [before, after, next_day],
        knowledge,
    )
    first, second = climbs
    assert (first.minutes, first.outcome, first.before, first.after, first.later) == (2, "done", before, after, (next_day,))  # fmt: skip
    assert (second.danger, second.before) == (True, next_day)


@pytest.mark.parametrize(
    ("reason", "danger", "hurt"),
    [("enough", False, False), ("interrupted", False, False), ("pain_up", False, True), ("weak", True, True), ("?", False, True)],
)  # fmt: skip
def test_a_reason_to_stop_is_read_as_what_it_is(reason: str, danger: bool, hurt: bool, knowledge: Knowledge) -> None:
    thread = uuid4()
    (found,) = climbs_of("nodule_board", [use(0, thread)], [end(thread, 0, "stopped", reason)], [], knowledge)
    assert (found.danger, found.hurt) == (danger, hurt)


def test_beginning_again_leaves_the_old_sessions_behind(knowledge: Knowledge) -> None:
    thread = uuid4()
    begun = START + timedelta(days=3)
    assert climbs_of("nodule_board", [use(0, thread)], [], [], knowledge, begun) == ()
