"""Laws of the gate and the ladder: no start with a contraindication, and no step up without a reason."""

import random
from collections import Counter
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from tests.oracle.agree import FOLDER, TODAY, the_book, the_knowledge
from tests.oracle.gate_naive import excluded_or_unknown, gate_states, read_rules
from tests.oracle.people import any_person, people
from tests.properties.made_up import law
from unspasm.care import AnswersError, read_answers
from unspasm.care.ladder import Climb, programme_of, todays_step
from unspasm.care.sessions import Rated, gates, variants

NOW = datetime(2026, 1, 5, 8, tzinfo=UTC)
AGES_MIN = (
    0,
    0,
    0,
    5,
    60,
    61,
    24 * 60,
    24 * 60 + 1,
    72 * 60,
    168 * 60,
    168 * 60 + 1,
    27 * 1440,
    29 * 1440,
    400 * 1440,
    -5,
)
ZONES = ("UTC", "Europe/London", "Pacific/Auckland", "Pacific/Honolulu", "America/New_York")


@cache
def the_rules():
    return read_rules(FOLDER)


def ages_of(rng, answers):
    """How long ago each answer was given: mostly all at once, some of them at another time, some never timed."""
    base, few = rng.choice(AGES_MIN[:10]), rng.choice((0, 0, 1, 3))
    ages = dict.fromkeys(answers, timedelta(minutes=base))
    for fact in rng.sample(sorted(answers), min(few, len(answers))):
        ages[fact] = timedelta(minutes=rng.choice(AGES_MIN))
    if answers and rng.random() < 0.1:
        ages.pop(rng.choice(sorted(answers)))
    return ages


def all_gates(answers, ages):
    """item -> the product's gate, for everything that has a session."""
    knowledge = the_knowledge()
    read, times = read_answers(answers, knowledge, TODAY), {fact: NOW - age for fact, age in ages.items()}
    return gates(knowledge.sessions.scripts, read, knowledge, now=NOW, told_at=times)


def broken(here, answers, ages):
    """Every way in which the gates of one person break a promise, in words."""
    found, book, knowledge = [], the_book(), the_knowledge()
    expected = gate_states(list(here), answers, ages, book, the_rules())
    for item, entrance in here.items():
        got = "check" if entrance.state == "ask" and entrance.check_first else entrance.state
        if got != expected[item]:
            found.append(f"{item}: product {got}, oracle {expected[item]}")
        if got == "ask" and not entrance.ask:
            found.append(f"{item} asks for nothing")
        if got != "open":
            continue
        if excluded_or_unknown(item, answers, book):
            found.append(f"{item} is open and excluded, or its exclusion is unknown")
        if entrance.ask:
            found.append(f"{item} is open and asks")
        forms = [form.id for form in variants(item, entrance.answers, knowledge)]
        if entrance.safer != (forms == ["safer"]):
            found.append(f"{item}: safer is {entrance.safer}, the forms are {forms}")
    return found


def test_no_session_starts_with_a_contraindication_among_many_made_up_people():
    rng, seen, wrong = random.Random(7), Counter(), []
    for answers in people(rng, the_book(), 400):
        ages = ages_of(rng, answers)
        here = all_gates(answers, ages)
        wrong += broken(here, answers, ages)
        seen.update(entrance.state for entrance in here.values())
    assert wrong == []
    assert min(seen["open"], seen["ask"], seen["closed"]) > 150, seen


@law
@given(any_person(the_book()), st.randoms(use_true_random=False))
def test_no_session_starts_with_a_contraindication(answers, rng):
    try:
        ages = ages_of(rng, answers)
        here = all_gates(answers, ages)
    except AnswersError:
        return
    assert broken(here, answers, ages) == []


@law
@given(any_person(the_book(), complete=True), st.data())
def test_older_answers_never_open_a_gate(answers, data):
    try:
        fresh = all_gates(answers, dict.fromkeys(answers, timedelta(0)))
    except AnswersError:
        return
    old = set(data.draw(st.lists(st.sampled_from(sorted(answers)), max_size=5)))
    aged = all_gates(answers, {fact: timedelta(days=500 if fact in old else 0) for fact in answers})
    assert [i for i in aged if aged[i].state == "open" and fresh[i].state != "open"] == []
    assert [i for i in aged if aged[i].state == fresh[i].state == "open" and fresh[i].safer and not aged[i].safer] == []


