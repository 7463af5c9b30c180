"""A new episode begins a new course: as it was told, and after a long silence."""

import io

import numpy as np
import pytest

from unspasm.knowledge import load_knowledge
from unspasm.learn import DiaryError, Row, prior_from, read_table, to_diary
from unspasm.learn.design import design
from unspasm.learn.fit import mixture
from unspasm.learn.recovery import AHEAD_DAYS, recovery

PRIOR = prior_from(load_knowledge())
DAYS = 16


def rows(told: bool, silence_days: float = 0.0):
    """Two bad spells, one after the other, each fading from 8 to 2 by half in 3 days."""
    rng, out = np.random.default_rng(4), []
    for spell in range(2):
        for k in range(2 * DAYS):
            at = 12.0 * k + spell * 24 * (DAYS + silence_days)
            pain = 2 + 6 * 0.5 ** (k / 6) + rng.normal(0, 0.4)
            out.append(Row(at, float(np.clip(np.rint(pain), 0, 10)), episode=spell if told else 0))
    return out


def test_episodes_begin_where_they_are_told_and_after_a_silence():
    assert to_diary(rows(told=False)).episodes(28).tolist() == [0]
    assert to_diary(rows(told=True)).episodes(28).tolist() == [0, 2 * DAYS]
    assert to_diary(rows(told=False, silence_days=29)).episodes(28).tolist() == [0, 2 * DAYS]
    assert to_diary(rows(told=True, silence_days=29)).episodes(28).tolist() == [0, 2 * DAYS]
    assert to_diary([]).episodes(28).tolist() == []


def test_the_course_of_one_episode_says_nothing_of_another():
    course = design(to_diary(rows(told=True)), PRIOR, np.array([3.0])).wide[:, 1:7]
    first, second = course[:, :3], course[:, 3:]
    assert not first[2 * DAYS :].any()
    assert not second[: 2 * DAYS].any()
    np.testing.assert_allclose(first[: 2 * DAYS], second[2 * DAYS :])


@pytest.mark.parametrize(("so_far", "ahead_days"), [(6, 0), (12, 7)])
def test_a_second_spell_is_placed_and_foreseen_better_when_it_is_told(so_far, ahead_days):
    ratings = 2 * DAYS + so_far
    true = 2 + 6 * 0.5 ** ((so_far - 1 + 2 * ahead_days) / 6)
    off = {}
    for told in (True, False):
        diary = to_diary(rows(told)[:ratings])
        off[told] = abs(recovery(mixture(diary, PRIOR), diary, PRIOR).course[AHEAD_DAYS.index(ahead_days)].mean - true)
    assert off[True] < 0.75
    assert off[False] > 1.5 * off[True]


def test_the_table_may_number_episodes():
    table = "t_hours,pain,episode\n0,8,1\n12,3,1\n24,8,2\n36,5,2\n"
    diary = to_diary(read_table(io.StringIO(table))[""])
    assert diary.episodes(28).tolist() == [0, 2]
    with pytest.raises(DiaryError, match="row 3: episode"):
        read_table(io.StringIO(table.replace("12,3,1", "12,3,new")))
