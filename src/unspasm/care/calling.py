"""Telephone numbers of the country that the person chose. A country is never guessed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from unspasm.knowledge import Knowledge

UNKNOWN = "your local emergency number"
PURPOSES = {
    "emergency": "Emergency",
    "nurse_line": "Nurse or doctor line, not an emergency",
    "crisis": "If you think of harming yourself, or are in despair",
    "poison": "Poison advice",
}


@dataclass(frozen=True)
class Number:
    """One telephone number. `dial` is empty where it cannot be dialled as written."""

    shown: str
    words: str
    dial: str
    by_text: bool


@dataclass(frozen=True)
class Group:
    """The numbers for one purpose, and what to do where there is none."""

    purpose: str
    title: str
    numbers: tuple[Number, ...]
    note: str


@dataclass(frozen=True)
class Calling:
    """What to call from here. `old` asks the person to check the numbers; empty while they are fresh."""

    country: str
    country_id: str
    emergency: str
    dial: str
    groups: tuple[Group, ...]
    old: str
    first_rule: str

    @property
    def known(self) -> bool:
        """Whether the person chose a country that has a number."""
        return bool(self.dial)

    def fill(self, text: str) -> str:
        """The text with `{number}` replaced by the number, or by words where there is none."""
        return text.replace("{number}", self.emergency)

    def group(self, purpose: str) -> Group | None:
        """The numbers for this purpose, if there are any."""
        return next((group for group in self.groups if group.purpose == purpose), None)


def countries(knowledge: Knowledge) -> tuple[tuple[str, str], ...]:
    """(id, name) of each country that has numbers, by name."""
    rows = (row for row in _table(knowledge)["country"] if row.get("emergency"))
    return tuple(sorted(((row["id"], row["name"]) for row in rows), key=lambda pair: pair[1]))


def calling(country_id: str, knowledge: Knowledge, today: date) -> Calling:
    """The numbers for this country id; words only where it is empty or unknown."""
    table = _table(knowledge)
    first_rule = str(table.get("first_rule", ""))
    row = next((row for row in table["country"] if row["id"] == country_id and row.get("emergency")), None)
    if row is None:
        return Calling("", "", UNKNOWN, "", (), "", first_rule)
    old = str(table.get("expired_words", "check this number")) if today > checked(knowledge)["expires_on"] else ""
    return Calling(
        country=row["name"], country_id=row["id"], emergency=row.get("emergency_words") or row["emergency"],
        dial=_dial(row["emergency"]), groups=_groups(row), old=old, first_rule=first_rule,
    )  # fmt: skip


def emergency_numbers(knowledge: Knowledge) -> list[tuple[str, str, str]]:
    """(country, number as shown, digits to dial) of every country, for a page that knows no choice."""
    rows = [row for row in _table(knowledge)["country"] if row.get("emergency")]
    return sorted(
        (row["name"], row.get("emergency_words") or row["emergency"], _dial(row["emergency"])) for row in rows
    )


def checked(knowledge: Knowledge) -> dict[str, date]:
    """When the numbers were checked, and when they expire."""
    on: date = _table(knowledge)["checked_on"]
    return {"checked_on": on, "expires_on": on + timedelta(days=_table(knowledge)["expires_after_days"])}


def _table(knowledge: Knowledge) -> Mapping[str, Any]:
    table: Mapping[str, Any] = knowledge.tables["phone_numbers"]
    return table


def _groups(row: Mapping[str, Any]) -> tuple[Group, ...]:
    notes: Mapping[str, str] = row.get("notes", {})
    groups = []
    for purpose, title in PURPOSES.items():
        numbers = tuple(
            Number(n["number"], n.get("words", ""), _dial(n["number"]), bool(n.get("text")) and "call" not in n.get("words", "").lower())
            for n in row.get("number", ())
            if n["purpose"] == purpose and n.get("show") is True
        )  # fmt: skip
        if numbers or purpose in notes:
            groups.append(Group(purpose, title, numbers, notes.get(purpose, "")))
    return tuple(groups)


def _dial(shown: str) -> str:
    """The digits to dial; empty where the text is more than a number ("111, option 2" dials 111)."""
    head = shown.split(",")[0].strip()
    return re.sub(r"[\s-]", "", head) if re.fullmatch(r"\+?[\d\s-]+", head) else ""
