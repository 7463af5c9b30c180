"""Kills the server again and again under a stream of writes, then counts: nothing acknowledged may be missing.

    python -m benchmarks.durability --kills 1000

The real server (`unspasm serve`, Granian) and a real SQLite file. Writers send ratings over HTTP, each under a key of
its own, and send one again until it is acknowledged. SIGKILL hits the server and its worker at random moments, one in
ten while it is still starting. Some entries are sent twice at the same time. At the end the file is read directly.

What this cannot show: SIGKILL leaves the operating system running, so what a power cut does to a disk that lies about
having written is not tested here. Against an honest disk stands `synchronous=FULL`.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import random
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

ANSWERS_WITHIN_S = 40.0
LIFE_S = 0.6  # a server lives at most this long once it answers
START_S = 1.5  # one in ten is killed within this time of its start
TWICE = 0.1  # share of entries sent twice at once


class Server:
    """`unspasm serve` on loopback with a data folder of its own, in a process group that can be killed at once."""

    def __init__(
        self, folder: Path, port: int = 0, *, before: tuple[str, ...] = (), options: tuple[str, ...] = (), **popen: Any
    ) -> None:
        self.folder = folder
        self.port = port or free_port()
        self.before = before
        self.options = options
        self.popen = popen
        self.process: subprocess.Popen[bytes] | None = None

    def spawn(self) -> None:
        """Starts it and does not wait."""
        self.folder.mkdir(parents=True, exist_ok=True)
        command = [*self.before, sys.executable, "-m", "unspasm", "serve", "--port", str(self.port), *self.options]
        extra = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL} | self.popen
        env = {**os.environ, "UNSPASM_DATA_DIR": str(self.folder), **extra.pop("env", {})}
        self.process = subprocess.Popen(command, start_new_session=True, env=env, **extra)  # noqa: S603  our own command

    def start(self) -> None:
        """Starts it and waits until it answers."""
        self.spawn()
        deadline = time.monotonic() + ANSWERS_WITHIN_S
        while not self.answers():
            if self.process is None or self.process.poll() is not None:
                raise RuntimeError("the server ended while it started")
            if time.monotonic() > deadline:
                raise RuntimeError("the server did not answer")
            time.sleep(0.05)

    def answers(self) -> bool:
        """Whether it serves a page."""
        try:
            return Person(self.port).get("/queue/token/")[0] == 200
        except OSError:
            return False

    def kill(self) -> None:
        """SIGKILL to the server and its worker: no time to finish anything."""
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None

    def stop(self) -> None:
        """As Ctrl+C does."""
        if self.process is not None:
            with suppress(ProcessLookupError):
                self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(15)
            except subprocess.TimeoutExpired:
                self.kill()
            self.process = None


class Person:
    """Somebody's browser: cookies, and the token against forged forms."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.cookies: dict[str, str] = {}
        self.token = ""

    def get(self, path: str) -> tuple[int, str]:
        """Status and text of a page. Raises OSError where there is no answer."""
        return self._ask("GET", path)

    def post(self, path: str, form: Mapping[str, str]) -> tuple[int, str]:
        """Status and text after sending a form, as the queue of the browser sends it. Raises OSError likewise."""
        if not self.token:
            status, text = self.get("/queue/token/")
            if status != 200:
                raise ConnectionError(f"no token ({status})")
            self.token = str(re.search(r'"token": "([^"]+)"', text)[1])  # type: ignore[index]  # a page without a token ends the run, as it should
        return self._ask("POST", path, urlencode(dict(form)))

    def _ask(self, method: str, path: str, body: str | None = None) -> tuple[int, str]:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers |= {
                "Content-Type": "application/x-www-form-urlencoded",
                "Origin": f"http://localhost:{self.port}",
                "X-Unspasm-Queued": "1",
                "X-CSRFToken": self.token,
            }
        with closing(http.client.HTTPConnection("localhost", self.port, timeout=30)) as connection:
            try:
                connection.request(method, path, body, headers)
                answer = connection.getresponse()
                text = answer.read().decode(errors="replace")
            except http.client.HTTPException as error:
                raise ConnectionError(str(error)) from error  # cut off in the middle of an answer
            for cookie in answer.headers.get_all("Set-Cookie") or []:
                name, _, value = cookie.strip().partition(";")[0].partition("=")
                self.cookies[name] = value
            return answer.status, text


@dataclass
class Sent:
    """What the writers sent: {key: score}, which of it was acknowledged, and what was refused (nothing should be)."""

    tried: dict[UUID, int] = field(default_factory=dict)
    acknowledged: set[UUID] = field(default_factory=set)
    refused: list[int] = field(default_factory=list)
    cut_off: int = 0


@dataclass(frozen=True)
class Found:
    """What the file holds at the end, held against what was sent."""

    kills: int
    tried: int
    acknowledged: int
    cut_off: int
    refused: int
    stored: int
    lost: int
    doubled: int
    invented: int
    changed: int
    is_whole: bool

    @property
    def is_sound(self) -> bool:
        """Every acknowledged entry is there exactly once as it was sent, and nothing else is."""
        return self.is_whole and not (self.lost or self.doubled or self.invented or self.changed or self.refused)


