"""One guided session: the player, how it ended, and the rating after it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from unspasm.care.sessions import End, Pending, Script, SessionError, Use, ends_of, only_gentle, script, uses_of
from unspasm.knowledge import Knowledge, load_knowledge
from unspasm.knowledge.diary import load_diary
from unspasm.knowledge.session import SAFER
from unspasm.record.actions import end_session, log_event, start_check
from unspasm.record.models import Check, Person
from unspasm.record.queries import Entry, coached_entries, entries, entry, local_person, running_trial
from unspasm.record.times import TimesError
from unspasm.web.context import chosen
from unspasm.web.diary_forms import FormError, read_rating
from unspasm.web.entering import Entering, entry_of
from unspasm.web.presenters import sessions as show
from unspasm.web.presenters.coached import coachable, counted
from unspasm.web.presenters.result import return_signs
from unspasm.web.saved import saved
from unspasm.web.see_other import see_other
from unspasm.web.views.sessions import is_rated
from unspasm.web.views.visiting import visit
from unspasm.web.views.waiting import KINDS, may_still_run, still_to_rate

OUTCOMES = ("done", "stopped", "not_done")
LONGEST_S = 24 * 3600


@dataclass(frozen=True)
class Run:
    """A session that was begun: what it is, whether it ended, and what was rated."""

    person: Person | None
    use: Use
    end: End | None
    found: list[Entry]
    knowledge: Knowledge
    now: datetime
    minutes: int | None

    @property
    def script(self) -> Script:
        """The steps, as long as was chosen; the script's own length where that does not fit."""
        try:
            return script(self.use.item, self.use.variant, self.knowledge, self.minutes)
        except SessionError:
            return script(self.use.item, self.use.variant, self.knowledge)

    @property
    def title(self) -> str:
        """The name of what is done."""
        return self.knowledge.interventions[self.use.item].title

    @property
    def label(self) -> str:
        """How sure we are of it, where that must stay in sight."""
        return show.label_of(self.use.item, self.knowledge)

    @property
    def to_rate(self) -> Pending | None:
        """The rating that is still to come, if there is one."""
        waiting = still_to_rate(self.found, self.knowledge, self.now)
        return next((one for one in waiting if one.session == self.use.thread), None)

    @property
    def rated(self) -> bool:
        """Whether it was rated after it."""
        return any(e.kind == "rating" and e.data.session == self.use.thread and e.data.phase != "before" for e in self.found)  # fmt: skip


def run_of(request: HttpRequest, key: UUID) -> Run:
    """The session of this thread. 404 where this person has no such session, or took it back."""
    person, knowledge = local_person(), load_knowledge()
    begun = entry(person, key)
    if begun is None or begun.kind != "session" or begun.withdrawn:
        raise Http404
    (use,) = uses_of([begun])
    if use.variant not in knowledge.sessions.scripts.get(use.item, {}):
        raise Http404
    found = entries(person, kinds=KINDS, since=use.at - timedelta(minutes=5))
    end = next((one for one in ends_of(found) if one.session == key), None)
    minutes = request.session.get("minutes", {}).get(str(key))
    return Run(person, use, end, found, knowledge, timezone.now(), minutes)


@require_GET
def play(request: HttpRequest, key: UUID) -> HttpResponse:
    """The player while the session runs; how it ended once it has; what became of it if it was left open."""
    run = run_of(request, key)
    if run.end is not None:
        return _ended(request, run)
    why_not = no_longer(run)
    if why_not:
        return render(
            request,
            "unspasm/sessions/halted.html",
            {"run": run, "because": why_not, "off_skin": show.off_skin(run.script)},
            status=409,
        )
    signs = run.knowledge.tables["return_signs"]["sign"]
    if not may_still_run(run.use, run.knowledge, run.now):
        return render(request, "unspasm/sessions/left_open.html", {"run": run, "signs": signs})
    return render(
        request,
        "unspasm/sessions/player.html",
        {
            "page": show.player(key, run.script, run.knowledge),
            "coach": coachable(run.use.item, run.use.variant, run.knowledge),
            "voice": chosen(request).get("voice", "clips"),
            "age_s": max(0, int((run.now - run.use.at).total_seconds())),
        },
    )


@require_POST
def end(request: HttpRequest, key: UUID) -> HttpResponse:
    """Writes down how it ended, once: whoever comes second is shown how it ended.

    A reason that is a danger sign starts a new danger check at the same moment, so that no older answer stands.
    """
    run = run_of(request, key)
    outcome, reason = str(request.POST.get("outcome")), _reason(request)
    known = {one.id: one for one in run.script.stop}
    try:
        at = entry_of(request.POST, run.now)
    except TimesError as error:
        return HttpResponse(str(error), status=422, content_type="text/plain; charset=utf-8")
    if outcome not in OUTCOMES or (reason and reason not in known):
        return HttpResponse("Say how it ended: done, stopped or not done.", status=422, content_type="text/plain")
    if run.end is None:
        data = {"outcome": outcome, "reason": reason, "active_s": _active_s(request, run, outcome)}
        with transaction.atomic():
            _write_end(run, data, at)
            if reason and known[reason].danger:
                start_check(mode=Check.Mode.SPASM, now=run.now)
    elif reason and known[reason].danger and run.end.reason != reason:
        start_check(mode=Check.Mode.SPASM, now=run.now)  # it had ended already; a warning sign counts all the same
        return see_other("/check/")
    return see_other(f"/session/{key}/")


