"""Charts: what is drawn is what was entered, gaps stay gaps, the worst score is seen, and every number is in the table."""

import re
from datetime import UTC, date, datetime, timedelta
from xml.etree import ElementTree as ET
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.charts import LAST, dense_year
from unspasm.web.charts import (
    RANGES,
    Diary,
    Estimate,
    Night,
    Period,
    Score,
    Step,
    Taken,
    dot_and_interval,
    line_with_band,
    span_of,
    timeline,
)

TOP, FLOOR = 16.0, 146.0
"""Where 10 and 0 of pain lie in the drawing."""


def at(day, hour=12):
    return datetime(2026, 11, day, hour, tzinfo=UTC)


def drawn(html):
    """The chart as a tree. Raises when it is not well-formed."""
    return ET.fromstring(f"<div>{html}</div>")


def shapes(html, kind):
    """Every shape of a class inside the drawing itself."""
    svg = drawn(html).find(".//svg[@role='img']")
    return [one for one in svg.iter() if kind in one.get("class", "").split()]


def rows(html):
    return [[cell.text or "" for cell in row] for row in drawn(html).find(".//tbody")]


def pain_of(y):
    return 10 * (FLOOR - float(y)) / (FLOOR - TOP)


def week(**entries):
    return timeline(Diary(**entries), span_of("week", until=date(2026, 11, 22), zone=UTC))


def test_every_score_of_a_week_is_a_ring_at_its_height():
    scores = [Score(at(16 + number), pain) for number, pain in enumerate((0, 10, 5, 7))]
    assert [round(pain_of(ring.get("cy")), 1) for ring in shapes(week(scores=scores), "c-point")] == [0, 10, 5, 7]


def test_the_line_stops_where_there_is_no_score():
    together = week(scores=[Score(at(16), 5), Score(at(17), 5), Score(at(18), 5)])
    apart = week(scores=[Score(at(16), 5), Score(at(18), 5), Score(at(19), 5)])
    assert shapes(together, "c-pain")[0].get("d").count("M") == 1
    [line] = shapes(apart, "c-pain")
    assert line.get("d").count("M") == 1
    assert line.get("d").count(" ") == 2  # two places, not three
    assert len(shapes(apart, "c-point")) == 3
    assert not shapes(week(scores=[Score(at(16), 5), Score(at(19), 5)]), "c-pain")


def test_a_month_with_a_missing_day_is_two_lines():
    scores = [Score(at(day), 4) for day in (1, 2, 3, 5, 6)]
    html = timeline(Diary(scores=scores), span_of("month", until=date(2026, 11, 22), zone=UTC))
    assert shapes(html, "c-pain")[0].get("d").count("M") == 2
    assert "25 days without a score" in html


