"""A moving figure in a real browser: still until asked, pausable, and still for those who want less motion."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from unspasm.knowledge import load_knowledge

MOVEMENTS = load_knowledge().movements
NAMES = sorted(MOVEMENTS)
LINES = "() => [...document.querySelectorAll('[data-mv=stage] path')].map((path) => path.getAttribute('d')).join(' ')"
LISTEN = """() => { window.told = []; for (const name of ['phase', 'finished'])
  addEventListener(name, (event) => window.told.push({name, ...event.detail})); }"""


@pytest.fixture(autouse=True)
def _with_movement_pages(settings):
    settings.ROOT_URLCONF = "tests.system.movement_urls"


@pytest.fixture
def moving(page: Page) -> Page:
    """A browser whose person has not asked for less motion."""
    page.emulate_media(reduced_motion="no-preference")
    return page


def go(page: Page, home: str, name: str, variant: str = "standard", more: str = "") -> None:
    page.goto(f"{home}/movement/{name}/{variant}/{more}")


def play(page: Page) -> None:
    page.get_by_role("button", name="Play the figure").click()


def pause(page: Page) -> None:
    page.get_by_role("button", name="Pause the figure").click()


@pytest.mark.parametrize("name", NAMES)
def test_it_stands_still_until_play_then_moves_and_pauses(moving: Page, home: str, name: str) -> None:
    go(moving, home, name)
    expect(moving.locator("[data-mv=stage] svg")).to_be_visible()
    expect(moving.locator(".mv-poses")).to_be_hidden()
    first = moving.evaluate(LINES)
    moving.wait_for_timeout(400)
    assert moving.evaluate(LINES) == first, "nothing moves by itself"
    play(moving)
    moving.wait_for_timeout(900)
    second = moving.evaluate(LINES)
    moving.wait_for_timeout(400)
    third = moving.evaluate(LINES)
    assert len({first, second, third}) == 3, "frames really change"
    expect(moving.locator("[data-mv=say]")).to_have_text(MOVEMENTS[name].phases[0].say)
    pause(moving)
    held = moving.evaluate(LINES)
    moving.wait_for_timeout(400)
    assert moving.evaluate(LINES) == held
    play(moving)
    moving.wait_for_timeout(400)
    assert moving.evaluate(LINES) != held, "it goes on after a pause"


def test_it_goes_on_from_where_it_was_paused(moving: Page, home: str) -> None:
    go(moving, home, "hip_lift")
    moving.evaluate(LISTEN)
    moving.locator("movement-figure").evaluate("(figure) => figure.show(7)")
    play(moving)
    expect(moving.locator("[data-mv=say]")).to_have_text("Come down slowly.")
    pause(moving)
    play(moving)
    expect(moving.locator("[data-mv=say]")).to_have_text("Come down slowly.")
    assert [told["phase"] for told in moving.evaluate("told")] == ["down"]


def test_other_scripts_hear_every_phase_and_the_end(moving: Page, home: str) -> None:
    go(moving, home, "hip_lift")
    moving.evaluate(LISTEN)
    rounds = 5
    moving.clock.install()
    play(moving)
    for _ in range(1800):
        moving.clock.run_for(50)
        if moving.evaluate("told.length && told.at(-1).name === 'finished'"):
            break
    told = moving.evaluate("told")
    assert [one["phase"] for one in told[:-1]] == ["up", "hold", "down"] * rounds + ["rest"]
    assert told[0] | {"name": "phase"} == {
        "name": "phase",
        "movement": "hip_lift",
        "phase": "up",
        "say": "Breathe out. Lift your hips.",
        "round": 1,
        "rounds": rounds,
        "seconds": 3,
    }
    assert told[-1]["name"] == "finished"
    expect(moving.get_by_role("button", name="Play the figure")).to_be_visible()


@pytest.mark.parametrize("name", NAMES)
def test_with_less_motion_the_key_poses_stand_side_by_side(page: Page, home: str, name: str) -> None:
    go(page, home, name)
    poses = page.locator(".mv-poses li")
    expect(poses).to_have_count(len(MOVEMENTS[name].poses))
    expect(poses.first).to_be_visible()
    expect(page.locator("[data-mv=stage]")).to_be_hidden()
    drawn = page.locator(".mv-poses").inner_html()
    play(page)
    expect(page.locator("li[aria-current=step] figcaption")).to_have_text(
        next(pose.title for pose in MOVEMENTS[name].poses if pose.at == MOVEMENTS[name].phases[0].to)
    )
    page.wait_for_timeout(600)
    now = re.sub(r' aria-current="step"', "", page.locator(".mv-poses").inner_html())
    assert now == drawn, "the drawings themselves stay as they are"
    pause(page)


def test_a_change_of_mind_about_motion_takes_effect_at_once(moving: Page, home: str) -> None:
    go(moving, home, "cat_cow")
    play(moving)
    expect(moving.locator("[data-mv=stage]")).to_be_visible()
    moving.emulate_media(reduced_motion="reduce")
    expect(moving.locator("[data-mv=stage]")).to_be_hidden()
    expect(moving.locator("li[aria-current=step]")).to_have_count(1)


@pytest.mark.parametrize("name", NAMES)
def test_without_script_the_poses_are_there_with_their_words(browser, home: str, name: str) -> None:
    page = browser.new_context(java_script_enabled=False).new_page()
    go(page, home, name)
    for pose in MOVEMENTS[name].poses:
        expect(page.get_by_role("img", name=re.compile(re.escape(MOVEMENTS[name].title)))).to_have_count(
            len(MOVEMENTS[name].poses)
        )
        expect(page.get_by_text(pose.title, exact=True).last).to_be_visible()
    expect(page.get_by_role("button", name="Play the figure")).to_be_hidden()
    page.context.close()


def test_it_can_be_turned_round(moving: Page, home: str) -> None:
    go(moving, home, "hip_lift")
    stage, turn = moving.locator("[data-mv=stage] svg"), moving.get_by_role("button", name="Turn it round")
    assert "-1" not in stage.evaluate("(svg) => getComputedStyle(svg).transform")
    turn.click()
    expect(turn).to_have_attribute("aria-pressed", "true")
    assert "-1" in stage.evaluate("(svg) => getComputedStyle(svg).transform")
    go(moving, home, "hip_lift", more="?turned")
    expect(turn).to_have_attribute("aria-pressed", "true")
    assert "-1" in stage.evaluate("(svg) => getComputedStyle(svg).transform")


def test_the_easier_form_goes_half_the_way(moving: Page, home: str) -> None:
    go(moving, home, "hip_lift", "easier_2")
    moving.locator("movement-figure").evaluate("(figure) => figure.show(4)")
    half = moving.evaluate(LINES)
    still = (Path(__file__).parents[2] / "src/unspasm/web/figures/hip-lift-up-easier-2.svg").read_text()
    assert [line for line in re.findall(r' d="([^"]+)"', still) if line not in half] == []
    go(moving, home, "hip_lift")
    moving.locator("movement-figure").evaluate("(figure) => figure.show(4)")
    assert moving.evaluate(LINES) != half


def test_a_form_on_a_chair_shows_no_figure_on_the_floor(moving: Page, home: str) -> None:
    go(moving, home, "cat_cow", "safer")
    expect(moving.locator("movement-figure")).to_have_count(0)


def test_it_works_by_keyboard_and_nothing_is_read_out_over_the_voice(moving: Page, home: str) -> None:
    go(moving, home, "cat_cow")
    button = moving.get_by_role("button", name="Play the figure")
    button.focus()
    moving.keyboard.press("Enter")
    expect(moving.get_by_role("button", name="Pause the figure")).to_be_focused()
    assert moving.locator("movement-figure [aria-live]").get_attribute("aria-live") == "off"
    moving.keyboard.press("Space")
    expect(button).to_be_focused()


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_it_fits_the_screen_with_large_targets(moving: Page, home: str, width: int) -> None:
    moving.set_viewport_size({"width": width, "height": 844})
    go(moving, home, "childs_pose")
    play(moving)
    assert moving.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for button in moving.locator("movement-figure button").all():
        assert button.bounding_box()["height"] >= 48
    moving.emulate_media(reduced_motion="reduce")
    assert moving.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_plain_drawing_inside_the_element_is_left_alone(moving: Page, home: str) -> None:
    go(moving, home, "cat_cow")
    moving.evaluate("""() => { const figure = document.createElement('movement-figure');
      figure.innerHTML = '<svg></svg>'; document.querySelector('main').append(figure);
      figure.play(); figure.pause(); figure.show(3); }""")
    expect(moving.locator("movement-figure").last.locator("svg")).to_have_count(1)


@pytest.mark.parametrize("motion", ["no-preference", "reduce"])
def test_axe_finds_nothing_wrong(page: Page, home: str, motion: str) -> None:
    page.emulate_media(reduced_motion=motion)
    go(page, home, "cat_cow")
    play(page)
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]})
    assert [problem["id"] for problem in found.response["violations"]] == []
