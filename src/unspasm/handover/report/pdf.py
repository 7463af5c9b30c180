"""The report as a tagged PDF (PDF/UA-1), made by Typst with faces of our own, without a network."""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path

import typst

from unspasm.handover.report.contents import Report

HERE = Path(__file__).parent
FACES, PAGE = HERE / "fonts", HERE / "report.typ"
MISSING = re.compile(r'the text `"(?P<sign>.+?)"` could not be displayed')
HOLE = "□"
MOST_SCRIPTS = 24
SAID = "Some letters cannot be printed here and stand as □; the page on the screen shows them."


def pdf_of(report: Report, *, made_at: datetime) -> bytes:
    """The PDF. Letters that no face here has are shown as a square, and the page says so. made_at: aware."""
    try:
        return _compile(report, made_at, whole_system=False)
    except typst.TypstError as error:
        if not MISSING.search(str(error)):
            raise
    holes: set[str] = set()
    for _ in range(MOST_SCRIPTS):
        try:
            return _compile(_without(report, holes), made_at, whole_system=True)
        except typst.TypstError as error:
            found = MISSING.search(str(error))
            if not found:
                raise
            holes |= {_script(sign) for sign in found["sign"] if not sign.isascii()}
    return _compile(_without(report, None), made_at, whole_system=False)


def _compile(report: Report, made_at: datetime, *, whole_system: bool) -> bytes:
    """whole_system: whether faces of this computer are asked where ours have no letter."""
    done = typst.compile(
        str(PAGE), root=str(HERE), format="pdf", font_paths=[str(FACES)], ignore_system_fonts=not whole_system,
        sys_inputs={"data": json.dumps(asdict(report), default=str)}, pdf_standards=["ua-1"],
        timestamp=int(made_at.timestamp()),
    )  # fmt: skip
    if not isinstance(done, bytes):
        raise TypeError("one document was asked for")
    return done


def _script(sign: str) -> str:
    """What a letter belongs to: the first word of its name, or its category where it has none."""
    return unicodedata.name(sign, unicodedata.category(sign)).split()[0]


def _without(report: Report, holes: set[str] | None) -> Report:
    """The report with a square for every letter of these scripts; None: for all that is not Latin."""
    if holes == set():
        return report

    def is_hole(sign: str) -> bool:
        if sign.isascii():
            return False
        return ord(sign) > 0x2FF and sign not in "−–—’‘“”…•□" if holes is None else _script(sign) in holes

    def filled(value: object) -> object:
        if isinstance(value, str):
            return re.sub(f"{HOLE}+", HOLE, "".join(HOLE if is_hole(sign) else sign for sign in value))
        if isinstance(value, tuple):
            return tuple(filled(one) for one in value)
        return value

    words = {name: filled(getattr(report, name)) for name in ("name", "about", "goals", "message", "notes")}
    medicines = report.medicines and tuple(replace(m, name=str(filled(m.name))) for m in report.medicines)
    details = tuple(replace(one, rows=filled(one.rows)) for one in report.details)  # type: ignore[arg-type]
    return replace(report, **words, medicines=medicines, details=details, unseen=(SAID,))  # type: ignore[arg-type]
