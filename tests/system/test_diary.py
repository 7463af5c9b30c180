"""The diary and Today in a real browser: two taps, by keyboard, without script, small, in the dark."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.system.test_pages import SMALL_TARGETS, violations
from unspasm.record.actions import correct_event, log_event, save_setting
from unspasm.record.queries import entries, local_person

SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def log(kind, data, **ago):
    now = timezone.now()
    return log_event(kind=kind, data=data, key=uuid4(), happened_at=now - timedelta(**ago), zone="UTC", now=now)


def fill():
    """A person in the second week: ratings, sessions, a dose, signs, a night, a note, a change."""
    for day in range(12, 0, -1):
        for hour, more in ((2, 1), (7, 0), (12, 2)):
            log("rating", {"pain": max(0, min(10, day // 2 + more))}, days=day, hours=hour)
    session = log("session", {"item": "heat"}, hours=5)
    log("session_end", {"session": session.thread, "outcome": "done", "active_s": 1080}, hours=4, minutes=40)
    log("rating", {"pain": 3, "phase": "after", "session": session.thread}, hours=4, minutes=15)
    log("dose", {"product": "", "lines": [{"ingredient": "ibuprofen", "amount": "200", "unit": "mg"}]}, hours=30)
    log("symptom", {"symptom": "tense_or_stiff", "grade": 2}, hours=3)
    log("sleep", {"quality": 3, "hours": 6.5}, hours=8)
    log("trigger", {"trigger": "lift"}, days=12)
    changed = log("note", {"words": "Long drive, then the shopping."}, hours=1)
    correct_event(
        thread=changed.thread, seen=1, key=uuid4(), data={"words": "Long drive, then the shopping. Sat badly."},
        happened_at=changed.happened_at, zone="UTC", now=timezone.now(),
    )  # fmt: skip
    return changed


def ratings():
    return [entry.data.pain for entry in entries(local_person(), {"rating"})]


def test_two_taps_from_the_front_page(page, home):
    log("note", {"words": "first"}, days=1)
    page.goto(home)
    page.get_by_role("link", name="Today").first.click()
    page.get_by_role("button", name="6 moderate").click()
    expect(page.get_by_text("Your rating is saved.")).to_be_visible()
    assert ratings() == [6]
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Taken back.")).to_be_visible()
    assert ratings() == []


def test_two_taps_from_any_page(page, home):
    page.goto(f"{home}/read/claims/decompression_prevents/")
    page.get_by_role("link", name="Today").click()
    page.get_by_role("button", name="2 mild").click()
    expect(page.get_by_text("Your rating is saved.")).to_be_visible()
    assert ratings() == [2]


def test_the_browser_says_in_which_zone_it_happened(browser, home, browser_context_args):
    context = browser.new_context(**{**browser_context_args, "timezone_id": "Pacific/Auckland"})
    page = context.new_page()
    page.goto(f"{home}/diary/rate/")
    page.get_by_role("button", name="3 mild").click()
    expect(page.get_by_text("Your rating is saved.")).to_be_visible()
    assert entries(local_person())[0].zone == "Pacific/Auckland"
    context.close()


def test_by_keyboard_alone(page, home):
    page.goto(f"{home}/diary/rate/")
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.value") == "4":
            break
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline != "none", "focus is seen"
    page.keyboard.press("Enter")
    expect(page.get_by_text("Your rating is saved.")).to_be_visible()
    assert ratings() == [4]


def test_enter_in_the_field_of_the_time_saves_no_score(page, home):
    page.goto(f"{home}/diary/rate/")
    page.get_by_text("It was earlier").click()
    page.get_by_label("Date and time").press("Enter")
    expect(page.get_by_text("Choose a number from 0 to 10.")).to_be_visible()
    assert ratings() == []


def test_a_late_entry_then_a_change_and_its_history(page, home):
    day = timezone.localdate() - timedelta(days=1)
    page.goto(f"{home}/diary/rate/")
    page.get_by_text("It was earlier").click()
    page.get_by_label("Date and time").fill(f"{day.isoformat()}T07:15")
    page.get_by_role("button", name="8 severe").click()
    expect(page.get_by_text("Your rating is saved.")).to_be_visible()
    page.goto(f"{home}/diary/day/{day.isoformat()}/")
    page.get_by_role("link", name="Change Pain 8").click()
    page.locator(".scale label", has_text="5").click()
    page.get_by_role("button", name="Save the change").click()
    expect(page.get_by_text("Pain 5", exact=True)).to_be_visible()
    expect(page.get_by_text("07:15", exact=True)).to_be_visible()
    page.get_by_role("link", name="Change Pain 5").click()
    expect(page.get_by_role("list").filter(has_text="Written").get_by_text("Pain 8", exact=False)).to_be_visible()
    page.get_by_role("button", name="Delete this entry").click()
    expect(page.get_by_text("Deleted.")).to_be_visible()
    page.get_by_role("button", name="Bring it back").click()
    expect(page.get_by_text("Pain 5", exact=True)).to_be_visible()


def test_two_pages_that_change_one_note_keep_both_words(page, home, context):
    note = log("note", {"words": "as it was"}, hours=1)
    other = context.new_page()
    for tab in (page, other):
        tab.goto(f"{home}/diary/entry/{note.thread}/")
    other.get_by_label("A note in your own words").fill("from the phone")
    other.get_by_role("button", name="Save the change").click()
    expect(other.get_by_text("from the phone")).to_be_visible()
    page.get_by_label("A note in your own words").fill("from the desk")
    page.get_by_role("button", name="Save the change").click()
    expect(page.get_by_role("heading", name="This was changed somewhere else")).to_be_visible()
    expect(page.get_by_text("from the phone")).to_be_visible()
    expect(page.get_by_text("from the desk")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("button", name="Put mine in its place").click()
    expect(page.get_by_text("from the desk")).to_be_visible()


def test_a_reminder_is_asked_for_by_a_button_only_and_says_nothing_about_health(page, home, context):
    save_setting(key="rating_times", value=["08:00", "20:00"], now=timezone.now())
    page.add_init_script(
        """window.shown = []; window.asked = 0;
        class Fake { constructor(words, options) { window.shown.push([words, JSON.stringify(options)]); }
          static permission = "default"; static requestPermission() { window.asked += 1; Fake.permission = "granted"; return Promise.resolve("granted"); } }
        window.Notification = Fake;"""
    )
    page.clock.install(time=timezone.localtime().replace(hour=7, minute=58, second=0, microsecond=0))
    page.goto(f"{home}/today/")
    page.clock.run_for(1000)
    assert page.evaluate("window.asked") == 0
    page.get_by_role("button", name="Remind me on this screen").click()
    assert page.evaluate("window.asked") == 1
    assert page.evaluate("window.shown") == []
    page.clock.run_for(150_000)
    assert page.evaluate("window.shown.map(s => s[0])") == ["Unspasm: time to rate"]
    expect(page.get_by_text("It is time to rate.")).to_be_visible()
    page.clock.run_for(1_800_000)
    assert len(page.evaluate("window.shown")) == 1, "once"


def test_when_a_moment_is_due(page, home):
    page.goto(f"{home}/today/")
    source = page.locator("script[src*=reminders]").get_attribute("src")
    found = page.evaluate(
        """async (source) => { const { dueMoment, momentsOf } = await import(source);
        const now = new Date(2026, 5, 5, 0, 4);
        return [dueMoment([100, 200], 50, 150), dueMoment([100], 100, 150), dueMoment([100], 50, 99), dueMoment([100], 50, 100 + 600000),
                momentsOf(["23:58", "00:03", "99:99", "x"], now).map(at => (now.getTime() - at) / 60000)]; }""",
        source,
    )
    assert found == [100, None, None, None, [1441, 6, 1, -1434]], "in minutes ago: 23:58 of the day before is six"


PAGES = ["/today/", "/diary/", "/diary/?range=day", "/diary/?range=month", "/diary/?range=year", "/diary/rate/", "/diary/add/", "/diary/add/symptom/", "/diary/add/sleep/", "/diary/add/trigger/", "/diary/add/note/", "/diary/list/", "/diary/check/", "/settings/"]  # fmt: skip


def inspect(page):
    assert violations(page) == []
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    assert violations(page) == [], "in the dark"
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate(SIDEWAYS) <= 0, "at 320 px"
    assert page.evaluate(SMALL_TARGETS + ".concat([...document.querySelectorAll('.score')].filter(e => e.getBoundingClientRect().width < 44 || e.getBoundingClientRect().height < 48).map(e => e.outerHTML))") == []  # fmt: skip
    page.set_viewport_size({"width": 390, "height": 844})
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert page.evaluate(SIDEWAYS) <= 0, "with text at 200 %"
    expect(page.locator("h1")).to_have_count(1)


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("state", ["empty", "filled", "words"])
def test_page(page, home, address, state):
    if state != "empty":
        fill()
        save_setting(key="rating_times", value=["08:00", "13:00", "20:00"], now=timezone.now())
    save_setting(key="no_scores", value=state == "words", now=timezone.now())
    page.goto(home + address)
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    inspect(page)


@pytest.mark.parametrize("kind", ["entry", "day", "deleted"])
def test_page_of_an_entry(page, home, kind):
    note = fill()
    address = f"/diary/day/{timezone.localdate().isoformat()}/" if kind == "day" else f"/diary/entry/{note.thread}/"
    page.goto(home + address)
    if kind == "deleted":
        page.get_by_role("button", name="Delete this entry").click()
        expect(page.get_by_text("Deleted.")).to_be_visible()
        page.goto(home + address)
    inspect(page)


class TestWithoutScript:
    """The same with script turned off."""

    @pytest.fixture
    def browser_context_args(self, browser_context_args):
        return {**browser_context_args, "java_script_enabled": False}

    def test_rate_undo_and_add(self, page, home):
        page.goto(f"{home}/today/")
        page.get_by_role("button", name="7 severe").click()
        expect(page.get_by_text("Your rating is saved.")).to_be_visible()
        page.get_by_role("button", name="Undo").click()
        expect(page.get_by_text("Taken back.")).to_be_visible()
        assert ratings() == []
        page.goto(f"{home}/diary/add/symptom/")
        page.get_by_label("One leg is truly weak").check()
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_role("button", name="Start the danger check")).to_be_visible()
        expect(page.get_by_role("button", name="Remind me on this screen")).to_be_hidden()
