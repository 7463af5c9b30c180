"""Episodes: a table of what opens and closes one, and laws that hold for every diary.

A diary is written as one line: day and score, `open` or `close`, such as `0 5, 1.5 4, 40 close`. Days are counted from
1 January 2026, 08:00, in UTC; 0.5 is twelve hours later. `0..30 0` is a score of 0 on each of these days.
"""

from datetime import UTC, datetime, timedelta, timezone
from itertools import pairwise
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unspasm.care.episodes import Mark, Score, ask_if_over, current_episode, find_episodes
from unspasm.knowledge.episodes import load_episode_rules, read_episode_rules
from unspasm.knowledge.loader import HERE
from unspasm.knowledge.reading import KnowledgeError

START = datetime(2026, 1, 1, 8, tzinfo=UTC)
RULES = load_episode_rules()


def on(day):
    return START + timedelta(days=day)


def entries(line):
    """Scores and marks of one line."""
    found = []
    for part in filter(None, (part.strip() for part in line.split(","))):
        when, says = part.split()
        first, _, last = when.partition("..")
        days = [float(first)] if not last else [float(day) for day in range(int(first), int(last) + 1)]
        for day in days:
            thread = UUID(int=len(found) + 1)
            found.append(
                Mark(thread, on(day), says) if says in ("open", "close") else Score(thread, on(day), int(says))
            )
    return [one for one in found if isinstance(one, Score)], [one for one in found if isinstance(one, Mark)]


def episodes_of(line):
    return find_episodes(*entries(line), RULES)


def spans(line):
    """(first day, last day or None) of each episode."""
    day = timedelta(days=1)
    return [
        ((one.opened_at - START) / day, one.closed_at and (one.closed_at - START) / day) for one in episodes_of(line)
    ]


@pytest.mark.parametrize(
    ("diary", "expected"),
    [
        # opening by scores: pain for more than 24 hours
        ("", []),
        ("0 7", []),
        ("0 7, 1 7", []),  # 24 hours, not more
        ("0 7, 1.01 7", [(0, None)]),
        ("0 1, 1.01 1", [(0, None)]),  # any pain counts
        ("0 7, 0.5 0, 1.01 7", []),  # a score of 0 between: two short ones
        ("0 7, 0.5 0, 0.6 5, 1.7 5", [(0.6, None)]),
        ("0 7, 3 7", [(0, None)]),
        ("0 7, 3.01 7", []),  # nobody knows what was between
        ("0 7, 3.01 7, 5 6", [(3.01, None)]),
        # opening by word
        ("0 open", [(0, None)]),
        ("0 0, 1 open, 2 0", [(1, None)]),
        ("0 5, 0.1 open, 2 5", [(0.1, None)]),
        ("0 open, 5 open", [(0, None)]),
        # closing by word
        ("0 open, 3 close", [(0, 3)]),
        ("0 close, 1 close", []),
        ("0 5, 2 5, 3 close", [(0, 3)]),
        ("0 open, 3 close, 4 open", [(0, 3), (4, None)]),
        ("0 open, 3 close, 3 open", [(0, 3), (3, None)]),
        ("0 open, 3 close, 4 6, 4.5 6", [(0, 3)]),
        ("0 open, 3 close, 4 6, 5.1 6", [(0, 3), (4, None)]),
        ("0 6, 0.5 close, 1.2 6", []),  # the stretch was cut by the person's word
        # closing by scores: a month without pain, told by scores
        ("0 open, 10..39 0", [(0, None)]),  # 29 days
        ("0 open, 10..40 0", [(0, 10)]),
        ("0 open, 10..30 0, 31 1, 32..60 0", [(0, None)]),
        ("0 open, 10..30 0, 31 1, 32..62 0", [(0, 32)]),
        ("0 open, 10 0, 17 0, 24 0, 31 0, 38 0, 40 0", [(0, 10)]),
        ("0 open, 10 0, 17.1 0, 24 0, 31 0, 38 0, 40 0", [(0, None)]),  # a gap of more than a week
        ("0 open, 10..40 0, 50 5, 51.5 5", [(0, 10), (50, None)]),
        ("0 open, 10..20 0, 21 open, 22..45 0", [(0, None)]),  # "it began" is no pain-free day
        # silence
        ("0 open, 400 4", [(0, None)]),
        ("0 5, 2 5, 400 4", [(0, None)]),
        ("0 5, 2 5, 400 open", [(0, 2), (400, None)]),  # the person speaks: the old one was over
        ("0 5, 2 5, 31.9 open", [(0, None)]),
    ],
)
def test_when_an_episode_opens_and_closes(diary, expected):
    assert spans(diary) == expected