# --- the ladder -----------------------------------------------------------------------------------

pains = st.none() | st.integers(0, 10)
feels = st.sampled_from(["better", "same", "worse"])


@st.composite
def a_rating(draw, at, zone):
    pain = draw(pains)
    return Rated(at, zone, pain, draw(feels) if pain is None else "")


@st.composite
def a_history(draw):
    """Sessions hours to weeks apart, in changing zones, with any ratings at all between them."""
    at, found = datetime(2026, 3, 20, draw(st.integers(0, 23)), tzinfo=UTC), []
    for _ in range(draw(st.integers(0, 6))):
        zone = draw(st.sampled_from(ZONES))
        gap = timedelta(hours=draw(st.sampled_from([1, 11, 12, 13, 20, 24, 24, 25, 48, 72, 200])))
        day = at.astimezone(ZoneInfo(zone)).date()
        hours = draw(st.lists(st.sampled_from([1, 11, 14, 20, 24, 30, 40, 47, 48, 60]), max_size=3, unique=True))
        later = [draw(a_rating(at + timedelta(hours=h), zone)) for h in sorted(hours) if timedelta(hours=h) <= gap]
        found.append(
            Climb(
                at, day, draw(st.none() | st.integers(0, 20)), draw(st.sampled_from(["done", "done", "stopped", ""])),
                draw(st.sampled_from([False] * 9 + [True])), draw(st.booleans()) and draw(st.booleans()),
                draw(st.none() | a_rating(at, zone)), draw(st.none() | a_rating(at + timedelta(minutes=20), zone)),
                tuple(r for r in later if r.day > day),
            )
        )  # fmt: skip
        at += gap
    return found, at, draw(st.sampled_from(ZONES))


def next_day_was_no_worse(climb):
    """By hand: a rating of the very next date is there and comparable, and none since was more than 1 point up."""

    def worse(rating):
        if rating.pain is None:
            return rating.feel == "worse"
        return climb.before is not None and climb.before.pain is not None and rating.pain > climb.before.pain + 1

    def comparable(rating):
        return rating.pain is None or (climb.before is not None and climb.before.pain is not None)

    first = [r for r in climb.later if r.day == climb.day + timedelta(days=1)]
    return bool(first) and all(comparable(r) for r in first) and not any(worse(r) for r in climb.later)


@law
@given(a_history(), st.booleans(), st.sampled_from(["nodule_board", "rest_90_90"]))
def test_the_ladder_never_passes_its_top_and_never_climbs_without_a_good_next_day(history, safer, item):
    climbs, now, zone = history
    rules = programme_of(item, the_knowledge())
    found = todays_step(rules, climbs, now=now, zone=zone, safer=safer)
    assert 0 <= found.minutes <= rules.cap(safer)
    assert found.label == rules.label != ""
    assert found.reason
    assert (found.minutes > 0) == (found.direction in ("up", "stay", "down"))
    if not climbs:
        return
    last, before = climbs[-1], todays_step(rules, climbs[:-1], now=climbs[-1].at, zone="UTC", safer=safer)
    if found.direction == "up":
        assert (last.outcome, last.hurt) == ("done", False)
        assert next_day_was_no_worse(last)
    if found.minutes:
        assert now.astimezone(ZoneInfo(zone)).date() > last.day
        assert now - last.at >= timedelta(hours=rules.gap_h)
        assert not any(climb.danger for climb in climbs)
        assert last.later
    if before.minutes and found.minutes:
        assert found.minutes <= before.minutes + rules.add_min


@law
@given(a_history(), st.integers(1, 2000))
def test_a_clock_set_back_never_opens_a_step(history, minutes):
    climbs, _, zone = history
    if climbs:
        early = climbs[-1].at - timedelta(minutes=minutes)
        found = todays_step(programme_of("nodule_board", the_knowledge()), climbs, now=early, zone=zone, safer=False)
        assert found.minutes == 0
