"""What works for one person, in words: a verdict, the change in half points, how sure, and what would settle it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.utils import timezone
from django.utils.safestring import SafeString

from unspasm.care.choosing import Learned, Shown
from unspasm.learn.telling import Known, Saying, change, sayings, sure_of
from unspasm.learn.verdict import HELPS, NO_HELP, UNKNOWN, WORSE
from unspasm.learn.what_works import Item
from unspasm.web.charts import Estimate, dot_and_interval

Tone = Literal["helps", "no", "worse", "unknown"]
TONES: Mapping[str, Tone] = {HELPS: "helps", NO_HELP: "no", WORSE: "worse", UNKNOWN: "unknown"}
SHOWN: Mapping[str, Shown] = {HELPS: "helps", NO_HELP: "does_not_help", WORSE: "makes_it_worse"}
SHAPES = {
    HELPS: '<circle cx="14" cy="14" r="12" fill="currentColor"/><path d="m8 14.5 4 4 8-9" fill="none" class="vs-cut" stroke-width="3" stroke-linecap="round" stroke-linejoin="round"/>',
    NO_HELP: '<rect x="2.5" y="2.5" width="23" height="23" rx="3" fill="currentColor"/><path d="M8 14h12" class="vs-cut" stroke-width="3" stroke-linecap="round"/>',
    WORSE: '<path d="M14 2.5 26 25H2Z" fill="currentColor"/><path d="M14 11v6M14 20.8v.2" class="vs-cut" stroke-width="3" stroke-linecap="round"/>',
    UNKNOWN: '<circle cx="14" cy="14" r="11.5" fill="none" stroke="currentColor" stroke-width="2.5" stroke-dasharray="4 3.6"/><path d="M10.8 11.2a3.3 3.3 0 1 1 5 2.8c-1.2.7-1.8 1.2-1.8 2.4M14 20v.2" fill="none" stroke="currentColor" stroke-width="2.6" stroke-linecap="round"/>',
}


@dataclass(frozen=True)
class Card(Saying):
    """The words of one thing, with its shape and its bar; neither bar nor estimate where it is too early."""

    tone: Tone
    shape: str
    chart: SafeString
    estimate: Estimate | None


def cards(items: tuple[Item, ...], known: Known) -> tuple[Card, ...]:
    """Every thing of the knowledge base that was tried: first what is settled, most relief first."""
    shown = tuple(item for item in items if item.id in known.knowledge.interventions)
    return tuple(_card(item, saying, known) for item, saying in sayings(shown, known))


def glance(shown: Sequence[Card], known: Known) -> SafeString:
    """All things with a size in one figure, with every verdict in words; empty where that would be one bar or none."""
    estimates = [card.estimate for card in shown if card.estimate is not None]
    if len(estimates) < 2:
        return SafeString("")
    titles: dict[str, list[str]] = {}
    for card in shown:
        titles.setdefault(card.word, []).append(card.title)
    said = " ".join(f"{word}: {', '.join(names)}." for word, names in titles.items())
    return dot_and_interval(
        estimates, title=known.works.words["glance"], sentence=said, name="glance", small=known.limits.matters
    )


def learned_of(items: tuple[Item, ...], known: Known) -> dict[str, Learned]:
    """What the plan may go by: only where a verdict stands."""
    found = {}
    for item in items:
        shown = SHOWN.get(item.verdict)
        if shown:
            words = known.works.verdicts[item.verdict]["plan"]
            said = words.format(change=change(item.effect.mean), chance=known.works.chance(sure_of(item)))
            found[item.id] = Learned(item.effect.mean, said, shown)
    return found


def day_of(at: datetime) -> str:
    """`3 May`, on the clock of this place."""
    local = timezone.localtime(at)
    return f"{local.day} {local:%B}"


def _card(item: Item, saying: Saying, known: Known) -> Card:
    bar = None if saying.early else _estimate(item, known)
    chart = _chart(item, bar, known, saying.likely) if bar else SafeString("")
    return Card(**vars(saying), tone=TONES[item.verdict], shape=SHAPES[item.verdict], chart=chart, estimate=bar)


def _estimate(item: Item, known: Known) -> Estimate:
    best, half, most = item.effect.mean, item.effect.intervals[0.5], item.effect.intervals[0.8]
    half = (min(half[0], best), max(half[1], best))
    reach = (min(most[0], half[0]), max(most[1], half[1]))
    return Estimate(known.title(item.id), best, half, reach, TONES[item.verdict], item.verdict == UNKNOWN, SHAPES[item.verdict])  # fmt: skip


def _chart(item: Item, bar: Estimate, known: Known, likely: str) -> SafeString:
    word = known.works.verdicts[item.verdict]["word"]
    return dot_and_interval(
        [bar],
        title=f"{bar.name}: {word.lower()}",
        sentence=likely,
        name=f"bar-{item.id}",
        small=known.limits.matters,
    )
