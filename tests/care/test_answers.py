"""Answers are taken as they were given, or refused in one clear sentence."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.care.conftest import TODAY
from unspasm.care import AnswersError, read_answers
from unspasm.knowledge import Knowledge


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        ([], "one table"),
        ("age", "one table"),
        ({"sadle": "yes"}, "no fact called 'sadle'"),
        ({3: "yes"}, "no fact called 3"),
        ({"x" * 10_000: "yes"}, "..."),
        ({"fever": "maybe"}, "fever: 'maybe' does not fit"),
        ({"fever": 1}, "fever: 1 does not fit"),
        ({"fever": "y" * 10_000}, "fever"),
        ({"age": "40"}, "whole number from 0"),
        ({"age": 40.5}, "whole number"),
        ({"age": True}, "whole number"),
        ({"age": -1}, "whole number from 0"),
        ({"age": 500}, "whole number"),
        ({"sex": "cat"}, "give one of"),
        ({"sex": ["male"]}, "give one of"),
        ({"pain_sites": "low_back_left"}, "give a list"),
        ({"pain_sites": ["moon"]}, "give a list"),
        ({"pain_sites": [3]}, "give a list"),
        ({"started_on": "2026-11-24"}, "has not come yet"),
        ({"started_on": "yesterday"}, "a date such as"),
        ({"started_on": 20261101}, "a date such as"),
        ({"started_on": "2026-11-20", "pain_days": 9}, "3 days ago, but pain_days says 9"),
        ({"sex": "female", "age": 30, "pregnant": "no", "pregnancy_weeks": 30}, "."),
        ({"age": 8, "takes_bp_tablets": "yes"}, "."),
    ],
)
def test_what_does_not_fit_is_refused_in_one_sentence(raw: Any, words: str, knowledge: Knowledge) -> None:
    with pytest.raises(AnswersError) as refused:
        read_answers(raw, knowledge, TODAY)
    message = str(refused.value)
    assert words in message
    assert "\n" not in message
    assert len(message) < 1000


def test_null_is_not_asked_and_yes_may_be_a_truth_value(knowledge: Knowledge) -> None:
    answers = read_answers({"fever": None, "fit": True, "confused": False}, knowledge, TODAY)
    assert dict(answers) == {"fit": "yes", "confused": "no"}


def test_a_day_counts_as_days_since(knowledge: Knowledge) -> None:
    answers = read_answers({"started_on": "2026-11-20"}, knowledge, TODAY)
    assert answers["pain_days"] == 3
    assert read_answers({"started_on": "2026-11-20", "pain_days": 3}, knowledge, TODAY)["pain_days"] == 3


def test_an_ancient_day_is_as_long_ago_as_can_be_said(knowledge: Knowledge) -> None:
    answers = read_answers({"started_on": "1900-01-01"}, knowledge, TODAY)
    assert answers["pain_days"] == knowledge.facts["pain_days"].max


def test_a_knowledge_base_without_contradictions_refuses_none(knowledge: Knowledge) -> None:
    free = replace(knowledge, contradictions=())
    assert read_answers({"sex": "female", "age": 30, "pregnant": "no", "pregnancy_weeks": 30}, free, TODAY)
