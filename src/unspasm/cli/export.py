"""`unspasm export`: everything that was told, in one archive."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from unspasm.cli.filing import write_file
from unspasm.cli.refusal import knowledge_or_refuse
from unspasm.cli.serve import prepare_storage


def export(
    file: Annotated[str, typer.Argument(metavar="[FILE]", help="Where to; a folder, or none, gets a dated name.")] = "",
    force: Annotated[bool, typer.Option("--force", help="Write over a file that is there.")] = False,
) -> None:
    """Write everything you told, private answers too, into one archive that you can read and bring in elsewhere."""
    knowledge_or_refuse()
    prepare_storage()
    from unspasm.handover.archive import name_of_archive, write_archive
    from unspasm.record.queries import everything, local_person

    now = datetime.now(UTC)
    target = Path(file or os.curdir)
    target = target / name_of_archive(now) if target.is_dir() else target
    rows = everything(local_person())
    write_file(target, lambda out: write_archive(out, rows, now=now), force=force)
    typer.echo(f"Everything is in {target}. It holds health data, private answers too: keep it safe.")