def test_an_episode_says_why_it_opened_and_closed_in_the_words_of_the_knowledge():
    said, back = episodes_of("0 open, 3 close, 4 6, 5.1 6, 10..40 0")
    assert (said.opened_by, said.why, said.closed_why) == ("said", RULES.words["said"], RULES.words["closed_said"])
    assert (back.opened_by, back.why, back.closed_why) == (
        "ratings", RULES.words["came_back"], RULES.words["closed_free"],
    )  # fmt: skip
    *_, later = episodes_of("0 open, 3 close, 33 6, 34.1 6")
    assert later.why == RULES.words["ratings"]


def test_the_id_is_the_thread_of_the_entry_that_opened_it():
    scores, marks = entries("0 5, 1 5, 2 5, 9 close, 12 open")
    first, second = find_episodes(scores, marks, RULES)
    assert first.id == str(scores[0].thread)
    assert second.id == str(marks[1].thread)


def test_words_instead_of_a_score_are_neither_pain_nor_its_absence():
    words = [Score(UUID(int=100 + day), on(day), None) for day in range(60)]
    assert find_episodes(words, [], RULES) == ()
    [one] = find_episodes(words, [Mark(UUID(int=1), on(0), "open")], RULES)
    assert one.closed_at is None
    assert one.last_known == on(59)


def test_which_episode_is_open_now_and_when_the_diary_asks():
    episodes = episodes_of("0 5, 2 5, 9 close, 20 open")
    first, second = episodes
    assert current_episode(episodes, on(-1)) is None
    assert current_episode(episodes, on(0)) == first
    assert current_episode(episodes, on(9)) is None
    assert current_episode(episodes, on(30)) == second
    assert not ask_if_over(second, on(49.9), RULES)
    assert ask_if_over(second, on(50), RULES)
    assert not ask_if_over(first, on(400), RULES)


def flares(line):
    [one] = episodes_of(line)
    day = timedelta(days=1)
    return [((f.began - START) / day, (f.ended - START) / day, f.peak) for f in one.flares]


@pytest.mark.parametrize(
    ("diary", "expected"),
    [
        ("0 open, 1..4 4, 5 9", []),  # four scores are no usual one
        ("0 open, 1..5 4, 6 5", []),
        ("0 open, 1..5 4, 6 6", [(6, 6, 6)]),
        ("0 open, 1..5 4, 6 6, 6.5 8, 7.5 7, 8 4", [(6, 7.5, 8)]),
        ("0 open, 1..5 4, 6 6, 6.5 4, 7 6", [(6, 6, 6), (7, 7, 6)]),  # a usual score between
        ("0 open, 1..5 4, 6 6, 7.5 6", [(6, 6, 6), (7.5, 7.5, 6)]),  # more than a day between
        ("0 open, 1..5 4, 6..30 7", [(6, 10, 7)]),  # what stays is the usual one after some days
        ("0 open, 1..5 2, 21 9", []),  # two weeks later there is no usual score
        ("0 open, 1..5 8, 6..9 3", []),
    ],
)
def test_a_flare_is_a_rise_of_two_points_above_the_usual(diary, expected):
    assert flares(diary) == expected


def test_scores_outside_an_episode_make_no_flare_in_it():
    first, second = episodes_of("0 open, 1..5 4, 6 close, 7 9, 7.1 9, 40 open, 41 9")
    assert first.flares == second.flares == ()


# --- laws ----------------------------------------------------------------------------------------

diaries = st.lists(
    st.tuples(
        st.integers(0, 24 * 120) | st.integers(0, 40).map(lambda day: day * 24),
        st.sampled_from([0, 0, 0, 1, 3, 5, 8, None, "open", "close"]),
    ),
    max_size=60,
)


