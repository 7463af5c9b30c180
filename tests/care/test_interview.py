"""What is asked next: danger first, each thing once, a doubt once more, and nothing that no longer matters."""

from __future__ import annotations

from typing import Any

import pytest

from tests.care.conftest import SIMPLE, TODAY, interviewed
from unspasm.care import Ask, next_screen, read_answers, screen
from unspasm.knowledge import Knowledge


def ask(
    told: dict[str, Any], knowledge: Knowledge, again: set[str] | None = None, through: str = "danger"
) -> Ask | None:
    return next_screen(read_answers(told, knowledge, TODAY), frozenset(again or ()), knowledge, through)


def bundle(knowledge: Knowledge, answer: str = "no") -> dict[str, Any]:
    """One answer to every line of the tick lists that come first."""
    lists = [s for s in knowledge.screens if s.stage == "emergency" and s.kind == "ticks" and len(s.facts) > 3][:7]
    return {fact: answer for screen in lists for fact in screen.facts}


def test_the_first_screen_is_the_first_list_of_danger_signs(knowledge: Knowledge) -> None:
    first = ask({}, knowledge)
    assert first is not None
    assert first.screen == knowledge.screens[0]
    assert first.facts == knowledge.screens[0].facts
    assert not first.again


def test_an_emergency_ends_the_interview_at_once(knowledge: Knowledge) -> None:
    assert ask({"saddle_numb": "yes"}, knowledge) is None


def test_a_doubt_is_put_once_more_alone_and_before_anything_else(knowledge: Knowledge) -> None:
    told = dict.fromkeys(knowledge.screens[0].facts, "not_sure")
    repeat = ask(told, knowledge)
    assert repeat is not None
    assert (repeat.again, repeat.facts) == (True, knowledge.screens[0].facts[:1])
    assert repeat.screen == knowledge.screens[0]
    second = ask({**told, "saddle_numb": "no"}, knowledge, {"saddle_numb"})
    assert second is not None
    assert (second.again, second.facts) == (True, knowledge.screens[0].facts[1:2])


def test_a_doubt_that_was_put_again_is_not_put_a_third_time(knowledge: Knowledge) -> None:
    told = dict.fromkeys(knowledge.screens[0].facts, "no") | {"saddle_numb": "not_sure"}
    after = ask(told, knowledge, {"saddle_numb"})
    assert after is not None
    assert not after.again
    assert after.screen == knowledge.screens[1]
    assert screen(read_answers(told, knowledge, TODAY), knowledge).disposition == "same_day"


def test_a_skipped_question_is_not_put_again(knowledge: Knowledge) -> None:
    told = dict.fromkeys(knowledge.screens[0].facts, "no") | {"saddle_numb": "skipped"}
    after = ask(told, knowledge)
    assert after is not None
    assert not after.again


def test_a_doubt_on_which_nothing_hangs_is_not_put_again(knowledge: Knowledge) -> None:
    told = {**bundle(knowledge), "gait_slow": "not_sure"}
    after = ask(told, knowledge)
    assert after is not None
    assert not after.again


def test_after_two_lasting_doubts_only_emergency_questions_are_put_again(knowledge: Knowledge) -> None:
    lasting = {"saddle_numb": "not_sure", "bladder_retention": "not_sure"}
    told = {**bundle(knowledge), **lasting, "bowel_loss": "not_sure", "blood_thinner": "not_sure"}
    repeat = ask(told, knowledge, set(lasting))
    assert repeat is not None
    assert (repeat.again, repeat.facts) == (True, ("bowel_loss",))
    done = ask({**told, "bowel_loss": "no"}, knowledge, {*lasting, "bowel_loss"})
    assert done is None or not done.again


def test_after_one_lasting_doubt_every_question_is_put_again(knowledge: Knowledge) -> None:
    told = {**bundle(knowledge), "bladder_retention": "not_sure", "blood_thinner": "not_sure", "pain_days": 1}
    repeat = ask({**told, "saddle_numb": "no"}, knowledge, {"bladder_retention"})
    assert repeat is not None
    assert (repeat.again, repeat.facts) == (True, ("blood_thinner",))


def test_a_screen_of_fields_takes_along_what_only_the_plan_needs(knowledge: Knowledge) -> None:
    fields = next(screen for screen in knowledge.screens if "pain_now" in screen.facts)
    told: dict[str, Any] = {}
    while (upcoming := ask(told, knowledge)) and upcoming.screen != fields:
        told |= {fact: SIMPLE.get(fact, "no") for fact in upcoming.facts}
    assert upcoming is not None
    assert {"pain_worst", "pain_now"} <= set(upcoming.facts)


def test_after_danger_what_is_at_hand_is_asked_first(knowledge: Knowledge) -> None:
    told = dict(interviewed(SIMPLE, knowledge))
    raw = {key: sorted(value) if isinstance(value, frozenset) else value for key, value in told.items()}
    assert ask(raw, knowledge) is None
    more = ask(raw, knowledge, through="plan")
    assert more is not None
    assert more.facts == ("at_hand",)


def test_nothing_optional_is_asked_of_someone_who_gets_no_plan(knowledge: Knowledge) -> None:
    told = dict(interviewed({**SIMPLE, "age": 70, "pain_worst": 9}, knowledge))
    raw = {key: sorted(value) if isinstance(value, frozenset) else value for key, value in told.items()}
    assert screen(read_answers(raw, knowledge, TODAY), knowledge).disposition == "same_day"
    assert ask(raw, knowledge, through="plan") is None


def test_a_thing_that_is_not_at_hand_is_not_asked_about(knowledge: Knowledge) -> None:
    with_nothing = interviewed({**SIMPLE, "at_hand": []}, knowledge, "plan")
    with_a_pad = interviewed({**SIMPLE, "at_hand": ["heat_pad"]}, knowledge, "plan")
    assert "rub_on_skin_there" in with_a_pad
    assert len(with_nothing) < len(with_a_pad)


@pytest.mark.parametrize("through", ["danger", "plan"])
def test_the_interview_ends_decided(through: str, knowledge: Knowledge) -> None:
    assert screen(interviewed(SIMPLE, knowledge, through), knowledge).decided
