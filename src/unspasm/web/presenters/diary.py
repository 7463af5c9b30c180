"""The diary as it is read: entries in words, by day, with what was changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from unspasm.knowledge import Knowledge
from unspasm.knowledge.diary import Diary
from unspasm.knowledge.works import load_works
from unspasm.record.queries import Entry
from unspasm.record.trials import NOTHING

EDITED_HERE = ("rating", "symptom", "sleep", "trigger", "note", "goal", "episode")
"""Kinds whose words can be changed in the diary; the others only their time, and whether they count."""
WIDEST_DAY = timedelta(hours=14)
"""A day begins up to 14 hours before it begins at Greenwich, and ends up to 14 hours after."""


@dataclass(frozen=True)
class Words:
    """One entry in words: what it is, and more about it."""

    title: str
    more: str = ""


@dataclass(frozen=True)
class Line:
    """One entry of a day: its time on the clock of the place, its words, and when it was changed."""

    thread: UUID
    kind: str
    at: datetime
    words: Words
    changed: datetime | None = None

    @property
    def address(self) -> str:
        return f"/diary/entry/{self.thread}/"


@dataclass(frozen=True)
class Version:
    """One version of an entry: what was done, when, and what it said."""

    did: str
    at: datetime
    words: Words
    happened: datetime


@dataclass(frozen=True)
class Speaker:
    """Puts entries into words. sessions: what a rating's session was, by its thread; ends: how a session ended."""

    diary: Diary
    knowledge: Knowledge
    sessions: Mapping[UUID, Entry] = field(default_factory=dict)
    ends: Mapping[UUID, Entry] = field(default_factory=dict)

    def words(self, entry: Entry) -> Words:
        """The words of one entry; an id that is no longer known is shown as it is."""
        speak: Callable[[Entry], Words] = getattr(self, f"_{entry.kind}")
        return speak(entry)

    def title(self, item: str) -> str:
        """The title of an intervention."""
        known = self.knowledge.interventions.get(item)
        return known.title if known else item.replace("_", " ").capitalize()

    def _rating(self, entry: Entry) -> Words:
        data = entry.data
        session = self.sessions.get(data.session) if data.session else None
        about = f"{data.phase}: {self.title(session.data.item)}" if session else ""
        if data.phase == "scheduled":
            about = "at a set time"
        if data.pain is None:
            return Words(
                f"{self.diary.feels[data.feel]} than a day ago" if data.feel != "same" else self.diary.feels["same"],
                about,
            )
        return Words(f"Pain {data.pain}", " · ".join(filter(None, (self.diary.band_of(data.pain).lower(), about))))

    def _session(self, entry: Entry) -> Words:
        end = self.ends.get(entry.thread)
        if end is None:
            return Words(self.title(entry.data.item), "no end noted")
        minutes = round(end.data.active_s / 60)
        how = {"done": "done", "stopped": "stopped early", "not_done": "not done"}[end.data.outcome]
        return Words(self.title(entry.data.item), f"{how}, {minutes} min" if minutes else how)

    def _session_end(self, entry: Entry) -> Words:
        return Words("A session ended")

    def _coached(self, entry: Entry) -> Words:
        data = entry.data
        counted = f"{data.reps} time{'' if data.reps == 1 else 's'}" if data.reps else "nothing counted"
        return Words(f"Camera coach: {self.title(data.movement)}", counted)

    def _dose(self, entry: Entry) -> Words:
        lines = ", ".join(self._line(line) for line in entry.data.lines)
        return Words(entry.data.product, lines) if entry.data.product else Words(lines)

    def drug(self, name: str) -> str:
        """The title of an ingredient; the name of a pack stays as it is."""
        known = self.knowledge.items["medicines"].get(name)
        return known.title if known else name.replace("_", " ").capitalize()

    def _line(self, line: Any) -> str:
        return f"{self.drug(line.ingredient)} {line.amount.normalize():f} {line.unit}"

    def _gate_passed(self, entry: Entry) -> Words:
        return Words("You went past the page “ask first”", entry.data.medicine.replace("_", " "))

    def _drink(self, entry: Entry) -> Words:
        return Words(f"Drink, {entry.data.ml} ml", entry.data.what.replace("_", " "))

    def _symptom(self, entry: Entry) -> Words:
        known = self.diary.symptoms.get(entry.data.symptom)
        if known is None:
            return Words(entry.data.symptom.replace("_", " ").capitalize(), f"{entry.data.grade} of 3")
        return Words(known.title, known.words[entry.data.grade])

    def _sleep(self, entry: Entry) -> Words:
        hours = entry.data.hours
        return Words(
            f"Sleep: {self.diary.sleep_words[entry.data.quality].lower()}",
            f"{hours:g} hours" if hours is not None else "",
        )

    def _trigger(self, entry: Entry) -> Words:
        known = self.diary.triggers.get(entry.data.trigger, "")
        return Words("What set it off", known or entry.data.words or self.diary.trigger_other)

    def _note(self, entry: Entry) -> Words:
        return Words("Note", entry.data.words)

    def _goal(self, entry: Entry) -> Words:
        return Words("Goal", entry.data.words)

    def _episode(self, entry: Entry) -> Words:
        return Words(self.diary.began if entry.data.mark == "open" else self.diary.over, "an episode")

    def _brought_in(self, entry: Entry) -> Words:
        data = entry.data
        return Words(data.words, " · ".join(filter(None, (data.value, data.status, "another system says so"))))

    def option(self, option: str) -> str:
        """The title of something that is compared; doing nothing is one of them."""
        return load_works().wait.title if option == NOTHING else self.title(option)

    def _wait(self, entry: Entry) -> Words:
        return Words(load_works().wait.title, "part of a comparison" if entry.data.trial else "")

    def _trial(self, entry: Entry) -> Words:
        return Words("A comparison begun", ", ".join(self.option(option) for option in entry.data.options))

    def _trial_end(self, entry: Entry) -> Words:
        return Words("A comparison ended")

    def _choice(self, entry: Entry) -> Words:
        return Words("Next in the comparison", self.option(entry.data.option))

    def _programme(self, entry: Entry) -> Words:
        return Words(
            self.title(entry.data.item), "programme begun" if entry.data.step == "begin" else "programme ended"
        )


