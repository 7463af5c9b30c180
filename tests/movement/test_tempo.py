"""The tempo of a movement is the dose of its intervention, and its words are calm and plain."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from math import nextafter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.readability import grade
from unspasm.care.movement import moment, phases_of
from unspasm.knowledge import load_knowledge

KNOWLEDGE = load_knowledge()
MOVEMENTS = KNOWLEDGE.movements
NAMES = sorted(MOVEMENTS)
PUSHING = re.compile(
    r"further|deeper|push through|harder|more than|\btry\b|\bshould\b|\bmust\b|!|just\b|great|well done", re.I
)


def seconds(name: str, phase: str, variant: str = "") -> float:
    found = next(one for one in phases_of(MOVEMENTS[name], MOVEMENTS[name].variant(variant)) if one.id == phase)
    return found.move_s + found.stay_s


def dose(name: str) -> dict[str, object]:
    return dict(KNOWLEDGE.interventions[name].item["dose_numbers"])


def test_every_stretch_of_the_article_has_its_movement() -> None:
    assert set(NAMES) == {"cat_cow", "childs_pose", "hip_lift"}


def test_cat_and_cow_take_five_seconds_each_way() -> None:
    assert seconds("cat_cow", "round") == seconds("cat_cow", "sink") == dose("cat_cow")["seconds_each"]


def test_the_slower_form_takes_eight_to_ten_seconds_each_way() -> None:
    assert 8 <= seconds("cat_cow", "round", "harder_1") <= 10


def test_the_hip_lift_holds_and_lowers_as_its_dose_says() -> None:
    low, high = dose("hip_lift")["hold_s"]  # type: ignore[misc]
    assert low <= seconds("hip_lift", "hold") <= high
    assert next(p for p in MOVEMENTS["hip_lift"].phases if p.id == "down").move_s == dose("hip_lift")["lower_s"]
    assert seconds("hip_lift", "hold", "harder_1") == 10


def test_the_longer_childs_pose_holds_45_to_60_seconds() -> None:
    assert 45 <= seconds("childs_pose", "breathe", "harder_1") <= 60


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("pace", [0.7, 0.8, 1.1, 1.3])
def test_at_any_pace_there_is_a_posture_where_one_phase_meets_the_next(name: str, pace: float) -> None:
    """Sums of times may fall a hair short of where a phase without a move begins."""
    movement = MOVEMENTS[name]
    phases = [replace(row, move_s=row.move_s * pace, stay_s=row.stay_s * pace) for row in movement.phases]
    ends = [0.0]
    for row in [row for _ in range(4) for row in phases]:
        ends += [ends[-1] + row.move_s, ends[-1] + row.move_s + row.stay_s]
    for end in ends:
        for t_s in (end, nextafter(end, 0), nextafter(end, 99)):
            assert movement.low <= moment(phases, movement.rest, 4, t_s).value <= movement.high


@pytest.mark.parametrize("name", NAMES)
@given(t_s=st.floats(0, 200))
def test_at_every_time_there_is_a_posture_in_range_and_a_word(name: str, t_s: float) -> None:
    movement = MOVEMENTS[name]
    now = moment(movement.phases, movement.rest, 3, t_s)
    assert movement.low <= now.value <= movement.high
    assert now.say
    assert (now.round == 0) == (now.phase == "rest")


@pytest.mark.parametrize("name", NAMES)
def test_phases_come_in_order_and_end_at_rest(name: str) -> None:
    movement = MOVEMENTS[name]
    seen = [moment(movement.phases, movement.rest, 2, step / 10) for step in range(1000)]
    order = [
        now.phase
        for before, now in zip([None, *seen], seen, strict=False)
        if before is None or before.phase != now.phase
    ]
    assert order == [*(phase.id for phase in movement.phases)] * 2 + ["rest"]
    assert seen[-1].value == movement.rest.to


@pytest.mark.parametrize("name", NAMES)
def test_nothing_jumps_from_one_frame_to_the_next(name: str) -> None:
    movement = MOVEMENTS[name]
    values = [moment(movement.phases, movement.rest, 2, step / 60).value for step in range(6000)]
    assert max(abs(one - other) for one, other in pairwise(values)) < 0.02


@pytest.mark.parametrize("name", NAMES)
def test_the_words_are_short_and_plain_and_never_push(name: str) -> None:
    movement = MOVEMENTS[name]
    said = [*(p.say for p in movement.phases), movement.rest.say, *(cue.say for cue in movement.cues)]
    assert [text for text in said if PUSHING.search(text)] == []
    assert [text for text in said if grade(text) > 6.5] == []
    assert [text for text in said if len(text) > 60] == []


def test_a_word_that_pushes_is_seen() -> None:
    assert PUSHING.search("Go a little further")


@pytest.mark.parametrize("name", NAMES)
def test_every_movement_says_when_to_stop(name: str) -> None:
    assert any(cue.id == "stop" and "down a leg" in cue.say for cue in MOVEMENTS[name].cues)


@pytest.mark.parametrize("name", NAMES)
def test_every_limit_says_on_what_it_rests(name: str) -> None:
    for limit in MOVEMENTS[name].limits:
        assert limit.mark in ("prof", "derived"), limit.id
        assert set(limit.sources) <= {"prof", "derived"}, limit.id


def test_limits_that_switch_on_and_off_leave_room_between() -> None:
    limits = {(name, limit.id): limit for name in NAMES for limit in MOVEMENTS[name].limits}
    assert limits["cat_cow", "round"].over > limits["cat_cow", "middle"].under  # type: ignore[operator]
    assert limits["childs_pose", "out"].over > limits["childs_pose", "in"].under  # type: ignore[operator]
    assert limits["hip_lift", "up"].over > limits["hip_lift", "down"].under  # type: ignore[operator]
