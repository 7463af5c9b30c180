"""What the pain is most consistent with, and which muscles may lie there."""

from __future__ import annotations

from typing import Any

import pytest

from tests.care.conftest import SIMPLE, TODAY, interviewed
from unspasm.care import Profile, classify, read_answers
from unspasm.knowledge import Knowledge


def profile(told: dict[str, Any], knowledge: Knowledge) -> Profile:
    return classify(read_answers(told, knowledge, TODAY), knowledge)


def test_nothing_is_claimed_of_someone_who_told_nothing(knowledge: Knowledge) -> None:
    empty = profile({}, knowledge)
    assert (empty.region, empty.time_class, empty.onset, empty.severity) == (None, None, None, None)
    assert (empty.modifiers, empty.background, empty.slows_recovery) == ((), (), ())
    assert (empty.patterns, empty.muscles) == ((), ())
    assert "pain_days" in empty.ask


def test_a_simple_spasm_is_acute_and_likely(knowledge: Knowledge) -> None:
    every = {**SIMPLE, "tight_locked": "yes", "worse_bending": "yes", "stiff_after_rest": "yes"}
    found = classify(interviewed(every, knowledge, "plan"), knowledge)
    assert found.region is not None
    assert found.region.id == "region_lumbar"
    assert found.severity is not None
    assert found.severity.id == "sev_moderate"
    assert ("spasm", "likely") in {(key, word) for key, _, word in found.patterns}


def test_of_the_severity_rows_the_worst_that_holds_is_taken(knowledge: Knowledge) -> None:
    found = profile({"pain_worst": 2, "pain_now": 1, "function": "cannot_stand"}, knowledge)
    assert found.severity is not None
    assert found.severity.id == "sev_immobile"


def test_background_and_what_slows_recovery_are_named(knowledge: Knowledge) -> None:
    found = profile({"background": ["injury", "strain"], "low_mood": "yes"}, knowledge)
    assert len(found.background) == 2
    assert len(found.slows_recovery) == 1


@pytest.mark.parametrize(
    ("told", "first"),
    [
        ({"pain_sites": ["neck_left"]}, None),
        ({"pain_sites": ["low_back_left"], "pain_depth": "deep"}, "deep"),
        ({"pain_sites": ["low_back_left"], "pain_depth": "surface"}, "surface"),
        ({"pain_sites": ["low_back_left"], "pain_depth": "not_sure"}, None),
    ],
)
def test_muscles_lie_where_it_hurts_and_as_deep_as_it_feels(
    told: dict[str, Any], first: str | None, knowledge: Knowledge
) -> None:
    muscles = profile(told, knowledge).muscles
    assert len(muscles) <= 2
    for key in muscles:
        item = knowledge.item("muscles", key)
        assert set(told["pain_sites"]) & set(item["zones"])
        assert first is None or first in item["depths"]


def test_at_most_two_muscles_and_the_strained_one_first(knowledge: Knowledge) -> None:
    told = {"pain_sites": ["low_back_left"], "trigger": "bend_twist"}
    muscles = profile(told, knowledge).muscles
    assert len(muscles) == 2
    assert "bend_twist" in knowledge.item("muscles", muscles[0])["provoked_by"]


def test_no_place_no_muscle(knowledge: Knowledge) -> None:
    assert profile({"pain_sites": []}, knowledge).muscles == ()
    assert profile({"pain_sites": "not_sure"}, knowledge).muscles == ()


def test_how_deep_is_asked_once_the_place_is_known(knowledge: Knowledge) -> None:
    assert "pain_depth" not in profile({}, knowledge).ask
    assert "pain_depth" in profile({"pain_sites": ["neck_left"]}, knowledge).ask
    assert "pain_depth" not in profile({"pain_sites": ["neck_left"], "pain_depth": "skipped"}, knowledge).ask
