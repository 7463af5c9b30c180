"""Entries made while the server is away: kept on the device, sent later once, never lost. Real browser, real server."""

from __future__ import annotations

import http.server
import json
import os
import signal
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Error as BrowserError

from benchmarks.durability import Server
from tests.system.conftest import CHROMIUM, FLAGS, PHONE, settled

KEPT = "Kept on this device, sent when the connection is back."


@pytest.fixture(autouse=True)
def _watched() -> None:
    """The server is torn down on purpose here; failed requests are the point."""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    server = Server(tmp_path / "data")
    server.start()
    yield server
    server.kill()


class Browser:
    """A browser with a profile on disk, which can be closed, killed and opened again."""

    def __init__(self, playwright, profile: Path, port: int) -> None:
        self.playwright, self.profile, self.home = playwright, profile, f"http://localhost:{port}"
        self.posts: list[str] = []
        self.context = None

    def open(self):
        self.context = self.playwright.chromium.launch_persistent_context(
            str(self.profile), executable_path=CHROMIUM, args=FLAGS, viewport=PHONE, reduced_motion="reduce"
        )
        self.context.set_default_timeout(30_000)
        self.context.on("request", lambda request: self.posts.append(request.url) if request.method == "POST" else None)
        return self.context.pages[0]

    def page(self, path: str):
        page = self.context.new_page() if self.context else self.open()
        page.goto(f"{self.home}{path}")
        page.locator("section.queue").wait_for(state="attached")
        return page

    def kill(self) -> None:
        """As when the battery is pulled out: every process of this profile, at once."""
        for entry in Path("/proc").iterdir():
            if entry.name.isdecimal():
                try:
                    command = (entry / "cmdline").read_bytes()
                except OSError:
                    continue
                if f"--user-data-dir={self.profile}".encode() in command.split(b"\0"):
                    os.kill(int(entry.name), signal.SIGKILL)
        with suppress(BrowserError):  # the driver finds it gone, in one of several ways
            self.context.close()
        self.context = None

    def close(self) -> None:
        if self.context:
            self.context.close()


@pytest.fixture
def browser_on_disk(playwright, server: Server, tmp_path: Path) -> Iterator[Browser]:
    browser = Browser(playwright, tmp_path / "profile", server.port)
    yield browser
    browser.close()


def events(server: Server, kind: str = "rating") -> list[tuple[dict, datetime]]:
    with closing(sqlite3.connect(f"file:{server.folder / 'unspasm.sqlite3'}?mode=ro", uri=True)) as file:
        rows = file.execute("SELECT data, happened_at FROM record_event WHERE kind = ? ORDER BY id", (kind,)).fetchall()
    return [(json.loads(data), datetime.fromisoformat(at).replace(tzinfo=UTC)) for data, at in rows]


def pains(server: Server) -> list[int]:
    return [data["pain"] for data, _ in events(server)]


def waiting(page) -> int:
    """Entries on this device; -1 while the page is on its way to another or has not made its store."""
    try:
        return counted(page)
    except BrowserError as error:
        if "context was destroyed" in str(error) or "AbortError" in str(error):
            return -1
        raise


def counted(page) -> int:
    return settled(
        page,
        """new Promise((resolve, reject) => {
        const open = indexedDB.open("unspasm-queue", 1);
        open.onerror = () => reject(open.error);
        open.onupgradeneeded = () => open.transaction.abort();  // the page makes its store, not this test
        open.onsuccess = () => {
            const count = open.result.transaction("entries").objectStore("entries").count();
            count.onsuccess = () => { open.result.close(); resolve(count.result); };
        };
    })""",
    )


def tap(page, pain: int) -> None:
    page.locator(f'button[name=pain][value="{pain}"]').first.click()


def tap_while_away(page, pain: int, nth: int) -> None:
    page.wait_for_timeout(900)  # a tap within the same second would be taken for a doubled one
    tap(page, pain)
    page.locator("section.queue", has_text=KEPT if nth == 1 else f"{nth} entries are kept").wait_for()


