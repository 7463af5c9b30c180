"""The camera coach in a real browser, with film of made-up people in place of a camera."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import TimeoutError, expect

from scripts.detector.__main__ import is_complete
from tests.coach_people.acts import Tempo
from tests.coach_people.clips import PLAYED, Scene, jpeg, pictures
from tests.coach_people.picture import View
from tests.system.conftest import CHROMIUM, FLAGS, PHONE, Watch, settled
from tests.system.test_sessions import data, look
from tests.web.cleared import clear

FAKE = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
SLOWER = 2  # film and the clock of the page: a busy machine then still looks at enough pictures in each of its seconds
FPS = 15
LISTEN = (
    f"""
  const [now, since] = [performance.now.bind(performance), performance.now()];
  performance.now = () => since + (now() - since) / {SLOWER};
"""
    + """
  window.told = [];
  window.captions = [];
  document.addEventListener('DOMContentLoaded', () => {
    document.querySelector('[data-module=camera-coach]')?.addEventListener('coached', e => told.push(e.detail));
    const caption = document.querySelector('[data-caption]');
    if (caption) new MutationObserver(() => captions.push(caption.textContent)).observe(caption, { childList: true });
  });
"""
)

pytestmark = pytest.mark.skipif(not is_complete(), reason="python -m scripts.detector")


@pytest.fixture
def cleared(transactional_db):
    """Somebody with calm pain for some days, so that the whole form of each movement is open."""
    clear(pain_now=3, pain_worst=4, pain_days=5)


@pytest.fixture(scope="session")
def film(tmp_path_factory):
    """Film by its scene, made once."""
    made: dict[str, Path] = {}
    folder = tmp_path_factory.mktemp("film")

    def of(scene, seconds=None):
        name = repr(scene)
        if name not in made:
            made[name] = folder / f"{len(made)}.mjpeg"
            with made[name].open("wb") as file:
                for picture in pictures(scene, FPS, seconds):
                    file.write(jpeg(picture) * (SLOWER * PLAYED // FPS))
        return made[name]

    return of


@pytest.fixture
def filmed(home, playwright):
    """A browser whose camera shows a film; what it asked for is watched as in every test."""
    open_browsers = []

    def of(clip, camera=True, arguments=(), **more):
        play = [f"--use-file-for-fake-video-capture={clip}"] if clip else []
        fake = FAKE if camera else FAKE[:1]  # without the second one, whoever is asked says no
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS, *fake, *play, *arguments])
        context = browser.new_context(viewport=PHONE, permissions=["camera"] if camera else [], **more)
        watch = Watch(home)
        watch.look_at(context)
        page = context.new_page()
        page.add_init_script(LISTEN)
        open_browsers.append(browser)
        of.watches.append(watch)
        return page

    of.watches = watches = []
    yield of
    for browser, watch in zip(open_browsers, watches, strict=True):
        browser.close()
        assert watch.foreign == []
        assert watch.errors == []


def begin(page, home, item, link="Coach me with the camera"):
    """To the page of the coach, with a score of 6 before."""
    page.goto(f"{home}/sessions/{item}/")
    page.locator(".scale label:has(input[value='6'])").click()
    page.get_by_role("button", name="Start", exact=True).click()
    page.get_by_role("link", name=link).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Camera coach")


def coach(page):
    return page.locator("[data-module=camera-coach]")


def start(page, *, voice=False, at_once=False):
    """`at_once`: the person is in place already, and nothing is counted down."""
    if at_once:
        page.evaluate("""() => {
          const value = document.querySelector('#coach-value');
          const told = JSON.parse(value.textContent);
          Object.assign(told.words.look, { place_s: 0, count_from: 1 });
          value.textContent = JSON.stringify(told);
        }""")
    page.get_by_role("button", name="Start the camera, with" + (" voice" if voice else "out sound")).click()


def reach(page, stage, seconds=90):
    expect(coach(page)).to_have_attribute("data-stage", stage, timeout=seconds * 1000)


def told(page, kind):
    return [event for event in page.evaluate("() => told") if event["event"] == kind]


def wait_for(page, kind, many, seconds=120):
    """Until so many events of this kind were told."""
    try:
        page.wait_for_function(
            "([kind, many]) => told.filter(e => e.event === kind).length >= many",
            arg=[kind, many],
            timeout=seconds * 1000,
        )
    except TimeoutError as late:
        seen = page.evaluate("() => document.querySelector('[data-clock]')?.textContent")
        raise AssertionError(f"clock {seen}; told {page.evaluate('() => told')}") from late


def stay(page, seconds):
    """Until the movement went on for so long, by its own clock, and pictures were looked at in it."""
    page.wait_for_function(
        "seconds => Number(document.querySelector('[data-clock]').textContent) >= seconds", arg=seconds, timeout=300_000
    )


# --- counted, and nothing but numbers kept --------------------------------------------------------


def test_hip_lifts_are_counted_and_only_numbers_leave_the_page(filmed, film, home, cleared):
    page = filmed(film(Scene("hip_lift", 1, View(), Tempo(rounds=2, lead_s=4))))
    sent = []
    page.on("request", lambda request: sent.append((request.method, len(request.post_data or ""))))
    begin(page, home, "hip_lift")
    look(page, "before")
    start(page, at_once=True)
    reach(page, "go")
    wait_for(page, "rep", 1)
    look(page, "go")
    page.get_by_role("button", name="I want to stop").click()
    reach(page, "over")
    reps = [event["n"] for event in told(page, "rep")]
    assert reps == list(range(1, len(reps) + 1))
    assert told(page, "hold")
    assert told(page, "cue") == []
    expect(page.locator("[data-sum-reps]")).to_have_text(str(len(reps)))
    look(page, "over")
    page.get_by_role("button", name="Save these numbers").click()
    expect(page.get_by_role("heading", name="What the camera coach counted")).to_be_visible()
    (kept,) = data("coached")
    assert (kept.reps, kept.movement) == (len(reps), "hip_lift")
    assert len(kept.hold_s) >= 1
    assert max(size for _, size in sent) < 2000, "a picture does not fit in what was sent"
    (ended,) = data("session_end")
    assert ended.outcome == "stopped"


TRUTH = {"cat_cow": 3, "childs_pose": 2, "hip_lift": 3}


@pytest.mark.slow
@pytest.mark.parametrize("item", TRUTH)
@pytest.mark.parametrize("mirrored", [False, True], ids=["left", "right"])
def test_each_movement_is_counted_right(filmed, film, home, cleared, item, mirrored):
    """One pass of the film after the coach is ready: it is counted from there to the place where the film begins again."""
    scene = Scene(item, 2, View(mirrored=mirrored), Tempo(rounds=TRUTH[item], lead_s=12, tail_s=3))
    clip = film(scene)
    page = filmed(clip)
    begin(page, home, item)
    start(page, at_once=True)  # the person keeps still until the coach has measured them, as people are asked to
    reach(page, "go")
    wait_for(page, "rep", TRUTH[item] + 1, 480)
    reps = told(page, "rep")
    length = clip.read_bytes().count(b"\xff\xd8\xff") / (SLOWER * PLAYED)
    per_pass = [event["t_s"] for event in reps]
    round_s = (per_pass[-1] - per_pass[0]) / TRUTH[item]
    assert round_s == pytest.approx(length / TRUTH[item], rel=0.05), (
        "a pass of the film holds so many, no more, no fewer"
    )
    cues = [event["cue"] for event in told(page, "cue") if event["cue"] != "breathe"]
    assert cues == []


@pytest.mark.slow
@pytest.mark.parametrize("act", ["empty", "animal"])
def test_a_room_without_a_person_never_counts(filmed, film, home, cleared, act):
    page = filmed(film(Scene(act, 1, View(), Tempo(rounds=1)), 12))
    begin(page, home, "cat_cow")
    start(page)
    expect(page.locator("[data-look-heading]")).to_have_text(
        "I cannot see you yet. Go to where you will move.", timeout=60000
    )
    assert coach(page).get_attribute("data-stage") == "look"
    page.get_by_role("button", name="Start now").click()
    reach(page, "go")
    stay(page, 15)
    assert told(page, "rep") == told(page, "hold") == []
    expect(page.locator("[data-sees]")).to_have_text("I keep the time")


# --- nothing leaves -------------------------------------------------------------------------------

LEAK = """
  self.addEventListener('securitypolicyviolation', event => console.info(`stopped by ${event.effectiveDirective}`));
  fetch('http://127.0.0.2:9/leak').catch(() => {});
