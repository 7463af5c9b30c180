"""Shortest paths: screens and taps of ten named people. `python -m benchmarks.paths`"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from benchmarks.interviews import Journey, told, walk
from unspasm.care import Screening, screen
from unspasm.knowledge import Knowledge, load_knowledge

BUNDLE_TAPS, SIMPLE_SCREENS = 8, 15

SPASM: dict[str, Any] = {
    "age": 40,
    "sex": "male",
    "pain_days": 1,
    "function": "slow",
    "pregnant": "no",
    "could_be_pregnant": "no",
    "pain_sites": ["low_back_left"],
    "pain_depth": "muscle",
    "onset_speed": "within_hour",
    "trigger": "lift",
    "pain_now": 5,
    "pain_worst": 6,
    "changes_with_movement": "yes",
    "eases_with_position": "yes",
    "tight_locked": "yes",
    "worse_bending": "yes",
    "at_hand": ["chair"],
    "earlier_episodes_12_months": 0,
    "age_at_onset": 40,
    "spasm_days_weekly": 1,
    "background": ["none_known"],
    "weight_kg": 75,
    "asthma": "none",
    "stomach_ulcer": "none",
    "kidney_disease": "none",
    "liver_disease": "none",
    "pregnancy_weeks": 24,
}
PEOPLE: dict[str, dict[str, Any]] = {
    "Sam, 40, a simple spasm": SPASM,
    "Cora, numb between the legs": SPASM | {"sex": "female", "saddle_numb": "yes"},
    "Priya, 31, pregnant, 24 weeks": SPASM | {"age": 31, "sex": "female", "pregnant": "yes"},
    "Walter, 70, bent down": SPASM | {"age": 70, "trigger": "bend_twist", "pain_worst": 5, "age_at_onset": 70},
    "Nina, 35, wry neck on waking": SPASM
    | {"age": 35, "sex": "female", "pain_sites": ["neck_left"], "trigger": "woke_with_it", "age_at_onset": 35},
    "Sid, 45, sciatica": SPASM
    | {
        "age": 45,
        "pain_days": 20,
        "pain_sites": ["low_back_left", "buttock_left"],
        "leg_below_knee": "yes",
        "leg_worse_than_back": "yes",
        "leg_numb": "yes",
        "age_at_onset": 45,
    },
    "Chris, 9, a child": SPASM | {"age": 9, "age_at_onset": 9},
    "Uma, 52, unsure of much": SPASM
    | {
        "age": 52,
        "sex": "female",
        "bladder_retention": "not_sure",
        "belly_pain": "not_sure",
        "onset_speed": "not_sure",
        "steroids": "not_sure",
        "sure_when_plainer": True,
    },
    "Skip, 48, skips the chest list": SPASM
    | {"age": 48}
    | dict.fromkeys(("chest_pain", "jaw_arm_pain", "cold_sweat", "fainted", "breathless", "breath_stab"), "skipped"),
    "Lena, 55, long-standing pain": SPASM
    | {
        "age": 55,
        "sex": "female",
        "pain_days": 900,
        "onset_speed": "over_days",
        "trigger": "no_trigger",
        "same_as_before": "yes",
        "stiff_after_rest": "yes",
        "age_at_onset": 52,
        "earlier_episodes_12_months": 3,
    },
}
SIMPLE, CAUDA = "Sam, 40, a simple spasm", "Cora, numb between the legs"


@dataclass(frozen=True)
class Walked:
    """One person's two interviews: until danger is decided, and until the plan is as good as it gets."""

    name: str
    danger: Journey
    whole: Journey
    screening: Screening


def walk_all(knowledge: Knowledge) -> list[Walked]:
    """All named people, in order."""
    walked = []
    for name, person in PEOPLE.items():
        truth = told(person, knowledge)
        danger = walk(truth, knowledge)
        walked.append(Walked(name, danger, walk(truth, knowledge, through="plan"), screen(danger.answers, knowledge)))
    return walked


def broken_bars(walked: list[Walked]) -> list[str]:
    """Each promise that a path breaks, in one sentence."""
    by_name = {w.name: w for w in walked}
    sam, cora = by_name[SIMPLE], by_name[CAUDA]
    broken = []
    if sam.danger.taps_in("emergency") > BUNDLE_TAPS:
        broken.append(f"the emergency bundle took {sam.danger.taps_in('emergency')} taps, not {BUNDLE_TAPS}")
    if not sam.screening.cleared or sam.danger.screens > SIMPLE_SCREENS:
        broken.append(
            f"{sam.name}: {sam.danger.screens} screens, {sam.screening.disposition}; "
            f"a plan in {SIMPLE_SCREENS} screens is promised"
        )
    if cora.danger.screens != 1 or cora.screening.disposition != "emergency":
        broken.append(f"{cora.name}: {cora.danger.screens} screens, {cora.screening.disposition}; one is promised")
    broken += [f"{w.name}: the interview ended undecided" for w in walked if not w.screening.decided]
    return broken


def main() -> int:
    walked = walk_all(load_knowledge())
    print(f"{'person':34} {'sent to':10} {'screens':>7} {'taps':>5}   bundle taps   with all extras: screens, taps")
    for w in walked:
        print(
            f"{w.name:34} {w.screening.disposition:10} {w.danger.screens:7} {w.danger.taps:5} "
            f"{w.danger.taps_in('emergency'):13}   {w.whole.screens:23} {w.whole.taps:5}"
            f"   {', '.join(r.rule for r in w.screening.reasons if r.tier == w.screening.disposition)}"
        )
    broken = broken_bars(walked)
    for sentence in broken:
        print(f"bar broken: {sentence}")
    return 1 if broken else 0


if __name__ == "__main__":
    raise SystemExit(main())
