"""Hand over, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

CHRONIC = {"yes": "long-lasting.", "no": "not long-lasting.", "unknown": "it is not clear for how long."}
NAMES = {
    "answer": ("answer", "answers"),
    "brought_in": ("thing that another system says", "things that another system says"),
    "check": ("check", "checks"),
    "choice": ("draw of a comparison", "draws of comparisons"),
    "coached": ("count of the camera coach", "counts of the camera coach"),
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


def back_conditions(found: Iterable[Mapping[str, str]]) -> list[dict[str, str]]:
    """Conditions of the back out of a file of another system, each with whether it is long-lasting, in words."""
    return [{**one, "says": CHRONIC[one["chronic"]]} for one in found if one["back"]]


def counted(counts: Mapping[str, int]) -> list[str]:
    """`12 ratings`, `1 check`: one line for each kind, the most first. A kind without a name here keeps its own."""
    return [f"{n:,} {_name(kind, n)}" for kind, n in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))]


def _name(kind: str, n: int) -> str:
    one, many = NAMES.get(kind, (kind, kind))
    return one if n == 1 else many
