"""What a diary says, held to what a diary can carry.

Who chooses freely does something when it hurts and waits when it does not; then pain falls more with it than without,
whatever it does. So a verdict also needs that both sides began at alike pain. And nobody is told of more ease than
there was pain to ease: the model looks beyond the ends of the scale, the words must not.
"""

from __future__ import annotations

from dataclasses import replace
from statistics import mean

from unspasm.knowledge.works import Works
from unspasm.learn import Diary, Limits, Prior, WhatWorks, what_works
from unspasm.learn.diary import NO_ITEM
from unspasm.learn.fit import Summary
from unspasm.learn.verdict import UNKNOWN

LOWEST, HIGHEST = 0.0, 10.0


def judged(diary: Diary, prior: Prior, limits: Limits, works: Works) -> WhatWorks:
    """Effects and verdicts of this diary: no verdict where it began at unlike pain, no effect beyond the scale."""
    found, begins = guarded(what_works(diary, prior, limits), diary, works), began_at(diary)
    items = tuple(
        replace(item, effect=within_scale(item.effect, begins[item.id], limits.matters)) if item.id in begins else item
        for item in found.items
    )
    return replace(found, items=items)


def guarded(found: WhatWorks, diary: Diary, works: Works) -> WhatWorks:
    """The same, without a verdict where a thing was done at other pain than the waits."""
    uneven = unlike(diary, works)
    return replace(found, items=tuple(replace(i, verdict=UNKNOWN) if i.id in uneven else i for i in found.items))


def unlike(diary: Diary, works: Works) -> dict[str, float]:
    """Things begun at other pain than the waits, so that they cannot be compared yet: {item: points above the waits}."""
    begins = began_at(diary)
    if "" not in begins:
        return {}
    gaps = {item: pain - begins[""] for item, pain in begins.items() if item}
    return {item: gap for item, gap in gaps.items() if abs(gap) > works.apart}


def began_at(diary: Diary) -> dict[str, float]:
    """The mean pain at which the compared tries of each thing began, 0 to 10; the empty id stands for doing nothing."""
    before: dict[str, list[float]] = {}
    for one in diary.uses:
        if one.before is not None and one.after is not None:
            before.setdefault("" if one.item == NO_ITEM else diary.items[one.item], []).append(one.before)
    return {item: mean(scores) for item, scores in before.items()}


def within_scale(effect: Summary, began: float, matters: float) -> Summary:
    """The same, as far as the scale has room from where pain began. began: points. matters: points."""
    low, high = LOWEST - began, HIGHEST - began

    def cut(value: float) -> float:
        return min(high, max(low, value))

    ends = {level: (cut(first), cut(last)) for level, (first, last) in effect.intervals.items()}
    no_room = -low < matters if effect.mean < 0 else high < matters
    return replace(effect, mean=cut(effect.mean), intervals=ends, within=1.0 if no_room else effect.within)
