"""Compare fairly: choose, then one try at a time as chance says, until it is clear or the person stops it."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, replace
from uuid import UUID

import numpy as np
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from unspasm.knowledge.diary import load_diary
from unspasm.knowledge.works import Works, load_works
from unspasm.learn import limits_from, prior_from
from unspasm.learn.alike import began_at, gaps
from unspasm.learn.fit import chances, effects, mixtures
from unspasm.learn.policy import chance_to_clear, choose_next, effect_draws, is_clear
from unspasm.learn.verdict import fair_comparisons, verdict
from unspasm.record.actions import TrialOpen, begin_trial, draw_choice, end_trial
from unspasm.record.kinds import KindError
from unspasm.record.queries import entry, running_trial
from unspasm.record.times import TimesError
from unspasm.record.trials import NOTHING, Trial, draws_made, trials_of
from unspasm.record.works import diary_of, told_by
from unspasm.web.entering import entry_of
from unspasm.web.presenters import comparing as show
from unspasm.web.presenters import sessions
from unspasm.web.see_other import see_other
from unspasm.web.views.comparable import closed, gates_of, in_danger, not_safe, reason, things, why_closed, wordy
from unspasm.web.views.visiting import Visit, visit

MOST_CHOSEN = 40


@require_http_methods(["GET", "POST"])
def choose(request: HttpRequest) -> HttpResponse:
    """What may be compared now, and how many tries it will take; a posted choice begins the comparison."""
    here = visit()
    return _begin(request, here) if request.method == "POST" else _choices(request, here)


@require_GET
def one(request: HttpRequest, thread: UUID) -> HttpResponse:
    """One comparison: what is next, how far it is, what can be said."""
    here = visit()
    return _page(request, here, _trial(here, thread))


@require_http_methods(["GET", "POST"])
def draw(request: HttpRequest, thread: UUID) -> HttpResponse:
    """Lets chance say what is next, once: the same tap again, or another tab, finds what was drawn."""
    here, works = visit(), load_works()
    trial = _trial(here, thread)
    address, why_not = f"/works/compare/{thread}/", closed(here, trial)
    if request.method == "GET" or _is_open(trial, why_not):
        return see_other(address)
    refusal = _refusal(here, trial, why_not, works) or wordy(request)
    if refusal:
        return _page(request, here, trial, status=409, error=refusal)
    left = _left(trial, why_not)
    found = _said(here, left, works)
    came = show.outcome(left, found.near_best, found.verdicts, found.hope, here.knowledge, works)
    if came.why:
        end_trial(trial=thread, why=came.why, happened_at=here.now, zone=_zone(), now=here.now)
        return see_other(address)
    done = [t.option for t in trial.tries if t.state != "skipped"]
    drawn = choose_next(trial.policy, left.options, done, found.draws, _chance())
    draw_choice(
        trial=thread, number=draws_made(thread), data={"option": drawn.option, "chance": min(1.0, drawn.chance)},
        happened_at=here.now, zone=_zone(), now=here.now,
    )  # fmt: skip
    return see_other(address)


@require_POST
def end(request: HttpRequest, thread: UUID) -> HttpResponse:
    """Ends a comparison: because it is clear or done, or because the person wants to."""
    here, works = visit(), load_works()
    trial = _trial(here, thread)
    if trial.runs:
        left = _left(trial, closed(here, trial))
        came = _came(here, left, works) if len(left.options) >= works.compare.least else show.NOTHING_YET
        end_trial(trial=thread, why=came.why or "abandoned", happened_at=here.now, zone=_zone(), now=here.now)
    return see_other(f"/works/compare/{thread}/")


@dataclass(frozen=True)
class _Said:
    """What the ratings say of a comparison: draws of the effects, (n, options), what is near the best, the verdicts,
    and the chance that it becomes clear by the planned tries."""

    draws: np.ndarray
    near_best: dict[str, float]
    verdicts: dict[str, str]
    hope: float


def _said(here: Visit, trial: Trial, works: Works) -> _Said:
    """Draws are from what is believed; what is near the best must also hold for somebody who believes in nothing."""
    prior, limits = prior_from(here.knowledge), limits_from(here.knowledge)
    told, rules = told_by(here.person, works, here.now), works.compare
    if not told.rows:
        return _Said(np.zeros((rules.draws, len(trial.options))), {}, {}, 1.0)
    diary = diary_of(told, [option for option in trial.options if option != NOTHING])
    hopeful, doubtful = mixtures(diary, (prior, prior.sceptical(limits.sceptic_sd)))
    draws = effect_draws(hopeful, trial.options, rules.draws, np.random.default_rng(0))
    doubted = effect_draws(doubtful, trial.options, rules.draws, np.random.default_rng(0))
    near, near_too = (is_clear(d, trial.options, rules.within, rules.sure) for d in (draws, doubted))
    both = {option: min(near[option], near_too[option]) for option in near if option in near_too}
    told_of, doubts, fair = effects(hopeful, limits.matters), chances(doubtful, limits.matters), fair_comparisons(diary)
    apart = gaps(began_at(diary))
    verdicts = {item: verdict(told_of[item], doubts[item], fair[item], limits, apart.get(item)) for item in diary.items}
    alone = NOTHING in trial.options and len(trial.options) == rules.least
    kept = min(1.0, max(1, len(trial.rated)) / max(trial.planned, 1))
    hope = 1.0 if alone else chance_to_clear(doubted, kept, rules.within, rules.sure)
    return _Said(draws, both, verdicts, hope)


def _came(here: Visit, trial: Trial, works: Works) -> show.Outcome:
    """What can be said of a comparison among its options."""
    found = _said(here, trial, works)
    return show.outcome(trial, found.near_best, found.verdicts, found.hope, here.knowledge, works)


def _choices(request: HttpRequest, here: Visit, *, status: int = 200, error: str = "") -> HttpResponse:
    works, found = load_works(), gates_of(here)
    titles = {item: here.knowledge.interventions[item].title for item in found}
    reasons = {item: reason(here, item, one) for item, one in found.items()}
    running = running_trial(here.person)
    context = {
        "works": works,
        "words": works.words,
        "tries": show.tries_by_size(works.compare.least, works.compare.tries),
        "fewest": works.compare.tries[0],
        "nothing": NOTHING,
        "open": [(item, titles[item]) for item, one in found.items() if one.state == sessions.OPEN and not reasons[item]],
        "ask": [(item, titles[item]) for item, one in found.items() if one.state == sessions.ASK],
        "closed": [(titles[item], reasons[item]) for item, one in found.items() if reasons[item] and one.state != sessions.ASK],
        "danger": any(one.danger for one in found.values()),
        "check_first": any(one.check_first for one in found.values()),
        "running": running,
        "chosen": request.POST.getlist("option"),
        "wordy": wordy(request),
        "error": error,
    }  # fmt: skip
    return render(request, "unspasm/works/choose.html", context, status=status)


def _begin(request: HttpRequest, here: Visit) -> HttpResponse:
    works, wanted = load_works(), list(dict.fromkeys(request.POST.getlist("option")[:MOST_CHOSEN]))
    try:
        at = entry_of(request.POST, here.now)
    except TimesError as error:
        return _choices(request, here, status=422, error=str(error))
    begun = entry(here.person, at.key)
    if begun is not None and begun.kind == "trial":
        return see_other(f"/works/compare/{at.key}/")
    if any(option != NOTHING and option not in things(here) for option in wanted):
        return _choices(request, here, status=422, error=works.words["unknown_thing"])
    if not works.compare.least <= len(wanted) <= works.compare.most:
        return _choices(request, here, status=422, error=works.words["choose_more"])
    reasons = [why_closed(here, option, works) for option in wanted]
    refusal = wordy(request) or not_safe(here) or next(filter(None, reasons), "")
    if refusal:
        return _choices(request, here, status=409, error=refusal)
    data = {
        "options": wanted, "policy": works.compare.policy(len(wanted)), "planned": works.compare.planned(len(wanted)),
    }  # fmt: skip
    try:
        begin_trial(data=data, key=at.key, happened_at=at.happened_at, zone=at.zone, now=here.now)
    except TrialOpen:
        return _choices(request, here, status=409, error=works.words["one_at_a_time"])
    except KindError as error:
        return _choices(request, here, status=422, error=str(error))
    return see_other(f"/works/compare/{at.key}/")


def _page(request: HttpRequest, here: Visit, trial: Trial, *, status: int = 200, error: str = "") -> HttpResponse:
    works, why_not = load_works(), closed(here, trial)
    left = _left(trial, why_not)
    one_left = trial.runs and len(left.options) < works.compare.least
    current = trial.current if trial.current and trial.current.option not in why_not else None
    came = show.NOTHING_YET
    if current is None and not one_left:
        came = _came(here, left if len(left.options) >= works.compare.least else trial, works)
    ready = trial.next_from(works.compare.gap)
    context = {
        "works": works,
        "words": works.words,
        "trial": trial,
        "options": show.options_of(trial, why_not, here.knowledge, works),
        "skipped": [
            works.words["skipped"].format(title=show.title_of(option, here.knowledge, works), why=why)
            for option, why in why_not.items()
        ],
        "one_left": one_left,
        "current": current,
        "current_title": show.title_of(current.option, here.knowledge, works) if current else "",
        "is_wait": current is not None and current.option == NOTHING,
        "outcome": came if trial.runs else show.told(trial, came, works),
        "ready_at": ready if ready is not None and ready > here.now else None,
        "blocked": not_safe(here) if trial.runs else "",
        "wordy": wordy(request),
        "danger": in_danger(here),
        "diary": load_diary(),
        "error": error,
    }
    return render(request, "unspasm/works/trial.html", context, status=status)


def _trial(here: Visit, thread: UUID) -> Trial:
    """The comparison of this thread. 404 where this person has none, or took it back."""
    found = trials_of(here.person, here.now, load_works().compare.give_up)
    trial = next((one for one in found if one.thread == thread), None)
    if trial is None:
        raise Http404
    return trial


def _left(trial: Trial, why_not: Mapping[str, str]) -> Trial:
    """The same comparison among what may still be done: what is left out can neither hold up its end nor come first."""
    return replace(trial, options=tuple(option for option in trial.options if option not in why_not))


def _is_open(trial: Trial, why_not: dict[str, str]) -> bool:
    """Whether what was drawn last is still to be done, and may be."""
    return trial.current is not None and trial.current.option not in why_not


def _refusal(here: Visit, trial: Trial, why_not: dict[str, str], works: Works) -> str:
    """Why nothing is drawn now."""
    if not trial.runs:
        return works.words["not_in_trial"]
    unsafe = not_safe(here)
    if unsafe:
        return unsafe
    if len(_left(trial, why_not).options) < works.compare.least:
        return works.words["one_left"]
    at = trial.next_from(works.compare.gap)
    if at is not None and at > here.now:
        return works.words["too_soon"].format(time=f"{timezone.localtime(at):%H:%M}")
    return ""


def _zone() -> str:
    return timezone.get_current_timezone_name()


def _chance() -> np.random.Generator:
    """True chance from the device: nobody can tell the next draw beforehand."""
    return np.random.default_rng(random.SystemRandom().getrandbits(128))
