"""What is believed before a diary speaks: from the knowledge base, or from a population that was fitted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from unspasm.knowledge import Knowledge
from unspasm.learn.model import Array


@dataclass(frozen=True)
class Effect:
    """Belief about one item's effect: half an hour after one use, points. own_sd: beside the shared context."""

    mean: float
    own_sd: float


@dataclass(frozen=True)
class LogNormal:
    """A positive quantity: its median, and the standard deviation of its logarithm."""

    median: float
    log_sd: float


SHAPES = ("wander_sd", "wander_half_life_h", "noise_sd", "effect_half_life_h")
"""What cannot be solved exactly, by its name in `Prior`."""


@dataclass(frozen=True)
class Prior:
    """Beliefs about one person. Units: points of 0 to 10, hours, days as named."""

    level_mean: float
    level_sd: float
    recovery_half_life_days: Array
    recovery_mean: Array
    recovery_sd: Array
    new_episode_after_days: float
    wander_sd: LogNormal
    wander_half_life_h: LogNormal
    noise_sd: LogNormal
    effect_half_life_h: LogNormal
    window_sd: Array
    window_share: Array
    window_mean: float
    window_common_sd: float
    sleep_mean: float
    sleep_sd: float
    context_sd: float
    unknown: Effect
    effects: Mapping[str, Effect] = field(default_factory=dict)

    def effect(self, item: str) -> Effect:
        """The belief about an item, or about one that nobody has studied."""
        return self.effects.get(item, self.unknown)

    def with_shapes(
        self, wander_sd: LogNormal, half_life: LogNormal, noise_sd: LogNormal, wears_off: LogNormal
    ) -> Prior:
        """The same beliefs with other shapes, in the order of `SHAPES`."""
        return replace(
            self, wander_sd=wander_sd, wander_half_life_h=half_life, noise_sd=noise_sd, effect_half_life_h=wears_off
        )

    def sceptical(self, sd: float) -> Prior:
        """The same beliefs about the course, and no belief that anything works: effects around zero."""
        return replace(self, effects={}, unknown=Effect(0.0, sd), context_sd=0.0)


def prior_from(knowledge: Knowledge) -> Prior:
    """The prior of the knowledge base: `learning.toml`, with the expected change of each intervention."""
    table: Mapping[str, Any] = knowledge.tables["learning"]
    effect = table["effect"]
    known = {
        key: Effect(item.expected_change / 10, float(np.hypot(item.item["expected"]["sd"] / 10, effect["between_sd"])))
        for key, item in knowledge.interventions.items()
        if item.item["expected"]
    }
    return Prior(
        level_mean=table["level"]["mean"],
        level_sd=table["level"]["sd"],
        recovery_half_life_days=np.array(table["recovery"]["half_life_days"], dtype=float),
        recovery_mean=np.array(table["recovery"]["amplitude_mean"], dtype=float),
        recovery_sd=np.array(table["recovery"]["amplitude_sd"], dtype=float),
        new_episode_after_days=table["recovery"]["new_episode_after_days"],
        wander_sd=_log_normal(table["wandering_sd"]),
        wander_half_life_h=_log_normal(table["wandering_half_life_h"]),
        noise_sd=_log_normal(table["noise_sd"]),
        effect_half_life_h=_log_normal(table["effect_half_life_h"]),
        window_sd=np.array(table["window"]["sd"], dtype=float),
        window_share=np.array(table["window"]["share"], dtype=float),
        window_mean=0.0,
        window_common_sd=table["window"]["common_sd"],
        sleep_mean=table["sleep"]["mean"],
        sleep_sd=table["sleep"]["sd"],
        context_sd=effect["context_sd"],
        unknown=Effect(effect["unknown_mean"], effect["unknown_sd"]),
        effects=known,
    )


def _log_normal(row: Mapping[str, Any]) -> LogNormal:
    return LogNormal(row["median"], row["log_sd"])