"""


@pytest.mark.parametrize("policy", [True, False], ids=["with our policy", "without it"])
def test_a_request_from_the_worker_is_stopped_and_would_be_noticed(filmed, film, home, cleared, policy):
    """A planted leak in the worker: the policy of its file stops it; without that policy the watch of the tests sees it."""
    page = filmed(film(Scene("empty", 1, View(), Tempo(rounds=1)), 4))
    heard = []
    page.context.on("console", lambda message: heard.append(message.text))

    def planted(route):
        response = route.fetch()
        headers = {k: v for k, v in response.headers.items() if policy or k.lower() != "content-security-policy"}
        route.fulfill(response=response, headers=headers, body=response.text() + LEAK)

    page.context.route("**/detector-worker*.js", planted)
    begin(page, home, "hip_lift")
    start(page)
    expect(page.locator("[data-look-heading]")).to_have_text(
        "I cannot see you yet. Go to where you will move.", timeout=60000
    )
    page.wait_for_timeout(500)
    watch = filmed.watches[0]
    if policy:
        assert "stopped by connect-src" in heard
    else:
        assert "stopped by connect-src" not in heard
        assert any("/leak" in url for url in watch.foreign)
    watch.foreign.clear()
    watch.errors.clear()


@pytest.mark.slow
def test_with_the_network_cut_it_goes_on_and_the_numbers_are_sent_later(filmed, film, home, cleared):
    page = filmed(film(Scene("hip_lift", 1, View(), Tempo(rounds=2, lead_s=4))))
    begin(page, home, "hip_lift")
    start(page)
    reach(page, "count")
    page.context.set_offline(True)
    reach(page, "go")
    wait_for(page, "rep", 1)
    page.get_by_role("button", name="I want to stop").click()
    reach(page, "over")
    reps = len(told(page, "rep"))
    page.get_by_role("button", name="Save these numbers").click()
    page.wait_for_timeout(1500)
    assert data("coached") == []
    page.context.set_offline(False)
    page.evaluate("() => window.dispatchEvent(new Event('online'))")
    for _ in range(60):
        if data("coached"):
            break
        page.wait_for_timeout(500)
    assert [kept.reps for kept in data("coached")] == [reps]
    filmed.watches[0].errors.clear()  # what could not be reached is named in the console


# --- bad input ------------------------------------------------------------------------------------


def goes_on(page, sentence):
    """A clear sentence, no picture, and the session with figure and time."""
    expect(page.locator("[data-trouble]")).to_contain_text(sentence, timeout=60000)
    expect(page.locator("[data-trouble]")).to_contain_text("Nothing is lost.")
    expect(page.locator("[data-live]")).to_be_hidden()
    reach(page, "go", 60)
    expect(page.locator("movement-figure")).to_be_visible()
    expect(page.locator("[data-sees]")).to_have_text("I keep the time")
    page.wait_for_function("() => Number(document.querySelector('[data-clock]').textContent) >= 1")
    assert told(page, "rep") == []


def test_a_camera_that_is_refused(filmed, home, cleared):
    page = filmed(None, camera=False)
    begin(page, home, "cat_cow")
    start(page, at_once=True)
    goes_on(page, "The camera is not allowed here.")
    page.get_by_role("button", name="I want to stop").click()
    expect(page.get_by_role("button", name="Save these numbers")).to_be_hidden()  # nothing was counted
    page.get_by_role("button", name="Finish", exact=True).click()
    expect(page.get_by_role("heading", name="Stopped.")).to_be_visible()
    assert data("coached") == []


REFUSALS = {
    "absent": ("NotFoundError", "no camera that I can find"),
    "in use": ("NotReadableError", "Another program uses the camera."),
}


@pytest.mark.parametrize("name", ["absent", pytest.param("in use", marks=pytest.mark.slow)])
def test_a_camera_that_is_not_there_or_in_use(filmed, home, cleared, name):
    error, sentence = REFUSALS[name]
    page = filmed(None)
    page.add_init_script(
        f"navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('made up', '{error}'));"
    )
    begin(page, home, "childs_pose")
    start(page, at_once=True)
    goes_on(page, sentence)


BUSY_ONCE = """
  const devices = navigator.mediaDevices, ask = devices.getUserMedia.bind(devices);
  let asked = 0;
  devices.getUserMedia = (wanted) => asked++ ? ask(wanted) : Promise.reject(new DOMException('made up', 'NotReadableError'));
