"""Ordinary simple spasms, made up by seeded chance: who they are and how they would answer.

An ordinary simple spasm changes with movement, some position eases it, nothing runs past the knee or elbow, and it has
none of the danger signs, except for those that ordinary people report all the same (the pack's shares) and a slip of
the finger. Thoughts of harm and an unsafe home are left out: an answer to them is no false alarm. Shares:

- `pack`: the middle of the range in section 3 of the second look at the fact packs (rough clinical estimates);
- `ours`: ours, where the packs give none.

Not blind: after the first runs had broken every bar, the danger lines (ours, 0.1 to 6 %) became a slip of the finger,
the strength of pain was taken from the packs' mean and SD (it had been ours, 40 % at 7 or more), thoughts of harm and an
unsafe home were left out, and doubts came to be put again one by one. All of it lowered the shares; the bars stay broken.

Every line that is not listed is "no".
"""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Any

from unspasm.care import NOT_SURE, Ask
from unspasm.knowledge import Knowledge

AGE_BANDS = ((18, 29, 15), (30, 44, 30), (45, 54, 20), (55, 64, 18), (65, 74, 11), (75, 95, 6))
"""From, to, per cent of ordinary spasms (ours)."""

WHERE = (("low_back", 65), ("neck", 20), ("thorax", 15))
DAYS = ((0, 0, 25), (1, 1, 20), (2, 13, 40), (14, 41, 10), (42, 400, 5))
WORST = ((2, 3, 24), (4, 6, 47), (7, 7, 13), (8, 10, 16))
"""Per cent. From the mean 52 and its SD 23 (of 100) of acute low back pain in the packs' figures."""
SPEED = (("within_minute", 50), ("within_hour", 20), ("over_hours", 20), ("over_days", 10))
MOVES = ("position_change", "lift", "bend_twist", "reach", "cough_sneeze", "awkward_posture", "exercise")
ABLE = (("discomfort", 35), ("slow", 50), ("needs_help", 13), ("cannot_stand", 2))
SITES = {
    "low_back": (["low_back_left"], ["low_back_right"], ["low_back_left", "low_back_right"], ["low_back_middle"]),
    "neck": (["neck_left"], ["neck_right"], ["neck_left", "shoulder_top_left"], ["neck_right", "shoulder_top_right"]),
    "thorax": (["between_blades_left"], ["between_blades_right"], ["mid_back_left"], ["mid_back_right"]),
}

PACK = {
    "no trigger": 22.5,
    "a leg gives way, pain 7 or more": 15,
    "faint or near faint": 3.5,
    "sick, or cannot breathe deeply (severe, upper back; half each)": 12.5,
    "night sweats, women 45 to 55": 10,
    "cramps and water tablets, from 65": 10,
    "cannot stand, first day, pain 8 or more": 20,
}
"""Per cent, from the pack."""

BY_AGE: dict[str, tuple[float, float, float]] = {
    # under 45, 45 to 64, 65 and over: per cent with a yes (ours)
    "diabetes": (4, 10, 18),
    "cancer_ever": (1, 5, 15),
    "vessel_trouble": (2, 8, 25),
    "artery_heart_disease": (1, 6, 20),
    "high_blood_pressure": (8, 30, 60),
    "ever_smoked": (40, 45, 50),
    "blood_thinner": (0.5, 2, 10),
    "osteoporosis": (0.5, 4, 15),
    "steroids": (3, 4, 6),
    "long_steroids": (0.5, 1, 2),
    "infection_prone": (2, 4, 6),
    "weak_immune": (1, 2, 3),
    "recent_infection": (2, 3, 4),
    "hospital_or_spine": (3, 4, 8),
    "street_drugs": (2, 1, 0.2),
    "injected_drugs": (0.5, 0.5, 0.1),
    "tuberculosis_ever": (0.3, 0.5, 1),
    "body_line": (0.2, 0.4, 1),
    "weight_loss": (0.5, 1, 2),
    "shape_lump": (0.5, 1, 4),
    "fragility_fracture_before": (3, 6, 15),
    "aorta_scan_normal": (2, 5, 15),
}
SLIP = 0.1
"""Per cent. An ordinary spasm has no danger sign; this is a slip of the finger on one line of the lists."""

