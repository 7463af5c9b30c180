"""Time to draw the timeline of a dense year: `python -m benchmarks.charts`

2,000 ratings, 1,500 sessions and 800 doses of a made-up person, 365 nights, eight episodes and thirty flares; each
range is drawn 50 times. The promise is under 40 ms at the median for the year; exit code 1 otherwise.
"""

from __future__ import annotations

import random
import sys
import time
from datetime import UTC, date, datetime, timedelta
from statistics import median

from unspasm.web.charts import RANGES, Diary, Night, Period, Score, Taken, span_of, timeline

LAST = date(2026, 11, 22)
MOST_MS, TIMES = 40, 50
RATINGS, SESSIONS, DOSES = 2000, 1500, 800
WORDS = ("very bad", "bad", "fair", "good", "very good")


def dense_year(seed: int = 1) -> Diary:
    """A made-up year: pain drifts, flares up and settles."""
    rng = random.Random(seed)
    end = datetime(LAST.year, LAST.month, LAST.day, 22, tzinfo=UTC)

    def some(count: int) -> list[datetime]:
        return sorted(end - timedelta(minutes=rng.randrange(365 * 24 * 60)) for _ in range(count))

    level, scores = 5.0, []
    for at in some(RATINGS):
        level = min(9.0, max(0.0, level + rng.gauss(0, 0.9) + (3 - level) * 0.05))
        scores.append(Score(at, round(level)))
    episodes = [Period(at, at + timedelta(days=25)) for at in some(8)]
    flares = [Period(at, at + timedelta(hours=rng.choice((3, 9, 40)))) for at in some(30)]
    return Diary(
        scores=scores,
        sessions=[Taken(at, rng.choice(("Heat", "Walking", "Cat-cow"))) for at in some(SESSIONS)],
        doses=[Taken(at, "Ibuprofen 200 mg") for at in some(DOSES)],
        nights=[
            Night(LAST - timedelta(days=ago), quality, WORDS[quality])
            for ago in range(365)
            for quality in [rng.randrange(5)]
        ],
        episodes=episodes,
        flares=flares,
    )


def main() -> None:
    """Prints the median and the slowest time for each range, and the size of the chart."""
    diary, held = dense_year(), True
    for name in RANGES:
        span, took, drawn = span_of(name, until=LAST, zone=UTC), [], ""
        for _ in range(TIMES):
            began = time.perf_counter()
            drawn = timeline(diary, span)
            took.append((time.perf_counter() - began) * 1000)
        middle = median(took)
        held = held and (name != "year" or middle < MOST_MS)
        print(f"{name:6} median {middle:5.1f} ms, slowest {max(took):5.1f} ms, {len(drawn) / 1000:5.1f} kB")
    sys.exit(0 if held else 1)


if __name__ == "__main__":
    main()
