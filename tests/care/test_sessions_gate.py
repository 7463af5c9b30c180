"""The gate before a session: closed by what is certain, asking for what is unknown or too old, open otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.care.conftest import NOW, SIMPLE, TODAY, interviewed
from unspasm.care import Answers, read_answers
from unspasm.care.sessions import Gate, gate, variants
from unspasm.knowledge import Knowledge

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
AT_HEAT = {
    "opioid_patch": "no", "numb_skin_there": "no", "damaged_skin_there": "no", "fresh_bruise_48h": "no",
    "rub_on_skin_there": "no", "poor_circulation": "no", "cannot_judge_heat": "no", "clot_now": "no",
    "spine_infection": "no", "other_medicine_patch": "no",
}  # fmt: skip


def told(person: dict[str, Any], knowledge: Knowledge, **more: Any) -> Answers:
    """A checked person, and what else they said since; None takes an answer back."""
    raw = {**interviewed({**SIMPLE, **person}, knowledge), **more}
    return read_answers({key: value for key, value in raw.items() if value is not None}, knowledge, TODAY)


def at(item: str, answers: Answers, knowledge: Knowledge, ago: timedelta = MINUTE, **since: timedelta) -> Gate:
    """The gate where everything was told `ago`, and some facts at other times."""
    times: Mapping[str, datetime] = {fact: NOW - since.get(fact, ago) for fact in answers}
    return gate(item, answers, knowledge, now=NOW, told_at=times)


def test_before_any_check_the_danger_check_comes_first(knowledge: Knowledge) -> None:
    found = gate("breathing", {}, knowledge, now=NOW, told_at={})
    assert (found.state, found.check_first, found.ask) == ("ask", True, ())


def test_an_answer_without_a_time_does_not_count(knowledge: Knowledge) -> None:
    answers = told({}, knowledge)
    assert gate("breathing", answers, knowledge, now=NOW, told_at={}).check_first


def test_after_the_check_comfort_is_open_and_heat_asks_about_the_skin(knowledge: Knowledge) -> None:
    answers = told({}, knowledge)
    assert at("position_of_ease", answers, knowledge).state == "open"
    found = at("heat", answers, knowledge)
    assert (found.state, found.check_first) == ("ask", False)
    assert {"numb_skin_there", "rub_on_skin_there", "damaged_skin_there", "opioid_patch"} <= set(found.ask)


def test_heat_opens_when_every_question_is_a_clear_no(knowledge: Knowledge) -> None:
    found = at("heat", told({}, knowledge, **AT_HEAT), knowledge)
    assert (found.state, found.ask, found.because) == ("open", (), ())


@pytest.mark.parametrize("fact", ["numb_skin_there", "rub_on_skin_there", "opioid_patch", "cannot_judge_heat"])
def test_one_yes_closes_heat_and_says_why(fact: str, knowledge: Knowledge) -> None:
    found = at("heat", told({}, knowledge, **{**AT_HEAT, fact: "yes"}), knowledge)
    assert found.state == "closed"
    assert found.because
    assert variants("heat", found.answers or {}, knowledge)[0].id == "safer"


def test_not_sure_in_this_sitting_stays_a_question_and_is_named(knowledge: Knowledge) -> None:
    found = at("heat", told({}, knowledge, **{**AT_HEAT, "numb_skin_there": "not_sure"}), knowledge)
    assert (found.state, found.ask, found.unsure) == ("ask", ("numb_skin_there",), ("numb_skin_there",))
    assert "numb skin there" in found.because[0]


def test_the_skin_is_asked_about_again_in_the_next_sitting(knowledge: Knowledge) -> None:
    answers = told({}, knowledge, **AT_HEAT)
    assert at("heat", answers, knowledge, 60 * MINUTE).state == "open"
    found = at("heat", answers, knowledge, 61 * MINUTE)
    assert (found.state, found.check_first) == ("ask", False)
    asked = {"numb_skin_there", "damaged_skin_there", "fresh_bruise_48h", "rub_on_skin_there", "cannot_judge_heat"}
    assert asked | {"opioid_patch", "other_medicine_patch", "fever", "calf_swollen"} == set(found.ask)


def test_a_yes_of_yesterday_is_asked_again_and_does_not_close(knowledge: Knowledge) -> None:
    answers = told({}, knowledge, **{**AT_HEAT, "damaged_skin_there": "yes"})
    found = at("heat", answers, knowledge, damaged_skin_there=5 * HOUR)
    assert (found.state, found.ask) == ("ask", ("damaged_skin_there",))


def test_slow_facts_count_for_weeks_and_then_are_asked_again(knowledge: Knowledge) -> None:
    answers = told({}, knowledge, **AT_HEAT)
    assert at("heat", answers, knowledge, clot_now=27 * DAY).state == "open"
    assert at("heat", answers, knowledge, clot_now=29 * DAY).ask == ("clot_now",)


@pytest.mark.parametrize(("days", "hours"), [(1, 24), (5, 72), (30, 168)])
def test_the_danger_check_counts_as_long_as_it_said(days: int, hours: int, knowledge: Knowledge) -> None:
    answers = told({"pain_days": days}, knowledge)
    assert at("breathing", answers, knowledge, hours * HOUR).state == "open"
    assert at("breathing", answers, knowledge, hours * HOUR + MINUTE).check_first


def test_how_long_it_has_lasted_may_come_from_the_day_it_began(knowledge: Knowledge) -> None:
    answers = told({"pain_days": 5}, knowledge, started_on="2026-11-18")
    times = {fact: NOW - 48 * HOUR for fact in answers if fact != "pain_days"}
    assert gate("breathing", answers, knowledge, now=NOW, told_at=times).state == "open"


def test_an_answer_from_the_future_does_not_count(knowledge: Knowledge) -> None:
    assert at("breathing", told({}, knowledge), knowledge, -HOUR).check_first


def test_a_new_danger_sign_closes_everything_at_once(knowledge: Knowledge) -> None:
    answers = told({}, knowledge, **AT_HEAT, saddle_numb="yes")
    for item in knowledge.sessions.scripts:
        found = at(item, answers, knowledge)
        assert (found.state, found.danger) == ("closed", True), item


def test_until_somebody_has_looked_there_is_only_comfort(knowledge: Knowledge) -> None:
    answers = told({"pain_days": 20, "function": "no_limit", "age": 15}, knowledge)
    found = at("walking", answers, knowledge)
    assert found.state == "closed"
    assert at("breathing", answers, knowledge).state == "open"


def test_what_does_not_fit_now_is_closed_in_its_own_words(knowledge: Knowledge) -> None:
    found = at("foam_roller", told({}, knowledge, just_exercised="no"), knowledge)
    assert found.state == "closed"
    assert any("not for a spasm" in line for line in found.because)


def test_an_information_page_never_opens(knowledge: Knowledge) -> None:
    for item in ("inversion", "gravity_hang", "traction", "over_door_traction", "motorised_traction"):
        assert at(item, told({}, knowledge), knowledge).state == "closed"


def test_an_unknown_caution_gives_only_the_gentle_form(knowledge: Knowledge) -> None:
    answers = told({}, knowledge, **{**AT_HEAT, "diabetes": None})
    found = at("heat", answers, knowledge)
    assert (found.state, found.safer, "diabetes" in found.may_ask) == ("open", True, True)
    assert [form.id for form in variants("heat", found.answers or {}, knowledge)] == ["safer"]


def test_guarded_questions_wait_for_their_guard(knowledge: Knowledge) -> None:
    answers = told({}, knowledge, **{**AT_HEAT, "other_medicine_patch": None})
    assert at("heat", answers, knowledge).ask == ("other_medicine_patch",)
    with_patch = told({}, knowledge, **{**AT_HEAT, "other_medicine_patch": "yes"})
    assert at("heat", with_patch, knowledge).ask == ("other_patch_there",)


def test_the_board_asks_how_strong_the_pain_is_now(knowledge: Knowledge) -> None:
    answers = told({}, knowledge)
    assert "pain_now" in at("nodule_board", answers, knowledge, pain_now=2 * HOUR).ask
    assert at("nodule_board", told({"pain_now": 7, "pain_worst": 7}, knowledge), knowledge).state == "closed"


def test_harder_forms_need_a_calm_back_for_certain(knowledge: Knowledge) -> None:
    calm = {"pain_now": 3, "pain_days": 10, "function": "no_limit"}
    full = interviewed({**SIMPLE, **calm}, knowledge, "at_hand")
    rest = {fact: "no" for fact, f in knowledge.facts.items() if f.type == "yes_no" and not f.reassuring}
    for changes, hard in (({}, True), ({"pain_now": 4}, False), ({"pain_now": "not_sure"}, False)):
        answers = {**rest, **full, **changes}
        forms = [form.id for form in variants("cat_cow", answers, knowledge)]
        assert forms[:2] == ["standard", "safer"]
        assert ("harder_1" in forms) is hard


def test_a_time_without_a_zone_is_refused(knowledge: Knowledge) -> None:
    answers = told({}, knowledge)
    with pytest.raises(ValueError, match="zone"):
        gate("heat", answers, knowledge, now=NOW, told_at=dict.fromkeys(answers, NOW.replace(tzinfo=None)))


def test_one_sitting_is_never_longer_than_a_danger_check_counts(knowledge: Knowledge) -> None:
    """The proof of the gate rests on it: what the item sees, the danger rules see too."""
    shortest = min(row["hours"] for row in knowledge.tables["check_again"]["row"])
    assert knowledge.sessions.asking.sitting_min * MINUTE <= shortest * HOUR


def test_one_sitting_is_no_longer_than_the_shortest_gap_between_two_uses(knowledge: Knowledge) -> None:
    gaps = [knowledge.interventions[item].item["dose_numbers"]["gap_min"] for item in ("heat", "cold")]
    assert knowledge.sessions.asking.sitting_min <= min(gaps)
