"""The record as tables for spreadsheets. What a spreadsheet would run as a formula is kept from it."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable
from typing import Any
from zoneinfo import ZoneInfo

from unspasm.knowledge import load_knowledge
from unspasm.record.rows import EventRow, Rows

FORMULA = tuple("=+-@\t\r\n|%")
"""What a cell must not begin with, also after blanks: programs run it, or read it as something else."""
UNSEEN = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)


def tables_of(rows: Rows) -> dict[str, str]:
    """{name: CSV}: the diary as it counts now, one line an entry, and every answer."""
    facts = load_knowledge().facts
    diary = (
        (f"{event.happened_at.astimezone(ZoneInfo(event.zone)):%Y-%m-%d %H:%M}", event.zone, event.kind, *_told(event))
        for event in _latest(rows.events)
    )
    answers = (
        (
            f"{answer.at:%Y-%m-%d %H:%M}",
            facts[answer.fact].question if answer.fact in facts else answer.fact,
            facts[answer.fact].words(answer.value) if answer.fact in facts else json.dumps(answer.value),
            "yes" if answer.fact in facts and facts[answer.fact].private else "",
        )
        for answer in rows.answers
    )
    return {
        "tables/diary.csv": _csv(("when (clock of the place)", "zone", "what", "value", "more"), diary),
        "tables/answers.csv": _csv(("when (UTC)", "question", "answer", "private"), answers),
    }


def plain_cell(value: object) -> str:
    """A cell that every spreadsheet shows as the words it holds: never a formula, nothing unseen in it."""
    text = UNSEEN.sub("", str(value))
    return f"'{text}" if text.lstrip(" \u00a0").startswith(FORMULA) else text


def _latest(events: Iterable[EventRow]) -> list[EventRow]:
    last: dict[Any, EventRow] = {}
    for event in events:
        if event.thread not in last or event.version > last[event.thread].version:
            last[event.thread] = event
    return sorted((one for one in last.values() if not one.withdrawn), key=lambda one: (one.happened_at, str(one.key)))


def _told(event: EventRow) -> tuple[str, str]:
    """The first field of the entry, and the others as `name: value`."""
    fields = {name: value for name, value in event.data.items() if value not in ("", None) and name != "session"}
    (first, *rest) = fields.items() if fields else (("", ""),)
    return _plain(first[1]), "; ".join(f"{name}: {_plain(value)}" for name, value in rest)


def _plain(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(_plain, value))
    return " ".join(map(_plain, value.values())) if isinstance(value, dict) else str(value)


def _csv(head: tuple[str, ...], lines: Iterable[tuple[object, ...]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(head)
    writer.writerows(map(plain_cell, line) for line in lines)
    return "\ufeff" + out.getvalue()  # without this sign a common spreadsheet takes the file for another encoding
