"""The same posterior by a dense Gaussian solve that shares no code with the filter: slow and obvious."""

from __future__ import annotations

import numpy as np


def dense_posterior(t_h, pain, columns, prior_mean, prior_cov, wander_sd, half_life_h, noise_var):
    """Mean, covariance and log evidence (with all constants) of the linear part for given shapes."""
    apart = np.abs(t_h[:, None] - t_h[None, :])
    noise = wander_sd**2 * 0.5 ** (apart / half_life_h) + np.diag(np.broadcast_to(noise_var, len(t_h)))
    total = noise + columns @ prior_cov @ columns.T
    gain = prior_cov @ columns.T @ np.linalg.inv(total)
    off = pain - columns @ prior_mean
    mean = prior_mean + gain @ off
    cov = prior_cov - gain @ columns @ prior_cov
    log_evidence = -0.5 * (off @ np.linalg.solve(total, off) + np.linalg.slogdet(2 * np.pi * total)[1])
    return mean, cov, log_evidence
