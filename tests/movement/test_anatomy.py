"""The figure is a body: bones keep their length, hands and feet stay put, and nothing goes through the floor."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from math import acos, degrees, dist

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unspasm.care.movement import VERTEBRAE, Point, Posture, phases_of, poses_of, posture
from unspasm.knowledge import load_knowledge
from unspasm.knowledge.movement import Movement

KNOWLEDGE = load_knowledge()
MOVEMENTS = KNOWLEDGE.movements
BODY = KNOWLEDGE.body
NAMES = sorted(MOVEMENTS)
PINNED = {
    "kneeling": ("wrist", "fingers", "knee", "ankle", "toe"),
    "lying": ("head", "shoulder", "elbow", "wrist", "fingers", "ankle", "toe"),
}
BONES = (
    ("shoulder", "elbow", "upper_arm"),
    ("elbow", "wrist", "forearm"),
    ("wrist", "fingers", "hand"),
    ("hip", "knee", "thigh"),
    ("knee", "ankle", "shank"),
    ("ankle", "toe", "foot"),
    ("shoulder", "head", "neck"),
)
shares = st.floats(0, 1)
"""How far along its range a movement is."""


def posed(name: str, share: float) -> Posture:
    movement = MOVEMENTS[name]
    return posture(movement.shape, BODY, movement.low + (movement.high - movement.low) * share)


def angle(a: Point, b: Point, c: Point) -> float:
    """The angle at b, degrees."""
    across = sum((p - q) * (r - q) for p, q, r in zip(a, b, c, strict=True)) / dist(a, b) / dist(c, b)
    return degrees(acos(max(-1.0, min(1.0, across))))


@pytest.mark.parametrize("name", NAMES)
@given(share=shares)
def test_bones_never_change_their_length(name: str, share: float) -> None:
    now = posed(name, share)
    for start, end, bone in BONES:
        assert dist(now.joints[start], now.joints[end]) == pytest.approx(BODY.bone[bone], abs=1e-9), bone
    for one, other in pairwise(now.spine):
        assert dist(one, other) == pytest.approx(BODY.bone["trunk"] / VERTEBRAE, abs=1e-9)


@pytest.mark.parametrize("name", NAMES)
@given(share=shares)
def test_the_spine_goes_from_the_hip_to_the_shoulder(name: str, share: float) -> None:
    now = posed(name, share)
    assert dist(now.spine[0], now.joints["hip"]) < 1e-9
    assert dist(now.spine[-1], now.joints["shoulder"]) < 1e-9


@pytest.mark.parametrize("name", NAMES)
@given(share=shares)
def test_hands_knees_and_feet_stay_where_they_are(name: str, share: float) -> None:
    now, first = posed(name, share), posed(name, 0)
    for joint in PINNED[MOVEMENTS[name].shape.stance]:
        assert dist(now.joints[joint], first.joints[joint]) < 1e-9, joint


@pytest.mark.parametrize("name", NAMES)
@given(share=shares)
def test_nothing_goes_below_the_floor(name: str, share: float) -> None:
    now = posed(name, share)
    for joint, (_, y) in now.joints.items():
        assert y >= BODY.flesh[joint] - 1e-9, joint
    assert min(y for _, y in now.spine) >= 0.05, "the middle of the trunk"


@pytest.mark.parametrize("name", NAMES)
@given(share=shares)
def test_joints_bend_only_as_a_body_can(name: str, share: float) -> None:
    j = posed(name, share).joints
    assert angle(j["shoulder"], j["elbow"], j["wrist"]) > 155
    assert 25 < angle(j["hip"], j["knee"], j["ankle"]) <= 125
    assert 15 < angle(j["shoulder"], j["hip"], j["knee"]) <= 180
    assert j["head"][0] < j["hip"][0], "the head is on the left"


@pytest.mark.parametrize("name", NAMES)
@given(share=shares)
def test_no_joint_jumps(name: str, share: float) -> None:
    step = 1e-3
    one, other = posed(name, share * (1 - step)), posed(name, share * (1 - step) + step)
    for joint, place in one.joints.items():
        assert dist(place, other.joints[joint]) < 0.005, joint


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("beyond", [-0.001, 1.001])
def test_a_value_outside_the_range_is_refused(name: str, beyond: float) -> None:
    with pytest.raises(ValueError, match="outside"):
        posed(name, beyond)


def bend_at_middle(movement: Movement, value: float) -> float:
    """How far the middle of the spine lies above the straight way from hip to shoulder."""
    spine = posture(movement.shape, BODY, value).spine
    (x1, y1), (x2, y2), (x, y) = spine[0], spine[-1], spine[VERTEBRAE // 2]
    return y - (y1 + (y2 - y1) * (x - x1) / (x2 - x1))


def test_cat_is_round_and_cow_is_hollow_and_the_middle_is_between() -> None:
    movement = MOVEMENTS["cat_cow"]
    at = {pose.id: bend_at_middle(movement, pose.at) for pose in movement.poses}
    assert at["round"] > 0.02
    assert abs(at["middle"]) < 0.005
    assert at["sink"] < -0.008


def test_cat_and_cow_stay_away_from_the_ends_of_the_range() -> None:
    movement = MOVEMENTS["cat_cow"]
    low, high = KNOWLEDGE.interventions["cat_cow"].item["dose_numbers"]["range_percent"]
    for pose in movement.poses:
        if pose.at != movement.rest.to:
            assert low <= 100 * abs(pose.at) <= high


def test_the_hips_go_up_to_a_straight_line_and_no_further() -> None:
    up = posed("hip_lift", 1).joints
    assert angle(up["shoulder"], up["hip"], up["knee"]) == pytest.approx(180, abs=0.01)
    low, high = KNOWLEDGE.interventions["hip_lift"].item["targets_deg"]["knee_top"]
    assert low <= angle(up["hip"], up["knee"], up["ankle"]) <= high


def test_childs_pose_keeps_to_the_angles_of_its_intervention() -> None:
    back = posed("childs_pose", 1).joints
    targets = KNOWLEDGE.interventions["childs_pose"].item["targets_deg"]
    flexion = 180 - angle(back["hip"], back["knee"], back["ankle"])
    assert targets["knee_flexion"][0] <= flexion <= targets["knee_flexion"][1]
    down = back["hip"][1] - back["shoulder"][1]
    assert 0 < down / dist(back["hip"], back["shoulder"]) < 0.342, "less than 20 degrees, and downwards"


def test_half_way_is_half_way() -> None:
    for name in ("childs_pose", "hip_lift"):
        movement = MOVEMENTS[name]
        form = movement.variant("easier_2")
        assert max(pose.at for pose in poses_of(movement, form)) == 0.5
        assert max(phase.to for phase in phases_of(movement, form)) == 0.5
        assert poses_of(movement, None) == movement.poses


def test_hands_out_of_reach_are_refused() -> None:
    shape = MOVEMENTS["cat_cow"].shape
    with pytest.raises(ValueError, match="do not join"):
        posture(replace(shape, places={"wrist_x": -3.0}), BODY, 0)
