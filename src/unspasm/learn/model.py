"""The model of one person's pain, and its exact posterior for given shapes.

    y_k = z_k' b + x_k + e_k          a rating at time t_k, points of 0 to 10
    b   ~ N(m0, V0)                   level, recovery, effects: everything linear
    x_k = f_k x_(k-1) + w_k           slow wandering (Ornstein-Uhlenbeck), f_k = 2^(-(t_k - t_(k-1)) / half-life),
    w_k ~ N(0, s^2 (1 - f_k^2))       x_1 ~ N(0, s^2)
    e_k ~ N(0, r_k)                   r_k = noise^2 + 1/12 for scores that are whole numbers

With the shapes (s, half-life, noise and the half-life of effects) given, all is linear and Gaussian. The wandering is
filtered out of y and of every column of Z by one scalar filter (de Jong): the gains do not depend on the columns, so
what is left is white, and the posterior of b is one small solve. The evidence of the shapes comes with it. The shapes
themselves are averaged over a grid (`learn.shapes`). All arrays carry the batch (grid or people) in front.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

ROUNDING = 1 / 12
"""Variance of rounding to whole points."""
LEAST_SQUARE = 1e-9
"""Keeps the last pivot above zero where every rating was expected to the last digit. Points squared over noise."""


@dataclass(frozen=True)
class White:
    """Columns with the wandering filtered out.

    columns: (batch, n, c), the first one the ratings. log_scale: (batch, n), log of the innovation's variance.
    """

    columns: Array
    log_scale: Array


@dataclass(frozen=True)
class Posterior:
    """Gaussian posterior of b, for each member of the batch.

    mean: (batch, p). cov: (batch, p, p). log_evidence: (batch,), up to a constant of the data.
    """

    mean: Array
    cov: Array
    log_evidence: Array


def whiten(gaps_h: Array, columns: Array, wander_sd: Array, half_life_h: Array, noise_var: Array) -> White:
    """Filters the wandering out of all columns at once.

    gaps_h: (n,) or (batch, n), hours since the rating before (the first is ignored). columns: (n, c) or (batch, n, c).
    wander_sd, half_life_h: (batch,). noise_var: (batch,) or (batch, n). A huge noise leaves a rating out.
    """
    batch = wander_sd.shape[0]
    n, width = columns.shape[-2:]
    gaps = np.broadcast_to(gaps_h, (batch, n)).T
    noise = np.broadcast_to(noise_var[:, None] if noise_var.ndim == 1 else noise_var, (batch, n)).T
    fade = np.exp2(-gaps / half_life_h)
    gain, scale = _gains(wander_sd**2, fade, noise)
    steps = columns[:, None] if columns.ndim == 2 else columns.transpose(1, 0, 2)
    ahead = np.zeros((n, batch, width))  # the wandering expected at each rating, in each column
    np.multiply((fade[1:] * gain[:-1])[:, :, None], steps[:-1], out=ahead[1:])
    keep = fade[1:] * (1 - gain[:-1])
    step = np.empty((batch, width))
    for before, now, kept in zip(ahead, ahead[1:], keep[:, :, None], strict=False):
        np.multiply(before, kept, step)
        np.add(now, step, now)
    np.subtract(steps, ahead, out=ahead)
    ahead *= (1 / np.sqrt(scale))[:, :, None]
    return White(ahead.transpose(1, 0, 2), np.log(scale).T)


def _gains(power: Array, fade: Array, noise: Array) -> tuple[Array, Array]:
    """Gain and innovation variance of each step, (n, batch): they depend on times and shapes alone.

    What is unknown of the wandering before a rating goes from u to power (1 - f^2) + f^2 r u / (u + r).
    """
    squared = fade**2
    fresh, kept = power * (1 - squared[1:]), squared[1:] * noise[:-1]
    ahead = np.empty_like(fade)
    ahead[0] = power
    total = np.empty_like(power)
    for unknown, following, new, part, r in zip(ahead, ahead[1:], fresh, kept, noise, strict=False):
        np.add(unknown, r, total)
        np.divide(unknown, total, total)
        np.multiply(part, total, total)
        np.add(new, total, following)
    scale = ahead + noise
    return ahead / scale, scale


def posterior(white: White, prior_mean: Array, prior_cov: Array) -> Posterior:
    """The posterior of b from whitened columns, first column the ratings.

    prior_mean: (p,) or (batch, p). prior_cov: (p, p), (batch, p, p), or (beliefs, 1, p, p), which adds an axis in front.
    """
    return from_gram(gram_of(white), white.log_scale.sum(axis=1), prior_mean, prior_cov)


def gram_of(white: White) -> Array:
    """Cross products of the whitened columns, (batch, c, c): all that the posterior needs of the ratings."""
    return white.columns.transpose(0, 2, 1) @ white.columns


def from_gram(gram: Array, log_scale: Array, prior_mean: Array, prior_cov: Array) -> Posterior:
    """The posterior from cross products of the whitened columns, (batch, 1 + p, 1 + p)."""
    precision: Array = np.asarray(np.linalg.inv(prior_cov), dtype=float)
    joint = joined(gram, prior_mean, precision)
    mean, cov = solved(joint)
    return Posterior(mean, cov, log_evidence(joint, log_scale, np.linalg.slogdet(precision)[1]))


def joined(gram: Array, prior_mean: Array, precision: Array) -> Array:
    """Ratings and prior in one matrix, (..., p + 1, p + 1): precision, its pull in the last row, the square left over."""
    p = prior_mean.shape[-1]
    start = (precision @ prior_mean[..., None])[..., 0]
    shape = np.broadcast_shapes(gram.shape[:-2], precision.shape[:-2], start.shape[:-1])
    joint = np.empty((*shape, p + 1, p + 1))
    joint[..., :p, :p] = precision + gram[..., 1:, 1:]
    joint[..., p, :p] = joint[..., :p, p] = start + gram[..., 1:, 0]
    joint[..., p, p] = gram[..., 0, 0] + (start * prior_mean).sum(axis=-1) + LEAST_SQUARE
    return joint


def log_evidence(joint: Array, log_scale: Array, volume: Array) -> Array:
    """The evidence of the shapes, up to a constant of the data, from one Cholesky root: its last pivot is what no
    column explains. volume: log determinant of the prior's precision."""
    pivots: Array = np.diagonal(np.linalg.cholesky(joint), axis1=-2, axis2=-1)
    total = 2 * np.log(pivots[..., :-1]).sum(axis=-1)
    return np.asarray(-0.5 * (pivots[..., -1] ** 2 + log_scale + total - volume))


