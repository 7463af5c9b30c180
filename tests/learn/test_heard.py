"""A 0 is "half a point or less", a 10 the same above: people with little pain are not told that nothing works."""

import numpy as np
import pytest

from unspasm.knowledge import load_knowledge
from unspasm.learn import Row, prior_from, to_diary
from unspasm.learn import fit as fitting
from unspasm.learn.fit import effects, mixture
from unspasm.learn.heard import Heard, _site, heard
from unspasm.learn.simulate import World, make_person

PRIOR = prior_from(load_knowledge())


def test_scores_between_the_ends_are_heard_as_they_are():
    diary = to_diary([Row(k, 1 + k % 9) for k in range(20)])
    told = heard(diary, PRIOR)
    assert (told.pain == diary.pain).all()
    assert np.isnan(told.fixed_var).all()


@pytest.mark.parametrize(("score", "mean", "sd"), [(0.0, 1.0, 1.5), (0.0, 4.2, 1.0), (10.0, 8.0, 2.0)])
def test_a_score_at_an_end_moves_the_belief_as_the_true_statement_does(score, mean, sd):
    noise = 0.6
    draws = np.random.default_rng(1).normal(mean, sd, 2_000_000)
    shown = draws + np.random.default_rng(2).normal(0, noise, draws.size)
    kept = draws[shown <= 0.5] if score == 0 else draws[shown >= 9.5]
    value, var = (float(x[0]) for x in _site(np.array([mean]), np.array([sd**2]), noise**2, np.array([score])))
    precision = 1 / sd**2 + 1 / var
    assert (mean / sd**2 + value / var) / precision == pytest.approx(kept.mean(), abs=0.08)
    assert precision**-0.5 == pytest.approx(kept.std(), rel=0.08)


def test_a_score_is_never_heard_through_later_ones():
    rows = make_person(World(level=(0.5, 0.5), amplitude=(1, 0.5)), np.random.default_rng(2)).rows
    whole, part = heard(to_diary(rows), PRIOR), heard(to_diary(rows[:60]), PRIOR)
    np.testing.assert_allclose(whole.pain[:60], part.pain)


def test_people_with_little_pain_are_judged_more_rightly(monkeypatch):
    world = World(effects=((-0.8, 0.5),) * 2, level=(0.5, 0.8), amplitude=(1.5, 1), design="mixed")
    people = [make_person(world, np.random.default_rng(k)) for k in range(25)]

    def error():
        found = [(p, effects(mixture(to_diary(p.rows), PRIOR))) for p in people]
        return np.sqrt(np.mean([(told[i].mean - p.effects[i]) ** 2 for p, told in found for i in told]))

    ours = error()
    monkeypatch.setattr(fitting, "heard", lambda diary, prior: Heard(diary.pain, np.full(len(diary), np.nan)))
    assert ours < 0.9 * error()


def test_all_tens_and_all_noughts_are_numbers():
    for score in (0, 10):
        told = heard(to_diary([Row(float(k), score) for k in range(50)]), PRIOR)
        assert np.isfinite(told.pain).all()
        assert (told.fixed_var > 0).all()
