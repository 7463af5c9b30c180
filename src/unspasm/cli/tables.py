"""Tables of many people on disk, row by row: CSV, or Parquet with the extra `parquet`."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

from unspasm.cli.refusal import refuse
from unspasm.learn.diary import DiaryError
from unspasm.learn.reading import COLUMNS, Line, csv_lines, named

KINDS = (".csv", ".parquet")
ROWS = 10_000
"""Rows of a Parquet file in hand at a time."""


def tables_in(path: Path) -> list[Path]:
    """The tables of a folder in the order of their names, or the one file."""
    return sorted(file for file in path.iterdir() if file.suffix.lower() in KINDS) if path.is_dir() else [path]


def lines_of(path: Path) -> Iterator[Line]:
    """Every row of this table as text by the names of its columns. Raises DiaryError."""
    if path.suffix.lower() == ".parquet":
        yield from _parquet(path)
        return
    with path.open(encoding="utf-8-sig", newline="") as table:
        yield from csv_lines(table)


def _parquet(path: Path) -> Iterator[Line]:
    try:
        reader: Any = import_module("pyarrow.parquet")
    except ImportError:
        refuse("Parquet cannot be read here; install unspasm with the extra `parquet`, or save the table as CSV.")
    try:
        table = reader.ParquetFile(path)
    except import_module("pyarrow").ArrowInvalid:
        raise DiaryError("this is not a Parquet file") from None
    names = table.schema_arrow.names
    named(names)
    for batch in table.iter_batches(ROWS, columns=[name for name in COLUMNS if name in names]):
        for row in batch.to_pylist():
            yield {name: "" if value is None else str(value) for name, value in row.items()}
