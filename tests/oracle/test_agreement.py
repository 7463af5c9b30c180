"""The product and the naive oracle say the same of everybody."""

import pytest

from tests.oracle import naive
from tests.oracle.agree import compare, product, the_book
from unspasm.care import AnswersError

SHARES, PEOPLE_A_SHARE = 4, 750


@pytest.mark.parametrize("share", range(SHARES))
def test_product_and_oracle_agree_on_made_up_people(share):
    seen, wrong = compare(PEOPLE_A_SHARE, seed=f"share {share}")
    assert not wrong, wrong[0]
    # Agreement means little unless plans, refusals and the deep branches were reached.
    assert seen["plan"] > PEOPLE_A_SHARE * 0.15
    assert seen["decided"] < PEOPLE_A_SHARE
    for tier in ("emergency", "same_day", "soon", "self_care"):
        assert seen[tier] > PEOPLE_A_SHARE * 0.05, tier


def test_both_know_nothing_of_a_person_who_said_nothing():
    result, expected = product({}), naive.decide({}, the_book())
    assert result["disposition"] == expected["disposition"] == "self_care"
    assert result["possible"] == expected["possible"] == "emergency"
    assert result["decided"] is expected["decided"] is False
    assert result["plan"] is None


@pytest.mark.parametrize(
    "answers",
    [
        {"no_such_fact": "yes"},
        {"saddle_numb": "maybe"},
        {"saddle_numb": 1},
        {"age": "forty"},
        {"age": 40.0},
        {"age": True},
        {"age": -1},
        {"age": 121},
        {"function": "flying"},
        {"function": ["slow"]},
        {"pain_sites": "low_back_left"},
        {"pain_sites": ["low_back_left", "moon"]},
        {"pregnant": "no", "pregnancy_weeks": 30},
    ],
    ids=str,
)
def test_both_refuse_answers_that_cannot_be_judged(answers):
    with pytest.raises(naive.Refused):
        naive.decide(answers, the_book())
    with pytest.raises(AnswersError):
        product(answers)


def test_both_take_null_for_not_asked():
    assert product({"saddle_numb": None}) == product({})
    assert naive.decide({"saddle_numb": None}, the_book()) == naive.decide({}, the_book())
