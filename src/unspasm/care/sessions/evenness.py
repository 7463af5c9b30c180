"""How even the repetitions of one session were, and whether that is usual for this person."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import fmean, median

MORE, SAME, LESS = "more", "same", "less"


def unevenness(lengths_s: Sequence[float], *, least: int) -> float | None:
    """By how much repetitions differ from their middle length, on the average, as a share of it; 0 is perfectly even.

    None with fewer than `least` of them, which say nothing.
    """
    if len(lengths_s) < least:
        return None
    middle = median(lengths_s)
    return fmean(abs(length - middle) for length in lengths_s) / middle if middle > 0 else None


def against_own(now: float | None, earlier: Sequence[float], *, alike: float) -> str:
    """`more`, `same` or `less` even than this person's own earlier sessions; empty where there are none."""
    if now is None or not earlier:
        return ""
    change = now - median(earlier)
    return SAME if abs(change) < alike else LESS if change > 0 else MORE
