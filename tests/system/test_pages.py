"""Every kind of page: accessible by axe, no sideways scroll at 320 px, usable at 200 % text."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.system.conftest import settled
from tests.system.journey import go_to, go_to_the_result, start

RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
}
FIXED = [
    "/", "/first-aid/", "/call/", "/about/", "/read/", "/read/claims/", "/read/claims/decompression_prevents/",
    "/read/interventions/heat/", "/read/muscles/psoas/", "/read/symptoms/tense_or_stiff/",
    "/read/topics/danger_signs/", "/read/rules/ces_saddle_numb/", "/read/medicines/ibuprofen/", "/read/sources/dionne_2019/", "/settings/", "/settings/deleted/", "/offline/",
    "/check/answers/", "/no-such-page/",
]  # fmt: skip


def violations(page) -> list[str]:
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{v['id']}: {v['nodes'][0]['html'][:160]} {v['nodes'][0]['failureSummary']}" for v in found]


def told(name):
    """Leads a page to a screen of the check by name."""

    def lead(page, home):
        start(page, home)
        if name == "emergency":
            page.locator(".tick input").first.check()
            page.get_by_role("button", name="Continue with my ticks").click()
        elif name == "crisis":
            go_to(page, "safety")
            page.locator(".tick input[value=self_harm_plan]").check()
            page.get_by_role("button", name="Continue with my ticks").click()
        elif name == "same_day":
            go_to(page, "danger_illness")
            page.locator(".tick input[value=fever]").check()
            page.get_by_role("button", name="Continue with my ticks").click()
            go_to_the_result(page)
        elif name == "result":
            go_to_the_result(page)
        elif name == "found":
            page.goto(f"{home}/read/")
            page.get_by_label("Search all pages").fill("heat")
            page.get_by_role("button", name="Search").click()
        elif name == "so_far":
            for _ in range(9):
                page.locator(".answers .unsure, .choice[value=not_sure]").first.click()
            page.get_by_role("link", name="I cannot answer more").click()
        elif name == "single":
            page.goto(f"{home}/check/question/saddle_numb/")
        elif name == "wrong":
            go_to(page, "about_you")
            page.get_by_role("button", name="Continue", exact=True).click()
        else:
            go_to(page, name)

    lead.__name__ = name
    return lead


TOLD = [
    told(n)
    for n in (
        "danger_nerves",
        "about_you",
        "where",
        "single",
        "wrong",
        "emergency",
        "crisis",
        "same_day",
        "result",
        "found",
        "so_far",
        "at_hand",
    )
]


def fixed(address):
    """Opens an address."""

    def lead(page, home):
        page.goto(home + address)

    lead.__name__ = address.strip("/") or "home"
    return lead


ALL = [*map(fixed, FIXED), *TOLD]


SMALL_TARGETS = """[...document.querySelectorAll('a.btn, button, summary, .tick, .scale label, .door, .hero-door')]
    .filter(e => e.offsetParent && e.getBoundingClientRect().height < 44).map(e => e.outerHTML.slice(0, 100))"""


@pytest.mark.parametrize("lead", ALL, ids=lambda lead: lead.__name__)
def test_page(page, home, lead):
    lead(page, home)
    assert violations(page) == []
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    assert violations(page) == [], "in the dark"
    sideways = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate(sideways) <= 0, "at 320 px"
    page.set_viewport_size({"width": 390, "height": 844})
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert page.evaluate(sideways) <= 0, "with text at 200 %"
    expect(page.locator("h1")).to_have_count(1)
    assert page.evaluate(SMALL_TARGETS) == [], "targets of at least 44 px"


def test_axe_finds_what_is_wrong(page, home):
    """The negative control: a page made worse on purpose is caught."""
    page.goto(home)
    page.evaluate(
        "document.documentElement.removeAttribute('lang'); document.querySelector('.note').style.color = '#ccc'"
    )
    found = " ".join(violations(page))
    assert "html-has-lang" in found
    assert "color-contrast" in found


def test_the_watch_sees_a_foreign_request(page, home, watch):
    """The negative control: a picture from elsewhere is stopped by the policy, and seen."""
    page.goto(home)
    settled(
        page,
        "new Promise(done => { const i = new Image(); i.onerror = () => done(); i.src = 'http://127.0.0.1:9/x.png' })",
    )
    assert watch.foreign or watch.errors
    watch.foreign.clear()
    watch.errors.clear()


SHIFTS = """new Promise(done => new PerformanceObserver(list => done(list.getEntries().reduce((sum, e) => sum + e.value, 0)))
    .observe({type: 'layout-shift', buffered: true}) || setTimeout(() => done(0), 600))"""


@pytest.mark.parametrize("address", ["/", "/first-aid/", "/check/", "/read/", "/call/"])
def test_nothing_moves_while_a_page_arrives(page, home, address):
    page.emulate_media(reduced_motion="no-preference")
    page.goto(home + address, wait_until="load")
    assert page.evaluate(SHIFTS) == 0


def test_the_watch_sees_a_shift(page, home):
    """The negative control: something put in above the rest is counted."""
    page.goto(home, wait_until="load")
    page.wait_for_timeout(600)  # until input can no longer excuse it
    page.evaluate("document.body.prepend(Object.assign(document.createElement('div'), {innerText: 'x\\n'.repeat(9)}))")
    assert page.evaluate(SHIFTS) > 0


def test_the_front_page_weighs_under_100_kilobytes(page, home):
    """Everything the browser fetches for it, headers included and nothing compressed."""
    client = page.context.new_cdp_session(page)
    client.send("Network.enable")
    bytes_seen = []
    client.on("Network.loadingFinished", lambda event: bytes_seen.append(event["encodedDataLength"]))
    page.goto(home, wait_until="networkidle")
    assert len(bytes_seen) >= 4, "page, styles and script were seen"
    assert sum(bytes_seen) < 100_000
    print(f"front page: {sum(bytes_seen)} bytes in {len(bytes_seen)} answers")


@pytest.mark.parametrize("width", [360, 375, 390])
def test_help_and_where_i_am_share_one_line_on_a_phone_so_that_what_to_do_comes_first(page, home, width):
    page.set_viewport_size({"width": width, "height": 740})
    bar = page.locator(".top")
    for address in ("/", "/today/", "/medicines/questions/ibuprofen/", "/spasm/"):
        page.goto(f"{home}{address}")
        assert bar.bounding_box()["height"] < 80, address
    page.get_by_role("button", name="Start, with voice").click()
    expect(page.get_by_role("button", name="Stop voice")).to_be_visible()
    assert bar.bounding_box()["height"] < 80, "with the voice on"


def test_no_amount_of_a_drink_breaks_over_two_lines(page, home):
    page.set_viewport_size({"width": 390, "height": 740})
    page.goto(f"{home}/drinks/")
    sizes = page.locator(".sizes .btn > span")
    assert sizes.count() > 4
    assert sizes.evaluate_all("all => all.filter(one => one.getBoundingClientRect().height > 30).length") == 0


def test_no_word_of_the_ranges_of_the_chart_is_broken_on_a_phone(page, home):
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"{home}/diary/rate/")
    page.locator(".score").first.click()
    expect(page.get_by_text("Your rating is saved.")).to_be_visible()
    page.goto(f"{home}/diary/")
    ranges = page.locator(".ranges .btn")
    assert ranges.count() == 4
    assert len({round(box["height"]) for box in (one.bounding_box() for one in ranges.all())}) == 1
    assert ranges.first.bounding_box()["height"] < 56
