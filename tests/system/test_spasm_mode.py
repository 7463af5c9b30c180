"""Spasm mode with eyes closed: one tap to a voice, lists that wait, help at once, and a way on with the server gone."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.system.conftest import worker_is_ready
from tests.system.test_pages import SMALL_TARGETS, violations
from unspasm.knowledge import load_knowledge
from unspasm.knowledge.speaking import load_spasm_mode

MODE = load_spasm_mode(load_knowledge())
GOLDEN = json.loads((Path(__file__).parents[1] / "content/spoken.json").read_text(encoding="utf-8"))
ISLAND = "import('/static/unspasm/islands/spasm-mode.js')"
VOICE = "import('/static/unspasm/voice.js')"
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
LISTEN = """
  window.heard = [];
  new MutationObserver(rows => rows.forEach(row => row.target.classList?.contains('saying')
    && heard.push(row.target.dataset.say || row.target.textContent)))
    .observe(document, {subtree: true, attributes: true, attributeFilter: ['class']});
  window.contexts = 0;
  const Real = window.AudioContext;
  window.AudioContext = class extends Real { constructor(...all) { super(...all); window.contexts += 1; } };
"""


@pytest.fixture
def ear(page):
    """Notes what is said, and when sound is opened."""
    page.add_init_script(LISTEN)
    return page


def tap_the_door(page, home):
    page.goto(home)
    page.get_by_role("link", name=re.compile("My back is in spasm now")).click()


def go_to_lists(page):
    page.get_by_role("button", name="Go on to the danger questions").click()
    expect(page.locator(".step")).to_have_text("Danger list 1 of 7")


def say_no(page):
    place = page.locator(".step").inner_text()
    page.get_by_role("button", name=re.compile(r"^No\b(?! sure)")).filter(has_text="none of these").click()
    page.wait_for_function("was => document.querySelector('.step')?.textContent !== was", arg=place)


def test_one_tap_leads_to_the_first_spoken_words(ear, home):
    ear.goto(home)
    assert ear.evaluate("contexts") == 0, "no sound before a tap"
    ear.get_by_role("link", name=re.compile("My back is in spasm now")).click()
    ear.wait_for_function("() => heard.length > 1", timeout=10000)
    assert ear.evaluate("heard.slice(0, 2)") == [
        "Stay as you are.",
        "Just after a hard crash or fall, do not move.",
    ]
    ear.wait_for_function("() => heard.length > 2", timeout=15000)
    assert ear.evaluate("heard[2]") == "If not: lie, sit or kneel in any way that eases it, and stay there."
    expect(ear).to_have_url(re.compile("/spasm/$"))
    assert ear.evaluate(f"{VOICE}.then(v => v.ready())") in (True, False)


def test_sound_never_starts_by_itself(ear, home):
    for address in ("/spasm/", "/spasm/offline/"):
        ear.goto(home + address)
        ear.wait_for_timeout(700)
        assert (ear.evaluate("contexts"), ear.evaluate("heard")) == (0, [])
    ear.goto(f"{home}/spasm/")
    go_to_lists(ear)
    ear.wait_for_timeout(500)
    assert ear.evaluate("contexts") == 0, "going on without the voice stays quiet"
    ear.get_by_role("button", name="Voice on").click()
    ear.wait_for_function("() => heard.length > 0")


def test_the_sound_check_then_the_breath_then_the_lists_by_themselves(ear, home):
    ear.route("**/voice/index.json", lambda route: route.fulfill(json={"seconds": {}}))  # tones: a fast voice
    tap_the_door(ear, home)
    expect(ear.get_by_role("heading", name="Did you hear me?")).to_be_visible(timeout=15000)
    ear.get_by_role("button", name="No", exact=True).click()
    expect(ear.get_by_text("Turn the sound up")).to_be_visible()
    ear.evaluate("document.querySelector('[data-spasm-page]').dataset.breaths = '1'")
    ear.evaluate("Object.assign(document.querySelector('[data-breath]').dataset, {inS: '1', outS: '1'})")
    ear.get_by_role("button", name="Yes", exact=True).click()
    expect(ear.locator(".step")).to_have_text("Danger list 1 of 7", timeout=15000)


def test_keep_breathing_stops_the_way_on(ear, home):
    ear.route("**/voice/index.json", lambda route: route.fulfill(json={"seconds": {}}))
    tap_the_door(ear, home)
    expect(ear.get_by_role("heading", name="Did you hear me?")).to_be_visible(timeout=15000)
    ear.evaluate("document.querySelector('[data-spasm-page]').dataset.breaths = '1'")
    ear.evaluate("Object.assign(document.querySelector('[data-breath]').dataset, {inS: '1', outS: '1'})")
    ear.get_by_role("button", name="Yes", exact=True).click()
    ear.locator(".breathing-now").wait_for()
    ear.get_by_role("button", name="Keep breathing").click()
    ear.wait_for_timeout(4000)
    expect(ear.get_by_role("button", name="Go on to the danger questions")).to_be_visible()


def test_each_list_is_said_and_then_waits(ear, home):
    tap_the_door(ear, home)
    go_to_lists(ear)
    for number, entry in enumerate(MODE.lists.values(), 1):
        expect(ear.locator(".step")).to_have_text(f"Danger list {number} of 7")
        ear.wait_for_function("words => heard.at(-1) === words", arg=entry.whole)
        say_no(ear)
    expect(ear.get_by_text("The first part is done.")).to_be_visible()


def tap_at(page, box):
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def test_a_double_tap_never_answers_the_next_list(page, home):
    page.goto(f"{home}/spasm/")
    go_to_lists(page)
    page.wait_for_function("() => !document.querySelector('.calm')")
    box = page.locator(".say-no").bounding_box()
    tap_at(page, box)
    page.wait_for_function("() => document.querySelector('.step')?.textContent === 'Danger list 2 of 7'", polling=10)
    tap_at(page, page.locator(".say-no").bounding_box())
    page.wait_for_timeout(600)
    expect(page.locator(".step")).to_have_text("Danger list 2 of 7")
    say_no(page)
    expect(page.locator(".step")).to_have_text("Danger list 3 of 7")


def test_a_double_tap_never_answers_the_next_list_without_a_server(page, home):
    page.goto(f"{home}/spasm/offline/")
    page.get_by_role("button", name="Go on to the danger questions").click()
    first = page.locator(".asked:visible .say-no")
    page.wait_for_function("() => !document.querySelector('.calm')")
    tap_at(page, first.bounding_box())
    tap_at(page, page.locator(".asked:visible .say-no").bounding_box())
    expect(page.locator(".step:visible")).to_have_text("Danger list 2 of 7")


def test_a_server_that_never_answers_is_treated_as_gone(page, home):
    page.add_init_script("const real = AbortSignal.timeout.bind(AbortSignal); AbortSignal.timeout = () => real(400)")
    page.goto(f"{home}/spasm/")
    page.route("**/spasm/start/", lambda route: None)
    page.get_by_role("button", name="Go on to the danger questions").click()
    expect(page.get_by_text("Unspasm cannot be reached. This page still works")).to_be_visible()


def test_stop_voice_is_silence_until_it_is_asked_for(ear, home):
    tap_the_door(ear, home)
    ear.wait_for_function("() => heard.length > 0")
    ear.get_by_role("button", name="Stop voice").click()
    ear.wait_for_timeout(400)
    ear.evaluate("heard.length = 0")
    go_to_lists(ear)
    ear.wait_for_timeout(600)
    assert ear.evaluate("heard") == []
    ear.get_by_role("button", name="Voice on").click()
    ear.wait_for_function("() => heard.length > 0")


def test_an_emergency_shows_the_call_and_says_it(ear, home):
    ear.goto(f"{home}/call/")
    ear.get_by_label("Your country").select_option("GB-GBN")
    ear.get_by_role("button", name="Keep this country").click()
    tap_the_door(ear, home)
    go_to_lists(ear)
    ear.get_by_role("button", name=re.compile("^Yes")).click()
    ear.get_by_label("Numb or tingling between your legs").check()
    ear.get_by_role("button", name="Continue with my ticks").click()
    expect(ear.locator("main").get_by_role("link", name="Call 999")).to_be_in_viewport()
    ear.wait_for_function("() => heard.some(words => words.includes('Call 999.'))")
    expect(ear.get_by_role("button", name=re.compile("Go on with the check"))).to_have_count(0)


def test_help_opens_in_place_while_the_voice_goes_on(ear, home):
    tap_the_door(ear, home)
    ear.locator("summary.btn-help").click()
    expect(ear.locator(".callbox").get_by_text("My back has seized up and I cannot move.")).to_be_visible()
    ear.wait_for_function("() => heard.length > 1", timeout=10000)


def test_no_voice_in_settings_means_no_sound_at_all(ear, home):
    ear.goto(f"{home}/settings/")
    ear.get_by_label("No voice, no sound").check()
    ear.get_by_role("button", name="Keep this voice").click()
    tap_the_door(ear, home)
    expect(ear.get_by_role("heading", level=1)).to_have_text("Stay as you are. We go slowly.")
    go_to_lists(ear)
    ear.wait_for_timeout(500)
    assert (ear.evaluate("contexts"), ear.evaluate("heard")) == (0, [])


def test_by_keyboard_alone(page, home):
    page.goto(home)
    page.get_by_role("link", name=re.compile("My back is in spasm now")).focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Go on to the danger questions").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".step")).to_have_text("Danger list 1 of 7")
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.value") == "none":
            break
    page.keyboard.press("Enter")
    expect(page.locator(".step")).to_have_text("Danger list 2 of 7")


def test_up_step_by_step_and_numbers_without_a_keyboard(page, home):
    page.goto(f"{home}/spasm/")
    go_to_lists(page)
    for _ in MODE.lists:
        say_no(page)
    for digit in "40":
        page.locator(".pad").first.get_by_role("button", name=digit, exact=True).click()
    page.locator(".pad").first.get_by_role("button", name="7", exact=True).click()
    page.locator(".pad").first.get_by_role("button", name="Delete").click()
    expect(page.locator("#age")).to_have_value("40")
    walk_to_the_end(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Now get comfortable.")
    assert violations(page) == []
    page.get_by_role("button", name="Help me get up").click()
    expect(page.locator(".rise-steps li:visible")).to_have_text([MODE["rise"]["steps"][0]])
    for step in MODE["rise"]["steps"][1:]:
        page.get_by_role("button", name="Next step").click()
        expect(page.locator(".rise-steps li:visible")).to_have_text([step])
    page.get_by_role("button", name="Next step").click()
    expect(page.get_by_text(MODE["rise"]["done"])).to_be_visible()


def walk_to_the_end(page):
    """Answers what is left as somebody with a simple spasm."""
    from tests.system.journey import YES, _fill

    for _ in range(40):
        if not page.locator("input[name=put]").count():
            return
        first = page.locator("input[name=put]").first.get_attribute("value")
        put = {field.get_attribute("value") for field in page.locator("input[name=put]").all()}
        if page.locator(".say-no").count() and not put & YES:
            page.locator(".say-no").click()
        elif page.locator(".say-yes").count():
            page.locator(".say-yes").click()
            for fact in put & YES:
                page.locator(f".tick input[value={fact}]").check()
            page.get_by_role("button", name="Continue with my ticks").click()
        elif page.locator(".choices").count():
            wanted = page.locator(".choice[value=no], .choice[value^=no_], .choice[value^=none]")
            (wanted if wanted.count() else page.locator(".choice")).first.click()
        else:
            for field in page.locator(".field").all():
                _fill(field)
            page.get_by_role("button", name="Continue", exact=True).click()
        page.wait_for_function("was => document.querySelector('input[name=put]')?.value !== was", arg=first)


def cut(page, context, home):
    """The app was opened once; then nothing can be reached any more."""
    page.goto(home)
    worker_is_ready(page)
    context.set_offline(True)


@pytest.mark.parametrize("answer", ["Yes", "Not sure", "Skip"])
@pytest.mark.parametrize("at", [0, 3])
def test_without_a_server_any_doubt_leads_to_help(page, context, home, answer, at, watch):
    cut(page, context, home)
    page.get_by_role("link", name=re.compile("My back is in spasm now")).click()
    expect(page.get_by_text("Unspasm cannot be reached. This page still works")).to_be_visible()
    page.get_by_role("button", name="Go on to the danger questions").click()
    for _ in range(at):
        page.locator(".asked:visible").get_by_role("button", name=re.compile("^No")).filter(has_text="none").click()
    page.locator(".asked:visible").get_by_role("button", name=re.compile(f"^{answer}")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(MODE["offline"]["call"])
    expect(page.get_by_text(MODE["offline"]["all_no_title"])).to_be_hidden()
    expect(page.get_by_role("link", name="999").first).to_be_visible()
    context.set_offline(False)
    watch.errors.clear()  # the browser notes each request that found no server


def test_without_a_server_no_to_all_promises_nothing(page, context, home, watch):
    cut(page, context, home)
    page.goto(f"{home}/spasm/")
    page.get_by_role("button", name="Go on to the danger questions").click()
    for _ in MODE.lists:
        page.locator(".asked:visible .say-no").click()
    shown = page.locator("main").inner_text()
    assert MODE["offline"]["all_no"] in shown
    assert not re.search(r"no warning sign|no danger|you are safe|plan|positions of ease", shown, re.I)
    context.set_offline(False)
    watch.errors.clear()


def test_a_server_that_dies_between_two_lists_leads_to_the_kept_lists(page, context, home, watch):
    page.goto(home)
    worker_is_ready(page)
    page.get_by_role("link", name=re.compile("My back is in spasm now")).click()
    go_to_lists(page)
    context.set_offline(True)
    page.get_by_role("button", name=re.compile(r"^No\b(?! sure)")).filter(has_text="none of these").click()
    expect(page.get_by_text("Unspasm cannot be reached. This page still works")).to_be_visible()
    context.set_offline(False)
    watch.errors.clear()


def test_nothing_personal_is_kept_on_the_device(page, home):
    page.goto(f"{home}/spasm/")
    worker_is_ready(page)
    go_to_lists(page)
    say_no(page)
    kept = page.evaluate(
        "caches.keys().then(n => caches.open(n[0])).then(c => c.keys()).then(k => k.map(r => new URL(r.url).pathname))"
    )
    assert {name for name in kept if not name.startswith("/static/")} == {"/offline/", "/spasm/offline/"}
    assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]


def opened(page):
    page.goto(page.home + "/spasm/")


def listed(page):
    opened(page)
    go_to_lists(page)


def ticked(page):
    listed(page)
    page.get_by_role("button", name=re.compile("^Yes")).click()
    page.locator(".tick").first.wait_for()


def refused(page):
    ticked(page)
    page.evaluate("document.querySelector('.go').style.display = 'block'")
    page.locator(".go").click()
    page.locator(".state-error").wait_for()


def emergency(page):
    ticked(page)
    page.locator(".tick").first.click()
    page.get_by_role("button", name="Continue with my ticks").click()
    page.locator(".banner").wait_for()


def fields(page):
    listed(page)
    for _ in MODE.lists:
        say_no(page)


def cut_off(page):
    page.goto(page.home + "/spasm/offline/")


def cut_off_list(page):
    cut_off(page)
    page.get_by_role("button", name="Go on to the danger questions").click()


def cut_off_call(page):
    cut_off_list(page)
    page.locator(".asked:visible .say-unsure").click()


@pytest.mark.parametrize(
    "lead",
    [opened, listed, ticked, refused, emergency, fields, cut_off, cut_off_list, cut_off_call],
    ids=lambda f: f.__name__,
)
def test_every_page_of_spasm_mode(page, home, lead, watch):
    page.home = home
    lead(page)
    watch.errors[:] = [error for error in watch.errors if "422" not in error]
    assert violations(page) == []
    page.locator("summary.btn-help").click()
    assert violations(page) == [], "with help open"
    page.locator("summary.btn-help").click()
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    assert violations(page) == [], "in the dark"
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate(SIDEWAYS) <= 0, "at 320 px"
    page.set_viewport_size({"width": 390, "height": 844})
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert page.evaluate(SIDEWAYS) <= 0, "with text at 200 %"
    assert page.evaluate(SMALL_TARGETS) == []
    expect(page.locator("h1:visible")).to_have_count(1)


def test_the_answers_of_a_list_are_big_and_fit_one_phone_screen(page, home):
    page.home = home
    listed(page)
    for name, least in (("say-yes", 64), ("say-unsure", 64), ("say-no", 100)):
        box = page.locator(f".{name}").bounding_box()
        assert box["height"] >= least
        assert box["y"] + box["height"] <= 844


def test_words_are_cut_and_named_as_in_python(page, home):
    page.goto(home)
    names = page.evaluate(f"texts => {VOICE}.then(v => texts.map(v.clipName))", list(GOLDEN["names"]))
    assert names == list(GOLDEN["names"].values())
    cuts = page.evaluate(f"texts => {VOICE}.then(v => texts.map(v.sentences))", [text for text, _ in GOLDEN["cuts"]])
    assert cuts == [pieces for _, pieces in GOLDEN["cuts"]]


def test_which_means_says_it(page, home):
    page.goto(home)
    table = [
        (["clips", True, True], "clip"), (["clips", False, True], "tone"), (["clips", False, False], "tone"),
        (["device", True, True], "device"), (["device", True, False], "clip"), (["device", False, False], "tone"),
        (["off", True, True], "nothing"),
    ]  # fmt: skip
    for given, means in table:
        assert page.evaluate(f"g => {VOICE}.then(v => v.meansFor(...g))", given) == means, given


def test_what_comes_after_an_answer_without_a_server(page, home):
    page.goto(home)
    then = f"g => {ISLAND}.then(s => s.afterAnswer(...g))"
    assert page.evaluate(then, [0, "none", 7]) == {"show": "list", "place": 1}
    assert page.evaluate(then, [6, "none", 7]) == {"show": "done"}
    for answer in ("yes", "unsure", "", "anything else"):
        assert page.evaluate(then, [6, answer, 7])["show"] == "call"
    assert page.evaluate(then, [2, "skip", 7]) == {"show": "call", "why": "skipped"}


def test_breaths_are_five_in_and_six_out(page, home):
    page.goto(home)
    beats = page.evaluate(f"{ISLAND}.then(s => s.beats(2, 5, 6))")
    assert [(beat["at"], beat["say"]) for beat in beats] == [
        (0, "in"),
        (5, "out"),
        (11, "in"),
        (16, "out"),
        (22, "end"),
    ]


def test_a_device_voice_that_would_send_the_text_away_is_never_used(ear, home):
    ear.add_init_script("""
      window.sent = [];
      const fake = {speak: words => sent.push(words.text), cancel() {}, addEventListener() {},
        getVoices: () => [{lang: 'en-GB', localService: false, name: 'far away'}]};
      Object.defineProperty(window, 'speechSynthesis', {value: fake});
    """)
    ear.goto(f"{home}/settings/")
    ear.get_by_label("A voice of this device").check()
    ear.get_by_role("button", name="Keep this voice").click()
    tap_the_door(ear, home)
    ear.wait_for_function("() => heard.length > 1", timeout=10000)
    assert ear.evaluate("sent") == []


def test_a_device_voice_that_never_begins_gives_way_within_four_seconds(ear, home):
    ear.add_init_script("""
      window.sent = [];
      window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
      const fake = {speak: words => sent.push(words.text), cancel() {}, addEventListener() {},
        getVoices: () => [{lang: 'en-GB', localService: true, name: 'silent'}]};
      Object.defineProperty(window, 'speechSynthesis', {value: fake});
    """)
    ear.goto(f"{home}/settings/")
    ear.get_by_label("A voice of this device").check()
    ear.get_by_role("button", name="Keep this voice").click()
    tap_the_door(ear, home)
    ear.wait_for_function("() => sent.length === 1")
    ear.wait_for_function("() => heard.length > 1 || sent.length > 1", timeout=20000)
