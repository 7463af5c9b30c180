"""Before a guided session: what can be done now, the gate that asks what must be asked, and the start."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import uuid5

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from unspasm.care import AnswersError, Ask, read_answers
from unspasm.care.ladder import STOP
from unspasm.care.sessions import Gate, SessionError, Variant, script, variants
from unspasm.knowledge import Knowledge
from unspasm.knowledge.diary import load_diary
from unspasm.record.actions import New, current_or_new_check, log_events, save_answers, start_check
from unspasm.record.models import Check
from unspasm.record.queries import entry
from unspasm.record.times import TimesError
from unspasm.web.context import chosen
from unspasm.web.diary_forms import FormError, read_rating
from unspasm.web.entering import entry_of, key_of
from unspasm.web.forms import read_screen
from unspasm.web.presenters import sessions as show
from unspasm.web.presenters.asking import ScreenPage, kind_of, progress, screen_page, with_muscles, with_place
from unspasm.web.views.check import TEMPLATES
from unspasm.web.views.climbing import on_the_ladder
from unspasm.web.views.visiting import DANGER, Visit, visit
from unspasm.web.views.waiting import resting, waiting_for


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """What can be done now, what waits for an answer, what is left out and why."""
    here = visit()
    gates = [(item, here.gate(item)) for item in here.knowledge.sessions.scripts]
    context = {
        "groups": show.groups(gates, here.knowledge),
        "check_first": any(found.check_first for _, found in gates),
        "danger": any(found.danger for _, found in gates),
        "waiting": waiting_for(here.person, here.knowledge, here.now),
    }
    return render(request, "unspasm/sessions/index.html", context)


@require_GET
def prepare(request: HttpRequest, item: str) -> HttpResponse:
    """One session: first what must be asked, then what is needed, how it is done, the rating before, Start."""
    here = visit()
    _known(item, here.knowledge)
    found = here.gate(item)
    if found.check_first and not found.danger:
        upcoming = here.next_danger_screen()
        return _ask_danger(request, here, item, upcoming) if upcoming else _shown(request, here, item, found)
    put = [fact for fact in found.ask if fact not in found.unsure]
    if put:
        return _ask(request, here, item, _page_for(put, here))
    if found.state == show.OPEN and item in show.on_a_ladder(here.knowledge):
        stands = on_the_ladder(here.person, item, here.knowledge, here.now, safer=found.safer)
        if stands.begun is not None:
            return redirect("programme", item)
    return _shown(request, here, item, found)


@require_GET
def more(request: HttpRequest, item: str) -> HttpResponse:
    """The questions that could bring back the full form, one screen at a time."""
    here = visit()
    _known(item, here.knowledge)
    found = here.gate(item)
    answered = found.answers or {}
    put = [fact for fact in found.may_ask if fact not in answered]
    return _ask(request, here, item, _page_for(put, here)) if put else redirect("prepare", item)


@require_POST
def begin_check(request: HttpRequest, item: str) -> HttpResponse:
    """A new danger check, on the way into this session."""
    here = visit()
    _known(item, here.knowledge)
    start_check(mode=Check.Mode.SPASM, now=here.now)
    return redirect("prepare", item)


@require_POST
def answer(request: HttpRequest, item: str) -> HttpResponse:
    """Saves one screen whole into the open check, or shows it again with what is wrong."""
    here = visit()
    _known(item, here.knowledge)
    screen = next((s for s in here.knowledge.screens if s.id == request.POST.get("screen")), None)
    put = request.POST.getlist("put")
    facts = [here.knowledge.facts[fact] for fact in (screen.facts if screen else ()) if fact in put]
    if screen is None or not facts:
        raise Http404
    again = request.POST.get("again") == "1" and len(facts) == 1
    kind = kind_of(screen, facts, again)
    told = read_screen(kind, facts, request.POST, timezone.localdate())
    errors = dict(told.errors) or _contradiction(here, told.answers)
    if errors:
        page = screen_page(screen, facts, kind, {**here.here.told.answers, **told.answers}, again=again, errors=errors)
        return _ask(request, here, item, page, status=422)
    check = current_or_new_check(mode=Check.Mode.SPASM, now=here.now)
    save_answers(check=check, screen=screen.id, answers=told.answers, asked_again=again, now=here.now)
    return redirect("prepare", item)


@require_POST
def start(request: HttpRequest, item: str) -> HttpResponse:
    """Writes down the session and the rating before it, both or neither; the same tap twice is one session."""
    here = visit()
    _known(item, here.knowledge)
    begun = entry(here.person, key_of(request.POST))
    if begun is not None and begun.kind == "session":
        return redirect("session", begun.thread)
    found = here.gate(item)
    if found.state != show.OPEN:
        return _shown(request, here, item, found, status=409)
    try:
        at = entry_of(request.POST, here.now)
        rated = read_rating(request.POST) if is_rated(request) else None
    except (TimesError, FormError) as error:
        return _shown(request, here, item, found, status=422, error=str(error))
    scored = found if rated is None or rated.get("pain") is None else here.gate_at(item, int(rated["pain"]))
    if scored.state != show.OPEN:
        return _shown(request, here, item, scored, status=409)
    offered = variants(item, found.answers or {}, here.knowledge)
    wanted = next((one for one in offered if one.id == request.POST.get("variant", offered[0].id)), None)
    if wanted is None or wanted not in variants(item, scored.answers or {}, here.knowledge):
        return _shown(request, here, item, found, status=409, error="That way of doing it does not suit you now.")
    minutes, not_today = _how_long(request, here, item, found, wanted)
    not_today = not_today or resting(here.person, item, here.knowledge, here.now, safer=found.safer)
    if not_today:
        return _shown(request, here, item, found, status=409, not_yet=not_today)
    news = [New("session", {"item": item, "variant": wanted.id}, at.key, at.happened_at, at.zone)]
    if rated is not None:
        before = {**rated, "phase": "before", "session": at.key}
        news.append(New("rating", before, uuid5(at.key, "before"), at.happened_at, at.zone))
    log_events(news, now=here.now)
    if minutes is not None:
        request.session["minutes"] = {str(at.key): minutes}
    return redirect("session", at.key)


def is_rated(request: HttpRequest) -> bool:
    """Whether a score or a word was chosen; leaving it out is fine."""
    return any(str(request.POST.get(name, "")).strip() for name in ("pain", "feel"))


def _how_long(request: HttpRequest, here: Visit, item: str, found: Gate, wanted: Variant) -> tuple[int | None, str]:
    """(minutes, reason why not today). None: the script's own length. A running programme decides by itself."""
    if item not in show.on_a_ladder(here.knowledge):
        return _minutes(request, item, wanted, here.knowledge), ""
    stands = on_the_ladder(here.person, item, here.knowledge, here.now, safer=found.safer)
    if stands.begun is None:
        return None, stands.step.reason if stands.step.direction == STOP else ""
    return stands.step.minutes, "" if stands.step.minutes else stands.step.reason