EVERYONE: dict[str, float] = {
    "both_legs": SLIP,
    "bladder_retention": SLIP,
    "bladder_leak": SLIP,
    # per cent with a yes (ours)
    "legs_not_obey": SLIP,
    "hands_clumsy": SLIP,
    "leg_cold": SLIP,
    "chest_pain": SLIP,
    "jaw_arm_pain": SLIP,
    "cold_sweat": SLIP,
    "tearing_moving": SLIP,
    "belly_pain": SLIP,
    "fever": SLIP,
    "bad_headache": SLIP,
    "injury": SLIP,
    "pee_red_dark": SLIP,
    "overdose": SLIP,
    "drug_stopped": SLIP,
    "calf_swollen": SLIP,
    "rash_stripe": SLIP,
    "sickle_cell": 0.05,
    "sexual_change": SLIP,
    "testis_sudden": SLIP,
    "aches_many": 5,
    "cramps_all_over": 30,
    "seen_twice": 5,
    "getting_worse": 25,
    "no_better": 25,
    "first_ever": 30,
    "worst_ever": 8,
    "same_as_before": 50,
    "groin_pain": 3,
    "night_rest_pain": 3,
    "night_stops_sleep": 20,
    "cough_hurts": 35,
    "pain_severe_growing": 5,
    "band_like": 2,
    "cancer_new_pain": 50,
    "leg_numb": 5,
    "midline_bone_pain": 10,
    "scalp_jaw": SLIP,
    "sight_change": SLIP,
    "night_sweats": 1,
    "neck_unusual": 6,
    "neck_jerk_infection": 5,
    "lips_tingle": 2,
    "days_vomit_runs": 1,
    "heart_skips": 2,
    "statin_new": 2,
    "long_trip": 5,
    "recent_bed_rest": 3,
    "oestrogen": 4,
    "clot_before": 2,
    "yellow_eyes": 0,
    "period_late": 5,
    "low_belly_one_side": SLIP,
    "unusual_bleeding": SLIP,
    "lives_alone_no_help": 1,
    "tight_locked": 70,
    "worse_bending": 85,
    "stiff_after_rest": 40,
    "cramps_in_bouts": 25,
    # behind a yes: what an ordinary person would say then
    "leak_old": 90,
    "both_legs_walking_only": 70,
    "gait_slow": 20,
    "faint_recovered": 80,
    "faint_twice": 10,
    "breath_only_catches": 80,
    "breath_reproduced": 90,
    "reproduced_by_moving": 90,
    "weak_without_pain": 3,
    "injury_major": 3,
    "spine_bruise": 4,
    "hip_groin_fall": 5,
    "head_blow": 3,
    "neck_limb_tingle": 1,
    "csr_walked": 98,
    "csr_sitting": 70,
    "csr_pain_later": 60,
    "csr_no_midline": 80,
    "cannot_turn_45": 30,
    "dark_pee": 50,
    "stopped_opioid": 40,
    "stopped_sedative": 30,
}
UNSURE = {"a whole tick list": 2.0, "one question or field": 2.0, "still unsure after the plainer repeat": 25.0}
"""Per cent. The 2 % is the pack's (each item there; here each list or question, as that is what is put)."""
NEVER_DOUBTED = ("age", "sex", "pain_sites", "pregnant")


def make_person(chance: Random) -> dict[str, Any]:
    """One ordinary simple spasm: fact -> the true answer. What is not in it is "no"."""
    low, high, _ = chance.choices(AGE_BANDS, [share for *_, share in AGE_BANDS])[0]
    age = chance.randint(low, high)
    person: dict[str, Any] = {"age": age, "sex": chance.choice(("female", "male"))}
    band = 0 if age < 45 else 1 if age < 65 else 2
    person |= {fact: _yes(chance, shares[band]) for fact, shares in BY_AGE.items()}
    person |= {fact: _yes(chance, share) for fact, share in EVERYONE.items()}
    _pain(person, chance)
    _pack_shares(person, chance)
    _possible_pregnancy(person, chance)
    return person


def _pain(person: dict[str, Any], chance: Random) -> None:
    where = chance.choices([w for w, _ in WHERE], [s for _, s in WHERE])[0]
    worst = _between(chance, WORST)
    trigger = "no_trigger" if chance.random() * 100 < PACK["no trigger"] else chance.choice(MOVES)
    if where == "neck" and chance.random() < 0.4:
        trigger = "woke_with_it"
    person |= {
        "where": where,
        "pain_sites": chance.choice(SITES[where]),
        "pain_days": _between(chance, DAYS),
        "pain_worst": worst,
        "pain_now": chance.randint(max(1, worst - 3), worst),
        "trigger": trigger,
        "onset_speed": chance.choices([s for s, _ in SPEED], [n for _, n in SPEED])[0],
        "function": chance.choices([a for a, _ in ABLE], [n for _, n in ABLE])[0],
        "pain_depth": "muscle",
        "changes_with_movement": "yes",
        "eases_with_position": "yes",
        "injury_when": chance.choices(("within_48_hours", "days_3_to_14", "over_14_days"), (45, 45, 10))[0],
        "changed_14d": "yes" if chance.random() < 0.2 else "no",
        "age_at_onset": person["age"],
        "earlier_episodes_12_months": chance.choice((0, 0, 1, 2)),
        "spasm_days_weekly": 1,
    }


