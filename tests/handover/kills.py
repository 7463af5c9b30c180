"""Kills a restore again and again at chance moments: what is left must be the old record or the new one, never a mix.

    python -m tests.handover.kills --times 200

Real processes and real files. A reader keeps the database open all the while, as a running server does. Prints how many
kills hit before, during and after the copying, and what was left; exit code 1 if any was neither.
"""

from __future__ import annotations

import argparse
import os
import random
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
ROWS, WIDE = 4000, 2000


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
    return {(("o", ROWS),): "old", (("n", ROWS // 2),): "new"}.get(tuple(found), f"a mix: {found}")


def kill_once(folder: Path, rng: random.Random, longest_s: float) -> tuple[str, str]:
    """One restore, killed. Returns (when the kill hit, what was left)."""
    live, copy = folder / "live.sqlite3", folder / "copy.sqlite3"
    if state_of(live) != "old":
        make(live, "o", ROWS)
    with closing(sqlite3.connect(live)) as reader:
        reader.execute("SELECT count(*) FROM told").fetchone()
        process = subprocess.Popen(
            [sys.executable, "-c", RESTORE, str(copy), str(live)],
            stdout=subprocess.PIPE, stdin=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert process.stdout is not None
        assert process.stdout.readline() == "begin\n"
        time.sleep(rng.uniform(0, longest_s))
        os.kill(process.pid, signal.SIGKILL)
        said, _ = process.communicate()
        seen = reader.execute("SELECT DISTINCT state FROM told").fetchall()
        assert seen in ([("o",)], [("n",)]), "another connection never sees a mix"
    return "after" if "done" in said else "during", state_of(live)


def main(times: int, seed: int = 1) -> int:
    """Kills, counts, prints. Returns the exit code."""
    rng = random.Random(seed)
    with tempfile.TemporaryDirectory(prefix="unspasm-kills-") as name:
        folder = Path(name)
        make(folder / "live.sqlite3", "o", ROWS)
        make(folder / "copy.sqlite3", "n", ROWS // 2)
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
