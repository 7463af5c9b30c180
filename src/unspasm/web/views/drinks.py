"""The drinks log: one tap a drink, beside a usual amount for this person. Never a goal."""

from __future__ import annotations

import re
from datetime import timedelta
from functools import cache
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from unspasm.care.drinks import DrinkRules, drink_rules, drunk, reference
from unspasm.knowledge import load_knowledge
from unspasm.record.actions import ChangedMeanwhile, log_event, withdraw_event
from unspasm.record.kinds import KindError
from unspasm.record.queries import entries, entry, local_person
from unspasm.record.times import TimesError
from unspasm.web.entering import entry_of, key_of
from unspasm.web.ledger import answers_now
from unspasm.web.presenters import drinks as present
from unspasm.web.presenters.reading import papers
from unspasm.web.saved import SLOT, saved
from unspasm.web.see_other import see_other
from unspasm.web.views.ask_here import ask_screens

HOME = "/drinks/"
LOOK_BACK = timedelta(days=2)
MOST_ML = 3000
WRONG_AMOUNT = f"Give a whole number of millilitres from 1 to {MOST_ML}. A glass is about 200 to 250."


@cache
def rules() -> DrinkRules:
    """The rows of the drinks file, compiled once."""
    return drink_rules(load_knowledge())


@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """Today's amount, the taps, and what to mind."""
    return _show(request)


@require_POST
def add(request: HttpRequest) -> HttpResponse:
    """Writes one drink down."""
    kinds = {kind["id"]: kind for kind in load_knowledge().tables["drinks"]["kind"]}
    what, text = str(request.POST.get("what", "")), str(request.POST.get("ml", "")).strip()
    if what not in kinds:
        raise Http404
    if not re.fullmatch(r"[0-9]{1,4}", text) or not 1 <= int(text) <= MOST_ML:
        return _show(request, WRONG_AMOUNT, text)
    try:
        when = entry_of({key: str(value) for key, value in request.POST.items()}, timezone.now())
        event = log_event(
            kind="drink", data={"what": what, "ml": int(text)}, key=when.key, happened_at=when.happened_at,
            zone=when.zone, now=timezone.now(),
        )  # fmt: skip
    except (TimesError, KindError) as error:
        return _show(request, str(error), text)
    saved(request, "Saved.", thread=event.thread, version=event.version, back=HOME)
    return see_other(HOME)


@require_POST
def delete(request: HttpRequest, thread: UUID) -> HttpResponse:
    """Takes one drink back. It can be brought back."""
    found = entry(local_person(), thread)
    if found is None or found.kind != "drink" or found.withdrawn:
        raise Http404
    seen = str(request.POST.get("seen", ""))
    try:
        if not re.fullmatch(r"[0-9]{1,9}", seen):
            raise Http404
        event = withdraw_event(thread=thread, seen=int(seen), key=key_of(request.POST), now=timezone.now())
    except ChangedMeanwhile:
        saved(request, "That was changed somewhere else in the meantime, so it was left as it is.")
        return see_other(HOME)
    saved(request, "Taken back.", thread=event.thread, version=event.version, back=HOME)
    request.session[SLOT]["restore"] = True
    return see_other(HOME)


@require_http_methods(["GET", "POST"])
def questions(request: HttpRequest) -> HttpResponse:
    """What the line still hangs on, one screen at a time."""
    knowledge = load_knowledge()
    shown = reference(answers_now(knowledge, timezone.localtime()), rules(), knowledge)
    return ask_screens(request, shown.ask, address=f"{HOME}questions/", done=HOME, title="Your drinks")


def _show(request: HttpRequest, wrong: str = "", typed: str = "") -> HttpResponse:
    knowledge, now = load_knowledge(), timezone.localtime()
    found = entries(local_person(), {"drink"}, since=now - LOOK_BACK)
    amount = drunk([(one.happened_at, one.data.ml) for one in found], now, rules())
    shown = reference(answers_now(knowledge, now), rules(), knowledge)
    table: dict[str, Any] = knowledge.tables["drinks"]
    context = {
        "general": table["general"], "ceilings": table["ceilings"], "low_salt": table["low_salt"],
        "evidence": table["evidence"], "evidence_papers": papers(table["evidence"]["sources"], knowledge),
        "claims": [(key, knowledge.item("claims", key).title) for key in table["general"]["claims"]],
        "kinds": table["kind"], "total": present.total_of(amount, shown, rules()), "drunk": amount, "shown": shown,
        "no_line": present.words_of(shown.no_line, knowledge), "care": present.words_of(shown.care, knowledge),
        "salts": present.words_of(shown.salts, knowledge), "line_papers": papers(shown.sources, knowledge),
        "rows": present.rows(found, table["kind"], now), "wrong": wrong, "typed": typed[:10],
    }  # fmt: skip
    return render(request, "unspasm/drinks/overview.html", context, status=422 if wrong else 200)
