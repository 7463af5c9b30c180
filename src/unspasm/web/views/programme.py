"""Programmes that go up slowly: the gate, the step of today, what was done, and ending it."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from unspasm.care.ladder import STOP, programmes
from unspasm.care.sessions import Gate, variants
from unspasm.knowledge.diary import load_diary
from unspasm.record.actions import log_event
from unspasm.record.times import TimesError
from unspasm.web.context import chosen
from unspasm.web.diary_forms import FormError, read_rating
from unspasm.web.entering import entry_of
from unspasm.web.presenters import programme as show
from unspasm.web.presenters import sessions
from unspasm.web.saved import saved
from unspasm.web.see_other import see_other
from unspasm.web.views.climbing import Standing, on_the_ladder
from unspasm.web.views.sessions import is_rated
from unspasm.web.views.visiting import Visit, visit

STEPS = ("begin", "end")


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """The programmes that there are, each with its honest label, and which one runs."""
    here = visit()
    rows = []
    for item in programmes(here.knowledge):
        found = here.gate(item)
        rows.append((sessions.line(item, found, here.knowledge), found, _stands(here, item, found)))
    return render(request, "unspasm/programme/index.html", {"rows": rows})


@require_GET
def one(request: HttpRequest, item: str) -> HttpResponse:
    """One programme: the gate, then the step of today."""
    return _page(request, visit(), _known(item))


@require_POST
def mark(request: HttpRequest, item: str) -> HttpResponse:
    """Begins or ends the programme, once: what already holds is not written again."""
    here, step = visit(), str(request.POST.get("step"))
    _known(item)
    if step not in STEPS:
        raise Http404
    found = here.gate(item)
    stands = _stands(here, item, found)
    if step == "begin" and (found.state != sessions.OPEN or stands.step.direction == STOP):
        return _page(request, here, item, status=409)
    if (step == "begin") == (stands.begun is None):
        try:
            at = entry_of(request.POST, here.now)
        except TimesError as error:
            return _page(request, here, item, status=422, error=str(error))
        data = {"item": item, "step": step}
        log_event(kind="programme", data=data, key=at.key, happened_at=at.happened_at, zone=at.zone, now=here.now)
    return see_other(f"/programme/{item}/")


@require_POST
def rate(request: HttpRequest, item: str) -> HttpResponse:
    """The rating of today that the next step waits for; a rating by itself."""
    here = visit()
    _known(item)
    try:
        if not is_rated(request):
            raise FormError("Choose one, or come back later.")
        data = read_rating({key: request.POST.get(key, "") for key in ("pain", "feel")})
        at = entry_of(request.POST, here.now)
    except (FormError, TimesError) as error:
        return _page(request, here, item, status=422, error=str(error))
    written = log_event(
        kind="rating", data=data, key=at.key, happened_at=at.happened_at, zone=at.zone, now=here.now
    )  # fmt: skip
    back = f"/programme/{item}/"
    saved(request, "Your rating is saved.", thread=written.thread, version=written.version, back=back)
    return see_other(back)


def _known(item: str) -> str:
    if item not in programmes(visit().knowledge):
        raise Http404
    return item


def _stands(here: Visit, item: str, found: Gate) -> Standing:
    return on_the_ladder(here.person, item, here.knowledge, here.now, safer=found.safer)


def _page(request: HttpRequest, here: Visit, item: str, *, status: int = 200, error: str = "") -> HttpResponse:
    found = here.gate(item)
    stands = _stands(here, item, found)
    today = timezone.localdate(here.now)
    offered = variants(item, found.answers, here.knowledge) if found.answers is not None else ()
    earliest = stands.step.earliest
    context = {
        "line": sessions.line(item, found, here.knowledge),
        "gate": found,
        "stands": stands,
        "step": stands.step,
        "variant": offered[0].id if offered else "",
        "earliest": show.day_words(earliest) if earliest is not None and earliest > today else "",
        "months": show.months(stands.climbs, today),
        "legend": show.legend(),
        "weekdays": [(name[:2], name) for name in show.WEEKDAYS],
        "diary": load_diary(),
        "no_scores": bool(chosen(request).get("no_scores")),
        "error": error,
    }
    return render(request, "unspasm/programme/one.html", context, status=status)
