"""What works for me, and where this episode stands. Numbers come from `learn`, words from `knowledge/works.toml`."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from unspasm.care.episodes import current_episode
from unspasm.knowledge import Knowledge, load_knowledge
from unspasm.knowledge.episodes import load_episode_rules
from unspasm.knowledge.works import load_works
from unspasm.learn import prior_from
from unspasm.learn.fit import mixture
from unspasm.learn.recovery import recovery as recovery_of
from unspasm.learn.usual import enough, usual_course
from unspasm.record.queries import local_person
from unspasm.record.series import series
from unspasm.record.trials import trials_of
from unspasm.record.works import Told, diary_of, told_by
from unspasm.web.context import chosen
from unspasm.web.presenters import recovering
from unspasm.web.presenters import works as show
from unspasm.web.presenters.bouts import episodes_of
from unspasm.web.presenters.result import return_signs
from unspasm.web.views.check import standing
from unspasm.web.views.learned import found_in
from unspasm.web.views.today import check_state


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """A verdict for each thing that was tried; what is not yet known is said so."""
    person, now, works, knowledge = local_person(), timezone.now(), load_works(), load_knowledge()
    told = told_by(person, works, now)
    found, known = found_in(told, knowledge)
    trials = trials_of(person, now, works.compare.give_up)
    cards = show.cards(found.items, known)
    context = {
        "works": works,
        "words": works.words,
        "cards": cards,
        "glance": show.glance(cards, known),
        "bars": any(card.chart for card in cards),
        "all_unknown": bool(cards) and all(card.tone == "unknown" for card in cards),
        "since": works.words["since"].format(day=show.day_of(told.zero)) if told.zero else "",
        "state": check_state(standing(), knowledge, timezone.localtime()),
        "running": next((trial for trial in trials if trial.runs), None),
        "no_scores": bool(chosen(request).get("no_scores")),
    }
    return render(request, "unspasm/works/index.html", context)


@require_GET
def recovery(request: HttpRequest) -> HttpResponse:
    """Where the open episode stands, a forecast, and when not to wait for one."""
    person, now, works, knowledge = local_person(), timezone.localtime(), load_works(), load_knowledge()
    episode = current_episode(episodes_of(series(person, ("rating", "episode")), load_episode_rules()), now)
    told = told_by(person, works, timezone.now(), since=episode.opened_at) if episode else Told()
    last = told.rows[-1].t_h if told.rows else 0.0
    stale = bool(told.rows) and (told.hours(timezone.now()) - last) / 24 > works.course.stale.days
    context = {
        "works": works,
        "words": works.words,
        "stale": stale,
        "state": check_state(standing(), knowledge, now),
        "open": episode is not None,
        "course": _course(told, episode.opened_at, knowledge) if episode and not stale else None,
        "return_signs": return_signs(knowledge),
        "no_scores": bool(chosen(request).get("no_scores")),
    }
    return render(request, "unspasm/works/recovery.html", context)


def _course(told: Told, opened_at: datetime, knowledge: Knowledge) -> recovering.Course | None:
    works, prior = load_works(), prior_from(knowledge)
    if told.zero is None or not enough(told.rows, works):
        return None
    diary = diary_of(told)
    found = recovery_of(mixture(diary, prior), diary, prior)
    began_day = max(0.0, (told.zero - opened_at).total_seconds() / 86400)
    usual = usual_course(knowledge.tables, began_day, works)
    return recovering.course(diary, found, usual, began_day, works)
