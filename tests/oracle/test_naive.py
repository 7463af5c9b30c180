"""The oracle itself, held to truth tables small enough to check by hand."""

import pytest

from tests.oracle.naive import BOTH, FALSE, NEITHER, TRUE, Refused, certainly, decide, read_book, told

FACTS = {
    "a": {"type": "yes_no"},
    "b": {"type": "yes_no"},
    "c": {"type": "yes_no"},
    "n": {"type": "integer", "min": 0, "max": 10},
    "speed": {"type": "one_of", "options": [["slow", "Slow"], ["fast", "Fast"]]},
    "sites": {"type": "many_of", "options": [["neck", "Neck"], ["low", "Low back"]]},
}
A, B, C = ("==", "a", "yes"), ("==", "b", "yes"), ("==", "c", "yes")


def plainly(value):
    """A test's name that does not depend on the order of a set: parallel runs must agree on it."""
    return "+".join(sorted(value)) or "neither" if isinstance(value, frozenset) else str(value)


@pytest.mark.parametrize(
    ("tree", "answers", "expected"),
    [
        (("and", [A, B]), {"a": "no"}, False),
        (("and", [A, B]), {"a": "yes"}, None),
        (("or", [A, B]), {"a": "yes", "b": "not_sure"}, True),
        (("or", [A, B]), {"a": "no", "b": "skipped"}, None),
        (("not", A), {}, None),
        (("not", A), {"a": "no"}, True),
        (("at_least", 2, [A, B, C]), {"a": "yes", "b": "yes"}, True),
        (("at_least", 2, [A, B, C]), {"a": "no", "b": "no"}, False),
        (("at_least", 2, [A, B, C]), {"a": "no", "b": "yes"}, None),
        (("==", "a", "no"), {"a": "no"}, True),
        ((">=", "speed", "fast"), {"speed": "slow"}, False),
        (("!=", "speed", "fast"), {"speed": "slow"}, True),
        (("<=", "n", 3), {"n": 3}, True),
        (("any_of", "sites", ["neck", "low"]), {"sites": ["low"]}, True),
        (("any_of", "sites", ["neck"]), {"sites": []}, False),
    ],
    ids=plainly,
)
def test_certainly(tree, answers, expected):
    assert certainly(tree, answers, FACTS) is expected


@pytest.mark.parametrize(
    ("tree", "answers", "expected"),
    [
        (A, {}, NEITHER),
        (A, {"a": "not_sure"}, BOTH),
        (("and", [A, B]), {"a": "no"}, FALSE),
        (("and", [A, B]), {"a": "not_sure"}, FALSE),
        (("and", [A, B]), {"a": "not_sure", "b": "yes"}, BOTH),
        (("or", [A, B]), {"a": "not_sure"}, TRUE),
        (("not", A), {"a": "not_sure"}, BOTH),
        (("at_least", 2, [A, B, C]), {"a": "not_sure", "b": "yes"}, TRUE),
        (("at_least", 2, [A, B, C]), {"a": "not_sure", "b": "no"}, FALSE),
    ],
    ids=plainly,
)
def test_told_when_not_asked_is_neither_and_unsure_is_both(tree, answers, expected):
    assert told(tree, answers, FACTS, not_asked=NEITHER, unsure=BOTH) == expected


CALM = {"numb": "no", "cold": "no", "weak": "no"}


@pytest.fixture
def small_book(tmp_path):
    """Three rules, a plan of two items, on disk."""
    files = {
        "facts/all.toml": "\n".join(f'[{name}]\ntype = "yes_no"' for name in ("numb", "weak", "sore", "cold", "heart")),
        "definitions.toml": '[both]\nwhen = "weak and sore"',
        "rules/nerve.toml": 'id = "nerve"\n[[level]]\ntier = "emergency"\nwhen = "numb"',
        "rules/muscle.toml": 'id = "muscle"\n[[level]]\ntier = "same_day"\nwhen = "both"\nif_unsure = "two"',
        "rules/bone.toml": 'id = "bone"\n[[level]]\ntier = "emergency"\nwhen = "cold"\nif_unsure = "two"',
        "exclusions.toml": '[[condition]]\nid = "h"\nwhen = "heart"\nx = ["HEAT"]\nc = ["REST"]',
        "interventions/heat.toml": 'id = "heat"\nkind = "plan"\ncolumn = "HEAT"\nslot = "now"\nsources = []',
        "interventions/rest.toml": 'id = "rest"\nkind = "plan"\ncolumn = "REST"\nslot = "now"\nsources = []',
        "contradictions.toml": '[[contradiction]]\nmessage = "both"\nwhen = "numb and not weak"',
        "conflicts.toml": "",
        "classification.toml": "",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return read_book(tmp_path)


@pytest.mark.parametrize(
    ("answers", "disposition", "possible", "decided", "offers"),
    [
        ({}, "self_care", "emergency", False, {}),
        ({"numb": "yes"}, "emergency", "emergency", True, {}),
        ({"numb": "not_sure", "cold": "no"}, "same_day", "emergency", True, {}),
        ({"numb": "no", "cold": "no"}, "self_care", "same_day", False, {}),
        ({"numb": "no", "cold": "no", "weak": "no"}, "self_care", "self_care", True, {"rest": True}),
        ({**CALM, "heart": "no"}, "self_care", "self_care", True, {"heat": False, "rest": False}),
        ({**CALM, "heart": "yes"}, "self_care", "self_care", True, {"rest": True}),
        ({"numb": "no", "cold": "no", "weak": "not_sure"}, "self_care", "same_day", False, {}),
        ({**CALM, "weak": "not_sure", "sore": "yes"}, "self_care", "same_day", True, {"rest": True}),
        # Two open answers to one rule are one worry; two rules left open are two.
        ({**CALM, "weak": "not_sure", "sore": "skipped"}, "self_care", "same_day", True, {"rest": True}),
        ({**CALM, "weak": "not_sure", "sore": "yes", "cold": "skipped"}, "same_day", "emergency", True, {}),
    ],
    ids=plainly,
)
def test_one_small_book(small_book, answers, disposition, possible, decided, offers):
    # "comfort" is not given, so both items need a disposition calmer than `soon`.
    found = decide(answers, small_book)
    assert (found["disposition"], found["possible"], found["decided"]) == (disposition, possible, decided)
    assert found["offers"] == offers


def test_contradictory_people_are_refused(small_book):
    with pytest.raises(Refused):
        decide({"numb": "yes", "weak": "no"}, small_book)
