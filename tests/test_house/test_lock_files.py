"""The lock files name packages and hashes, and nothing of the machine that made them."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
RUNTIME, TEST = ROOT / "requirements.lock", ROOT / "requirements-test.lock"
PIN = re.compile(r"^(?P<name>[a-z0-9-]+)(?:\[[a-z,]+\])?==(?P<version>\S+)(?: ; .+?)? \\$")


def pins(lock: Path) -> dict[str, str]:
    """Package -> its version and hashes as text; on which systems and with which extras it is needed is left out."""
    found: dict[str, str] = {}
    name = ""
    for line in lock.read_text().splitlines():
        match = PIN.match(line)
        name = match["name"] if match else name
        kept = re.sub(r"\[[a-z,]+\]==", "==", line.split(" ; ")[0].rstrip(" \\"))
        found[name] = found.get(name, "") + kept + "\n"
    return found


def wanted(*extras: str) -> set[str]:
    """Names of the packages that pyproject.toml asks for."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    needed = list(project["dependencies"])
    for extra in extras:
        needed += project["optional-dependencies"][extra]
    names = {re.split(r"[\[<>=~! ]", need)[0].lower() for need in needed} | {"hatchling"}
    return {re.sub(r"[-_.]+", "-", name) for name in names}  # as the lock spells them


@pytest.mark.parametrize("lock", [RUNTIME, TEST], ids=lambda lock: lock.name)
def test_a_lock_holds_no_address_and_no_option(lock: Path) -> None:
    assert not re.search(r"://|--index|--extra-index|--find-links|--trusted-host|file:", lock.read_text())


@pytest.mark.parametrize("lock", [RUNTIME, TEST], ids=lambda lock: lock.name)
def test_every_pin_carries_a_hash(lock: Path) -> None:
    assert all("--hash=sha256:" in text for text in pins(lock).values())


def test_each_lock_holds_what_the_package_asks_for() -> None:
    assert wanted() <= pins(RUNTIME).keys()
    assert wanted("prove", "test") <= pins(TEST).keys()


def test_the_test_lock_holds_the_runtime_lock_unchanged() -> None:
    runtime, test = pins(RUNTIME), pins(TEST)
    differing = {name for name, text in runtime.items() if test.get(name) != text}
    assert not differing


def test_an_extra_stays_beside_its_pin() -> None:
    """A pin without the extra that another package asks for sends pip looking for a newer release of it."""
    assert "coverage[toml]==" in TEST.read_text()
