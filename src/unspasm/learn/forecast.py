"""One step ahead: what each rating was expected to be, from the ratings before it alone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from unspasm.learn.design import belief
from unspasm.learn.diary import Diary
from unspasm.learn.fit import filtered
from unspasm.learn.heard import heard
from unspasm.learn.model import Array, normal_cdf, normal_pdf
from unspasm.learn.prior import Prior
from unspasm.learn.shapes import grid_of, weights_of
from unspasm.learn.verdict import uses
from unspasm.learn.what_works import gathered

COUNTS = (5, 5, 3, 1)


@dataclass(frozen=True)
class Ahead:
    """The rating expected at t_h, points; sd is of the rating itself, noise included."""

    t_h: float
    mean: float
    sd: float


def forecast(diary: Diary, prior: Prior) -> list[Ahead]:
    """One-step-ahead predictions of every rating in the order of time. Nothing later than the rating before is used."""
    if not len(diary):
        return []
    diary = gathered(diary, uses(diary))
    grid = grid_of(prior, COUNTS)
    scores = heard(diary, prior)
    linear, white = filtered(diary, scores, grid, prior)
    held = belief(linear, prior)
    every = np.repeat(np.arange(len(white.columns)), len(linear.pick))
    pick = np.tile(linear.pick, (len(white.columns), 1))
    columns = np.take_along_axis(white.columns[every], pick[:, None] + 1, axis=2)
    ratings = white.columns[every][:, :, 0]
    extra = np.where(np.isnan(scores.fixed_var), 0.0, grid.noise_var[:, None] - scores.fixed_var)
    steps = _Steps(ratings, columns, white.log_scale[every], scores.pain, extra)
    return _ahead(diary.t_h, steps, held.mean, held.cov[0], grid.log_prior)


@dataclass(frozen=True)
class _Steps:
    """Whitened ratings and columns, (g, n) and (g, n, p); ratings as heard, (n,); extra: (g, n), variance of a rating
    beyond that of how it was heard."""

    ratings: Array
    columns: Array
    log_scale: Array
    pain: Array
    extra: Array


def _ahead(t_h: Array, steps: _Steps, prior_mean: Array, prior_cov: Array, log_prior: Array) -> list[Ahead]:
    """Goes through the ratings, learning from each only after it was predicted (recursive least squares)."""
    batch, n, _ = steps.columns.shape
    mean = np.broadcast_to(prior_mean, (batch, len(prior_mean))).copy()
    cov = np.broadcast_to(prior_cov, (batch, *prior_cov.shape)).copy()
    evidence = np.zeros(batch)
    out: list[Ahead] = []
    for k in range(n):
        z, y = steps.columns[:, k], steps.ratings[:, k]
        lean = (cov @ z[:, :, None])[:, :, 0]
        variance = 1 + (z * lean).sum(axis=1)
        off = y - (z * mean).sum(axis=1)
        scale = np.exp(steps.log_scale[:, k])
        weight = weights_of(log_prior, evidence)
        spread = np.maximum(variance * scale + steps.extra[:, k], 0.01)
        out.append(_mixed(float(t_h[k]), weight, steps.pain[k] - off * np.sqrt(scale), spread))
        mean += lean * (off / variance)[:, None]
        cov -= lean[:, :, None] * (lean / variance[:, None])[:, None, :]
        evidence += -0.5 * (np.log(variance) + steps.log_scale[:, k] + off**2 / variance)
    return out


def _mixed(t_h: float, weight: Array, means: Array, variances: Array) -> Ahead:
    """Mean and spread of the rating to come, kept between 0 and 10 as scores are."""
    low, low2 = _clipped(means, np.sqrt(variances))
    mean = float(weight @ low)
    return Ahead(t_h, mean, max(float(weight @ low2) - mean**2, 0.05) ** 0.5)


def _clipped(mean: Array, sd: Array) -> tuple[Array, Array]:
    """First and second moment of a normal value whose tails are gathered at 0 and at 10."""
    a, b = -mean / sd, (10 - mean) / sd
    inside, above = normal_cdf(b) - normal_cdf(a), 1 - normal_cdf(b)
    edge = normal_pdf(a) - normal_pdf(b)
    first = mean * inside + sd * edge + 10 * above
    bend = a * normal_pdf(a) - b * normal_pdf(b)
    second = (mean**2 + sd**2) * inside + 2 * mean * sd * edge + sd**2 * bend + 100 * above
    return first, second
