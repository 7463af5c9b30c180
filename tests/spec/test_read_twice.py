"""People whom the sources send to someone, found by reading the rules a second time against them."""

import pytest

from tests.oracle.agree import product
from tests.oracle.naive import TIERS
from tests.spec.conftest import person

title = "Read twice"

NECK = {"pain_sites": ["neck_left"], "trigger": "bend_twist", "age": 30}
WOMAN = {"sex": "female", "age": 30, "onset_speed": "over_hours"}

PEOPLE = [
    (
        "a stiff neck with a very bad headache",
        "emergency",
        {**NECK, "neck_chin_stiff": "yes", "bad_headache": "yes", "headache_thunder": "no"},
    ),
    ("a stiff neck with throwing up", "emergency", {**NECK, "neck_chin_stiff": "yes", "sick_vomiting": "yes"}),
    ("a stiff neck when light hurts", "emergency", {**NECK, "neck_chin_stiff": "yes", "light_hurts": "yes"}),
    (
        "a stiff neck with a weak immune system",
        "same_day",
        {**NECK, "neck_chin_stiff": "yes", "infection_prone": "yes", "weak_immune": "yes"},
    ),
    ("pregnant with severe back pain", "same_day", {**WOMAN, "pregnant": "yes", "pain_worst": 8}),
    (
        "steroid tablets for some weeks, throwing up, and new pain",
        "emergency",
        {"steroids": "yes", "long_steroids": "no", "steroid_dependent": "no", "sick_vomiting": "yes"},
    ),
    (
        "steroid tablets of any length and new severe pain",
        "same_day",
        {
            "steroids": "yes",
            "long_steroids": "no",
            "steroid_dependent": "no",
            "takes_steroid_tablets": "yes",
            "pain_worst": 8,
        },
    ),
    (
        "68, neck pain at once after a bend",
        "same_day",
        {"age": 68, "pain_sites": ["neck_left"], "trigger": "bend_twist", "same_as_before": "yes"},
    ),
    (
        "68, a smoker, pain of 5 for 20 days, unlike earlier spells",
        "same_day",
        {
            "age": 68,
            "ever_smoked": "yes",
            "pain_worst": 5,
            "same_as_before": "no",
            "onset_speed": "over_hours",
            "pain_days": 20,
        },
    ),
    (
        "35, a smoker with high blood pressure, feeling sick with upper back pain",
        "emergency",
        {
            "age": 35,
            "ever_smoked": "yes",
            "high_blood_pressure": "yes",
            "sick_vomiting": "yes",
            "pain_sites": ["between_blades_left"],
            "reproduced_by_moving": "yes",
            "pain_worst": 5,
        },
    ),
    (
        "cancer, new pain, and too bad to stand",
        "emergency",
        {"cancer_ever": "yes", "cancer_new_pain": "yes", "function": "cannot_stand"},
    ),
    ("hands clumsy within hours, with low back pain", "emergency", {"hands_clumsy": "yes", "hands_fast": "yes"}),
]
"""(who, the least urgent tier that the packs allow, what they answer)"""


@pytest.mark.parametrize(("who", "at_least", "answers"), PEOPLE, ids=[who for who, _, _ in PEOPLE])
def test_people_whom_the_packs_send_to_someone(who, at_least, answers):
    assert TIERS.index(product(person(**answers))["disposition"]) >= TIERS.index(at_least)