def _minutes(request: HttpRequest, item: str, wanted: Variant, knowledge: Knowledge) -> int | None:
    given = str(request.POST.get("minutes", ""))
    if not given.isdecimal() or len(given) > 3:
        return None
    try:
        script(item, wanted.id, knowledge, int(given))
    except SessionError:
        return None
    return int(given)


def _known(item: str, knowledge: Knowledge) -> None:
    if item not in knowledge.sessions.scripts:
        raise Http404


def _contradiction(here: Visit, new: Mapping[str, Any]) -> dict[str, str]:
    try:
        read_answers({**here.here.told.answers, **new}, here.knowledge, timezone.localdate())
    except AnswersError as error:
        return {"": str(error)}
    return {}


def _page_for(put: Sequence[str], here: Visit) -> ScreenPage:
    """The screen that owns the first of these facts, with those of them that stand on it."""
    screen = next(s for s in here.knowledge.screens if put[0] in s.facts)
    facts = [here.knowledge.facts[fact] for fact in screen.facts if fact in put]
    return screen_page(screen, facts, kind_of(screen, facts, again=False), {})


def _ask_danger(request: HttpRequest, here: Visit, item: str, upcoming: Ask) -> HttpResponse:
    told = here.here.told
    facts = [here.knowledge.facts[fact] for fact in upcoming.facts]
    kind = kind_of(upcoming.screen, facts, upcoming.again)
    page = screen_page(upcoming.screen, facts, kind, told.answers, again=upcoming.again)
    words = progress(upcoming, told.screens, here.here.answers(), told.put_again, here.knowledge, DANGER)
    return _ask(request, here, item, page, words=words)


def _ask(
    request: HttpRequest, here: Visit, item: str, page: ScreenPage, *, words: str = "", status: int = 200
) -> HttpResponse:
    title = here.knowledge.interventions[item].title
    page = with_place(page, progress=words or f"Before you start: {title}", back="/sessions/")
    if page.kind == "body_map":
        page = with_muscles(page, here.knowledge)
    context = {"page": page, "item": item, "kind_template": f"unspasm/check/{TEMPLATES[page.kind]}.html"}
    return render(request, "unspasm/sessions/ask.html", context, status=status)


def _shown(
    request: HttpRequest, here: Visit, item: str, found: Gate, *, status: int = 200, error: str = "", not_yet: str = ""
) -> HttpResponse:
    """The page of a session as its gate stands: the way in, or why not."""
    offered = variants(item, found.answers, here.knowledge) if found.answers is not None else ()
    context = {
        "line": show.line(item, found, here.knowledge),
        "gate": found,
        "way": show.way_in(item, offered, here.knowledge) if found.state == show.OPEN else None,
        "entry": here.knowledge.interventions[item].item,
        "unsure": show.questions(found.unsure, here.knowledge),
        "no_scores": bool(chosen(request).get("no_scores")),
        "diary": load_diary(),
        "ladder": item in show.on_a_ladder(here.knowledge),
        "resting": not_yet or resting(here.person, item, here.knowledge, here.now, safer=found.safer),
        "refused": bool(not_yet),
        "error": error,
    }
    return render(request, "unspasm/sessions/prepare.html", context, status=status)
