"""The diary, looked back on: the line of pain, one day, and the list of all that was written."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from unspasm.knowledge import load_knowledge
from unspasm.knowledge.diary import load_diary
from unspasm.knowledge.episodes import load_episode_rules
from unspasm.record.queries import Entry, entries, has_entries, local_person
from unspasm.record.series import Point, series
from unspasm.web.presenters.bouts import bouts, episodes_of
from unspasm.web.presenters.diary import (
    by_day,
    lines,
    on_day,
    speaker,
    window_of,
)
from unspasm.web.presenters.timeline import RANGE_WORDS, Stretch, chart, rows, stretch
from unspasm.web.views.diary_adding import date_asked, is_wordy, latest_time

LIST_DAYS = 14
LATEST = 8
LATEST_DAYS = (2, 6)


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """The line of pain with what was done, over a day, a week, a month or a year; then the latest entries."""
    person, today, wordy = local_person(), timezone.localdate(), is_wordy(request)
    diary, knowledge = load_diary(), load_knowledge()
    shown = stretch(str(request.GET.get("range", "")), date_asked(request, "until"), today)
    rules, here = load_episode_rules(), timezone.get_current_timezone()
    told = series(person, ("rating", "episode"))
    done = series(person, ("session", "dose", "sleep"), *_window(shown.first, shown.last))
    found = _within([p for p in (*told, *done) if p.kind != "episode"], shown.first, shown.last)
    newest = _newest(person, shown)
    speak = speaker(newest, diary, knowledge)
    newest_lines = lines(newest, speak)
    episodes = episodes_of(told, rules)
    context = {
        "any": bool(told) or has_entries(person),
        "wordy": wordy,
        "diary": diary,
        "ranges": RANGE_WORDS,
        "range": shown.range,
        "heading": shown.heading,
        "earlier": shown.earlier,
        "later": shown.later,
        "chart": "" if wordy else chart(found, episodes, shown, speak, here),
        "rows": rows(found, shown, diary, wordy) if wordy else [],
        "days": by_day(newest_lines if shown.range == "day" else newest_lines[:LATEST]),
        "bouts": bouts(episodes, rules, timezone.localtime()),
        "most": latest_time(),
    }
    return render(request, "unspasm/diary/diary.html", context)


@require_GET
def day(request: HttpRequest, on: str) -> HttpResponse:
    """Everything of one day, by the clock of the place where it happened."""
    try:
        wanted = date.fromisoformat(on)
        since, until = window_of(wanted)
    except (ValueError, OverflowError):
        raise Http404 from None
    today = timezone.localdate()
    found = entries(local_person(), since=since, until=until)
    speak = speaker(found, load_diary(), load_knowledge())
    context = {
        "day": wanted,
        "lines": lines(on_day(found, wanted), speak),
        "before": wanted - timedelta(days=1) if wanted > date.min else None,
        "after": wanted + timedelta(days=1) if wanted < today else None,
        "is_today": wanted == today,
        "may_add": wanted <= today,
    }
    return render(request, "unspasm/diary/day.html", context)


@require_GET
def written(request: HttpRequest) -> HttpResponse:
    """All entries, two weeks a page, newest first."""
    person, now = local_person(), timezone.now()
    until = _until(request, now)
    since = until - timedelta(days=LIST_DAYS)
    found = entries(person, since=since, until=until)
    context = {
        "days": by_day(lines(found, speaker(found, load_diary(), load_knowledge()))),
        "since": timezone.localtime(since),
        "until": timezone.localtime(until - timedelta(seconds=1)),
        "older": timezone.localtime(since).date().isoformat() if has_entries(person, before=since) else "",
        "newer": (timezone.localtime(until) + timedelta(days=LIST_DAYS)).date() if until < now else None,
        "any": has_entries(person),
    }
    return render(request, "unspasm/diary/written.html", context)


def _within(found: Sequence[Point], first: date, last: date) -> list[Point]:
    """Points of these days, by the clock of the place. Only near the edges does it matter which place that was."""
    (outer, inner), (inner_end, outer_end) = _edges(first), _edges(last + timedelta(days=1))
    return [
        p for p in found
        if inner <= p.at < inner_end or (outer <= p.at < outer_end and first <= p.day <= last)
    ]  # fmt: skip


def _edges(day: date) -> tuple[datetime, datetime]:
    """The first and the last instant at which this day begins anywhere on earth."""
    since, until = window_of(day)
    return since, until - timedelta(days=1)


def _newest(person: Any, shown: Stretch) -> list[Entry]:
    """Entries of the last days of a stretch: of a few days where these are enough for the list."""
    found: list[Entry] = []
    for days in LATEST_DAYS:
        first = max(shown.first, shown.last - timedelta(days=days))
        found = [e for e in entries(person, None, *_window(first, shown.last)) if first <= e.local.date() <= shown.last]
        if sum(e.kind != "session_end" for e in found) >= LATEST:
            break
    return found


def _window(first: date, last: date) -> tuple[datetime, datetime]:
    return window_of(first)[0], window_of(last)[1]


def _until(request: HttpRequest, now: datetime) -> datetime:
    """The end of the day that the list ends with; now without one."""
    wanted, soon = date_asked(request, "until"), now + timedelta(minutes=5)
    if wanted is None or not 1900 < wanted.year < 9000:
        return soon
    return min(datetime(wanted.year, wanted.month, wanted.day, tzinfo=timezone.get_current_timezone()), soon)
