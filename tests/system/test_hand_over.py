"""Handing over, as a person does it: look at the page first, save it, take everything along, bring it in elsewhere."""

import io
from contextlib import closing
from datetime import timedelta
from random import Random
from uuid import UUID

import pytest
from django.utils import timezone
from playwright.sync_api import expect
from pypdf import PdfReader

from tests.handover.people import NOW, make_rows
from tests.system.test_pages import SMALL_TARGETS, violations
from unspasm.handover.archive import write_archive
from unspasm.record.actions import delete_everything, log_event
from unspasm.record.queries import everything, local_person

SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
WIDTHS = (390, 1280)


@pytest.fixture
def told(live_server):
    """Somebody with a diary."""
    now = timezone.now()
    for n, pain in enumerate((6, 5, 3)):
        key = make_rows(Random(n)).person.id
        log_event(kind="rating", data={"pain": pain}, key=key, happened_at=now, zone="Europe/London", now=now)
    goal = make_rows(Random(99)).person.id
    log_event(kind="goal", data={"words": "Lift my son"}, key=goal, happened_at=now, zone="Europe/London", now=now)


def sound(page) -> None:
    """Accessible in light and dark, nothing cut off at 320 px or with text at 200 %."""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 844})
        assert violations(page) == []
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    assert violations(page) == [], "in the dark"
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate(SIDEWAYS) <= 0, "at 320 px"
    page.set_viewport_size({"width": 390, "height": 844})
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert page.evaluate(SIDEWAYS) <= 0, "with text at 200 %"
    page.evaluate("document.documentElement.style.fontSize = ''")
    assert page.evaluate(SMALL_TARGETS) == []


def saved(page, button: str) -> bytes:
    with page.expect_download() as waiting:
        page.get_by_role("button", name=button, exact=True).click()
    with open(waiting.value.path(), "rb") as file:
        return file.read()


def test_a_page_for_a_clinician_is_read_first_and_saved_after(page, browser, home, told, tmp_path):
    page.goto(f"{home}/diary/")
    page.get_by_role("link", name="Hand over").first.click()
    sound(page)
    page.locator("summary", has_text="What goes on the page").click()
    expect(page.get_by_label("My notes from the diary")).not_to_be_checked()
    page.locator("summary", has_text="Add my name or a few words").click()
    page.get_by_label("Name", exact=True).fill("Alex Example")
    page.get_by_label("What I want to say").fill("Mornings are worst")
    page.get_by_role("button", name="Show me the page").click()
    assert page.url == f"{home}/hand-over/report/", "nothing that was told is in the address"
    expect(page.get_by_role("heading", name="Alex Example")).to_be_visible()
    expect(page.get_by_text("Lift my son")).to_be_visible()
    sound(page)
    text = PdfReader(io.BytesIO(saved(page, "Save as PDF"))).pages[0].extract_text()
    assert "Mornings are worst" in text
    alone = saved(page, "Save as a web page").decode()
    assert "<script" not in alone
    file = tmp_path / "page.html"
    file.write_text(alone)
    with closing(browser.new_context()) as apart:  # it is a file: no server of ours stands behind it
        opened = apart.new_page()
        opened.goto(file.as_uri())
        expect(opened.get_by_role("heading", level=1, name="Alex Example")).to_be_visible()
        assert violations(opened) == []


def test_medicines_on_the_page_are_read_without_pushing_them_sideways(page, home, told):
    now, person = timezone.now(), make_rows(Random(5)).person.id
    for n in range(9):
        lines = [{"ingredient": "ibuprofen", "amount": "800", "unit": "mg"}]
        data = {"product": "Ibuprofen 400 mg film-coated tablets", "lines": lines}
        key = UUID(int=person.int ^ n)
        log_event(
            kind="dose", data=data, key=key, happened_at=now - timedelta(minutes=n), zone="Europe/London", now=now
        )
    page.goto(f"{home}/hand-over/")
    page.get_by_role("button", name="Show me the page").click()
    table = page.get_by_role("table").first
    for width in (320, *WIDTHS):
        page.set_viewport_size({"width": width, "height": 844})
        expect(table.get_by_role("cell")).to_have_count(5)
        outer, inner = table.locator("xpath=..").bounding_box(), table.bounding_box()
        assert inner["x"] + inner["width"] <= outer["x"] + outer["width"] + 1, width
        assert table.evaluate("one => one.scrollWidth - one.clientWidth") <= 0, width


def test_everything_goes_along_to_another_computer(page, home, told, tmp_path):
    before = everything(local_person())
    page.goto(f"{home}/hand-over/")
    archive = tmp_path / "everything.zip"
    archive.write_bytes(saved(page, "Save everything as a file"))
    delete_everything()
    page.set_input_files("#file", archive)
    page.get_by_role("button", name="Show what is in it").click()
    expect(page.get_by_text("3 ratings")).to_be_visible()
    assert local_person() is None, "nothing is written by looking"
    sound(page)
    page.get_by_role("button", name="Add this to my record").click()
    expect(page.get_by_role("heading", name="Brought in")).to_be_visible()
    assert everything(local_person()) == before


def test_a_file_that_is_none_says_so_and_takes_the_person_there(page, home, tmp_path):
    wrong = tmp_path / "holiday.jpg"
    wrong.write_bytes(b"\xff\xd8\xff")
    page.goto(f"{home}/hand-over/")
    page.set_input_files("#file", wrong)
    page.get_by_role("button", name="Show what is in it").click()
    expect(page.get_by_role("alert")).to_be_focused()
    sound(page)


def test_all_of_it_works_without_script(browser, home, told, tmp_path):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{home}/hand-over/")
    page.get_by_role("button", name="Show me the page").click()
    expect(page.get_by_text("Lift my son")).to_be_visible()
    assert saved(page, "Save as PDF").startswith(b"%PDF-")
    page.goto(f"{home}/hand-over/")
    archive = tmp_path / "a.zip"
    with archive.open("wb") as out:
        write_archive(out, make_rows(Random(3)), now=NOW)
    page.set_input_files("#file", archive)
    page.get_by_role("button", name="Show what is in it").click()
    page.get_by_role("button", name="Add this to my record").click()
    expect(page.get_by_role("heading", name="Brought in")).to_be_visible()
    context.close()
