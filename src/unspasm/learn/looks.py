"""What somebody is told who looks again and again: the verdicts after each of many days, as `what_works` gives them.

The first pass over the shapes is shared: cross products of whitened columns add up, so the evidence after each day is
one more sum. The second pass is laid anew at each look, on the ratings that there were.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from unspasm.learn.alike import began_at, gaps
from unspasm.learn.diary import Row, to_diary
from unspasm.learn.fit import LOOK, Chances, chances, effects, filtered, narrowed, weighed, where
from unspasm.learn.heard import heard
from unspasm.learn.model import White, gram_of
from unspasm.learn.prior import Prior
from unspasm.learn.shapes import grid_of
from unspasm.learn.verdict import Limits, fair_comparisons, verdict


@dataclass(frozen=True)
class Look:
    """What was known of one item when somebody looked. gap: points above the waits at which it was begun. hopeful,
    sceptical: under both priors. mean, sd: points."""

    n_fair: int
    gap: float | None
    hopeful: Chances
    sceptical: Chances
    mean: float
    sd: float

    def verdict(self, limits: Limits) -> str:
        """The verdict shown."""
        return verdict(self.hopeful, self.sceptical, self.n_fair, limits, self.gap)


def looks(rows: Sequence[Row], prior: Prior, limits: Limits, at_h: Sequence[float]) -> list[Mapping[str, Look]]:
    """What is known at each of these hours of every item with enough fair comparisons, from the ratings before it."""
    ordered = sorted(rows, key=lambda row: row.t_h)
    whole = to_diary(ordered)
    priors = (prior, prior.sceptical(limits.sceptic_sd))
    scores, first = heard(whole, prior), grid_of(prior, LOOK)
    linear, white = filtered(whole, scores, first, prior)
    out: list[Mapping[str, Look]] = []
    gram, scale, begin = np.zeros(()), np.zeros(()), 0
    for end in np.searchsorted(whole.t_h, np.array(at_h)):
        part = White(white.columns[:, begin:end], white.log_scale[:, begin:end])
        gram, scale, begin = gram + gram_of(part), scale + part.log_scale.sum(axis=1), int(end)
        diary = to_diary(ordered[:end])
        fair = {item: n for item, n in fair_comparisons(diary).items() if n >= limits.least}
        if not fair:
            out.append({})
            continue
        lies = where(first, weighed(linear, gram, scale), prior)
        survey = narrowed(diary, scores.first(end), prior, lies)
        found, doubted = (survey.under(one) for one in priors)
        told, hope, doubt = effects(found, limits.matters), *(chances(m, limits.matters) for m in (found, doubted))
        apart = gaps(began_at(diary))
        out.append({i: Look(fair[i], apart.get(i), hope[i], doubt[i], told[i].mean, told[i].sd) for i in fair})
    return out
