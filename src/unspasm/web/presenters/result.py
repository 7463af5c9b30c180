"""The result of a check as a page: what to do first, then why, then the rest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from unspasm.care import LeftOut, Plan, PlanItem, Profile, Reason, Screening, to_say
from unspasm.care.calling import Calling
from unspasm.knowledge import Knowledge
from unspasm.knowledge.items import SLOTS, Item
from unspasm.web.figures import has_figure
from unspasm.web.presenters.reading import Paper, papers
from unspasm.web.words import LEVELS
from unspasm.web.words import SLOTS as SLOT_WORDS


@dataclass(frozen=True)
class Why:
    """One danger rule that speaks, in plain words."""

    title: str
    why: str
    because: str
    unsure: bool
    private: bool
    address: str


@dataclass(frozen=True)
class Advice:
    """What to do: a heading, lines, and what to say when calling."""

    title: str
    do: tuple[str, ...]
    say: str


@dataclass(frozen=True)
class Verdict:
    """The disposition as it is shown: level, first advice, further advice, reasons."""

    level: str
    word: str
    heading: str
    when: str
    first: Advice
    further: tuple[Advice, ...]
    whys: tuple[Why, ...]
    lesser: tuple[Why, ...]
    most_people: str
    crisis: bool
    private: bool


@dataclass(frozen=True)
class Card:
    """One thing to do, as a card of the plan."""

    id: str
    title: str
    dose: str
    figure: str
    certainty: str
    why: tuple[str, ...]
    gentle: str
    steps: tuple[str, ...]
    stop: tuple[str, ...]
    evidence: str
    article: str
    not_shown: tuple[str, ...]
    papers: tuple[Paper, ...]
    is_session: bool


@dataclass(frozen=True)
class Gap:
    """What was left out for one reason, and the questions that could bring it back."""

    things: tuple[tuple[str, str], ...]
    reason: str
    ask: tuple[tuple[str, str], ...]


def verdict_of(screening: Screening, calling: Calling, knowledge: Knowledge) -> Verdict:
    """The disposition in words. Reasons of the same level lead; calmer ones follow."""
    level = screening.disposition
    leading = [reason for reason in screening.reasons if reason.tier == level]
    lesser = [reason for reason in screening.reasons if reason.tier != level]
    advice = _advice(leading, calling, knowledge)
    crisis = bool(leading) and all(_is_crisis(reason, knowledge) for reason in leading)
    words = LEVELS[level]
    heading = advice[0].title if advice else words.verb
    return Verdict(
        level=level, word=words.word, heading=heading, when=_when(screening),
        first=advice[0] if advice else Advice(words.verb, (), ""), further=tuple(advice[1:]),
        whys=tuple(_why(reason, knowledge) for reason in leading),
        lesser=tuple(_why(reason, knowledge) for reason in lesser),
        most_people=str(knowledge.tables["return_signs"]["most_people"]), crisis=crisis, private=any(_is_private(reason, knowledge) for reason in leading),
    )  # fmt: skip


def shows_crisis_numbers(screening: Screening, knowledge: Knowledge) -> bool:
    """Whether anything that was told asks for the crisis lines beside the rest."""
    return any(_is_crisis(reason, knowledge) for reason in screening.reasons)


def return_signs(knowledge: Knowledge) -> list[tuple[str, list[str]]]:
    """(heading, signs) for each tier, most urgent first: each sign under what to do about it."""
    table = knowledge.tables["return_signs"]
    parts = (
        (words, [sign["text"] for sign in table["sign"] if sign["tier"] == tier])
        for tier, words in table["heading"].items()
    )
    return [(words, signs) for words, signs in parts if signs]


def cards(plan: Plan, knowledge: Knowledge) -> list[tuple[str, str, tuple[Card, ...]]]:
    """(heading, note, cards) for each part of the plan that holds something."""
    parts = ((slot, tuple(_card(item, knowledge) for item in getattr(plan, slot))) for slot in SLOTS)
    return [(*SLOT_WORDS[slot], here) for slot, here in parts if here]


def gaps(left_out: tuple[LeftOut, ...], knowledge: Knowledge) -> list[Gap]:
    """What was left out, one entry for each reason; items and questions as (address, words)."""
    groups: dict[tuple[str, tuple[str, ...]], list[tuple[str, str]]] = {}
    for entry in left_out:
        item = (f"/read/interventions/{entry.id}/", knowledge.interventions[entry.id].title)
        groups.setdefault((entry.reason, entry.ask), []).append(item)
    return [
        Gap(tuple(items), reason, tuple((f"/check/question/{fact}/", knowledge.facts[fact].question) for fact in ask))
        for (reason, ask), items in groups.items()
    ]


def guess(profile: Profile, knowledge: Knowledge) -> dict[str, Any]:
    """What it is most consistent with: labels, patterns and muscles, each with the address of its page."""
    labels = [row.label for row in (profile.time_class, profile.onset, profile.severity) if row is not None]
    return {
        "region": profile.region.label if profile.region else "",
        "labels": labels + [row.label for row in profile.modifiers],
        "patterns": [
            {"label": label, "how": "Likely" if how == "likely" else "Possible", "address": f"/read/patterns/{key}/"}
            for key, label, how in profile.patterns
        ],
        "muscles": [
            {"title": knowledge.items["muscles"][key].title, "address": f"/read/muscles/{key}/"}
            for key in profile.muscles
        ],
    }


def _when(screening: Screening) -> str:
    parts = []
    if screening.disposition == "soon" and screening.within_h:
        days = max(1, round(screening.within_h / 24))
        parts.append("Within a day." if days == 1 else f"Within {days} days.")
    if screening.disposition == "same_day" and screening.in_person:
        parts.append("You need to be seen in person, not only on the phone.")
    return " ".join(parts)


def _advice(reasons: list[Reason], calling: Calling, knowledge: Knowledge) -> list[Advice]:
    """One piece of advice for each different action, most important first; no line is said twice."""
    said: set[str] = set()
    found: dict[str, Advice] = {}
    for reason in reasons:
        if reason.action in found:
            continue
        action: Mapping[str, Any] = knowledge.actions[reason.action]
        lines = [calling.fill(line) for line in action["do"]]
        fresh = tuple(line for line in lines if line not in said)
        said.update(fresh)
        say = to_say(reason, knowledge)
        found[reason.action] = Advice(calling.fill(str(action["title"])), fresh, calling.fill(say))
    return list(found.values())


def _why(reason: Reason, knowledge: Knowledge) -> Why:
    told = [
        f"{_short(fact, knowledge)}: {knowledge.facts[fact].words(value)}" for fact, value in reason.because.items()
    ]
    return Why(
        reason.title, reason.why, "; ".join(told), reason.unsure, _is_private(reason, knowledge),
        f"/read/rules/{reason.rule}/",
    )  # fmt: skip


def _short(fact: str, knowledge: Knowledge) -> str:
    entry = knowledge.facts[fact]
    return entry.short or entry.line or entry.question


def _is_private(reason: Reason, knowledge: Knowledge) -> bool:
    return any(knowledge.facts[fact].private for fact in reason.because)


def _is_crisis(reason: Reason, knowledge: Knowledge) -> bool:
    """Whether this reason leads to the calm, private page with the crisis lines."""
    level = next((lv for lv in knowledge.levels if lv.rule == reason.rule and lv.action == reason.action), None)
    action = level.action if level else _first_action(reason.rule, knowledge)
    return action.startswith("a10")


def _first_action(rule: str, knowledge: Knowledge) -> str:
    return knowledge.rules[rule].levels[0].action


def _certainty(entry: Item, slot: str) -> str:
    """How sure the evidence is for what the item is offered for: what prevents is judged on lasting pain."""
    return str((slot == "prevent" and entry["certainty_chronic"]) or entry["certainty"])


def _card(item: PlanItem, knowledge: Knowledge) -> Card:
    entry = knowledge.interventions[item.id].item
    form: Mapping[str, Any] = entry.fields.get("safer", {}) if item.safer else {}
    drawing = str(entry["figure"])
    return Card(
        id=item.id, title=entry.title, dose=str(form.get("dose") or entry["dose"]),
        figure=drawing if has_figure(drawing) else "", certainty=_certainty(entry, item.slot), why=item.why,
        gentle=str(form.get("note", "")), steps=tuple(form.get("steps") or entry["steps"] or ()),
        stop=tuple(entry["stop"] or ()), evidence=str(entry["evidence_says"]), article=str(entry["article_says"]),
        not_shown=tuple(entry["does_not_support"] or ()), papers=papers(entry.sources, knowledge),
        is_session=item.id in knowledge.sessions.scripts,
    )  # fmt: skip
