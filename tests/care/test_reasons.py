"""A result says which answers made it, all of them and no others."""

from __future__ import annotations

from typing import Any

import pytest

from tests.care.conftest import SIMPLE, TODAY, interviewed
from unspasm.care import Answers, read_answers, screen
from unspasm.care.answers import person_pairs
from unspasm.care.evaluate import CERTAIN, PUT
from unspasm.care.reasons import hangs_on, in_order_of_asking, support
from unspasm.knowledge import Knowledge, read_knowledge
from unspasm.knowledge.condition import Compiler


def asked(condition: str, told: dict[str, Any]) -> tuple[Knowledge, int, Answers]:
    """A fresh knowledge base with one more condition, its place, and checked answers."""
    knowledge = read_knowledge()
    index = Compiler(knowledge.program, knowledge.facts, knowledge.definitions).compile(condition)
    knowledge.program.__dict__.pop("steps", None)
    return knowledge, index, read_answers(told, knowledge, TODAY)


@pytest.mark.parametrize(
    ("condition", "told", "because"),
    [
        ("fever", {"fever": "yes"}, ("fever",)),
        ("fever or fit", {"fever": "yes", "fit": "yes"}, ("fever", "fit")),
        ("fever or fit", {"fever": "no", "fit": "yes"}, ("fit",)),
        ("fever and fit", {"fever": "yes", "fit": "yes"}, ("fever", "fit")),
        ("not fever", {"fever": "no"}, ("fever",)),
        ("not (fever or fit)", {"fever": "no", "fit": "no"}, ("fever", "fit")),
        ("not (fever and fit)", {"fever": "no", "fit": "no"}, ("fever",)),
        ("not (fever and fit)", {"fever": "yes", "fit": "no"}, ("fit",)),
        ("at_least(2, fever, fit, confused)", {"fever": "yes", "fit": "no", "confused": "yes"}, ("fever", "confused")),
        ("fever and (fit or confused)", {"fever": "yes", "confused": "yes"}, ("fever", "confused")),
        ("fever and not fit", {"fever": "yes", "fit": "no"}, ("fever", "fit")),
    ],
)
def test_what_made_a_condition_hold(condition: str, told: dict[str, Any], because: tuple[str, ...]) -> None:
    knowledge, index, answers = asked(condition, told)
    pairs = person_pairs(answers, knowledge)
    assert pairs[index][0] & CERTAIN
    assert support(knowledge.program, pairs, index) == because


def test_a_doubt_is_a_reason_in_the_reading_of_what_was_put() -> None:
    knowledge, index, answers = asked("fever and fit", {"fever": "yes", "fit": "not_sure"})
    pairs = person_pairs(answers, knowledge)
    assert not pairs[index][0] & CERTAIN
    assert support(knowledge.program, pairs, index, PUT) == ("fever", "fit")


@pytest.mark.parametrize(
    ("condition", "told", "open_facts", "with_doubts"),
    [
        ("fever", {}, ("fever",), ("fever",)),
        ("fever", {"fever": "no"}, (), ()),
        ("fever", {"fever": "not_sure"}, (), ("fever",)),
        ("fever", {"fever": "skipped"}, (), ("fever",)),
        ("fever or fit", {"fever": "yes"}, (), ()),
        ("fever or fit", {"fever": "no"}, ("fit",), ("fit",)),
        ("fever and (fit or confused)", {"fever": "yes", "fit": "no"}, ("confused",), ("confused",)),
        ("fever and fit", {"fever": "not_sure"}, ("fit",), ("fever", "fit")),
        ("fit and fever", {}, ("fit", "fever"), ("fit", "fever")),
    ],
)
def test_what_a_condition_still_hangs_on(
    condition: str, told: dict[str, Any], open_facts: tuple[str, ...], with_doubts: tuple[str, ...]
) -> None:
    knowledge, index, answers = asked(condition, told)
    pairs = person_pairs(answers, knowledge)
    assert hangs_on(knowledge.program, pairs, index, answers) == open_facts
    assert hangs_on(knowledge.program, pairs, index, answers, also_unanswered=True) == with_doubts


def test_the_order_of_asking_is_kept_and_nothing_comes_twice() -> None:
    assert in_order_of_asking(["b", "a", "b"], {"a": 1, "b": 2}.__getitem__) == ("a", "b")


def test_a_reason_carries_everything_that_the_page_needs(knowledge: Knowledge) -> None:
    reason = screen(read_answers({"saddle_numb": "yes"}, knowledge, TODAY), knowledge).reasons[0]
    rule = knowledge.rules["ces_saddle_numb"]
    level = rule.levels[0]
    assert (reason.rule, reason.title, reason.tier) == ("ces_saddle_numb", rule.item.title, "emergency")
    assert (reason.points_to, reason.why, reason.sources) == (rule.points_to, rule.item["why"], rule.item.sources)
    assert (reason.action, reason.say) == (level.action, level.say)
    assert dict(reason.because) == {"saddle_numb": "yes"}
    assert (reason.unsure, reason.suspected, reason.within_h, reason.in_person) == (False, False, None, False)


def test_a_doubt_speaks_as_same_day_and_says_that_it_is_a_doubt(knowledge: Knowledge) -> None:
    told = interviewed({**SIMPLE, "bowel_loss": "not_sure"}, knowledge)
    reason = next(r for r in screen(told, knowledge).reasons if r.rule == "ces_bowel")
    assert (reason.tier, reason.unsure, reason.suspected) == ("same_day", True, False)
    assert dict(reason.because) == {"bowel_loss": "not_sure"}
    assert screen(told, knowledge).unsure == ("bowel_loss",)


def test_a_suspicion_speaks_until_it_is_ruled_out(knowledge: Knowledge) -> None:
    told = {"onset_speed": "within_minute", "pain_worst": 8, "pain_days": 0}
    result = screen(read_answers(told, knowledge, TODAY), knowledge)
    reason = next(r for r in result.reasons if r.rule == "vas_dissection")
    assert (result.disposition, result.decided) == ("same_day", False)
    assert (reason.tier, reason.unsure, reason.suspected) == ("same_day", False, True)
    assert dict(reason.because) == told


def test_the_most_urgent_rules_speak_first_and_each_once(knowledge: Knowledge) -> None:
    told = {"fever": "yes", "saddle_numb": "yes", "rash_stripe": "yes", "age": 8}
    reasons = screen(read_answers(told, knowledge, TODAY), knowledge).reasons
    tiers = ["soon", "same_day", "emergency"]
    places = [tiers.index(reason.tier) for reason in reasons if reason.tier in tiers]
    assert places == sorted(places, reverse=True)
    assert len({reason.rule for reason in reasons}) == len(reasons)


def test_two_weak_doubts_of_different_rules_count_and_one_does_not(knowledge: Knowledge) -> None:
    one = interviewed({**SIMPLE, "sexual_change": "skipped"}, knowledge)
    two = interviewed({**SIMPLE, "sexual_change": "skipped", "testis_sudden": "skipped"}, knowledge)
    assert screen(one, knowledge).disposition == "self_care"
    result = screen(two, knowledge)
    assert result.disposition == "same_day"
    assert {reason.rule for reason in result.reasons} >= {"ces_sexual", "testis_sudden"}
