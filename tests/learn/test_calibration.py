"""The calibration command runs on few people; its page names every promise, and its figures are drawings."""

import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from benchmarks import calibration, calibration_tables
from benchmarks.calibration_figures import Mark, drawn
from benchmarks.calibration_worlds import in_weeks
from benchmarks.days_to_know import Known, _holds, announced, quantile, written

PAGE = Path("docs/reference/learning.md")
TITLES = [
    "False claims",
    "Power",
    "Tries until something is known",
    "Intervals",
    "Claimed and right",
    "Accuracy",
    "When nothing works",
]


@pytest.fixture(scope="module")
def made():
    size = {"looks": 1, "cover": 3, "big": 24, "fair": 4, "small": 1, "broken": 2, "outside": 4, "days": 1, "plans": 1}
    return calibration.tables(size, map)


@pytest.mark.parametrize("title", TITLES)
def test_the_page_has_the_table(made, title):
    assert f"## {title}" in made[0]
    assert "nan" not in made[0]


def test_the_figures_are_those_that_the_page_shows(made):
    page, figures = made
    assert set(re.findall(r"\]\((learning-[a-z]+\.svg)\)", page)) == set(figures)
    for drawing in figures.values():
        assert ET.fromstring(drawing).tag.endswith("svg")


def test_what_is_committed_is_what_the_command_makes(made):
    committed = PAGE.read_text(encoding="utf-8")
    heads = re.compile(r"^(?:## .*|\| (?:people|what|reader|told) .*)$", re.M)
    assert heads.findall(committed) == heads.findall(made[0])
    for name in made[1]:
        assert f"]({name})" in committed
        assert (PAGE.parent / name).read_text(encoding="utf-8").startswith("<svg")


def test_one_table_made_anew_leaves_the_others_as_they_stand():
    page = "# Head\n\n## A\n\n| 1 |\n\n## B\n\n| 2 |\n"
    assert calibration.merged(page, "# Other\n\n## B\n\n| 3 |\n") == page.replace("2", "3")
    assert calibration.merged(page, page) == page
    with pytest.raises(SystemExit, match="C"):
        calibration.merged(page, "# Head\n\n## C\n\n| 4 |\n")


def test_a_table_that_is_not_there_is_refused():
    with pytest.raises(SystemExit, match="Power"):
        calibration.tables(calibration.QUICK, map, "Weather")


def test_a_mark_lies_where_its_value_is():
    drawing = drawn("t", "a", [Mark("left", 0, 0, 1), Mark("right", 10, 9, 10), Mark("far", 99, 9, 99)], (0, 10), 5)
    left, right, far = (float(x) for x in re.findall(r'cx="([\d.]+)"', drawing))
    assert left < right == far


def test_a_share_of_nobody_keeps_its_bound():
    assert calibration_tables._share([False] * 100) == "0 % (under 3.0)"
    assert calibration_tables._share([True, False]) == "50.0 % +- 35.4"


def test_the_announced_tries_are_those_by_which_most_are_done():
    found = [Known(tries, True) for tries in (10, 11, 12, 13, 60)]
    assert quantile(found, 0.8) == 60
    assert quantile([*found, Known(None, False)], 1.0) == float("inf")
    assert announced([(2, (), found), (2, (), found[:2]), (3, (), found[:3])]) == [60, 60]


@pytest.mark.parametrize(
    ("said", "right"),
    [
        (None, False),
        ("a", True),
        ("b", False),
        ("a=helps", True),
        ("a=makes_it_worse", False),
        ("b=does_not_help", True),
    ],
)
def test_what_was_said_is_right_by_what_it_says(said, right):
    assert _holds(said, {"a": -1.2, "b": -0.8, "": 0.0}, ["a", "b", ""]) is right


def test_the_announced_tries_are_kept_with_how_they_were_made():
    text = written('tries = [1, 2]   # planned\nnote_tries = ""\n', [3, 4], 7)
    assert "tries = [3, 4]   # planned" in text
    assert "--people 7 --write" in text
    with pytest.raises(ValueError, match="no line"):
        written("", [1], 1)


def test_the_rival_of_whole_weeks_finds_a_large_effect_and_rarely_one_that_is_not_there():
    assert sum(in_weeks(-4.0, [1, k]) for k in range(20)) > 15
    assert sum(in_weeks(0.0, [2, k]) for k in range(40)) < 8
