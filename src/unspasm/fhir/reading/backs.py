"""Whether a foreign Condition is about the back, and whether it is chronic, with the reason in words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from unspasm.care import classify
from unspasm.fhir.codes import rows, systems
from unspasm.fhir.reading.shape import Json, codings, last_moment_of, table, text
from unspasm.fhir.reading.since import A_DAY, is_over, marks_of, onset_of
from unspasm.knowledge import Knowledge

ICD10_OIDS = ("2.16.840.1.113883.6.90", "2.16.840.1.113883.6.3")
ICD10_NAMED = re.compile(r"icd-?10(?!.*pcs)")
SNOMED_ALSO = ("urn:oid:2.16.840.1.113883.6.96",)
ICD_SHAPE = re.compile(r"[A-TV-Z][0-9][0-9A-Z](\.[0-9A-Z]{1,4})?")
PART = re.compile(r"[,;.()\[\]]")
SNOMED_SHAPE = re.compile(r"[1-9][0-9]{5,17}")
NOW = {"active", "recurrence", "relapse"}
CHRONIC = "tc_chronic"
YES, NO, UNKNOWN = "yes", "no", "unknown"
OVER = "It is over."
BACK_OF = {
    "low_back_pain": "low", "acute_low_back_pain": "low", "chronic_low_back_pain": "low", "lumbar_strain": "low",
    "sciatica": "low", "sciatica_with_low_back_pain": "low", "lumbar_radiculopathy": "low", "lumbar_stenosis": "low",
    "neck_pain": "neck", "stiff_neck": "neck", "neck_strain": "neck", "cervical_radiculopathy": "neck",
    "cervical_myelopathy": "neck", "thoracic_spine_pain": "upper", "thoracic_strain": "upper",
    "thoracic_radiculopathy": "upper", "back_muscle_spasm": "back", "backache": "back",
}  # fmt: skip
"""Concepts of `codes.toml` that are of the back -> where."""


@dataclass(frozen=True)
class Back:
    """What a Condition says of the back. where: empty if it is of something else. note: what is odd about its code."""

    where: str = ""
    chronic: str = ""
    why: str = ""
    note: str = ""


def back_of(condition: Json, knowledge: Knowledge, now: datetime, born: datetime | None = None) -> Back:
    """Where in the back, chronic or not, and why. now: aware. born: of the Patient, where it is told."""
    where, concept, note = _where(condition.get("code"), knowledge)
    if not where:
        return Back(note=note)
    chronic, why = _chronic(condition, concept, knowledge, now, born)
    return Back(where, chronic, why, note)


def _where(code: object, knowledge: Knowledge) -> tuple[str, str, str]:
    """(where, concept, what is odd), by code first and by its words else."""
    names, told = _names(code), _table(knowledge)
    if any(_is_denied(name, told) for name in names):
        return "", "", ""
    note = ""
    found: list[tuple[str, str]] = []
    for one in codings(code):
        value = str(one.get("code", "")).strip()
        system, odd = true_system(str(one.get("system", "")), value, knowledge)
        value = with_dot(value) if system == "icd10cm" else value
        note = note or odd
        if system == "icd10cm" and value.startswith(tuple(told["added_codes"])):
            continue
        concept = _concepts(knowledge).get((system, value), "")
        where = BACK_OF.get(concept, "") or _family(system, value, knowledge)
        if where:
            found.append((where, concept))
    by_words = _by_words(names, knowledge)
    if not found:
        return by_words, "", note
    where, concept = found[0]
    return (by_words or where if where == "back" else where), concept, note


def _chronic(
    condition: Json, concept: str, knowledge: Knowledge, now: datetime, born: datetime | None
) -> tuple[str, str]:
    names, told = _names(condition.get("code")), _table(knowledge)
    status = marks_of(condition.get("clinicalStatus"))
    if is_over(condition, status, now) or any(_says(names, word) for word in told["over_words"]):
        return NO, OVER
    if any(_says(names, word) for word in told["not_chronic_words"]):
        return NO, "Its name says so."
    if "chronic" in concept or any(_says(names, word) for word in told["chronic_words"]):
        return YES, "Its name or code says so."
    onset = onset_of(condition, born)
    if onset is not None and onset.first > now + A_DAY:
        return UNKNOWN, "It begins at a time still to come, which cannot be right."
    unsure = "It does not say since when."
    if onset is not None:
        most, least = (now - onset.first).days, (now - min(onset.first if onset.is_exact else onset.last, now)).days
        most = max(0, most)
        about = f"It began {most} days ago" if onset.is_exact else f"It began in {onset.said}"
        if _is_long(least, knowledge):
            return YES, f"{about} and is not over."
        if not _is_long(most, knowledge):
            return NO, f"{about}."
        unsure = f"It says no day, only {onset.said}."
    recorded = last_moment_of(condition.get("recordedDate"))
    if recorded is not None and status & NOW and _is_long((now - recorded).days, knowledge):
        return YES, "It was recorded more than twelve weeks ago and is not over."
    if "acute" in concept or any(_says(names, word) for word in told["acute_words"]):
        return NO, "Its name or code says that it is new."
    in_words = onset is None and any(name.startswith("onset") for name in condition)
    return UNKNOWN, "It says since when only in words or numbers that we do not read." if in_words else unsure


def _is_long(days: int, knowledge: Knowledge) -> bool:
    row = classify({"pain_days": max(0, days)}, knowledge).time_class
    return row is not None and row.id == CHRONIC


def _names(code: object) -> tuple[str, ...]:
    found = [table(code).get("text"), *(one.get("display") for one in codings(code))]
    return tuple(shown.lower() for one in found if (shown := text(one)))


def _says(names: Iterable[str], *words: str) -> bool:
    return any(_word(word).search(name) for name in names for word in words)


def _is_denied(name: str, told: Mapping[str, Any]) -> bool:
    """Whether the words around the first name of the back say that it is not there, not now, or not theirs.

    A name without a name of the back is denied by its first words.
    """
    of_the_back = [word for row in told["words"] for word in row["any"]]
    first = min((found for word in of_the_back if (found := _word(word).search(name))), key=_place, default=None)
    if first is None:
        return any(_word(word).match(name) for word in told["not_words"])
    before, after = PART.split(name[: first.start()])[-1], name[first.end() :].strip(" :?-(")
    after = PART.split(after)[0]
    return _says((before,), *told["not_words"]) or any(
        _word(word).fullmatch(after) or after.endswith(f" {word}") for word in told["not_after"]
    )


def _place(found: re.Match[str]) -> int:
    return found.start()


@cache
def _word(word: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![a-z]){re.escape(word)}(?![a-z])")


def _by_words(names: tuple[str, ...], knowledge: Knowledge) -> str:
    for row in _table(knowledge)["words"]:
        if any(_says(names, word) for word in row["any"]):
            return str(row["back"])
    return ""


def _family(system: str, code: str, knowledge: Knowledge) -> str:
    """The part of the back of the longest prefix that the code begins with."""
    best, where = 0, ""
    for row in _table(knowledge)["family"]:
        if row["system"] != system:
            continue
        for prefix in row["prefixes"]:
            if code.startswith(prefix) and len(prefix) > best:
                best, where = len(prefix), str(row["back"])
    return where


def true_system(url: str, code: str, knowledge: Knowledge) -> tuple[str, str]:
    """The system that this code is of, by its shape where it cannot be of the one that it names, or names none."""
    known = {row["url"]: name for name, row in systems(knowledge).items()}
    known |= dict.fromkeys(SNOMED_ALSO, "snomed")
    named = known.get(url, "icd10cm" if is_icd10(url) else "")
    if named == "icd10cm" and not ICD_SHAPE.fullmatch(code) and is_snomed(code):
        return "snomed", f"{text(code)} stands under ICD-10, but it is a code of SNOMED CT. We read it as that."
    if named == "snomed" and ICD_SHAPE.fullmatch(code):
        return "icd10cm", f"{text(code)} stands under SNOMED CT, but it is a code of ICD-10. We read it as that."
    if not url and "." in code and ICD_SHAPE.fullmatch(code.upper()):
        return "icd10cm", ""
    return named, ""


def is_icd10(system: str) -> bool:
    """Whether a system is ICD-10 for diseases, of whatever country.

    >>> is_icd10("http://hl7.org/fhir/sid/icd-10-cm"), is_icd10("http://hl7.org/fhir/sid/icd-9-cm")
    (True, False)
    """
    return system.removeprefix("urn:oid:") in ICD10_OIDS or bool(ICD10_NAMED.search(system.lower()))


def with_dot(code: str) -> str:
    """An ICD-10 code in its printed form: exports leave out the dot, or write it small.

    >>> with_dot("m62830"), with_dot("M54.50")
    ('M62.830', 'M54.50')
    """
    plain = code.upper()
    return f"{plain[:3]}.{plain[3:]}" if len(plain) > 3 and "." not in plain else plain


def is_snomed(code: str) -> bool:
    """Whether this can be a code of SNOMED CT: digits with the check digit of Verhoeff.

    >>> is_snomed("278860009"), is_snomed("278860008")
    (True, False)
    """
    if not SNOMED_SHAPE.fullmatch(code):
        return False
    check = 0
    for place, digit in enumerate(reversed(code)):
        check = _DIHEDRAL[check][_PERMUTED[place % 8][int(digit)]]
    return check == 0


def _turn(a: int, b: int) -> int:
    """The product in the dihedral group of order 10."""
    if a < 5:
        return (a + b) % 5 if b < 5 else 5 + (a + b) % 5
    return 5 + (a - b) % 5 if b < 5 else (a - b) % 5


_DIHEDRAL = tuple(tuple(_turn(a, b) for b in range(10)) for a in range(10))
_FIRST = (1, 5, 7, 6, 2, 8, 3, 0, 9, 4)


def _powers() -> tuple[tuple[int, ...], ...]:
    rows_ = [tuple(range(10))]
    while len(rows_) < 8:
        rows_.append(tuple(_FIRST[digit] for digit in rows_[-1]))
    return tuple(rows_)


_PERMUTED = _powers()


def _table(knowledge: Knowledge) -> Mapping[str, Any]:
    found: Mapping[str, Any] = knowledge.tables["codes"]["recognise"]
    return found


def _concepts(knowledge: Knowledge) -> dict[tuple[str, str], str]:
    """(system, code) -> concept, of conditions."""
    return {(row["system"], row["code"]): row["concept"] for row in rows(knowledge) if row["kind"] == "condition"}
