"""Who gets a plan, what is in it, and why."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.care.conftest import NOW, SIMPLE, interviewed
from unspasm.care import Learned, Plan, PlanRefused, Preferences, check, classify, make_plan, screen
from unspasm.care.answers import person_pairs
from unspasm.care.plan import _check_again, plan_of
from unspasm.care.screen import screening_of
from unspasm.knowledge import Knowledge


def plan_for(knowledge: Knowledge, changes: dict[str, Any] | None = None, **more: Any) -> Plan:
    answers = interviewed({**SIMPLE, **(changes or {})}, knowledge, "plan")
    return make_plan(screen(answers, knowledge), classify(answers, knowledge), answers, knowledge, now=NOW, **more)


def test_the_same_answers_give_the_same_plan(knowledge: Knowledge) -> None:
    assert plan_for(knowledge) == plan_for(knowledge)


def test_a_plan_is_stamped(knowledge: Knowledge) -> None:
    plan = plan_for(knowledge)
    assert (plan.made_at, plan.knowledge_version) == (NOW, knowledge.version)


def test_there_is_no_plan_for_an_emergency(knowledge: Knowledge) -> None:
    answers = interviewed({**SIMPLE, "saddle_numb": "yes"}, knowledge)
    with pytest.raises(PlanRefused, match="emergency"):
        make_plan(screen(answers, knowledge), classify(answers, knowledge), answers, knowledge, now=NOW)


def test_there_is_no_plan_from_another_persons_screening(knowledge: Knowledge) -> None:
    calm = interviewed(SIMPLE, knowledge)
    ill = interviewed({**SIMPLE, "saddle_numb": "yes"}, knowledge)
    with pytest.raises(PlanRefused, match="not those of the screening"):
        make_plan(screen(calm, knowledge), classify(ill, knowledge), ill, knowledge, now=NOW)


def test_there_is_no_plan_from_a_verdict_that_does_not_clear(knowledge: Knowledge) -> None:
    ill = interviewed({**SIMPLE, "saddle_numb": "yes"}, knowledge)
    pairs = person_pairs(ill, knowledge)
    _, verdict = screening_of(pairs, ill, knowledge)
    with pytest.raises(PlanRefused, match="not cleared"):
        plan_of(pairs, verdict, classify(ill, knowledge), ill, knowledge, NOW, Preferences(), {})


def test_at_most_two_things_in_each_slot(knowledge: Knowledge) -> None:
    plan = plan_for(knowledge, {"at_hand": list(knowledge.facts["at_hand"].option_ids)})
    assert all(1 <= len(slot) <= 2 for slot in (plan.now, plan.today, plan.this_week, plan.prevent))


def test_what_is_not_at_hand_is_left_out_and_named(knowledge: Knowledge) -> None:
    left = {entry.id: entry for entry in plan_for(knowledge, {"at_hand": []}).left_out}
    assert left["heat"].kind == "not_at_hand"
    assert knowledge.interventions["heat"].item["needs_words"] in left["heat"].reason


def test_what_helped_this_person_comes_first_with_its_reason(knowledge: Knowledge) -> None:
    every = {"at_hand": list(knowledge.facts["at_hand"].option_ids)}
    usual = plan_for(knowledge, every)
    learned = {"cold": Learned(-3.0, "Cold: for you about 3 points less.")}
    assert usual.now[0].id != "cold"
    first = plan_for(knowledge, every, learned=learned).now[0]
    assert first.id == "cold"
    assert learned["cold"].words in first.why


def test_of_heat_and_cold_the_one_that_is_liked_stays(knowledge: Knowledge) -> None:
    every = {"at_hand": list(knowledge.facts["at_hand"].option_ids)}
    plan = plan_for(knowledge, every, preferences=Preferences(likes=frozenset({"cold"})))
    assert "cold" in {item.id for item in plan.items}
    assert next(entry.kind for entry in plan.left_out if entry.id == "heat") == "instead"
    without = plan_for(knowledge, every, preferences=Preferences(dislikes=frozenset({"heat"})))
    assert "heat" not in {item.id for item in without.now[:1]}


def test_a_caution_that_is_not_known_gives_the_gentle_form_and_says_so(knowledge: Knowledge) -> None:
    plan = plan_for(knowledge, {"pain_days": 10, "shoulder_wrist_problem": "not_sure"})
    cat_cow = next(item for item in plan.items if item.id == "cat_cow")
    assert cat_cow.safer
    assert any("do not know yet" in line for line in cat_cow.why)


def test_a_caution_that_holds_is_named(knowledge: Knowledge) -> None:
    plan = plan_for(knowledge, {"shoulder_wrist_problem": "yes"})
    cat_cow = next(item for item in plan.items if item.id == "cat_cow")
    assert any("The gentle form, because: " in line for line in cat_cow.why)


def test_while_a_visit_is_due_only_comfort_is_shown(knowledge: Knowledge) -> None:
    answers = interviewed({**SIMPLE, "age": 16, "pain_worst": 4}, knowledge, "plan")
    screening = screen(answers, knowledge)
    assert screening.disposition == "soon"
    plan = make_plan(screening, classify(answers, knowledge), answers, knowledge, now=NOW)
    assert plan.items
    assert all(knowledge.interventions[item.id].comfort for item in plan.items)


def test_an_unsure_answer_to_what_an_item_needs_waits_for_it(knowledge: Knowledge) -> None:
    waiting = [entry for entry in plan_for(knowledge, {"numb_skin_there": "not_sure"}).left_out if entry.id == "heat"]
    assert waiting == [] or waiting[0].kind in ("waiting", "not_at_hand")
    plan = plan_for(knowledge, {"numb_skin_there": "not_sure", "at_hand": ["heat_pad"]})
    heat = next(entry for entry in plan.left_out if entry.id == "heat")
    assert (heat.kind, "numb_skin_there" in heat.ask) == ("waiting", True)
    assert knowledge.facts["numb_skin_there"].short in heat.reason


def test_a_screening_says_how_soon_and_whether_in_person(knowledge: Knowledge) -> None:
    old = screen(interviewed({**SIMPLE, "age": 70, "pain_worst": 8}, knowledge), knowledge)
    assert (old.disposition, old.in_person) == ("same_day", True)
    chest = {"pain_sites": ["mid_back_left"], "trigger": "no_trigger", "pain_worst": 4, "onset_speed": "over_days"}
    upper = screen(interviewed({**SIMPLE, **chest}, knowledge), knowledge)
    assert (upper.disposition, upper.within_h, upper.in_person) == ("soon", 48, False)


def test_a_check_is_one_whole_decision(knowledge: Knowledge) -> None:
    result = check(interviewed(SIMPLE, knowledge), knowledge, NOW)
    assert (result["disposition"], result["decided"], result["ask_next"]) == ("self_care", True, [])
    assert result["plan"]["check_again"]["hours"] == 24


def test_the_roller_waits_for_whether_there_was_exercise(knowledge: Knowledge) -> None:
    everything = {"at_hand": list(knowledge.facts["at_hand"].option_ids), "pain_now": 2, "pain_worst": 3}
    waits = plan_for(knowledge, {**everything, "pain_days": 10, "just_exercised": "not_sure"})
    roller = next(entry for entry in waits.left_out if entry.id == "foam_roller")
    assert (roller.kind, roller.ask) == ("waiting", ("just_exercised",))


@pytest.mark.parametrize(("days", "hours"), [(0, 24), (2, 24), (3, 72), (14, 72), (15, 168), (400, 168)])
def test_the_longer_it_lasts_the_later_the_next_check(days: int, hours: int, knowledge: Knowledge) -> None:
    rows = knowledge.tables["check_again"]["row"]
    plan = plan_for(knowledge, {"pain_days": days, "pain_worst": 2, "pain_now": 1, "no_better": "no"})
    assert plan.check_again_h == hours
    assert plan.check_again_words == next(row["words"] for row in rows if row["hours"] == hours)


def test_while_the_days_are_not_known_the_next_check_is_soonest(knowledge: Knowledge) -> None:
    assert _check_again({}, knowledge)["hours"] == _check_again({"pain_days": "not_sure"}, knowledge)["hours"] == 24


def test_in_strong_pain_comfort_comes_before_effort(knowledge: Knowledge) -> None:
    every = {"at_hand": list(knowledge.facts["at_hand"].option_ids)}
    strong, mild = (plan_for(knowledge, {**every, "pain_worst": worst}) for worst in (7, 6))
    assert all(knowledge.interventions[item.id].comfort for item in strong.now + strong.today)
    assert not all(knowledge.interventions[item.id].comfort for item in mild.now + mild.today)


def test_of_a_family_only_one_is_chosen(knowledge: Knowledge) -> None:
    plan = plan_for(knowledge, {"at_hand": list(knowledge.facts["at_hand"].option_ids), "pain_days": 10})
    families = [knowledge.interventions[item.id].item["family"] or item.id for item in plan.items]
    assert len(families) == len(set(families))


def test_each_item_says_why_and_in_which_part_it_stands(knowledge: Knowledge) -> None:
    plan = plan_for(knowledge, {"at_hand": ["heat_pad"]})
    for slot in ("now", "today", "this_week", "prevent"):
        for item in getattr(plan, slot):
            assert (item.slot, item.why[0]) == (slot, knowledge.interventions[item.id].item["why"])
    heat = next(item for item in plan.now if item.id == "heat")
    assert "You have what it needs." in heat.why


def test_what_was_learned_counts_in_the_same_points_as_what_is_expected(knowledge: Knowledge) -> None:
    """Learned changes are in points of 0-10, expected ones of 0-100: a learned -0.55 lies behind heat's -6."""
    every = {"at_hand": list(knowledge.facts["at_hand"].option_ids)}
    assert knowledge.interventions["heat"].expected_change == -6
    behind = plan_for(knowledge, every, learned={"cold": Learned(-0.55, "Cold.")})
    ahead = plan_for(knowledge, every, learned={"cold": Learned(-0.65, "Cold.")})
    assert "heat" in {item.id for item in behind.now}
    assert "cold" in {item.id for item in ahead.now}


