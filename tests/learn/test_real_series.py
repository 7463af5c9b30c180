"""A published trial of one person: the honest answer is that nothing is clear, and the difference is the published one."""

import csv
from pathlib import Path

import numpy as np
import pytest

from benchmarks.learn_real import errors
from unspasm.knowledge import load_knowledge
from unspasm.learn import limits_from, prior_from, to_diary, what_works
from unspasm.learn.daily import daily_rows

FILE = Path(__file__).parent / "data" / "melatonin_daily.csv"


@pytest.fixture
def series():
    with FILE.open() as file:
        rows = list(csv.DictReader(file))
    return tuple(np.array([float(row[name]) for row in rows]) for name in ("day", "melatonin", "mood"))


def test_the_published_difference_is_in_the_file(series):
    _, melatonin, mood = series
    assert mood[melatonin == 1].mean() - mood[melatonin == 0].mean() == pytest.approx(0.86, abs=0.01)


def test_nothing_is_claimed_and_the_difference_agrees(series):
    days, melatonin, mood = series
    rows = daily_rows(days, melatonin == 1, mood, "melatonin", best=100, worst=0)
    knowledge = load_knowledge()
    prior = prior_from(knowledge)
    told = what_works(to_diary(rows), prior, limits_from(knowledge)).items[0]
    assert told.verdict == "not_yet_known"
    low, high = told.effect.intervals[0.95]
    assert low < 0 < high
    assert told.effect.mean == pytest.approx(-0.086, abs=0.1)  # 0.86 of 100 better: 0.086 points of 10 less


def test_the_next_day_is_foreseen_better_than_by_the_day_before_and_the_mean_so_far():
    off = {name: float(np.mean(each**2)) for name, each in errors(FILE).items()}
    assert off["this model"] < 0.95 * off["the day before"]
    assert off["this model"] < 0.95 * off["the mean so far"]
