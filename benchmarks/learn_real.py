"""A real diary of one person: is the next day foreseen better than by simple rivals? `python -m benchmarks.learn_real [FILE.csv]`

The file has the columns day, melatonin (0 or 1, by chance) and mood (0 to 100): by default the published trial in
tests/learn/data, with its credit beside it. Predicted is each day's score from the days before; the rivals are the score
of the day before and the mean of all days before. The first week is left out. Nothing here was fitted to this diary.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

import numpy as np

from unspasm.knowledge import load_knowledge
from unspasm.learn import Diary, forecast, limits_from, prior_from, to_diary, what_works
from unspasm.learn.daily import daily_rows

FILE = Path(__file__).parents[1] / "tests" / "learn" / "data" / "melatonin_daily.csv"
FIRST_WEEK = 7


def errors(file: Path = FILE) -> dict[str, np.ndarray]:
    """What each reader was off on each day after the first week, in points of 0 to 10."""
    diary = _diary(file)
    ahead = np.array([one.mean for one in forecast(diary, prior_from(load_knowledge()))])
    running = np.cumsum(diary.pain)[:-1] / np.arange(1, len(diary))
    guesses = {"this model": ahead[1:], "the day before": diary.pain[:-1], "the mean so far": running}
    return {name: (guess - diary.pain[1:])[FIRST_WEEK - 1 :] for name, guess in guesses.items()}


def main(file: Path) -> None:
    """Prints the errors and the verdict."""
    off = errors(file)
    print(f"{len(off['this model'])} days foreseen, points of 0 to 10")
    for name, each in off.items():
        squares = each**2 - off["this model"] ** 2
        more = f", squares {squares.mean():+.3f} +- {squares.std(ddof=1) / len(squares) ** 0.5:.3f} beside ours"
        print(f"  {name}: RMSE {np.sqrt((each**2).mean()):.3f}{'' if name == 'this model' else more}")
    knowledge = load_knowledge()
    told = what_works(_diary(file), prior_from(knowledge), limits_from(knowledge)).items[0]
    low, high = told.effect.intervals[0.95]
    print(f"  with it against without: {told.effect.mean:+.2f} ({low:+.2f} to {high:+.2f}), {told.verdict}")


def _diary(file: Path) -> Diary:
    with file.open(encoding="utf-8") as table:
        rows = [{name: float(value) for name, value in row.items()} for row in csv.DictReader(table)]
    days, treated, mood = ([row[name] for row in rows] for name in ("day", "melatonin", "mood"))
    return to_diary(daily_rows(days, [one == 1 for one in treated], mood, "melatonin", best=100, worst=0))


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else FILE)
