"""The camera coach in a real browser, with film of made-up people as its camera. `python -m benchmarks.coach_browser`

Prints, for each movement: frames a second that were looked at, the time for one, animation frames a second of the page,
long tasks of the page (over 50 ms), seconds from Start to the first landmarks (first time, and from a warm cache), what
was counted, and memory of the browser over time. No GPU is used. `--strip FOLDER` also draws what was seen.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from base64 import b64decode
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.spasm_mode import CHROMIUM, FLAGS, serve

MOVEMENTS = ("cat_cow", "childs_pose", "hip_lift")
FAKE = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
ROUNDS = 3
SECONDS = 40
FPS_BAR, RAF_BAR, FIRST_BAR_S = 15.0, 55.0, 3.0
STRIP_FRAMES, STRIP_WIDTH = 6, 240
PERSON = """
import django; django.setup()
from uuid import uuid4
from django.utils import timezone
from tests.web.cleared import clear
from unspasm.record.actions import log_event
clear(pain_now=3, pain_worst=4, pain_days=5)
for item in ("cat_cow", "childs_pose", "hip_lift"):
    now = timezone.now()
    event = log_event(kind="session", data={"item": item}, key=uuid4(), happened_at=now, zone="Europe/London", now=now)
    print(item, event.thread)
"""
WATCH = """
  window.bench = { seen: [], ms: [], raf: [], long: [], events: [], first: null, began: null };
  new PerformanceObserver(list => list.getEntries().forEach(e => bench.long.push([e.startTime, e.duration])))
    .observe({ entryTypes: ['longtask'] });
  const beat = at => { bench.raf.push(at); requestAnimationFrame(beat); };
  document.addEventListener('DOMContentLoaded', () => {
    const root = document.querySelector('[data-module=camera-coach]');
    if (!root) return;
    requestAnimationFrame(beat);
    document.addEventListener('click', () => { bench.began ??= performance.now(); }, true);
    root.addEventListener('seen', ({ detail }) => {
      bench.seen.push(performance.now());
      bench.ms.push(detail.ms);
      if (detail.frame.landmarks) bench.first ??= performance.now();
    });
    root.addEventListener('coached', ({ detail }) => bench.events.push(detail));
  });