def until(true, within_s: float = 40.0) -> None:
    deadline = time.monotonic() + within_s
    while not true():
        assert time.monotonic() < deadline, "it did not come about"
        time.sleep(0.1)


def test_with_the_server_there_a_tap_is_saved_and_undo_is_offered(browser_on_disk: Browser, server: Server) -> None:
    page = browser_on_disk.page("/diary/rate/")
    tap(page, 4)
    page.wait_for_selector("text=Your rating is saved")
    assert pains(server) == [4]
    assert waiting(page) == 0


def test_a_doubled_tap_is_one_entry(browser_on_disk: Browser, server: Server) -> None:
    page = browser_on_disk.page("/diary/rate/")
    page.evaluate(
        """() => { const b = document.querySelector('button[name=pain][value="6"]'); b.click(); b.click(); b.click(); }"""
    )
    page.wait_for_url("**/diary/")  # on a slow machine the taps come before the script: three plain sendings
    page.wait_for_load_state("networkidle")
    assert pains(server) == [6]


def test_a_rating_made_while_the_server_is_away_keeps_the_time_of_the_tap(
    browser_on_disk: Browser, server: Server
) -> None:
    page = browser_on_disk.page("/diary/rate/")
    server.kill()
    before = datetime.now(UTC)
    tap(page, 7)
    page.wait_for_selector(f"text={KEPT}")
    after = datetime.now(UTC)
    said = page.locator("section.queue [role=status]")
    assert said.inner_text() == KEPT
    assert page.locator("section.queue a[href='/offline/']").count() == 1
    time.sleep(max(0.0, 6 - (datetime.now(UTC) - before).total_seconds()))
    server.start()
    page.evaluate("window.dispatchEvent(new Event('online'))")
    page.wait_for_selector("text=Sent. Nothing is waiting on this device.")
    ((data, at),) = events(server)
    assert data["pain"] == 7
    assert before.timestamp() - 0.1 <= at.timestamp() <= after.timestamp()
    assert waiting(page) == 0


def test_what_waits_survives_a_browser_killed_in_the_middle(browser_on_disk: Browser, server: Server) -> None:
    page = browser_on_disk.page("/diary/rate/")
    server.kill()
    for nth, pain in enumerate((3, 5, 8), start=1):
        tap_while_away(page, pain, nth)
    assert waiting(page) == 3
    browser_on_disk.kill()
    server.start()
    assert pains(server) == []
    page = browser_on_disk.page("/diary/rate/")
    until(lambda: len(pains(server)) == 3)
    until(lambda: waiting(page) == 0)
    assert pains(server) == [3, 5, 8]
    times = [at for _, at in events(server)]
    assert times == sorted(times)
    assert len(set(times)) == 3


def test_kills_of_server_and_browser_while_sending_lose_and_double_nothing(
    browser_on_disk: Browser, server: Server
) -> None:
    """What the page said is kept is there once. A tap that the browser did not live to confirm is there at most once."""
    page = browser_on_disk.page("/diary/rate/")
    confirmed, tapped = [], []
    for round_, pause_s in enumerate((0.0, 0.04)):
        tap(page, round_)
        time.sleep(pause_s)
        server.kill()  # the answer may be cut off after the entry was saved, or the next page not load
        until(lambda page=page, n=round_: page.get_by_text(KEPT).count() or n in pains(server))
        confirmed.append(round_)
        if page.get_by_text(KEPT).count():
            tap_while_away(page, round_ + 3, 2)
            confirmed.append(round_ + 3)
            page.wait_for_timeout(900)
            tap(page, round_ + 6)
            tapped.append(round_ + 6)
        browser_on_disk.kill()
        server.start()
        page = browser_on_disk.page("/diary/rate/")
        until(lambda page=page: waiting(page) == 0)
    found = pains(server)
    assert sorted(set(found) - set(tapped)) == sorted(confirmed)
    assert len(found) == len(set(found))
    assert set(found) <= {*confirmed, *tapped}


