"""Kills a restore again and again at chance moments: what is left must be the old record or the new one, never a mix.

    python -m tests.handover.kills --times 200

Real processes and real files. A reader keeps the database open all the while, as a running server does. Three kills of
four wait until a chance share of the new record is written, the fourth falls at a chance time. Prints how many kills hit
before, in and after the copying, and what was left; exit code 1 if any was neither.
"""

from __future__ import annotations

import argparse
import os
import random
import select
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import closing
from pathlib import Path

RESTORE = """
import sys
from pathlib import Path
from unspasm.handover.backup import restore
print("begin", flush=True)
restore(Path(sys.argv[1]), Path(sys.argv[2]))
print("done", flush=True)
sys.stdin.read()
"""
ROWS, NEW_ROWS, WIDE = 2000, 8000, 2000
"""The new record is larger than what the database holds in memory while it copies, so that it writes all the time."""
PATIENCE_S = 120


def make(path: Path, name: str, rows: int) -> None:
    """A database whose every row names its state; large enough that copying takes a while."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE IF NOT EXISTS told (id INTEGER PRIMARY KEY, state TEXT, words TEXT)")
        connection.execute("DELETE FROM told")
        connection.executemany(
            "INSERT INTO told (state, words) VALUES (?, ?)", ((name, name * WIDE) for _ in range(rows))
        )
        connection.commit()


def state_of(path: Path) -> str:
    """`old`, `new`, or what is wrong."""
    with closing(sqlite3.connect(path)) as connection:
        sound = connection.execute("PRAGMA integrity_check").fetchall()
        found = connection.execute("SELECT state, count(*) FROM told GROUP BY state").fetchall()
    if sound != [("ok",)]:
        return f"broken: {sound[0][0]}"
    return {(("o", ROWS),): "old", (("n", NEW_ROWS),): "new"}.get(tuple(found), f"a mix: {found}")


def kill_once(folder: Path, rng: random.Random, longest_s: float) -> tuple[str, str]:
    """One restore, killed. Returns (when the kill hit: before, in or after the copying; what was left)."""
    live, copy, log = folder / "live.sqlite3", folder / "copy.sqlite3", folder / "live.sqlite3-wal"
    if state_of(live) != "old":
        make(live, "o", ROWS)
    with closing(sqlite3.connect(live)) as reader:
        reader.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        reader.execute("SELECT count(*) FROM told").fetchone()
        process = subprocess.Popen(
            [sys.executable, "-c", RESTORE, str(copy), str(live)],
            stdout=subprocess.PIPE, stdin=subprocess.PIPE, text=True,
        )  # fmt: skip
        try:
            is_done, written = _kill(process, log, copy.stat().st_size, rng, longest_s)
        finally:
            process.kill()
        seen = reader.execute("SELECT DISTINCT state FROM told").fetchall()
        assert seen in ([("o",)], [("n",)]), "another connection never sees a mix"
    left = state_of(live)
    is_done = is_done or (left == "new" and not written)  # what was written stands in the record already
    return "after" if is_done else "in" if written else "before", left


def _kill(
    process: subprocess.Popen[str], log: Path, size: int, rng: random.Random, longest_s: float
) -> tuple[bool, int]:
    """Kills it: whether it had said that it was done, and how many bytes of the new record stood in the log."""
    assert process.stdout is not None
    assert select.select([process.stdout], [], [], PATIENCE_S)[0], "it never began"
    assert process.stdout.readline() == "begin\n"
    if rng.random() < 0.25:
        time.sleep(rng.uniform(0, longest_s))
    else:
        _wait_until(log, int(rng.uniform(0.01, 1) * size), process)
    written = log.stat().st_size if log.exists() else 0
    os.kill(process.pid, signal.SIGKILL)
    said, _ = process.communicate(timeout=PATIENCE_S)
    return "done" in said, written


def _wait_until(log: Path, size: int, process: subprocess.Popen[str]) -> None:
    """Until so many bytes of the new record are written, or the process says that it is done."""
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until and not (log.exists() and log.stat().st_size >= size):
        if select.select([process.stdout], [], [], 0.0005)[0]:
            return


def main(times: int, seed: int = 1) -> int:
    """Kills, counts, prints. Returns the exit code."""
    rng = random.Random(seed)
    with tempfile.TemporaryDirectory(prefix="unspasm-kills-") as name:
        folder = Path(name)
        make(folder / "live.sqlite3", "o", ROWS)
        make(folder / "copy.sqlite3", "n", NEW_ROWS)
        longest = _usual_s(folder)
        found = Counter(kill_once(folder, rng, longest) for _ in range(times))
    for (when, left), count in sorted(found.items()):
        print(f"killed {when} the copying, then it was {left}: {count}")
    wrong = sum(
        count for (when, left), count in found.items() if left not in ("old", "new") or (when, left) == ("after", "old")
    )
    print(f"{times} kills, {wrong} left a mix or lost what was done")
    return 1 if wrong else 0


def _usual_s(folder: Path) -> float:
    """How long one restore takes that nobody kills."""
    from unspasm.handover.backup import restore

    began = time.monotonic()
    restore(folder / "copy.sqlite3", folder / "live.sqlite3")
    return 1.3 * (time.monotonic() - began)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    sys.exit(main(arguments.times, arguments.seed))
