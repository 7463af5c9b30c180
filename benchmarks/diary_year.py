"""Speed of the diary of a dense year. `python -m benchmarks.diary_year [rounds]`

Makes a person with 2,000 ratings, 1,500 sessions and 800 doses over a year (and nights, signs, drinks and corrections
beside them) in a real database of its own, and prints the median, over `rounds`, of the whole time that the server
takes for each page: all middleware, every query, the rendered page. Exit code 1 if a median is over the bar.
"""

from __future__ import annotations

import os
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from statistics import median
from typing import Any
from uuid import UUID

RATINGS, SESSIONS, DOSES = 2_000, 1_500, 800
NIGHTS, SIGNS, DRINKS, CORRECTED = 350, 400, 600, 150
BAR_MS, ROUNDS, SEED = 100.0, 15, 5
PAGES = ("/today/", "/diary/?range=day", "/diary/?range=week", "/diary/?range=month", "/diary/?range=year", "/diary/list/")  # fmt: skip
ITEMS = ("heat", "cat_cow", "childs_pose", "walking", "rest_90_90", "self_massage", "breathing")


def main(rounds: int = ROUNDS) -> int:
    """Makes the year, measures, prints. Returns the exit code."""
    folder = tempfile.mkdtemp(prefix="unspasm-year-")
    try:
        client = _start(folder)
        counts = fill(_now(), random.Random(SEED))
        print(", ".join(f"{n} {name}" for name, n in counts.items()))
        slow = [page for page in PAGES if _measure(client, page, rounds) > BAR_MS]
        print(f"bar: {BAR_MS:.0f} ms at the median" + (f"; broken by {', '.join(slow)}" if slow else ""))
        return 1 if slow else 0
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _start(folder: str) -> Any:
    """A client on a fresh database in this folder; the pages are the real ones, with everything around them."""
    os.environ["UNSPASM_DATA_DIR"] = folder
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "unspasm.config.settings")
    import django

    django.setup()
    from django.core.management import call_command
    from django.test import Client

    call_command("migrate", verbosity=0)
    return Client(headers={"host": "localhost"})


def _now() -> datetime:
    from django.utils import timezone

    return timezone.now()


def fill(now: datetime, rng: random.Random) -> dict[str, int]:
    """Writes the year, in one go. Returns what was written."""
    from unspasm.record.actions import ensure_person, save_setting
    from unspasm.record.models import Event

    person = ensure_person(now=now)
    save_setting(key="rating_times", value=["08:00", "13:00", "20:00"], now=now)
    events = [
        Event(
            key=key, person=person, thread=thread, version=version, kind=kind, data=data, happened_at=at, zone=zone,
            written_at=min(at + timedelta(minutes=version), now),
        )
        for key, thread, version, kind, data, at, zone in _year(now, rng)
    ]  # fmt: skip
    events.sort(key=lambda event: event.written_at)
    Event.objects.bulk_create(events, batch_size=500)
    counts: dict[str, int] = {}
    for event in events:
        counts[event.kind] = counts.get(event.kind, 0) + 1
    return counts


Row = tuple[UUID, UUID, int, str, dict[str, Any], datetime, str]


def _year(now: datetime, rng: random.Random) -> Iterator[Row]:
    def key() -> UUID:
        return UUID(int=rng.getrandbits(128), version=4)

    def at() -> datetime:
        return now - timedelta(minutes=rng.randrange(5, 365 * 24 * 60))

    def row(kind: str, data: dict[str, Any], when: datetime) -> Row:
        one = key()
        return one, one, 1, kind, data, when, rng.choice(("Europe/London", "Europe/London", "America/New_York"))

    sessions = [row("session", {"item": rng.choice(ITEMS), "variant": "standard", "how": ""}, at()) for _ in range(SESSIONS)]  # fmt: skip
    yield from sessions
    for session in sessions[: SESSIONS - 10]:
        data = {"session": str(session[1]), "outcome": rng.choice(("done", "done", "stopped")), "reason": "", "note": "", "active_s": rng.randrange(60, 1200)}  # fmt: skip
        yield row("session_end", data, min(session[5] + timedelta(minutes=15), now))
    ratings = []
    for n in range(RATINGS):
        data = {"pain": rng.choice((0, 1, 2, 2, 3, 3, 4, 5, 6, 8)), "phase": "scheduled"}
        when = at()
        if n < RATINGS // 2:
            session = sessions[n]
            data |= {"phase": "after", "session": str(session[1])}
            when = min(session[5] + timedelta(minutes=35), now)
        ratings.append(row("rating", data, when))
    yield from ratings
    for _, thread, _, kind, data, when, zone in ratings[:CORRECTED]:
        yield key(), thread, 2, kind, {**data, "pain": 5}, when, zone
    for _ in range(DOSES):
        line = {"ingredient": rng.choice(("ibuprofen", "paracetamol")), "amount": "400", "unit": "mg"}
        yield row("dose", {"product": "", "lines": [line]}, at())
    for _ in range(NIGHTS):
        yield row("sleep", {"quality": rng.randrange(5), "hours": 6.5}, at())
    for _ in range(SIGNS):
        yield row("symptom", {"symptom": "tense_or_stiff", "grade": rng.randrange(4)}, at())
    for _ in range(DRINKS):
        yield row("drink", {"what": "water", "ml": 250}, at())


def _measure(client: Any, page: str, rounds: int) -> float:
    """The median in ms of the whole answer; the first one, which warms the caches, is left out."""
    times, busy = [], []
    for _ in range(rounds + 1):
        began, busy_before = time.perf_counter(), time.process_time()
        response = client.get(page)
        times.append((time.perf_counter() - began) * 1000)
        busy.append((time.process_time() - busy_before) * 1000)
        if response.status_code != 200:
            raise SystemExit(f"{page} answered {response.status_code}")
    print(f"{page:24} median {median(times[1:]):6.1f} ms   slowest {max(times[1:]):6.1f} ms   processor {median(busy[1:]):6.1f} ms   {len(response.content) // 1024:4} KB")  # fmt: skip
    return median(times[1:])


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:2])))
