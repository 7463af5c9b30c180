"""Pain and function over time: the figure, and its numbers in a line each."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from statistics import median
from typing import TYPE_CHECKING

from unspasm.care.episodes import Episode
from unspasm.handover.report.contents import Choices, Pain
from unspasm.handover.report.figure import Shown, figure, tallest
from unspasm.handover.report.plainly import counted, short_day
from unspasm.knowledge import Knowledge
from unspasm.record.queries import Entry

if TYPE_CHECKING:
    from unspasm.handover.report.gather import Asked

FUNCTION = "function"
WEEK = timedelta(days=7)


def pain_of(
    found: Sequence[Entry], checks: Sequence[Asked], episodes: Sequence[Episode], choices: Choices,
    knowledge: Knowledge, now: datetime,
) -> Pain:  # fmt: skip
    """The figure of these days with its words; a stretch before the first entry is not drawn."""
    scores: dict[date, list[int]] = defaultdict(list)
    sessions: Counter[date] = Counter()
    doses: Counter[date] = Counter()
    feels: Counter[str] = Counter()
    given_up = {one.data.session for one in found if one.kind == "session_end" and one.data.outcome == "not_done"}
    for one in found:
        day = min(max(one.local.date(), choices.first), choices.last)
        if one.kind == "rating" and one.data.pain is not None:
            scores[day].append(one.data.pain)
        elif one.kind == "rating":
            feels[one.data.feel] += 1
        elif one.kind == "session" and one.thread not in given_up:
            sessions[day] += 1
        elif one.kind == "dose":
            doses[day] += 1
    function = _function(checks, choices, knowledge, now)
    first = min([*scores, *sessions, *doses, *function, choices.last - WEEK], default=choices.first)
    shown = Shown(
        max(first, choices.first), choices.last, scores, sessions, doses, {d: level for d, (level, _) in function.items()},
        tuple(_days(one, choices, now) for one in episodes if _overlaps(one, choices, now)),
    )  # fmt: skip
    lines = [*_pain_lines(scores, choices), *_feel_lines(feels), *_function_lines(function)]
    if sessions:
        lines.append(f"{counted(sum(sessions.values()), 'session')}; the tallest bar is {tallest(shown, sessions)}.")
    if doses:
        lines.append(f"{counted(sum(doses.values()), 'dose')}; the tallest bar is {tallest(shown, doses)}.")
    key = [
        f"Line: middle score of a {'week' if shown.is_long else 'day'}",
        "bars behind it: lowest to highest of a day",
    ]
    key += ["bracket on top: an episode"] if shown.episodes else []
    key += ["squares: what the person could do, higher is more"] if function else []
    alt = " ".join(["Pain from 0 to 10, by day.", *lines])
    return Pain(figure(shown, alt), alt, f"{'; '.join(key)}.", tuple(lines))


def _function(
    checks: Sequence[Asked], choices: Choices, knowledge: Knowledge, now: datetime
) -> dict[date, tuple[int, str]]:
    """{day: (4 for all the person wants, 0 for the least, words)} of each check that asked it."""
    options = knowledge.facts[FUNCTION].option_ids
    found = {}
    for asked in checks:
        value, day = asked.shown.get(FUNCTION), asked.local.date()
        if value in options and choices.first <= day <= choices.last:
            found[day] = (len(options) - 1 - options.index(str(value)), knowledge.facts[FUNCTION].words(value))
    return found


def _pain_lines(scores: dict[date, list[int]], choices: Choices) -> list[str]:
    every = [pain for found in scores.values() for pain in found]
    if not every:
        return ["No scores in this time."]
    worst = max(scores, key=lambda day: (max(scores[day]), day))
    lines = [
        f"{counted(len(every), 'score')} on {counted(len(scores), 'day')}: middle {median(every):g}, "
        f"lowest {min(every)}, highest {max(every)} (last on {short_day(worst)})."
    ]
    start, end = min(scores), max(scores)
    if end - start >= 2 * WEEK:
        early = [pain for day, found in scores.items() if day < start + WEEK for pain in found]
        late = [pain for day, found in scores.items() if day > end - WEEK for pain in found]
        lines.append(f"Middle of the first week {median(early):g}, of the last {median(late):g}.")
    return lines


def _feel_lines(feels: Counter[str]) -> list[str]:
    told = [f"{word} {counted(n, 'time')}" for word, n in feels.items()]
    return [f"In words instead of scores: {', '.join(told)}."] if told else []


def _function_lines(function: dict[date, tuple[int, str]]) -> list[str]:
    if not function:
        return []
    days = sorted(function)
    told = f"{function[days[0]][1]} ({short_day(days[0])})"
    if len(days) > 1:
        told += f", then {function[days[-1]][1]} ({short_day(days[-1])})"
    return [f"Can do: {told}."]


def _overlaps(one: Episode, choices: Choices, now: datetime) -> bool:
    began, ended = _days(one, choices, now)
    return began <= choices.last and ended >= choices.first


def _days(one: Episode, choices: Choices, now: datetime) -> tuple[date, date]:
    ended = one.closed_at.astimezone(now.tzinfo).date() if one.closed_at else choices.last
    return one.opened_at.astimezone(now.tzinfo).date(), ended