"""
AT_ONCE = """() => {
  const value = document.querySelector('#coach-value');
  const told = JSON.parse(value.textContent);
  Object.assign(told.words.look, { place_s: 0, count_from: 1 });
  told.plan.reps = 500;
  value.textContent = JSON.stringify(told);
}"""
SNAP = """() => {
  const [video, drawing] = ['video', 'canvas'].map(name => document.querySelector(`.live ${name}`));
  const both = new OffscreenCanvas(drawing.width, drawing.height);
  const canvas = both.getContext('2d');
  canvas.drawImage(video, 0, 0, both.width, both.height);
  canvas.drawImage(drawing, 0, 0);
  const { phase, reps, judging } = document.querySelector('.coach').dataset;
  const said = document.querySelector('[data-caption]').textContent;
  return both.convertToBlob({ type: 'image/jpeg', quality: 0.85 }).then(blob => new Promise(done => {
    const reader = new FileReader();
    reader.onload = () => done({ picture: reader.result.split(',')[1], phase, reps, judging, said });
    reader.readAsDataURL(blob);
  }));
}"""


@dataclass
class Found:
    """What one movement gave. memory_mb: resident memory of all processes of the browser, from time to time.

    worker_ms: processor time of the detector's thread for one picture; page_share: of one core, for the page's thread.
    """

    movement: str
    cold_s: float
    warm_s: float
    fps: float
    ms: float
    raf: float
    long_tasks: int
    true_s: float
    reps: list[float]
    abstained: int
    memory_mb: list[int] = field(default_factory=list)
    worker_ms: float = 0.0
    page_share: float = 0.0


def main() -> int:
    """Prints a table beside its bars; 1 if a bar is missed."""
    parser = argparse.ArgumentParser(description="Measure the camera coach in a browser.")
    parser.add_argument("--movement", choices=MOVEMENTS, action="append")
    parser.add_argument("--seconds", type=int, default=SECONDS, help="of each movement")
    parser.add_argument("--strip", type=Path, help="a folder for what was seen")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        clips = {name: film(name, Path(folder)) for name in given.movement or MOVEMENTS}
        home, server = serve(folder)
        try:
            sessions = begun(folder)
            found = [measure(home, sessions[name], name, *clips[name], given) for name in clips]
        finally:
            server.terminate()
            server.wait(timeout=20)
    return report(found, given.seconds)


def film(movement: str, folder: Path) -> tuple[Path, float]:
    """A clip, and the seconds from one of its repetitions to the next."""
    from tests.coach_people.acts import Tempo
    from tests.coach_people.clips import Scene, write_clip

    clip = folder / f"{movement}.mjpeg"
    pictures = write_clip(clip, Scene(movement, 3, tempo=Tempo(rounds=ROUNDS, lead_s=3)), 15, None)
    return clip, pictures / 30


def begun(folder: str) -> dict[str, str]:
    """A person for whom all is open, with a session of each movement."""
    environment = {**os.environ, "UNSPASM_DATA_DIR": folder, "DJANGO_SETTINGS_MODULE": "unspasm.config.settings"}
    command = [sys.executable, "-c", PERSON]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)  # noqa: S603  our own words
    return dict(line.split() for line in done.stdout.splitlines())


def measure(home: str, session: str, movement: str, clip: Path, clip_s: float, given: Any) -> Found:
    """One browser: a first visit, a second one from its cache, and then the movement."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        arguments = [*FLAGS, *FAKE, f"--use-file-for-fake-video-capture={clip}"]
        browser = play.chromium.launch(executable_path=CHROMIUM, args=arguments)
        context = browser.new_context(viewport={"width": 390, "height": 844}, permissions=["camera"])
        address = f"{home}/session/{session}/coach/"
        cold_s = first_landmark(context, address)[1]
        page, warm_s = first_landmark(context, address)
        page.wait_for_function("() => document.querySelector('.coach').dataset.stage === 'go'", timeout=120_000)
        since = page.evaluate("() => performance.now()")
        before = times_of(browser)
        memory, pictures = watched(page, browser, given)
        spent = {name: time - before.get(name, 0.0) for name, time in times_of(browser).items()}
        told = page.evaluate("() => bench")
        browser.close()
    if given.strip:
        strip(movement, pictures, given.strip)
    until = told["seen"][-1]
    seconds = (until - since) / 1000
    after = [at for at in told["seen"] if at >= since]
    reps = [event["t_s"] for event in told["events"] if event["event"] == "rep"]
    return Found(
        movement, cold_s, warm_s, len(after) / seconds, median(told["ms"][-len(after) :]),
        sum(since <= at <= until for at in told["raf"]) / seconds, sum(at >= since for at, _ in told["long"]),
        clip_s, reps, sum(event["event"] == "abstain" for event in told["events"]), memory,
        1000 * spent["worker"] / len(after), spent["page"] / seconds,
    )  # fmt: skip


def first_landmark(context: Any, address: str) -> tuple[Any, float]:
    """The page, and seconds from the tap on Start to the first landmarks."""
    page = context.new_page()
    page.add_init_script(WATCH)
    page.goto(address)
    page.evaluate(AT_ONCE)
    page.get_by_role("button", name="without sound").click()
    page.wait_for_function("() => bench.first", timeout=120_000)
    seconds = page.evaluate("() => (bench.first - bench.began) / 1000")
    for other in context.pages[:-1]:
        other.close()
    return page, seconds


