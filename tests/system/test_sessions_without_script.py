"""A whole session with script turned off: all steps on one page, the times in words, and forms."""

import pytest
from playwright.sync_api import expect

from tests.system.test_sessions import SIDEWAYS, cleared, data, time_goes_by  # noqa: F401  the fixture
from unspasm.knowledge import load_knowledge


@pytest.fixture
def browser_context_args(browser_context_args):
    return {**browser_context_args, "java_script_enabled": False, "viewport": {"width": 320, "height": 640}}


def begin(page, home):
    page.goto(f"{home}/sessions/heat/")
    page.locator(".scale label:has(input[value='6'])").click()
    page.get_by_role("button", name="Start", exact=True).click()


def test_start_to_rating(page, home, cleared):  # noqa: F811
    begin(page, home)
    script = load_knowledge().sessions.scripts["heat"]["standard"]
    expect(page.locator("[data-part]")).to_have_count(len(script.parts))
    for step in page.locator("[data-part]").all():
        expect(step).to_be_visible()
    expect(page.get_by_text("10 minutes", exact=True)).to_be_visible()
    for button in ("Pause", "Next", "Start without sound", "Go on with the session"):
        expect(page.get_by_role("button", name=button)).to_be_hidden()
    page.get_by_role("button", name="Done").click()
    expect(page.get_by_role("heading", name="Done.")).to_be_visible()
    key = data("session_end")[0].session
    time_goes_by()
    page.goto(f"{home}/sessions/")
    page.get_by_role("link", name="Rate it now").click()
    page.locator(".scale label:has(input[value='4'])").click()
    page.get_by_role("button", name="Save").click()
    assert [(rating.phase, rating.session) for rating in data("rating")] == [("before", key), ("after", key)]


def test_a_skin_check_and_a_reason_to_stop(page, home, cleared):  # noqa: F811
    begin(page, home)
    page.locator("[data-part=check]").first.get_by_role("button", name="Yes").click()
    expect(page.get_by_role("heading", name="Stopped.")).to_be_visible()
    assert data("session_end")[0].reason == "sting_blister"