WORSE = Learned(1.0, "For you about 1 point more pain.", "makes_it_worse")
NO_HELP = Learned(-0.2, "For you less than 1 point.", "does_not_help")


def test_what_makes_it_worse_is_left_out_with_its_reason_unless_it_is_asked_for(knowledge: Knowledge) -> None:
    every = {"at_hand": list(knowledge.facts["at_hand"].option_ids)}
    for key in (item.id for item in plan_for(knowledge, every).items):
        plan = plan_for(knowledge, every, learned={key: WORSE})
        assert key not in {item.id for item in plan.items}
        left = next(entry for entry in plan.left_out if entry.id == key)
        assert (left.kind, left.reason) == ("worse", WORSE.words)
        asked = plan_for(knowledge, every, learned={key: WORSE}, preferences=Preferences(likes=frozenset({key})))
        assert WORSE.words in next(item.why for item in asked.items if item.id == key)


def test_what_makes_it_worse_takes_no_place_from_what_cannot_be_done_beside_it(knowledge: Knowledge) -> None:
    every = {"at_hand": list(knowledge.facts["at_hand"].option_ids)}
    assert next(entry.kind for entry in plan_for(knowledge, every).left_out if entry.id == "cold") == "instead"
    assert "heat" in {item.id for item in plan_for(knowledge, every).now}
    plan = plan_for(knowledge, every, learned={"heat": WORSE}, preferences=Preferences(dislikes=frozenset({"cold"})))
    left = {entry.id: entry.reason for entry in plan.left_out}
    assert left.get("cold", "") not in {conflict.why for conflict in knowledge.conflicts}


