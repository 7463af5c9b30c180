"""The result: get help now, or a plan. An error here shows the page for urgent help, never a plan."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from unspasm.care import Answers, Screening, classify, make_plan, next_screen, screen
from unspasm.care.calling import countries
from unspasm.record.queries import local_person
from unspasm.web.context import calling_from
from unspasm.web.presenters.result import cards, gaps, guess, return_signs, shows_crisis_numbers, verdict_of
from unspasm.web.views.check import Standing, standing
from unspasm.web.views.learned import learned


@require_GET
def result(request: HttpRequest) -> HttpResponse:
    """Where to turn, and why; for a cleared person also the plan."""
    here = standing()
    if not here.told.answers:
        return redirect("check")
    answers = here.answers()
    screening = screen(answers, here.knowledge)
    if screening.disposition == "emergency":
        return _danger(request, here, screening)
    if here.is_old:
        return render(request, "unspasm/check/old.html", {"last_at": here.told.last_at})
    if next_screen(answers, here.told.put_again, here.knowledge, "danger") is not None:
        return redirect("check")
    if screening.disposition == "same_day":
        return _danger(request, here, screening)
    return _plan(request, here, answers, screening)


@require_GET
def so_far(request: HttpRequest) -> HttpResponse:
    """For somebody who cannot answer more, once care today is certain: that page, with what is still open said."""
    here = standing()
    if here.told.answers and not here.is_old:
        screening = screen(here.answers(), here.knowledge)
        if screening.disposition in ("same_day", "emergency"):
            return _danger(request, here, screening)
    return redirect("check")


def _danger(request: HttpRequest, here: Standing, screening: Screening) -> HttpResponse:
    calling = calling_from(request)
    verdict = verdict_of(screening, calling, here.knowledge)
    crisis = calling.group("crisis") if shows_crisis_numbers(screening, here.knowledge) else None
    name = "crisis" if verdict.crisis else screening.disposition
    context: dict[str, Any] = {"verdict": verdict, "crisis": crisis, "last_at": here.told.last_at, "old": here.is_old}
    context["open"] = not screening.decided
    context["countries"] = countries(here.knowledge)
    return render(request, f"unspasm/result/{name}.html", context)


def _plan(request: HttpRequest, here: Standing, answers: Answers, screening: Screening) -> HttpResponse:
    knowledge = here.knowledge
    profile = classify(answers, knowledge)
    now = timezone.localtime()
    plan = make_plan(screening, profile, answers, knowledge, now=now, learned=learned(local_person(), knowledge, now))
    left = gaps(plan.left_out, knowledge)
    context = {
        "verdict": verdict_of(screening, calling_from(request), knowledge),
        "guess": guess(profile, knowledge),
        "parts": cards(plan, knowledge),
        "waiting": [gap for gap in left if gap.ask],
        "left": [gap for gap in left if not gap.ask],
        "n_left": sum(len(gap.things) for gap in left if not gap.ask),
        "plan": plan,
        "return_signs": return_signs(knowledge),
        "made_at": timezone.localtime(plan.made_at),
        "more": next_screen(answers, here.told.put_again, knowledge, "plan") is not None,
    }
    return render(request, "unspasm/result/plan.html", context)
