"""Diaries made up for tests."""

from __future__ import annotations

import numpy as np

from unspasm.learn import Row


def made_up(rng, effects, *, days=28, half_life_days=10, wander_sd=1.2, wander_h=8, noise=0.5, wears_off_h=3):
    """Four ratings a day, one window a day: treated with one of `effects` or untreated, by chance."""
    names, rows, begun, state = list(effects), [], [], None

    def rate(t):
        nonlocal state
        fade = 0.5 ** ((t - state[0]) / wander_h) if state else 0
        x = (fade * state[1] if state else 0) + rng.normal(0, wander_sd * np.sqrt(1 - fade**2))
        state = (t, x)
        pushed = sum(effects[name] * 0.5 ** ((t - start - 0.5) / wears_off_h) for start, name in begun if t > start)
        return float(
            np.clip(np.rint(3 + 2.5 * 0.5 ** (t / 24 / half_life_days) + pushed + x + rng.normal(0, noise)), 0, 10)
        )

    for day in range(days):
        rows.append(Row(24 * day + 8.0, rate(24 * day + 8.0)))
        start, name = 24 * day + 13.0, (["", *names])[rng.integers(len(names) + 1)]
        rows.append(Row(start, rate(start), name, "before", day))
        if name:
            begun.append((start, name))
        rows.append(Row(start + 0.5, rate(start + 0.5), name, "after", day))
        rows.append(Row(24 * day + 20.0, rate(24 * day + 20.0)))
    return rows
