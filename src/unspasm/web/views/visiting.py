"""The person before a session: who, when, what was told, and what the gate says to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.utils import timezone

from unspasm.care import Ask, next_screen
from unspasm.care.sessions import Gate, gate
from unspasm.knowledge import Knowledge
from unspasm.record.models import Person
from unspasm.record.queries import local_person, told_at
from unspasm.web.views.check import Standing, standing

DANGER = "danger"
PAIN_NOW = "pain_now"


@dataclass(frozen=True)
class Visit:
    """The person before a session: who, when, what was told and how long ago."""

    person: Person | None
    here: Standing
    now: datetime

    @property
    def knowledge(self) -> Knowledge:
        """What the pages of this request go by."""
        return self.here.knowledge

    @cached_property
    def told_at(self) -> dict[str, datetime]:
        """When each fact was answered last, in the open check."""
        return told_at(self.here.check)

    def gate(self, item: str) -> Gate:
        """Whether this session may start now."""
        return gate(item, self.here.answers(), self.knowledge, now=self.now, told_at=self.told_at)

    def gate_at(self, item: str, pain: int) -> Gate:
        """The same gate for whoever gives this score now (0-10), whatever was told before."""
        answers, told_at = {**self.here.answers(), PAIN_NOW: pain}, {**self.told_at, PAIN_NOW: self.now}
        return gate(item, answers, self.knowledge, now=self.now, told_at=told_at)

    def next_danger_screen(self) -> Ask | None:
        """The next screen of the danger check; None if it has to begin anew."""
        if self.here.check is None or self.here.is_old:
            return None
        return next_screen(self.here.answers(), self.here.told.put_again, self.knowledge, DANGER)


def visit() -> Visit:
    """The local person, now."""
    return Visit(local_person(), standing(), timezone.now())
