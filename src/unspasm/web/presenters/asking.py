"""One screen of questions as the template needs it: words, choices, what was answered before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from unspasm.care import Answers, Ask, next_screen
from unspasm.knowledge import Fact, Knowledge
from unspasm.knowledge.items import Screen
from unspasm.web.words import STAGES

MOST_LOOK_AHEAD = 40
DANGER = "danger"


@dataclass(frozen=True)
class Choice:
    """One answer that can be given."""

    value: str
    label: str
    id: str
    checked: bool


@dataclass(frozen=True)
class Question:
    """One fact as it is shown. `look` says which control it takes."""

    id: str
    text: str
    line: str
    help: str
    look: str
    choices: tuple[Choice, ...]
    value: str = ""
    instead: str = ""
    unit: str = ""
    low: int = 0
    high: int = 0
    error: str = ""
    private: bool = False
    offers_none: bool = False


@dataclass(frozen=True)
class ScreenPage:
    """A screen of questions, ready to be drawn."""

    id: str
    kind: str
    stage: str
    title: str
    hint: str
    questions: tuple[Question, ...]
    again: bool = False
    progress: str = ""
    back: str = "/"
    has_result: bool = False
    enough: bool = False
    lying_there: tuple[tuple[str, str, tuple[str, ...]], ...] = ()
    error: str = ""
    facts: tuple[str, ...] = field(default=())

    @property
    def wrong(self) -> tuple[Question, ...]:
        """Questions whose answer could not be taken."""
        return tuple(question for question in self.questions if question.error)


def kind_of(screen: Screen, facts: Sequence[Fact], again: bool) -> str:
    """How these facts of a screen are shown: a lone yes/no or one-of question gets big answers of its own."""
    if len(facts) == 1 and facts[0].type in ("yes_no", "one_of"):
        return "single"
    if again or screen.kind == "single":
        return "fields"
    if screen.kind == "ticks" and any(fact.type != "yes_no" for fact in facts):
        return "fields"
    if screen.kind == "body_map" and not any(fact.id == "pain_sites" for fact in facts):
        return "fields"
    return screen.kind


def screen_page(
    screen: Screen,
    facts: Sequence[Fact],
    kind: str,
    answered: Mapping[str, Any],
    *,
    again: bool = False,
    errors: Mapping[str, str] | None = None,
) -> ScreenPage:
    """The page of a screen with what was answered (or just posted) filled in."""
    errors = errors or {}
    questions = tuple(
        _question(fact, None if again else answered.get(fact.id), again, errors.get(fact.id, "")) for fact in facts
    )
    alone = len(questions) == 1 and kind in ("single", "fields")
    title = questions[0].text if alone else screen.title
    said_below = any(question.help == screen.hint for question in questions)
    hint = "" if again or said_below or (alone and screen.kind != "single") else screen.hint
    return ScreenPage(
        id=screen.id, kind=kind, stage=screen.stage, title=title, hint=hint,
        questions=questions, again=again, error=errors.get("", ""), facts=tuple(fact.id for fact in facts),
    )  # fmt: skip


def with_place(page: ScreenPage, *, progress: str, back: str, has_result: bool = False, enough: bool = False) -> ScreenPage:  # fmt: skip
    """The page with its place in the check.

    has_result: danger is decided, there is a result already. enough: it is not, but care today is certain.
    """
    return replace(page, progress=progress, back=back, has_result=has_result, enough=enough)


def with_muscles(page: ScreenPage, knowledge: Knowledge) -> ScreenPage:
    """The page of the body map, with the muscles that lie under each place; the map first."""
    questions = tuple(sorted(page.questions, key=lambda question: question.id != "pain_sites"))
    places = next((question.choices for question in questions if question.id == "pain_sites"), ())
    there = ((place.value, place.label, _muscles_at(place.value, knowledge)) for place in places)
    return replace(page, questions=questions, lying_there=tuple(row for row in there if row[2]))


def _muscles_at(place: str, knowledge: Knowledge) -> tuple[str, ...]:
    return tuple(m.title for m in knowledge.items["muscles"].values() if place in (m["zones"] or ()))


def progress(ask: Ask, screens_done: Sequence[str], answers: Answers, put_again: frozenset[str], knowledge: Knowledge, through: str) -> str:  # fmt: skip
    """`Danger check, 3 of about 15`; once danger is decided, how many screens are left that only fit the plan.

    One count runs through all that bears on danger, so that it never seems to begin anew.
    """
    words = STAGES.get(ask.screen.stage, "Questions")
    if ask.again:
        return f"{words}, once more in other words"
    if only_fits_the_plan(answers, put_again, knowledge):
        left = _left(ask, answers, put_again, knowledge, through)
        return "To fit your plan: the last one" if left == 1 else f"To fit your plan: about {left} left"
    done = sum(1 for name in screens_done if name != ask.screen.id)
    return f"{words}, {done + 1} of about {done + _left(ask, answers, put_again, knowledge, DANGER)}"


def only_fits_the_plan(answers: Answers, put_again: frozenset[str], knowledge: Knowledge) -> bool:
    """Whether danger is decided, so that there is a result already and more questions only make it fit better."""
    return next_screen(answers, put_again, knowledge, DANGER) is None


def _left(ask: Ask, answers: Answers, put_again: frozenset[str], knowledge: Knowledge, through: str) -> int:
    """Screens still to come, this one included, supposing that nothing applies. About 1 ms a screen."""
    supposed, left = dict(answers), 0
    upcoming: Ask | None = ask
    while upcoming is not None and left < MOST_LOOK_AHEAD:
        left += 1
        for fact in upcoming.facts:
            supposed[fact] = _calm(knowledge.facts[fact])
        put_again = put_again | set(upcoming.facts)
        upcoming = next_screen(supposed, put_again, knowledge, through)
    return left


def _calm(fact: Fact) -> Any:
    """An answer as somebody gives it to whom nothing applies; only to estimate how many screens are left."""
    match fact.type:
        case "yes_no":
            return "yes" if fact.reassuring else "no"
        case "one_of":
            return fact.option_ids[0]
        case "many_of":
            return frozenset(fact.option_ids[:1])
        case "integer":
            return fact.min + (fact.max - fact.min) // 3
    return "skipped"


def _question(fact: Fact, value: Any, again: bool, error: str) -> Question:
    unanswered = value in ("not_sure", "skipped") if isinstance(value, str) else False
    look = _look(fact)
    chosen = set(value) if isinstance(value, list | tuple | frozenset) else {str(value)}
    instead = ""
    if unanswered or look == "many_of":
        instead = str(value) if unanswered else "none" if value == [] else ""
    return Question(
        id=fact.id, text=fact.plainer if again and fact.plainer else fact.question,
        line=fact.line or fact.question, help="" if again else fact.help, look=look,
        choices=tuple(
            Choice(key, words, f"{fact.id}-{key}", key in chosen) for key, words in _choices(fact, look)
        ),
        value="" if value is None or unanswered or isinstance(value, list) else str(value), instead=instead,
        unit=fact.unit, low=fact.min, high=fact.max, error=error, private=fact.private,
        offers_none=look == "many_of" and not any(key.startswith("none") for key in fact.option_ids),
    )  # fmt: skip


def _look(fact: Fact) -> str:
    if fact.type == "integer":
        return "scale" if fact.min == 0 and fact.max == 10 else "whole"
    return fact.type


def _choices(fact: Fact, look: str) -> list[tuple[str, str]]:
    match look:
        case "yes_no":
            return [("yes", "Yes"), ("no", "No"), ("not_sure", "Not sure")]
        case "one_of":
            return [*fact.options, ("not_sure", "Not sure")]
        case "many_of":
            return list(fact.options)
        case "scale":
            return [(str(n), str(n)) for n in range(fact.min, fact.max + 1)]
    return []
