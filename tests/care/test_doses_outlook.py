"""What could be said of a dose taken now, and doses as the record keeps them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from tests.care.conftest import TODAY
from tests.oracle.agree_doses import healthy
from unspasm.care import Answers, read_answers
from unspasm.care.doses import judge_doses
from unspasm.care.doses.dose import Dose
from unspasm.care.doses.elsewhere import LIMITS, judge_elsewhere
from unspasm.care.doses.logged import Line, Taken, counted, doses_of, id_of, named, unit_of
from unspasm.care.doses.outlook import medicine_of, outlook, rating_times, relief
from unspasm.knowledge import Knowledge

NOW = datetime(2026, 1, 5, 12, tzinfo=UTC)
LONDON = ZoneInfo("Europe/London")


def person(knowledge: Knowledge, **changes: object) -> Answers:
    return read_answers(healthy(**changes), knowledge, TODAY)


def taken(drug: str, mg: float, hours: float, product: str = "", unit: str = "mg", at: datetime = NOW) -> Taken:
    """A taking of one drug, `hours` before `at`."""
    lines = (Line(drug, Decimal(str(mg)), unit),)
    return Taken(f"{drug}{hours}", at - timedelta(hours=hours), product, lines)


def log(knowledge: Knowledge, *takings: Taken, market: str = "uk") -> tuple[Dose, ...]:
    return counted(doses_of(takings, knowledge, market))


def trial(knowledge: Knowledge, drug: str, mg: float, product: str = "", market: str = "uk") -> Dose:
    (dose,) = log(knowledge, taken(drug, mg, 0, product), market=market)
    return dose


# --- doses from the record ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "key"),
    [("ibuprofen", "ibuprofen"), ("Methyl Salicylate", "methyl_salicylate"), ("  ibuprofen gel ", "ibuprofen_gel"),
     ("Анальгин", "unlisted_drug"), ("5-HTP", "unlisted_drug"), ("", "unlisted_drug"), ("x" * 99, "x" * 64)],
)  # fmt: skip
def test_every_name_has_an_id_that_the_record_takes(name: str, key: str) -> None:
    assert id_of(name) == key


def test_every_drug_is_found_again_by_its_id(knowledge: Knowledge) -> None:
    for drug in knowledge.ledger.ingredients:
        assert named(id_of(drug), knowledge.ledger) == drug
    assert named("diphenhydramine", knowledge.ledger) == ""


@pytest.mark.parametrize("market", ["us", "uk"])
@pytest.mark.parametrize("unit", ["mg", "g", "uses", "patches"])
def test_whatever_the_record_holds_can_be_judged_in_every_market(knowledge: Knowledge, market: str, unit: str) -> None:
    """Somebody travels: what was written down under one label is judged under another, never dropped."""
    everything = [taken(id_of(drug), 2, 1, "Made up pack", unit) for drug in knowledge.ledger.ingredients]
    doses = log(knowledge, *everything, market=market)
    assert len(doses) == len(everything)
    assert len(judge_doses(person(knowledge), doses, knowledge, market)) == len(doses)


def test_the_same_dose_at_the_same_minute_twice_is_two_doses(knowledge: Knowledge) -> None:
    twice = log(knowledge, taken("paracetamol", 1000, 1), taken("paracetamol", 1000, 1))
    verdicts = [j.verdict for j in judge_doses(person(knowledge), twice, knowledge, "uk")]
    assert verdicts == ["ok", "too_soon"]


def test_doses_are_judged_in_order_of_taking_not_of_writing(knowledge: Knowledge) -> None:
    doses = log(knowledge, taken("ibuprofen", 200, 1), taken("ibuprofen", 400, 9))
    assert [dose.amount for dose in doses] == [400, 200]


def test_a_pack_that_is_not_known_is_still_another_pack(knowledge: Knowledge) -> None:
    doses = log(knowledge, taken("paracetamol", 500, 8, "Hedex"), taken("paracetamol", 500, 1, "Wonder cold"))
    assert judge_doses(person(knowledge), doses, knowledge, "uk")[-1].verdict == "duplicate"


def test_grams_of_a_pill_are_milligrams_and_milligrams_of_a_gel_are_not_grams(knowledge: Knowledge) -> None:
    assert log(knowledge, taken("paracetamol", 1, 1, unit="g"))[0].amount == 1000
    gel = log(knowledge, taken("diclofenac", 4000, 1, unit="mg"))[0]
    assert gel.amount is None, "not known, which is asked about"


@pytest.mark.parametrize(
    ("drug", "unit"),
    [("ibuprofen", "mg"), ("paracetamol", "mg"), ("codeine", "mg"), ("", "mg"), ("diclofenac", "g"),
     ("ibuprofen gel", "g"), ("methyl salicylate", "uses"), ("menthol", "uses"), ("lidocaine", "patches")],
)  # fmt: skip
def test_how_an_amount_is_told(knowledge: Knowledge, drug: str, unit: str) -> None:
    assert unit_of(drug, None, knowledge) == unit


# --- what could be said now -----------------------------------------------------------------------


def test_left_and_earliest_are_those_of_now_not_of_the_last_dose(knowledge: Knowledge) -> None:
    doses = log(knowledge, taken("ibuprofen", 400, 23), taken("ibuprofen", 400, 5))
    look = outlook(person(knowledge), doses, trial(knowledge, "ibuprofen", 200), knowledge, "uk")
    assert look.left == 400
    assert look.earliest == NOW + timedelta(hours=1)
    assert look.judgement.verdict == "too_soon"
    later = outlook(person(knowledge), doses, _at(trial(knowledge, "ibuprofen", 200), hours=2), knowledge, "uk")
    assert later.left == 800, "the oldest dose has left the window"
    assert later.earliest == later.at


def test_another_drug_taken_later_counts(knowledge: Knowledge) -> None:
    """The last dose of ibuprofen knew nothing of the aspirin after it."""
    doses = log(knowledge, taken("ibuprofen", 200, 10), taken("aspirin", 300, 1))
    look = outlook(person(knowledge), doses, trial(knowledge, "ibuprofen", 200), knowledge, "uk")
    assert look.judgement.verdict == "duplicate"
    assert look.earliest == NOW + timedelta(hours=23)


@pytest.mark.parametrize(
    ("drug", "mg"), [("ibuprofen", 400), ("naproxen", 220), ("paracetamol", 650), ("aspirin", 650)]
)
@pytest.mark.parametrize("hours", [0.5, 3.9, 4, 6, 7.9, 12])
def test_from_the_earliest_time_on_and_not_a_minute_before_it_is_within_the_limits(
    knowledge: Knowledge, drug: str, mg: float, hours: float
) -> None:
    doses = log(knowledge, taken(drug, mg, 20), taken(drug, mg, hours), market="us")
    asked = trial(knowledge, drug, 1, market="us")
    look = outlook(person(knowledge), doses, asked, knowledge, "us")
    assert look.earliest is not None
    for step, fits in ((0, True), (-1, False)):
        at = look.earliest + timedelta(minutes=step)
        if at < NOW:
            continue
        (*_, said) = judge_doses(person(knowledge), (*doses, _at(asked, to=at)), knowledge, "us")
        refused = said.verdict in ("too_soon", "daily_maximum", "too_much_at_once", "duplicate")
        first_dose = drug == "naproxen" and hours <= 1
        assert refused != fits or first_dose, (look.earliest, said)


@pytest.mark.parametrize("changes", [{"pregnant": "yes", "sex": "female"}, {"age": 15}, {"blood_thinner": "yes"}])
def test_no_number_for_somebody_whom_it_does_not_suit(knowledge: Knowledge, changes: dict[str, object]) -> None:
    look = outlook(person(knowledge, **changes), (), trial(knowledge, "ibuprofen", 200), knowledge, "uk")
    assert look.judgement.verdict == "not_for_you"
    assert (look.left, look.earliest) == (None, None)


def test_no_number_of_ours_where_a_clinician_set_the_dose(knowledge: Knowledge) -> None:
    look = outlook(person(knowledge, clinician_set_dose="yes"), (), trial(knowledge, "ibuprofen", 200), knowledge, "uk")
    assert (look.left, look.earliest) == (None, None)


def test_no_number_for_what_is_not_sold_for_a_back(knowledge: Knowledge) -> None:
    look = outlook(person(knowledge), (), trial(knowledge, "naproxen", 250), knowledge, "uk")
    assert look.judgement.verdict == "not_for_you"
    assert (look.left, look.earliest) == (None, None)


@pytest.mark.parametrize(("liver", "left"), [("none", 4000), ("mild", 2000)])
def test_a_lower_limit_of_this_person_is_what_is_left(knowledge: Knowledge, liver: str, left: int) -> None:
    look = outlook(person(knowledge, liver_disease=liver), (), trial(knowledge, "paracetamol", 500), knowledge, "uk")
    assert look.left == left


@pytest.mark.parametrize(("days", "run"), [(range(1, 4), 4), ((1, 2, 4), 3), ((2, 3), 1), ((), 1)])
def test_days_in_a_row_with_today(knowledge: Knowledge, days: range, run: int) -> None:
    doses = log(knowledge, *(taken("ibuprofen", 200, 24 * day) for day in days))
    look = outlook(person(knowledge), doses, trial(knowledge, "ibuprofen", 200), knowledge, "uk")
    assert (look.days, look.most_days) == (run, 10)


def test_the_night_when_clocks_go_back_is_as_long_as_it_is(knowledge: Knowledge) -> None:
    """Four hours are four hours: from 23:30 in summer time to 02:30 in winter time."""
    at = datetime(2025, 10, 25, 23, 30, tzinfo=LONDON)
    before = taken("ibuprofen", 200, 0, at=at)
    now = datetime(2025, 10, 26, 1, 0, tzinfo=LONDON, fold=0)
    asked = Dose(now, now.astimezone(UTC), "ibuprofen", 200, "", trial(knowledge, "ibuprofen", 200).label)
    look = outlook(person(knowledge), log(knowledge, before), asked, knowledge, "uk")
    assert look.earliest is not None
    assert f"{look.earliest:%H:%M}" == "02:30"
    assert look.earliest.astimezone(UTC) - at.astimezone(UTC) == timedelta(hours=4)


def test_an_unknown_market_has_no_outlook(knowledge: Knowledge) -> None:
    with pytest.raises(ValueError, match="no dose tables"):
        outlook(person(knowledge), (), trial(knowledge, "ibuprofen", 200), knowledge, "ie")


# --- the clock of relief and the times of rating --------------------------------------------------


def test_relief_usually_begins_after_half_an_hour_to_an_hour(knowledge: Knowledge) -> None:
    found = relief(trial(knowledge, "ibuprofen", 200), knowledge)
    assert found is not None
    assert found.minutes == (30, 60)
    assert (found.begins, found.ends) == (NOW + timedelta(minutes=30), NOW + timedelta(minutes=60))
    assert found.sources


def test_no_time_of_relief_is_made_up(knowledge: Knowledge) -> None:
    assert relief(trial(knowledge, "codeine", 8), knowledge) is None
    (gel,) = log(knowledge, taken("diclofenac", 2, 0, unit="g"))
    assert relief(gel, knowledge) is None


def test_pain_is_rated_an_hour_and_three_hours_after_a_dose(knowledge: Knowledge) -> None:
    at = datetime(2025, 10, 26, 0, 30, tzinfo=LONDON)
    hour, three = rating_times(at, ["ibuprofen"], knowledge)
    assert [(t - at.astimezone(UTC)).total_seconds() / 60 for t in (hour.astimezone(UTC), three.astimezone(UTC))] == [
        60,
        180,
    ]
    assert rating_times(at, ["codeine", "unlisted_drug"], knowledge) == ()


def test_every_counted_drug_has_a_page(knowledge: Knowledge) -> None:
    pages = {drug for drug in knowledge.ledger.ingredients if medicine_of(drug, knowledge)}
    assert {
        "ibuprofen",
        "naproxen",
        "aspirin",
        "paracetamol",
        "diclofenac",
        "menthol",
        "lidocaine",
        "capsaicin",
    } <= pages


# --- where we hold no tables ----------------------------------------------------------------------


def test_without_numbers_only_the_given_tables_speak(knowledge: Knowledge) -> None:
    """3,500 mg of paracetamol in a day is over the US pack, not over the UK one."""
    takings = [taken("paracetamol", 1000, hours) for hours in (20, 15, 10)] + [taken("paracetamol", 500, 5)]
    verdicts = [judge_elsewhere(person(knowledge), takings, knowledge, (m,))[-1].verdict for m in ("us", "uk")]
    assert verdicts == ["daily_maximum", "ok"]


def test_elsewhere_no_number_of_a_pack_is_said(knowledge: Knowledge) -> None:
    takings = [taken("ibuprofen", 800, 9), taken("ibuprofen", 200, 8), taken("paracetamol", 1300, 1)]
    for answers in (person(knowledge), person(knowledge, weight_under_50kg="yes", weight_kg=None)):
        for said in judge_elsewhere(answers, takings, knowledge):
            assert (said.left, said.earliest_next) == (None, None)
            for reason in said.reasons:
                assert reason.rule not in LIMITS
                assert " mg" not in reason.text, reason


@pytest.mark.parametrize(
    ("takings", "verdict"),
    [
        ([("paracetamol", 4001, 1)], "emergency"),
        ([("ibuprofen", 200, 5), ("aspirin", 300, 1)], "duplicate"),
        ([("ibuprofen", 800, 1)], "too_much_at_once"),
        ([("ibuprofen", 200, 1)], "ok"),
    ],
)
def test_elsewhere_the_dangers_still_speak(
    knowledge: Knowledge, takings: list[tuple[str, float, float]], verdict: str
) -> None:
    said = judge_elsewhere(person(knowledge), [taken(*one) for one in takings], knowledge)
    assert said[-1].verdict == verdict


def _at(dose: Dose, *, hours: float = 0, to: datetime | None = None) -> Dose:
    at = to or dose.at + timedelta(hours=hours)
    return Dose(at, at.astimezone(UTC), dose.ingredient, dose.amount, dose.product, dose.label)
