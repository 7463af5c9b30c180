"""The camera coach: its page in a session, what it counted, and the page that shows all that is kept."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from unspasm.knowledge import load_knowledge
from unspasm.record.actions import ChangedMeanwhile, log_coached, withdraw_event
from unspasm.record.kinds import KindError
from unspasm.record.queries import coached_entries, entry, local_person
from unspasm.web.context import chosen
from unspasm.web.entering import entry_of, key_of
from unspasm.web.presenters import sessions as show
from unspasm.web.presenters.coached import coachable, counted, page_value
from unspasm.web.saved import saved
from unspasm.web.see_other import see_other
from unspasm.web.views import session
from unspasm.web.views.session import no_longer, run_of
from unspasm.web.views.waiting import may_still_run

KEPT = "/sessions/coached/"


@require_GET
def coach(request: HttpRequest, key: UUID) -> HttpResponse:
    """The coach of a session that runs. Where it may not go on, or is over, its own page says so. 404 without one."""
    run = run_of(request, key)
    if not coachable(run.use.item, run.use.variant, run.knowledge):
        raise Http404
    if run.end is not None or no_longer(run) or not may_still_run(run.use, run.knowledge, run.now):
        return see_other(f"/session/{key}/")
    movement = run.knowledge.movements[run.use.item]
    value = page_value(movement, run.use.variant, run.knowledge)
    context = {
        "page": show.player(key, run.script, run.knowledge),
        "movement": movement,
        "words": run.knowledge.tables["coach"],
        "value": value,
        "set_up": value["files"] is not None,
        "voice": chosen(request).get("voice", "clips"),
    }
    return render(request, "unspasm/sessions/coach.html", context)


@require_POST
def end(request: HttpRequest, key: UUID) -> HttpResponse:
    """Keeps what was counted, and how the session ended: both, or neither."""
    run = run_of(request, key)
    try:
        data = _numbers(str(request.POST.get("coached", "")))
        with transaction.atomic():
            response = session.end(request, key)
            if data is not None and response.status_code == 303:
                at = entry_of(request.POST, run.now)
                log_coached(
                    session=key, data={**data, "movement": run.use.item}, key=at.key,
                    happened_at=at.happened_at, zone=at.zone, now=run.now,
                )  # fmt: skip
    except (KindError, ValueError) as error:
        return HttpResponse(
            f"These numbers cannot be kept: {error}", status=422, content_type="text/plain; charset=utf-8"
        )
    return response


def _numbers(text: str) -> dict[str, Any] | None:
    """What the page counted; None where it counted nothing. Raises ValueError for what is no such thing."""
    if not text.strip():
        return None
    data = json.loads(text)
    if not isinstance(data, dict):
        raise ValueError("not an object")
    return data


@require_GET
def kept(request: HttpRequest) -> HttpResponse:
    """Everything that the coach ever kept: numbers, each line with its Delete."""
    knowledge = load_knowledge()
    context = {"lines": counted(coached_entries(local_person()), knowledge), "words": knowledge.tables["coach"]}
    return render(request, "unspasm/sessions/coached.html", context)


@require_POST
def delete(request: HttpRequest, thread: UUID) -> HttpResponse:
    """Takes one line out. It can be brought back."""
    found = entry(local_person(), thread)
    if found is None or found.kind != "coached" or found.withdrawn:
        raise Http404
    try:
        event = withdraw_event(thread=thread, seen=found.version, key=key_of(request.POST), now=timezone.now())
    except ChangedMeanwhile:
        saved(request, "That was changed somewhere else in the meantime, so it was left as it is.")
        return see_other(KEPT)
    saved(request, "Deleted.", thread=event.thread, version=event.version, back=KEPT)
    request.session["saved"]["restore"] = True
    return see_other(KEPT)
