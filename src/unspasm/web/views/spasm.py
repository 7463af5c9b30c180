"""Spasm mode: first aid, a voice, the emergency lists, then positions of ease. The rules are those of the check."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from unspasm.care import Answers, AnswersError, Screening, classify, make_plan, next_screen, read_answers
from unspasm.care import screen as decide
from unspasm.care.calling import calling as calling_of
from unspasm.care.calling import checked, countries, emergency_numbers
from unspasm.knowledge import load_knowledge
from unspasm.knowledge.speaking import SpasmMode, load_spasm_mode, sentence
from unspasm.record.actions import save_answers, start_check
from unspasm.record.models import Check
from unspasm.web.context import calling_from
from unspasm.web.forms import read_screen
from unspasm.web.presenters.asking import ScreenPage, kind_of, progress, screen_page, with_place
from unspasm.web.presenters.result import shows_crisis_numbers, verdict_of
from unspasm.web.presenters.spasm import (
    cut_off_lists,
    first_aid,
    place_in_bundle,
    positions,
    said_first,
    said_lines,
    said_next,
    said_open,
    said_verdict,
)
from unspasm.web.views.check import Standing, standing
from unspasm.web.voice import voice_choice

DANGER = "danger"
IN_PLACE = "X-Unspasm-In-Place"
"""Sent by the page that puts the next one in place itself; without it a form is answered by a redirect."""
POSITIONS = ("rest_90_90", "position_of_ease")
KINDS = {"ticks": "list", "single": "one", "fields": "fields", "body_map": "fields"}


@require_GET
def opening(request: HttpRequest) -> HttpResponse:
    """First aid, the sound check and the breath: useful before any question, and without script."""
    knowledge = load_knowledge()
    return _show(
        request, "opening", {"aid": first_aid(knowledge), "next_said": said_next("", load_spasm_mode(knowledge))}
    )


@require_POST
def start(request: HttpRequest) -> HttpResponse:
    """A new check, the shortest way. What was told before stays in the record and is not used."""
    start_check(mode=Check.Mode.SPASM, now=timezone.now())
    return redirect("spasm_go")


@require_http_methods(["GET", "POST"])
def go(request: HttpRequest) -> HttpResponse:
    """The next list or question; a posted one is saved first, or opened to tick after a "yes" to it as a whole."""
    here = standing()
    if here.check is None or here.is_old:
        return redirect("spasm")
    if request.method == "POST":
        return _take(request, here)
    return _next(request, here)


def _next(request: HttpRequest, here: Standing) -> HttpResponse:
    answers = here.answers()
    upcoming = next_screen(answers, here.told.put_again, here.knowledge, DANGER)
    if upcoming is None:
        return redirect("spasm_turn")
    facts = [here.knowledge.facts[fact] for fact in upcoming.facts]
    kind = kind_of(upcoming.screen, facts, upcoming.again)
    page = screen_page(upcoming.screen, facts, kind, here.told.answers, again=upcoming.again)
    words = place_in_bundle(upcoming.screen.id, upcoming.again, _mode(here)) or progress(
        upcoming, here.told.screens, answers, here.told.put_again, here.knowledge, DANGER
    )
    done = upcoming.screen.stage != "emergency" and not _past_emergency(here)
    return _ask(request, with_place(page, progress=words, back=_back(here)), here, first_part_done=done)


@require_GET
def back(request: HttpRequest, screen_id: str) -> HttpResponse:
    """A list or question again, its lines open, to look at or to change."""
    here = standing()
    found = next((screen for screen in here.knowledge.screens if screen.id == screen_id), None)
    if found is None:
        raise Http404
    if here.check is None or here.is_old:
        return redirect("spasm")
    facts = [here.knowledge.facts[fact] for fact in found.facts if fact in here.told.answers]
    if not facts:
        return redirect("spasm_go")
    page = screen_page(found, facts, kind_of(found, facts, again=False), here.told.answers)
    page = with_place(page, progress="", back=_back(here, before=screen_id))
    return _ask(request, page, here, is_open=page.kind == "ticks")


@require_GET
def turn(request: HttpRequest) -> HttpResponse:
    """Where to turn: help at once, help today, or positions of ease. Nothing is offered before danger is decided."""
    here = standing()
    if here.check is None or not here.told.answers:
        return redirect("spasm")
    answers = here.answers()
    screening = decide(answers, here.knowledge)
    if screening.disposition != "emergency":
        if here.is_old:
            return redirect("spasm")
        if next_screen(answers, here.told.put_again, here.knowledge, DANGER) is not None:
            return redirect("spasm_go")
    if screening.disposition not in ("emergency", "same_day"):
        return _ease(request, here, answers, screening)
    calling = calling_from(request)
    verdict = verdict_of(screening, calling, here.knowledge)
    if verdict.crisis or verdict.private or shows_crisis_numbers(screening, here.knowledge):
        return redirect("result")  # the quiet page: nothing of it is said aloud
    context = {"verdict": verdict, "said": said_verdict(verdict, calling), "countries": countries(here.knowledge)}
    return _show(request, "turn", context)


@require_GET
def cut_off(request: HttpRequest) -> HttpResponse:
    """First aid, breath and the emergency lists for when the server cannot be reached: nothing personal in it."""
    knowledge = load_knowledge()
    mode = load_spasm_mode(knowledge)
    context = {
        "aid": first_aid(knowledge),
        "lists": cut_off_lists(mode, knowledge),
        "numbers": emergency_numbers(knowledge),
        "calling": calling_of("", knowledge, timezone.localdate()),
        "theme": "",
        "choice": "clips",
        **checked(knowledge),
    }
    response = _show(request, "cut_off", context)
    response["Cache-Control"] = "no-cache"
    return response


def _ease(request: HttpRequest, here: Standing, answers: Answers, screening: Screening) -> HttpResponse:
    """Positions that the plan holds, and getting up. Who needs a visit is told so first."""
    knowledge = here.knowledge
    plan = make_plan(screening, classify(answers, knowledge), answers, knowledge, now=timezone.localtime())
    verdict = verdict_of(screening, calling_from(request), knowledge)
    ease = load_spasm_mode(knowledge)["ease"]
    context = {
        "positions": positions(plan, POSITIONS, knowledge),
        "standing": str(ease["cleared"]) if screening.disposition == "self_care" else sentence(verdict.heading),
        "when": verdict.when,
        "stop_words": _stop_words(request),
    }
    return _show(request, "ease", context)


def _stop_words(request: HttpRequest) -> str:
    rise = load_spasm_mode(load_knowledge())["rise"]
    return calling_from(request).fill(str(rise["stop"]))


def _take(request: HttpRequest, here: Standing) -> HttpResponse:
    """Saves one posted screen whole, or shows it again with what is wrong; nothing is saved in part."""
    knowledge = here.knowledge
    found = next((screen for screen in knowledge.screens if screen.id == request.POST.get("screen")), None)
    put = request.POST.getlist("put")
    facts = [knowledge.facts[fact] for fact in found.facts if fact in put] if found else []
    if found is None or not facts or here.check is None:
        raise Http404
    again = request.POST.get("again") == "1" and len(facts) == 1
    kind = kind_of(found, facts, again)
    page = with_place(
        screen_page(found, facts, kind, here.told.answers, again=again), progress="", back=_back(here, before=found.id)
    )
    if kind == "ticks" and request.POST.get("say") == "yes":
        return _ask(request, page, here, is_open=True)
    told = read_screen("fields" if kind == "body_map" else kind, facts, request.POST, timezone.localdate())
    errors = dict(told.errors) or _contradiction(here, told.answers)
    if errors:
        shown = {**here.told.answers, **told.answers}
        page = screen_page(found, facts, kind, shown, again=again, errors=errors)
        page = with_place(page, progress="", back=_back(here, before=found.id))
        return _ask(request, page, here, is_open=True, status=422)
    save_answers(check=here.check, screen=found.id, answers=told.answers, asked_again=again, now=timezone.now())
    if request.headers.get(IN_PLACE) == "1":
        return _next(request, standing())  # one way instead of two: a person with closed eyes is waiting
    return redirect("spasm_go")


def _contradiction(here: Standing, new: dict[str, Any]) -> dict[str, str]:
    try:
        read_answers({**here.told.answers, **new}, here.knowledge, timezone.localdate())
    except AnswersError as error:
        return {"": str(error)}
    return {}


def _ask(
    request: HttpRequest,
    page: ScreenPage,
    here: Standing,
    *,
    is_open: bool = False,
    first_part_done: bool = False,
    status: int = 200,
) -> HttpResponse:
    mode = _mode(here)
    is_open = is_open and page.kind == "ticks"
    said = (said_open(page, mode),) if is_open else said_first(page, mode, here.knowledge)
    between = str(mode["between"]["say"]) if first_part_done else ""
    context: dict[str, Any] = {"page": page, "said": " ".join(said), "between": between, "lines": said_lines(page)}
    context["next_said"] = said_next(page.id, mode)
    name = "ticks" if is_open else KINDS[page.kind]
    return _show(request, name, context, status=status)


def _past_emergency(here: Standing) -> bool:
    """Whether some screen after the emergency lists was answered already."""
    stages = {screen.id: screen.stage for screen in here.knowledge.screens}
    return any(stages.get(name) != "emergency" for name in here.told.screens)


def _back(here: Standing, before: str = "") -> str:
    done = list(here.told.screens)
    earlier = done[: done.index(before)] if before in done else done
    return f"/spasm/back/{earlier[-1]}/" if earlier else "/spasm/"


def _mode(here: Standing) -> SpasmMode:
    return load_spasm_mode(here.knowledge)


def _show(request: HttpRequest, name: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """A page of spasm mode, with its words and the person's choice of voice."""
    knowledge = load_knowledge()
    steps = {step["id"]: step for step in knowledge.tables["first_aid"]["step"]}
    context = {"words": load_spasm_mode(knowledge).words, "to_say": steps["say"]["steps"], **context}
    if "choice" not in context:
        context["choice"] = voice_choice(request)
    return render(request, f"unspasm/spasm/{name}.html", context, status=status)
