"""Spasm mode as its pages need it: what is on the screen, and what the voice says of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from unspasm.care import Plan
from unspasm.care.calling import Calling
from unspasm.knowledge import Knowledge
from unspasm.knowledge.items import Item
from unspasm.knowledge.speaking import FirstLine, SpasmMode, first_lines, load_spasm_mode, said_of, sentence
from unspasm.web.figures import has_figure
from unspasm.web.presenters.asking import Question, ScreenPage
from unspasm.web.presenters.result import Verdict

EMERGENCY = "emergency"


@dataclass(frozen=True)
class FirstAid:
    """The opening: what to do now, and the pace of the breath."""

    lines: tuple[FirstLine, ...]
    breathe: str
    breath_in_s: int
    breath_out_s: int
    more: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True)
class Position:
    """One position of ease that the answers allow."""

    title: str
    figure: str
    steps: tuple[str, ...]
    note: str
    stop: tuple[str, ...]
    certainty: str


@dataclass(frozen=True)
class CutOffList:
    """A danger list for when the server cannot be reached."""

    id: str
    title: str
    lines: tuple[str, ...]
    said: str


def first_aid(knowledge: Knowledge) -> FirstAid:
    """First aid as it is said, and the rest of it to open."""
    steps = {step["id"]: step for step in knowledge.tables["first_aid"]["step"]}
    lines = first_lines(load_spasm_mode(knowledge), knowledge)
    breathe = steps["breathe"]
    more = tuple(step for key, step in steps.items() if key != "breathe")
    return FirstAid(lines, sentence(breathe["title"]), breathe["breath_in_s"], breathe["breath_out_s"], more)


def place_in_bundle(screen_id: str, again: bool, mode: SpasmMode) -> str:
    """`Danger list 2 of 7`; nothing for questions outside the emergency bundle."""
    names = list(mode.lists)
    if again or screen_id not in names:
        return ""
    return str(mode["list"]["place"]).format(at=names.index(screen_id) + 1, count=len(names))


def said_next(screen_id: str, mode: SpasmMode) -> str:
    """What is most likely said next, so that the browser may fetch it in time: the list after this one, or the first."""
    names = list(mode.lists)
    if screen_id not in names:
        return "" if screen_id else mode.lists[names[0]].whole
    after = names[names.index(screen_id) + 1 :]
    return mode.lists[after[0]].whole if after else ""


def said_first(page: ScreenPage, mode: SpasmMode, knowledge: Knowledge) -> tuple[str, ...]:
    """What the voice says when a page of questions opens."""
    if page.kind == "ticks" and not page.again:
        return said_of(page.id, page.facts, mode, knowledge)
    if any(question.private for question in page.questions):
        return (str(mode["list"]["not_read"]),)
    if page.kind == "single":
        return (page.questions[0].text, *_choices_said(page.questions[0]))
    return (page.title, str(mode["list"]["fields"]))


def _choices_said(question: Question) -> tuple[str, ...]:
    """The answers to choose from, where they are more than yes and no."""
    if question.look != "one_of":
        return ()
    return tuple(sentence(choice.label) for choice in question.choices if choice.value != "not_sure")


def said_open(page: ScreenPage, mode: SpasmMode) -> str:
    """What the voice says when the lines of a list are opened to tick; private lines are never read out."""
    return str(mode["list"]["not_read" if any(question.private for question in page.questions) else "tick"])


def said_lines(page: ScreenPage) -> tuple[tuple[Question, str], ...]:
    """Each line of a list with what is said of it."""
    hidden = any(question.private for question in page.questions)
    return tuple((question, "" if hidden else sentence(question.line)) for question in page.questions)


def said_verdict(verdict: Verdict, calling: Calling) -> tuple[str, ...]:
    """What the voice says of a result that needs help. Of a private reason it says only whom to call."""
    call = f"Call {calling.emergency}." if verdict.level == EMERGENCY else ""
    if verdict.private or verdict.crisis:
        return tuple(filter(None, (call or sentence(verdict.heading),)))
    further = tuple(line for advice in verdict.further for line in advice.do)
    return tuple(filter(None, (sentence(verdict.heading), call, *verdict.first.do, *further)))


def positions(plan: Plan, wanted: Sequence[str], knowledge: Knowledge) -> tuple[Position, ...]:
    """The positions of ease that this plan holds, in the form that it chose."""
    items = {item.id: item for slot in (plan.now, plan.today, plan.this_week, plan.prevent) for item in slot}
    return tuple(_position(knowledge.interventions[key].item, items[key].safer) for key in wanted if key in items)


def cut_off_lists(mode: SpasmMode, knowledge: Knowledge) -> tuple[CutOffList, ...]:
    """Every list of the emergency bundle, for a page that must work alone."""
    screens = {screen.id: screen for screen in knowledge.screens}
    return tuple(
        CutOffList(
            key, screens[key].title,
            tuple(knowledge.facts[fact].line or knowledge.facts[fact].question for fact in screens[key].facts),
            spoken.whole,
        )
        for key, spoken in mode.lists.items()
    )  # fmt: skip


def cut_off_texts(mode: SpasmMode, knowledge: Knowledge) -> tuple[str, ...]:
    """Everything that the page for a cut connection may say."""
    aid = first_aid(knowledge)
    words = [str(value) for name in ("first", "sound_check", "breathing", "offline") for value in mode[name].values()]
    return (
        *words,
        *(line.said for line in aid.lines),
        aid.breathe,
        *(entry.said for entry in cut_off_lists(mode, knowledge)),
    )


def _position(item: Item, safer: bool) -> Position:
    form: Mapping[str, Any] = item.fields.get("safer", {}) if safer else {}
    drawing = str(item["figure"])
    return Position(
        title=item.title, figure=drawing if has_figure(drawing) else "",
        steps=tuple(form.get("steps") or item["steps"]), note=str(form.get("note", "")),
        stop=tuple(item["stop"] or ()), certainty=str(item["certainty"]),
    )  # fmt: skip
