"""Pages to read: one knowledge item as headed parts, its claims, its evidence and its papers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from unspasm.knowledge import Knowledge
from unspasm.knowledge.items import TIERS, Item
from unspasm.web.figures import has_figure
from unspasm.web.presenters.conditions import when_it_speaks
from unspasm.web.words import KINDS, LEVELS, MARKS, SEEN, START, VERDICTS, plain_date


@dataclass(frozen=True)
class Link:
    """A link to another page of ours."""

    title: str
    address: str


@dataclass(frozen=True)
class Part:
    """A headed part of a page. `look`: text (paragraphs), dots, steps or links."""

    heading: str
    look: str
    lines: tuple[Any, ...]


@dataclass(frozen=True)
class Paper:
    """One source as it is shown."""

    key: str
    title: str
    by: str
    link: str
    seen: str


@dataclass(frozen=True)
class ReadingPage:
    """One item of the knowledge base as a page."""

    kind: str
    kind_title: str
    title: str
    lead: str
    note: str
    figures: tuple[str, ...]
    verdict: str
    verdict_word: str
    claim: str
    certainty: str
    certainty_chronic: str
    parts: tuple[Part, ...]
    papers: tuple[Paper, ...]
    mark: str
    next_review: str
    overdue: bool
    checked_by: str
    written_by: str


# heading, field, look; parts that are empty are left out
PARTS: Mapping[str, tuple[tuple[str, str, str], ...]] = {
    "interventions": (
        ("How long and how often", "dose", "text"),
        ("How to do it", "steps", "steps"),
        ("When you may notice it", "onset", "text"),
        ("Stop if", "stop", "dots"),
        ("Who must not", "who_must_not", "dots"),
        ("Why it might help", "mechanism", "text"),
        ("What studies say", "evidence_says", "text"),
        ("What the article claimed", "article_says", "text"),
        ("What it has not been shown to do", "does_not_support", "dots"),
        ("Common slips", "common_errors", "dots"),
    ),
    "claims": (
        ("What studies say", "evidence_says", "text"),
        ("What we say instead", "say_instead", "text"),
        ("Who says it", "said_by", "text"),
    ),
    "muscles": (
        ("What it does", "action", "text"),
        ("What sets it off", "triggers", "text"),
        ("What makes it hurt", "provokes", "text"),
        ("Where you may feel it", "refers_to", "text"),
        ("What may ease it", "eases", "text"),
        ("Can be mistaken for", "overlap_warning", "text"),
    ),
    "symptoms": (
        ("What the article says", "seed", "text"),
        ("What to ask yourself", "ask", "dots"),
    ),
    "rules": (),
    "patterns": (
        ("What it means", "means", "text"),
        ("What it does not mean", "does_not_mean", "text"),
        ("What to do next", "next_step", "text"),
    ),
    "topics": (),
    "medicines": (
        ("First of all", "gate", "text"),
        ("What it is", "what_it_is", "text"),
        ("Who must not", "not_for_words", "dots"),
        ("If you were told to take it", "how", "dots"),
        ("When relief may begin", "onset", "text"),
        ("Stop and get help if", "stop", "dots"),
        ("Your own doctor's word", "clinician_wins", "text"),
        ("What studies say", "evidence_says", "text"),
        ("What the article claimed", "article_says", "text"),
        ("What it has not been shown to do", "does_not_support", "dots"),
    ),
}


def reading_page(kind: str, item: Item, knowledge: Knowledge, today: Any) -> ReadingPage:
    """The page of one item; `today` decides whether its review is overdue."""
    fields = item.fields
    drawings = fields.get("figures") or ([fields["figure"]] if fields.get("figure") else [])
    parts = [*_body(item), *_fixed(kind, item), *_own(kind, item, knowledge), *_linked(item, knowledge)]
    return ReadingPage(
        kind=kind, kind_title=KINDS[kind][0], title=item.title,
        lead=str(fields.get("summary") or fields.get("medical_name") or ""),
        note=str(fields.get("honest_label") or fields.get("said_as") or ""),
        figures=tuple(name for name in drawings if has_figure(name)),
        verdict=str(fields.get("verdict", "")) if kind == "claims" else "",
        verdict_word=VERDICTS.get(str(fields.get("verdict", "")), ("",))[0] if kind == "claims" else "",
        claim=str(fields.get("claim", "")), certainty=str(fields.get("certainty", "")),
        certainty_chronic=_chronic(fields), parts=tuple(parts), papers=papers(item.sources, knowledge),
        mark=MARKS.get(item.mark, ""), next_review=plain_date(item.next_review),
        overdue=item.next_review is not None and item.next_review < today, checked_by=item.checked_by,
        written_by=item.written_by,
    )  # fmt: skip


def papers(keys: Iterable[str], knowledge: Knowledge) -> tuple[Paper, ...]:
    """Sources by key, in the order given."""
    return tuple(_paper(key, knowledge.sources[key]) for key in keys)


def shelf(kind: str, knowledge: Knowledge) -> list[tuple[Item, str]]:
    """(item, address) of one kind, by title."""
    items = sorted(knowledge.items[kind].values(), key=lambda item: item.title.lower())
    return [(item, address(kind, item.id)) for item in items]


def start_pages(knowledge: Knowledge) -> list[tuple[Item, str]]:
    """(item, address) of the pages to read first."""
    topics = knowledge.items["topics"]
    return [(topics[key], address("topics", key)) for key in START if key in topics]


def address(kind: str, key: str) -> str:
    """Where an item is read."""
    return f"/read/{kind}/{key}/"


def find(words: str, knowledge: Knowledge, most: int = 40) -> list[dict[str, str]]:
    """Items that hold every word, or words that begin so. Titles and whole words come first, then basics."""
    wanted = [re.escape(word) for word in re.findall(r"[^\W_]+", words.lower())][:8]
    if not wanted:
        return []
    found = []
    for place, kind in enumerate(KINDS):
        for item in knowledge.items.get(kind, {}).values():
            title, text = item.title.lower(), _all_text(item.fields).lower()
            ranks = [_rank(word, title, text) for word in wanted]
            if None not in ranks:
                lead = str(item.fields.get("summary") or item.fields.get("claim") or item.fields.get("why") or "")
                entry = {"title": item.title, "kind": KINDS[kind][0], "lead": lead, "address": address(kind, item.id)}
                found.append((sum(rank or 0 for rank in ranks), place, entry))
    found.sort(key=lambda row: (row[0], row[1], row[2]["title"]))
    return [entry for _, _, entry in found[:most]]


def _rank(word: str, title: str, text: str) -> int | None:
    """0 to 3: the word in the title, its beginning there, the word anywhere, its beginning; None if nowhere."""
    looks = ((rf"\b{word}s?\b", title), (rf"\b{word}", title), (rf"\b{word}s?\b", text), (rf"\b{word}", text))
    return next((rank for rank, (pattern, where) in enumerate(looks) if re.search(pattern, where)), None)


def _paper(key: str, source: Mapping[str, Any]) -> Paper:
    doi, url = str(source.get("doi", "")), str(source.get("url", ""))
    link = f"https://doi.org/{doi}" if doi else url if url.startswith(("https://", "http://")) else ""
    by = ", ".join(str(part) for part in (source.get("authors"), source.get("year")) if part)
    ours = "Unspasm" in str(source.get("authors", ""))  # our own judgement: there is nothing to have read
    return Paper(
        key, str(source.get("title", key)), by, link, "" if ours else SEEN.get(str(source.get("seen", "")), "")
    )


def _chronic(fields: Mapping[str, Any]) -> str:
    chronic = str(fields.get("certainty_chronic", ""))
    return chronic if chronic and chronic != fields.get("certainty") else ""


def _body(item: Item) -> list[Part]:
    return [
        Part(str(block.get("heading", "")), "dots" if len(block.get("text", ())) > 3 else "text", tuple(block["text"]))
        for block in item.fields.get("body", ())
        if block.get("text")
    ]


def _fixed(kind: str, item: Item) -> list[Part]:
    parts = []
    for heading, name, look in PARTS.get(kind, ()):
        value = item.fields.get(name)
        if value:
            lines = tuple(map(_sentence, value)) if isinstance(value, list | tuple) else (_sentence(value),)
            parts.append(Part(heading, look if isinstance(value, list | tuple) else "text", lines))
    return parts


def _sentence(line: Any) -> str:
    text = str(line)
    return text[:1].upper() + text[1:]


def _own(kind: str, item: Item, knowledge: Knowledge) -> list[Part]:
    match kind:
        case "interventions":
            return _versions(item)
        case "rules":
            return _levels(item, knowledge)
        case "symptoms":
            return _symptom(item, knowledge)
    return []


def _versions(item: Item) -> list[Part]:
    parts = []
    safer = item.fields.get("safer")
    if safer:
        lines = [safer.get("note", ""), safer.get("dose", ""), *safer.get("steps", ())]
        parts.append(Part("The gentle form", "dots", tuple(line for line in lines if line)))
    for name, heading in (("easier", "Easier"), ("harder", "Harder")):
        for version in item.fields.get(name, ()):
            parts.append(Part(f"{heading}: {version['title']}", "steps", tuple(version.get("steps", ()))))
    not_for = tuple(row["reason"] for row in item.fields.get("not_for", ()))
    return [*parts, Part("Left out of a plan when", "dots", not_for)] if not_for else parts


def _levels(item: Item, knowledge: Knowledge) -> list[Part]:
    """What the rule asks, when it speaks, and what we say then; the most urgent level first."""
    rule = knowledge.rules[item.id]
    asked = dict.fromkeys(fact for level in rule.levels for fact in knowledge.program.facts_of(level.when))
    parts = [
        Part("It can point to", "text", (_sentence(rule.points_to) + ".",)),
        Part("What we ask", "dots", tuple(knowledge.facts[fact].question for fact in asked)),
    ]
    for level in rule.levels:
        words, action = LEVELS[TIERS[level.tier]], knowledge.actions[level.action]
        parts.append(Part(f"{words.word}: when it speaks", "dots", when_it_speaks(level.when, knowledge)))
        said = [_anywhere(line) for line in (f"{action['title']}.", *action["do"])]
        if level.if_unsure in LEVELS and level.if_unsure != TIERS[level.tier]:
            said.append(f"Where your answer stays open: {_small(LEVELS[level.if_unsure].verb)}.")
        parts.append(Part("What we say then", "dots", tuple(said)))
    rest = (("Why it matters", item["why"]), ("How well the sign works", item["accuracy"]))
    return [*parts, *(Part(heading, "text", (_sentence(words),)) for heading, words in rest if words)]


def _anywhere(line: str) -> str:
    return line.replace("{number}", "your local emergency number")


def _small(words: str) -> str:
    return words[:1].lower() + words[1:]


def _symptom(item: Item, knowledge: Knowledge) -> list[Part]:
    parts = []
    grades = tuple(grade["label"] for grade in item.fields.get("grade", ()))
    if grades:
        parts.append(Part("From none to most", "dots", grades))
    red = [
        Link(row["words"], address("rules", rule))
        for row in item.fields.get("red_when", ())
        for rule in row.get("rules", ())[:1]
        if rule in knowledge.rules
    ]
    return [*parts, Part("When it is a danger sign", "links", tuple(red))] if red else parts


def _linked(item: Item, knowledge: Knowledge) -> list[Part]:
    claims = [
        Link(knowledge.items["claims"][key].title, address("claims", key))
        for key in item.fields.get("claims", ())
        if key in knowledge.items["claims"]
    ]
    return [Part("Claims about this, checked", "links", tuple(claims))] if claims else []


def _all_text(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, Mapping):
        return " ".join(_all_text(entry) for key, entry in value.items() if key not in ("sources", "when", "id"))
    if isinstance(value, list | tuple):
        return " ".join(_all_text(entry) for entry in value)
    return ""
