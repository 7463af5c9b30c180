"""The questions: one screen at a time, danger first; every answer is kept before the next one is asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from unspasm.care import Answers, AnswersError, Ask, next_screen, read_answers
from unspasm.care import screen as decide
from unspasm.knowledge import Fact, Knowledge, load_knowledge
from unspasm.knowledge.items import Screen
from unspasm.record.actions import current_or_new_check, save_answers, start_check, widen_check
from unspasm.record.models import Check
from unspasm.record.queries import Told, current_check, told_in
from unspasm.web.forms import read_screen
from unspasm.web.presenters.asking import (
    ScreenPage,
    kind_of,
    only_fits_the_plan,
    progress,
    screen_page,
    with_muscles,
    with_place,
)
from unspasm.web.presenters.told import told_list

REPEATS_BEFORE_A_WAY_OUT = 3
"""After so many repeats of what somebody was not sure of, a page also says what to do without more answers."""
TEMPLATES = {"ticks": "ticks", "single": "single", "fields": "fields", "body_map": "body_map"}


@dataclass(frozen=True)
class Standing:
    """Where the person stands: the open check, if there is one, and what was told in it."""

    check: Check | None
    told: Told
    knowledge: Knowledge

    @property
    def through(self) -> str:
        """How far the questions go: spasm mode stops when danger is decided, the full check goes on."""
        return "danger" if self.check is not None and self.check.mode == Check.Mode.SPASM else "plan"

    @property
    def is_old(self) -> bool:
        """Whether the answers are too old to build on: danger signs are asked anew for each session."""
        first = min(row["hours"] for row in self.knowledge.tables["check_again"]["row"])
        return self.told.last_at is not None and timezone.now() - self.told.last_at > timedelta(hours=first)

    def answers(self) -> Answers:
        """The checked answers. Raises AnswersError if they do not fit the questions of today."""
        return read_answers(self.told.answers, self.knowledge, timezone.localdate())


def standing() -> Standing:
    """Where the local person stands now."""
    check = current_check()
    return Standing(check, told_in(check) if check else Told(), load_knowledge())


@require_POST
def start(request: HttpRequest) -> HttpResponse:
    """A new check. What was told before stays in the record, and is not used: danger is asked anew."""
    mode = request.POST.get("mode")
    start_check(mode=mode if mode in Check.Mode.values else Check.Mode.FULL, now=timezone.now())
    return redirect("check")


@require_POST
def go_on(request: HttpRequest) -> HttpResponse:
    """From the short way on to the rest of the questions, all answers kept."""
    check = current_check()
    if check is not None:
        widen_check(check=check, mode=Check.Mode.FULL)
    return redirect("check")


@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """The next screen; a posted one is saved first."""
    here = standing()
    if here.is_old:
        return render(request, "unspasm/check/old.html", {"last_at": here.told.last_at})
    if request.method == "POST":
        return _save(request, here)
    answers = here.answers()
    upcoming = next_screen(answers, here.told.put_again, here.knowledge, here.through)
    if upcoming is None:
        return redirect("result")
    return _show(request, here, _page_of(upcoming, here), upcoming, answers)


@require_http_methods(["GET", "POST"])
def screen(request: HttpRequest, screen_id: str) -> HttpResponse:
    """One screen again, filled in, to look at or to change."""
    here = standing()
    found = _screen(screen_id, here.knowledge)
    if request.method == "POST":
        return redirect("check") if here.is_old else _save(request, here)
    told = [fact for fact in found.facts if fact in here.told.answers] or list(found.facts)
    facts = [here.knowledge.facts[fact] for fact in told]
    page = screen_page(found, facts, kind_of(found, facts, again=False), here.told.answers)
    return _show(request, here, page)


@require_http_methods(["GET", "POST"])
def question(request: HttpRequest, fact_id: str) -> HttpResponse:
    """One question by itself: to answer what an item of the plan waits for."""
    here = standing()
    fact = here.knowledge.facts.get(fact_id)
    owner = next((s for s in here.knowledge.screens if fact_id in s.facts), None)
    if fact is None or owner is None:
        raise Http404
    if request.method == "POST":
        return redirect("check") if here.is_old else _save(request, here)
    return _show(request, here, screen_page(owner, [fact], _lone_kind(fact), here.told.answers))


@require_GET
def answers(request: HttpRequest) -> HttpResponse:
    """Everything that was told in this check, with a way to change each part."""
    here = standing()
    return render(request, "unspasm/check/answers.html", {"parts": told_list(here.told, here.knowledge)})


def _save(request: HttpRequest, here: Standing) -> HttpResponse:
    """Saves one posted screen whole, or shows it again with what is wrong; nothing is saved in part."""
    found = _screen(str(request.POST.get("screen")), here.knowledge)
    put = request.POST.getlist("put")
    facts = [here.knowledge.facts[fact] for fact in found.facts if fact in put]
    if not facts:
        raise Http404
    again = request.POST.get("again") == "1" and len(facts) == 1
    kind = str(request.POST.get("kind"))
    if kind not in TEMPLATES or not _suits(kind, facts):
        raise Http404
    told = read_screen(kind, facts, request.POST, timezone.localdate())
    errors = dict(told.errors)
    if not errors:
        errors = _contradiction(here, told.answers)
    if errors:
        shown: Mapping[str, Any] = {**here.told.answers, **_as_posted(kind, facts, request), **told.answers}
        page = screen_page(found, facts, kind, shown, again=again, errors=errors)
        return _show(request, here, page, status=422)
    check = current_or_new_check(mode=Check.Mode.FULL, now=timezone.now())
    save_answers(check=check, screen=found.id, answers=told.answers, asked_again=again, now=timezone.now())
    return redirect("check")


def _contradiction(here: Standing, new: Mapping[str, Any]) -> dict[str, str]:
    try:
        read_answers({**here.told.answers, **new}, here.knowledge, timezone.localdate())
    except AnswersError as error:
        return {"": str(error)}
    return {}


def _as_posted(kind: str, facts: list[Fact], request: HttpRequest) -> dict[str, Any]:
    """What was on the screen, so that nothing has to be given twice."""
    if kind == "ticks":
        return {fact.id: "yes" if fact.id in request.POST.getlist("tick") else None for fact in facts}
    shown: dict[str, Any] = {}
    for fact in facts:
        given = request.POST.getlist(fact.id)
        shown[fact.id] = given if fact.type == "many_of" else (given[0][:40] if given else None)
        instead = request.POST.get(f"{fact.id}.instead")
        shown[fact.id] = shown[fact.id] or ([] if instead == "none" else instead)  # what was given wins
    return shown


def _suits(kind: str, facts: list[Fact]) -> bool:
    if kind == "ticks":
        return all(fact.type == "yes_no" for fact in facts)
    return kind != "single" or len(facts) == 1


def _lone_kind(fact: Fact) -> str:
    if fact.id == "pain_sites":
        return "body_map"
    return "single" if fact.type in ("yes_no", "one_of") else "fields"


def _screen(screen_id: str, knowledge: Knowledge) -> Screen:
    found = next((screen for screen in knowledge.screens if screen.id == screen_id), None)
    if found is None:
        raise Http404
    return found


def _page_of(upcoming: Ask, here: Standing) -> ScreenPage:
    facts = [here.knowledge.facts[fact] for fact in upcoming.facts]
    kind = kind_of(upcoming.screen, facts, upcoming.again)
    return screen_page(upcoming.screen, facts, kind, here.told.answers, again=upcoming.again)


def _show(
    request: HttpRequest,
    here: Standing,
    page: ScreenPage,
    upcoming: Ask | None = None,
    known: Answers | None = None,
    status: int = 200,
) -> HttpResponse:
    words, has_result, enough = "", False, False
    if upcoming is not None and known is not None:
        words = progress(upcoming, here.told.screens, known, here.told.put_again, here.knowledge, here.through)
        has_result = not upcoming.again and only_fits_the_plan(known, here.told.put_again, here.knowledge)
        tired = len(here.told.put_again) >= REPEATS_BEFORE_A_WAY_OUT
        enough = tired and decide(known, here.knowledge).disposition == "same_day"
    back = _back(page, here, changing=upcoming is None and not page.error)
    page = with_place(page, progress=words, back=back, has_result=has_result, enough=enough)
    if page.kind == "body_map":
        page = with_muscles(page, here.knowledge)
    return render(request, f"unspasm/check/{TEMPLATES[page.kind]}.html", {"page": page}, status=status)


def _back(page: ScreenPage, here: Standing, changing: bool) -> str:
    """The address of the screen before this one."""
    done = list(here.told.screens)
    if page.again and page.id in done:
        return f"/check/{page.id}/"
    before = done[: done.index(page.id)] if changing and page.id in done else done
    if before:
        return f"/check/{before[-1]}/"
    return "/first-aid/" if here.check is not None and here.check.mode == Check.Mode.SPASM else "/"
