"""The medicine ledger and the drinks log in a real browser: accessible, small screens, keyboard, a refused dose."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.oracle.agree_doses import healthy
from tests.system.test_pages import SMALL_TARGETS, violations
from unspasm.record.actions import log_event, save_answers, save_setting, start_check
from unspasm.record.queries import entries, local_person

SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture(autouse=True)
def _person(transactional_db):
    """A well person in the UK who passed the gate of ibuprofen and took some."""
    now = timezone.now()
    save_setting(key="country", value="GB-GBN", now=now)
    check = start_check(mode="full", now=now)
    answers = healthy(takes_ssri_snri="yes")
    save_answers(check=check, screen="about_you", answers=answers, asked_again=False, now=now)
    for kind, data, ago in (
        ("gate_passed", {"medicine": "ibuprofen"}, 600),
        ("dose", {"product": "ibuprofen", "lines": [{"ingredient": "ibuprofen", "amount": "400", "unit": "mg"}]}, 20),
        ("dose", {"product": "Hedex", "lines": [{"ingredient": "paracetamol", "amount": "500", "unit": "mg"}]}, 500),
        ("drink", {"what": "water", "ml": 250}, 30),
    ):
        at = now - timedelta(minutes=ago)
        log_event(kind=kind, data=data, key=uuid.uuid4(), happened_at=at, zone="Europe/London", now=now)


def name(page, home, product, flow="took"):
    page.goto(f"{home}/medicines/{flow}/")
    page.get_by_label("The name on the pack").fill(product)
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_role("heading", level=1)).not_to_have_text(re.compile("What (did you take|do you think)"))


def swallow(page, home, product, mg, count):
    name(page, home, product)
    page.get_by_label("How many milligrams").fill(mg)
    page.get_by_label("How many did you take").fill(count)
    page.get_by_role("button", name="Write it down").click()
    page.wait_for_url("**/medicines/dose/**")


def refused(page, home):
    swallow(page, home, "ibuprofen", "200", "1")


def emergency(page, home):
    swallow(page, home, "paracetamol", "500", "9")


def mix(page, home):
    name(page, home, "Anadin Extra")


def wrong(page, home):
    name(page, home, "ibuprofen")
    page.get_by_label("How many milligrams").fill("1,000")
    page.get_by_role("button", name="Write it down").click()
    expect(page.get_by_role("heading", name="Not saved yet")).to_be_visible()


def before(page, home):
    name(page, home, "ibuprofen", "before")
    page.get_by_label("How many milligrams").fill("200")
    page.get_by_role("button", name="Look at the limits").click()
    expect(page.get_by_text("Nothing was written down")).to_be_visible()


def gel(page, home):
    name(page, home, "diclofenac")


def change(page, home):
    page.goto(f"{home}/medicines/")
    page.get_by_role("link", name="Change").first.click()


def at(address):
    def lead(page, home):
        page.goto(home + address)

    lead.__name__ = address.strip("/").replace("/", "_")
    return lead


LEADS = [
    *map(at, ("/medicines/", "/medicines/took/", "/medicines/gate/paracetamol/", "/drinks/")),
    refused, emergency, mix, wrong, before, gel, change,
]  # fmt: skip


@pytest.mark.parametrize("lead", LEADS, ids=lambda lead: lead.__name__)
def test_page(page, home, lead):
    lead(page, home)
    assert violations(page) == []
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    assert violations(page) == [], "in the dark"
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate(SIDEWAYS) <= 0, "at 320 px"
    page.set_viewport_size({"width": 390, "height": 844})
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert page.evaluate(SIDEWAYS) <= 0, "with text at 200 %"
    expect(page.locator("h1")).to_have_count(1)
    assert page.evaluate(SMALL_TARGETS) == [], "targets of at least 44 px"


def test_a_refused_dose_says_what_is_wrong_and_is_kept(page, home):
    refused(page, home)
    expect(page.get_by_role("heading", level=1)).to_have_text("That was too soon.")
    expect(page.get_by_text("Too soon: leave 6 hours after the last one.")).to_be_visible()
    page.get_by_role("link", name="How it stands now").click()
    expect(page.locator(".taken .tag").first).to_have_text("That was too soon")


def test_an_overdose_shows_the_number_to_call_in_reach(page, home):
    emergency(page, home)
    expect(page.get_by_role("link", name="Call 999")).to_be_in_viewport()
    expect(page.get_by_text("Say this on the phone")).to_be_visible()
    expect(page.get_by_text("paracetamol, 4500 mg").first).to_be_visible()


def test_by_keyboard_alone_from_the_list_to_a_dose_written_down(page, home):
    page.goto(f"{home}/medicines/took/")
    page.get_by_label("The name on the pack").focus()
    page.keyboard.type("ibuprofen")
    page.keyboard.press("Enter")
    page.wait_for_selector("#mg_1")
    page.locator("#mg_1").focus()
    page.keyboard.type("200")
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.innerText") == "Write it down":
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/medicines/dose/**")
    assert len(entries(local_person(), {"dose"})) == 3


def test_a_wrong_number_moves_the_focus_to_what_is_wrong(page, home):
    wrong(page, home)
    assert page.evaluate("document.activeElement.getAttribute('role')") == "alert"
    expect(page.locator("#mg_1")).to_have_value("1,000")


def test_rows_of_a_mix_open_as_they_are_needed(page, home):
    name(page, home, "Wonder pills")
    expect(page.locator("#drug_1")).to_be_visible()
    expect(page.locator("#drug_2")).to_be_hidden()
    expect(page.locator("#name_1")).to_be_hidden()
    page.locator("#drug_1").select_option("other")
    expect(page.locator("#name_1")).to_be_visible()
    expect(page.locator("#drug_2")).to_be_visible()
    expect(page.locator("#drug_3")).to_be_hidden()


def test_a_dose_entered_while_the_server_is_away_is_kept_and_sent_once(page, home, context, watch):
    name(page, home, "ibuprofen")
    page.get_by_label("How many milligrams").fill("200")
    context.set_offline(True)
    page.get_by_role("button", name="Write it down").click()
    expect(page.get_by_text("Kept on this device").first).to_be_visible()
    assert len(entries(local_person(), {"dose"})) == 2
    context.set_offline(False)
    page.goto(f"{home}/medicines/")
    expect(page.get_by_text("Nothing is waiting on this device")).to_be_visible(timeout=30_000)
    assert len(entries(local_person(), {"dose"})) == 3
    watch.errors.clear()  # the browser itself reports the cut network


def test_one_tap_is_one_drink(page, home):
    page.goto(f"{home}/drinks/")
    page.get_by_role("button", name="Water, 250 ml", exact=True).click()
    expect(page.locator(".tank .total")).to_have_text("500 ml")
    expect(page.get_by_role("button", name="Undo")).to_be_visible()


class TestWithoutScript:
    @pytest.fixture
    def browser_context_args(self, browser_context_args):
        return {**browser_context_args, "java_script_enabled": False}

    def test_a_dose_and_a_mix(self, page, home):
        swallow(page, home, "paracetamol", "500", "1")
        expect(page.get_by_text("paracetamol, 500 mg")).to_be_visible()
        name(page, home, "Wonder pills")
        page.locator("#drug_1").select_option("other")
        page.locator("#name_1").fill("diphenhydramine")
        page.locator("#mg_1").fill("25")
        page.get_by_role("button", name="Write it down").click()
        expect(page.get_by_text("This drug is not in our tables")).to_be_visible()

    def test_before_it_is_taken(self, page, home):
        before(page, home)
        expect(page.get_by_role("heading", level=1)).to_have_text("It is too soon.")

    def test_a_drink(self, page, home):
        page.goto(f"{home}/drinks/")
        page.get_by_role("button", name="Water, 500 ml", exact=True).click()
        expect(page.locator(".tank .total")).to_have_text("750 ml")