def _pack_shares(person: dict[str, Any], chance: Random) -> None:
    severe, upper = person["pain_worst"] >= 7, person["where"] == "thorax"
    person["fainted"] = _yes(chance, PACK["faint or near faint"])
    person["leg_weak"] = _yes(chance, PACK["a leg gives way, pain 7 or more"] if severe else 2)
    if upper:
        either = PACK["sick, or cannot breathe deeply (severe, upper back; half each)"] / 2
        person["sick_vomiting"] = _yes(chance, either if severe else 1)
        person["breathless"] = _yes(chance, either if severe else 0.3)
        person["breath_stab"] = _yes(chance, 15)
        person["chest_pain"] = _yes(chance, SLIP)
    else:
        person["sick_vomiting"], person["breathless"] = _yes(chance, 1), _yes(chance, 0.2)
    if person["where"] == "neck":
        person["bad_headache"], person["jaw_arm_pain"] = _yes(chance, SLIP), _yes(chance, SLIP)
        person["neck_chin_stiff"], person["light_hurts"] = _yes(chance, 40), _yes(chance, 3)
    if person["sex"] == "female" and 45 <= person["age"] <= 55:
        person["night_sweats"] = _yes(chance, PACK["night sweats, women 45 to 55"])
    if person["age"] >= 65 and chance.random() * 100 < PACK["cramps and water tablets, from 65"]:
        person |= {"aches_many": "yes", "cramps_all_over": "yes", "water_tablets": "yes"}
    first_day = person["pain_days"] == 0 and chance.random() * 100 < PACK["cannot stand, first day, pain 8 or more"]
    if first_day:
        person |= {"pain_worst": max(8, person["pain_worst"]), "function": "cannot_stand"}


def _possible_pregnancy(person: dict[str, Any], chance: Random) -> None:
    young = person["sex"] == "female" and person["age"] <= 49
    person["pregnant"] = "yes" if young and chance.random() < 0.03 else "no"
    person["pregnancy_weeks"] = 20
    person["could_be_pregnant"] = "yes" if young and chance.random() < 0.5 else "no"
    person["gave_birth_6_weeks"] = "yes" if young and chance.random() < 0.005 else "no"


def _yes(chance: Random, percent: float) -> str:
    return "yes" if chance.random() * 100 < percent else "no"


def _between(chance: Random, bands: tuple[tuple[int, int, int], ...]) -> int:
    low, high, _ = chance.choices(bands, [share for *_, share in bands])[0]
    return chance.randint(low, high)


class Answering:
    """How one person answers screen after screen, with doubts; without any if `chance` is None."""

    def __init__(self, person: Mapping[str, Any], knowledge: Knowledge, chance: Random | None) -> None:
        self.person, self.knowledge, self.chance = person, knowledge, chance
        self.doubted: dict[str, str] = {}

    def __call__(self, ask: Ask) -> dict[str, Any]:
        """The answers to one screen. Of a list that is not sure as a whole, one line is the doubt."""
        truth = {fact: self._truth(fact) for fact in ask.facts}
        if ask.again:
            fact = ask.facts[0]
            doubt = self.doubted.get(ask.screen.id) == fact
            return {fact: NOT_SURE} if doubt and self._in(UNSURE["still unsure after the plainer repeat"]) else truth
        if ask.screen.kind == "ticks" and len(ask.facts) > 1:
            if "yes" not in truth.values() and self._in(UNSURE["a whole tick list"]):
                self.doubted[ask.screen.id] = self._one_of(ask.facts)
                return dict.fromkeys(ask.facts, NOT_SURE)
            return truth
        share = UNSURE["one question or field"]
        doubts = [fact for fact in ask.facts if fact not in NEVER_DOUBTED and self._in(share)]
        if doubts:
            self.doubted[ask.screen.id] = doubts[-1]
        return truth | dict.fromkeys(doubts, NOT_SURE)

    def _truth(self, fact: str) -> Any:
        if fact in self.person:
            return self.person[fact]
        if self.knowledge.facts[fact].type == "yes_no":
            return "no"
        raise KeyError(f"the simulation does not say {fact}")

    def _in(self, percent: float) -> bool:
        return self.chance is not None and self.chance.random() * 100 < percent

    def _one_of(self, facts: tuple[str, ...]) -> str:
        return facts[0] if self.chance is None else self.chance.choice(facts)
