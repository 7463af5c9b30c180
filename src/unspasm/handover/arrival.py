"""What a file that was brought in holds, as far as we understood it. Nothing is written by reading it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from unspasm.handover.changes import changes, passed_over
from unspasm.record.rows import Addition, Rows, to_add

LARGEST_FILE = 50 * 1024 * 1024
"""Bytes. A larger file is refused before it is read. A year of a dense diary is less than one of these 50."""
OTHER_AGE = "It may be of somebody else: you told us that you are {told}, and the person in the file was born {born}."


class Refused(ValueError):
    """A file that cannot be brought in; the message says why and what to do. Nothing was written."""


@dataclass(frozen=True)
class Arrival:
    """What was read. format: id of `formats.FORMATS`.

    understood: {kind: how many}, by what the file calls it. not_understood: one sentence for each thing that stays
    out, in plain words; never words of a person from the file beyond a short name. rows: what it means here.
    conditions: of a file of another system, each condition as it was understood; None for our own formats.
    about: of such a file, whom it is about, in a sentence. born: their date of birth as written, or empty.
    """

    format: str
    title: str
    rows: Rows
    understood: dict[str, int] = field(default_factory=dict)
    not_understood: Sequence[str] = ()
    conditions: Sequence[Mapping[str, str]] | None = None
    about: str = ""
    born: str = ""


def preview(arrival: Arrival, here: Rows) -> dict[str, Any]:
    """What bringing it in would do (design.md section 9). Raises RowsError where it cannot be brought in.

    {format, understood: {kind: n}, not_understood: [sentence], will_add: {kind: n}}, and for a file of another system
    conditions: [{words, code, system, status, since, until, back, chronic, chronic_why}] and about: [sentence], which
    says whom the file is about, and whether that person's age is another than the one told here, and changed: [sentence],
    what of it is here already and told otherwise now.
    """
    addition = to_add(arrival.rows, here)
    found: dict[str, Any] = {}
    if arrival.conditions is not None:
        about = [arrival.about, _other_age(arrival.born, here)]
        found = {"conditions": [dict(one) for one in arrival.conditions], "about": [one for one in about if one]}
        found["changed"] = changes(addition)
    return {
        "format": arrival.format,
        "understood": dict(arrival.understood),
        "not_understood": [*arrival.not_understood, *passed_over(addition)],
        "will_add": added(addition),
        **found,
    }


def added(addition: Addition) -> dict[str, int]:
    """{kind: how many} of what is new. Answers that a check on both sides had not in common count, too.

    A newer version of what is here is no new thing: `changes` tells those.
    """
    newer = Counter(after.kind for _, after in addition.newer)
    return {kind: left for kind, n in addition.rows.counts().items() if (left := n - newer[kind])}


def _other_age(born: str, here: Rows) -> str:
    """A warning where the age that was told here cannot be that of a person born then; else empty."""
    told = next((one for one in reversed(here.answers) if one.fact == "age" and type(one.value) is int), None)
    if told is None or not born:
        return ""
    years = told.at.year - int(born[:4])
    return "" if years - 1 <= told.value <= years else OTHER_AGE.format(told=told.value, born=born)
