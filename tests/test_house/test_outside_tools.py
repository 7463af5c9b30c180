"""The validators that others wrote are pinned, come from no named address, and reach nobody who runs the app."""

from __future__ import annotations

import json
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "outside"
PACKAGE = json.loads((FOLDER / "package.json").read_text(encoding="utf-8"))
LOCK_TEXT = (FOLDER / "package-lock.json").read_text(encoding="utf-8")
LOCK = json.loads(LOCK_TEXT)


def test_the_lock_names_no_address() -> None:
    assert "resolved" not in LOCK_TEXT
    assert "://" not in LOCK_TEXT
    assert "file:" not in LOCK_TEXT


def test_every_locked_package_carries_its_hash_and_every_one_is_pinned() -> None:
    # What is bundled lies inside a package that has its hash.
    packages = {name: package for name, package in LOCK["packages"].items() if name and not package.get("inBundle")}
    assert [name for name, package in packages.items() if not package["integrity"].startswith("sha512-")] == []
    for name, version in PACKAGE["dependencies"].items():
        assert LOCK["packages"][f"node_modules/{name}"]["version"] == version
    assert PACKAGE["private"] is True