scores_of_a_year = st.lists(
    st.tuples(st.integers(0, 365 * 24 * 60 - 1), st.integers(0, 10)), min_size=1, max_size=300
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(scores_of_a_year, st.sampled_from(["month", "year"]))
def test_the_worst_and_the_best_of_every_day_are_the_ends_of_its_bar(drawn_scores, name):
    span = span_of(name, until=LAST, zone=UTC)
    scores = [Score(span.ends - timedelta(minutes=1 + minutes), pain) for minutes, pain in drawn_scores]
    by_day = {}
    for score in scores:
        if span.holds(score.at):
            by_day.setdefault(score.at.date(), []).append(score.pain)
    html = timeline(Diary(scores=scores), span)
    bars = shapes(html, "c-bars") + shapes(html, "c-bars-thin")
    ends = re.findall(r"M[\d.]+ ([\d.]+)V([\d.]+)", bars[0].get("d")) if bars else []
    found = [(pain_of(float(high) + 0.8), pain_of(float(low) - 0.8)) for high, low in ends]
    expected = [(max(pains), min(pains)) for _, pains in sorted(by_day.items())]
    assert len(found) == len(expected)
    for (high, low), (most, least) in zip(found, expected, strict=True):
        assert high == pytest.approx(most, abs=0.05)
        assert low == pytest.approx(least, abs=0.05)
    assert len(rows(html)) == max(1, len(expected))


@pytest.mark.parametrize("name", RANGES)
def test_the_scale_is_whole_and_nothing_lies_outside_it(name):
    html = timeline(dense_year(), span_of(name, until=LAST, zone=UTC))
    labels = [one.text for one in drawn(html).find(".//svg[@role='img']").iter("text")]
    assert labels[:3] == ["10", "5", "0"]
    numbers = [float(n) for one in shapes(html, "c-pain") for n in re.findall(r"[\d.]+", one.get("d"))]
    assert all(29 <= x <= 353 for x in numbers[::2])
    assert all(TOP <= y <= FLOOR for y in numbers[1::2])
    for rect in shapes(html, "c-session"):
        assert 0 <= float(rect.get("x")) <= float(rect.get("x")) + float(rect.get("width")) <= 360


@pytest.mark.parametrize("name", RANGES)
def test_a_chart_is_well_formed_with_title_sentence_and_table_and_no_inline_style(name):
    html = timeline(dense_year(), span_of(name, until=LAST, zone=UTC), name="diary")
    tree = drawn(html)
    svg = tree.find(".//svg[@role='img']")
    ids = {one.get("id") for one in tree.iter() if one.get("id")}
    assert svg.get("aria-labelledby").split() == ["diary-t", "diary-d"]
    assert {"diary", "diary-t", "diary-d"} <= ids
    assert tree.find(".//figcaption/span").text == "Pain over time"
    assert svg.find("desc").text in "".join(tree.find(".//figcaption").itertext())
    assert tree.find(".//*[@role='status']") is not None
    assert not [one for one in tree.iter() if one.get("style") or any(key.startswith("on") for key in one.attrib)]
    assert len(rows(html)) > 4


def test_the_table_of_a_week_holds_every_entry_in_order_and_its_place_in_the_drawing():
    html = week(
        scores=[Score(at(17, 8), 6)],
        sessions=[Taken(at(17, 9), "Heat")],
        doses=[Taken(at(16, 9), "Ibuprofen 200 mg")],
        nights=[Night(date(2026, 11, 18), 3, "good")],
    )
    assert rows(html) == [
        ["Mon 16 Nov, 09:00", "Dose: Ibuprofen 200 mg"],
        ["Tue 17 Nov, 08:00", "Pain 6 of 10"],
        ["Tue 17 Nov, 09:00", "Session: Heat"],
        ["Wed 18 Nov", "Sleep: good"],
    ]
    places = [float(row.get("data-x")) for row in drawn(html).find(".//tbody")]
    assert places == sorted(places)
    assert places[1] == pytest.approx(float(shapes(html, "c-point")[0].get("cx")), abs=0.1)


def test_the_table_of_a_year_counts_what_each_day_held():
    diary = Diary(
        scores=[Score(at(20, 8), 2), Score(at(20, 12), 9), Score(at(20, 20), 3), Score(at(21), 4)],
        sessions=[Taken(at(20), "Heat"), Taken(at(20, 15), "Heat")],
        doses=[Taken(at(21), "Ibuprofen 200 mg")],
        nights=[Night(date(2026, 11, 22), 0, "very bad")],
    )
    html = timeline(diary, span_of("year", until=date(2026, 11, 22), zone=UTC))
    assert rows(html) == [
        ["Fri 20 Nov", "2 to 9 of 10, middle 3", "2 sessions"],
        ["Sat 21 Nov", "4 of 10", "1 dose"],
        ["Sun 22 Nov", "no score", "sleep: very bad"],
    ]
    assert "4 scores: lowest 2, middle 3.5, highest 9 of 10. 363 days without a score. 2 sessions. 1 dose." in html


def test_lanes_count_in_bars_and_say_how_many_the_tallest_is():
    counts = {18: 1, 19: 2, 20: 4}
    sessions = [Taken(at(day, 8 + number), "Heat") for day, count in counts.items() for number in range(count)]
    html = timeline(Diary(sessions=sessions), span_of("month", until=date(2026, 11, 22), zone=UTC))
    assert "Sessions: up to 4 a day" in html
    heights = [float(rect.get("height")) for rect in shapes(html, "c-session")[1:]]  # the first is the lane's sign
    assert heights == [4, 8, 16]
    few = week(sessions=[Taken(at(16), "Heat"), Taken(at(17), "Heat")])
    assert len(shapes(few, "c-session")) == 3


def test_an_open_episode_reaches_to_the_edge_and_one_outside_is_left_out():
    html = week(
        episodes=[
            Period(at(18, 0), None),
            Period(at(1), at(2)),
            Period(datetime(2026, 12, 1, tzinfo=UTC), None),
        ],
        flares=[Period(at(18, 6), at(18, 12))],
    )
    assert len(shapes(html, "c-episode")) == 1
    assert "H352V" in shapes(html, "c-episode")[0].get("d")
    assert len(shapes(html, "c-flare")) == 1
    assert "Pain well above your usual" in html
    assert "Episode" not in week(scores=[Score(at(18), 5)])


def test_nothing_written_down_is_said_and_draws_no_line():
    html = week()
    assert "No scores in this time." in html
    assert rows(html) == [["Nothing in this time."]]
    assert not shapes(html, "c-pain") + shapes(html, "c-point") + shapes(html, "c-session") + shapes(html, "c-dose")


def test_days_are_told_apart_at_the_midnights_of_the_place_also_when_clocks_change():
    zone = ZoneInfo("Europe/London")
    span = span_of("week", until=date(2026, 10, 25), zone=zone)
    assert span.ends - span.begins == timedelta(days=7, hours=1)
    late = datetime(2026, 10, 25, 23, 30, tzinfo=zone)
    assert span.holds(late)
    html = timeline(Diary(scores=[Score(late, 5)]), span)
    assert rows(html)[0][0] == "Sun 25 Oct, 23:30"
    assert 345 < float(shapes(html, "c-point")[0].get("cx")) <= 352


def test_names_of_products_cannot_break_out_of_the_page():
    html = week(doses=[Taken(at(18), '<script>alert("x")</script>')])
    assert "<script" not in html
    assert "&lt;script&gt;" in html
    hostile = Estimate("<b>Heat", -1, (-1, -1), (-1, -1))
    assert "<b>" not in dot_and_interval([hostile, hostile], title="<i>", sentence="<u>")


# --- dot and interval, line with band ------------------------------------------------------------

HEAT = Estimate("Heat", -1.5, (-1.8, -1.2), (-2.1, -0.9), "helps")


def test_a_verdict_bar_stands_where_its_numbers_are():
    html = dot_and_interval([HEAT], title="Heat", sentence="About 1.5 points less pain.")
    assert shapes(html, "c-dot")[0].get("cx") == "95"
    assert shapes(html, "c-thick-line")[0].get("d") == "M80 34H110"
    assert shapes(html, "c-thin-line")[0].get("d") == "M65 34H125"
    assert rows(html) == [
        ["Heat", "1.5 points less pain", "1.8 points less pain to 1.2 points less pain",
         "2.1 points less pain to 0.9 points less pain"],
    ]  # fmt: skip
    assert not shapes(html, "c-open")


def test_an_open_verdict_is_dotted_and_what_leaves_the_scale_ends_in_an_arrow():
    far = Estimate("Cold", 2.8, (2, 3.1), (-3.2, 4.4), "unknown", open=True)
    html = dot_and_interval([HEAT, far], title="What helps", sentence="Two things.")
    assert len(shapes(html, "c-open")) == 1
    assert len(shapes(html, "c-arrow")) == 2
    assert "4.4 points more pain" in html
    for line in shapes(html, "c-thin-line"):
        left, right = re.fullmatch(r"M(\S+) \S+H(\S+)", line.get("d")).groups()
        assert 20 <= float(left) <= float(right) <= 320


def test_an_estimate_that_contradicts_itself_cannot_exist():
    with pytest.raises(ValueError, match="best guess"):
        Estimate("Heat", 1, (-1, 0), (-2, 2))
    with pytest.raises(ValueError, match="at least one"):
        dot_and_interval([], title="x", sentence="x")


def test_a_line_with_a_band_breaks_the_band_where_there_is_none():
    steps = [Step(day, 5, *((4, 6) if day not in (1, 4) else (None, None)), label=f"day {day}") for day in range(1, 8)]
    html = line_with_band(steps, title="Course", sentence="Flat.", across="day")
    assert len(shapes(html, "c-band")) == 2
    assert len(shapes(html, "c-pain")) == 1
    assert rows(html)[0] == ["day 1", "5", ""]
    assert rows(html)[1] == ["day 2", "5", "4 to 6"]
    with pytest.raises(ValueError, match="inside its band"):
        Step(1, 7, 4, 6)
    with pytest.raises(ValueError, match="in order"):
        line_with_band(steps[::-1], title="x", sentence="x", across="day")


def test_what_is_usual_is_a_line_of_its_own_and_a_column_of_the_table():
    steps = [Step(1, 8, usual=6), Step(2, 7, usual=5), Step(3, 6, 5, 7, usual=4)]
    html = line_with_band(steps, title="Course", sentence="Slow.", across="day", usual="Usual course")
    assert html.count('class="c-usual"') == 2  # drawn, and in the key
    assert '<th scope="col">Usual course</th>' in html
    assert "<td>6</td><td>5 to 7</td><td>4</td>" in html
    assert "c-usual" not in line_with_band(steps, title="x", sentence="x", across="day")


def test_every_class_of_a_chart_has_its_style():
    from django.contrib.staticfiles import finders

    with open(finders.find("unspasm/charts.css"), encoding="utf-8") as file:
        css = file.read()
    year = timeline(dense_year(), span_of("year", until=LAST, zone=UTC))
    some = week(scores=[Score(at(16), 5), Score(at(17), 5)], sessions=[Taken(at(16), "x")], doses=[Taken(at(16), "x")])
    far = Estimate("Cold", 2.8, (2, 3.1), (-3.2, 4.4), "worse", open=True)
    band = line_with_band([Step(1, 5, 4, 6), Step(2, 5, 4, 6)], title="x", sentence="x", across="day")
    for html in (year, some, band, dot_and_interval([HEAT, far], title="x", sentence="x")):
        used = {name for group in re.findall(r'class="([^"]+)"', html) for name in group.split()} - {"table-wrap"}
        assert not {name for name in used if f".{name}" not in css}
    assert not re.search(r"#[0-9a-f]{3,6}\b|rgb\(", css)  # colours are tokens