def speaker(found: Iterable[Entry], diary: Diary, knowledge: Knowledge) -> Speaker:
    """A speaker that knows the sessions among these entries."""
    kept = list(found)
    sessions = {entry.thread: entry for entry in kept if entry.kind == "session"}
    ends = {entry.data.session: entry for entry in kept if entry.kind == "session_end"}
    return Speaker(diary, knowledge, sessions, ends)


def lines(found: Sequence[Entry], speak: Speaker) -> list[Line]:
    """Entries as lines, newest first. The end of a session stands in the line of the session."""
    shown = [e for e in found if e.kind != "session_end" or e.data.session not in speak.sessions]
    return [
        Line(e.thread, e.kind, e.local, speak.words(e), e.written_at if e.version > 1 else None)
        for e in sorted(shown, key=lambda e: e.happened_at, reverse=True)
    ]


def window_of(day: date) -> tuple[datetime, datetime]:
    """The instants between which anything lies that happened on this day, wherever on earth."""
    start = datetime.combine(day, time(), UTC)
    return start - WIDEST_DAY, start + timedelta(days=1) + WIDEST_DAY


def on_day(found: Iterable[Entry], day: date) -> list[Entry]:
    """Entries whose own clock showed this day."""
    return [entry for entry in found if entry.local.date() == day]


def by_day(found: Sequence[Line]) -> list[tuple[date, list[Line]]]:
    """Lines in their order, each day under its date."""
    days: dict[date, list[Line]] = {}
    for line in found:
        days.setdefault(line.at.date(), []).append(line)
    return list(days.items())


def versions(found: Sequence[Entry], speak: Speaker) -> list[Version]:
    """What happened to one entry, newest first."""
    told = []
    for before, entry in zip([None, *found], found, strict=False):
        if before is None:
            did = "Written"
        elif entry.withdrawn:
            did = "Deleted"
        else:
            did = "Brought back" if before.withdrawn else "Changed"
        told.append(Version(did, entry.written_at, speak.words(entry), entry.local))
    return told[::-1]


def at_field(entry: Entry) -> str:
    """The time of an entry as a date-and-time field shows it."""
    return entry.local.strftime("%Y-%m-%dT%H:%M")
