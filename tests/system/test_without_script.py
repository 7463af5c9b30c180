"""Everything works with script turned off."""

import pytest
from playwright.sync_api import expect

from tests.system.journey import go_to_the_result, start


@pytest.fixture
def browser_context_args(browser_context_args):
    return {**browser_context_args, "java_script_enabled": False}


def test_a_plan_without_script(page, home):
    start(page, home)
    go_to_the_result(page)
    expect(page.get_by_role("heading", name="What this most likely is")).to_be_visible()
    expect(page.get_by_role("button", name="Print this plan")).to_be_hidden()


def test_a_country_without_script(page, home):
    page.goto(f"{home}/call/")
    page.get_by_label("Your country").select_option("GB-GBN")
    page.get_by_role("button", name="Keep this country").click()
    expect(page.get_by_role("link", name="Call 999")).to_be_visible()
