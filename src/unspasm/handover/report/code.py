"""A code to scan: the facts of the page as short lines of plain text, as many as a phone can still read from paper."""

from __future__ import annotations

import io
from collections.abc import Iterator

import segno

from unspasm.handover.report.contents import Code, Report

MOST_BYTES = 1_300
"""Printed 40 mm wide, a code with this much has dots of a third of a millimetre: phones read it from paper."""


def code_of(report: Report) -> Code:
    """The code of this page. What has no room is named in it and on the page."""
    lines = ["UNSPASM 1", f"MADE {report.made}", f"TIME {report.period}"]
    left_out: list[str] = []
    for name, text in _lines(report):
        if _size([*lines, text, "LEFT OUT " + "x" * 60]) <= MOST_BYTES:
            lines.append(text)
        elif name not in left_out:
            left_out.append(name)
    if left_out:
        lines.append(f"LEFT OUT {', '.join(left_out)}")
    text = "\n".join(lines)
    drawn = io.BytesIO()
    segno.make_qr(text.encode(), error="l", boost_error=True).save(
        drawn, kind="svg", border=4, xmldecl=False, svgns=True, omitsize=True, dark="#000", light="#fff"
    )
    return Code(text, drawn.getvalue().decode(), tuple(left_out))


def _size(lines: list[str]) -> int:
    return len("\n".join(lines).encode())


def _lines(report: Report) -> Iterator[tuple[str, str]]:
    """(what it is about, line), the most important first."""
    if report.name:
        yield "name", f"NAME {report.name}"
    if report.about:
        yield "who and since when", f"WHO {'; '.join(f'{what.lower()} {words}' for what, words in report.about)}"
    if report.danger:
        danger = report.danger
        yield "danger signs", f"SCREEN {danger.level}; {danger.asked}"
        yield "danger signs", f"YES {'; '.join(danger.yes) or 'none'}"
        yield "danger signs", f"NOT SURE {'; '.join(danger.not_sure) or 'none'}"
        yield "danger signs", f"NO {len(danger.no) + danger.more_no} others"
    if report.pain:
        yield "pain over time", f"PAIN {' '.join(report.pain.lines[:2])}"
    for drug in report.medicines or ():
        flags = f"; {'; '.join(drug.flags)}" if drug.flags else ""
        yield "some medicines", f"TOOK {drug.name}: {drug.doses}, {drug.days}, {drug.total}, last {drug.last}{flags}"
    for goal in report.goals:
        yield "some goals", f"GOAL {goal}"
    for one in report.tried or ():
        yield "some of what was tried", f"TRIED {one.what}: {one.times}, {one.verdict}, {one.change}"
    if report.message:
        yield "the message", f"SAYS {' '.join(report.message.split())}"
    if report.tried_early:
        yield "what is not yet known", f"NOT YET KNOWN {'; '.join(report.tried_early)}"
    if report.likely:
        yield "what it is most like", f"LIKE {'; '.join(report.likely)}"
