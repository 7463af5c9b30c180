"""`unspasm backup` and `unspasm restore`: the whole database, also while the pages are open."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from unspasm.cli.filing import write_file
from unspasm.cli.refusal import refuse
from unspasm.cli.serve import prepare_storage


def backup(
    file: Annotated[str, typer.Argument(metavar="[FILE]", help="Where to; a folder, or none, gets a dated name.")] = "",
    force: Annotated[bool, typer.Option("--force", help="Write over a file that is there.")] = False,
) -> None:
    """Save the whole database into one file, also while Unspasm is open. `restore` puts it back."""
    prepare_storage()
    from django.conf import settings

    from unspasm.handover.arrival import Refused
    from unspasm.handover.backup import name_of_backup, write_backup

    now = datetime.now(UTC).astimezone()
    target = Path(file or os.curdir)
    target = target / name_of_backup(now) if target.is_dir() else target
    database, folder = Path(str(settings.DATABASES["default"]["NAME"])), settings.DATA_FOLDER / "arriving"
    try:
        write_file(target, lambda out: write_backup(out, database, folder, now=now), force=force)
    except Refused as error:
        refuse(str(error))
    typer.echo(f"The backup is in {target}. It holds health data, private answers too: keep it safe.")


def restore(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A file that `unspasm backup` made.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask first.")] = False,
) -> None:
    """Put a backup back: it replaces everything that is here. Ask first; nothing is changed by a file that is not sound."""
    prepare_storage()
    from django.conf import settings

    from unspasm.handover.arrival import Refused
    from unspasm.handover.backup import checked_backup
    from unspasm.handover.backup import restore as put_back

    database, folder = Path(str(settings.DATABASES["default"]["NAME"])), settings.DATA_FOLDER / "arriving"
    try:
        with Path(file).open("rb") as opened, checked_backup(opened, database, folder) as copy:
            question = "The file is sound. It replaces everything that you told Unspasm here. Go on?"
            if not yes and not typer.confirm(question):
                refuse("Nothing was changed.")
            put_back(copy, database)
    except OSError as error:
        refuse(f"{file} cannot be read: {error.strerror or error}.")
    except Refused as error:
        refuse(f"{file}: {error}")
    typer.echo("The backup is back in place.")