def test_what_the_gate_excludes_keeps_that_reason(knowledge: Knowledge) -> None:
    plan = plan_for(knowledge, {"at_hand": ["heat_pad"], "numb_skin_there": "yes"}, learned={"heat": WORSE})
    assert next(entry.kind for entry in plan.left_out if entry.id == "heat") == "excluded"


def test_what_does_not_help_stands_behind_what_is_not_yet_known(knowledge: Knowledge) -> None:
    every = {"at_hand": list(knowledge.facts["at_hand"].option_ids)}
    first = plan_for(knowledge, every).now[0].id
    plan = plan_for(knowledge, every, learned={first: replace(NO_HELP, change=-0.9)})
    assert all(item.id != first for item in plan.now[:1])
    assert first not in {item.id for item in plan.now} or plan.now[-1].id == first


def test_where_all_of_a_slot_is_settled_one_thing_more_is_not_yet_known(knowledge: Knowledge) -> None:
    every = {"at_hand": list(knowledge.facts["at_hand"].option_ids)}
    usual = [item.id for item in plan_for(knowledge, every).now]
    learned = {key: Learned(-2.0, f"{key} helps.") for key in usual}
    now = [item.id for item in plan_for(knowledge, every, learned=learned).now]
    assert now[:-1] == usual
    assert now[-1] not in learned
    half = plan_for(knowledge, every, learned={usual[0]: learned[usual[0]]})
    assert [item.id for item in half.now] == usual


def test_every_reason_that_excludes_is_given_once_and_readable(knowledge: Knowledge) -> None:
    plan = plan_for(knowledge, {"at_hand": ["heat_pad"], "numb_skin_there": "yes", "damaged_skin_there": "yes"})
    heat = next(entry for entry in plan.left_out if entry.id == "heat")
    reasons = [e.reason for e in knowledge.interventions["heat"].excluded_by if e.id in ("sensory_loss", "skin_damage")]
    assert heat.kind == "excluded"
    assert all(reason in heat.reason for reason in reasons)
    assert "  " not in heat.reason


def test_what_is_not_for_now_says_so_in_the_words_of_its_own_file(knowledge: Knowledge) -> None:
    plan = plan_for(knowledge, {"at_hand": ["foam_roller"]})
    roller = next(entry for entry in plan.left_out if entry.id == "foam_roller")
    assert (roller.kind, roller.reason) == ("not_now", knowledge.interventions["foam_roller"].item["not_now"])


def test_while_a_visit_is_due_the_rest_waits_for_it(knowledge: Knowledge) -> None:
    chest = {"pain_sites": ["mid_back_left"], "trigger": "no_trigger", "pain_worst": 4, "onset_speed": "over_days"}
    plan = plan_for(knowledge, {**chest, "at_hand": list(knowledge.facts["at_hand"].option_ids)})
    waiting = [entry for entry in plan.left_out if "let someone look at your back" in entry.reason]
    assert waiting
    assert all(entry.kind == "not_now" for entry in waiting)
    assert not any(knowledge.interventions[entry.id].comfort for entry in waiting)