def solved(joint: Array) -> tuple[Array, Array]:
    """Mean (..., p) and covariance (..., p, p) of b from ratings and prior in one matrix."""
    p = joint.shape[-1] - 1
    cov = np.linalg.inv(joint[..., :p, :p])
    cov = (cov + cov.swapaxes(-1, -2)) / 2
    return (cov @ joint[..., :p, p, None])[..., 0], cov


def normal_cdf(z: Array) -> Array:
    """The standard normal distribution function, to 1e-7. Source: Abramowitz and Stegun, 7.1.26."""
    return _below(z, np.exp(-0.5 * z * z))


def normal_pdf(z: Array) -> Array:
    """The standard normal density."""
    return np.asarray(np.exp(-0.5 * z * z) / np.sqrt(2 * np.pi))


def _below(z: Array, bell: Array) -> Array:
    """The distribution function at z. bell: exp(-z^2 / 2)."""
    t = 1 / (1 + TAIL * np.abs(z))
    tail = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
    upper = 0.5 * tail * bell
    return np.asarray(np.where(z > 0, 1 - upper, upper))


TAIL = 0.3275911 / 2**0.5


def mixture_quantiles(weights: Array, means: Array, sds: Array, at: Array) -> Array:
    """Quantiles of mixtures of normals, by Newton steps kept inside a bracket.

    weights: (g,), sums to 1. means, sds: (g, items). at: (q,), inside (0, 1). Returns (q, items).
    """
    centre = weights @ means
    spread = np.sqrt(weights @ (sds**2 + (means - centre) ** 2))
    low, high = (means - 9 * sds).min(axis=0), (means + 9 * sds).max(axis=0)
    low, high = low * np.ones((len(at), 1)), high * np.ones((len(at), 1))
    found = centre + spread * _rough_normal_quantile(at)[:, None]
    narrow = 1 / sds[:, None]
    for _ in range(30):
        z = (found[None] - means[:, None]) * narrow
        bell = np.exp(-0.5 * z * z)
        off = _averaged(weights, _below(z, bell)) - at[:, None]
        if np.abs(off).max() < 1e-5:
            break
        density = _averaged(weights, bell * narrow) / np.sqrt(2 * np.pi)
        low, high = np.where(off < 0, found, low), np.where(off < 0, high, found)
        step = found - off / np.maximum(density, 1e-300)
        found = np.where((step > low) & (step < high), step, (low + high) / 2)
    return found


def _averaged(weights: Array, values: Array) -> Array:
    """weights: (g,). values: (g, a, b). Returns (a, b). In one product, which is faster than `numpy.tensordot`."""
    return np.asarray((weights @ values.reshape(len(weights), -1)).reshape(values.shape[1:]))


def _rough_normal_quantile(p: Array) -> Array:
    """A start for Newton, to 5e-4. Source: Abramowitz and Stegun, 26.2.23."""
    t = np.sqrt(-2 * np.log(np.minimum(p, 1 - p)))
    top = 2.515517 + t * (0.802853 + t * 0.010328)
    far = t - top / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)))
    return np.asarray(np.where(p < 0.5, -far, far))