def write(port: int, sent: Sent, stop: threading.Event, rng: random.Random) -> None:
    """Sends entry after entry, each until it is acknowledged."""
    person = Person(port)
    while not stop.is_set():
        key, score = uuid4(), rng.randint(0, 10)
        sent.tried[key] = score
        others = [threading.Thread(target=send, args=(port, key, score, sent, Person(port), stop))]
        twice = others if rng.random() < TWICE else []
        for other in twice:
            other.start()
        send(port, key, score, sent, person, stop)
        for other in twice:
            other.join()


def send(port: int, key: UUID, score: int, sent: Sent, person: Person, stop: threading.Event) -> None:
    """One entry, again and again until the server says that it is saved, or the run is over."""
    while not stop.is_set():
        try:
            status, _ = person.post("/diary/rate/", {"pain": str(score), "key": str(key), "zone": "Europe/London"})
        except OSError:
            sent.cut_off += 1
            time.sleep(0.1)
            continue
        if status in (200, 204, 303):
            sent.acknowledged.add(key)
            return
        if status < 500:
            sent.refused.append(status)
            return


def stored_in(folder: Path) -> tuple[list[tuple[UUID, int | None]], bool]:
    """[(key, score)] of the ratings in the file, and whether the file is whole."""
    with closing(sqlite3.connect(folder / "unspasm.sqlite3")) as file:
        rows = file.execute("SELECT key, data FROM record_event WHERE kind = 'rating'").fetchall()
        is_whole = file.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    return [(UUID(str(key)), json.loads(data).get("pain")) for key, data in rows], is_whole


def compare(sent: Sent, folder: Path, kills: int) -> Found:
    """Counts what is missing, doubled, changed or invented."""
    rows, is_whole = stored_in(folder)
    keys = [key for key, _ in rows]
    return Found(
        kills=kills,
        tried=len(sent.tried),
        acknowledged=len(sent.acknowledged),
        cut_off=sent.cut_off,
        refused=len(sent.refused),
        stored=len(rows),
        lost=len(sent.acknowledged - set(keys)),
        doubled=len(keys) - len(set(keys)),
        invented=len(set(keys) - set(sent.tried)),
        changed=sum(1 for key, score in rows if key in sent.tried and sent.tried[key] != score),
        is_whole=is_whole,
    )


def run(folder: Path, kills: int, seed: int, writers: int = 4, *, say: bool = False) -> Found:
    """Kills the server so many times under a stream of writes, then compares."""
    rng = random.Random(seed)
    server, sent, stop = Server(folder), Sent(), threading.Event()
    server.start()
    threads = [
        threading.Thread(target=write, args=(server.port, sent, stop, random.Random(seed * 1000 + n)))
        for n in range(writers)
    ]
    for thread in threads:
        thread.start()
    try:
        for kill in range(kills):
            if rng.random() < 0.1:
                time.sleep(rng.uniform(0, LIFE_S))
                server.kill()
                server.spawn()
                time.sleep(rng.uniform(0, START_S))
            else:
                time.sleep(rng.uniform(0, LIFE_S))
            server.kill()
            server.start()
            if say and (kill + 1) % 50 == 0:
                print(f"{kill + 1} kills, {len(sent.acknowledged)} acknowledged", flush=True)
        time.sleep(0.3)
    finally:
        stop.set()
        for thread in threads:
            thread.join()
        server.kill()
    return compare(sent, folder, kills)


def free_port() -> int:
    """A port that nobody uses on loopback."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def main() -> None:
    """Prints the counts; exit code 1 if anything is not as it must be."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--lanes", type=int, default=1, help="servers side by side, each with its own file")
    parser.add_argument("--seed", type=int, default=1)
    wanted = parser.parse_args()
    shares = [wanted.kills // wanted.lanes + (lane < wanted.kills % wanted.lanes) for lane in range(wanted.lanes)]
    found: list[Found] = []
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="unspasm-durability-") as folder:
        lanes = [
            threading.Thread(
                target=lambda n=lane: found.append(run(Path(folder) / str(n), shares[n], wanted.seed + n, say=True))
            )
            for lane in range(wanted.lanes)
        ]
        for thread in lanes:
            thread.start()
        for thread in lanes:
            thread.join()
    names = ("kills", "tried", "acknowledged", "cut_off", "refused", "stored", "lost", "doubled", "invented", "changed")
    for name in names:
        print(f"{name:14}{sum(getattr(one, name) for one in found):>8}")
    print(f"{'whole files':14}{sum(one.is_whole for one in found):>8} of {wanted.lanes}")
    print(f"{'seconds':14}{time.monotonic() - began:>8.0f}")
    sound = len(found) == wanted.lanes and all(one.is_sound for one in found)
    print("sound" if sound else "NOT SOUND")
    sys.exit(0 if sound else 1)


if __name__ == "__main__":
    main()
