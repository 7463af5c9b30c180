"""Static files under names that carry a hash of their content, straight from the package.

Nothing is collected or written: a checkout and a wheel work alike. `app.css` is served both as `app.css`
(asked again each time) and as `app.<hash>.css` (kept for ever).
"""

from __future__ import annotations

import hashlib
import posixpath
from functools import cache
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage
from whitenoise.middleware import WhiteNoiseMiddleware


@cache
def hashed_name(name: str) -> str:
    """`unspasm/app.css` -> `unspasm/app.0f3a6c21.css`. Raises FileNotFoundError if there is no such file."""
    found = finders.find(name)
    if not isinstance(found, str):
        raise FileNotFoundError(f"there is no static file {name}")
    return _with_hash(name, Path(found))


def _with_hash(name: str, path: Path) -> str:
    about = path.stat()
    stem, ending = posixpath.splitext(name)
    return f"{stem}.{_digest(path, about.st_mtime_ns, about.st_size)}{ending}"


@cache
def _digest(path: Path, changed_ns: int, size: int) -> str:
    """Read once for each state of the file: there are over a thousand sound files."""
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]


class HashedFiles(StaticFilesStorage):
    """Gives templates the hashed address of a static file."""

    def url(self, name: str | None) -> str:
        return super().url(hashed_name(name or ""))


class StaticFiles(WhiteNoiseMiddleware):
    """Serves each file under its plain name and under its hashed one."""

    def add_file_to_dictionary(self, url: str, path: str, stat_cache: Any = None) -> None:
        super().add_file_to_dictionary(url, path, stat_cache=stat_cache)
        self.files[_with_hash(url, Path(path))] = self.get_static_file(
            path, _with_hash(url, Path(path)), stat_cache=stat_cache
        )

    def immutable_file_test(self, path: str, url: str) -> bool:
        return url == self.static_prefix + posixpath.dirname(url[len(self.static_prefix) :]) + "/" + posixpath.basename(
            _with_hash(posixpath.basename(path), Path(path))
        )
