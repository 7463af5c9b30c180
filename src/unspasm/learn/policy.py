"""What to try next in a fair comparison: chances for each option, learning as it goes, with a floor of pure chance.

Only options that the safety gate allows are ever handed in; an empty id stands for an untreated window. Medicines are
refused: they are never randomised.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from unspasm.learn.fit import Mixture
from unspasm.learn.model import Array

POLICIES = ("pairs", "round_robin", "thompson", "top_two")
FLOOR = 0.1
"""Share of the chances that is dealt out evenly whatever was learned, so that there is always a fair comparison."""


class PolicyError(ValueError):
    """A comparison that must not be run; the message says why."""


@dataclass(frozen=True)
class Choice:
    """What is up next, and the chance that it had: part of the record, so that the comparison can be checked."""

    option: str
    chance: float


def choose_next(
    policy: str, options: Sequence[str], done: Sequence[str], draws: Array, rng: Generator, floor: float = FLOOR
) -> Choice:
    """The next option. done: options so far, oldest first. draws: (n, options), effects drawn from the posterior."""
    chances = allocation(policy, options, done, draws, floor)
    place = int(rng.choice(len(options), p=chances))
    return Choice(options[place], float(chances[place]))


def allocation(policy: str, options: Sequence[str], done: Sequence[str], draws: Array, floor: float = FLOOR) -> Array:
    """The chance of each option, (options,); sums to one.

    Policies that learn begin with what was never done, and give each option at least `floor / number of options`; `pairs` gives every option once in each
    block, in random order; `round_robin` goes round in the order given.
    """
    if len(options) < 2 or len(set(options)) != len(options):
        raise PolicyError("a comparison needs two different things, one of which can be doing nothing")
    if policy not in POLICIES:
        raise PolicyError(f"{policy!r} is not a policy; use {', '.join(POLICIES)}")
    if policy in ("pairs", "round_robin"):
        return _by_turns(options, done, at_once=policy == "round_robin")
    best = best_chances(draws)
    new = np.array([option not in done for option in options])
    if new.any():
        best = new / new.sum()
    elif policy == "top_two":
        best = 0.5 * best + 0.5 * _runner_up(best)
    return (1 - floor) * best + floor / len(options)


def best_chances(draws: Array) -> Array:
    """How often each option eases most among the draws, (options,)."""
    return np.bincount(draws.argmin(axis=1), minlength=draws.shape[1]) / len(draws)


def effect_draws(found: Mixture, options: Sequence[str], n: int, rng: Generator) -> Array:
    """Draws of the options' effects, (n, options); nothing has no effect. What the diary knows and nobody
    used draws from the prior."""
    first = found.design.first_effect
    place_of = {item: first + k for k, item in enumerate(found.design.items)}
    members = rng.choice(len(found.weight), size=n, p=found.weight)
    roots = np.linalg.cholesky(found.cov + 1e-9 * np.eye(found.cov.shape[-1]))
    vectors = found.mean[members] + np.einsum("npq,nq->np", roots[members], rng.normal(size=(n, found.mean.shape[1])))
    return np.stack([vectors[:, place_of[item]] if item in place_of else np.zeros(n) for item in options], axis=1)


def is_clear(draws: Array, names: Sequence[str], within: float = 0.3, sure: float = 0.9) -> Mapping[str, float]:
    """Options that are, with probability `sure`, within `within` points of the best: {option: probability}."""
    gap = draws - draws.min(axis=1, keepdims=True)
    near = (gap <= within).mean(axis=0)
    return {name: float(share) for name, share in zip(names, near, strict=True) if share >= sure}


TRUTHS, BELIEFS = 64, 400
"""How many ways it could go on are looked at, and from how many draws each is judged."""


def chance_to_clear(draws: Array, kept: float, within: float = 0.3, sure: float = 0.9) -> float:
    """The chance that some option will be clear (`is_clear`) once spreads have shrunk to the root of `kept`.

    draws: (n, options) from the posterior now. kept: share of today's variance that the tries to come leave, 0 to 1;
    about tries done over tries planned. Each of some draws is taken for the truth, with the belief that would follow.
    """
    centre = draws.mean(axis=0)
    ends = centre + (1 - kept) ** 0.5 * (draws[:TRUTHS] - centre)
    later = ends[:, None] + kept**0.5 * (draws[-BELIEFS:] - centre)[None]
    near = (later - later.min(axis=2, keepdims=True) <= within).mean(axis=1)
    return float((near.max(axis=1) >= sure).mean())


def _by_turns(options: Sequence[str], done: Sequence[str], *, at_once: bool) -> Array:
    counts = np.array([sum(name == option for name in done) for option in options])
    waiting = counts == counts.min()
    if at_once:
        waiting = np.arange(len(options)) == int(np.argmax(waiting))
    return np.asarray(waiting / waiting.sum())


def _runner_up(best: Array) -> Array:
    """The chance of each option to be the best of those that are left when the best one is put aside."""
    others = np.outer(best, best)
    np.fill_diagonal(others, 0)
    left = 1 - best
    even = (1 - np.eye(len(best))) / max(len(best) - 1, 1)
    share = np.where(left[:, None] > 1e-12, others / np.maximum(left, 1e-12)[:, None], best[:, None] * even)
    total = share.sum(axis=0)
    return np.asarray(total / total.sum())
