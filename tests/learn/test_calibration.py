"""The calibration command runs, and its page names every promise."""

import pytest

from benchmarks import calibration


@pytest.fixture(scope="module")
def page():
    size = {"looks": 1, "cover": 3, "big": 24, "small": 1, "broken": 2}
    return calibration.tables(size, map)


@pytest.mark.parametrize(
    "title",
    ["False claims", "Power", "Intervals", "Claimed and right", "Accuracy", "When nothing works"],
)
def test_the_page_has_the_table(page, title):
    assert f"## {title}" in page
    assert "nan" not in page


def test_a_share_of_nobody_keeps_its_bound():
    assert calibration._share([False] * 100) == "0 % (under 3.0)"
    assert calibration._share([True, False]) == "50.0 % +- 35.4"
