"""The filter is exact: it agrees with a dense solve that shares no code with it."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.learn.diaries import made_up
from tests.learn.reference import dense_posterior
from unspasm.knowledge import load_knowledge
from unspasm.learn import prior_from, to_diary
from unspasm.learn.design import belief, design
from unspasm.learn.fit import Survey, effects, mixture, weigh
from unspasm.learn.heard import heard
from unspasm.learn.model import mixture_quantiles, normal_cdf, posterior, whiten
from unspasm.learn.shapes import grid_of
from unspasm.learn.simulate import World, make_person

PRIOR = prior_from(load_knowledge())
SHAPES = [(1.2, 8.0, 0.4), (0.3, 0.5, 0.9), (3.0, 200.0, 0.1)]


def _solved(diary, shapes, wears_off_h=3.0):
    linear = design(diary, PRIOR, np.array([wears_off_h]))
    sd, half, noise = (np.array([shape[d] for shape in shapes]) for d in range(3))
    columns = np.concatenate([diary.pain[:, None], linear.columns[0]], axis=1)
    white = whiten(np.diff(diary.t_h, prepend=diary.t_h[:1]), columns, sd, half, noise)
    held = belief(linear, PRIOR)
    return linear, held, posterior(white, held.mean, held.cov[0])


@given(st.integers(0, 2**32 - 1), st.integers(2, 9))
@settings(max_examples=15, deadline=None)
def test_the_filter_agrees_with_a_dense_solve(seed, days):
    diary = to_diary(made_up(np.random.default_rng(seed), {"heat": -1.0, "cold": 0.5}, days=days))
    linear, held, found = _solved(diary, SHAPES)
    evidence = []
    for place, shape in enumerate(SHAPES):
        mean, cov, log_evidence = dense_posterior(
            diary.t_h, diary.pain, linear.columns[0], held.mean, held.cov[0], *shape
        )
        evidence.append(log_evidence)
        np.testing.assert_allclose(found.mean[place], mean, atol=1e-7)
        np.testing.assert_allclose(found.cov[place], cov, atol=1e-7)
    differences = np.diff(found.log_evidence) - np.diff(evidence)
    np.testing.assert_allclose(differences, 0, atol=1e-6)


def test_columns_of_another_half_life_take_over_course_and_sleep():
    rows = [replace(row, sleep=0.3) for row in made_up(np.random.default_rng(1), {"heat": -1.0, "cold": 0.5}, days=5)]
    diary = to_diary(rows)
    anew, other = (design(diary, PRIOR, np.array(halves)) for halves in ([1.0, 3.0], [2.0]))
    taken = design(diary, PRIOR, np.array([1.0, 3.0]), other)
    np.testing.assert_array_equal(taken.columns, anew.columns)
    assert (taken.n_course, taken.first_effect) == (anew.n_course, anew.first_effect)


def test_ratings_at_the_same_time_are_one_state_with_two_noises():
    rows = made_up(np.random.default_rng(1), {"heat": -1.0}, days=3)
    diary = to_diary([*rows, *rows[:1]])
    linear, held, found = _solved(diary, SHAPES[:1])
    mean, _, _ = dense_posterior(diary.t_h, diary.pain, linear.columns[0], held.mean, held.cov[0], *SHAPES[0])
    np.testing.assert_allclose(found.mean[0], mean, atol=1e-8)


def test_an_effect_is_told_at_half_an_hour_and_a_rating_before_is_never_pushed():
    diary = to_diary(made_up(np.random.default_rng(1), {"heat": -1.0}, days=5))
    linear = design(diary, PRIOR, np.array([3.0]))
    first = next(w for w in diary.uses if w.item == 0)
    at = np.flatnonzero(diary.t_h == first.start_h)[0]
    assert linear.columns[0, at, linear.first_effect] == 0
    assert linear.columns[0, at + 1, linear.first_effect] == pytest.approx(1)


@given(
    st.lists(st.tuples(st.floats(0.05, 1), st.floats(-3, 3), st.floats(0.1, 2)), min_size=1, max_size=6),
    st.lists(st.floats(0.01, 0.99), min_size=1, max_size=4),
)
@settings(deadline=None)
def test_a_quantile_has_its_share_below_it(parts, at):
    weights, means, sds = (np.array([part[d] for part in parts]) for d in range(3))
    weights /= weights.sum()
    found = mixture_quantiles(weights, means[:, None], sds[:, None], np.array(at))
    below = (weights[:, None] * normal_cdf((found[:, 0][None] - means[:, None]) / sds[:, None])).sum(axis=0)
    np.testing.assert_allclose(below, at, atol=2e-5)


def laid_well(diary):
    """The posterior of a fine grid that is laid again and again where its own weights say."""
    scores, lies = heard(diary, PRIOR), (np.zeros(4), np.ones(4))
    for _ in range(4):
        grid = grid_of(PRIOR, (5, 5, 5, 5), *lies)
        told = weigh(diary, scores, grid, PRIOR)
        weight = told.weight(grid, belief(told.linear, PRIOR))
        centre = weight @ grid.z
        lies = centre, np.sqrt(weight @ (grid.z - centre) ** 2)
    return effects(Survey(told, grid).under(PRIOR))


def test_three_points_a_shape_are_enough_where_they_are_well_laid():
    """Means to 0.05 of what is unsure, spreads to 4 %. People for whom two passes alone were 0.1 off."""
    world = World(effects=((-0.8, 0.8), (0.0, 0.8)), design="mixed", days=14, level=(4.0, 0.6), wander=(1.0, 0.3))
    for number in range(8):
        diary = to_diary(make_person(world, np.random.default_rng([77, number])).rows)
        rough, fine = effects(mixture(diary, PRIOR)), laid_well(diary)
        for item in diary.items:
            assert abs(rough[item].mean - fine[item].mean) < 0.05 * fine[item].sd, number
            assert rough[item].sd == pytest.approx(fine[item].sd, rel=0.04), number
