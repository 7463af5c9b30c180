"""Recordings of made-up people are what the coach's command reads, and it judges the first few of them rightly."""

from __future__ import annotations

import shutil

import numpy as np
import pytest

from benchmarks.coach_score import events_of, told_of
from tests.coach_people.acts import OURS
from tests.coach_people.recordings import person, record, true_holds, true_reps

needs_node = pytest.mark.skipif(shutil.which("node") is None, reason="Node runs the coach")
SHORT = {"rounds": 2, "pace": 0.7, "lead_s": 2.0}


@needs_node
@pytest.mark.parametrize("movement", OURS)
def test_people_in_range_are_counted_and_their_holds_timed(movement: str) -> None:
    people = [person(movement, seed, **SHORT) for seed in range(7001, 7005, 2)]
    for who, events in zip(people, events_of(record(who) for who in people), strict=True):
        told = told_of(events)
        assert told["reps"] == true_reps(who), who
        assert not told["cues"], who
        if movement != "cat_cow":
            assert told["timed"] == pytest.approx(true_holds(who), abs=0.6), who


@needs_node
@pytest.mark.parametrize("movement", OURS)
@pytest.mark.parametrize("act", ["empty", "animal", "standing", "rocking"])
def test_nothing_else_is_counted(movement: str, act: str) -> None:
    (events,) = events_of([record(person(act, 7001, **SHORT), movement)])
    told = told_of(events)
    assert (told["reps"], told["timed"]) == (0, [])


def test_the_same_seed_is_the_same_person_and_mirroring_turns_the_sides_over() -> None:
    plain = {"mirrored": False, "yaw": 0.0, "dropped": 0.0, "landmark": 0.0, "wander": 0.0, **SHORT}
    one = record(person("hip_lift", 7003, **plain))
    assert one == record(person("hip_lift", 7003, **plain))
    other = record(person("hip_lift", 7003, **{**plain, "mirrored": True}))
    left = np.array([frame["landmarks"]["left_knee"][0] for frame in one["frames"]])
    right = np.array([frame["landmarks"]["right_knee"][0] for frame in other["frames"]])
    assert left == pytest.approx(640 - right, abs=0.05)


def test_truth_of_a_hold_is_what_the_limits_say_of_the_joints() -> None:
    who = person("childs_pose", 7001, rounds=1, pace=1.0, depth=1.0)
    (hold,) = true_holds(who)
    assert 7 < hold < 14  # it stays for 7 seconds, and goes there and back through the limit
    assert true_holds(person("childs_pose", 7001, rounds=1, depth=0.3)) == []
