"""The front page, first aid, the numbers to call, and pages about the app."""

from __future__ import annotations

from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.utils import timezone
from django.views.decorators.http import require_GET

from unspasm.care import AnswersError, next_screen, screen
from unspasm.care.calling import countries
from unspasm.knowledge import load_knowledge
from unspasm.record.queries import has_entries, local_person
from unspasm.web.standing_alarm import standing_alarm
from unspasm.web.views.check import standing
from unspasm.web.words import LEVELS


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Three doors; a fourth where a check was begun and is still fresh; before them what a check found urgent."""
    begun = _begun()
    urgent = LEVELS[begun] if begun in ("emergency", "same_day") else None
    context = {
        "begun": begun,
        "urgent": urgent,
        "written": has_entries(local_person()),
        "alarm": standing_alarm(request),
    }
    return render(request, "unspasm/home.html", context)


def _begun() -> str:
    """What an open check would go on with: `emergency`, `same_day`, `result`, `questions`, or nothing."""
    here = standing()
    if not here.told.answers:
        return ""
    try:
        answers = here.answers()
    except AnswersError:
        return ""  # the check itself says what to do; the front page must always open
    disposition = screen(answers, here.knowledge).disposition
    if disposition == "emergency":
        return disposition
    if here.is_old:
        return ""
    upcoming = next_screen(answers, here.told.put_again, here.knowledge, here.through)
    return "questions" if upcoming else disposition if disposition == "same_day" else "result"


@require_GET
def first_aid(request: HttpRequest) -> HttpResponse:
    """What is safe for everyone, before any question."""
    return render(request, "unspasm/first_aid.html", {"aid": load_knowledge().tables["first_aid"]})


@require_GET
def call(request: HttpRequest) -> HttpResponse:
    """Numbers of the chosen country, and what to say."""
    knowledge = load_knowledge()
    context = {"countries": countries(knowledge), "aid": knowledge.tables["first_aid"]}
    return render(request, "unspasm/call.html", context)


@require_GET
def about(request: HttpRequest) -> HttpResponse:
    """What this is, what it is not, and who stands behind it."""
    knowledge = load_knowledge()
    counts = {kind: len(items) for kind, items in knowledge.items.items()}
    unchecked = sum(1 for items in knowledge.items.values() for item in items.values() if not item.checked_by)
    context = {"knowledge": knowledge, "counts": counts, "unchecked": unchecked, "today": timezone.localdate()}
    notes = {"credits": "unspasm/detector/CREDITS.txt", "licence": "unspasm/detector/LICENSE.txt"}
    context |= {name: static(path) for name, path in notes.items() if finders.find(path)}
    return render(request, "unspasm/about.html", context)
