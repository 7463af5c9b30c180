"""Makes the data folder and brings the database up to date: all that has to happen before the first page."""

from __future__ import annotations

import os

import django
from django.conf import settings


def prepare() -> None:
    """Ready to serve: settings loaded, folder made, tables as this version needs them. Safe to repeat."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "unspasm.config.settings")
    django.setup()
    from unspasm.config.paths import make_private

    make_private(settings.DATA_FOLDER)
    _migrate()


def _migrate() -> None:
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", interactive=False, verbosity=0)
    connection.close()
