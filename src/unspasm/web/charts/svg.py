"""Pieces of a chart: numbers, the frame around the drawing, the key and the table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

SQUARE = '<rect class="c-session" x="{x}" y="{y}" width="{side}" height="{side}"/>'


@dataclass(frozen=True)
class Row:
    """One line of the table. x: where it stands in the drawing, for the read-out; None where it has no place."""

    cells: tuple[str, ...]
    x: float | None = None


def number(value: float) -> str:
    """A coordinate: one decimal at most, no trailing zero."""
    text = f"{value:.1f}"
    return text[:-2] if text.endswith(".0") else text


def points(value: float) -> str:
    """Points of pain as people write them: 4, 4.5, 0.3."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def counted(count: int, one: str) -> str:
    """`1 score`, `2 scores`."""
    return f"{count:,} {one}" if count == 1 else f"{count:,} {one}s"


def square(x: float, y: float, side: float = 9) -> str:
    """A hollow square with its middle here: a session."""
    half = side / 2
    return SQUARE.format(x=number(x - half), y=number(y - half), side=number(side))


def diamond(x: float, y: float, half: float = 5.5) -> str:
    """A filled diamond with its middle here: a dose."""
    h = number(half)
    return f'<path class="c-dose" d="M{number(x)} {number(y - half)}l{h} {h}-{h} {h}-{h}-{h}Z"/>'


def text(x: float, y: float, words: str, anchor: str = "") -> str:
    """Words in the drawing. anchor: `middle` or `end`."""
    place = f' text-anchor="{anchor}"' if anchor else ""
    return f'<text x="{number(x)}" y="{number(y)}"{place}>{escape(words)}</text>'


def key_item(drawing: str, words: str) -> str:
    """One entry of the key: a small drawing of 24 by 16, and what it stands for."""
    return f'<li><svg viewBox="0 0 24 16" aria-hidden="true" focusable="false">{drawing}</svg>{escape(words)}</li>'


def figure(
    drawing: str,
    *,
    name: str,
    size: tuple[float, float],
    title: str,
    sentence: str,
    heads: Sequence[str],
    rows: Sequence[Row],
    key: Iterable[str] = (),
    kind: str = "",
    readable: bool = False,
    table_title: str = "The numbers as a table",
) -> SafeString:
    """The whole chart as HTML.

    drawing: markup of our own, already escaped. name: keeps ids apart from other charts on the page. size: of the
    drawing. readable: whether the rows can be read out along the drawing.
    """
    width, height = size
    svg = (
        f'<svg class="chart {kind}" viewBox="0 0 {number(width)} {number(height)}" role="img" '
        f'aria-labelledby="{name}-t {name}-d"><title id="{name}-t">{escape(title)}</title>'
        f'<desc id="{name}-d">{escape(sentence)}</desc>{drawing}</svg>'
    )
    if readable:
        svg = (
            f'<chart-reader data-label="{escape(title)}: read it with the arrow keys">{svg}'
            '<p class="chart-says" role="status" data-hint="Slide along the chart to read it."></p></chart-reader>'
        )
    listed = "".join(key)
    return mark_safe(  # noqa: S308  (our own markup; every word that comes in is escaped)
        f'<figure class="chart-figure" id="{name}"><figcaption><span class="chart-title">{escape(title)}</span> '
        f"{escape(sentence)}</figcaption>{svg}"
        + (f'<ul class="chart-key">{listed}</ul>' if listed else "")
        + f'<details class="chart-table"><summary>{escape(table_title)}</summary>{_table(heads, rows, title)}</details>'
        "</figure>"
    )


def _table(heads: Sequence[str], rows: Sequence[Row], title: str) -> str:
    top = "".join(f'<th scope="col">{escape(head)}</th>' for head in heads)
    body = "".join(map(_row, rows)) or f'<tr><td colspan="{len(heads)}">Nothing in this time.</td></tr>'
    return (
        f'<div class="table-wrap" tabindex="0" role="region" aria-label="{escape(title)}: table"><table>'
        f"<thead><tr>{top}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _row(row: Row) -> str:
    place = "" if row.x is None else f' data-x="{number(row.x)}"'
    first, *rest = row.cells
    cells = "".join(f"<td>{escape(cell)}</td>" for cell in rest)
    return f'<tr{place}><th scope="row">{escape(first)}</th>{cells}</tr>'
