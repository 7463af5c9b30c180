"""People answering the interview through `next_screen`, as the page and the terminal do; screens and taps counted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from unspasm.care import Answers, Ask, next_screen, read_answers
from unspasm.knowledge import Knowledge

TODAY = date(2026, 1, 31)  # nobody here answers with a date
MOST_SCREENS = 200
MOST_SHARED = 45  # answers; beyond these, hardly two people answer alike

Truth = Callable[[Ask], Mapping[str, Any]]
"""What is asked -> the person's answers, one a fact."""


@dataclass(frozen=True)
class Journey:
    """One interview: the answers at its end, and what it took. steps: (stage, screen id, taps)."""

    answers: Answers
    steps: tuple[tuple[str, str, int], ...]

    @property
    def screens(self) -> int:
        return len(self.steps)

    @property
    def taps(self) -> int:
        return sum(taps for _, _, taps in self.steps)

    def taps_in(self, stage: str) -> int:
        """Taps on the screens of one stage."""
        return sum(taps for here, _, taps in self.steps if here == stage)


class Asking:
    """`next_screen` of one knowledge base, remembered for the screens that most people share."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self._known: dict[object, Ask | None] = {}

    def __call__(self, answers: Answers, put_again: frozenset[str], through: str) -> Ask | None:
        key = (frozenset(answers.items()), put_again, through)
        if key in self._known:
            return self._known[key]
        ask = next_screen(answers, put_again, self.knowledge, through)
        if len(answers) < MOST_SHARED:
            self._known[key] = ask
        return ask


def walk(truth: Truth, knowledge: Knowledge, through: str = "danger", asking: Asking | None = None) -> Journey:
    """The whole interview of one person. Raises RuntimeError if it does not end."""
    known = asking or Asking(knowledge)
    answers: dict[str, Any] = {}
    put_again: frozenset[str] = frozenset()
    steps: list[tuple[str, str, int]] = []
    while ask := known(answers, put_again, through):
        new = truth(ask)
        answers |= {fact: frozenset(value) if isinstance(value, list) else value for fact, value in new.items()}
        if ask.again:
            put_again |= set(new)
        steps.append((ask.screen.stage, ask.screen.id, taps(ask, new)))
        if len(steps) > MOST_SCREENS:
            raise RuntimeError(f"the interview does not end; it last asked {ask.facts}")
    return Journey(read_answers(answers, knowledge, TODAY), tuple(steps))


def taps(ask: Ask, new: Mapping[str, Any]) -> int:
    """Taps on one screen.

    A tick list: one for "None of these" or "Not sure"; otherwise one a line and one to go on. One question: one.
    Fields: one each, and one to go on. The body map: one a place, and one to go on.
    """
    if ask.again or ask.screen.kind == "single":
        return 1
    if ask.screen.kind == "ticks":
        ticked = sum(value == "yes" for value in new.values())
        return ticked + 1 if ticked else 1
    if ask.screen.kind == "body_map":
        return len(next(iter(new.values()))) + 1
    return len(new) + 1


def told(person: Mapping[str, Any], knowledge: Knowledge) -> Truth:
    """A person who answers no to every yes-or-no question that `person` does not name.

    Raises KeyError for a question of another kind that `person` does not name.
    """

    def one(fact: str, again: bool) -> Any:
        if fact in person:
            value = person[fact]
            settles = again and value == "not_sure" and person.get("sure_when_plainer")
            return "no" if settles and knowledge.facts[fact].type == "yes_no" else value
        if knowledge.facts[fact].type == "yes_no":
            return "no"
        raise KeyError(f"the person does not say {fact}")

    return lambda ask: {fact: one(fact, ask.again) for fact in ask.facts}
