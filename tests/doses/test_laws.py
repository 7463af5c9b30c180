"""Laws of the ledger for any list of doses, and agreement with the oracle."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.oracle.agree_doses import compare, healthy, product
from tests.oracle.doses_naive import ORDER

START = datetime(2026, 3, 27, tzinfo=UTC)
MILD = ORDER[ORDER.index("see_someone") :]
CEILING = {
    ("us", "ibuprofen"): 1200,
    ("uk", "ibuprofen"): 1200,
    ("us", "naproxen"): 660,
    ("us", "aspirin"): 3888,
    ("uk", "aspirin"): 3600,
    ("us", "paracetamol"): 3000,
    ("uk", "paracetamol"): 4000,
}
SINGLE = {"ibuprofen": 400, "naproxen": 440, "aspirin": 650, "paracetamol": 1000}
STEPS_MIN = [0, 1, 59, 60, 61, 120, 239, 240, 241, 359, 360, 361, 479, 480, 481, 719, 720, 721, 1439, 1440, 1441]

doses = st.lists(
    st.tuples(
        st.sampled_from(STEPS_MIN) | st.integers(0, 3000),
        st.sampled_from(["ibuprofen", "naproxen", "aspirin", "paracetamol"]),
        st.sampled_from([81, 110, 200, 220, 325, 400, 440, 500, 600, 650, 1000, 1200]) | st.integers(1, 1400),
    ),
    max_size=14,
)


def lines_of(drawn):
    at, lines, seen = START, [], set()
    for minutes, drug, mg in drawn:
        at += timedelta(minutes=minutes)
        if (at, drug, mg) not in seen:
            seen.add((at, drug, mg))
            lines.append({"at": at.isoformat(), "ingredient": drug, "mg": mg})
    return lines


def instant(line):
    return datetime.fromisoformat(line["at"])


def totals(lines, drug):
    """What every rolling 24 hours of this drug holds, seen from the end of each."""
    own = [line for line in lines if line["ingredient"] == drug]
    for last in own:
        span = instant(last) - timedelta(hours=24), instant(last)
        yield sum(Fraction(line["mg"]) for line in own if span[0] < instant(line) <= span[1])


@settings(max_examples=300, deadline=None)
@given(doses, st.sampled_from(["us", "uk"]))
def test_no_list_that_was_accepted_dose_by_dose_exceeds_a_ceiling(drawn, market):
    # Whoever takes only what is within the limits: a refused dose is not taken, the rest is asked again.
    taken, person = [], healthy()
    for line in lines_of(drawn):
        if product(person, [*taken, line], market)[-1]["verdict"] in MILD:
            taken.append(line)
    results = product(person, taken, market)
    assert all(result["verdict"] in MILD for result in results)
    for drug, single in SINGLE.items():
        assert all(line["mg"] <= single for line in taken if line["ingredient"] == drug)
        assert all(total <= CEILING.get((market, drug), 0) for total in totals(taken, drug))


@settings(max_examples=150, deadline=None)
@given(doses, st.sampled_from(["us", "uk"]))
def test_what_comes_later_changes_nothing_that_was_said_before(drawn, market):
    lines = lines_of(drawn)
    results = product(healthy(), lines, market)
    for place in range(len(lines)):
        assert product(healthy(), lines[: place + 1], market) == results[: place + 1]


@settings(max_examples=150, deadline=None)
@given(doses, st.sampled_from(["us", "uk"]))
def test_the_smallest_dose_at_earliest_next_is_within_the_limits_and_a_minute_before_it_is_not(drawn, market):
    lines = lines_of(drawn)
    if not lines:
        return
    result, last = product(healthy(), lines, market)[-1], lines[-1]
    if result["earliest_next"] is None:
        assert result["verdict"] in ("emergency", "not_for_you")
        return
    smallest = {"ibuprofen": 200, "naproxen": 220, "aspirin": 324 if market == "us" else 300, "paracetamol": 325}
    mg = 500 if (market, last["ingredient"]) == ("uk", "paracetamol") else smallest[last["ingredient"]]
    on = datetime.fromisoformat(result["earliest_next"])
    trial = {"at": on.isoformat(), "ingredient": last["ingredient"], "mg": mg}
    assert product(healthy(), [*lines, trial], market)[-1]["verdict"] in ("ok", "caution", "see_someone")
    early = on - timedelta(minutes=1)
    if early > instant(last) and last["ingredient"] != "naproxen":  # naproxen: a first dose may come in two halves
        refused = product(healthy(), [*lines, {**trial, "at": early.isoformat()}], market)[-1]
        assert refused["verdict"] not in MILD


@settings(max_examples=100, deadline=None)
@given(doses, st.sampled_from(["us", "uk"]), st.sampled_from(["overdose", "age", "blood_thinner", "weight_kg", "gout"]))
def test_taking_an_answer_away_never_makes_a_dose_ok(drawn, market, fact):
    changes = {fact: None} | ({"overdose_on_purpose": None} if fact == "overdose" else {})
    changes |= {"weight_under_50kg": None} if fact == "weight_kg" else {}
    full = product(healthy(), lines_of(drawn), market)
    less = product(healthy(**changes), lines_of(drawn), market)
    for one, other in zip(full, less, strict=True):
        assert ORDER.index(other["verdict"]) <= ORDER.index(one["verdict"])


@pytest.mark.parametrize("share", range(4))
def test_ledger_and_oracle_agree_on_made_up_doses(share):
    seen, wrong = compare(600, seed=f"share {share}")
    assert not wrong, wrong[0]
    for verdict in ORDER:  # agreement means little unless every verdict was reached
        assert seen[verdict] > 20, verdict


@settings(max_examples=100, deadline=None)
@given(doses, st.sampled_from(["us", "uk"]))
def test_ledger_and_oracle_agree_on_drawn_doses(drawn, market):
    from tests.oracle import doses_naive
    from tests.oracle.agree_doses import differences, the_book

    lines = lines_of(drawn)
    expected = doses_naive.judge(healthy(), lines, market, the_book())
    for one, other in zip(product(healthy(), lines, market), expected, strict=True):
        assert not differences(one, other)
