"""Every response of ours answers its questionnaire, and whatever is broken in one is found."""

from __future__ import annotations

import copy
import random
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fhir.people import person
from unspasm.fhir.check_response import check_response
from unspasm.fhir.names import fact_system
from unspasm.fhir.questionnaire import FULL, SPASM, facts_of, is_choice, to_questionnaire
from unspasm.fhir.response import to_response
from unspasm.knowledge import load_knowledge

NOW = datetime(2026, 11, 27, tzinfo=UTC)
KNOWLEDGE = load_knowledge()
FORM = to_questionnaire(FULL, KNOWLEDGE, NOW)


def some_response(seed: int) -> dict:
    """The response of somebody who answered something."""
    while True:
        for check in person(seed, most=0).checks:
            if check.answers:
                return to_response(check, "p", KNOWLEDGE)
        seed += 1


def items(response: dict) -> list[dict]:
    return [item for group in response["item"] for item in group["item"]]


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32))
def test_every_response_answers_its_questionnaire(seed: int) -> None:
    assert check_response(some_response(seed), FORM) == []


def unknown_item(item: dict, group: dict) -> None:
    item["linkId"] = "no_such_question"


def doubled(item: dict, group: dict) -> None:
    group["item"].append(copy.deepcopy(item))


def no_option(item: dict, group: dict) -> None:
    item["answer"] = [{"valueCoding": {"system": "urn:x", "code": "perhaps"}}]


def wrong_type(item: dict, group: dict) -> None:
    item["answer"] = [{"valueString": "yes"}]


def two_values(item: dict, group: dict) -> None:
    item["answer"] = [{**item["answer"][0], "valueString": "yes"}]


def no_value(item: dict, group: dict) -> None:
    item["answer"] = [{}]


def one_below_a_question(item: dict, group: dict) -> None:
    item["item"] = [{"linkId": "x"}]


@settings(max_examples=25, deadline=None)
@given(
    st.integers(0, 2**32),
    st.sampled_from([unknown_item, doubled, no_option, wrong_type, two_values, no_value, one_below_a_question]),
)
def test_whatever_is_broken_is_found(seed: int, fault) -> None:
    response = some_response(seed)
    rng = random.Random(seed)
    group = rng.choice(response["item"])
    fault(rng.choice(group["item"]), group)
    assert check_response(response, FORM), fault.__name__


def choice(*codes: str) -> dict:
    return {"linkId": "c", "answer": [{"valueCoding": {"code": code}} for code in codes]}


SMALL = {
    "item": [
        {"linkId": "n", "type": "integer", "required": True, "extension": [
            {"url": "http://hl7.org/fhir/StructureDefinition/minValue", "valueInteger": 0},
            {"url": "http://hl7.org/fhir/StructureDefinition/maxValue", "valueInteger": 10},
        ]},
        {"linkId": "c", "type": "choice", "repeats": True, "answerOption": [
            {"valueCoding": {"code": "a"}}, {"valueCoding": {"code": "b"}},
            {"valueCoding": {"code": "none"}, "extension": [
                {"url": "http://hl7.org/fhir/StructureDefinition/questionnaire-optionExclusive", "valueBoolean": True}
            ]},
        ]},
        {"linkId": "one", "type": "choice", "answerOption": [{"valueCoding": {"code": "a"}}, {"valueCoding": {"code": "b"}}]},
        {"linkId": "d", "type": "display"},
        {"linkId": "b", "type": "boolean"},
    ],
}  # fmt: skip
FIVE = {"linkId": "n", "answer": [{"valueInteger": 5}]}


@pytest.mark.parametrize(
    ("given_items", "says"),
    [
        ([FIVE, choice("a", "b")], ""),
        ([choice("a")], "required"),
        ([{"linkId": "n", "answer": []}], "required"),
        ([{"linkId": "n", "answer": [{"valueInteger": 11}]}], "not from 0 to 10"),
        ([{"linkId": "n", "answer": [{"valueInteger": True}]}], "does not fit"),
        ([FIVE, choice("none")], ""),
        ([FIVE, choice("none", "a")], "stands alone"),
        ([FIVE, choice("a", "a")], "twice"),
        ([FIVE, {**choice("a", "b"), "linkId": "one"}], "takes one answer"),
        ([FIVE, {"linkId": "d", "answer": [{"valueString": "x"}]}], "takes no answer"),
        ([FIVE, {"linkId": "b", "answer": [{"valueBoolean": True}]}], ""),
        ([FIVE, {"linkId": "b", "answer": [{"valueBoolean": "yes"}]}], "does not fit"),
    ],
)  # fmt: skip
def test_each_rule_of_the_form_holds(given_items: list, says: str) -> None:
    problems = check_response({"status": "completed", "item": given_items}, SMALL)
    assert (says in problems[0]) if says else problems == []


def test_what_is_required_may_be_missing_while_it_is_not_finished() -> None:
    assert check_response({"status": "in-progress", "item": []}, SMALL) == []


def test_the_full_form_asks_every_fact_and_the_short_one_only_what_danger_hangs_on() -> None:
    assert set(facts_of(FULL, KNOWLEDGE)) == set(KNOWLEDGE.facts)
    short = set(facts_of(SPASM, KNOWLEDGE))
    danger = {fact for level in KNOWLEDGE.levels for fact in KNOWLEDGE.program.facts_of(level.when)}
    assert danger <= short < set(KNOWLEDGE.facts)


def test_every_question_stands_in_the_form_once_in_the_words_of_the_knowledge() -> None:
    asked = {item["linkId"]: item for group in FORM["item"] for item in group["item"]}
    for fact in KNOWLEDGE.facts.values():
        assert asked[fact.id]["text"] == fact.question
        if fact.type == "one_of":
            systems = {option["valueCoding"]["system"] for option in asked[fact.id]["answerOption"]}
            assert fact_system(fact.id) in systems
        assert is_choice(fact) or f"{fact.id}.unanswered" in asked
    links = [item["linkId"] for group in FORM["item"] for item in group["item"]]
    assert len(set(links)) == len(links)
