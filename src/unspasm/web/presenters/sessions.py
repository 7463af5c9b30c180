"""Guided sessions as pages: the list, the way in, the steps, how it ended, and when to rate it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from unspasm.care.ladder import programme_of
from unspasm.care.sessions import Gate, Variant, script
from unspasm.knowledge import Knowledge
from unspasm.knowledge.items import SLOTS, Item
from unspasm.knowledge.session import Part, Script, StopReason
from unspasm.web.figures import has_figure
from unspasm.web.words import SLOTS as SLOT_WORDS

OPEN, ASK, CLOSED = "open", "ask", "closed"
LATER = {
    ASK: ("After a question or two", "we ask again what may have changed"),
    CLOSED: ("Not now, and why", ""),
}
WARNING, OTHER = "A warning sign. We check for danger next.", "Another reason"


@dataclass(frozen=True)
class Line:
    """One session in the list. ask: (address, question) of what would open it."""

    id: str
    title: str
    dose: str
    figure: str
    certainty: str
    label: str
    because: tuple[str, ...]
    ask: tuple[tuple[str, str], ...]
    safer: bool


@dataclass(frozen=True)
class Group:
    """Sessions that stand together: open now, after an answer, or not now."""

    state: str
    heading: str
    note: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class CueLine:
    """A sentence of a step, and when it comes: seconds, and in words for a page without a timer."""

    at_s: int
    after: str
    say: str


@dataclass(frozen=True)
class Step:
    """One part of a session as it is shown. how_long: the plain words of its timer.

    counts: its time is part of how long the session ran: all but checks, or only the part whose length is chosen.
    """

    kind: str
    title: str
    say: str
    seconds: int | None
    how_long: str
    cues: tuple[CueLine, ...]
    figure: str
    movement: str
    question: str
    stop: str
    unanswered: str
    waits: str
    counts: bool = True


@dataclass(frozen=True)
class Player:
    """A whole session, ready to be shown step by step. off_skin: what to do first on a pause; empty if nothing is on."""

    id: str
    item: str
    variant: str
    title: str
    figure: str
    note: str
    label: str
    before: tuple[str, ...]
    parts: tuple[Step, ...]
    why_stop: tuple[tuple[str, tuple[StopReason, ...]], ...]
    off_skin: str = ""

    @property
    def moves(self) -> bool:
        """Whether any step has a figure that moves."""
        return any(part.movement for part in self.parts)


def groups(gates: Iterable[tuple[str, Gate]], knowledge: Knowledge) -> tuple[Group, ...]:
    """The list of sessions: what can be done, by when it fits; then what waits for an answer; then what is left out."""
    lines = [(gate.state, knowledge.interventions[item].slot, line(item, gate, knowledge)) for item, gate in gates]
    found = [
        Group(OPEN, *SLOT_WORDS[slot], tuple(one for state, at, one in lines if state == OPEN and at == slot))
        for slot in SLOTS
    ]
    found += [Group(key, *words, tuple(one for state, _, one in lines if state == key)) for key, words in LATER.items()]
    return tuple(group for group in found if group.lines)


def line(item: str, gate: Gate, knowledge: Knowledge) -> Line:
    """One session with why it is open, waits or is closed."""
    entry = knowledge.interventions[item].item
    drawing = str(entry["figure"])
    return Line(
        id=item, title=entry.title, dose=_dose(entry, gate), figure=drawing if has_figure(drawing) else "",
        certainty=str(entry["certainty"]), label=label_of(item, knowledge), because=tuple(gate.because),
        ask=questions(gate.ask, knowledge), safer=gate.safer,
    )  # fmt: skip


def _dose(entry: Item, gate: Gate) -> str:
    """The dose of the form that is offered; where nothing is open yet, what it is."""
    if gate.state != OPEN:
        return str(entry["summary"])
    safer = entry["safer"] or {}
    return str(safer.get("dose", "") if gate.safer else entry["dose"])


def questions(facts: Iterable[str], knowledge: Knowledge) -> tuple[tuple[str, str], ...]:
    """(address, question) of facts that have a screen of their own."""
    return tuple((f"/check/question/{fact}/", knowledge.facts[fact].question) for fact in facts)


def label_of(item: str, knowledge: Knowledge) -> str:
    """How sure we are, where that must stay in sight: the item's own words, or those of its programme."""
    if item in on_a_ladder(knowledge):
        return programme_of(item, knowledge).label
    return str(knowledge.interventions[item].item["honest_label"])


def player(thread: object, one: Script, knowledge: Knowledge) -> Player:
    """The steps of a session with everything that is shown and said."""
    return Player(
        id=str(thread), item=one.item, variant=one.variant, title=one.title,
        figure=one.figure if has_figure(one.figure) else "", note=one.note,
        label=label_of(one.item, knowledge), before=one.before, parts=steps(one.parts), why_stop=why_stop(one.stop),
        off_skin=off_skin(one),
    )  # fmt: skip


