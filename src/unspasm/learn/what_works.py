"""What works for this person, and how sure that is: one call from ratings to verdicts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from unspasm.learn.alike import began_at, gaps
from unspasm.learn.diary import NO_ITEM, Diary
from unspasm.learn.fit import Chances, Summary, chances, effects, surveyed
from unspasm.learn.prior import Prior
from unspasm.learn.recovery import Recovery, recovery
from unspasm.learn.verdict import Limits, fair_comparisons, leans, uses, verdict


@dataclass(frozen=True)
class Item:
    """One thing that was tried. effect: points, negative is less pain. before_after: the plain drop, which is no effect.

    n_uses: how often. n_fair: comparisons that can be set against an untreated window.
    """

    id: str
    effect: Summary
    verdict: str
    n_uses: int
    n_fair: int
    before_after: float | None


@dataclass(frozen=True)
class WhatWorks:
    """All that one diary says."""

    items: tuple[Item, ...]
    recovery: Recovery | None


MOST_ITEMS = 40
"""More things than this in one diary: those used least are taken together, and nothing is said of them."""
OTHERS = "(others)"


def what_works(diary: Diary, prior: Prior, limits: Limits) -> WhatWorks:
    """Effects, verdicts and recovery of one diary: no verdict on what began at unlike pain. An empty
    diary says nothing."""
    if not len(diary):
        return WhatWorks((), None)
    fair, used, apart = fair_comparisons(diary), uses(diary), gaps(began_at(diary))
    whole, diary = diary, gathered(diary, used)
    survey = surveyed(diary, prior)
    found = survey.under(prior)
    hopeful = effects(found, limits.matters)
    sceptic: Mapping[str, Summary | Chances] = hopeful
    if any(leans(told, fair.get(item, 0), limits, apart.get(item)) for item, told in hopeful.items()):
        sceptic = chances(survey.under(prior.sceptical(limits.sceptic_sd)), limits.matters)
    items = tuple(
        Item(
            id=item,
            effect=hopeful[item],
            verdict=verdict(hopeful[item], sceptic[item], fair[item], limits, apart.get(item)),
            n_uses=used[item],
            n_fair=fair[item],
            before_after=_plain_drop(whole, place),
        )
        for place, item in enumerate(whole.items)
        if item in hopeful
    )
    return WhatWorks(items, recovery(found, diary, prior))


def gathered(diary: Diary, used: dict[str, int]) -> Diary:
    """The same diary, with the items beyond the most used ones taken together as one."""
    if len(diary.items) <= MOST_ITEMS:
        return diary
    kept = sorted(diary.items, key=lambda item: -used[item])[: MOST_ITEMS - 1]
    place_of = {item: place for place, item in enumerate(kept)}
    new = np.array([place_of.get(item, len(kept)) for item in diary.items])
    return replace(
        diary,
        items=(*kept, OTHERS),
        item=np.where(diary.item >= 0, new[diary.item], NO_ITEM),
        uses=tuple(replace(w, item=int(new[w.item]) if w.item >= 0 else NO_ITEM) for w in diary.uses),
    )


def _plain_drop(diary: Diary, place: int) -> float | None:
    drops = [w.after - w.before for w in diary.uses if w.item == place and w.before is not None and w.after is not None]
    return float(np.mean(drops)) if drops else None