def watched(page: Any, browser: Any, given: Any) -> tuple[list[int], list[dict[str, Any]]]:
    """Memory and pictures while the movement goes on."""
    memory, pictures = [], []
    steps = max(6, given.seconds // 30)
    for _ in range(steps):
        page.wait_for_timeout(1000 * given.seconds / steps)
        memory.append(memory_of(browser))
        if given.strip:
            pictures.append(page.evaluate(SNAP))
    return memory, pictures


def memory_of(browser: Any) -> int:
    """Resident memory of all processes of this browser, MB; what they share is counted for each."""
    told = browser.new_browser_cdp_session().send("SystemInfo.getProcessInfo")["processInfo"]
    pages = sum(int(Path(f"/proc/{one['id']}/statm").read_text().split()[1]) for one in told)
    return round(pages * os.sysconf("SC_PAGE_SIZE") / 1e6)


def times_of(browser: Any) -> dict[str, float]:
    """Processor seconds so far of the detector's thread and of the page's thread."""
    told = browser.new_browser_cdp_session().send("SystemInfo.getProcessInfo")["processInfo"]
    found = {"worker": 0.0, "page": 0.0}
    for process in (one["id"] for one in told if one["type"] == "renderer"):
        for thread in Path(f"/proc/{process}/task").iterdir():
            name = (thread / "comm").read_text().strip()
            fields = (thread / "stat").read_text().rpartition(")")[2].split()
            seconds = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
            found["worker"] += seconds if name.startswith("DedicatedWorker") else 0
            found["page"] += seconds if thread.name == str(process) else 0
    return found


def strip(movement: str, pictures: list[dict[str, Any]], folder: Path) -> None:
    """One row of pictures, each with phase, count and what was said below."""
    from PIL import Image, ImageDraw

    folder.mkdir(parents=True, exist_ok=True)
    kept = pictures[:: max(1, len(pictures) // STRIP_FRAMES)][:STRIP_FRAMES]
    height = STRIP_WIDTH * 3 // 4
    sheet = Image.new("RGB", (STRIP_WIDTH * len(kept), height + 44), "white")
    words = ImageDraw.Draw(sheet)
    for place, one in enumerate(kept):
        with Image.open(BytesIO(b64decode(one["picture"]))) as picture:
            sheet.paste(picture.resize((STRIP_WIDTH, height)), (place * STRIP_WIDTH, 0))
        state = one["phase"] or "-" if one["judging"] == "true" else "keeps the time"
        words.text((place * STRIP_WIDTH + 4, height + 4), f"{state}, {one['reps']} counted", fill="black")
        words.text((place * STRIP_WIDTH + 4, height + 20), one["said"][:38], fill="#154841")
        words.text((place * STRIP_WIDTH + 4, height + 31), one["said"][38:76], fill="#154841")
    sheet.save(folder / f"coach-{movement.replace('_', '-')}.jpg", quality=78)


def report(found: list[Found], seconds: int) -> int:
    """The table, with what the machine was doing beside it."""
    load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
    print(f"{seconds} s a movement, {os.cpu_count()} cores, load {load}, no GPU\n")
    print("movement      looked at/s  ms each  page/s  long tasks  start cold, warm s  worker ms/picture  page thread")
    for one in found:
        print(
            f"{one.movement:12}  {one.fps:11.1f}  {one.ms:7.0f}  {one.raf:6.1f}  {one.long_tasks:10}"
            f"  {one.cold_s:10.1f}, {one.warm_s:5.1f}  {one.worker_ms:17.1f}  {one.page_share:11.0%}"
        )
    print("\nmovement      counted  abstained  memory of the browser, MB, from time to time")
    for one in found:
        print(f"{one.movement:12}  {len(one.reps):7}  {one.abstained:9}  {' '.join(map(str, one.memory_mb))}")
        every = [round(later - before, 1) for before, later in zip(one.reps, one.reps[ROUNDS:], strict=False)]
        if every:
            print(f"{'':12}  {ROUNDS} repetitions last {one.true_s:.1f} s in the film; counted every {every} s")
    return bars(found)


def bars(found: list[Found]) -> int:
    """Each bar with its worst; a busy machine misses the first two for want of time, so processor time stands beside them."""
    worst = {
        f"at least {FPS_BAR:.0f} looked at/s": min(one.fps for one in found) >= FPS_BAR,
        f"at least {RAF_BAR:.0f} page/s": min(one.raf for one in found) >= RAF_BAR,
        "no long task": all(one.long_tasks == 0 for one in found),
        f"first landmarks within {FIRST_BAR_S:.0f} s, warm": max(one.warm_s for one in found) <= FIRST_BAR_S,
        f"worker at most {1000 / FPS_BAR:.0f} ms of processor time a picture": max(one.worker_ms for one in found)
        <= 1000 / FPS_BAR,
    }
    print("\n" + "\n".join(f"{'met   ' if met else 'missed'}  {words}" for words, met in worst.items()))
    return 0 if all(worst.values()) else 1


if __name__ == "__main__":
    raise SystemExit(main())