"""


def test_a_camera_that_is_free_a_moment_later_is_used(filmed, film, home, cleared):
    page = filmed(film(Scene("empty", 1, View(), Tempo(rounds=1)), 4))
    page.add_init_script(BUSY_ONCE)
    begin(page, home, "hip_lift")
    start(page, at_once=True)
    expect(page.locator("[data-look-heading]")).to_contain_text("I cannot see you yet.", timeout=60000)
    expect(page.locator("[data-trouble]")).to_be_hidden()


def test_a_browser_without_webgl(filmed, film, home, cleared):
    page = filmed(
        film(Scene("empty", 1, View(), Tempo(rounds=1)), 4),
        arguments=["--disable-software-rasterizer", "--disable-3d-apis"],
    )
    begin(page, home, "hip_lift")
    start(page, at_once=True)
    goes_on(page, "cannot look at pictures quickly enough")


HIDE = """hidden => {
  Object.defineProperty(document, 'hidden', { value: hidden, configurable: true });
  document.dispatchEvent(new Event('visibilitychange'));
}"""
KEEP_WORKERS = """
  window.workers = [];
  const Real = Worker;
  window.Worker = class extends Real { constructor(...given) { super(...given); workers.push(this); } };
"""
DIES = "() => workers.at(-1).dispatchEvent(new ErrorEvent('error', { message: 'made up' }))"


def test_a_worker_that_dies_is_started_once_more_and_then_the_session_goes_on_without(filmed, film, home, cleared):
    page = filmed(film(Scene("empty", 1, View(), Tempo(rounds=1)), 4))
    page.add_init_script(KEEP_WORKERS)
    begin(page, home, "hip_lift")
    start(page, at_once=True)
    looks = page.locator("[data-look-heading]")
    expect(looks).to_have_text("I cannot see you yet. Go to where you will move.", timeout=60000)
    page.evaluate(DIES)
    page.wait_for_function("() => workers.length === 2")
    expect(page.locator("[data-live]")).to_be_visible()
    settled(
        page,
        "new Promise(done => document.querySelector('.coach').addEventListener('seen', () => done(), {once: true}))",
    )
    page.evaluate(DIES)
    goes_on(page, "has stopped")
    assert page.evaluate("() => workers.length") == 2


def test_a_page_in_the_background_waits_and_a_camera_may_be_unplugged_half_way(filmed, film, home, cleared):
    page = filmed(film(Scene("empty", 1, View(), Tempo(rounds=1)), 4))
    begin(page, home, "hip_lift")
    start(page, at_once=True)
    page.get_by_role("button", name="Start now").click()
    reach(page, "go")
    page.evaluate(HIDE, True)
    clock = page.locator("[data-clock]")
    before = clock.inner_text()
    page.wait_for_timeout(2500)
    assert clock.inner_text() == before
    page.evaluate(HIDE, False)
    page.wait_for_function("() => captions.includes('This page was hidden. It waited for you.')")
    expect(clock).not_to_have_text(before)
    page.evaluate("() => document.querySelector('video').srcObject.getTracks()[0].dispatchEvent(new Event('ended'))")
    page.wait_for_function("() => captions.includes('I will keep the time.')")
    goes_on(page, "The camera has stopped.")


@pytest.mark.slow
@pytest.mark.parametrize(("width", "height"), [(641, 481), (480, 640), (850, 480), (322, 242)])
def test_odd_sizes_and_portrait(filmed, film, home, cleared, width, height):
    view = View(width=width, height=height, distance=2.2 if width > height else 3.4)
    page = filmed(film(Scene("hip_lift", 1, view, Tempo(rounds=1, lead_s=4))))
    sizes = "window.sizes = []; document.addEventListener('DOMContentLoaded', () => document.querySelector('.coach')?.addEventListener('seen', e => sizes.push([e.detail.frame.width, e.detail.frame.height])));"
    page.add_init_script(sizes)
    begin(page, home, "hip_lift")
    start(page, at_once=True)
    reach(page, "go")
    wait_for(page, "rep", 1)
    seen = page.evaluate("() => sizes")
    assert all(w % 4 == 0 for w, _ in seen)
    assert (seen[-1][0] > seen[-1][1]) == (width > height)


@pytest.mark.slow
def test_five_pictures_a_second(filmed, film, home, cleared):
    page = filmed(film(Scene("hip_lift", 1, View(), Tempo(rounds=1, lead_s=4))))
    begin(page, home, "hip_lift")
    page.evaluate("""() => {
      const take = HTMLVideoElement.prototype.requestVideoFrameCallback;
      HTMLVideoElement.prototype.requestVideoFrameCallback = function (done) {
        return take.call(this, (...given) => setTimeout(() => done(...given), 200));
      };
    }""")
    start(page, at_once=True)
    reach(page, "go")
    wait_for(page, "ready", 1)
    stay(page, 20)
    assert len(told(page, "rep")) <= 1


def test_without_script_it_says_so_and_the_session_is_the_same(filmed, home, cleared):
    page = filmed(None, java_script_enabled=False)
    begin(page, home, "cat_cow", link="About the camera coach")
    expect(page.get_by_text("The camera coach needs script")).to_be_visible()
    expect(page.get_by_role("button", name="Start the camera")).to_have_count(0)
    page.get_by_role("link", name="Without a camera").click()
    expect(page.get_by_role("heading", name="Cat and cow")).to_be_visible()


def test_code_and_camera_come_only_with_the_tap_on_start(filmed, film, home, cleared):
    page = filmed(film(Scene("empty", 1, View(), Tempo(rounds=1)), 4))
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    begin(page, home, "cat_cow")
    page.wait_for_load_state("networkidle")
    early = [url for url in asked if "/detector/" in url or "coach.js" in url or "detector-worker" in url]
    assert early == []
    assert page.evaluate("() => document.querySelector('video').srcObject") is None
    start(page, at_once=True)
    page.wait_for_function("() => document.querySelector('video').srcObject")
