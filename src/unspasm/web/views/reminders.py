"""Reminders: set times for ratings, and a calendar file of them. Nothing is sent through anybody's server.

Times in the file are floating (RFC 5545, 3.3.5, form 1): "08:00" means 08:00 wherever the person is, so a flight
or a change of clocks needs no new file and no table of zones has to be right.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID, uuid5

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from unspasm.knowledge.diary import load_diary
from unspasm.record.actions import save_setting
from unspasm.record.queries import local_person
from unspasm.web.context import chosen
from unspasm.web.saved import saved

OCTETS = 75
BAD_TIME = "Give each time as hours and minutes, such as 08:00."


def rating_times(settings: Mapping[str, Any]) -> list[time]:
    """The set times of the person, in order; what cannot be read is left out."""
    kept = settings.get("rating_times")
    found = {read for at in kept if (read := _time(at)) is not None} if isinstance(kept, list) else set()
    return sorted(found)


@require_POST
def save_times(request: HttpRequest) -> HttpResponse:
    """Keeps the set times. None at all is a choice too: then nothing is ever due by the clock."""
    diary = load_diary()
    given = [at.strip() for at in request.POST.getlist("time") if at.strip()]
    times = sorted({read for at in given if (read := _time(at)) is not None})
    error = ""
    if any(_time(at) is None for at in given):
        error = BAD_TIME
    elif len(times) > diary.most_times:
        error = f"Choose up to {diary.most_times} times a day."
    if error:
        context = {**diary_settings(request), "times_error": error, "time_fields": _fields(given, diary.most_times)}
        return render(request, "unspasm/diary/times.html", context, status=422)
    save_setting(key="rating_times", value=[f"{at:%H:%M}" for at in times], now=timezone.now())
    saved(request, "Your times are saved." if times else "No times are set.")
    return redirect("/settings/#s-times")


@require_POST
def save_scores(request: HttpRequest) -> HttpResponse:
    """Numbers or words."""
    save_setting(key="no_scores", value=request.POST.get("scores") == "words", now=timezone.now())
    saved(request, "Saved.")
    return redirect("/settings/#s-scores")


@require_GET
def calendar(request: HttpRequest) -> HttpResponse:
    """The set times as a calendar file; without any, the page that explains."""
    times, person = rating_times(chosen(request)), local_person()
    if not times or person is None:
        return redirect("/settings/#s-times")
    text = ics(times, person.id, load_diary().reminder, timezone.localdate(), timezone.now())
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="unspasm-times.ics"'
    return response


def ics(times: Iterable[time], owner: UUID, words: str, first: date, now: datetime) -> str:
    """A calendar (RFC 5545) with one daily event and alarm for each time.

    first: the day of the first event. now: aware, its stamp. The same owner and time always give the same UID, so
    that a file that is taken in again replaces its events and adds none.
    """
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Unspasm//Ratings//EN", "CALSCALE:GREGORIAN"]
    for at in times:
        lines += [
            "BEGIN:VEVENT",
            f"UID:{uuid5(owner, f'{at:%H:%M}')}@unspasm.invalid",
            f"DTSTAMP:{now.astimezone(UTC):%Y%m%dT%H%M%SZ}",
            f"DTSTART:{datetime.combine(first, at):%Y%m%dT%H%M%S}",
            "DURATION:PT5M",
            "RRULE:FREQ=DAILY",
            f"SUMMARY:{_escaped(words)}",
            "CLASS:PRIVATE",
            "TRANSP:TRANSPARENT",
            "BEGIN:VALARM",
            "ACTION:DISPLAY",
            "TRIGGER:PT0S",
            f"DESCRIPTION:{_escaped(words)}",
            "END:VALARM",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return "".join(f"{folded}\r\n" for line in lines for folded in _folded(line))


def diary_settings(request: HttpRequest) -> dict[str, Any]:
    """What the settings about the diary show."""
    diary, settings = load_diary(), chosen(request)
    times = [f"{at:%H:%M}" for at in rating_times(settings)]
    return {
        "diary": diary,
        "times": times,
        "time_fields": _fields(times, diary.most_times),
        "suggested": [f"{at:%H:%M}" for at in diary.suggested],
        "wordy": bool(settings.get("no_scores")),
    }


def _fields(given: list[str], most: int) -> list[str]:
    """The values of the fields: what is set, and room for more."""
    return [*given[:most], *[""] * (most - len(given))]


def _time(at: object) -> time | None:
    """`08:00` as a time; seconds and zones are not for a set time."""
    try:
        read = time.fromisoformat(str(at))
    except ValueError:
        return None
    return read if read.tzinfo is None and not read.second and not read.microsecond else None


def _escaped(words: str) -> str:
    for sign in ("\\", ";", ","):
        words = words.replace(sign, f"\\{sign}")
    return words.replace("\n", "\\n")


def _folded(line: str) -> list[str]:
    """The line in parts of at most 75 octets; each part after the first begins with a space."""
    parts, part = [], ""
    for letter in line:
        if len((part + letter).encode()) > OCTETS:
            parts.append(part)
            part = " "
        part += letter
    return [*parts, part]
