"""Spasm mode against the clock, in a real browser with the internet cut. `python -m benchmarks.spasm_mode`

Every request that is not to this computer is blocked and counted. The voice runs at its own pace; a person who
hears the first instruction and each list to its end taps REACTION_S later, and taps the door REACTION_S after the
front page is drawn. The pace of the voice alone is the same way without these waits for a hand.
"""

from __future__ import annotations

import argparse
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any
from urllib.request import urlopen

from unspasm.knowledge import load_knowledge
from unspasm.knowledge.speaking import clip_name, load_spasm_mode, sentences

CHROMIUM = os.environ.get("UNSPASM_CHROMIUM", "/usr/bin/chromium")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
CLIPS = Path(__file__).parents[1] / "src/unspasm/web/static/unspasm/voice/index.json"
REACTION_S = 1.0
FIRST_BAR_S, FIRST_BAR_TAPS, BUNDLE_BAR_S = 10.0, 1, 60.0


@dataclass(frozen=True)
class Run:
    """One person's way: seconds and taps from opening, and for the bundle from its first word to its last answer."""

    first_s: float
    first_taps: int
    to_lists_s: float
    bundle_s: float
    bundle_taps: int
    page_waits_s: float
    total_s: float
    total_taps: int
    foreign: int


def main() -> int:
    """Prints the medians beside their bars; 1 if a bar is missed."""
    parser = argparse.ArgumentParser(description="Measure spasm mode.")
    parser.add_argument("--runs", type=int, default=3, help="about two minutes each")
    runs = parser.parse_args().runs
    spoken = spoken_bundle_s()
    with tempfile.TemporaryDirectory() as folder:
        home, server = serve(folder)
        try:
            found = measure(home, runs)
        finally:
            server.terminate()
            server.wait(timeout=20)
    return report(found, spoken)


def spoken_bundle_s() -> float:
    """The lists of the emergency bundle as clips, in seconds."""
    seconds = json.loads(CLIPS.read_text(encoding="utf-8"))["seconds"]
    lists = load_spasm_mode(load_knowledge()).lists.values()
    return float(sum(seconds[clip_name(piece)] for entry in lists for piece in sentences(entry.whole)))


def serve(folder: str) -> tuple[str, subprocess.Popen[bytes]]:
    """A server of its own with an empty record."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {**os.environ, "UNSPASM_DATA_DIR": folder}
    command = [sys.executable, "-m", "unspasm", "serve", "--port", str(port)]
    server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603  our own command
    home = f"http://localhost:{port}"
    for _ in range(150):
        try:
            urlopen(f"{home}/sw.js", timeout=1).close()  # noqa: S310  our own server
            return home, server
        except OSError:
            time.sleep(0.2)
    server.terminate()
    raise RuntimeError("the server did not start")


def measure(home: str, runs: int) -> list[Run]:
    """Each run in a fresh browser profile."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        found = []
        for _ in range(runs):
            context = browser.new_context(viewport={"width": 390, "height": 844})
            found.append(one_run(context, home))
            context.close()
        browser.close()
    return found


def one_run(context: Any, home: str) -> Run:
    """Opens the app, hears the first instruction, goes straight on and answers "No" to each list."""
    foreign: list[str] = []

    def watch(route: Any) -> None:
        if route.request.url.startswith(home):
            route.continue_()
        else:
            foreign.append(route.request.url)
            route.abort()

    context.route("**/*", watch)
    page = context.new_page()
    began = time.monotonic()
    page.goto(home, wait_until="load")
    time.sleep(REACTION_S)
    page.click("[data-spasm-door]")
    page.wait_for_selector(".aid .saying")  # "Stay as you are" was said; now the first thing to do is
    first_s, taps = time.monotonic() - began, 1
    wait_until_said(page)
    time.sleep(REACTION_S)
    page.click("[data-next] button")
    taps += 1
    page.wait_for_selector(".lines")
    lists_began = time.monotonic()
    waits, answers = 0.0, 0
    while page.locator(".lines").count():
        place = page.locator(".step").inner_text()
        if not place.startswith("Danger list"):
            break
        wait_until_said(page)
        time.sleep(REACTION_S)
        tapped = time.monotonic()
        page.click(".say-no")
        page.wait_for_function("was => document.querySelector('.step')?.textContent !== was", arg=place, polling=20)
        waits += time.monotonic() - tapped
        answers += 1
    ended = time.monotonic()
    return Run(
        first_s,
        1,
        lists_began - began,
        ended - lists_began,
        answers,
        waits,
        ended - began,
        taps + answers,
        len(foreign),
    )


def wait_until_said(page: Any) -> None:
    """Until the element that is being said is done, or its page has none."""
    page.wait_for_selector(".saying", timeout=5000)
    element = page.query_selector(".saying")
    page.wait_for_function("e => !e.classList.contains('saying')", arg=element, timeout=60000, polling=20)


def report(found: list[Run], spoken: float) -> int:
    """The table."""

    def middle(name: str) -> float:
        return median(getattr(run, name) for run in found)

    first, bundle = middle("first_s"), middle("bundle_s")
    print(f"Medians of {len(found)} runs; a tap or an answer comes {REACTION_S:.1f} s after it is due.")
    print(
        f"opening to the first instruction said   {first:5.1f} s, {middle('first_taps'):.0f} tap   (bar {FIRST_BAR_S:.0f} s, {FIRST_BAR_TAPS} tap)"
    )
    print(f"the emergency bundle, all seven lists   {bundle:5.1f} s, {middle('bundle_taps'):.0f} taps")
    print(
        f"  of it spoken {spoken:.1f} s, waiting for pages {middle('page_waits_s'):.2f} s, answering {middle('bundle_taps') * REACTION_S:.1f} s"
    )
    print(
        f"opening to the end of the bundle, breathing left out  {middle('total_s'):5.1f} s, {middle('total_taps'):.0f} taps"
    )
    pace = middle("total_s") - middle("total_taps") * REACTION_S
    print(f"  by the pace of the voice, taps at once               {pace:5.1f} s  (bar {BUNDLE_BAR_S:.0f} s)")
    print(f"load of this machine, last minute: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    foreign = sum(run.foreign for run in found)
    print(f"requests that tried to leave            {foreign}")
    kept = first < FIRST_BAR_S and pace < BUNDLE_BAR_S and foreign == 0
    return 0 if kept else 1


if __name__ == "__main__":
    raise SystemExit(main())
