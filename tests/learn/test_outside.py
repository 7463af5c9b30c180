"""People of another maker, who act on the scores that they write down: nothing is found where nothing is."""

from dataclasses import replace

import numpy as np
import pytest

from benchmarks.calibration_worlds import population_prior, told_of
from benchmarks.outside import Habits, as_person, best_possible, somebody

HABITS = Habits(acts_on="asked", keen=0.8)


def people_of(habits, n, seed):
    return [somebody(habits, np.random.default_rng([seed, k])) for k in range(n)]


@pytest.fixture(scope="module")
def told():
    people = people_of(HABITS, 60, 11)
    prior = population_prior([as_person(who) for who in people], 24)
    found = [
        (t, best) for who in people for t, best in zip(told_of(as_person(who), prior).values(), _best(who), strict=True)
    ]
    return [(t, best) for t, best in found if np.isfinite(t.before_after)]


def _best(who):
    known = best_possible(who, HABITS)
    order = dict.fromkeys(row[2] for row in who.rows if row[2])
    return [known[name] for name in order]


def rmse(errors):
    return float(np.sqrt(np.mean(np.square(errors))))


def test_errors_are_close_to_those_of_somebody_who_knows_everything(told):
    ours, best = ([t.mean - t.truth for t, _ in told], [b - t.truth for t, b in told])
    assert rmse(ours) < 1.08 * rmse(best)


def test_errors_are_far_below_plain_averages(told):
    assert rmse([t.mean - t.truth for t, _ in told]) < 0.65 * rmse([t.before_after - t.truth for t, _ in told])


def test_no_relief_is_told_where_there_is_none():
    people = people_of(replace(HABITS, effects=((0.0, 0.0),) * 3), 60, 12)
    prior = population_prior([as_person(who) for who in people], 24)
    found = [t for who in people for t in told_of(as_person(who), prior).values()]
    assert abs(np.mean([t.mean for t in found])) < 0.08
    assert np.mean([t.before_after for t in found if np.isfinite(t.before_after)]) < -0.25
