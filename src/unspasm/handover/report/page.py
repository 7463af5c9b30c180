"""The report as HTML: the body for a page of ours, or one file that stands alone."""

from __future__ import annotations

from pathlib import Path

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from unspasm.handover.report.contents import Report

STYLE = Path(__file__).parents[1] / "static" / "unspasm" / "report.css"


def body_of(report: Report, *, top: int = 2) -> SafeString:
    """The report as an `article`. top: the level of its heading. Every word of a person is escaped; the two drawings are our own."""
    context = {
        "report": report,
        "top": top,
        "part": top + 1,
        "figure": mark_safe(report.pain.svg) if report.pain else "",  # noqa: S308  (drawn by us, words escaped there)
        "code": mark_safe(report.code.svg) if report.code else "",  # noqa: S308  (drawn by us)
    }
    return SafeString(render_to_string("unspasm/report/body.html", context))


def page_of(report: Report) -> bytes:
    """One file of HTML, ready to print: no script, nothing fetched."""
    style = mark_safe(STYLE.read_text())  # noqa: S308  (a file of ours)
    context = {"report": report, "body": body_of(report, top=1), "style": style}
    return render_to_string("unspasm/report/file.html", context).encode()
