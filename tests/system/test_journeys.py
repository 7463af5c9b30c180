"""Whole journeys at phone size."""

import re

import pytest
from playwright.sync_api import expect

from tests.system.conftest import worker_is_ready
from tests.system.journey import answer, go_to, go_to_the_result, screen_id, start


def test_from_my_back_has_seized_to_a_plan(page, home):
    # Given somebody on the floor who opens the app
    page.goto(home)
    # When they press the big door, they see first aid within one tap
    page.get_by_role("link", name=re.compile("My back is in spasm now")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Stay as you are. We go slowly.")
    # And when they leave the voice for the pages, and answer that nothing dangerous applies
    page.goto(f"{home}/first-aid/")
    page.get_by_role("button", name="Go on to the danger questions").click()
    go_to_the_result(page)
    # Then they have a plan, with what would change it
    expect(page.get_by_role("heading", name="What this most likely is")).to_be_visible()
    expect(page.get_by_role("heading", name="Now", exact=False).first).to_be_visible()
    expect(page.get_by_role("heading", name="Get help at once if")).to_be_visible()


def test_the_full_check_reaches_a_plan_with_reasons(page, home):
    start(page, home)
    go_to_the_result(page)
    page.get_by_text("Why this, and how sure").first.click()
    expect(page.get_by_text("What studies say").first).to_be_visible()
    expect(page.get_by_role("heading", name="Left out, and why")).to_be_visible()
    # And on paper it is one or two sheets, with the steps opened and what was left out not printed
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(page.locator(".how-to .steps").last).to_be_visible()
    expect(page.get_by_role("heading", name="Left out, and why")).to_be_hidden()
    assert 1 <= len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4"))) <= 2
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(page.locator(".how-to").last).not_to_have_attribute("open", "")


def test_a_cauda_equina_sign_stops_at_once(page, home):
    start(page, home)
    page.get_by_label("Numb or tingling between your legs").check()
    page.get_by_role("button", name="Continue with my ticks").click()
    expect(page).to_have_url(re.compile("/result/$"))
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("Get help now"))
    expect(page.get_by_text("Call your local emergency number", exact=True)).to_be_in_viewport()
    expect(page.get_by_role("heading", name="To make the next one rarer")).to_have_count(0)


def test_none_of_these_gives_way_to_continue_once_something_is_ticked(page, home):
    start(page, home)
    none, go = page.get_by_role("button", name="None of these"), page.get_by_role("button", name="Continue with my")
    expect(none).to_be_visible()
    expect(go).to_be_hidden()
    page.locator(".tick").first.click()
    expect(none).to_be_hidden()
    expect(go).to_be_visible()


def test_the_first_list_fits_a_phone_without_scrolling(page, home):
    start(page, home)
    expect(page.get_by_role("button", name="Not sure")).to_be_in_viewport()
    expect(page.get_by_role("button", name="Skip")).to_be_in_viewport()


def test_back_and_reload_lose_nothing(page, home):
    start(page, home)
    answer(page)
    second = screen_id(page)
    page.reload()
    assert screen_id(page) == second
    page.get_by_role("link", name="Back").click()
    assert screen_id(page) == "danger_nerves"
    page.goto(home)
    page.get_by_role("link", name="Go on with your check").click()
    assert screen_id(page) == second


def test_a_tap_on_the_map_ticks_the_box_behind_it(page, home):
    start(page, home)
    go_to(page, "where")
    page.locator(".hit-low_back_left").click()
    page.locator(".hit-neck_middle").click()
    expect(page.get_by_label("Low back, left")).to_be_checked()
    expect(page.get_by_label("Neck, middle")).to_be_checked()
    colour = "element => getComputedStyle(element).fill"
    assert page.locator(".bm-low_back_left").evaluate(colour) != page.locator(".bm-low_back_right").evaluate(colour)


