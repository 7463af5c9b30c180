"""Honest verdicts: nothing from nothing, a clear effect found, and the reasons why a verdict is held back."""

import numpy as np
import pytest

from tests.learn.diaries import made_up
from unspasm.knowledge import load_knowledge
from unspasm.learn import DiaryError, Row, forecast, limits_from, prior_from, to_diary, what_works
from unspasm.learn.alike import began_at, gaps
from unspasm.learn.fit import chances, effects, mixtures
from unspasm.learn.verdict import fair_comparisons, verdict

KNOWLEDGE = load_knowledge()
PRIOR, LIMITS = prior_from(KNOWLEDGE), limits_from(KNOWLEDGE)


def works(rows):
    return {item.id: item for item in what_works(to_diary(rows), PRIOR, LIMITS).items}


def test_a_strong_effect_is_found():
    found = works(made_up(np.random.default_rng(3), {"heat": -2.0}))["heat"]
    assert found.verdict == "helps"
    assert found.effect.mean == pytest.approx(-2, abs=1)


def test_harm_is_found():
    assert works(made_up(np.random.default_rng(3), {"heat": 2.0}))["heat"].verdict == "makes_it_worse"


def test_without_untreated_windows_nothing_is_known():
    rows = [row for row in made_up(np.random.default_rng(3), {"heat": -3.0}) if row.item or row.phase == "scheduled"]
    assert works(rows)["heat"].verdict == "not_yet_known"


def test_with_five_comparisons_nothing_is_known():
    rows = made_up(np.random.default_rng(3), {"heat": -4.0}, days=40)
    first = {row.use for row in rows if row.item} - set(sorted({row.use for row in rows if row.item})[5:])
    few = [row for row in rows if not row.item or row.use in first]
    assert works(few)["heat"].verdict == "not_yet_known"
    assert works(few)["heat"].n_fair == 5


@pytest.mark.parametrize("pain", [0, 5, 10])
def test_equal_ratings_are_never_a_help_nor_a_harm(pain):
    rows = [Row(row.t_h, pain, row.item, row.phase, row.use) for row in made_up(np.random.default_rng(1), {"heat": 0})]
    assert works(rows)["heat"].verdict in ("does_not_help", "not_yet_known")


def test_one_rating_is_an_answer_too():
    told = what_works(to_diary([Row(0, 5)]), PRIOR, LIMITS)
    assert told.items == ()
    assert 3 < told.recovery.course[0].mean < 6


def test_an_empty_diary_says_nothing():
    told = what_works(to_diary([]), PRIOR, LIMITS)
    assert (told.items, told.recovery) == ((), None)
    assert forecast(to_diary([]), PRIOR) == []


def test_a_thousand_items_end_in_not_yet_known_and_not_in_a_number_made_of_nothing():
    rows = [
        Row(2.0 * k + part / 2, 5, f"item_{k}", phase, k)
        for k in range(1000)
        for part, phase in enumerate(("before", "after"))
    ]
    assert len({row.item for row in rows}) == 1000
    assert {item.verdict for item in works(rows).values()} == {"not_yet_known"}


@pytest.mark.parametrize(
    ("row", "word"),
    [
        (Row(float("nan"), 5), "t_hours"),
        (Row(0, float("nan")), "pain"),
        (Row(0, 11), "pain"),
        (Row(0, -1), "pain"),
        (Row(0, 5, "heat", "during", 1), "phase"),
    ],
)
def test_what_cannot_be_names_its_row(row, word):
    with pytest.raises(DiaryError, match=f"row 2: .*{word}"):
        to_diary([Row(0, 5), row])


def test_after_before_before_is_refused():
    with pytest.raises(DiaryError, match="use 1"):
        to_diary([Row(1, 5, "heat", "before", 1), Row(0, 4, "heat", "after", 1)])


def test_a_prediction_uses_nothing_later():
    rows = made_up(np.random.default_rng(5), {"heat": -1.0}, days=6)
    whole = forecast(to_diary(rows), PRIOR)
    part = forecast(to_diary(rows[:12]), PRIOR)
    for a, b in zip(whole, part, strict=False):
        assert (a.t_h, a.mean, a.sd) == pytest.approx((b.t_h, b.mean, b.sd))


def test_the_order_of_rows_does_not_matter():
    rows = made_up(np.random.default_rng(5), {"heat": -1.0, "cold": 1.0}, days=8)
    shuffled = [rows[i] for i in np.random.default_rng(0).permutation(len(rows))]
    one, other = works(rows), works(shuffled)
    assert one["heat"].effect.mean == pytest.approx(other["heat"].effect.mean, abs=1e-9)


def test_duplicate_times_and_a_month_of_gaps_are_answered():
    rows = made_up(np.random.default_rng(2), {"heat": -2.0})
    late = [
        Row(row.t_h + 24 * 60, row.pain, row.item, row.phase, row.use + 100 if row.use is not None else None)
        for row in rows
    ]
    told = works([*rows, *rows[:1], *late])["heat"]
    assert told.verdict == "helps"
    assert -3 < told.effect.mean < -1


@pytest.mark.parametrize("days", [3, 8])
def test_little_data_leaves_the_belief_nearly_as_wide_as_it_was(days):
    told = works([Row(24.0 * day, 5) for day in range(days)] + [Row(1.0, 5, "heat", "before", 1)])["heat"]
    assert told.verdict == "not_yet_known"
    assert told.effect.sd > 0.8
    assert told.effect.intervals[0.95][0] < -0.5 < 0.5 < told.effect.intervals[0.95][1]


def test_somebody_who_looks_at_noise_is_told_nothing():
    found = [works(made_up(np.random.default_rng(seed), {"heat": 0.0}))["heat"].verdict for seed in range(40)]
    assert sum(verdict in ("helps", "makes_it_worse") for verdict in found) <= 1


def test_the_sceptic_is_asked_wherever_a_verdict_could_stand():
    """What is left out for speed must never be a verdict: the short way and the long way agree."""
    seen = set()
    for seed in range(12):
        diary = to_diary(made_up(np.random.default_rng(seed), {"heat": (-2.0, 0.0, -0.7)[seed % 3], "cold": 0.0}))
        found, doubted = mixtures(diary, (PRIOR, PRIOR.sceptical(LIMITS.sceptic_sd)))
        hopeful, sceptic = effects(found, LIMITS.matters), chances(doubted, LIMITS.matters)
        fair, apart = fair_comparisons(diary), gaps(began_at(diary))
        for item in what_works(diary, PRIOR, LIMITS).items:
            i = item.id
            assert item.verdict == verdict(hopeful[i], sceptic[i], fair[i], LIMITS, apart.get(i))
            seen.add(item.verdict)
    assert {"helps", "not_yet_known"} <= seen
