"""A time of doing nothing, rated before and after: what everything else is compared with."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid5

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from unspasm.knowledge.diary import load_diary
from unspasm.knowledge.works import load_works
from unspasm.record.actions import New, log_event, log_events
from unspasm.record.kinds import KindError
from unspasm.record.queries import Entry, entries, entry, running_trial
from unspasm.record.times import TimesError
from unspasm.web.diary_forms import FormError, read_rating
from unspasm.web.entering import entry_of
from unspasm.web.saved import saved
from unspasm.web.see_other import see_other
from unspasm.web.views.comparable import in_danger, not_safe, wordy
from unspasm.web.views.sessions import is_rated
from unspasm.web.views.visiting import Visit, visit


@require_http_methods(["GET", "POST"])
def wait(request: HttpRequest) -> HttpResponse:
    """A time of doing nothing: the rating before it and the wait, both or neither."""
    here = visit()
    if request.method == "GET":
        return _wait_page(request, here)
    refusal = not_safe(here) or wordy(request)
    if refusal:
        return _wait_page(request, here, status=409, error=refusal)
    try:
        if not is_rated(request):
            raise FormError(load_works().words["rate_first"])
        rated = read_rating({"pain": request.POST.get("pain", "")})
        at = entry_of(request.POST, here.now)
        trial = _waits_for(request, here)
        data = {"trial": trial} if trial else {}
        before = {**rated, "phase": "before", "session": at.key}
        news = [
            New("wait", data, at.key, at.happened_at, at.zone),
            New("rating", before, uuid5(at.key, "before"), at.happened_at, at.zone),
        ]
        log_events(news, now=here.now)
    except (FormError, TimesError, KindError) as error:
        return _wait_page(request, here, status=422, error=str(error))
    return see_other(f"/works/wait/{at.key}/")


@require_http_methods(["GET", "POST"])
def waited(request: HttpRequest, thread: UUID) -> HttpResponse:
    """One wait: until when, and the rating after it."""
    here, works = visit(), load_works()
    begun = entry(here.person, thread)
    if begun is None or begun.kind != "wait" or begun.withdrawn:
        raise Http404
    ratings = entries(here.person, ("rating",), since=begun.happened_at)
    is_done = any(e.data.session == thread and e.data.phase != "before" for e in ratings)
    counts = works.wait.least <= here.now - begun.happened_at <= works.wait.late
    error, back = "", _back(begun)
    if request.method == "POST" and is_done:
        return see_other(back)
    if request.method == "POST":
        try:
            return _rated_after(request, here, begun)
        except (FormError, TimesError, KindError) as problem:
            error = str(problem)
    context = {
        "works": works,
        "words": works.words,
        "thread": thread,
        "begun": begun,
        "from": begun.happened_at + works.wait.least,
        "until": begun.happened_at + works.wait.most,
        "counts": counts,
        "late": here.now - begun.happened_at > works.wait.late,
        "is_done": is_done,
        "back": back,
        "error": error,
        "diary": load_diary(),
        "signs": here.knowledge.tables["return_signs"]["sign"],
    }
    return render(request, "unspasm/works/waited.html", context, status=422 if error else 200)


def _wait_page(request: HttpRequest, here: Visit, *, status: int = 200, error: str = "") -> HttpResponse:
    works = load_works()
    context = {
        "works": works, "words": works.words, "blocked": not_safe(here), "danger": in_danger(here), "wordy": wordy(request),
        "diary": load_diary(), "error": error, "trial": request.POST.get("trial", ""),
    }  # fmt: skip
    return render(request, "unspasm/works/wait.html", context, status=status)


def _waits_for(request: HttpRequest, here: Visit) -> UUID | None:
    """The running comparison that this wait is for, if it asked for one."""
    running = running_trial(here.person)
    wanted = str(request.POST.get("trial", ""))
    return running.thread if running is not None and str(running.thread) == wanted else None


def _rated_after(request: HttpRequest, here: Visit, begun: Entry) -> HttpResponse:
    """Saves it. A rating that comes too early or too late stands by itself: what counts is when it was given."""
    if not is_rated(request):
        raise FormError(load_works().words["rate_first"])
    data: dict[str, Any] = read_rating({"pain": request.POST.get("pain", "")})
    at, span = entry_of(request.POST, here.now), load_works().wait
    since = at.happened_at - begun.happened_at
    if since >= span.least:
        data |= {"phase": "after" if since <= span.late else "now", "session": begun.thread}
    written = log_event(
        kind="rating", data=data, key=at.key, happened_at=at.happened_at, zone=at.zone, now=here.now
    )  # fmt: skip
    back = _back(begun) if since >= span.least else f"/works/wait/{begun.thread}/"
    saved(request, "Your rating is saved.", thread=written.thread, version=written.version, back=back)
    return see_other(back)


def _back(begun: Entry) -> str:
    return f"/works/compare/{begun.data.trial}/" if begun.data.trial else "/works/"