def test_by_keyboard_alone(page, home):
    """Tab, space and enter from the front page to the second list; the focus is always to be seen."""
    page.goto(home)
    page.keyboard.press("Tab")
    expect(page.get_by_text("Skip to the content")).to_be_focused()
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.innerText").startswith("Check my back"):
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/check/")
    first = page.locator(".tick input").first
    for _ in range(12):
        page.keyboard.press("Tab")
        outline = page.evaluate(
            "(() => { const a = document.activeElement.closest('.tick') ?? document.activeElement;"
            " return getComputedStyle(a).outlineStyle })()"
        )
        assert outline == "solid"
        if first.evaluate("element => element === document.activeElement"):
            break
    page.keyboard.press("Space")
    expect(first).to_be_checked()
    page.keyboard.press("Space")
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.value") == "none":
            break
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Since this began, is any of these new or worse?")


def test_a_refused_form_takes_the_focus_to_what_is_wrong(page, home):
    start(page, home)
    go_to(page, "about_you")
    page.get_by_role("button", name="Continue", exact=True).click()
    expect(page.get_by_role("alert")).to_be_focused()
    page.get_by_role("alert").get_by_role("link").first.click()
    assert re.search(r"#q-", page.url)


def test_the_worker_shows_danger_signs_when_the_network_is_cut(page, context, home):
    page.goto(home)
    worker_is_ready(page)
    context.set_offline(True)
    page.goto(f"{home}/read/")
    expect(page.get_by_role("heading", level=1)).to_have_text("You are offline")
    expect(page.get_by_role("heading", name="Positions of ease")).to_be_visible()
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground == "rgb(250, 247, 241)", "the offline page has its style"
    kept = page.evaluate(
        "caches.keys().then(n => caches.open(n[0])).then(c => c.keys()).then(k => k.map(r => new URL(r.url).pathname))"
    )
    assert all(name.startswith("/static/") or name in ("/offline/", "/spasm/offline/") for name in kept)
    context.set_offline(False)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_theme_follows_the_device_and_settings_win(page, home, scheme):
    page.emulate_media(color_scheme=scheme)
    page.goto(f"{home}/settings/")
    ground = "getComputedStyle(document.body).backgroundColor"
    colours = {"light": "rgb(250, 247, 241)", "dark": "rgb(16, 24, 23)"}
    assert page.evaluate(ground) == colours[scheme]
    other = "dark" if scheme == "light" else "light"
    page.get_by_label(other.capitalize(), exact=True).check()
    page.get_by_role("button", name="Keep these colours").click()
    assert page.evaluate(ground) == colours[other]


def test_the_map_names_the_muscles_of_a_marked_place(page, home):
    start(page, home)
    go_to(page, "where")
    there = page.get_by_text("Long muscles beside the low back").first
    expect(there).to_be_hidden()
    page.locator(".hit-low_back_left").click()
    expect(there).to_be_visible()
    expect(page.get_by_text("never a diagnosis")).to_be_visible()


def test_a_country_chosen_in_an_emergency_gives_the_number_at_once(page, home):
    start(page, home)
    page.locator(".tick input").first.check()
    page.get_by_role("button", name="Continue with my ticks").click()
    expect(page.get_by_text("Call your local emergency number", exact=True)).to_be_in_viewport()
    page.get_by_label("Where are you?").select_option("US")
    page.get_by_role("button", name="Show the number").click()
    expect(page.get_by_role("link", name="Call 911")).to_be_in_viewport()


def test_private_answers_and_the_crisis_page_are_never_printed(page, home):
    start(page, home)
    go_to(page, "safety")
    page.locator(".tick input[value=self_harm_plan]").check()
    page.get_by_role("button", name="Continue with my ticks").click()
    page.emulate_media(media="print")
    expect(page.get_by_text("You do not have to do this alone")).to_be_hidden()
    page.goto(f"{home}/check/answers/")
    expect(page.get_by_text("A plan, or the means at hand", exact=False)).to_be_hidden()
    page.emulate_media(media="screen")
    expect(page.get_by_text("A plan, or the means at hand", exact=False)).to_be_visible()


def test_two_windows_share_one_check(page, context, home):
    start(page, home)
    other = context.new_page()
    other.goto(f"{home}/check/")
    answer(other)
    answer(page)  # the same list, sent again from the window that was left behind
    assert screen_id(page) == "danger_body"
    other.close()