@require_http_methods(["GET", "POST"])
def rate(request: HttpRequest, key: UUID) -> HttpResponse:
    """The rating after a session, when it counts; before and after that time it is a rating by itself."""
    run = run_of(request, key)
    due = run.to_rate
    if run.end is None and due is not None and not due.overdue:
        return see_other(f"/session/{key}/")
    if due is None:
        return see_other(f"/session/{key}/")
    counts = due.opens_at <= run.now <= due.expires_at
    error = ""
    if request.method == "POST":
        try:
            at = entry_of(request.POST, run.now)
            return _rated(request, run, due, at, counts)
        except (FormError, TimesError) as problem:
            error = str(problem)
    context = {
        "run": run, "due": due, "due_at": due.due_at, "counts": counts, "early": run.now < due.opens_at,
        "diary": load_diary(), "no_scores": bool(chosen(request).get("no_scores")), "error": error,
    }  # fmt: skip
    return render(request, "unspasm/sessions/rate.html", context, status=422 if error else 200)


def _rated(request: HttpRequest, run: Run, due: Pending, at: Entering, counts: bool) -> HttpResponse:
    """Saves it. A rating that comes early stands by itself, so that the one after the session is still asked for."""
    if not is_rated(request):
        raise FormError("Choose one, or go back.")
    phase: dict[str, Any] = {"phase": "after" if counts else "now"}
    if counts or run.now > due.expires_at:
        phase["session"] = str(run.use.thread)
    data = {**read_rating({key: request.POST.get(key, "") for key in ("pain", "feel")}), **phase}
    written = log_event(
        kind="rating", data=data, key=at.key, happened_at=at.happened_at, zone=at.zone, now=run.now
    )  # fmt: skip
    back = f"/session/{run.use.thread}/"
    saved(request, "Your rating is saved.", thread=written.thread, version=written.version, back=back)
    return see_other(back)


def _ended(request: HttpRequest, run: Run) -> HttpResponse:
    end, due = run.end, run.to_rate
    reason = next((one for one in run.script.stop if end is not None and one.id == end.reason), None)
    context = {
        "run": run, "end": end, "reason": reason, "danger": bool(reason and reason.danger), "due": due,
        "counts": due is not None and run.now >= due.opens_at,
        "minutes": show.minutes_until(due.due_at, run.now) if due else 0,
        "return_signs": return_signs(run.knowledge),
        "comparison": _comparison(run),
        "counted": next((one for one in counted(coached_entries(run.person), run.knowledge) if one.session == run.use.thread), None),
    }  # fmt: skip
    return render(request, "unspasm/sessions/ended.html", context)


def _comparison(run: Run) -> UUID | None:
    """The comparison that runs and that this is one of."""
    running = running_trial(run.person)
    return running.thread if running is not None and run.use.item in running.data.options else None


def no_longer(run: Run) -> tuple[str, ...]:
    """Why a session that was begun may not go on: something was told since that closes it."""
    here = visit()
    found = here.gate(run.use.item)
    check = here.here.check
    anew = check is None or check.started_at > run.use.at
    if found.state == show.CLOSED or (found.check_first and anew):
        return found.because
    if (
        run.use.variant != SAFER
        and found.answers is not None
        and only_gentle(run.use.item, found.answers, run.knowledge)
    ):
        return (run.knowledge.sessions.words["gentle_now"],)
    return ()


def _write_end(run: Run, data: dict[str, Any], at: Entering) -> None:
    """One end for a session; whoever comes second is shown how it ended."""
    end_session(
        session=run.use.thread, data=data, key=at.key, happened_at=_when_it_ended(run, at), zone=at.zone, now=run.now
    )


def _when_it_ended(run: Run, at: Entering) -> datetime:
    """Now; for a session that was left open, when its steps would have been over."""
    if may_still_run(run.use, run.knowledge, run.now):
        return at.happened_at
    return min(at.happened_at, run.use.at + timedelta(seconds=run.script.seconds))


def _active_s(request: HttpRequest, run: Run, outcome: str) -> int:
    """Seconds that it ran, as the player counted them. Without it: a session that was done took its own time."""
    given = str(request.POST.get("active_s", ""))
    if given.isdecimal() and len(given) <= len(str(LONGEST_S)):
        return min(int(given), LONGEST_S)
    elapsed = int((run.now - run.use.at).total_seconds())
    return max(0, min(elapsed, run.script.seconds)) if outcome == "done" else 0


def _reason(request: HttpRequest) -> str:
    return str(request.POST.get("unanswered") or request.POST.get("reason") or "")
