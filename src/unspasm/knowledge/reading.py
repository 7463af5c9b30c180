"""Reads TOML tables field by field and says what to mend: file, field, cure."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from unspasm.knowledge.items import MARKS, Item


class KnowledgeError(ValueError):
    """A knowledge file that cannot be used; the message names file, field and cure."""


def read_toml(path: Path) -> dict[str, Any]:
    """The file as a table. Raises KnowledgeError if it is missing, half-written or not TOML."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise KnowledgeError(f"{path.name}: the file is missing; put it back or reinstall Unspasm") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise KnowledgeError(f"{path.parent.name}/{path.name}: not valid TOML ({error}); mend that line") from None


@dataclass(frozen=True)
class Table:
    """One table of a knowledge file, with its place for error messages."""

    where: str
    fields: Mapping[str, Any]

    def text(self, name: str, default: str | None = None) -> str:
        """A piece of text. Raises KnowledgeError if it is missing and has no default."""
        return str(self._get(name, str, default)).strip()

    def words(self, name: str) -> tuple[str, ...]:
        """A list of texts; empty if it is not there."""
        values = self._get(name, list, [])
        if not all(isinstance(value, str) for value in values):
            raise KnowledgeError(f"{self.where}: {name} must be a list of texts")
        return tuple(values)

    def flag(self, name: str) -> bool:
        """A true or false; false if it is not there."""
        return bool(self._get(name, bool, False))

    def number(self, name: str, default: int = 0) -> int:
        """A whole number."""
        return int(self._get(name, int, default))

    def tables(self, name: str) -> list[Table]:
        """A list of tables, each with its own place."""
        rows = self._get(name, list, [])
        return [Table(f"{self.where}, {name} {number}", row) for number, row in enumerate(rows, 1)]

    def above_0(self, name: str) -> int:
        """A whole number above 0."""
        number = self.number(name)
        if number <= 0:
            raise self.fail(f"{name} must be a whole number above 0")
        return number

    def section(self, name: str) -> Table:
        """A table within this one. Raises KnowledgeError if it is missing."""
        fields = self.fields.get(name)
        if not isinstance(fields, dict):
            raise self.fail(f"[{name}] is missing; add it")
        return Table(f"{self.where}, {name}", fields)

    def sourced_section(self, name: str, sources: Mapping[str, Any]) -> Table:
        """A table within this one that carries a mark, and sources that are known."""
        table = self.section(name)
        keys = table.words("sources")
        unknown = [key for key in keys if key not in sources]
        if unknown or not keys:
            raise table.fail(f"sources: {', '.join(unknown) or 'none given'}; name keys of sources.toml")
        table.text("mark")
        return table

    def choice(self, name: str, options: tuple[str, ...], default: str | None = None) -> str:
        """A text that must be one of the options."""
        value = self.text(name, default)
        if value not in options:
            raise KnowledgeError(f"{self.where}: {name} is {value!r}; use one of {', '.join(options)}")
        return value

    def fail(self, message: str) -> KnowledgeError:
        """An error at this place, to be raised by the caller."""
        return KnowledgeError(f"{self.where}: {message}")

    def _get(self, name: str, kind: type, default: Any) -> Any:
        value = self.fields.get(name, default)
        if value is None:
            raise KnowledgeError(f"{self.where}: {name} is missing; add it")
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise KnowledgeError(f"{self.where}: {name} must be {kind.__name__}, not {type(value).__name__}")
        return value


def read_folder(folder: Path) -> list[Table]:
    """Every TOML file of a folder, by name; each must carry its own name as `id`."""
    tables = []
    for path in sorted(folder.glob("*.toml")):
        table = Table(f"{folder.name}/{path.name}", read_toml(path))
        if table.text("id") != path.stem:
            raise table.fail(f"id is {table.text('id')!r}; make it {path.stem!r}, the name of the file")
        tables.append(table)
    return tables


def read_item(table: Table, kind: str, sources: Mapping[str, Any]) -> Item:
    """The described item in a table, its sources checked against the list of sources."""
    keys = table.words("sources")
    if not keys:
        raise table.fail("sources is empty; name at least one key of sources.toml")
    unknown = [key for key in keys if key not in sources]
    if unknown:
        raise table.fail(f"sources.toml has no {', '.join(unknown)}; add it there or correct the key")
    review = table.fields.get("next_review")
    if not isinstance(review, date):
        raise table.fail("next_review is missing; give a date such as 2027-05-23")
    written, checked = table.text("written_by", "Unspasm contributors"), table.text("checked_by", "")
    if checked and checked == written:
        raise table.fail("written_by and checked_by are the same; a second person must check")
    return Item(
        kind=kind,
        id=table.text("id"),
        title=table.text("title"),
        sources=keys,
        mark=table.choice("mark", MARKS),
        next_review=review,
        written_by=written,
        checked_by=checked,
        fields=dict(table.fields),
    )
