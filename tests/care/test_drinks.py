"""The drinks line: a usual amount for reference, for those whom it cannot harm; nothing is ever praised."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.care.conftest import TODAY
from tests.oracle.agree_doses import healthy
from unspasm.care import read_answers
from unspasm.care.drinks import DrinkRules, Reference, drink_rules, drunk, reference
from unspasm.knowledge import Knowledge

NOW = datetime(2026, 1, 5, 18, tzinfo=UTC)
LONDON = ZoneInfo("Europe/London")


@pytest.fixture
def rules(knowledge: Knowledge) -> DrinkRules:
    return drink_rules(knowledge)


def shown(knowledge: Knowledge, rules: DrinkRules, **changes: object) -> Reference:
    return reference(read_answers(healthy(**changes), knowledge, TODAY), rules, knowledge)


# --- the line -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "ml"),
    [
        ({}, 2000),
        ({"sex": "female"}, 1600),
        ({"sex": "not_sure"}, 1600),
        ({"sex": "female", "pregnant": "yes"}, 1900),
        ({"sex": "female", "breastfeeding": "yes"}, 2200),
        ({"age": 18}, 2000),
        ({"age": 90}, 2000),
    ],
)
def test_the_usual_amount(knowledge: Knowledge, rules: DrinkRules, changes: dict[str, object], ml: int) -> None:
    found = shown(knowledge, rules, **changes)
    assert (found.ml, found.no_line) == (ml, ())
    assert found.sources


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"fluid_restriction": "yes"}, "fluid_restriction"),
        ({"heart_failure": "yes", "heart_failure_severe": "yes"}, "heart_failure_severe"),
        ({"kidney_disease": "severe"}, "kidney_disease_severe"),
        ({"low_salt_or_ascites": "yes"}, "low_salt_or_ascites"),
        ({"liver_disease": "severe"}, "low_salt_or_ascites"),
        ({"age": 17}, "under_18"),
        ({"age": None}, "no_age"),
        ({"age": "skipped"}, "no_age"),
    ],
)
def test_who_sees_no_line(knowledge: Knowledge, rules: DrinkRules, changes: dict[str, object], why: str) -> None:
    found = shown(knowledge, rules, **changes)
    assert found.ml is None
    assert [said.id for said in found.no_line] == [why]


@pytest.mark.parametrize("fact", ["fluid_restriction", "low_salt_or_ascites", "kidney_disease", "liver_disease"])
@pytest.mark.parametrize("answer", [None, "not_sure", "skipped"])
def test_silence_is_not_leave_to_push_drinks(
    knowledge: Knowledge, rules: DrinkRules, fact: str, answer: str | None
) -> None:
    found = shown(knowledge, rules, **{fact: answer})
    assert found.ml is None
    assert found.ask == ((fact,) if answer is None else ())
    assert [said.id for said in found.no_line] == ["unasked" if answer is None else "unsure"]


def test_somebody_who_told_nothing_sees_no_line_and_is_asked_the_age(knowledge: Knowledge, rules: DrinkRules) -> None:
    found = reference({}, rules, knowledge)
    assert (found.ml, found.ask) == (None, ("age",))


def test_asking_what_is_open_leads_to_a_line(knowledge: Knowledge, rules: DrinkRules) -> None:
    told: dict[str, object] = {}
    everything = healthy()
    for _ in range(60):
        found = reference(read_answers(told, knowledge, TODAY), rules, knowledge)
        if found.ml is not None:
            break
        told |= {fact: everything[fact] for fact in found.ask}
    assert found.ml in (1600, 2000)


@pytest.mark.parametrize(
    ("changes", "care"),
    [
        ({"heart_failure": "yes", "heart_failure_severe": "no"}, "heart_failure"),
        ({"kidney_disease": "mild"}, "kidney_disease_mild"),
        ({"takes_lithium": "yes"}, "tablets_that_lower_salt"),
        ({"age": 75}, "age_75"),
        ({"just_exercised": "yes"}, "long_sport"),
        ({"takes_lithium": None}, "care_unknown"),
    ],
)
def test_a_word_of_care(knowledge: Knowledge, rules: DrinkRules, changes: dict[str, object], care: str) -> None:
    assert care in [said.id for said in shown(knowledge, rules, **changes).care]


def test_a_well_person_gets_no_word_of_care(knowledge: Knowledge, rules: DrinkRules) -> None:
    found = shown(knowledge, rules)
    assert (found.care, found.salts) == ((), ())


@pytest.mark.parametrize(
    ("changes", "salt"),
    [
        ({"high_blood_pressure": "yes"}, "no_salt_drinks"),
        ({"takes_acei_arb": "yes"}, "no_potassium"),
        ({"diabetes": "yes"}, "mind_sugar"),
        ({"diabetes": "not_sure"}, "salts_unknown"),
    ],
)
def test_who_is_told_of_salt_drinks(
    knowledge: Knowledge, rules: DrinkRules, changes: dict[str, object], salt: str
) -> None:
    assert salt in [said.id for said in shown(knowledge, rules, **changes).salts]


# --- what was drunk -------------------------------------------------------------------------------


def ago(*drinks: tuple[float, int]) -> list[tuple[datetime, int]]:
    return [(NOW - timedelta(hours=hours), ml) for hours, ml in drinks]


@pytest.mark.parametrize(
    ("drinks", "today", "too_fast", "too_much", "low_salt"),
    [
        ([], 0, False, False, False),
        ([(1, 200), (3, 500), (20, 900)], 700, False, False, False),
        ([(0, 500), (0.99, 500)], 1000, False, False, False),
        ([(0, 501), (0.99, 500)], 1001, True, False, False),
        ([(0, 501), (1, 500)], 1001, False, False, False),
        ([(2, 1000), (4, 1000), (8, 1500)], 3500, False, False, False),
        ([(2, 1000), (4, 1000), (8, 1501)], 3501, False, True, False),
        ([(2, 1000), (4, 1000), (19, 1501)], 2000, False, True, False),
        ([(2, 1500), (5.9, 1500)], 3000, False, False, True),
        ([(2, 1500), (6, 1500)], 3000, False, False, False),
    ],
)
def test_when_much_is_too_much(rules: DrinkRules, drinks: list[tuple[float, int]], today: int, too_fast: bool, too_much: bool, low_salt: bool) -> None:  # fmt: skip
    found = drunk(ago(*drinks), NOW, rules)
    assert (found.today_ml, found.too_fast, found.too_much, found.ask_low_salt) == (today, too_fast, too_much, low_salt)


def test_what_is_still_to_come_is_not_drunk(rules: DrinkRules) -> None:
    assert drunk([(NOW + timedelta(minutes=5), 500)], NOW, rules).today_ml == 0


@pytest.mark.parametrize(
    ("at", "counts"),
    [
        (datetime(2025, 10, 25, 23, 59, tzinfo=LONDON), False),
        (datetime(2025, 10, 26, 0, 0, tzinfo=LONDON), True),
        (datetime(2025, 10, 26, 1, 30, tzinfo=LONDON, fold=0), True),
        (datetime(2025, 10, 26, 1, 30, tzinfo=LONDON, fold=1), True),
    ],
)
def test_today_begins_at_midnight_also_when_clocks_change(rules: DrinkRules, at: datetime, counts: bool) -> None:
    now = datetime(2025, 10, 26, 20, tzinfo=LONDON)
    assert drunk([(at, 200)], now, rules).today_ml == (200 if counts else 0)
