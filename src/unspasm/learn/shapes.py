"""The shapes that cannot be solved exactly, averaged over a small grid: wandering, its half-life, noise, wearing off.

A first pass looks at few points far apart, to find where the evidence lies; stars of points along the axes find its
centre and width more closely; the last pass lays a grid there. Weights are prior times evidence; the grid points are
then one mixture of normals. What a grid of three points a shape gets wrong is nearly all in where it is laid.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import product

import numpy as np

from unspasm.learn.model import ROUNDING, Array
from unspasm.learn.prior import LogNormal, Prior

NODES = {
    1: (np.array([0.0]), np.array([1.0])),
    3: (np.array([-1.7320508, 0.0, 1.7320508]), np.array([1 / 6, 2 / 3, 1 / 6])),
    5: (
        np.array([-2.8569700, -1.3556262, 0.0, 1.3556262, 2.8569700]),
        np.array([0.01125741, 0.22207592, 0.53333333, 0.22207592, 0.01125741]),
    ),
}
"""Gauss-Hermite points for a standard normal."""


@dataclass(frozen=True)
class Grid:
    """Points of the shapes. wander_sd, half_life_h, noise_var: (g,). effect: (g,), index into effect_half_lives_h."""

    wander_sd: Array
    half_life_h: Array
    noise_var: Array
    effect: np.ndarray
    effect_half_lives_h: Array
    log_prior: Array
    z: Array

    def __len__(self) -> int:
        return len(self.wander_sd)


def grid_of(
    prior: Prior, counts: tuple[int, int, int, int], centre: Array | None = None, spread: Array | None = None
) -> Grid:
    """A grid of Gauss-Hermite points. counts: points of wandering, its half-life, noise, wearing off of effects.

    centre, spread: (4,), in prior standard deviations; the prior itself where not given. log_prior is the log of
    quadrature weight times prior over the density that the points were laid by, so that exp(log_prior + evidence)
    sums to the integral.
    """
    centre = np.zeros(4) if centre is None else centre
    spread = np.ones(4) if spread is None else spread
    laid, log_weight = _nodes(counts)
    z = laid * spread + centre
    correction = np.where(np.array(counts) > 1, -0.5 * z**2 + 0.5 * laid**2 + np.log(spread), -0.5 * z**2)
    return Grid(
        wander_sd=_value(prior.wander_sd, z[:, 0]),
        half_life_h=_value(prior.wander_half_life_h, z[:, 1]),
        noise_var=_value(prior.noise_sd, z[:, 2]) ** 2 + ROUNDING,
        effect=np.arange(len(z)) % counts[3],
        effect_half_lives_h=_value(prior.effect_half_life_h, z[: counts[3], 3]),
        log_prior=log_weight + correction.sum(axis=1),
        z=z,
    )


@cache
def _nodes(counts: tuple[int, int, int, int]) -> tuple[Array, Array]:
    """Points of a standard grid, (g, 4), the last axis running fastest, and the logarithm of their weights, (g,)."""
    places = np.array(list(product(*(range(n) for n in counts)))).T
    laid = [NODES[n][0][at] for n, at in zip(counts, places, strict=True)]
    weight = [NODES[n][1][at] for n, at in zip(counts, places, strict=True)]
    return np.stack(laid, axis=1), np.log(weight).sum(axis=0)


AXES, ARM = 3, 3**0.5
"""Axes of a star: the shapes that change the filter. Its arms reach as far as the outer ones of three points."""
STAR = np.concatenate([np.zeros((1, AXES + 1)), np.kron(np.eye(AXES, AXES + 1), [[-ARM], [ARM]])])
"""A point at the centre and two on each axis; the wearing off of effects stays where it is."""


def star_of(prior: Prior, centre: Array, spread: Array) -> Grid:
    """A star of few points, to see along each axis where the evidence lies."""
    z = centre + STAR * spread
    return Grid(
        wander_sd=_value(prior.wander_sd, z[:, 0]),
        half_life_h=_value(prior.wander_half_life_h, z[:, 1]),
        noise_var=_value(prior.noise_sd, z[:, 2]) ** 2 + ROUNDING,
        effect=np.zeros(len(STAR), dtype=int),
        effect_half_lives_h=_value(prior.effect_half_life_h, z[:1, 3]),
        log_prior=0.5 * (STAR**2).sum(axis=1) - 0.5 * (z**2).sum(axis=1),
        z=z,
    )


def star_moments(weight: Array, centre: Array, spread: Array) -> tuple[Array, Array]:
    """Centre and spread of the evidence, (4,), from the weights of a star: along each axis through its centre."""
    nodes, share = NODES[3]
    heights = np.array([weight[[1 + 2 * axis, 0, 2 + 2 * axis]] for axis in range(AXES)]) * share
    heights /= heights.sum(axis=1, keepdims=True)
    middle = heights @ nodes
    wide = np.sqrt(heights @ nodes**2 - middle**2)
    return centre + np.append(middle, 0.0) * spread, np.append(wide, 1.0) * spread


def _value(belief: LogNormal, z: Array) -> Array:
    value: Array = belief.median * np.exp(belief.log_sd * z)
    return value


def weights_of(log_prior: Array, log_evidence: Array) -> Array:
    """Normalised weights of the grid points."""
    total = log_prior + log_evidence
    weight = np.exp(total - total.max())
    return np.asarray(weight / weight.sum())
