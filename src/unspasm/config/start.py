"""Makes the data folder and brings the database up to date: all that has to happen before the first page."""

from __future__ import annotations

import multiprocessing
import os
import threading

import django
from django.conf import settings

from unspasm.config.storage import check_storage, said_plainly


def prepare() -> None:
    """Ready to serve: settings loaded, folder sound, tables as this version needs them. Safe to repeat.

    Raises StorageTrouble, whose message is for the person, if the data folder cannot be used.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "unspasm.config.settings")
    check_storage(settings.DATA_FOLDER)
    with said_plainly(settings.DATA_FOLDER):
        django.setup()
        _migrate()


def end_with_parent() -> None:
    """Lets this process end when the one that started it is gone, however that ended. No server is left behind."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def watch() -> None:
        parent.join()
        os._exit(0)

    threading.Thread(target=watch, name="end-with-parent", daemon=True).start()


def _migrate() -> None:
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", interactive=False, verbosity=0)
    connection.close()
