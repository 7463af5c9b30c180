"""What one diary says: the effect of each item, the recovery, and how sure that is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from unspasm.learn.design import Belief, Design, belief, design
from unspasm.learn.diary import Diary
from unspasm.learn.heard import Heard, heard
from unspasm.learn.model import (
    Array,
    White,
    gram_of,
    joined,
    log_evidence,
    mixture_quantiles,
    normal_cdf,
    solved,
    whiten,
)
from unspasm.learn.prior import Prior
from unspasm.learn.shapes import Grid, grid_of, star_moments, star_of, weights_of

LOOK = (3, 3, 1, 3)
"""Points of the first pass: the noise is known well enough beforehand."""
COUNTS = (3, 3, 3, 3)
LEVELS = (0.5, 0.8, 0.95)
LEAST_WEIGHT = 1e-2
STARS = 2
"""Passes that look more closely where the evidence lies."""
SPREADS = (0.3, 1.0)
"""How far apart the points may lie, in prior standard deviations."""


@dataclass(frozen=True)
class Mixture:
    """The posterior as a mixture over the grid. weight: (g,). mean: (g, p). cov: (g, p, p)."""

    weight: Array
    mean: Array
    cov: Array
    design: Design

    def of(self, rows: Array) -> tuple[Array, Array]:
        """Means and standard deviations of linear combinations. rows: (r, p). Returns two of (g, r)."""
        means = self.mean @ rows.T
        variances = ((rows @ self.cov) * rows).sum(axis=2)
        return means, np.sqrt(np.maximum(variances, 1e-12))


def mixture(diary: Diary, prior: Prior, counts: tuple[int, int, int, int] = COUNTS) -> Mixture:
    """The posterior of everything linear, averaged over the shapes in two passes."""
    return mixtures(diary, (prior,), counts)[0]


def mixtures(diary: Diary, priors: Sequence[Prior], counts: tuple[int, int, int, int] = COUNTS) -> list[Mixture]:
    """The posterior under each prior. They must agree about the shapes; the first one says where the grid is laid."""
    survey = surveyed(diary, priors[0], counts)
    return [survey.under(prior) for prior in priors]


@dataclass(frozen=True)
class Survey:
    """What the ratings say at every point of a grid that was laid where the evidence lies."""

    weighed: Weighed
    grid: Grid

    def under(self, prior: Prior) -> Mixture:
        """The posterior under this prior, which must agree about the shapes, without the points that hardly count."""
        joint, evidence = self.weighed.joined(belief(self.weighed.linear, prior))
        weight = weights_of(self.grid.log_prior, evidence)
        keep = weight > LEAST_WEIGHT * weight.max()
        mean, cov = solved(joint[keep])
        return Mixture(weight[keep] / weight[keep].sum(), mean, cov, self.weighed.linear)


def surveyed(diary: Diary, prior: Prior, counts: tuple[int, int, int, int] = COUNTS) -> Survey:
    """All passes. prior: it says where to look."""
    scores, first = heard(diary, prior), grid_of(prior, LOOK)
    told = weigh(diary, scores, first, prior)
    return narrowed(diary, scores, prior, where(first, told, prior), counts, told.linear)


def narrowed(
    diary: Diary,
    scores: Heard,
    prior: Prior,
    lies: tuple[Array, Array],
    counts: tuple[int, int, int, int] = COUNTS,
    linear: Design | None = None,
) -> Survey:
    """The passes after the first: a grid laid where it found the evidence. lies: centre and spread. linear: of the
    first pass."""
    linear = linear or design(diary, prior, np.array([prior.effect_half_life_h.median]))
    grid = grid_of(prior, counts, *centred(diary, scores, prior, lies, linear))
    return Survey(weigh(diary, scores, grid, prior, linear), grid)


def centred(
    diary: Diary, scores: Heard, prior: Prior, lies: tuple[Array, Array], linear: Design
) -> tuple[Array, Array]:
    """The same centre and spread, (4,) each, seen more closely: where a grid is laid decides how well it averages."""
    held = belief(linear, prior)
    for _ in range(STARS):
        star = star_of(prior, *lies)
        weighed = weigh(diary, scores, star, prior, linear)
        centre, spread = star_moments(weighed.weight(star, held), *lies)
        lies = centre, np.clip(spread, *SPREADS)
    return lies


def shape_moments(diary: Diary, prior: Prior) -> tuple[Array, Array]:
    """Mean and mean square of the four shapes under the posterior, (4,) each, in prior standard deviations."""
    survey = surveyed(diary, prior)
    weight = survey.weighed.weight(survey.grid, belief(survey.weighed.linear, prior))
    return weight @ survey.grid.z, weight @ survey.grid.z**2


@dataclass(frozen=True)
class Weighed:
    """What the ratings say at each point of the grid. gram: (g, 1 + p, 1 + p). log_scale: (g,)."""

    linear: Design
    gram: Array
    log_scale: Array

    def joined(self, held: Belief) -> tuple[Array, Array]:
        """Ratings and prior in one matrix, (w, g, p + 1, p + 1), and the log evidence, (w, g)."""
        joint = joined(self.gram, held.mean, held.precision)
        return joint, log_evidence(joint, self.log_scale, held.volume) + held.log_share[:, None]

    def weight(self, grid: Grid, held: Belief) -> Array:
        """The weight of each point of the grid, (g,), whichever belief about the window holds."""
        return np.asarray(weights_of(grid.log_prior, self.joined(held)[1]).sum(axis=0))


def weigh(diary: Diary, scores: Heard, grid: Grid, prior: Prior, other: Design | None = None) -> Weighed:
    """What all ratings say at every point of the grid. other: columns of the same diary from another pass."""
    linear, white = filtered(diary, scores, grid, prior, other)
    return weighed(linear, gram_of(white), white.log_scale.sum(axis=1))


def filtered(
    diary: Diary, scores: Heard, grid: Grid, prior: Prior, other: Design | None = None
) -> tuple[Design, White]:
    """Filters the wandering out at every point. The points differ in three shapes; the fourth only picks columns."""
    linear = design(diary, prior, grid.effect_half_lives_h, other)
    columns = np.concatenate([scores.pain[:, None], linear.wide], axis=1)
    every = slice(None, None, len(grid.effect_half_lives_h))
    noise = scores.noise_var(grid.noise_var[every])
    return linear, whiten(diary.gaps_h, columns, grid.wander_sd[every], grid.half_life_h[every], noise)


def weighed(linear: Design, gram: Array, log_scale: Array) -> Weighed:
    """The columns of each half-life of effects, out of the cross products of all columns. gram: (shapes, c, c)."""
    pick = np.concatenate([np.zeros((len(linear.pick), 1), dtype=np.int64), linear.pick + 1], axis=1)
    width = pick.shape[1]
    every = gram[:, pick[:, :, None], pick[:, None, :]].reshape(-1, width, width)
    return Weighed(linear, every, np.repeat(log_scale, len(pick)))


def where(grid: Grid, weighed: Weighed, prior: Prior) -> tuple[Array, Array]:
    """Where the evidence lies among the shapes: centre and spread, (4,), in prior standard deviations."""
    weight = weighed.weight(grid, belief(weighed.linear, prior))
    centre = weight @ grid.z
    spread = np.sqrt(np.maximum(weight @ (grid.z - centre) ** 2, 0.0))
    return centre, np.where(np.array(LOOK) > 1, np.clip(spread, *SPREADS), 1.0)


@dataclass(frozen=True)
class Summary:
    """One quantity. intervals: {level: (low, high)}. below_zero: probability that it is negative (less pain)."""

    mean: float
    sd: float
    intervals: dict[float, tuple[float, float]]
    below_zero: float
    within: float


def summaries(found: Mixture, rows: Array, within: float = 1.0) -> list[Summary]:
    """Means, spreads, intervals and probabilities of linear combinations. within: half-width of "too small to matter"."""
    means, sds = found.of(rows)
    centre = found.weight @ means
    spread = np.sqrt(found.weight @ (sds**2 + (means - centre) ** 2))
    ends = np.array([(1 - level) / 2 for level in LEVELS] + [(1 + level) / 2 for level in LEVELS])
    quantiles = mixture_quantiles(found.weight, means, sds, ends)
    below, inside = _chances(found.weight, means, sds, within)
    return [
        Summary(
            float(centre[i]),
            float(spread[i]),
            {level: (float(quantiles[k, i]), float(quantiles[k + len(LEVELS), i])) for k, level in enumerate(LEVELS)},
            float(below[i]),
            float(inside[i]),
        )
        for i in range(len(rows))
    ]


def effects(found: Mixture, within: float = 1.0) -> dict[str, Summary]:
    """The effect of each item: the change half an hour after one use against the same window untreated."""
    rows = _effect_rows(found)
    return dict(zip(found.design.items, summaries(found, rows, within), strict=True)) if len(rows) else {}


@dataclass(frozen=True)
class Chances:
    """Probabilities alone: that an effect is below zero (less pain), and that it is too small to matter."""

    below_zero: float
    within: float


def chances(found: Mixture, within: float = 1.0) -> dict[str, Chances]:
    """The same as `effects`, without the intervals."""
    below, inside = _chances(found.weight, *found.of(_effect_rows(found)), within)
    return {item: Chances(float(b), float(i)) for item, b, i in zip(found.design.items, below, inside, strict=True)}


def _effect_rows(found: Mixture) -> Array:
    return np.asarray(np.eye(found.mean.shape[1])[found.design.first_effect :])


def _chances(weight: Array, means: Array, sds: Array, within: float) -> tuple[Array, Array]:
    inside = normal_cdf((within - means) / sds) - normal_cdf((-within - means) / sds)
    return weight @ normal_cdf(-means / sds), weight @ inside
