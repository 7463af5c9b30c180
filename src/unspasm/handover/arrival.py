"""What a file that was brought in holds, as far as we understood it. Nothing is written by reading it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from unspasm.record.rows import Rows, to_add

LARGEST_FILE = 50 * 1024 * 1024
"""Bytes. A larger file is refused before it is read. A year of a dense diary is less than one of these 50."""


class Refused(ValueError):
    """A file that cannot be brought in; the message says why and what to do. Nothing was written."""


@dataclass(frozen=True)
class Arrival:
    """What was read. format: id of `formats.FORMATS`.

    understood: {kind: how many}, by what the file calls it. not_understood: one sentence for each thing that stays
    out, in plain words; never words of a person from the file beyond a short name. rows: what it means here.
    conditions: of a file of another system, each condition as it was understood; None for our own formats.
    """

    format: str
    title: str
    rows: Rows
    understood: dict[str, int] = field(default_factory=dict)
    not_understood: Sequence[str] = ()
    conditions: Sequence[Mapping[str, str]] | None = None


def preview(arrival: Arrival, here: Rows) -> dict[str, Any]:
    """What bringing it in would do (design.md section 9). Raises RowsError where it cannot be brought in.

    {format, understood: {kind: n}, not_understood: [sentence], will_add: {kind: n}}, and for a file of another system
    conditions: [{words, code, system, status, since, until, back, chronic, chronic_why}]
    """
    found = {} if arrival.conditions is None else {"conditions": [dict(one) for one in arrival.conditions]}
    return {
        "format": arrival.format,
        "understood": dict(arrival.understood),
        "not_understood": list(arrival.not_understood),
        "will_add": added(to_add(arrival.rows, here)),
        **found,
    }


def added(addition: Any) -> dict[str, int]:
    """{kind: how many} of what is new. Answers that a check on both sides had not in common count, too."""
    counts: dict[str, int] = addition.rows.counts()
    return counts
