"""What works for one person, in words: a verdict, the change in half points, how sure, and what would settle it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from math import ceil, floor
from typing import Literal

from django.utils import timezone
from django.utils.safestring import SafeString

from unspasm.care.choosing import Learned
from unspasm.knowledge import Knowledge
from unspasm.knowledge.works import Works
from unspasm.learn import Prior
from unspasm.learn.verdict import HELPS, NO_HELP, UNKNOWN, WORSE, Limits
from unspasm.learn.what_works import Item
from unspasm.record.works import UNTREATED
from unspasm.web.charts import Estimate, dot_and_interval

Tone = Literal["helps", "no", "worse", "unknown"]
TONES: Mapping[str, Tone] = {HELPS: "helps", NO_HELP: "no", WORSE: "worse", UNKNOWN: "unknown"}
SHAPES = {
    HELPS: '<circle cx="14" cy="14" r="12" fill="currentColor"/><path d="m8 14.5 4 4 8-9" fill="none" class="vs-cut" stroke-width="3" stroke-linecap="round" stroke-linejoin="round"/>',
    NO_HELP: '<rect x="2.5" y="2.5" width="23" height="23" rx="3" fill="currentColor"/><path d="M8 14h12" class="vs-cut" stroke-width="3" stroke-linecap="round"/>',
    WORSE: '<path d="M14 2.5 26 25H2Z" fill="currentColor"/><path d="M14 11v6M14 20.8v.2" class="vs-cut" stroke-width="3" stroke-linecap="round"/>',
    UNKNOWN: '<circle cx="14" cy="14" r="11.5" fill="none" stroke="currentColor" stroke-width="2.5" stroke-dasharray="4 3.6"/><path d="M10.8 11.2a3.3 3.3 0 1 1 5 2.8c-1.2.7-1.8 1.2-1.8 2.4M14 20v.2" fill="none" stroke="currentColor" stroke-width="2.6" stroke-linecap="round"/>',
}
ORDER = (HELPS, WORSE, UNKNOWN, NO_HELP)
LEAST_DROP = 0.25
"""A smaller drop from before to after is no drop."""
SURE_SDS = 2.6
"""So many standard deviations must lie between a guess and what it is told apart from."""
SLACK = 0.1
"""So little beyond a half point, in half points, is not rounded outwards."""
MOST_MORE = 40
"""Beyond so many further comparisons nobody should be told to go on."""


@dataclass(frozen=True)
class Card:
    """One thing that was tried, in words. lines: how sure, and what to make of it. notes: what it rests on.

    before: what was believed before it was tried.
    """

    id: str
    title: str
    tone: Tone
    shape: str
    word: str
    lead: str
    likely: str
    lines: tuple[str, ...]
    notes: tuple[str, ...]
    settle: str
    before: str
    chart: SafeString
    estimate: Estimate | None = None


@dataclass(frozen=True)
class Known:
    """What a card is made from, beside the item. done: {item: tries rated before and after}. spoiled: left out.

    uneven: {item: points of pain above the waits at which it began}, where that is no fair comparison.
    """

    prior: Prior
    limits: Limits
    works: Works
    knowledge: Knowledge
    done: Mapping[str, int] = field(default_factory=dict)
    spoiled: Mapping[str, int] = field(default_factory=dict)
    uneven: Mapping[str, float] = field(default_factory=dict)

    def title(self, item: str) -> str:
        """The title of an intervention."""
        known = self.knowledge.interventions.get(item)
        return known.title if known else item.replace("_", " ").capitalize()


def cards(items: tuple[Item, ...], known: Known) -> tuple[Card, ...]:
    """Every thing of the knowledge base that was tried: first what is settled, most relief first."""
    shown = [item for item in items if item.id in known.knowledge.interventions]
    ranked = sorted(shown, key=lambda item: (ORDER.index(item.verdict), item.effect.mean))
    return tuple(_card(item, known) for item in ranked)


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
        words = known.works.verdicts[item.verdict]["plan"]
        if item.verdict != UNKNOWN and words:
            said = words.format(change=change(item.effect.mean), chance=known.works.chance(_sure(item)))
            found[item.id] = Learned(item.effect.mean, said)
    return found


def half_points(value: float) -> str:
    """A size in points, to the half: `half a point`, `1 point`, `1½ points`; empty below a quarter."""
    return _size(round(abs(value) * 2))


def _size(halves: int) -> str:
    if halves < 1:
        return ""
    whole, half = divmod(halves, 2)
    if not whole:
        return "half a point"
    return f"{whole}{'½' if half else ''} point{'' if halves == 2 else 's'}"


def change(value: float) -> str:
    """A change in words: `about 1½ points less pain`, `about no change`."""
    size = half_points(value)
    if not size:
        return "hardly any change"
    return f"about {size} {'less' if value < 0 else 'more'} pain"


def from_to(low: float, high: float) -> str:
    """An interval in words, rounded outwards to the half: `1 to 2 points less pain`, `1 point less to no change`."""
    ends = floor(2 * low + SLACK), ceil(2 * high - SLACK)
    sizes = [_size(abs(end)) for end in ends]
    ways = ["less" if end < 0 else "more" for end in ends]
    if all(ends) and ways[0] == ways[1]:
        first, last = sizes if ways[0] == "more" else sizes[::-1]
        return f"{first} {ways[0]} pain" if first == last else f"{_number(first)} to {last} {ways[0]} pain"
    told = [f"{size} {way} pain" if size else "no change" for size, way in zip(sizes, ways, strict=True)]
    return told[0] if told[0] == told[1] else " to ".join(told)


def _number(size: str) -> str:
    """`1` of `1 point`; half a point stays as it is."""
    return size if size.startswith("half") else size.split()[0]


def day_of(at: datetime) -> str:
    """`3 May`, on the clock of this place."""
    local = timezone.localtime(at)
    return f"{local.day} {local:%B}"


def capital(words: str) -> str:
    """The first letter large."""
    return words[:1].upper() + words[1:]


def settle(item: Item, known: Known) -> str:
    """What would turn `not yet known` into an answer; what stands for a verdict that stands."""
    words, least = known.works.words, known.limits.least
    if item.verdict != UNKNOWN:
        return words["stands"]
    more = max(0, least - known.done.get(item.id, 0))
    without = max(0, least - known.done.get(UNTREATED, 0))
    if more or without:
        parts = _times(words, "with", more, "it"), _times(words, "without", without, "")
        return _sentence(words["settle_more"], parts, least)
    if item.id in known.uneven:
        return words["settle_more_pain" if known.uneven[item.id] > 0 else "settle_less_pain"]
    needed = _more_comparisons(item, known.limits)
    if needed is None:
        return words["settle_open"]
    return words["settle_wide"].format(n=needed)


def _card(item: Item, known: Known) -> Card:
    told, works = known.works.verdicts[item.verdict], known.works
    bar = None if _is_early(item, known) else _estimate(item, known)
    likely = works.words["likely"].format(from_to=from_to(*item.effect.intervals[0.8]))
    early = _is_early(item, known)
    sure = told["sure_few"] if early else told["sure"].format(chance=works.chance(_sure(item)))
    matters = told["matters"].format(chance=works.chance(1 - item.effect.within))
    spoiled = known.spoiled.get(item.id, 0)
    left_out = works.words["spoiled"].format(n=_count(spoiled, "try", "tries")) if spoiled else ""
    return Card(
        item.id, known.title(item.id), TONES[item.verdict], SHAPES[item.verdict], told["word"],
        _lead(item, told, known.limits, early=early), "" if early else likely, tuple(filter(None, (sure, matters, told["advice"]))),
        tuple(filter(None, (_fair(0 if item.id in known.uneven else item.n_fair, works.words), left_out, _anyway(item, works)))),
        settle(item, known), _studies(item.id, known), _chart(item, bar, known, likely) if bar else SafeString(""), bar,
    )  # fmt: skip


def _is_early(item: Item, known: Known) -> bool:
    """Whether no number may be shown: too few tries to set against each other, or none that began at alike pain."""
    return item.verdict == UNKNOWN and (item.n_fair < known.limits.least or item.id in known.uneven)


def _lead(item: Item, told: Mapping[str, str], limits: Limits, *, early: bool) -> str:
    guess = change(item.effect.mean)
    lead = told["lead"].format(Change=capital(guess), change=guess)
    if early:
        return lead
    if item.verdict == UNKNOWN:
        small = not half_points(item.effect.mean)
        return f"{lead} {told['no_change'] if small else told['leaning'].format(change=guess)}"
    if told["small"] and abs(item.effect.mean) < limits.matters:
        return f"{lead} {told['small']}"
    return lead


def _sure(item: Item) -> float:
    """The probability that the verdict speaks of; of an open one, that it eases pain at all."""
    if item.verdict == NO_HELP:
        return item.effect.within
    return 1 - item.effect.below_zero if item.verdict == WORSE else item.effect.below_zero


def _fair(n: int, words: Mapping[str, str]) -> str:
    if n < 2:
        return words["n_fair_one" if n else "n_fair_none"]
    return words["n_fair"].format(n=n)


def _anyway(item: Item, works: Works) -> str:
    """How much of the drop from before to after would have come anyway: only said where a verdict stands."""
    drop = item.before_after
    if drop is None:
        return ""
    if drop > -LEAST_DROP:
        return works.words["fell_not"]
    size = half_points(drop)
    if item.verdict == UNKNOWN:
        return works.words["anyway_open"].format(drop=size)
    share = works.anyway((drop - item.effect.mean) / drop)
    return works.words["anyway"].format(drop=size, share=share)


def _studies(item: str, known: Known) -> str:
    """What was believed before: shown as such, and never more than that."""
    believed = known.prior.effects.get(item)
    if believed is None:
        return ""
    if not half_points(believed.mean):
        return known.works.words["before_you_none"]
    return known.works.words["before_you"].format(change=change(believed.mean))


def _sentence(words: str, parts: tuple[str, str], least: int) -> str:
    """The parts that are not empty, in one sentence."""
    with_it, without = parts
    if with_it and without:
        return words.format(with_it=with_it, without=without, least=least)
    if with_it:
        return words.format(with_it=with_it, without="\0", least=least).replace(" and \0", "")
    return words.format(with_it="\0", without=without, least=least).replace("\0 with it and ", "")


def _times(words: Mapping[str, str], which: str, n: int, _: str) -> str:
    if n == 0:
        return ""
    return words[f"more_{which}_one"] if n == 1 else words[f"more_{which}"].format(n=n)


def _more_comparisons(item: Item, limits: Limits) -> int | None:
    """Roughly how many more comparisons, to the next five; None where that is more than anybody should be asked for.

    What is likely narrows with the root of the number: so many that the guess is told apart from no effect, or from
    one that matters.
    """
    room = max(abs(item.effect.mean), limits.matters - abs(item.effect.mean)) / SURE_SDS
    more = item.n_fair * ((item.effect.sd / room) ** 2 - 1) if room > 0 else float("inf")
    rounded = max(5, 5 * round(more / 5)) if more < 10 * MOST_MORE else None
    return rounded if rounded is not None and rounded <= MOST_MORE else None


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


def _count(n: int, one: str, many: str) -> str:
    return f"{n} {one if n == 1 else many}"
