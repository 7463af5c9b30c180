"""Every session file: it says what its intervention says, for as long as that says, and nobody is left to burn."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import pytest

from benchmarks.readability import BAR, grade
from unspasm.care.movement import phases_of
from unspasm.care.sessions import SessionError, script
from unspasm.knowledge import load_knowledge
from unspasm.knowledge.review import FORBIDDEN
from unspasm.knowledge.session import Part, Script

KNOWLEDGE = load_knowledge()
ITEMS = sorted(KNOWLEDGE.sessions.scripts)
FORMS = [(item, form) for item in ITEMS for form in KNOWLEDGE.sessions.scripts[item]]
HABITS = {"drink_to_thirst", "exercise_and_education", "sleep_comfort", "walking_habit"}
MINUTE, LONGEST_SENTENCE = 60, 20
SKIN = ("heat", "cold")


def of(item: str, form: str = "standard") -> Script:
    return KNOWLEDGE.sessions.scripts[item][form]


def dose(item: str) -> dict[str, Any]:
    numbers: dict[str, Any] = KNOWLEDGE.interventions[item].item["dose_numbers"]
    return numbers


def on_skin(parts: Sequence[Part]) -> list[int]:
    """Seconds with the pad on the skin, summed up, at each check."""
    so_far, found = 0, []
    for part in parts:
        if part.kind == "check":
            found.append(so_far)
        else:
            so_far += part.seconds or 0
    return found


def spoken(found: Script) -> list[str]:
    texts = [*found.before, *(reason.words for reason in found.stop), *(reason.say for reason in found.stop)]
    for part in found.parts:
        texts += [part.title, part.say, part.question, *(cue.say for cue in part.cues)]
    return [text for text in dict.fromkeys(texts) if text]


def test_everything_that_is_done_has_a_session_and_nothing_else_has() -> None:
    in_plan = {key for key, item in KNOWLEDGE.interventions.items() if item.in_plan}
    assert set(ITEMS) == in_plan - HABITS


@pytest.mark.parametrize(("item", "form"), FORMS)
def test_a_session_can_be_read_easily_and_promises_nothing(item: str, form: str) -> None:
    own = set(spoken(of(item, form))) - set(KNOWLEDGE.interventions[item].item["stop"])
    texts = [t for t in own if t not in _of_the_intervention(item)]
    assert [t for t in texts if FORBIDDEN.search(t)] == []
    paragraph = " ".join(t if t[-1] in ".?!" else f"{t}." for t in texts)
    assert grade(paragraph) <= BAR
    sentences = [s for t in texts for s in t.replace("?", ".").replace("!", ".").split(".")]
    assert [s for s in sentences if len(s.split()) > LONGEST_SENTENCE] == []


def _of_the_intervention(item: str) -> set[str]:
    fields = KNOWLEDGE.interventions[item].item
    forms = [fields, fields["safer"], *(fields["easier"] or []), *(fields["harder"] or [])]
    return {step for form in forms for step in form["steps"]}


@pytest.mark.parametrize(("item", "form"), FORMS)
def test_cues_come_in_order_and_time_to_be_heard(item: str, form: str) -> None:
    for part in of(item, form).parts:
        at = [cue.at_s for cue in part.cues]
        assert all(later - earlier >= 2 for earlier, later in pairwise(at)), part.title
        assert not at or at[-1] < (part.seconds or 0)


@pytest.mark.parametrize(("item", "form"), FORMS)
def test_every_session_can_be_stopped_for_every_warning_sign(item: str, form: str) -> None:
    danger = {reason.id for reason in of(item, form).stop if reason.danger and reason.offered}
    assert {"leg_pain", "numb_tingle", "weak", "saddle", "pee_poo", "chest_breath", "faint", "belly_pain", "head_sight", "fever", "worry"} <= danger  # fmt: skip
    calm = {reason.id for reason in of(item, form).stop if not reason.danger and reason.offered}
    assert {"enough", "interrupted", "pain_up", "sharp_pain", "dizzy"} <= calm
    assert all(reason.say for reason in of(item, form).stop if reason.offered)


@pytest.mark.parametrize("item", ITEMS)
def test_every_stop_line_of_the_intervention_is_a_reason_or_said_by_a_common_one(item: str) -> None:
    words = {reason.words for reason in of(item).stop}
    said = [line for line in KNOWLEDGE.interventions[item].item["stop"] if line in words]
    mapped = KNOWLEDGE.item("sessions", item).fields["stop"]
    common = [row for row in mapped if "same_as" in row]
    assert len(said) + len(common) == len(KNOWLEDGE.interventions[item].item["stop"])


@pytest.mark.parametrize("item", SKIN)
@pytest.mark.parametrize("form", ["standard", "safer"])
def test_skin_checks_stop_on_yes_and_on_silence(item: str, form: str) -> None:
    found = of(item, form)
    checks = [part for part in found.parts if part.kind == "check"]
    offered = {reason.id for reason in found.stop}
    assert checks
    for part in checks:
        assert {part.stop, part.unanswered} <= offered
        assert part.unanswered == "no_answer"
        assert part.question
        assert part.seconds


def test_heat_is_on_for_twenty_minutes_and_the_skin_is_looked_at_after_5_and_15() -> None:
    assert on_skin(of("heat").parts) == [5 * MINUTE, 15 * MINUTE]
    assert dose("heat")["duration_min"][0] * MINUTE <= of("heat").seconds <= dose("heat")["duration_min"][1] * MINUTE
    assert any("5 and 15 minutes" in step for step in KNOWLEDGE.interventions["heat"].item["steps"])


def test_gentle_heat_is_on_for_ten_minutes_and_the_skin_is_looked_at_every_5() -> None:
    assert on_skin(of("heat", "safer").parts) == [5 * MINUTE, 10 * MINUTE]
    assert of("heat", "safer").seconds == 10 * MINUTE
    assert "10 minutes" in of("heat", "safer").dose


def test_cold_is_on_for_10_to_15_minutes_and_never_over_20() -> None:
    low, high = dose("cold")["duration_min"]
    assert low * MINUTE <= of("cold").seconds <= high * MINUTE < dose("cold")["duration_max_min"] * MINUTE
    assert on_skin(of("cold").parts) == [5 * MINUTE, 10 * MINUTE]


def test_gentle_cold_is_on_for_5_to_10_minutes_and_the_skin_is_looked_at_every_3() -> None:
    assert on_skin(of("cold", "safer").parts) == [3 * MINUTE, 6 * MINUTE]
    assert 5 * MINUTE <= of("cold", "safer").seconds <= 10 * MINUTE


@pytest.mark.parametrize("item", ["self_massage", "partner_massage", "foam_roller", "walking", "rest_90_90", "position_of_ease", "breathing"])  # fmt: skip
def test_a_session_lasts_as_long_as_its_dose_says(item: str) -> None:
    low, high = dose(item)["duration_min"]
    assert low * MINUTE <= of(item).seconds <= high * MINUTE + MINUTE
    assert of(item, "safer").seconds <= of(item).seconds


@pytest.mark.parametrize(
    ("item", "low", "high"),
    [("self_massage", 3, 5), ("partner_massage", 5, 10), ("rest_90_90", 3, 5), ("walking", 2, 5), ("breathing", 2, 3),
     ("position_of_ease", 5, 10), ("nodule_board", 1, 1)],
)  # fmt: skip
def test_a_gentle_session_lasts_as_long_as_its_own_dose_says(item: str, low: int, high: int) -> None:
    found = of(item, "safer")
    assert str(high) in found.dose
    assert low * MINUTE <= found.seconds <= high * MINUTE


def test_spots_and_muscles_are_pressed_as_long_as_their_dose_says() -> None:
    for item, name in (("self_massage", "hold_s"), ("foam_roller", "seconds_per_muscle")):
        low, high = dose(item)[name]
        held = [part.seconds or 0 for part in of(item).parts if part.kind == "do"]
        assert all(low <= seconds <= high for seconds in held), item
    spots = [part for part in of("self_massage").parts if part.kind == "do"]
    assert dose("self_massage")["spots"][0] <= len(spots) <= dose("self_massage")["spots"][1]
    strokes, knead, *thumbs, rest = (part for part in of("partner_massage").parts if part.seconds)
    assert (strokes.seconds, knead.seconds) == (
        dose("partner_massage")["strokes_min"] * MINUTE, dose("partner_massage")["knead_min"] * MINUTE,
    )  # fmt: skip
    low, high = dose("partner_massage")["hold_s"]
    assert all(low <= (part.seconds or 0) <= high for part in thumbs)
    assert rest.kind == "rest"


def test_gentle_rolling_stays_off_the_back() -> None:
    held = [part for part in of("foam_roller", "safer").parts if part.kind == "do"]
    assert all(20 <= (part.seconds or 0) <= 30 and "back" not in part.title.lower().replace("back of the thighs", "") for part in held)  # fmt: skip


@pytest.mark.parametrize(("item", "low", "high"), [("childs_pose", 8, 10), ("cat_cow", 10, 10), ("hip_lift", 5, 8)])
def test_a_stretch_is_repeated_as_often_as_its_dose_says(item: str, low: int, high: int) -> None:
    assert dose(item)["reps"] in ([low, high], low)
    assert [part.reps for part in of(item).parts if part.reps]
    assert all(low <= part.reps <= high for part in of(item).parts if part.reps)


@pytest.mark.parametrize(("item", "low", "high"), [("childs_pose", 5, 5), ("cat_cow", 5, 8), ("hip_lift", 5, 8)])
def test_a_gentle_stretch_is_repeated_as_often_as_its_own_dose_says(item: str, low: int, high: int) -> None:
    found = of(item, "safer")
    assert f"{low}" in found.dose
    assert f"{high}" in found.dose
    assert [part.reps for part in found.parts if part.reps]
    assert all(low <= part.reps <= high for part in found.parts if part.reps)


def test_cat_and_cow_hold_the_tempo_of_their_dose() -> None:
    (rounds,) = [part for part in of("cat_cow").parts if part.reps]
    assert {b.at_s - a.at_s for a, b in pairwise(rounds.cues)} == {dose("cat_cow")["seconds_each"]}


@pytest.mark.parametrize(("item", "form"), [(i, f) for i, f in FORMS if i in KNOWLEDGE.movements])
def test_what_is_said_keeps_time_with_the_moving_figure(item: str, form: str) -> None:
    for part in of(item, form).parts:
        if not part.movement or not part.reps:
            continue
        movement = KNOWLEDGE.movements[part.movement]
        phases = phases_of(movement, movement.variant(form))
        assert [cue.say for cue in part.cues[: len(phases)]] == [phase.say for phase in phases]
        assert part.seconds == part.reps * sum(phase.move_s + phase.stay_s for phase in phases)


def test_breathing_keeps_the_rhythm_of_its_dose() -> None:
    for item in ("breathing", "rest_90_90"):
        (part,) = [part for part in of(item).parts if part.length]
        into, out = part.cues[1].at_s - part.cues[0].at_s, part.cues[2].at_s - part.cues[1].at_s
        low, high = dose(item)["breath_out_s"]
        assert into in range(4, 6)
        assert low <= out <= high
    assert dose("breathing")["breath_in_s"] == [4, 5]
    assert dose("rest_90_90")["breath_in_s"] == 5


@pytest.mark.parametrize(("item", "form"), FORMS)
def test_a_length_that_can_be_chosen_stays_within_its_bounds(item: str, form: str) -> None:
    found = of(item, form)
    if found.min_minutes is None or found.max_minutes is None:
        with pytest.raises(SessionError, match="cannot be chosen"):
            script(item, form, KNOWLEDGE, minutes=5)
        return
    for minutes in (found.min_minutes, found.max_minutes):
        (part,) = [part for part in script(item, form, KNOWLEDGE, minutes).parts if part.length]
        assert part.seconds == minutes * MINUTE
        assert not part.cues or part.cues[-1].at_s < part.seconds
    for minutes in (found.min_minutes - 1, found.max_minutes + 1):
        with pytest.raises(SessionError, match="lasts from"):
            script(item, form, KNOWLEDGE, minutes)


def test_bounds_are_those_of_the_dose() -> None:
    for item in ("rest_90_90", "breathing", "position_of_ease"):
        assert [of(item).min_minutes, of(item).max_minutes] == dose(item)["duration_min"]
    assert (of("nodule_board").min_minutes, of("nodule_board").max_minutes) == (
        dose("nodule_board")["first_day_min"][0], dose("nodule_board")["max_min"],
    )  # fmt: skip


def test_the_board_says_its_honest_label() -> None:
    assert of("nodule_board").label == "A pressure board. No independent test found."
    assert of("nodule_board", "safer").label == of("nodule_board").label


@pytest.mark.parametrize(
    ("item", "form"), [("heat_lamp", "standard"), ("heat", "harder_1"), ("gravity_hang", "standard")]
)
def test_there_is_no_session_for_what_is_not_there(item: str, form: str) -> None:
    with pytest.raises(SessionError):
        script(item, form, KNOWLEDGE)


@pytest.mark.parametrize("item", SKIN)
@pytest.mark.parametrize("form", ["standard", "safer"])
def test_somebody_else_may_look_at_a_back_that_cannot_be_seen(item: str, form: str) -> None:
    first = next(part for part in of(item, form).parts if part.kind == "check")
    assert "Ask someone to look if you cannot." in first.say


def test_whoever_has_hives_under_the_cold_hears_when_to_call() -> None:
    (check, *_) = [part for part in of("cold").parts if part.kind == "check"]
    reason = KNOWLEDGE.sessions.stop_reason("cold", check.stop)
    assert "hives" in check.question
    assert "call for help now" in reason.say
