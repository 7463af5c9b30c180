"""The import contract names every pure package that exists."""

from __future__ import annotations

import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
PURE = ("knowledge", "care", "learn", "fhir")


def test_every_pure_package_is_under_the_pure_contract() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    here = {f"unspasm.{name}" for name in PURE if list((ROOT / "src/unspasm" / name).glob("*.py"))}
    for contract in contracts:
        if contract["id"] in ("pure", "no-chance-no-network"):
            assert here <= set(contract["source_modules"]), contract["name"]
