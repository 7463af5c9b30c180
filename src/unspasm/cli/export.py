"""`unspasm export`: everything that was told, in one archive or as FHIR; or the knowledge, for other engines."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated

import typer

from unspasm.cli.filing import write_file
from unspasm.cli.refusal import knowledge_or_refuse, refuse
from unspasm.cli.serve import prepare_storage

if TYPE_CHECKING:
    from unspasm.knowledge import Knowledge
    from unspasm.record.rows import Rows


def export(
    file: Annotated[str, typer.Argument(metavar="[FILE]", help="Where to; a folder, or none, gets a dated name.")] = "",
    force: Annotated[bool, typer.Option("--force", help="Write over a file that is there.")] = False,
    fhir: Annotated[bool, typer.Option("--fhir", help="As a FHIR R4 Bundle, for a clinic's system.")] = False,
    private: Annotated[bool, typer.Option("--private", help="With --fhir: private answers, too.")] = False,
    knowledge: Annotated[
        Path | None,
        typer.Option("--knowledge", metavar="DIR", help="The questions and rules as FHIR; nothing of yours."),
    ] = None,
) -> None:
    """Write everything you told, private answers too, into one archive that you can read and bring in elsewhere.

    With --fhir: a FHIR R4 Bundle without private answers.
    """
    if private and not fhir:
        refuse("--private belongs to --fhir: an archive always holds everything.")
    known = knowledge_or_refuse()
    if knowledge is not None:
        _export_knowledge(knowledge, known, force=force)
        return
    prepare_storage()
    from unspasm.handover.archive import name_of_archive, write_archive
    from unspasm.record.queries import everything, local_person

    now = datetime.now(UTC)
    target = Path(file or os.curdir)
    rows = everything(local_person())
    if fhir:
        _export_fhir(target, rows, now, private=private, force=force)
        return
    target = target / name_of_archive(now) if target.is_dir() else target
    write_file(target, lambda out: write_archive(out, rows, now=now), force=force)
    typer.echo(f"Everything is in {target}. It holds health data, private answers too: keep it safe.")


def _export_knowledge(folder: Path, known: Knowledge, *, force: bool) -> None:
    from unspasm.fhir.package import knowledge_package

    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        refuse(f"{folder} cannot be made: {error.strerror or error}.")
    for name, resource in knowledge_package(known, datetime.now(UTC)).items():
        text = json.dumps(resource, indent=1).encode()
        write_file(folder / name, partial(_write, text), force=force)
    typer.echo(f"Questions and rules are in {folder}, as FHIR R4. No clinician has reviewed them.")


def _write(text: bytes, out: IO[bytes]) -> None:
    out.write(text)


def _export_fhir(target: Path, rows: Rows, now: datetime, *, private: bool, force: bool) -> None:
    from unspasm.handover.fhir_out import name_of_bundle, stays_behind, write_bundle

    target = target / name_of_bundle(now) if target.is_dir() else target
    write_file(target, lambda out: write_bundle(out, rows, now=now, private=private), force=force)
    typer.echo(f"A FHIR R4 Bundle is in {target}. It holds health data: keep it safe. It does not hold:")
    for line in stays_behind(rows, private=private):
        typer.echo(f"  - {line}")
