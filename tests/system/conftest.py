"""A real browser at phone size. Every test also watches: no request may leave, no error may be in the console."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

CHROMIUM = os.environ.get("UNSPASM_CHROMIUM", "/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE = {"width": 390, "height": 844}

expect.set_options(timeout=20_000)  # a busy machine is slow; what never comes still fails
ALLOWED_STATUS = "Failed to load resource: the server responded with a status of 4"  # a refused form says so itself


def pytest_collection_modifyitems(items):
    here = Path(__file__).parent
    for item in items:
        if here in Path(item.path).parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.filterwarnings("ignore::pytest.PytestRemovedIn10Warning"))  # pytest-base-url
            if not Path(CHROMIUM).exists():  # ./test says so in one line, and fails under CI
                item.add_marker(pytest.mark.skip(reason=f"no browser at {CHROMIUM}"))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": FLAGS}


@pytest.fixture
def browser_context_args(browser_context_args):
    return {**browser_context_args, "viewport": PHONE, "reduced_motion": "reduce"}


@pytest.fixture(scope="session")
def live_server():
    """The app as it is served to people: static files come from its own middleware, not from a test helper."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.contrib.staticfiles.handlers.StaticFilesHandler", lambda application: application)
        server = LiveServer("localhost")
    yield server
    server.stop()


@pytest.fixture
def home(live_server) -> str:
    """The address of the running app, under the name that browsers trust."""
    return live_server.url.replace("127.0.0.1", "localhost")


def settled(page, promise: str, within_s: int = 60):
    """What a promise in the page comes to. `evaluate` alone would wait for ever for one that never settles."""
    late = f"new Promise((_, no) => setTimeout(() => no(new Error('not settled in time')), {within_s * 1000}))"
    return page.evaluate(f"() => Promise.race([{promise}, {late}])")


def worker_is_ready(page) -> None:
    """The service worker holds what it keeps, and this page is its own."""
    settled(page, "navigator.serviceWorker.ready.then(() => true)")
    page.wait_for_function("() => navigator.serviceWorker.controller !== null")


class Watch:
    """What the browser asked for, and what it complained about."""

    def __init__(self, home: str) -> None:
        self.home = home
        self.foreign: list[str] = []
        self.errors: list[str] = []

    def look_at(self, context) -> None:
        context.on("request", self._request)
        context.on("response", self._response)
        context.on("console", self._console)
        context.on("weberror", lambda error: self.errors.append(str(error.error)))

    def _request(self, request) -> None:
        if not request.url.startswith((self.home, "data:", "blob:", "about:")):
            self.foreign.append(request.url)

    def _response(self, response) -> None:
        refused_form = response.request.method == "POST"  # seen twice: from the page and from its worker
        if response.status >= 400 and not (refused_form or response.request.is_navigation_request()):
            self.errors.append(f"{response.status} {response.url}")

    def _console(self, message) -> None:
        if message.type == "error" and not message.text.startswith(ALLOWED_STATUS):
            self.errors.append(message.text)


@pytest.fixture
def watch(home, context):
    """Given to every test: after it, nothing has left and nothing went wrong."""
    watch = Watch(home)
    watch.look_at(context)
    yield watch
    assert watch.foreign == []
    assert watch.errors == []


@pytest.fixture(autouse=True)
def _watched(watch):
    """Every test is watched."""
