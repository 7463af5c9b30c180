"""What works for me and the fair comparison in a real browser: by keyboard, without script, small, in the dark."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.system.test_pages import SMALL_TARGETS, violations
from tests.web.cleared import clear
from tests.web.trying import make_them
from unspasm.knowledge.works import load_works
from unspasm.record.actions import log_event
from unspasm.record.queries import entries, local_person

SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
WAIT = load_works().wait


def log(kind, data, **ago):
    now = timezone.now()
    return log_event(kind=kind, data=data, key=uuid4(), happened_at=now - timedelta(**ago), zone="UTC", now=now).thread


def trial(options=("heat", "nothing"), next_one="", **ago):
    thread = log("trial", {"options": options, "policy": "pairs", "planned": 24}, **ago or {"minutes": 5})
    if next_one:
        log("choice", {"trial": thread, "option": next_one, "chance": 0.5}, minutes=1)
    return thread


def lived():
    """A clear `helps`, a clear `does not`, and a `not yet known`, in an episode of four weeks."""
    clear()
    log("episode", {"mark": "open"}, days=29)
    make_them({"heat": -2.0, "cat_cow": 0.0}, days=28)
    make_them({"cold": -0.5}, days=3)


def addresses():
    waiting, thread = log("wait", {}, minutes=2), trial(next_one="nothing")
    fresh, over = log("wait", {}, minutes=25), trial(hours=5)
    log("trial_end", {"trial": over, "why": "planned"}, hours=4)
    return [
        "/works/", "/works/recovery/", "/works/compare/", f"/works/compare/{thread}/", f"/works/compare/{over}/", "/works/wait/",
        f"/works/wait/{waiting}/", f"/works/wait/{fresh}/",
    ]  # fmt: skip


def test_every_page_can_be_read_and_used(page, home):
    lived()
    first = "/works/compare/"
    for address in (first, *addresses()):
        page.emulate_media(color_scheme="light", reduced_motion="reduce")
        page.set_viewport_size({"width": 390, "height": 844})
        page.goto(home + address)
        expect(page.locator("h1")).to_have_count(1)
        for summary in page.locator("main details > summary").all():
            summary.click()
        assert violations(page) == [], address
        page.emulate_media(color_scheme="dark", reduced_motion="reduce")
        assert violations(page) == [], f"{address} in the dark"
        assert page.evaluate(SMALL_TARGETS) == [], address
        page.set_viewport_size({"width": 320, "height": 640})
        assert page.evaluate(SIDEWAYS) <= 0, f"{address} at 320 px"
        page.set_viewport_size({"width": 390, "height": 844})
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert page.evaluate(SIDEWAYS) <= 0, f"{address} with text at 200 %"


def test_verdicts_are_words_and_shapes_with_a_table_beside_the_bar(page, home):
    lived()
    page.goto(f"{home}/works/")
    heat = page.get_by_role("article", name="Warm the sore place")
    expect(heat.get_by_text("Helps", exact=True)).to_be_visible()
    expect(page.get_by_role("article", name="Cat and cow").get_by_text("Does not help", exact=True)).to_be_visible()
    expect(page.get_by_role("article", name="Cool the sore place").get_by_text("Not yet known", exact=True)).to_be_visible()  # fmt: skip
    expect(heat.get_by_role("img", name="Warm the sore place: helps")).to_be_visible()
    heat.get_by_text("The numbers as a table").click()
    expect(heat.get_by_role("table")).to_contain_text("less pain")


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_a_comparison_from_choosing_to_the_first_try(browser, home, script):
    clear()
    context = browser.new_context(java_script_enabled=script, viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(f"{home}/works/")
    page.get_by_role("link", name="Choose what to compare").click()
    page.get_by_text("Warm the sore place", exact=True).click()
    page.get_by_text(WAIT.title).click()
    page.get_by_role("button", name="Begin the comparison").click()
    page.get_by_role("button", name="Show me").click()
    (choice,) = entries(local_person(), {"choice"})
    title = WAIT.title if choice.data.option == "nothing" else "Warm the sore place"
    expect(page.get_by_role("heading", name=title)).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", name=title)).to_be_visible()
    assert len(entries(local_person(), {"choice"})) == 1
    page.goto(f"{home}/today/")
    page.get_by_role("link", name="Do the next try").click()
    page.get_by_text("Stop this comparison").click()
    page.get_by_role("button", name="Stop the comparison").click()
    expect(page.get_by_role("heading", name="You stopped this comparison")).to_be_visible()
    context.close()


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_a_wait_is_rated_before_and_after_and_leads_back(browser, home, script):
    clear()
    thread = trial(next_one="nothing")
    context = browser.new_context(java_script_enabled=script, viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(f"{home}/works/compare/{thread}/")
    page.locator(".scale label", has_text="6").click()
    page.get_by_role("button", name="Start").click()
    expect(page.get_by_text("Rate again from")).to_be_visible()
    (wait,) = entries(local_person(), {"wait"})
    assert wait.data.trial == thread
    back = log("wait", {"trial": thread}, minutes=26)
    page.goto(f"{home}/works/wait/{back}/")
    page.locator(".scale label", has_text="4").click()
    page.get_by_role("button", name="Save").click()
    expect(page).to_have_url(f"{home}/works/compare/{thread}/")
    expect(page.get_by_text("Your rating is saved.")).to_be_visible()
    context.close()
