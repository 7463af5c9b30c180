"""What is due now, in the order of weight, and what was chosen last. Never that anything helped: that needs a fair test."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from unspasm.care.sessions import Pending, ends_of, pending, rated_of, uses_of
from unspasm.knowledge import Knowledge
from unspasm.knowledge.diary import Diary
from unspasm.knowledge.works import Works
from unspasm.record.queries import Entry
from unspasm.record.trials import Trial
from unspasm.web.presenters.comparing import is_due

EACH = (
    "result", "danger", "after", "unfinished", "scheduled", "dose", "check", "programme", "compare", "plan", "begin",
)  # fmt: skip
"""Kinds of step, the one that leads first."""
RATINGS = ("after", "scheduled", "dose")
"""Kinds of step that are done by one tap on a score."""


@dataclass(frozen=True)
class Step:
    """One thing that is due. address and button: where it is done; a rating is done on the spot.

    session: the session that it belongs to. since: when it became due. phase: what a rating for it is saved as.
    """

    kind: str
    title: str
    words: str = ""
    address: str = ""
    button: str = ""
    session: UUID | None = None
    since: datetime | None = None
    phase: str = "now"

    @property
    def is_rating(self) -> bool:
        return self.kind in RATINGS


@dataclass(frozen=True)
class Last:
    """What was chosen last, and when. Nothing about how it went."""

    item: str
    title: str
    at: datetime


def after_due(found: Sequence[Entry], knowledge: Knowledge, now: datetime) -> list[Step]:
    """A rating for each session whose time for it has come, until it was given or is dropped."""
    given = {e.data.session for e in _kind(found, "rating") if e.data.phase != "before"}
    late = " It is late for that, so it counts as a rating by itself."
    return [
        Step(
            "after", "How is the pain now?",
            f"After: {_title(p.item, knowledge)}.{late if p.phase != 'after' else ''}",
            session=p.session, since=p.due_at, phase=p.phase,
        )
        for p in _pending(found, knowledge, now)
        if p.overdue and p.session not in given
    ]  # fmt: skip


def after_times(found: Sequence[Entry], knowledge: Knowledge, now: datetime) -> list[datetime]:
    """When the ratings after sessions become due that are still to come."""
    return [p.due_at for p in _pending(found, knowledge, now) if not p.overdue]


def unfinished(found: Sequence[Entry], diary: Diary, knowledge: Knowledge, now: datetime) -> list[Step]:
    """Sessions that were begun and have no end. Older ones are asked about, long forgotten ones are left alone."""
    ended = {e.data.session for e in found if e.kind == "session_end"}
    steps = []
    for session in _kind(found, "session"):
        age = now - session.happened_at
        if session.thread in ended or not diary.unfinished_after <= age <= diary.unfinished_forget:
            continue
        old = age > diary.unfinished_old
        words = "It has no end yet." if old else "It is still open."
        steps.append(
            Step("unfinished", f"You began: {_title(session.data.item, knowledge)}", words, session=session.thread, since=session.happened_at)
        )  # fmt: skip
    return steps


def scheduled_due(found: Sequence[Entry], times: Iterable[time], diary: Diary, now: datetime) -> list[Step]:
    """The set time that is due and not rated yet; the latest one if there are two. now: on the person's clock."""
    ratings = [e.happened_at for e in _kind(found, "rating")]
    open_slots = []
    for day in (now.date() - timedelta(days=1), now.date()):
        for at in times:
            slot = datetime.combine(day, at, now.tzinfo)
            due = slot <= now < slot + diary.due_for
            if due and not any(slot - diary.early <= rated <= now for rated in ratings):
                open_slots.append(slot)
    if not open_slots:
        return []
    slot = max(open_slots)
    return [Step("scheduled", "How is the pain now?", f"Your set time: {slot:%H:%M}.", since=slot, phase="scheduled")]


def dose_due(found: Sequence[Entry], diary: Diary, knowledge: Knowledge, now: datetime) -> list[Step]:
    """A rating for the last dose, from the time on when relief can be judged, unless there is one already."""
    doses = _kind(found, "dose")
    if not doses:
        return []
    dose = doses[-1]
    minutes = [_rate_after_dose(line.ingredient, knowledge) for line in dose.data.lines]
    early = [_early(line.ingredient, knowledge) for line in dose.data.lines]
    due = dose.happened_at + timedelta(minutes=max(minutes))
    counts_from = dose.happened_at + timedelta(minutes=min(early))
    rated = any(e.happened_at >= counts_from for e in _kind(found, "rating"))
    if rated or not due <= now < due + diary.after_for:
        return []
    return [Step("dose", "How is the pain now?", f"After the medicine you took at {dose.local:%H:%M}.", since=due)]


def danger_due(found: Sequence[Entry], diary: Diary, now: datetime, checked_at: datetime | None) -> list[Entry]:
    """Grades and triggers of the last day that lead to the danger check, written after the last one, newest first.

    A later grade of a sign takes the place of an earlier one; nothing takes the place of an injury.
    """
    fresh = [e for e in found if e.kind in ("symptom", "trigger") and now - e.happened_at < timedelta(days=1)]
    latest = {e.data.symptom if e.kind == "symptom" else f"trigger {e.data.trigger}": e for e in fresh}
    return [
        e
        for e in sorted(latest.values(), key=lambda e: e.happened_at, reverse=True)
        if diary.leads_to_check(e.kind, e.data.model_dump()) and (checked_at is None or e.written_at > checked_at)
    ]


