"""Guided sessions in a real browser, from the first tap to the rating: small, by keyboard, without script."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.system.test_pages import SMALL_TARGETS, violations
from tests.web.cleared import clear
from unspasm.knowledge import load_knowledge
from unspasm.record.actions import log_event
from unspasm.record.models import Event
from unspasm.record.queries import entries, local_person

SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
PLAYING = "[...document.querySelectorAll('movement-figure')].filter(f => f.offsetParent).map(f => f.playing)"
SAMPLE = ("heat", "cat_cow", "breathing")
ALL = tuple(load_knowledge().sessions.scripts)
LATER = timedelta(minutes=25)


@pytest.fixture
def cleared(transactional_db):
    """Somebody with a simple spasm who answered everything just now; with calm pain, so that all is open."""
    clear(pain_now=3, pain_worst=4)


def data(kind):
    return [entry.data for entry in entries(local_person(), kinds=(kind,))]


def begin(page, home, item, pain=6):
    page.goto(f"{home}/sessions/{item}/")
    page.locator(f".scale label:has(input[value='{pain}'])").click()
    page.get_by_role("button", name="Start", exact=True).click()
    expect(page.locator("[data-ready]")).to_be_visible()


def run(page):
    page.get_by_role("button", name="Start without sound").click()


def to_the_end(page):
    """Steps through all steps; a skin check is answered with No."""
    for _ in range(40):
        if page.locator("[data-over]").is_visible():
            return
        no = page.locator("[data-check-ok]:visible")
        (no if no.count() else page.locator("[data-next]")).click()
    raise AssertionError("the steps do not end")


@pytest.mark.parametrize("item", ["breathing", "childs_pose", "rest_90_90", "heat"])
def test_stop_is_in_sight_without_scrolling_on_a_small_phone(cleared, page, home, item):
    page.set_viewport_size({"width": 375, "height": 667})
    begin(page, home, item)
    run(page)
    stop = page.locator("[data-stop]")
    expect(stop).to_be_visible()
    expect(stop).to_be_in_viewport(ratio=1)
    if page.locator("[data-hold]").is_visible():
        expect(page.locator("[data-hold]")).to_be_in_viewport(ratio=1)


def time_goes_by(by=LATER):
    """The session is moved back in time; nobody waits 20 minutes for a test."""
    for event in Event.objects.filter(kind__in=("session", "session_end", "rating")):
        Event.objects.filter(pk=event.pk).update(happened_at=event.happened_at - by)


def look(page, name):
    """What holds for every state of a page."""
    assert violations(page) == [], name
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    assert violations(page) == [], f"{name} in the dark"
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    assert page.evaluate(SIDEWAYS) <= 0, f"{name}: sideways"
    assert page.evaluate(SMALL_TARGETS) == [], f"{name}: small targets"
    expect(page.locator("h1")).to_have_count(1)


def play_whole(page, home, item):
    """From the list to the rating, at 320 px."""
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(f"{home}/sessions/")
    page.locator(f"a[href='/sessions/{item}/']").first.click()
    look(page, f"{item}: way in")
    page.locator(".scale label:has(input[value='6'])").click()
    page.get_by_role("button", name="Start", exact=True).click()
    run(page)
    look(page, f"{item}: first step")
    to_the_end(page)
    page.get_by_role("button", name="Done").click()
    expect(page.get_by_role("heading", name="Done.")).to_be_visible()
    look(page, f"{item}: done")
    key = data("session_end")[-1].session
    assert data("session_end")[-1].outcome == "done"
    wait = load_knowledge().sessions.scripts[item]["standard"].rate_after_min
    time_goes_by(timedelta(minutes=wait + 5))
    page.goto(f"{home}/session/{key}/rate/")
    look(page, f"{item}: rating")
    page.locator(".scale label:has(input[value='4'])").click()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Your rating is saved.")).to_be_visible()
    assert [(rating.pain, rating.phase) for rating in data("rating")] == [(6, "before"), (4, "after")]


@pytest.mark.parametrize("item", SAMPLE)
def test_from_start_to_rating_at_320(page, home, cleared, item):
    play_whole(page, home, item)


@pytest.mark.slow
@pytest.mark.parametrize("item", [item for item in ALL if item not in SAMPLE])
def test_every_session_from_start_to_rating_at_320(page, home, cleared, item):
    if item == "foam_roller":
        clear(pain_now=2, pain_worst=4, just_exercised="yes")
    play_whole(page, home, item)


def test_the_danger_check_comes_first_and_leads_back_to_the_session(page, home, transactional_db):
    page.goto(f"{home}/sessions/heat/")
    page.get_by_role("button", name="Check for danger signs").click()
    expect(page.get_by_role("button", name="None of these")).to_be_visible()
    assert "/sessions/heat/" in page.url
    look(page, "question")
    page.get_by_role("button", name="None of these").click()
    assert "/sessions/heat/" in page.url


def test_by_keyboard_alone(page, home, cleared):
    page.goto(f"{home}/sessions/heat/")
    press_to(page, "input[name=pain]")
    page.keyboard.press("ArrowRight")
    press_to(page, "button:has-text('Start')")
    page.keyboard.press("Enter")
    expect(page.locator("[data-ready]")).to_be_visible()
    press_to(page, "[data-begin=quiet]")
    page.keyboard.press("Enter")
    press_to(page, "[data-next]")
    page.keyboard.press("Enter")
    expect(page.locator("[data-ring]")).to_be_visible()
    press_to(page, "[data-hold]")
    page.keyboard.press("Space")
    expect(page.locator("[data-ring]")).to_have_attribute("aria-label", re.compile("Paused"))
    press_to(page, "[data-stop]")
    page.keyboard.press("Enter")
    press_to(page, "[data-stopping] button[value=enough]")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Stopped.")).to_be_visible()
    assert [(end.outcome, end.reason) for end in data("session_end")] == [("stopped", "enough")]


def press_to(page, selector):
    """Tabs until this is in focus."""
    for _ in range(60):
        if page.evaluate("s => document.activeElement?.matches(s)", selector.replace("button:has-text('Start')", "form.way button")):  # fmt: skip
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{selector} is not reached by Tab")


def test_the_timer_speaks_at_the_start_half_five_seconds_and_goes_on_by_itself(page, home, cleared):
    page.clock.install()
    begin(page, home, "heat")
    run(page)
    page.locator("[data-next]").click()
    live, ring = page.locator("[data-live]"), page.locator("[data-ring]")
    expect(live).to_contain_text("5 minutes")
    expect(ring).to_have_role("timer")
    expect(ring).to_have_attribute("aria-label", "5 minutes left")
    page.clock.run_for(150_400)
    expect(live).to_contain_text("Half way. 2 minutes 30 seconds left")
    expect(page.locator("[data-part]:visible [data-caption]")).to_have_text("It should feel warm, not hot.")
    page.clock.run_for(145_000)
    expect(live).to_contain_text("5 seconds left")
    page.clock.run_for(6_000)
    expect(page.get_by_role("group", name="Does it sting, blister or look blotchy?")).to_be_visible()


def test_nobody_answering_a_skin_check_stops_the_session(page, home, cleared):
    page.clock.install()
    begin(page, home, "heat")
    run(page)
    page.locator("[data-next]").click()
    page.locator("[data-next]").click()
    expect(page.locator("[data-next]")).to_be_hidden()
    page.clock.run_for(61_000)
    expect(page.get_by_role("heading", name="Stopped.")).to_be_visible()
    assert data("session_end")[0].reason == "no_answer"


@pytest.mark.parametrize("answer", ["Yes", "Not sure"])
def test_a_skin_check_that_is_not_a_clear_no_stops(page, home, cleared, answer):
    begin(page, home, "heat")
    run(page)
    page.locator("[data-next]").click()
    page.locator("[data-next]").click()
    page.locator("[data-part]:visible").get_by_role("button", name=answer, exact=True).click()
    expect(page.get_by_role("heading", name="Stopped.")).to_be_visible()
    assert data("session_end")[0].reason == "sting_blister"


def left(page):
    """(words before it, seconds left) as the ring says them."""
    words = page.locator("[data-ring]").get_attribute("aria-label")
    minutes, seconds = (re.search(rf"(\d+) {unit}", words) for unit in ("minute", "second"))
    return "Paused" in words, 60 * int(minutes[1] if minutes else 0) + int(seconds[1] if seconds else 0)


def test_pauses_do_not_count_and_a_reload_goes_on_where_it_was(page, home, cleared):
    page.clock.install()
    begin(page, home, "heat")
    run(page)
    page.locator("[data-next]").click()
    page.clock.run_for(60_000)
    page.get_by_role("button", name="Pause").click()
    paused, seconds = left(page)
    assert paused
    assert 200 <= seconds <= 240
    page.clock.run_for(600_000)
    page.reload()
    assert left(page) == (True, seconds)
    page.get_by_role("button", name="Go on").click()
    page.clock.run_for(60_000)
    page.reload()
    running, later = left(page)
    assert not running
    assert seconds - 100 <= later <= seconds - 60
    page.get_by_role("button", name="I want to stop").click()
    page.clock.run_for(300_000)
    page.get_by_role("button", name="Go on with the session").click()
    assert seconds - 140 <= left(page)[1] <= later
    page.get_by_role("button", name="I want to stop").click()
    page.get_by_role("button", name="I have had enough").click()
    expect(page.get_by_role("heading", name="Stopped.")).to_be_visible()
    assert 120 <= data("session_end")[0].active_s <= 240, "sixteen minutes of pause are not in it"


def test_a_figure_moves_with_its_timer_and_stands_still_on_pause(page, home, cleared):
    clear(pain_now=3, pain_worst=4, pain_days=10)  # past the first days, where only the gentle form fits
    now, key = timezone.now(), uuid4()
    log_event(kind="session", data={"item": "cat_cow"}, key=key, happened_at=now, zone="UTC", now=now)
    page.emulate_media(reduced_motion="no-preference")
    page.goto(f"{home}/session/{key}/")
    run(page)
    expect(page.get_by_role("button", name="Play the figure")).to_be_visible()  # no timer: nothing moves by itself
    page.locator("[data-next]").click()
    page.locator("[data-next]").click()
    expect(page.locator("[data-ring]")).to_be_visible()
    assert page.evaluate(PLAYING) == [True]
    page.get_by_role("button", name="Pause", exact=True).click()
    assert page.evaluate(PLAYING) == [False]
    look(page, "a figure")


def test_a_danger_reason_leads_at_once_to_the_danger_check(page, home, cleared):
    begin(page, home, "cat_cow")
    run(page)
    page.get_by_role("button", name="I want to stop").click()
    look(page, "reasons")
    page.get_by_role("button", name="Numb between the legs").click()
    look(page, "danger")
    page.get_by_role("link", name="Go on to the danger questions").click()
    expect(page.get_by_role("button", name="None of these")).to_be_visible()


def test_a_page_that_was_closed_loses_nothing(page, home, cleared):
    begin(page, home, "heat")
    run(page)
    page.goto(f"{home}/sessions/")
    expect(page.get_by_role("heading", name="You began")).to_be_visible()
    page.get_by_role("link", name="Go on with it").click()
    expect(page.locator("[data-part]:visible")).to_have_count(1)


def test_ended_in_two_tabs_shows_one_end(page, home, cleared, context):
    begin(page, home, "heat")
    other = context.new_page()
    other.goto(page.url)
    run(other)
    other.get_by_role("button", name="I want to stop").click()
    other.get_by_role("button", name="I have had enough").click()
    run(page)
    to_the_end(page)
    page.get_by_role("button", name="Done").click()
    expect(page.get_by_role("heading", name="Stopped.")).to_be_visible()
    assert len(data("session_end")) == 1


def test_the_screen_stays_on_while_it_runs_and_sound_waits_for_a_tap(page, home, cleared):
    page.add_init_script(
        "window.locks = []; const ask = navigator.wakeLock.request.bind(navigator.wakeLock);"
        "navigator.wakeLock.request = kind => { window.locks.push(kind); return ask(kind); }"
    )
    begin(page, home, "heat")
    assert page.evaluate("window.locks") == []
    expect(page.locator("[data-voice-switch]")).to_have_attribute("aria-pressed", "false")
    page.get_by_role("button", name="Start, with voice").click()
    expect(page.locator("[data-voice-switch]")).to_have_attribute("aria-pressed", "true")
    assert page.evaluate("window.locks") == ["screen"]


def test_a_programme_from_beginning_to_the_first_step(page, home, cleared):
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(f"{home}/programme/")
    look(page, "programmes")
    page.get_by_role("link", name="Rest with your calves on a chair").click()
    look(page, "before it")
    page.get_by_role("button", name="Begin this programme").click()
    look(page, "today")
    page.locator(".scale label:has(input[value='3'])").click()
    page.get_by_role("button", name="Start 5 minutes").click()
    run(page)
    to_the_end(page)
    page.get_by_role("button", name="Done").click()
    expect(page.get_by_role("heading", name="Done.")).to_be_visible()
    page.goto(f"{home}/programme/rest_90_90/")
    expect(page.get_by_text("Once a day is enough")).to_be_visible()
    expect(page.locator(f"td[aria-current=date]:has-text('{timezone.localdate().day}')")).to_contain_text("Done")
    look(page, "done")


def test_a_phone_that_slept_with_the_pad_on_ends_the_session(page, home, cleared):
    """Twenty minutes under a dark screen: the question about the skin was not answered in time."""
    page.clock.install()
    begin(page, home, "heat")
    run(page)
    page.locator("[data-next]").click()
    page.clock.fast_forward(20 * 60_000)
    page.clock.run_for(1_000)
    expect(page.get_by_role("heading", name="Stopped.")).to_be_visible()
    expect(page.get_by_text("Take it off your skin now.")).to_be_visible()
    assert data("session_end")[0].reason == "no_answer"


def test_a_step_that_ran_out_while_the_page_was_closed_does_not_stand_still(page, home, cleared):
    page.clock.install()
    begin(page, home, "self_massage")
    run(page)
    page.locator("[data-next]").click()
    title = page.locator("[data-part]:visible h2").text_content()
    page.clock.run_for(40_000)
    page.goto("about:blank")
    page.clock.run_for(60_000)
    page.go_back()
    page.clock.run_for(1_000)
    expect(page.locator("[data-part]:visible h2")).not_to_have_text(title)


def test_a_pause_says_to_take_the_pad_off_and_no_step_with_it_is_done_again(page, home, cleared):
    begin(page, home, "heat")
    run(page)
    page.locator("[data-next]").click()
    expect(page.locator("[data-back]")).to_be_hidden()
    expect(page.locator("[data-off-skin]")).to_be_hidden()
    page.get_by_role("button", name="Pause").click()
    expect(page.locator("[data-off-skin]")).to_be_visible()
    expect(page.locator("[data-live]")).to_contain_text("Take it off your skin now.")
    look(page, "paused")
    page.get_by_role("button", name="Go on").click()
    expect(page.locator("[data-off-skin]")).to_be_hidden()


def test_the_question_about_the_skin_waits_on_a_running_clock_even_after_a_pause(page, home, cleared):
    page.clock.install()
    begin(page, home, "heat")
    run(page)
    page.locator("[data-next]").click()
    page.get_by_role("button", name="Pause").click()
    page.locator("[data-next]").click()
    page.clock.run_for(61_000)
    expect(page.get_by_role("heading", name="Stopped.")).to_be_visible()


def test_heat_that_is_opened_again_in_a_new_tab_can_only_be_ended(page, home, cleared, context):
    begin(page, home, "heat")
    run(page)
    time_goes_by(timedelta(minutes=12))
    other = context.new_page()
    other.goto(page.url)
    expect(other.get_by_role("heading", name="Why do you stop?")).to_be_visible()
    expect(other.locator(".stopping .off-skin")).to_be_visible()
    expect(other.get_by_role("button", name="Go on with the session")).to_be_hidden()
    look(other, "opened again")
    other.reload()
    other.get_by_role("button", name="I did not do it").click()
    expect(other.get_by_role("heading", name="Not done.")).to_be_visible()
    assert data("session_end")[0].outcome == "not_done"


def test_only_time_on_the_board_counts_for_the_next_step_of_its_programme(page, home, cleared):
    page.clock.install()
    begin(page, home, "rest_90_90")
    run(page)
    page.clock.run_for(240_000)
    page.locator("[data-next]").click()
    page.clock.run_for(60_000)
    page.locator("[data-next]").click()
    page.clock.run_for(240_000)
    to_the_end(page)
    page.get_by_role("button", name="Done").click()
    expect(page.get_by_role("heading", name="Done.")).to_be_visible()
    assert 59 <= data("session_end")[0].active_s <= 75


def test_the_honest_label_stands_over_every_step(page, home, cleared):
    begin(page, home, "rest_90_90")
    run(page)
    for _ in range(3):
        expect(page.locator(".sesshead .label")).to_be_in_viewport(ratio=1)
        expect(page.locator(".sesshead .label")).to_have_text("A comfort position. No trial found.")
        page.locator("[data-next]").click()


def test_with_large_text_on_a_small_screen_the_place_can_be_read(page, home, cleared):
    page.set_viewport_size({"width": 320, "height": 640})
    begin(page, home, "rest_90_90")
    run(page)
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    lines = page.locator("[data-place]").evaluate("e => e.getBoundingClientRect().height / parseFloat(getComputedStyle(e).lineHeight)")  # fmt: skip
    assert lines < 2.5, "not letter under letter"
    assert page.evaluate(SIDEWAYS) <= 0
