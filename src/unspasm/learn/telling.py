"""What a diary says, in words: a verdict, the change in half points, how sure, what it rests on, what would settle it.

The same words for every face. All of them stand in `knowledge/works.toml`; here they are chosen and filled in.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from math import ceil, floor

from unspasm.knowledge import Knowledge
from unspasm.knowledge.works import Works
from unspasm.learn.diary import NO_ITEM, Diary
from unspasm.learn.prior import Prior
from unspasm.learn.verdict import HELPS, NO_HELP, UNKNOWN, WORSE, Limits
from unspasm.learn.what_works import Item

UNTREATED = ""
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
class Saying:
    """One thing that was tried, in words. lines: how sure, and what to make of it. notes: what it rests on.

    before: what was believed before it was tried. early: too early for any number.
    """

    id: str
    title: str
    verdict: str
    word: str
    lead: str
    likely: str
    lines: tuple[str, ...]
    notes: tuple[str, ...]
    settle: str
    before: str
    early: bool


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


def sayings(items: tuple[Item, ...], known: Known) -> tuple[tuple[Item, Saying], ...]:
    """Everything that was tried, with its words: first what is settled, most relief first."""
    ranked = sorted(items, key=lambda item: (ORDER.index(item.verdict), item.effect.mean))
    return tuple((item, _saying(item, known)) for item in ranked)


def compared(diary: Diary) -> dict[str, int]:
    """How many tries were rated before and after: {item: number}; the empty id stands for doing nothing."""
    done = Counter(window.item for window in diary.uses if window.is_compared)
    return {UNTREATED: done[NO_ITEM], **{item: done[place] for place, item in enumerate(diary.items)}}


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
        parts = _times(words, "with", more), _times(words, "without", without)
        return _sentence(words["settle_more"], parts, least)
    if item.id in known.uneven:
        return words["settle_more_pain" if known.uneven[item.id] > 0 else "settle_less_pain"]
    needed = _more_comparisons(item, known.limits)
    if needed is None:
        return words["settle_open"]
    return words["settle_wide"].format(n=needed)


def _saying(item: Item, known: Known) -> Saying:
    told, works = known.works.verdicts[item.verdict], known.works
    early = _is_early(item, known)
    sure = told["sure_few"] if early else told["sure"].format(chance=works.chance(sure_of(item)))
    matters = told["matters"].format(chance=works.chance(1 - item.effect.within))
    spoiled = known.spoiled.get(item.id, 0)
    left_out = works.words["spoiled"].format(n=_count(spoiled, "try", "tries")) if spoiled else ""
    fair = _fair(0 if item.id in known.uneven else item.n_fair, works.words)
    return Saying(
        item.id,
        known.title(item.id),
        item.verdict,
        told["word"],
        _lead(item, told, known.limits, early=early),
        "" if early else works.words["likely"].format(from_to=from_to(*item.effect.intervals[0.8])),
        tuple(filter(None, (sure, matters, told["advice"]))),
        tuple(filter(None, (fair, left_out, _anyway(item, works)))),
        settle(item, known),
        _studies(item.id, known),
        early,
    )


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


def sure_of(item: Item) -> float:
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


def _times(words: Mapping[str, str], which: str, n: int) -> str:
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


def _count(n: int, one: str, many: str) -> str:
    return f"{n} {one if n == 1 else many}"