def stopped_by_danger(found: Sequence[Entry], knowledge: Knowledge, now: datetime, checked_at: datetime | None) -> bool:
    """Whether a warning sign ended a session within the last day, and no danger check was done since."""
    sessions = {e.thread: e for e in _kind(found, "session")}
    for end in _kind(found, "session_end"):
        session = sessions.get(end.data.session)
        fresh = now - end.happened_at < timedelta(days=1) and (checked_at is None or end.written_at > checked_at)
        if session is None or not end.data.reason or not fresh:
            continue
        scripts = knowledge.sessions.scripts.get(session.data.item, {}).values()
        if any(reason.id == end.data.reason and reason.danger for script in scripts for reason in script.stop):
            return True
    return False


def is_strong(found: Sequence[Entry], diary: Diary, now: datetime, checked_at: datetime | None) -> bool:
    """Whether the last rating is fresh, and so high or so put that the page reminds of the danger check."""
    ratings = _kind(found, "rating")
    if not ratings or not calls_for_care(ratings[-1].data.pain, ratings[-1].data.feel, diary):
        return False
    at = ratings[-1].happened_at
    return now - at < diary.check_fresh and (checked_at is None or at > checked_at)


def calls_for_care(pain: int | None, feel: str | None, diary: Diary) -> bool:
    """Whether a score or a word is one after which the page reminds of the danger check."""
    return feel == diary.feel_check if pain is None else pain >= diary.check_from


def last_chosen(found: Sequence[Entry], knowledge: Knowledge) -> Last | None:
    """The session that was begun last, if it was not given up at once."""
    not_done = {e.data.session for e in found if e.kind == "session_end" and e.data.outcome == "not_done"}
    chosen = [e for e in _kind(found, "session") if e.thread not in not_done and e.data.item in knowledge.interventions]
    return Last(chosen[-1].data.item, _title(chosen[-1].data.item, knowledge), chosen[-1].local) if chosen else None


def running_programmes(found: Sequence[Entry]) -> list[Entry]:
    """Programmes that were begun and not ended, in the order of their beginning."""
    running: dict[str, Entry] = {}
    for entry in _kind(found, "programme"):
        if entry.data.step == "begin":
            running[entry.data.item] = entry
        else:
            running.pop(entry.data.item, None)
    return list(running.values())


def wait_due(found: Sequence[Entry], works: Works, now: datetime) -> list[Step]:
    """A rating for the last time of doing nothing, while it counts."""
    rated = {e.data.session for e in _kind(found, "rating") if e.data.phase != "before"}
    return [
        Step("after", "How is the pain now?", f"After: {works.wait.title}.", session=e.thread, since=e.happened_at + works.wait.least, phase="after")
        for e in _kind(found, "wait")[-1:]
        if e.thread not in rated and works.wait.least <= now - e.happened_at <= works.wait.late
    ]  # fmt: skip


def comparison(trial: Trial, works: Works, now: datetime, *, one_left: bool) -> list[Step]:
    """The next try of the comparison that runs, when one is due. one_left: nothing is left to compare with, so no try
    comes next."""
    address = f"/works/compare/{trial.thread}/"
    if one_left:
        return [Step("compare", "Your comparison", works.words["one_left"], address, "See your comparison")]
    if not is_due(trial, works, now):
        return []
    words = f"{len(trial.done)} of {trial.planned} tries done."
    return [Step("compare", "Your comparison", words, address, "Do the next try")]


def in_order(steps: Iterable[Step]) -> list[Step]:
    """The step that leads first; among equals the one that waits longest."""
    return sorted(steps, key=lambda step: (EACH.index(step.kind), step.since.timestamp() if step.since else 0.0))


def _kind(found: Iterable[Entry], kind: str) -> list[Entry]:
    return [entry for entry in found if entry.kind == kind]


def _title(item: str, knowledge: Knowledge) -> str:
    known = knowledge.interventions.get(item)
    return known.title if known else item.replace("_", " ").capitalize()


def _pending(found: Sequence[Entry], knowledge: Knowledge, now: datetime) -> tuple[Pending, ...]:
    return pending(uses_of(found), ends_of(found), rated_of(found), now, knowledge)


def _rate_after_dose(ingredient: str, knowledge: Knowledge) -> int:
    """Minutes from a dose until its relief can be judged."""
    known = knowledge.items["medicines"].get(ingredient)
    return int((known and known["rate_after_min"]) or knowledge.tables["dose_rules"]["general"]["rate_after_min"])


def _early(ingredient: str, knowledge: Knowledge) -> int:
    """Minutes from a dose from which a rating counts as one after it."""
    known = knowledge.items["medicines"].get(ingredient)
    window: Any = (known and known["rate_window_min"]) or knowledge.tables["dose_rules"]["general"]["rate_window_min"]
    return int(window[0])
