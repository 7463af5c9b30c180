"""New entries of the diary: a rating in two taps, signs, sleep, what set it off, notes, an episode."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from unspasm.knowledge import Knowledge, load_knowledge
from unspasm.knowledge.diary import Diary, load_diary
from unspasm.record.actions import (
    New,
    log_event,
    log_events,
)
from unspasm.record.kinds import KindError
from unspasm.record.queries import Entry, entries, entry, local_person
from unspasm.record.times import TimesError
from unspasm.web.context import chosen
from unspasm.web.diary_forms import NO_SESSION, FormError, key_for, read_form, read_symptoms
from unspasm.web.entering import Entering, entry_of
from unspasm.web.presenters.today import calls_for_care, danger_due
from unspasm.web.saved import saved
from unspasm.web.see_other import see_other
from unspasm.web.views.check import standing

AFTER = {"today": "/today/", "diary": "/diary/", "home": "/today/"}
ADDED = ("symptom", "sleep", "trigger", "note", "goal")


@require_http_methods(["GET", "POST"])
def rate(request: HttpRequest) -> HttpResponse:
    """The grid of scores by itself; a tap on it, from wherever it stands, is saved at once."""
    if request.method == "GET":
        return _form_page(request, "rating")
    now = timezone.now()
    try:
        entering = entry_of(request.POST, now)
        data = read_form("rating", request.POST, load_diary())
        if "session" in data and not _session_named(request.POST):
            raise FormError(NO_SESSION)
        event = log_event(
            kind="rating", data=data, key=entering.key, happened_at=entering.happened_at, zone=entering.zone, now=now
        )
    except (FormError, TimesError, KindError) as error:
        return _form_page(request, "rating", error)
    back = _back(request)
    if calls_for_care(data.get("pain"), data.get("feel"), load_diary()):
        back = "/today/"  # where the word about the danger check stands, if the rating is fresh
    saved(request, "Your rating is saved.", thread=event.thread, version=event.version, back=back)
    return see_other(back)


@require_GET
def add(request: HttpRequest) -> HttpResponse:
    """What can be added."""
    return render(request, "unspasm/diary/add.html", {"on": _on(request)})


@require_http_methods(["GET", "POST"])
def add_one(request: HttpRequest, kind: str) -> HttpResponse:
    """One kind of entry: signs, sleep, what set it off, a note."""
    if kind not in ADDED:
        raise Http404
    if request.method == "GET":
        return _form_page(request, kind)
    now = timezone.now()
    try:
        entering = entry_of(request.POST, now)
        events = log_events(_news(kind, request, entering), now=now)
    except (FormError, TimesError, KindError) as error:
        return _form_page(request, kind, error)
    back = _back(request)
    only = events[0] if len(events) == 1 else None
    words = "Saved." if only else f"{len(events)} entries are saved."
    saved(request, words, thread=only.thread if only else None, version=only.version if only else 1, back=back)
    if any(load_diary().leads_to_check(e.kind, e.data) for e in events):
        return see_other("/diary/check/")
    return see_other(back)


@require_GET
def check(request: HttpRequest) -> HttpResponse:
    """What was written down can be a danger sign: what it was, and the danger check as the next step."""
    diary, knowledge, now = load_diary(), load_knowledge(), timezone.now()
    found = entries(local_person(), {"symptom", "trigger"}, since=now - timedelta(days=1))
    signs = [_sign(e, diary, knowledge) for e in danger_due(found, diary, now, standing().told.last_at)]
    return render(request, "unspasm/diary/check.html", {"signs": signs})


@require_POST
def episode(request: HttpRequest) -> HttpResponse:
    """The person says that an episode began or is over."""
    now = timezone.now()
    try:
        entering = entry_of(request.POST, now)
        data = read_form("episode", request.POST, load_diary())
        event = log_event(
            kind="episode", data=data, key=entering.key, happened_at=entering.happened_at, zone=entering.zone, now=now
        )
    except (FormError, TimesError, KindError) as error:
        return _form_page(request, "episode", error)
    back = _back(request)
    saved(request, "Saved.", thread=event.thread, version=event.version, back=back)
    return see_other(back)


def form_context(form: dict[str, Any], error: Exception | None) -> dict[str, Any]:
    """What every form of the diary shows: its choices, what was sent, and what is wrong with it."""
    diary = load_diary()
    return {
        "diary": diary,
        "form": form,
        "error": str(error) if error else "",
        "twice": getattr(error, "twice", False),
        "symptoms": [
            {"words": words, "chosen": form.get(key, ""), "grades": list(enumerate(words.words))}
            for key, words in diary.symptoms.items()
        ],
        "sleep_words": [(str(n), word) for n, word in enumerate(diary.sleep_words)][::-1],
        "triggers": [*diary.triggers.items(), ("other", diary.trigger_other)],
        "most": latest_time(),
    }


def latest_time() -> str:
    """Now, as the latest time that a field of a form offers."""
    return timezone.localtime().strftime("%Y-%m-%dT%H:%M")


def date_asked(request: HttpRequest, name: str) -> date | None:
    """The day in the address under this name; None without one, or for nonsense."""
    try:
        return date.fromisoformat(str(request.GET.get(name, "")))
    except ValueError:
        return None


def is_wordy(request: HttpRequest) -> bool:
    """Whether the person wants words instead of scores."""
    return bool(chosen(request).get("no_scores"))


def _sign(found: Entry, diary: Diary, knowledge: Knowledge) -> dict[str, Any]:
    """One danger sign as the page shows it: what was written, when, and what about it needs help."""
    if found.kind == "trigger":
        return {"title": diary.triggers[found.data.trigger], "words": diary.trigger_check_words, "at": found.local}
    words = diary.symptoms[found.data.symptom]
    return {
        "title": words.title,
        "words": f"You wrote: {words.words[found.data.grade]}.",
        "at": found.local,
        "red": knowledge.items["symptoms"][words.id]["red_when"],
        "address": f"/read/symptoms/{words.id}/",
    }


def _news(kind: str, request: HttpRequest, entering: Entering) -> list[New]:
    at, zone = entering.happened_at, entering.zone
    if kind == "symptom":
        graded = read_symptoms(request.POST, load_diary())
        keys = {key: key_for(entering.key, key) for key in graded}
        return [New(kind, data, keys[key], at, zone) for key, data in graded.items()]
    return [New(kind, read_form(kind, request.POST, load_diary()), entering.key, at, zone)]


def _form_page(request: HttpRequest, kind: str, error: Exception | None = None) -> HttpResponse:
    """The form of one kind; with an error as it was sent, and what is wrong."""
    form: dict[str, Any] = dict(request.POST.items()) if error else {}
    on = _on(request)
    at = form.get("at") or (f"{on}T12:00" if on else "")
    then = str(form.get("then") or request.GET.get("then", ""))
    given = form or request.GET
    context = {
        "kind": kind, "at": at, "then": then if then in AFTER else "diary", "wordy": is_wordy(request),
        "phase": given.get("phase", "now"), "session": _session_named(given), **form_context(form, error),
        "chose": _chose(form) if isinstance(error, KindError) else "",
    }  # fmt: skip
    return render(request, f"unspasm/diary/new_{kind}.html", context, status=422 if error else 200)


def _session_named(given: Mapping[str, Any]) -> str:
    """The session that a rating is for; empty where there is none of that name: the rating then stands by itself."""
    try:
        found = entry(local_person(), UUID(str(given.get("session", ""))))
    except ValueError:
        return ""
    return str(found.thread) if found is not None and found.kind == "session" else ""


def _chose(form: dict[str, Any]) -> str:
    """The score or the word that was tapped and is not kept."""
    return str(load_diary().feels.get(str(form.get("feel")), "") or form.get("pain", ""))


def _back(request: HttpRequest) -> str:
    return AFTER.get(str(request.POST.get("then")), "/diary/")


def _on(request: HttpRequest) -> str:
    """The day that a page was opened for, as an ISO date; empty for today or nonsense."""
    on = date_asked(request, "on")
    return on.isoformat() if on is not None and on < timezone.localdate() else ""
