"""Hand over, in words."""

from __future__ import annotations

from collections.abc import Mapping

NAMES = {
    "answer": ("answer", "answers"),
    "check": ("check", "checks"),
    "choice": ("draw of a comparison", "draws of comparisons"),
    "dose": ("dose", "doses"),
    "drink": ("drink", "drinks"),
    "episode": ("mark of an episode", "marks of episodes"),
    "gate_passed": ("“ask first” that you passed", "“ask first” that you passed"),
    "goal": ("goal", "goals"),
    "note": ("note", "notes"),
    "programme": ("mark of a programme", "marks of programmes"),
    "rating": ("rating", "ratings"),
    "session": ("session", "sessions"),
    "session_end": ("end of a session", "ends of sessions"),
    "setting": ("setting", "settings"),
    "sleep": ("night", "nights"),
    "symptom": ("sign", "signs"),
    "trial": ("comparison", "comparisons"),
    "trial_end": ("end of a comparison", "ends of comparisons"),
    "trigger": ("trigger", "triggers"),
    "wait": ("wait", "waits"),
}


def counted(counts: Mapping[str, int]) -> list[str]:
    """`12 ratings`, `1 check`: one line for each kind, the most first. A kind without a name here keeps its own."""
    return [f"{n:,} {_name(kind, n)}" for kind, n in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))]


def _name(kind: str, n: int) -> str:
    one, many = NAMES.get(kind, (kind, kind))
    return one if n == 1 else many
