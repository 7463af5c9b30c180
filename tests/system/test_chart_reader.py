"""Charts in a real browser: read by pointer and keys, still there without script, whole at 320 px and in every theme."""

from datetime import UTC, date, datetime

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.templatetags.static import static

from unspasm.web.charts import Diary, Score, Taken, span_of, timeline
from unspasm.web.headers import CONTENT_SECURITY_POLICY


def page_of(html):
    files = [static(f"unspasm/{name}.css") for name in ("tokens", "ground", "charts")]
    sheets = "".join(f'<link rel="stylesheet" href="{file}">' for file in files)
    reader, icon = static("unspasm/islands/chart-reader.js"), static("unspasm/mark.svg")
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Chart</title>'
        f'<link rel="icon" href="{icon}">{sheets}<script type="module" src="{reader}"></script></head>'
        f'<body><main class="page"><h1>Chart</h1>{html}</main></body></html>'
    )


def show(page, home):
    """Shows one chart under the policy of the app, with the files that the app serves."""
    diary = Diary(
        scores=[Score(datetime(2026, 11, day, 8, tzinfo=UTC), pain) for day, pain in ((16, 8), (17, 6), (21, 3))],
        doses=[Taken(datetime(2026, 11, 18, 9, tzinfo=UTC), "Ibuprofen 200 mg")],
    )
    html = page_of(timeline(diary, span_of("week", until=date(2026, 11, 22), zone=UTC)))
    headers = {"Content-Security-Policy": CONTENT_SECURITY_POLICY}
    page.route(f"{home}/one-chart", lambda route: route.fulfill(body=html, content_type="text/html", headers=headers))
    page.goto(f"{home}/one-chart")
    return page


@pytest.fixture
def shown(page, home):
    return show(page, home)


def test_arrow_keys_read_one_entry_after_the_other(shown):
    reader, says = shown.locator("chart-reader"), shown.get_by_role("status")
    reader.focus()
    told = []
    for key in ("Home", "ArrowRight", "ArrowRight", "ArrowRight", "ArrowRight", "ArrowLeft", "End"):
        shown.keyboard.press(key)
        told.append(says.inner_text())
    assert told[0] == "Mon 16 Nov, 08:00: Pain 8 of 10"
    assert told[1:4] == [
        "Tue 17 Nov, 08:00: Pain 6 of 10",
        "Wed 18 Nov, 09:00: Dose: Ibuprofen 200 mg",
        "Sat 21 Nov, 08:00: Pain 3 of 10",
    ]
    assert told[4:] == [told[3], told[2], told[3]]  # the end is the end
    assert reader.get_attribute("aria-label") == "Pain over time: read it with the arrow keys"


def test_a_finger_reads_what_is_nearest(shown):
    ring = shown.locator(".c-point").nth(1).bounding_box()
    shown.mouse.move(ring["x"] + 6, ring["y"] + 40)
    assert shown.get_by_role("status").inner_text() == "Tue 17 Nov, 08:00: Pain 6 of 10"
    cursor = shown.locator(".c-cursor").bounding_box()
    assert abs(cursor["x"] + cursor["width"] / 2 - ring["x"] - ring["width"] / 2) < 2


def test_the_tab_key_does_not_get_caught(shown):
    shown.locator("chart-reader").focus()
    shown.keyboard.press("Tab")
    assert shown.evaluate("document.activeElement.tagName") == "SUMMARY"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_at_320_px_nothing_scrolls_sideways_and_the_line_is_clay(shown, theme):
    shown.set_viewport_size({"width": 320, "height": 700})
    shown.evaluate("theme => document.documentElement.dataset.theme = theme", theme)
    assert shown.evaluate("document.documentElement.scrollWidth") == 320
    stroke = shown.locator("svg .c-pain").first.evaluate("line => getComputedStyle(line).stroke")
    assert stroke == {"light": "rgb(180, 83, 42)", "dark": "rgb(239, 159, 120)"}[theme]


def test_in_forced_colours_and_in_print_lines_are_still_drawn(shown):
    line = shown.locator("svg .c-pain").first
    shown.emulate_media(forced_colors="active")
    assert line.evaluate("line => getComputedStyle(line).stroke") != "none"
    dose = shown.locator("svg .c-dose").first.evaluate("mark => getComputedStyle(mark).fill")
    assert dose == shown.locator("body").evaluate("body => getComputedStyle(body).color")
    shown.emulate_media(forced_colors="none", media="print")
    assert line.evaluate("line => getComputedStyle(line).stroke") == "rgb(0, 0, 0)"


def test_axe_finds_nothing_wrong(shown):
    shown.locator("summary").click()
    assert Axe().run(shown).violations_count == 0


def test_without_script_the_drawing_and_the_table_are_there(browser, home):
    context = browser.new_context(java_script_enabled=False)
    plain = show(context.new_page(), home)
    assert plain.locator("svg[role=img]").bounding_box()["height"] > 100
    assert plain.locator("chart-reader").get_attribute("tabindex") is None
    assert not plain.get_by_text("Slide along").is_visible()
    plain.locator("summary").click()
    assert plain.get_by_role("cell", name="Pain 8 of 10").is_visible()
    context.close()
