"""Ratings as they are heard: a 0 means "half a point or less, if the scale went on", a 10 the same above.

Whole scores between the ends say where pain was to within half a point (`model.ROUNDING`). A score at an end says only
that pain was beyond it. Each such score is replaced by the normal observation that moves what was expected before it
to the same mean and variance as the true statement would (assumed-density filtering):

    f_k | earlier ~ N(m, v),   P(score at 0 | f_k) = Phi((1/2 - f_k) / noise)

One forward pass at the prior's middle shapes; a score is never heard through later ones, so that a prediction stays
one. Source for the moments of a normal value cut by a probit: Rasmussen and Williams (2006), section 3.6.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from unspasm.learn.design import belief, design
from unspasm.learn.diary import Diary
from unspasm.learn.model import ROUNDING, Array, normal_cdf, normal_pdf
from unspasm.learn.prior import Prior

LOWEST, HIGHEST, HALF = 0.0, 10.0, 0.5
LEAST, WIDEST = 1e-3, 100.0
"""Variance of a score at an end, points squared: the widest says next to nothing."""


@dataclass(frozen=True)
class Heard:
    """pain: (n,) points. fixed_var: (n,) noise variance of scores at an end, NaN for all others."""

    pain: Array
    fixed_var: Array

    def noise_var(self, grid: Array) -> Array:
        """The noise variance at each point of a grid: (g,) where no score is at an end, else (g, n)."""
        if np.isnan(self.fixed_var).all():
            return grid
        return np.where(np.isnan(self.fixed_var), grid[:, None], self.fixed_var)

    def first(self, n: int) -> Heard:
        """The first n ratings."""
        return Heard(self.pain[:n], self.fixed_var[:n])


def heard(diary: Diary, prior: Prior) -> Heard:
    """The ratings of this diary as they are heard."""
    if not _at_end(diary.pain).any():
        return Heard(diary.pain, np.full(len(diary), np.nan))
    linear = design(diary, prior, np.array([prior.effect_half_life_h.median]))
    held = belief(linear, prior)
    cov = np.asarray(np.tensordot(np.exp(held.log_share), held.cov, 1))
    pain, var = heard_by_many(diary.pain[None], diary.gaps_h[None], linear.columns, held.mean[None], cov[None], prior)
    return Heard(pain[0], var[0])


def heard_by_many(
    pain: Array, gaps_h: Array, columns: Array, mean: Array, cov: Array, prior: Prior
) -> tuple[Array, Array]:
    """Scores of many people as they are heard, and the variance of those at an end, NaN for others: two of (b, n).

    pain: (b, n), NaN where there is none. gaps_h: (b, n). columns: (b, n, p). mean: (b, p). cov: (b, p, p).
    """
    batch, n, p = columns.shape
    ends, given = _at_end(pain), ~np.isnan(pain)
    asked = set(np.flatnonzero(ends.any(axis=0)).tolist())
    last = max(asked, default=-1)  # nothing later is heard in another way
    pain, var = pain.copy(), np.full((batch, n), np.nan)
    state = np.zeros((batch, p + 1, p + 2))  # the covariance with the wandering last, and the mean as one more column
    state[:, :p, :p], state[:, :p, -1] = cov, mean
    state[:, p, p] = power = prior.wander_sd.median**2
    seen = np.concatenate([columns, np.ones((batch, n, 1))], axis=2).transpose(1, 0, 2)
    noise = prior.noise_sd.median**2
    fade = np.exp2(-gaps_h / prior.wander_half_life_h.median).T[:, :, None]
    fresh = power * (1 - fade[:, :, 0] ** 2)
    missing = None if given.all() else ~given.T
    row, column, corner = state[:, p], state[:, :, p], state[:, p, p]  # of the wandering: views
    for k in range(last + 1):
        if k:
            row *= fade[k]
            column *= fade[k]
            corner += fresh[k]
        told = np.matmul(seen[k][:, None], state)[:, 0]  # covariance with what is rated, and what is expected
        lean, expected = told[:, :-1], told[:, -1]
        variance = np.einsum("bp,bp->b", seen[k], lean)
        total = variance + (noise + ROUNDING)
        if k in asked:
            at = np.flatnonzero(ends[:, k])
            pain[at, k], var[at, k] = _site(expected[at], variance[at], noise, pain[at, k])
            total[at] = variance[at] + var[at, k]
        gain = lean / total[:, None]
        told[:, -1] -= pain[:, k]
        if missing is not None:
            gain[missing[k]], told[missing[k], -1] = 0.0, 0.0
        state -= gain[:, :, None] * told[:, None]
    return pain, var


def _at_end(pain: Array) -> NDArray[np.bool_]:
    return np.asarray((pain <= LOWEST) | (pain >= HIGHEST))


def _site(mean: Array, variance: Array, noise: float, score: Array) -> tuple[Array, Array]:
    """The normal observation that does what a score at an end does: its value and its noise variance."""
    low = score <= LOWEST
    sign, edge = np.where(low, -1.0, 1.0), np.where(low, LOWEST + HALF, HIGHEST - HALF)
    spread = np.sqrt(variance + noise)
    z = sign * (mean - edge) / spread
    ratio = _hazard(z)
    moved = mean + sign * variance * ratio / spread
    left = variance - variance**2 * ratio * (z + ratio) / spread**2
    site = np.maximum(1 / np.maximum(1 / left - 1 / variance, 1 / WIDEST), LEAST)
    return moved + (moved - mean) * site / variance, site


FAR = -3.0
"""Below this the distribution function is too small to divide by; a continued fraction takes over, exact to 0.1 %."""


def _hazard(z: Array) -> Array:
    """phi(z) / Phi(z). Source for the tail: Abramowitz and Stegun, 26.2.14."""
    if z.min() >= FAR:
        return np.asarray(normal_pdf(z) / normal_cdf(z))
    near, tail = np.maximum(z, FAR), np.maximum(-z, -FAR)
    fraction = tail + 1 / (tail + 2 / (tail + 3 / (tail + 4 / (tail + 5))))
    return np.asarray(np.where(z < FAR, fraction, normal_pdf(near) / normal_cdf(near)))
