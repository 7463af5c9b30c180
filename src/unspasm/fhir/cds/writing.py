"""Makes one card: the parts that every card has, within the limits of CDS Hooks 2.0."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

from unspasm.fhir.cds.evidence import Evidence
from unspasm.fhir.cds.sent import UNREAD, Sent
from unspasm.fhir.cds.text import quoted
from unspasm.knowledge.items import Knowledge

INFO, WARNING, CRITICAL = "info", "warning", "critical"
URGENCY = (INFO, WARNING, CRITICAL)
LONGEST_SUMMARY, MOST_LINKS, MOST_SHOWN = 139, 6, 12
SPACE = UUID("a1b3d0de-5c2f-5d5e-9a56-1f0e5b2c7d11")
"""Cards get their ids from the call: the same call gives the same ids, and no chance is needed."""


@dataclass(frozen=True)
class Draft:
    """What is particular about one card. sections: (heading, lines); a section without lines is left out.

    id: also the name of its rule. sources: keys of sources.toml, the primary one first.
    """

    id: str
    summary: str
    indicator: str
    sections: Sequence[tuple[str, Sequence[str]]]
    rule: str
    rule_ids: Sequence[str]
    inputs: Sequence[Evidence]
    missing: Sequence[str]
    sources: Sequence[str]
    limits: Sequence[str] = ()


class Writer:
    """Writes the cards of one call."""

    def __init__(self, hook_instance: str, sent: Sent, knowledge: Knowledge) -> None:
        self.hook_instance, self.sent, self.knowledge = hook_instance, sent, knowledge
        self.words = knowledge.clinic.cards[""]

    def card(self, draft: Draft) -> dict[str, Any]:
        """The card as CDS Hooks has it; nothing in it is null or empty."""
        card = {
            "uuid": str(uuid5(SPACE, ascii(f"{self.hook_instance}/{draft.id}"))),
            "summary": shortened(draft.summary),
            "indicator": draft.indicator,
            "source": self._source(draft.sources),
            "detail": self._detail(draft),
        }
        links = self._links(draft.sources)
        return card | ({"links": links} if links else {})

    def line_of(self, evidence: Evidence) -> str:
        """One entry of the record: what it was read as, its own words, code, day and id."""
        remark = self.words[evidence.remark] if evidence.remark else ""
        parts = (evidence.shown, evidence.code, evidence.day, evidence.where, remark)
        mark = f" ({self.mark(evidence.mark)})" if evidence.mark == "unverified" else ""
        return f"{evidence.label}{mark}: {', '.join(part for part in parts if part)}"

    def mark(self, mark: str) -> str:
        """A mark in words."""
        return self.knowledge.clinic.marks[mark]

    def credit(self, sources: Iterable[str], mark: str) -> str:
        """Where a line comes from, and how far that was seen."""
        titles = [str(self.knowledge.sources[key]["title"]) for key in sources]
        return f"{'; '.join(titles)} [{self.mark(mark)}]"

    def _detail(self, draft: Draft) -> str:
        rule = f"{draft.rule}: {', '.join(f'`{rule}`' for rule in draft.rule_ids)}" if draft.rule_ids else draft.rule
        version = f"{self.words['knowledge']}: `{self.knowledge.version}`"
        sections = [
            *draft.sections,
            (self.words["missing"], draft.missing),
            (self.words["inputs"], self._inputs(draft.inputs)),
            (self.words["rules"], [rule, version]),
            (self.words["limits"], [*draft.limits, *self._limits()]),
        ]
        blocks = [
            f"**{heading}**\n\n" + "\n".join(f"- {line}" for line in lines) for heading, lines in sections if lines
        ]
        return "\n\n".join(blocks)

    def _inputs(self, inputs: Sequence[Evidence]) -> list[str]:
        return self._first(list(dict.fromkeys(self.line_of(evidence) for evidence in inputs)))

    def _first(self, lines: list[str]) -> list[str]:
        """The first lines, and how many more there are: a card has to be read in a moment."""
        more = len(lines) - MOST_SHOWN
        said = self.knowledge.clinic.cards["cautions"]["and_more"].format(n=more)
        return lines if more <= 0 else [*lines[:MOST_SHOWN], said]

    def _limits(self) -> list[str]:
        names = ("who", "not_reviewed", "only_sent", "silence")
        notes = self.knowledge.clinic.cards["notes"]
        keyed = [notes[name].format(key=_key(key)) for name, key in self.sent.notes]
        counted = [notes[name].format(n=count) for name, count in self.sent.left_out.items() if name not in UNREAD]
        return [*(self.words[name] for name in names), *self._first(list(dict.fromkeys(keyed))), *counted]

    def _source(self, sources: Sequence[str]) -> dict[str, str]:
        first = self.knowledge.sources[sources[0]]
        url = _url(first)
        return {"label": f"Unspasm, from: {first['title']}"} | ({"url": url} if url else {})

    def _links(self, sources: Sequence[str]) -> list[dict[str, str]]:
        known = [self.knowledge.sources[key] for key in dict.fromkeys(sources)]
        linked = [{"label": str(s["title"]), "url": _url(s), "type": "absolute"} for s in known if _url(s)]
        return linked[:MOST_LINKS]


def shortened(summary: str) -> str:
    """The summary, cut where it would be longer than the specification allows."""
    return summary if len(summary) <= LONGEST_SUMMARY else f"{summary[: LONGEST_SUMMARY - 1]}…"


def listed(start: str, names: Sequence[str], more: str) -> str:
    """As many names as fit into a summary after its start; how many are left out stands at the end. more: `and {n} more`."""
    names = list(dict.fromkeys(names))
    for count in range(len(names), 0, -1):
        rest = len(names) - count
        text = start + "; ".join(names[:count]) + (f" {more.format(n=rest)}" if rest else "")
        if len(text) <= LONGEST_SUMMARY:
            return text
    return shortened(start.rstrip(": "))


def _url(source: Mapping[str, Any]) -> str:
    """Where the source can be read, or ""."""
    url, doi = str(source.get("url", "")), str(source.get("doi", ""))
    return url if url.startswith("https://") else f"https://doi.org/{doi}" if doi else ""


def _key(key: str) -> str:
    """A prefetch key, to stand within a code span."""
    return quoted(key, 40).strip("`") or "?"