def test_two_tabs_send_each_entry_once(browser_on_disk: Browser, server: Server) -> None:
    page, other = browser_on_disk.page("/diary/rate/"), browser_on_disk.page("/diary/rate/")
    server.kill()
    for nth, pain in enumerate((1, 2), start=1):
        tap_while_away(page, pain, nth)
    browser_on_disk.posts.clear()
    server.start()
    for tab in (page, other):
        tab.evaluate("window.dispatchEvent(new Event('online'))")
    until(lambda: waiting(page) == 0)
    assert pains(server) == [1, 2]
    assert len(browser_on_disk.posts) == 2


def test_a_refused_entry_is_kept_aside_with_the_sentence_and_can_be_mended(
    browser_on_disk: Browser, server: Server
) -> None:
    page = browser_on_disk.page("/diary/add/note/")
    server.kill()
    page.locator("textarea[name=words]").evaluate(
        "(area) => { area.removeAttribute('maxlength'); area.value = 'x'.repeat(2100); }"
    )
    page.locator("form[data-queue] button[type=submit]").last.click()
    page.wait_for_selector(f"text={KEPT}")
    server.start()
    page.evaluate("window.dispatchEvent(new Event('online'))")
    box = page.locator(".queue-aside")
    box.wait_for()
    assert "This entry was not saved" in box.inner_text()
    assert "2,000" in box.inner_text()
    assert waiting(page) == 1
    assert events(server, "note") == []
    page.reload()
    box.wait_for()
    page.get_by_role("link", name="Mend it").click()
    area = page.locator("textarea[name=words]")
    until(lambda: len(area.input_value()) > 1000)
    area.fill("short")
    page.locator("form[data-queue] button[type=submit]").last.click()
    until(lambda: len(events(server, "note")) == 1)
    until(lambda: waiting(page) == 0)
    assert events(server, "note")[0][0]["words"] == "short"


def test_a_refused_entry_goes_only_when_discarded_twice(browser_on_disk: Browser, server: Server) -> None:
    page = browser_on_disk.page("/diary/add/note/")
    server.kill()
    page.locator("textarea[name=words]").evaluate(
        "(area) => { area.removeAttribute('maxlength'); area.value = 'x'.repeat(2100); }"
    )
    page.locator("form[data-queue] button[type=submit]").last.click()
    page.wait_for_selector(f"text={KEPT}")
    server.start()
    page.evaluate("window.dispatchEvent(new Event('online'))")
    page.get_by_role("button", name="Discard it").click()
    assert waiting(page) == 1
    page.get_by_role("button", name="Yes, discard it for good").click()
    until(lambda: waiting(page) == 0)
    assert events(server, "note") == []


def test_a_token_that_is_refused_is_asked_for_again(browser_on_disk: Browser, server: Server) -> None:
    page = browser_on_disk.page("/diary/rate/")
    tap(page, 2)
    page.wait_for_selector("text=Your rating is saved")
    page.goto(f"{browser_on_disk.home}/diary/rate/")
    page.locator("section.queue").wait_for(state="attached")
    server.kill()
    tap(page, 9)
    page.wait_for_selector(f"text={KEPT}")
    browser_on_disk.context.clear_cookies()
    server.start()
    page.evaluate("window.dispatchEvent(new Event('online'))")
    until(lambda: pains(server) == [2, 9])
    until(lambda: waiting(page) == 0)


