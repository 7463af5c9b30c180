"""Hand over, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from unspasm.fhir import OVER

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

IN_A_FILE = {
    "AllergyIntolerance": ("allergy", "allergies"),
    "CarePlan": ("plan or comparison", "plans or comparisons"),
    "Condition": ("condition", "conditions"),
    "Goal": ("goal", "goals"),
    "MedicationRequest": ("medicine that was ordered", "medicines that were ordered"),
    "MedicationStatement": ("medicine that is or was taken", "medicines that are or were taken"),
    "Observation": ("measure or note", "measures or notes"),
    "Patient": ("person", "people"),
    "Procedure": ("thing that was done", "things that were done"),
    "QuestionnaireResponse": ("form that was filled in", "forms that were filled in"),
}
"""What FHIR calls it -> what we do."""


def back_conditions(found: Iterable[Mapping[str, str]]) -> list[dict[str, str]]:
    """Conditions of the back out of a file of another system, each with whether it is long-lasting, in words.

    Of one that is over only that is said: beside a name such as "chronic back pain" the rest would contradict it.
    """
    return [
        {**one, "says": "" if one["chronic_why"] == OVER else CHRONIC[one["chronic"]]} for one in found if one["back"]
    ]


def counted(counts: Mapping[str, int]) -> list[str]:
    """`12 ratings`, `1 check`: one line for each kind, the most first. A kind without a name here keeps its own."""
    return [f"{n:,} {_name(kind, n)}" for kind, n in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))]


def _name(kind: str, n: int) -> str:
    one, many = NAMES.get(kind) or IN_A_FILE.get(kind, (kind, kind))
    return one if n == 1 else many
