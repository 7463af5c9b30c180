"""The record as a Django app."""

from pathlib import Path

from django.apps import AppConfig
from django.conf import settings


class RecordConfig(AppConfig):
    """Tables of the record."""

    name = "unspasm.record"
    label = "record"
    verbose_name = "Record"

    def ready(self) -> None:
        """Makes the folder of the database, readable by its owner alone."""
        name = settings.DATABASES["default"]["NAME"]
        if isinstance(name, Path):
            name.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
