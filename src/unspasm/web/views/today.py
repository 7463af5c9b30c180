"""Today: what is due, one next step, what was chosen last. And the reading of the check that it stands on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from unspasm.care import AnswersError, next_screen, screen
from unspasm.knowledge import Knowledge, load_knowledge
from unspasm.knowledge.diary import Diary, load_diary
from unspasm.knowledge.works import load_works
from unspasm.record.actions import end_session as write_end
from unspasm.record.queries import Entry, entries, entry, local_person
from unspasm.record.trials import trials_of
from unspasm.web.context import chosen
from unspasm.web.entering import key_of
from unspasm.web.presenters import today as due
from unspasm.web.presenters.diary import lines, on_day, speaker
from unspasm.web.presenters.today import Step
from unspasm.web.saved import saved
from unspasm.web.see_other import see_other
from unspasm.web.standing_alarm import standing_alarm
from unspasm.web.views.check import Standing, standing
from unspasm.web.views.comparable import one_left
from unspasm.web.views.learned import word_of
from unspasm.web.views.reminders import rating_times
from unspasm.web.views.visiting import visit

LOOK_BACK = timedelta(days=4)
LAST_WITHIN = timedelta(days=30)
OUTCOMES = ("done", "stopped", "not_done")
RECENT = 6


@dataclass(frozen=True)
class CheckState:
    """Where the danger check stands. kind: `emergency`, `same_day`, `questions`, `old`, `result`, or nothing.

    at: the last answer. again_at: when to check again; words: how that was put.
    """

    kind: str = ""
    at: datetime | None = None
    again_at: datetime | None = None
    words: str = ""

    @property
    def allows_self_care(self) -> bool:
        return self.kind == "result"


@require_GET
def today(request: HttpRequest) -> HttpResponse:
    """One screen: what is due, what was chosen last, one next step."""
    person, now, diary, knowledge = local_person(), timezone.localtime(), load_diary(), load_knowledge()
    found = entries(person, since=now - LOOK_BACK)
    state = check_state(standing(), knowledge, now)
    wordy = bool(chosen(request).get("no_scores"))
    times = rating_times(chosen(request))
    steps = due_steps(found, state, times, diary, knowledge, now, wordy)
    programmes = due.running_programmes(entries(person, {"programme"}))
    steps += [_programme(p, found, knowledge, now) for p in programmes if _is_programme_due(p, found, now)]
    if state.allows_self_care and not wordy:
        trials, works = trials_of(person, now, load_works().compare.give_up), load_works()
        steps += due.wait_due(found, works, now)
        for trial in trials:
            if trial.runs:
                steps += due.comparison(trial, works, now, one_left=one_left(visit(), trial))
    steps = due.in_order([*steps, *_always(state, found)])
    emergency = state.kind == "emergency"
    alarm = standing_alarm(request)
    main = steps[0] if steps else None
    rest = [] if emergency or alarm else [s for s in steps[1:] if s.kind not in ("plan", "begin")]
    older = [] if emergency or alarm else [s for s in steps if s.kind == "unfinished"][2:]
    careful = state.kind == "same_day" or any(step.kind == "danger" for step in steps)
    told = lines(on_day(found, now.date()), speaker(found, diary, knowledge))
    context = {
        "main": main,
        "rest": [s for s in rest if s not in older],
        "older": older,
        "emergency": emergency or alarm is not None,
        "alarm": alarm,
        "careful": careful,
        "state": state,
        "strong": due.is_strong(found, diary, now, state.at) and not emergency,
        "last": None if emergency or alarm or careful else _last(person, knowledge, now, wordy=wordy),
        "lines": told[:RECENT],
        "more": len(told) > RECENT,
        "actions": {} if emergency or alarm else _actions(state, careful),
        "wordy": wordy,
        "diary": diary,
        "outcomes": OUTCOMES,
        "now": now,
        "times": [f"{at:%H:%M}" for at in times] if not wordy else [],
        "moments": [at.astimezone(UTC).isoformat() for at in due.after_times(found, knowledge, now)],
    }
    return render(request, "unspasm/today/today.html", context)


@require_POST
def end_session(request: HttpRequest) -> HttpResponse:
    """Says how a session ended that was left open. The time it ran is not known, so none is written."""
    now, person = timezone.now(), local_person()
    try:
        session = entry(person, UUID(str(request.POST.get("session", ""))))
    except ValueError:
        raise Http404 from None
    outcome = str(request.POST.get("outcome", ""))
    if session is None or session.kind != "session" or outcome not in OUTCOMES:
        raise Http404
    ends = entries(person, {"session_end"}, since=session.happened_at)
    if any(end.data.session == session.thread for end in ends):
        saved(request, "That one has an end already.")
        return see_other("/today/")
    at = min(now, session.happened_at + timedelta(minutes=_planned_min(session)))
    event = write_end(
        session=session.thread, data={"outcome": outcome}, key=key_of(request.POST),
        happened_at=at, zone=session.zone, now=now,
    )  # fmt: skip
    saved(request, "Saved.", thread=event.thread, version=event.version, back="/today/")
    return see_other("/today/")


def check_state(here: Standing, knowledge: Knowledge, now: datetime) -> CheckState:
    """What the last danger check says today. A check that cannot be read counts as none: it is asked anew."""
    if not here.told.answers:
        return CheckState()
    at = here.told.last_at
    try:
        answers = here.answers()
    except AnswersError:
        return CheckState("questions", at)
    disposition = screen(answers, knowledge).disposition
    days = answers.get("pain_days")
    known = days if isinstance(days, int) else 0
    row = next(row for row in knowledge.tables["check_again"]["row"] if known <= row["up_to_days"])
    again = at + timedelta(hours=row["hours"]) if at is not None else None
    if disposition == "emergency":
        return CheckState("emergency", at, again)
    if here.is_old or (again is not None and again <= now):
        return CheckState("old", at, again)
    if next_screen(answers, here.told.put_again, knowledge, here.through) is not None and disposition != "same_day":
        return CheckState("questions", at, again)
    return CheckState("same_day" if disposition == "same_day" else "result", at, again, str(row["words"]))


def due_steps(
    found: Sequence[Entry],
    state: CheckState,
    times: Sequence[time],
    diary: Diary,
    knowledge: Knowledge,
    now: datetime,
    wordy: bool,
) -> list[Step]:
    """What is due out of the record and the check. In words-only mode nothing is due by the clock alone."""
    steps = due.after_due(found, knowledge, now) + due.unfinished(found, diary, knowledge, now)
    steps = [_with_way_back(step, diary, now) for step in steps]
    if not wordy:
        scheduled = due.scheduled_due(found, times, diary, now)
        steps += scheduled or due.dose_due(found, diary, knowledge, now)
    stopped = due.stopped_by_danger(found, knowledge, now, state.at)
    if stopped or due.danger_due(found, diary, now, state.at):
        words = "What you wrote down can be a danger sign." if not stopped else "A warning sign ended a session."
        steps.append(Step("danger", "Check for danger signs now", words, "/diary/check/", "Start the danger check"))
    if state.kind == "emergency":
        words = "Your last answers call for help now."
        steps.append(Step("result", "Get help now", words, "/result/", "Show what to do now"))
    elif state.kind == "same_day":
        words = "Your last check says: speak to a doctor or nurse line today."
        steps.append(Step("result", "Speak to someone today", words, "/result/", "Show what to do"))
    elif state.kind == "old":
        words = "A back can change. So we ask about danger signs anew."
        steps.append(Step("check", "Time to check again", words, "/check/", "Check my back"))
    elif state.kind == "questions":
        steps.append(Step("check", "Go on with your check", "Your answers are still here.", "/check/", "Go on"))
    return steps


def _with_way_back(step: Step, diary: Diary, now: datetime) -> Step:
    """A session that was left open a short while ago can be gone on with."""
    if step.kind != "unfinished" or step.since is None or now - step.since > diary.unfinished_old:
        return step
    return replace(step, address=_address("session", "", step.session), button="Go on with it")


def _always(state: CheckState, found: Sequence[Entry]) -> list[Step]:
    """The step for a person with nothing due: their plan, or the way to one."""
    if state.allows_self_care:
        words = f"Check again: {state.words}, or sooner if it changes." if state.words else ""
        return [Step("plan", "Your plan", words, "/result/", "Open my plan")]
    if not state.kind:
        words = "Questions about danger first, then a plan. About 5 minutes."
        return [Step("begin", "Check my back", words, "/check/", "Start the check")]
    return []


def _programme(programme: Entry, found: Sequence[Entry], knowledge: Knowledge, now: datetime) -> Step:
    known = knowledge.interventions.get(programme.data.item)
    title = known.title if known else programme.data.item
    address = _address("programme", f"/read/interventions/{programme.data.item}/", programme.data.item)
    return Step("programme", title, "Your programme: not done yet today.", address, "See today’s step")


def _is_programme_due(programme: Entry, found: Sequence[Entry], now: datetime) -> bool:
    """Whether nothing of this programme was done today, on the clock of the place."""
    return not any(
        e.kind == "session" and e.data.item == programme.data.item and e.local.date() == now.date() for e in found
    )


def _last(person: Any, knowledge: Knowledge, now: datetime, *, wordy: bool) -> dict[str, Any] | None:
    found = entries(person, {"session", "session_end"}, since=now - LAST_WITHIN)
    last = due.last_chosen(found, knowledge)
    if last is None:
        return None
    address = _address("prepare", f"/read/interventions/{last.item}/", last.item)
    said = "" if wordy else word_of(last.item, person, knowledge, now)
    return {"title": last.title, "at": last.at, "address": address, "said": said}


def _actions(state: CheckState, careful: bool) -> dict[str, str]:
    """Addresses of the quick actions. Somebody who may have a danger sign is offered no session."""
    found = {
        "session": _address("sessions", "/result/" if state.allows_self_care else ""),
        "dose": _address("medicines", ""),
        "drink": _address("drinks", ""),
    }
    if careful:
        found.pop("session")
    return {name: address for name, address in found.items() if address}


def _address(name: str, otherwise: str, *args: Any) -> str:
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return otherwise


def _planned_min(session: Entry) -> int:
    """How long the session would have taken, in minutes, from its numbers; 20 where it names none."""
    known = load_knowledge().interventions.get(session.data.item)
    numbers = known.item["dose_numbers"] if known else None
    span = numbers.get("duration_min") if isinstance(numbers, dict) else None
    return int(span[-1]) if isinstance(span, list) and span else 20
