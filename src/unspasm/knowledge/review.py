"""What a clinician should look at, and what is missing: pure functions over the loaded knowledge base.

review_list(knowledge, today)     everything that rests on our own reading, or whose review is overdue
find_gaps(knowledge)              entries without what the format asks of them, one sentence each
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from unspasm.knowledge.items import CERTAINTIES, MARKS, Item, Knowledge

OUR_JUDGEMENT = ("unverified", "prof", "design")
"""Marks of what rests on our own reading, or on nothing that was seen; the weakest first."""

OWN = {"calc": "calc", "derived": "derived", "design": "design", "prof": "prof", "unverified_practice": "unverified"}
"""Source keys that stand for ourselves, and the mark that each brings with it."""

OVERDUE, NO_LINK = "overdue", "unlinked"
LONGEST_TITLE, LONGEST_SUMMARY = 80, 140
PLAN_FIELDS = (
    "summary",
    "dose",
    "steps",
    "onset",
    "stop",
    "why",
    "does_not_support",
    "article_says",
    "evidence_says",
    "certainty",
)
VERDICTS = ("supported", "partly", "not_supported", "not_tested", "do_not_show")
FORBIDDEN = re.compile(
    r"you (may|should) take\b|you can take (a|one|two|up to|more|\d|tablets|pills|medicine)|\bcures? you|\bwill cure|clinically proven|guarantee[ds]?|100 ?% safe|"
    r"nothing serious|no side effects|miracle|completely safe",
    re.IGNORECASE,
)
"""Promises and dosing that never stand in our own words. Claims quote others and are left out."""

INTIMATE = re.compile(
    r"\bin sex\b|\bduring sex\b|erection|ending? your life|harm yourself|hurt you\b|feel unsafe", re.I
)
"""Questions of this kind must be private."""


@dataclass(frozen=True)
class Due:
    """One thing to review. kind: facts, rules, sources and so on.

    why: a mark of our own judgement, `overdue since ...`, or `unlinked` (a source that no reader can open).
    """

    kind: str
    where: str
    why: str


def review_list(knowledge: Knowledge, today: date) -> list[Due]:
    """Everything marked unverified, prof or design, overdue on `today`, or a source that no reader can open."""
    due: list[Due | None] = [_mark("facts", f"facts, {fact.id}", fact.mark) for fact in knowledge.facts.values()]
    for kind, items in knowledge.items.items():
        for item in items.values():
            where = f"{kind}/{item.id}.toml"
            due.append(_mark(kind, where, item.mark))
            if item.next_review and item.next_review < today:
                due.append(Due(kind, where, f"{OVERDUE} since {item.next_review}"))
    due += [_mark("sources", f"sources.toml, {key}", str(s.get("mark", ""))) for key, s in knowledge.sources.items()]
    links = {key: linked(source) or key in OUR_JUDGEMENT for key, source in knowledge.sources.items()}
    due += [Due("sources", f"sources.toml, {key}", NO_LINK) for key, found in links.items() if not found]
    due += [_mark("actions", f"actions.toml, {key}", str(a.get("mark", ""))) for key, a in knowledge.actions.items()]
    for name, table in knowledge.tables.items():
        due += [_mark(name, f"{name}{where}", mark) for where, mark in _marks(table, "")]
    return [entry for entry in due if entry is not None] + expired_numbers(knowledge, today)


def unchecked(knowledge: Knowledge) -> list[Item]:
    """All items that no second person has checked."""
    return [item for items in knowledge.items.values() for item in items.values() if not item.checked_by]


def sizes(due: Sequence[Due]) -> dict[str, dict[str, int]]:
    """Kind -> reason -> how many; the biggest kinds first."""
    by_kind = Counter(entry.kind for entry in due)
    return {
        kind: dict(Counter(entry.why.split()[0] for entry in due if entry.kind == kind).most_common())
        for kind, _ in by_kind.most_common()
    }


def expired_numbers(knowledge: Knowledge, today: date) -> list[Due]:
    """The telephone numbers as a whole, once their time is over on `today`."""
    table = knowledge.tables["phone_numbers"]
    until = table["checked_on"] + timedelta(days=table["expires_after_days"])
    return [Due("phone_numbers", "phone_numbers.toml", f"{OVERDUE} since {until}")] if until < today else []


def find_gaps(knowledge: Knowledge) -> list[str]:
    """Everything that the format asks for and an entry does not have; empty when the content is whole."""
    return [
        *_item_gaps(knowledge),
        *_mark_gaps(knowledge),
        *_plan_gaps(knowledge),
        *_claim_gaps(knowledge),
        *_fact_gaps(knowledge),
        *_source_gaps(knowledge),
        *_action_gaps(knowledge),
        *_forbidden(knowledge),
    ]


def _item_gaps(knowledge: Knowledge) -> Iterator[str]:
    for kind, items in knowledge.items.items():
        for item in items.values():
            where = f"{kind}/{item.id}.toml"
            if not item.title or len(item.title) > LONGEST_TITLE:
                yield f"{where}: title must have 1 to {LONGEST_TITLE} characters"
            if bool(item.checked_by) != bool(item["reviewed"]):
                yield f"{where}: checked_by and reviewed belong together"
            if isinstance(item["reviewed"], date) and item.next_review and item["reviewed"] >= item.next_review:
                yield f"{where}: next_review must come after reviewed"
            summary = item["summary"]
            if len(summary) > LONGEST_SUMMARY:
                yield f"{where}: summary has {len(summary)} characters, at most {LONGEST_SUMMARY} fit"


def _mark_gaps(knowledge: Knowledge) -> Iterator[str]:
    """A mark may never be stronger than our own judgement among the sources: nothing is laundered."""
    items = [
        (f"{kind}/{i.id}.toml", i.mark, i.sources) for kind, all_ in knowledge.items.items() for i in all_.values()
    ]
    facts = [(f"facts, {fact.id}", fact.mark, fact.sources) for fact in knowledge.facts.values()]
    for where, mark, sources in items + facts:
        weakest = max([mark, *(OWN[key] for key in sources if key in OWN)], key=MARKS.index)
        if weakest != mark:
            yield f"{where}: mark is {mark}, but a source is our own judgement; make it {weakest}"


def _plan_gaps(knowledge: Knowledge) -> Iterator[str]:
    rows = {f"{row['intervention']}:{row['population']}" for row in knowledge.tables["effects"]}
    claims = knowledge.items["claims"]
    for key, entry in knowledge.interventions.items():
        where, item = f"interventions/{key}.toml", entry.item
        for name in PLAN_FIELDS if entry.in_plan else ():
            if not item[name]:
                yield f"{where}: {name} is missing"
        if entry.in_plan and item["certainty"] not in CERTAINTIES:
            yield f"{where}: certainty is {item['certainty']!r}; use one of {', '.join(CERTAINTIES)}"
        effects = item["effects"] or []
        if entry.in_plan and not effects and item["certainty"] != "none":
            yield f"{where}: effects is empty, so certainty must be none"
        yield from (f"{where}: effects.csv has no row {row}" for row in effects if row not in rows)
        yield from (f"{where}: there is no claim {claim}" for claim in item["claims"] or [] if claim not in claims)


def _claim_gaps(knowledge: Knowledge) -> Iterator[str]:
    for key, item in knowledge.items["claims"].items():
        if item["verdict"] not in VERDICTS:
            yield f"claims/{key}.toml: verdict is {item['verdict']!r}; use one of {', '.join(VERDICTS)}"
        yield from (f"claims/{key}.toml: {name} is missing" for name in ("claim", "evidence_says") if not item[name])


def _fact_gaps(knowledge: Knowledge) -> Iterator[str]:
    ticks = {key for screen in knowledge.screens if screen.kind == "ticks" for key in screen.facts}
    for key in _first_danger(knowledge):
        if not knowledge.facts[key].plainer:
            yield f"facts, {key}: an emergency question needs `plainer`"
    for fact in knowledge.facts.values():
        if fact.id in ticks and not fact.line:
            yield f"facts, {fact.id}: it stands in a tick list and needs `line`"
        if not fact.sources:
            yield f"facts, {fact.id}: sources is empty"
        yield from (f"facts, {fact.id}: no source {s}" for s in fact.sources if s not in knowledge.sources)
        if INTIMATE.search(fact.question) and not fact.private:
            yield f"facts, {fact.id}: an intimate question must be private"


def _first_danger(knowledge: Knowledge) -> list[str]:
    """The facts of the tick lists that open the interview, up to the first single question."""
    found: list[str] = []
    for screen in knowledge.screens:
        if screen.stage != "emergency" or screen.kind != "ticks":
            break
        found += screen.facts
    return found


def _source_gaps(knowledge: Knowledge) -> Iterator[str]:
    for key, source in knowledge.sources.items():
        if not source.get("title"):
            yield f"sources.toml, {key}: title is missing"
        if not (linked(source) or source.get("note") or key in OUR_JUDGEMENT):
            yield f"sources.toml, {key}: give a doi, a url, or a note that says where to find it"


def linked(source: Mapping[str, Any]) -> bool:
    """Whether a reader can open the source: it has a DOI or an address."""
    return bool(source.get("doi") or source.get("url"))


def _action_gaps(knowledge: Knowledge) -> Iterator[str]:
    for key, action in knowledge.actions.items():
        yield from (f"actions.toml, {key}: {name} is missing" for name in ("title", "do") if not action.get(name))


def _forbidden(knowledge: Knowledge) -> Iterator[str]:
    for where, text in our_words(knowledge):
        found = FORBIDDEN.search(text)
        if found:
            yield f"{where}: {found.group()!r} is a promise or a dose; say it otherwise"


def our_words(knowledge: Knowledge) -> Iterator[tuple[str, str]]:
    """(place, text) of all prose that people read in our own voice; quotations of claims are left out."""
    for fact in knowledge.facts.values():
        for name in ("question", "line", "help", "plainer"):
            yield f"facts, {fact.id}, {name}", getattr(fact, name)
    for kind, items in knowledge.items.items():
        for item in items.values() if kind != "claims" else ():
            quoted = ("article_says", "claims", "does_not_support")
            own = {name: value for name, value in item.fields.items() if name not in quoted}
            yield from _texts(own, f"{kind}/{item.id}.toml")
    yield from _texts(knowledge.actions, "actions.toml")
    for name in ("first_aid", "return_signs", "check_again", "camera", "coach"):
        yield from _texts(knowledge.tables[name], f"{name}.toml")


def _texts(value: Any, where: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield where, value
    elif isinstance(value, Mapping):
        for name, part in value.items():
            yield from _texts(part, f"{where}, {name}")
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _texts(part, where)


def _mark(kind: str, where: str, mark: str) -> Due | None:
    return Due(kind, where, mark) if mark in OUR_JUDGEMENT else None


def _marks(value: Any, where: str) -> Iterator[tuple[str, str]]:
    """Every `mark` in a nested table, with its place."""
    if isinstance(value, list):
        for number, part in enumerate(value, 1):
            name = part.get("id", number) if isinstance(part, dict) else number
            yield from _marks(part, f"{where}, {name}")
    elif isinstance(value, dict):
        if isinstance(value.get("mark"), str):
            yield where, value["mark"]
        for key, part in value.items():
            if isinstance(part, dict | list):
                yield from _marks(part, f"{where}, {key}" if isinstance(part, dict) else where)
