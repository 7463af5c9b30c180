"""Any person, one result, in the shape outsiders rely on."""

import json

from hypothesis import given
from hypothesis import strategies as st

from tests.oracle.agree import product, the_book, the_knowledge
from tests.oracle.naive import TIERS
from tests.oracle.people import any_person
from tests.properties.made_up import judged, law, plan_items, urgency
from unspasm.care import AnswersError

BOOK = the_book()
anyone = any_person(BOOK)

TOP = {"disposition", "possible", "decided", "reasons", "ask_next", "profile", "plan", "knowledge_version"}
REASON = {"rule", "points_to", "because", "action", "sources"}
PLAN = {"now", "today", "this_week", "prevent", "left_out", "return_signs", "check_again"}


def same(told, answer):
    """Whether a reason repeats the answer; the order of a list does not matter."""
    return sorted(told) == sorted(answer) if isinstance(answer, list) else told == answer


@law
@given(answers=anyone, rng=st.randoms(use_true_random=False))
def test_the_order_of_answers_does_not_matter(answers, rng):
    mixed = list(answers)
    rng.shuffle(mixed)
    assert judged({fact: answers[fact] for fact in mixed}) == judged(answers)


@law
@given(answers=anyone)
def test_the_same_answers_give_the_same_result(answers):
    assert judged(answers) == judged(dict(answers))


@law
@given(answers=anyone)
def test_everyone_has_exactly_one_disposition_and_a_reason_for_it(answers):
    result = judged(answers)
    assert result["disposition"] in TIERS
    assert urgency(result, "possible") >= urgency(result)
    tiers = [reason["tier"] for reason in result["reasons"]]
    assert max(map(TIERS.index, tiers), default=0) == urgency(result)
    for reason in result["reasons"]:
        assert all(same(value, answers[fact]) for fact, value in reason["because"].items())
        assert reason["because"], reason["rule"]
        assert reason["action"]["do"]


@law
@given(answers=anyone)
def test_whoever_is_not_decided_is_asked_something_new(answers):
    result = judged(answers)
    assert bool(result["ask_next"]) is not result["decided"]
    assert not set(result["ask_next"]) & set(answers)
    assert len(set(result["ask_next"])) == len(result["ask_next"])


@law
@given(answers=anyone)
def test_everything_said_is_cited(answers):
    result = judged(answers)
    for spoken in [*result["reasons"], *plan_items(result).values()]:
        assert spoken["sources"]
        assert set(spoken["sources"]) <= set(the_knowledge().sources)


@law
@given(answers=anyone)
def test_the_result_keeps_its_public_shape(answers):
    result = judged(answers)
    assert json.loads(json.dumps(result)) == result
    assert set(result) == TOP
    assert all(set(reason) >= REASON for reason in result["reasons"])
    if (plan := result["plan"]) is not None:
        assert set(plan) >= PLAN
        assert all(set(entry) >= {"item", "because"} and entry["because"] for entry in plan["left_out"])
        assert plan["return_signs"]
        assert plan["check_again"]


@law
@given(answers=anyone)
def test_a_plan_is_short_and_never_empty(answers):
    result = judged(answers)
    if (plan := result["plan"]) is not None:
        assert plan_items(result)
        assert len(plan["now"]) + len(plan["today"]) <= 4
        assert all(item["title"] and item["dose"] and item["why"] for item in plan_items(result).values())


@law
@given(answers=st.dictionaries(st.text(max_size=8) | st.sampled_from(sorted(BOOK["facts"])), st.from_type(object)))
def test_any_other_input_is_judged_or_refused_in_one_sentence(answers):
    refusal = refusal_of(answers)
    assert refusal is None or (refusal and "\n" not in refusal)


def refusal_of(answers):
    """The sentence with which answers are refused, or None."""
    try:
        product(answers)
    except AnswersError as refusal:
        return str(refusal)
    return None
