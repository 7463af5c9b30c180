"""Laws of the ledger that its speed and its proof lean on."""

import time
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.oracle.agree_doses import TODAY, healthy, some_doses, somebody, the_knowledge
from unspasm.care import read_answers
from unspasm.care.doses import ask_about, judge_doses, judge_for, judge_last, read_doses

PASSED = ("ok", "caution", "see_someone")
REMEMBERED = timedelta(hours=26)
"""The 24 hours, the hour of a first dose, and a little more: `tests/proof/test_doses_ceilings.py` keeps as much."""


@settings(max_examples=200, deadline=None)
@given(st.randoms(use_true_random=False), st.sampled_from(["us", "uk"]))
def test_whether_a_dose_passes_hangs_on_nothing_older_than_26_hours(rng, market):
    knowledge = the_knowledge()
    told = read_answers(healthy(age=rng.choice([40, 65]), weight_kg=rng.choice([80, 49])), knowledge, TODAY)
    doses = read_doses(some_doses(rng, market), knowledge, market)
    near = [dose for dose in doses if dose.instant > doses[-1].instant - REMEMBERED]
    whole, part = (judge_last(told, list_, knowledge, market) for list_ in (doses, near))
    assert (whole.verdict in PASSED) is (part.verdict in PASSED)


@settings(max_examples=200, deadline=None)
@given(st.randoms(use_true_random=False), st.sampled_from(["us", "uk"]))
def test_the_last_dose_judged_alone_is_judged_as_in_the_list(rng, market):
    knowledge = the_knowledge()
    told = read_answers(somebody(rng), knowledge, TODAY)
    doses = read_doses(some_doses(rng, market), knowledge, market)
    judged = judge_doses(told, doses, knowledge, market)
    assert judge_last(told, doses, knowledge, market) == judged[-1]
    assert judge_for(ask_about(told, knowledge, market), doses) == judged


def many(count, drug):
    at = datetime(2026, 1, 1, tzinfo=UTC)
    every = timedelta(days=1) / count
    return [{"at": (at + number * every).isoformat(), "ingredient": drug, "mg": 1} for number in range(count)]


def test_thousands_of_doses_in_one_day_are_judged_in_a_second_or_two():
    knowledge = the_knowledge()
    told = read_answers(healthy(), knowledge, TODAY)
    for drug in ("ibuprofen", "menthol"):
        doses = read_doses(many(4000, drug), knowledge, "us")
        began = time.process_time()
        judgements = judge_doses(told, doses, knowledge, "us")
        assert time.process_time() - began < 6  # about 0.7 s; walking the day for every dose took minutes
        assert judgements[-1].verdict not in PASSED
