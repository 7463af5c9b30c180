"""Chances sum to one, the floor of pure chance is held, turns are fair, and nothing else can be chosen."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.learn.diaries import made_up
from unspasm.knowledge import load_knowledge
from unspasm.learn import prior_from, to_diary
from unspasm.learn.fit import effects, mixture
from unspasm.learn.policy import (
    FLOOR,
    POLICIES,
    PolicyError,
    allocation,
    best_chances,
    chance_to_clear,
    choose_next,
    effect_draws,
)

OPTIONS = st.lists(st.sampled_from(["", "heat", "cold", "walk", "rest", "roll"]), min_size=2, max_size=6, unique=True)


def draws_for(options, seed, spread=1.0):
    rng = np.random.default_rng(seed)
    return rng.normal(rng.normal(size=len(options)) * spread, 0.5, size=(200, len(options)))


@given(OPTIONS, st.sampled_from(POLICIES), st.integers(0, 999), st.lists(st.integers(0, 5), max_size=20))
@settings(deadline=None)
def test_chances_sum_to_one_and_the_floor_is_held(options, policy, seed, past):
    done = [options[k % len(options)] for k in past]
    chances = allocation(policy, options, done, draws_for(options, seed, 5.0))
    assert chances.sum() == pytest.approx(1)
    assert (chances >= 0).all()
    if policy in ("thompson", "top_two"):
        assert chances.min() >= FLOOR / len(options) - 1e-12


@given(OPTIONS, st.integers(0, 999))
@settings(deadline=None)
def test_pairs_give_every_option_once_in_each_block(options, seed):
    rng, done = np.random.default_rng(seed), []
    for _ in range(4 * len(options)):
        done.append(choose_next("pairs", options, done, draws_for(options, 0), rng).option)
    for start in range(0, len(done), len(options)):
        assert set(done[start : start + len(options)]) == set(options)


def test_the_order_within_a_pair_is_left_to_chance():
    rng = np.random.default_rng(1)
    firsts = [choose_next("pairs", ["heat", ""], [], draws_for("ab", 0), rng).option for _ in range(400)]
    assert 150 < firsts.count("heat") < 250


def test_going_round_keeps_the_order():
    done: list[str] = []
    for _ in range(6):
        done.append(
            choose_next("round_robin", ["a", "b", "c"], done, draws_for("abc", 0), np.random.default_rng(0)).option
        )
    assert done == ["a", "b", "c", "a", "b", "c"]


def test_what_eases_most_is_chosen_most_and_its_rival_is_watched_by_two():
    draws = np.random.default_rng(0).normal([-2.0, -1.0, 0.0], 0.6, size=(4000, 3))
    one, two = (allocation(policy, "abc", list("abc"), draws) for policy in ("thompson", "top_two"))
    assert one[0] > 0.7
    assert two[1] > 2 * one[1]


def test_certainty_about_the_best_does_not_stop_the_comparison():
    draws = np.tile([-3.0, 0.0, 1.0], (50, 1))
    assert best_chances(draws).tolist() == [1, 0, 0]
    assert allocation("top_two", "abc", list("abc"), draws).min() > 0.2 / 3


@pytest.mark.parametrize("options", [[], ["heat"], ["heat", "heat"]])
def test_a_comparison_of_one_thing_is_refused(options):
    with pytest.raises(PolicyError):
        allocation("pairs", options, [], np.zeros((1, len(options))))


def test_draws_have_the_mean_and_spread_of_the_posterior():
    diary = to_diary(made_up(np.random.default_rng(1), {"heat": -1.0, "cold": 0.5}))
    found = mixture(diary, prior_from(load_knowledge()))
    draws = effect_draws(found, ["heat", "", "cold"], 20_000, np.random.default_rng(0))
    told = effects(found)
    assert draws[:, 0].mean() == pytest.approx(told["heat"].mean, abs=0.02)
    assert draws[:, 2].std() == pytest.approx(told["cold"].sd, rel=0.03)
    assert (draws[:, 1] == 0).all()


def test_what_was_never_done_comes_first():
    draws = np.tile([-3.0, 0.0, 1.0], (50, 1))
    chances = allocation("top_two", "abc", ["a", "b"], draws)
    assert chances[2] > 0.9
    assert chances.min() >= FLOOR / 3 - 1e-12


def test_the_chance_to_become_clear_is_sure_where_it_is_and_small_where_nothing_more_comes():
    rng = np.random.default_rng(0)
    apart, level = rng.normal([-2.0, 0.0, 0.0], 0.2, size=(2000, 3)), rng.normal(0, 1.0, size=(2000, 3))
    assert chance_to_clear(apart, 1.0) == 1
    assert chance_to_clear(level, 0.95) < 0.05
    assert chance_to_clear(level, 0.01) > 0.8


@given(st.floats(0.05, 0.95))
@settings(deadline=None, max_examples=20)
def test_more_tries_to_come_never_make_it_much_less_likely(kept):
    draws = np.random.default_rng(3).normal(0, 1, size=(2000, 3))
    assert chance_to_clear(draws, kept * 0.5) >= chance_to_clear(draws, kept) - 0.1
