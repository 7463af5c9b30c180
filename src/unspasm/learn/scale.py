"""Nobody is told of more ease than there was pain to ease: the model looks beyond the ends of the scale, words must not."""

from __future__ import annotations

from dataclasses import replace

from unspasm.learn.alike import began_at
from unspasm.learn.diary import Diary
from unspasm.learn.fit import Summary
from unspasm.learn.heard import HIGHEST, LOWEST
from unspasm.learn.verdict import Limits
from unspasm.learn.what_works import WhatWorks


def on_scale(found: WhatWorks, diary: Diary, limits: Limits) -> WhatWorks:
    """What can be told of these effects in words and pictures: each as far as the scale had room for it."""
    begins = began_at(diary)
    return replace(
        found,
        items=tuple(
            replace(one, effect=within_scale(one.effect, begins[one.id], limits.matters)) if one.id in begins else one
            for one in found.items
        ),
    )


def within_scale(effect: Summary, began: float, matters: float) -> Summary:
    """The same, as far as the scale has room from where pain began. began: points. matters: points."""
    low, high = LOWEST - began, HIGHEST - began

    def cut(value: float) -> float:
        return min(high, max(low, value))

    ends = {level: (cut(first), cut(last)) for level, (first, last) in effect.intervals.items()}
    no_room = -low < matters if effect.mean < 0 else high < matters
    return replace(effect, mean=cut(effect.mean), intervals=ends, within=1.0 if no_room else effect.within)
