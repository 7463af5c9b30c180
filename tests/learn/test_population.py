"""A population fit gives back what it was made from, in parts as in one, and a small population stays unsure."""

import json

import numpy as np
import pytest

from unspasm.knowledge import load_knowledge
from unspasm.learn import prior_from, to_diary
from unspasm.learn.design import design
from unspasm.learn.fit import effects, mixture
from unspasm.learn.people import columns_of, grams, side_by_side
from unspasm.learn.population import Beliefs, as_prior, first_beliefs, fit_population, fit_shapes, part_of
from unspasm.learn.prior_file import FEWEST, PriorFileError, from_file, to_file
from unspasm.learn.simulate import World, make_person

PRIOR = prior_from(load_knowledge())
ITEMS = ("item_0", "item_1")
WORLD = World(effects=((-0.9, 0.4), (0.2, 0.7)), design="mixed", days=21)


@pytest.fixture(scope="module")
def diaries():
    return [to_diary(make_person(WORLD, np.random.default_rng([9, k])).rows) for k in range(200)]


def fitted(diaries, size=512):
    parts = [grams(side_by_side(diaries[k : k + size], ITEMS), PRIOR) for k in range(0, len(diaries), size)]
    return fit_population(lambda now: (part_of(part, now) for part in parts), first_beliefs(PRIOR, ITEMS))[0]


def test_columns_are_those_of_one_diary(diaries):
    some = [diaries[0], to_diary(make_person(World(days=3), np.random.default_rng(1)).rows), diaries[2]]
    many = columns_of(side_by_side(some, ITEMS), PRIOR)
    for k, diary in enumerate(some):
        alone = design(diary, PRIOR, np.array([PRIOR.effect_half_life_h.median])).columns[0]
        without_sleep = np.delete(many[k, : len(diary)], 5, axis=1)[:, : alone.shape[1]]
        np.testing.assert_allclose(without_sleep, alone, atol=1e-9)


def test_means_and_spreads_are_found(diaries):
    found = fitted(diaries)
    assert found.mean[-2:] == pytest.approx([-0.9, 0.2], abs=0.2)
    assert found.spread[-2:] == pytest.approx([0.4, 0.7], abs=0.15)
    assert (found.n[-2:] == 200).all()


def test_parts_add_up_to_the_whole(diaries):
    whole, parts = fitted(diaries[:60]), fitted(diaries[:60], size=7)
    np.testing.assert_allclose(whole.mean, parts.mean, atol=1e-8)
    np.testing.assert_allclose(whole.sd, parts.sd, atol=1e-8)


def test_a_small_population_leaves_the_next_person_more_open(diaries):
    assert fitted(diaries[:10]).sd[-2] > fitted(diaries).sd[-2]


def test_shapes_move_towards_those_of_the_people(diaries):
    found = fit_shapes(diaries[:40], PRIOR)
    assert found.wander_sd.median == pytest.approx(1.2, rel=0.15)
    assert found.wander_sd.log_sd < PRIOR.wander_sd.log_sd
    assert fit_shapes([], PRIOR) is PRIOR


def test_a_prior_file_gives_back_the_prior(diaries):
    found = fitted(diaries)
    file = json.loads(json.dumps(to_file(found, ITEMS, PRIOR, {"people": 200})))
    back = from_file(file, PRIOR)
    one, other = (effects(mixture(diaries[0], prior)) for prior in (back, as_prior(found, ITEMS, PRIOR)))
    for item, told in other.items():
        assert one[item].mean == pytest.approx(told.mean, abs=1e-4)


def test_items_of_a_few_people_are_left_out(diaries):
    found = fitted(diaries[: FEWEST - 1])
    assert not [name for name in to_file(found, ITEMS, PRIOR, {})["beliefs"] if name.startswith("item:")]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda f: f.update(format="other"),
        lambda f: f.update(version=2),
        lambda f: f["beliefs"].pop("level"),
        lambda f: f["beliefs"]["level"].update(sd=0),
        lambda f: f["beliefs"]["level"].update(mean="x"),
        lambda f: f["shapes"]["noise_sd"].update(median=-1),
        lambda f: f["shapes"].pop("noise_sd"),
    ],
)
def test_a_spoiled_prior_file_is_refused(spoil):
    size = len(first_beliefs(PRIOR, ITEMS).mean)
    file = to_file(Beliefs(*(np.full(size, 30.0) for _ in range(5))), ITEMS, PRIOR, {})
    spoil(file)
    with pytest.raises(PriorFileError):
        from_file(file, PRIOR)


def test_a_population_that_waited_says_how_little_changes_in_a_window_anyway(diaries):
    prior = as_prior(fitted(diaries), ITEMS, PRIOR)
    assert len(prior.window_sd) == len(prior.window_share) == 1
    assert prior.window_sd[0] < 0.2


def test_a_population_that_never_waited_stays_unsure_of_it():
    world = World(effects=((-0.9, 0.4), (0.2, 0.7)), design="own_choice", days=14)
    people = [to_diary(make_person(world, np.random.default_rng([5, k])).rows) for k in range(60)]
    assert fitted(people).mean_sd[4] > 0.9 * PRIOR.window_common_sd
    assert fitted(people).mean_sd[4] <= PRIOR.window_common_sd + 1e-9
