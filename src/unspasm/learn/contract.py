"""What `unspasm learn fit` prints: a shape that outsiders rely on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from unspasm.learn.diary import Diary
from unspasm.learn.fit import Summary
from unspasm.learn.forecast import Ahead
from unspasm.learn.recovery import Recovery
from unspasm.learn.what_works import WhatWorks


def to_contract(diary: Diary, works: WhatWorks, ahead: Sequence[Ahead] | None = None) -> dict[str, Any]:
    """Items and recovery as plain data; with `ahead` also the one-step-ahead prediction of every rating."""
    out: dict[str, Any] = {
        "items": {
            item.id: {
                **_summary(item.effect),
                "p_helps": _short(item.effect.below_zero),
                "verdict": item.verdict,
                "n_sessions": item.n_uses,
                "n_comparisons": item.n_fair,
            }
            for item in works.items
        },
        "recovery": _recovery(works.recovery),
    }
    if ahead is not None:
        out["forecast"] = [{"t_hours": a.t_h, "mean": _short(a.mean), "sd": _short(a.sd)} for a in ahead]
    return {"person": diary.person, **out} if diary.person else out


def _summary(told: Summary) -> dict[str, Any]:
    names = {0.5: "interval50", 0.8: "interval80", 0.95: "interval95"}
    intervals = {names[level]: [_short(end) for end in ends] for level, ends in told.intervals.items()}
    return {"mean": _short(told.mean), "sd": _short(told.sd), **intervals}


def _recovery(told: Recovery | None) -> dict[str, Any]:
    if told is None:
        return {}
    return {
        "level": _summary(told.level),
        "fall_so_far": _summary(told.fall),
        "half_life_days": None if told.half_life_days is None else _short(told.half_life_days),
        "course": [{"t_hours": _short(t), **_summary(point)} for t, point in zip(told.t_h, told.course, strict=True)],
    }


def _short(value: float) -> float:
    return round(float(value), 4)
