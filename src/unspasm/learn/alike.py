"""What was begun at unlike pain cannot be compared.

Who chooses freely does something when it hurts and waits when it does not; then pain falls more with it than without,
whatever it does. So a verdict also needs that uses and waits began at alike pain (`Limits.apart`).
"""

from __future__ import annotations

from collections.abc import Mapping
from statistics import fmean

from unspasm.learn.diary import NO_ITEM, Diary
from unspasm.learn.verdict import Limits


def began_at(diary: Diary) -> dict[str, float]:
    """The mean pain at which the compared windows of each thing began, 0 to 10; the empty id stands for doing nothing."""
    before: dict[str, list[float]] = {}
    for one in diary.uses:
        if one.before is not None and one.after is not None:
            before.setdefault("" if one.item == NO_ITEM else diary.items[one.item], []).append(one.before)
    return {item: fmean(scores) for item, scores in before.items()}


def gaps(begins: Mapping[str, float]) -> dict[str, float]:
    """How many points above the waits each thing was begun; empty where there was no wait. begins: of `began_at`."""
    return {item: pain - begins[""] for item, pain in begins.items() if item} if "" in begins else {}


def unlike(diary: Diary, limits: Limits) -> dict[str, float]:
    """Things begun at other pain than the waits, so that they cannot be compared yet: {item: points above the waits}."""
    return {item: gap for item, gap in gaps(began_at(diary)).items() if abs(gap) > limits.apart}
