"""Screens of the check, put where they are needed: what a page waits for, saved with the answers of the check."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from unspasm.care import AnswersError, read_answers
from unspasm.care import screen as decide
from unspasm.knowledge import load_knowledge
from unspasm.record.actions import current_or_new_check, save_answers
from unspasm.record.models import Check
from unspasm.record.queries import current_check, told_in
from unspasm.web.forms import read_screen
from unspasm.web.presenters.asking import kind_of, screen_page
from unspasm.web.presenters.medicines import screen_for


def ask_screens(request: HttpRequest, wanted: tuple[str, ...], *, address: str, done: str, title: str) -> HttpResponse:
    """Puts the screens of the check that ask for these facts, and saves them there as the check does."""
    knowledge = load_knowledge()
    if request.method == "POST":
        return _save_screen(request, address, done, title)
    found = screen_for(wanted, knowledge)
    if found is None:
        return redirect(done)
    screen, here, left = found
    facts = [knowledge.facts[fact] for fact in here]
    page = screen_page(screen, facts, _kind(kind_of(screen, facts, again=False)), {})
    return render(
        request, "unspasm/medicines/question.html",
        {"page": page, "address": address, "done": done, "about": title, "left": left},
    )  # fmt: skip


def _save_screen(request: HttpRequest, address: str, done: str, title: str) -> HttpResponse:
    knowledge, today = load_knowledge(), timezone.localdate()
    screen = next((s for s in knowledge.screens if s.id == request.POST.get("screen")), None)
    put = request.POST.getlist("put")
    facts = [knowledge.facts[fact] for fact in screen.facts if fact in put] if screen else []
    kind = str(request.POST.get("kind"))
    if screen is None or not facts or kind != _kind(kind_of(screen, facts, again=False)):
        raise Http404
    told = read_screen(kind, facts, request.POST, today)
    errors = dict(told.errors)
    check = current_check()
    before = told_in(check).answers if check else {}
    if not errors:
        try:
            answers = read_answers({**before, **told.answers}, knowledge, today)
        except AnswersError as error:
            errors = {"": str(error)}
    if errors:
        page = screen_page(screen, facts, kind, told.answers, errors=errors)
        context = {"page": page, "address": address, "done": done, "about": title, "left": 0}
        return render(request, "unspasm/medicines/question.html", context, status=422)
    check = current_or_new_check(mode=Check.Mode.FULL, now=timezone.now())
    save_answers(check=check, screen=screen.id, answers=told.answers, asked_again=False, now=timezone.now())
    return redirect("result" if decide(answers, knowledge).disposition == "emergency" else address)


def _kind(kind: str) -> str:
    return "fields" if kind in ("single", "body_map") else kind
