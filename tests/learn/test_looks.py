"""Somebody who looks every day is shown what a single look would have shown."""

import numpy as np
import pytest

from unspasm.knowledge import load_knowledge
from unspasm.learn import limits_from, prior_from, to_diary, what_works
from unspasm.learn.looks import looks
from unspasm.learn.simulate import World, make_person

KNOWLEDGE = load_knowledge()
PRIOR, LIMITS = prior_from(KNOWLEDGE), limits_from(KNOWLEDGE)


@pytest.mark.parametrize("level", [4.0, 1.0])
def test_each_look_is_the_look_of_that_day_alone(level):
    rows = make_person(World(effects=((-1, 0), (0, 0)), level=(level, 0)), np.random.default_rng(5)).rows
    days = [14, 21, 28]
    for day, shown in zip(days, looks(rows, PRIOR, LIMITS, [24 * d for d in days]), strict=True):
        alone = what_works(to_diary([row for row in rows if row.t_h < 24 * day]), PRIOR, LIMITS)
        for item in alone.items:
            if item.id in shown:
                assert shown[item.id].mean == pytest.approx(item.effect.mean, abs=1e-6)
                assert shown[item.id].sd == pytest.approx(item.effect.sd, rel=1e-6)
                assert shown[item.id].verdict(LIMITS) == item.verdict
    assert shown


def test_before_there_are_enough_comparisons_there_is_nothing_to_look_at():
    rows = make_person(World(), np.random.default_rng(5)).rows
    assert looks(rows, PRIOR, LIMITS, [48.0]) == [{}]