class SomebodyElse(http.server.BaseHTTPRequestHandler):
    """Another program that answers at our address: kindly, and to everything."""

    def _answer(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(b'{"token": "x", "now": 0}')

    do_GET = do_POST = _answer

    def log_message(self, *args) -> None:
        """Quiet."""


def in_our_place(port: int) -> http.server.ThreadingHTTPServer:
    deadline = time.monotonic() + 20
    while True:
        try:
            return http.server.ThreadingHTTPServer(("127.0.0.1", port), SomebodyElse)
        except OSError:  # the worker that was killed still lets go of it
            assert time.monotonic() < deadline
            time.sleep(0.1)


def test_another_program_at_our_address_gets_no_entry_off_the_device(browser_on_disk: Browser, server: Server) -> None:
    page = browser_on_disk.page("/diary/rate/")
    server.kill()
    other = in_our_place(server.port)
    threading.Thread(target=other.serve_forever, daemon=True).start()
    try:
        tap(page, 5)
        page.wait_for_selector("text=Kept on this device")
        assert waiting(page) == 1
    finally:
        other.shutdown()
        other.server_close()
    server.start()
    page.evaluate("window.dispatchEvent(new Event('online'))")
    until(lambda: pains(server) == [5])


def test_deleting_everything_empties_the_queue_too(browser_on_disk: Browser, server: Server) -> None:
    page = browser_on_disk.page("/diary/add/note/")
    server.kill()
    page.locator("textarea[name=words]").evaluate(
        "(area) => { area.removeAttribute('maxlength'); area.value = 'x'.repeat(2100); }"
    )
    page.locator("form[data-queue] button[type=submit]").last.click()
    page.wait_for_selector(f"text={KEPT}")
    server.start()
    page.goto(f"{browser_on_disk.home}/settings/deleted/")
    until(lambda: waiting(page) == 0)


DECISIONS = """async () => {
  const { verdict, toSend, waitingWords } = await import("/static/unspasm/queue.js");
  const entry = { key: "k", url: "/", body: [["pain", "4"], ["ago_min", "10"]], at: 1_000_000, late: false };
  const typed = { ...entry, body: [["at", "2026-01-01T10:00"]] };
  const plain = { ...entry, body: [["pain", "4"], ["fold", ""]] };
  return {
    verdicts: [200, 204, 303, 409, 422, 400, 404, 413, 401, 408, 429, 500, 503].map((s) => verdict(s, "")),
    forbidden: [verdict(403, ""), verdict(403, "not-paired")],
    fresh: toSend(entry, { now: 1_004_999, skew: 0 }),
    ago: toSend(entry, { now: 1_005_000, skew: 0 }),
    setBack: toSend(plain, { now: 999_000, skew: 0 }),
    skewed: toSend(plain, { now: 9_000_000, skew: -90_000 }),
    nearly: toSend(plain, { now: 9_000_000, skew: -59_000 }),
    late: toSend({ ...plain, late: true }, { now: 1_000_001, skew: 0 }),
    typed: toSend(typed, { now: 9_000_000, skew: 500_000 }),
    words: [waitingWords(0, ""), waitingWords(1, ""), waitingWords(3, ""), waitingWords(2, "not-paired"), waitingWords(1, "server")],
  };
}"""


def test_what_each_answer_means_and_which_time_is_sent(browser_on_disk: Browser) -> None:
    said = browser_on_disk.page("/about/").evaluate(DECISIONS)
    assert said["verdicts"] == ["sent"] * 3 + ["refused"] * 5 + ["wait"] * 5
    assert said["forbidden"] == ["token", "wait"]
    assert said["fresh"] == [["pain", "4"], ["ago_min", "10"]]
    assert said["ago"] == [["pain", "4"], ["at", "1970-01-01T00:06:40.000Z"]]
    assert said["setBack"] == said["nearly"] == said["late"] == [["pain", "4"], ["at", "1970-01-01T00:16:40.000Z"]]
    assert said["skewed"] == [["pain", "4"], ["at", "1970-01-01T00:15:10.000Z"]]
    assert said["typed"] == [["at", "2026-01-01T10:00"]]
    assert said["words"][0] == ""
    assert said["words"][1] == KEPT
    assert "3 entries" in said["words"][2]
    assert "not paired" in said["words"][3]
