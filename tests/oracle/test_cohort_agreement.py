"""The reading of whole cohorts says of each person what the oracle says of that person alone."""

import random

import pytest

from tests.oracle import naive
from tests.oracle.agree import TODAY, the_book, the_knowledge
from tests.oracle.people import people
from unspasm.care import read_answers
from unspasm.care.cohort import columns_of, screen_cohort


@pytest.mark.parametrize("chunk", [131_072, 96, 8])
def test_a_cohort_is_screened_as_each_person_alone(chunk):
    book, knowledge = the_book(), the_knowledge()
    crowd = list(people(random.Random(f"cohort {chunk}"), book, 801))  # not a whole number of bytes or chunks
    alone = [naive.decide(answers, book) for answers in crowd]
    columns = columns_of([read_answers(answers, knowledge, TODAY) for answers in crowd], knowledge)
    together = screen_cohort(columns, knowledge, chunk=chunk)
    assert [naive.TIERS[tier] for tier in together.tiers] == [expected["disposition"] for expected in alone]
    assert together.decided.tolist() == [expected["decided"] for expected in alone]


def test_a_cohort_of_one():
    book, knowledge = the_book(), the_knowledge()
    for answers in people(random.Random("one"), book, 40):
        if answers:
            columns = columns_of([read_answers(answers, knowledge, TODAY)], knowledge)
            found, expected = screen_cohort(columns, knowledge), naive.decide(answers, book)
            assert naive.TIERS[found.tiers[0]] == expected["disposition"]
            assert bool(found.decided[0]) == expected["decided"]
