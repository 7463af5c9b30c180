"""The cohort reading gives everyone what the reading of one person gives."""

from datetime import date
from random import Random

import numpy as np
import pytest

from tests.cases.people import some_answers
from unspasm.care import read_answers, screen
from unspasm.care.cohort import Column, columns_of, screen_cohort
from unspasm.knowledge import TIERS, load_knowledge


@pytest.mark.parametrize("unknown", [0.0, 0.1, 0.5])
def test_a_cohort_is_screened_as_its_people_are(unknown: float) -> None:
    knowledge, chance = load_knowledge(), Random(7)
    people = [some_answers(chance, knowledge, unknown) for _ in range(120)]
    cohort = screen_cohort(columns_of(people, knowledge), knowledge, chunk=50)
    one_by_one = [screen(answers, knowledge) for answers in people]
    assert [TIERS[tier] for tier in cohort.tiers] == [s.disposition for s in one_by_one]
    assert cohort.decided.tolist() == [s.decided for s in one_by_one]


def test_people_of_whom_little_is_known_are_undecided_unless_it_is_an_emergency() -> None:
    knowledge = load_knowledge()
    cohort = screen_cohort({"saddle_numb": Column(np.array([0, 1]))}, knowledge)
    assert [TIERS[tier] for tier in cohort.tiers] == ["self_care", "emergency"]
    assert cohort.decided.tolist() == [False, True]


def test_the_cohort_says_what_is_wrong_with_its_columns() -> None:
    knowledge = load_knowledge()
    with pytest.raises(ValueError, match="no fact called 'shoe_size'"):
        screen_cohort({"shoe_size": Column(np.array([1]))}, knowledge)
    with pytest.raises(ValueError, match="one length"):
        screen_cohort({"fever": Column(np.array([1])), "age": Column(np.array([1, 2]))}, knowledge)
    with pytest.raises(ValueError, match="one length"):
        screen_cohort({}, knowledge)


def test_answers_that_were_read_make_columns() -> None:
    knowledge = load_knowledge()
    raw = {"age": 71, "sex": "female", "pain_sites": ["low_back_left"], "fever": "not_sure"}
    answers = read_answers(raw, knowledge, date(2026, 1, 31))
    columns = columns_of([answers, {}], knowledge)
    assert columns["age"].codes.tolist() == [71, 0]
    assert columns["fever"].status is not None
    assert columns["fever"].status.tolist() == [1, 2]
