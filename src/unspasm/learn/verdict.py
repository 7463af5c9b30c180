"""Verdicts: what may be said of an item, with error rates that were set beforehand.

A verdict needs this person's own comparisons and must hold twice: under the prior of the literature, and under a
sceptical one that believes in no effect. The limits stand in `learning.toml`; `make calibration` checks them with
somebody who looks every day.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from unspasm.knowledge import Knowledge
from unspasm.learn.diary import NO_ITEM, Diary
from unspasm.learn.fit import Chances, Summary

HELPS, NO_HELP, WORSE, UNKNOWN = "helps", "does_not_help", "makes_it_worse", "not_yet_known"
VERDICTS = (HELPS, NO_HELP, WORSE, UNKNOWN)


@dataclass(frozen=True)
class Limits:
    """When a verdict is given. least: fair comparisons. apart: most points between the pain at which uses and waits
    began. matters: points that matter. sure, sceptic: probabilities."""

    least: int
    apart: float
    matters: float
    sure: float
    sceptic: float
    sceptic_sd: float


def limits_from(knowledge: Knowledge) -> Limits:
    """The limits of the knowledge base."""
    row: Mapping[str, Any] = knowledge.tables["learning"]["verdict"]
    return Limits(
        row["least_comparisons"], row["apart_points"], row["matters_points"], row["sure"], row["sure_sceptic"],
        row["sceptic_sd"],
    )  # fmt: skip


def verdict(
    hopeful: Summary | Chances, sceptical: Summary | Chances, n_fair: int, limits: Limits, gap: float | None = None
) -> str:
    """The verdict on one item, from its effect under both priors and its number of fair comparisons. gap: points of
    pain above the waits at which it was begun (`learn.alike`); None where there was nothing to set it against."""
    if n_fair < limits.least or gap is None or abs(gap) > limits.apart:
        return UNKNOWN
    helps = min(hopeful.below_zero - limits.sure, sceptical.below_zero - limits.sceptic)
    worse = min(1 - hopeful.below_zero - limits.sure, 1 - sceptical.below_zero - limits.sceptic)
    if min(hopeful.within - limits.sure, sceptical.within - limits.sceptic) >= 0 and max(helps, worse) < 0:
        return NO_HELP
    if helps >= 0:
        return HELPS
    return WORSE if worse >= 0 else UNKNOWN


def leans(hopeful: Summary | Chances, n_fair: int, limits: Limits, gap: float | None) -> bool:
    """Whether a verdict would stand if nobody doubted; where none would, the sceptic need not be asked."""
    if n_fair < limits.least or gap is None or abs(gap) > limits.apart:
        return False
    return max(hopeful.below_zero, 1 - hopeful.below_zero, hopeful.within) >= limits.sure


def fair_comparisons(diary: Diary) -> dict[str, int]:
    """How many uses of each item can be set against an untreated window: both rated before and after."""
    done = [window for window in diary.uses if window.is_compared]
    untreated = sum(window.item == NO_ITEM for window in done)
    return {
        item: min(untreated, sum(window.item == place for window in done)) for place, item in enumerate(diary.items)
    }


def uses(diary: Diary) -> dict[str, int]:
    """How often each item was used, rated or not."""
    return {item: sum(window.item == place for window in diary.uses) for place, item in enumerate(diary.items)}