def drawn(diary):
    found = [(UUID(int=place), START + timedelta(hours=hour), says) for place, (hour, says) in enumerate(diary)]
    scores = [Score(*one) for one in found if one[2] not in ("open", "close")]
    return scores, [Mark(*one) for one in found if one[2] in ("open", "close")]


@settings(max_examples=400, deadline=None)
@given(diaries)
def test_episodes_never_overlap_and_flares_stay_inside(diary):
    episodes = find_episodes(*drawn(diary), RULES)
    for one, following in pairwise(episodes):
        assert one.closed_at is not None
        assert one.closed_at <= following.opened_at
    for one in episodes:
        assert one.closed_at is None or one.opened_at <= one.closed_at
        assert all(one.holds(flare.began) and one.holds(flare.ended) for flare in one.flares)
        assert all(flare.ended < later.began for flare, later in pairwise(one.flares))
    assert len({one.id for one in episodes}) == len(episodes)


@settings(max_examples=200, deadline=None)
@given(diaries, st.randoms(use_true_random=False))
def test_the_order_of_entries_and_the_zone_they_are_told_in_do_not_matter(diary, rng):
    scores, marks = drawn(diary)
    told = find_episodes(scores, marks, RULES)
    rng.shuffle(scores)
    rng.shuffle(marks)
    assert find_episodes(scores, marks, RULES) == told
    away = timezone(timedelta(hours=rng.choice([-11, -5, 5.5, 14])))
    moved = [Score(one.thread, one.at.astimezone(away), one.pain) for one in scores]
    assert find_episodes(moved, marks, RULES) == told


def test_a_corrected_score_reads_the_whole_diary_anew():
    wrong = "0 5, 2 5, 10..40 0, 60 6, 62 6"
    assert spans(wrong) == [(0, 10), (60, None)]
    assert spans(wrong.replace("10..40 0", "10..24 0, 25 2, 26..40 0")) == [(0, None)]
    assert spans(wrong.replace("2 5", "0.9 5")) == [(60, None)]


@settings(max_examples=200, deadline=None)
@given(diaries)
def test_silence_closes_nothing(diary):
    """Leaving out scores of 0 never closes an episode that was open, and time that goes by changes nothing."""
    scores, marks = drawn(diary)
    told = find_episodes(scores, marks, RULES)
    if not told or told[-1].closed_at is not None:
        return
    assert current_episode(told, START + timedelta(days=10_000)) == told[-1]
    without = find_episodes([one for one in scores if one.pain != 0], marks, RULES)
    assert without
    assert without[-1].closed_at is None


@settings(max_examples=200, deadline=None)
@given(diaries)
def test_without_a_word_an_episode_closes_only_before_a_month_of_scores_of_0(diary):
    scores, _ = drawn(diary)
    for one in find_episodes(scores, [], RULES):
        if one.closed_at is not None:
            month = [
                s.pain for s in scores if one.closed_at <= s.at <= one.closed_at + RULES.free and s.pain is not None
            ]
            assert len(month) >= 5
            assert set(month) == {0}


def test_a_time_without_a_zone_and_a_score_of_11_are_refused():
    with pytest.raises(ValueError, match="zone"):
        find_episodes([Score(UUID(int=1), datetime(2026, 1, 1), 3), Score(UUID(int=2), START, 3)], [], RULES)  # noqa: DTZ001
    with pytest.raises(ValueError, match="0 to 10"):
        find_episodes([Score(UUID(int=1), START, 11)], [], RULES)


# --- the file ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("free_days = 30", "free_days = 0", "above 0"),
        ("free_days = 30", "", "free_days"),
        ("[flare]", "[flares]", r"\[flare\]"),
        ('sources = ["devet_2002"]', 'sources = ["nobody"]', "nobody"),
        ("closed_said", "closed_sad", "closed_said"),
    ],
)
def test_a_broken_file_is_named_with_its_field(tmp_path, old, new, says):
    text = (HERE / "episodes.toml").read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "episodes.toml").write_text(text.replace(old, new, 1), encoding="utf-8")
    (tmp_path / "sources.toml").write_text((HERE / "sources.toml").read_text(encoding="utf-8"), encoding="utf-8")
    with pytest.raises(KnowledgeError, match=says):
        read_episode_rules(tmp_path)
