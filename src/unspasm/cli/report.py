"""`unspasm report`: one page for a clinician."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import IO, Annotated

import typer

from unspasm.cli.filing import write_file
from unspasm.cli.refusal import knowledge_or_refuse, refuse
from unspasm.cli.serve import prepare_storage

USUAL_DAYS = 90


def report(
    file: Annotated[
        str, typer.Argument(metavar="[FILE]", help="Where to: .pdf, or .html; none gets a dated PDF.")
    ] = "",
    since: Annotated[str, typer.Option(metavar="DAY", help="The first day, such as 2026-01-31.")] = "",
    until: Annotated[str, typer.Option(metavar="DAY", help="The last day; today if it is not given.")] = "",
    add: Annotated[list[str] | None, typer.Option("--with", metavar="PART", help="Also notes, details.")] = None,
    leave: Annotated[list[str] | None, typer.Option("--without", metavar="PART", help="Leave a part out.")] = None,
    private: Annotated[bool, typer.Option("--private", help="Also answers that are marked as private.")] = False,
    name: Annotated[str, typer.Option(help="A name to put at the top; it is kept nowhere.")] = "",
    say: Annotated[str, typer.Option(help="What you want to say, in your own words; it is kept nowhere.")] = "",
    force: Annotated[bool, typer.Option("--force", help="Write over a file that is there.")] = False,
) -> None:
    """Make one page for a clinician: danger signs, pain over time, medicines, what helped. Nothing is sent."""
    knowledge = knowledge_or_refuse()
    prepare_storage()
    from unspasm.handover.report.contents import SECTIONS, USUAL, Choices
    from unspasm.handover.report.gather import gather
    from unspasm.handover.report.page import page_of
    from unspasm.handover.report.pdf import pdf_of
    from unspasm.record.queries import local_person

    unknown = [part for part in (*(add or ()), *(leave or ())) if part not in SECTIONS]
    if unknown:
        refuse(f"There is no part called {unknown[0]!r}; the parts are {', '.join(SECTIONS)}.")
    now = datetime.now(UTC).astimezone()
    last = _day(until) or now.date()
    first = _day(since) or last - timedelta(days=USUAL_DAYS - 1)
    if first > last or last > now.date():
        refuse("The first day must not be after the last, and the last not after today.")
    target = Path(file or os.curdir)
    target = target / f"back-pain-{now:%Y-%m-%d}.pdf" if target.is_dir() else target
    if target.suffix.lower() not in (".pdf", ".html"):
        refuse(f"{target} must end in .pdf or .html.")
    sections = (USUAL | set(add or ())) - set(leave or ())
    choices = Choices(first, last, frozenset(sections), private, name, say)
    made = gather(local_person(), choices, knowledge, now=now)
    is_pdf = target.suffix.lower() == ".pdf"
    content = pdf_of(made, made_at=now) if is_pdf else page_of(made)
    write_file(target, lambda out: _write(out, content), force=force)
    kept = "Private answers are in it." if private else "Private answers are left out."
    typer.echo(f"The page is in {target}. {kept} Read it before you give it away.")


def _write(out: IO[bytes], content: bytes) -> None:
    out.write(content)


def _day(words: str) -> date | None:
    try:
        return date.fromisoformat(words) if words else None
    except ValueError:
        refuse(f"{words!r} is not a day we can read; write it as 2026-01-31.")
