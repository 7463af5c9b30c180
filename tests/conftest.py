"""Set before Django starts: tests keep out of the person's own data folder, and have a database file of their own."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

import pytest

FOLDER = tempfile.mkdtemp(prefix="unspasm-tests-")
atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)
os.environ["UNSPASM_DATA_DIR"] = FOLDER
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # the browser driver keeps an event loop in this thread


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> None:
    """A file, as people have it. In memory, all threads of the server would share one connection and its transactions."""
    from django.conf import settings

    settings.DATABASES["default"]["TEST"]["NAME"] = str(Path(FOLDER) / "tests.sqlite3")
