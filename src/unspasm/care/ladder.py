"""The slow ladder of a programme: how many minutes today, and why. Pure; the same history gives the same step.

    rules = programme_of("nodule_board", knowledge)
    step = todays_step(rules, climbs, now=now, zone="Europe/London", safer=gate.safer)

The ladder only ever says less than the gate: the gate before each session stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from unspasm.care.sessions.history import End, Rated, Use
from unspasm.knowledge.items import Knowledge

UP, STAY, DOWN, STOP, REST, ASK = "up", "stay", "down", "stop", "rest_today", "ask"
MINUTE_S = 60
OK, WORSE, UNKNOWN = "ok", "worse", "unknown"
AFTER, BEFORE = "after", "before"
DONE, STOPPED = "done", "stopped"


@dataclass(frozen=True)
class Programme:
    """The rules of one ladder. Minutes, and points of 0-10. label: how sure we are; always shown."""

    item: str
    label: str
    first_min: int
    add_min: int
    cap_min: int
    safer_first_min: int
    safer_cap_min: int
    next_day_rise_max: int
    after_rise_max: int
    stop_rise: int
    stop_after_worse: int
    gap_h: int
    pause_days: int
    restart_days: int
    words: Mapping[str, str]

    def cap(self, safer: bool) -> int:
        """The most minutes there are."""
        return self.safer_cap_min if safer else self.cap_min

    def first(self, safer: bool) -> int:
        """The minutes of the first day."""
        return self.safer_first_min if safer else self.first_min


@dataclass(frozen=True)
class Climb:
    """One session of a programme and the ratings around it.

    at: aware, when it began. day: its date on the clock of the place. minutes: minutes it ran, rounded up; None
    if that is not known (it was never ended). outcome: `done`, `stopped`, or empty. danger: a warning sign
    stopped it. before, after: pain 0-10 around it. later: every rating from the next day on.
    """

    at: datetime
    day: date
    minutes: int | None
    outcome: str
    danger: bool = False
    hurt: bool = False
    before: Rated | None = None
    after: Rated | None = None
    later: tuple[Rated, ...] = ()


@dataclass(frozen=True)
class Step:
    """What the ladder allows today.

    direction: `up`, `stay`, `down`, `stop`, `rest_today`, or `ask` (a rating must come first).
    minutes: 0 where nothing is allowed now. earliest: the first date for the next session; None after `stop`.
    """

    item: str
    direction: str
    minutes: int
    reason: str
    earliest: date | None
    cap: int
    label: str


def programme_of(item: str, knowledge: Knowledge) -> Programme:
    """The ladder of an item. Raises KeyError if it has none."""
    table = knowledge.tables["programmes"]
    row: Mapping[str, Any] = {row["item"]: row for row in table["programme"]}[item]
    label = str(row["label"] or knowledge.interventions[item].item["honest_label"])
    numbers = {name: int(row[name]) for name in Programme.__annotations__ if name not in ("item", "label", "words")}
    return Programme(item, label, **numbers, words=table["words"])


def programmes(knowledge: Knowledge) -> tuple[str, ...]:
    """The items that have a ladder."""
    return tuple(row["item"] for row in knowledge.tables["programmes"]["programme"])


def climbs_of(
    item: str,
    uses: Iterable[Use],
    ends: Iterable[End],
    ratings: Iterable[Rated],
    knowledge: Knowledge,
    begun: datetime | None = None,
) -> tuple[Climb, ...]:
    """The sessions of a programme since it was begun (aware; None: all), in order of time, with their ratings.

    A session that was not done counts only if it ran at all. A rating of a later day belongs to the last
    session before it.
    """
    rated, ended = sorted(ratings, key=lambda r: r.at), {end.session: end for end in ends}
    mine = [u for u in uses if u.item == item and (begun is None or u.at >= begun) and _ran(ended.get(u.thread))]
    mine.sort(key=lambda use: (use.at, str(use.thread)))
    reasons = {r.id: r for script in knowledge.sessions.scripts.get(item, {}).values() for r in script.stop}
    found = []
    for number, use in enumerate(mine):
        end, following = ended.get(use.thread), mine[number + 1] if number + 1 < len(mine) else None
        own = [r for r in rated if r.session == use.thread]
        stopped = end is not None and end.outcome == STOPPED
        why = reasons.get(end.reason) if end is not None and stopped else None
        found.append(
            Climb(
                at=use.at,
                day=use.day,
                minutes=None if end is None else -(-end.active_s // MINUTE_S),
                outcome="" if end is None or end.outcome == "not_done" else end.outcome,
                danger=why is not None and why.danger,
                hurt=stopped and not (why is not None and why.harmless),
                before=next((r for r in own if r.phase == BEFORE), None),
                after=next((r for r in own if r.phase == AFTER), None),
                later=tuple(r for r in rated if _speaks_of(r, use, following)),
            )
        )
    return tuple(found)


def _ran(end: End | None) -> bool:
    return end is None or end.outcome != "not_done" or end.active_s > 0


def _speaks_of(rating: Rated, use: Use, following: Use | None) -> bool:
    """Whether a rating tells how the days after a session were: later by date and hour, before the next one."""
    before_next = (
        following is None
        or rating.at <= following.at
        or (rating.phase == BEFORE and rating.session == following.thread)
    )
    return rating.at > use.at and rating.day > use.day and before_next


def todays_step(rules: Programme, climbs: Sequence[Climb], *, now: datetime, zone: str, safer: bool = True) -> Step:
    """The step of today. now: aware; zone: where the person is, for today's date.

    climbs: from `climbs_of`, in order of time. safer: only the gentle form fits (a caution holds or is unknown).
    Raises ValueError if `now` has no zone.
    """
    if now.tzinfo is None:
        raise ValueError("now needs its zone")
    today, words = now.astimezone(ZoneInfo(zone)).date(), rules.words
    if not climbs:
        return _step(rules, STAY, rules.first(safer), "begin", today, safer)
    if over := stopped(rules, climbs, safer=safer):
        return over
    last = climbs[-1]
    if wait := _wait(rules, last, now, zone, safer):
        return wait
    if not last.later:
        return _nothing(rules, ASK, words["ask"], today, safer)
    if _compared(last.later[-1], last.before, rules.next_day_rise_max) == WORSE:
        if last.later[-1].day < today:
            return _nothing(rules, ASK, words["ask"], today, safer)
        return _nothing(rules, REST, words["still_sore"], today + timedelta(days=1), safer)
    level, direction, reason = _level(rules, climbs, safer)
    if (today - last.day).days > rules.pause_days:
        return _step(rules, DOWN, min(level, rules.first(safer)), "again", today, safer)
    return _step(rules, direction, level, reason, today, safer)


def stopped(rules: Programme, climbs: Sequence[Climb], *, safer: bool = True) -> Step | None:
    """The step that says that this is over, and why; None while it is not.

    climbs: those of the programme, or of the last `restart_days`: ending a programme and beginning it anew wipes
    no warning sign.
    """
    if any(climb.danger for climb in climbs):
        return _nothing(rules, STOP, rules.words["stop_danger"], None, safer)
    reason = _too_much(rules, climbs)
    return _nothing(rules, STOP, rules.words[reason], None, safer) if reason else None


def _wait(rules: Programme, last: Climb, now: datetime, zone: str, safer: bool) -> Step | None:
    """Rest for today: once a day by the calendar, and half a day by the clock, wherever the person is."""
    here, free_at = ZoneInfo(zone), last.at + timedelta(hours=rules.gap_h)
    today = now.astimezone(here).date()
    tomorrow = max(today, last.day) + timedelta(days=1)
    if now < last.at:
        return _nothing(rules, REST, rules.words["clock"], tomorrow, safer)
    if today <= last.day:
        return _nothing(rules, REST, rules.words["done_today"], last.day + timedelta(days=1), safer)
    if now < free_at:
        free_day = free_at.astimezone(here).date()
        return _nothing(rules, REST, rules.words["too_close"], max(today, free_day), safer)
    return None


def _too_much(rules: Programme, climbs: Sequence[Climb]) -> str:
    """The key of the reason why the programme is over: much sorer once, or sorer several times in a row."""
    row = 0
    for climb in climbs:
        verdict = _next_day(rules, climb)
        if _rise_of(climb) >= rules.stop_rise:
            return "stop_much"
        row = row + 1 if verdict == WORSE else 0
        if row >= rules.stop_after_worse:
            return "stop_worse"
    return ""


def _level(rules: Programme, climbs: Sequence[Climb], safer: bool) -> tuple[int, str, str]:
    """The minutes for the next session, folded from the first one on; its direction; the key of the reason.

    More than was allowed never counts: only what stayed within the step lets the next one be higher.
    """
    level, direction, reason = rules.first(safer), STAY, "stay"
    for number, climb in enumerate(climbs):
        if number and (climb.day - climbs[number - 1].day).days > rules.pause_days:
            level = min(level, rules.first(safer))
        level, direction, reason = _after(rules, level, climb, safer)
    return level, direction, reason


def _after(rules: Programme, level: int, climb: Climb, safer: bool) -> tuple[int, str, str]:
    """Minutes, direction and reason after one session that was allowed `level` minutes."""
    verdict = _next_day(rules, climb)
    if verdict == WORSE:
        return max(rules.first(safer), level - rules.add_min), DOWN, "down"
    if climb.hurt:
        return max(rules.first(safer), level - rules.add_min), DOWN, "hurt"
    reached = level if climb.minutes is None else max(rules.first(safer), min(level, climb.minutes))
    if climb.outcome != DONE or reached < level:
        return reached, STAY, "not_finished"
    if verdict == UNKNOWN:
        return level, STAY, "not_known"
    if climb.after is not None and _compared(climb.after, climb.before, rules.after_rise_max) == WORSE:
        return level, STAY, "sore_after"
    if level + rules.add_min > rules.cap(safer):
        return level, STAY, "top"
    return level + rules.add_min, UP, "up"


def _next_day(rules: Programme, climb: Climb) -> str:
    """How the day after was. Only a rating of the very next date can say that it was no worse.

    Worse on any day until the next session counts as worse.
    """
    verdicts = {rating: _compared(rating, climb.before, rules.next_day_rise_max) for rating in climb.later}
    if WORSE in verdicts.values():
        return WORSE
    first = [v for rating, v in verdicts.items() if rating.day == climb.day + timedelta(days=1)]
    return OK if first and all(v == OK for v in first) else UNKNOWN


def _compared(rating: Rated, before: Rated | None, rise_max: int) -> str:
    """A rating against the one before the session. A word needs no comparison: it is one."""
    if rating.pain is None:
        return {"better": OK, "same": OK, "worse": WORSE}.get(rating.feel, UNKNOWN)
    if before is None or before.pain is None:
        return UNKNOWN
    return WORSE if rating.pain - before.pain > rise_max else OK


def _rise_of(climb: Climb) -> int:
    """The greatest rise in points from before the session to a later day; 0 if there is none or it is not known."""
    if climb.before is None or climb.before.pain is None:
        return 0
    start = climb.before.pain
    return max((r.pain - start for r in climb.later if r.pain is not None), default=0)


def _step(rules: Programme, direction: str, minutes: int, reason: str, today: date, safer: bool) -> Step:
    allowed, words = min(minutes, rules.cap(safer)), rules.words
    said = words["minute"] if allowed == 1 else words["minutes"].format(n=allowed)
    return Step(
        rules.item, direction, allowed, words[reason].format(minutes=said), today, rules.cap(safer), rules.label
    )


def _nothing(rules: Programme, direction: str, reason: str, earliest: date | None, safer: bool) -> Step:
    return Step(rules.item, direction, 0, reason, earliest, rules.cap(safer), rules.label)