def why_stop(reasons: Iterable[StopReason]) -> tuple[tuple[str, tuple[StopReason, ...]], ...]:
    """The reasons to choose from, warning signs first; each of the two parts with its heading."""
    offered = [reason for reason in reasons if reason.offered]
    parts = ((WARNING, True), (OTHER, False))
    return tuple((heading, tuple(r for r in offered if r.danger is danger)) for heading, danger in parts)


def steps(parts: Sequence[Part]) -> tuple[Step, ...]:
    """The parts as shown; a figure that is the same as the one before stays in place."""
    chosen = any(part.length for part in parts)
    return tuple(_step(part, counts=part.length or not chosen) for part in parts)


def off_skin(one: Script) -> str:
    """What silence at a skin check says, in a session that has one."""
    silent = {part.unanswered for part in one.parts if part.unanswered}
    return next((reason.say for reason in one.stop if reason.id in silent), "")


def _step(part: Part, *, counts: bool) -> Step:
    is_check = part.kind == "check"
    waits = part.unanswered and part.seconds
    seconds = part.seconds if not is_check or waits else None
    return Step(
        kind=part.kind, title=part.title, say=part.say, seconds=seconds,
        how_long="" if is_check else _how_long(part), cues=tuple(_cue(cue.at_s, cue.say) for cue in part.cues),
        figure=part.figure if has_figure(part.figure) else "", movement=part.movement, question=part.question,
        stop=part.stop, unanswered=part.unanswered, waits=in_words(part.seconds or 0) if waits else "",
        counts=counts and not is_check,
    )  # fmt: skip


def _how_long(part: Part) -> str:
    if part.seconds is not None:
        return f"{in_words(part.seconds)}{f', {part.reps} times in all' if part.reps else ''}"
    return f"{part.reps} times, at your own pace" if part.reps else ""


def _cue(at_s: int, say: str) -> CueLine:
    return CueLine(at_s, f"After {in_words(at_s)}" if at_s else "At the start", say)


def in_words(seconds: int) -> str:
    """`20 seconds`, `5 minutes`, `1 minute 30 seconds`."""
    minutes, rest = divmod(seconds, 60)
    parts = [_number(minutes, "minute")] if minutes else []
    return " ".join(parts + ([_number(rest, "second")] if rest or not minutes else []))


def _number(n: int, what: str) -> str:
    return f"{n} {what}{'' if n == 1 else 's'}"


def minutes_until(then: datetime, now: datetime) -> int:
    """Whole minutes until a time, at least one."""
    return max(1, round((then - now).total_seconds() / 60))


@dataclass(frozen=True)
class Way:
    """One way to do a session, to be chosen before it starts."""

    id: str
    title: str
    note: str
    dose: str


@dataclass(frozen=True)
class WayIn:
    """What is shown before Start: what is needed, how long, and the ways to do it."""

    needs: str
    before: tuple[str, ...]
    minutes: str
    ways: tuple[Way, ...]
    least: int | None
    most: int | None
    usual: int

    @property
    def choices(self) -> range:
        """Minutes to choose from; empty where the length is given."""
        return range(self.least or 0, (self.most or -1) + 1)


def way_in(item: str, offered: Sequence[Variant], knowledge: Knowledge) -> WayIn:
    """The ways that are offered; the first one is chosen unless another is."""
    scripts = [script(item, variant.id, knowledge) for variant in offered]
    first = scripts[0]
    ways = tuple(Way(s.variant, _way_title(s, knowledge), s.note, s.dose) for s in scripts)
    free = item not in on_a_ladder(knowledge)
    chosen = next((part.seconds or 0 for part in first.parts if part.length), 0)
    return WayIn(
        first.needs_words, first.before, about_minutes(first.seconds), ways,
        first.min_minutes if free else None, first.max_minutes if free else None, round(chosen / 60),
    )  # fmt: skip


def _way_title(one: Script, knowledge: Knowledge) -> str:
    """`The usual way`, or what stands behind the session's own name."""
    title = knowledge.interventions[one.item].title
    rest = one.title.removeprefix(title).lstrip(": ")
    return rest[:1].upper() + rest[1:] if rest else "The usual way"


def about_minutes(seconds: int) -> str:
    """`About 20 minutes`; empty where nothing is timed."""
    return f"About {_number(max(1, round(seconds / 60)), 'minute')}" if seconds else ""


def on_a_ladder(knowledge: Knowledge) -> frozenset[str]:
    """Items whose length a programme chooses, one slow step at a time."""
    return frozenset(str(row["item"]) for row in knowledge.tables["programmes"]["programme"])
