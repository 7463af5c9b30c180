"""Set before Django starts: tests keep out of the person's own data folder."""

import atexit
import os
import shutil
import tempfile

FOLDER = tempfile.mkdtemp(prefix="unspasm-tests-")
atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)
os.environ["UNSPASM_DATA_DIR"] = FOLDER
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # the browser driver keeps an event loop in this thread
