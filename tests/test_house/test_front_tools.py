"""The tools that check the browser scripts are pinned, come from no named address, and reach nobody who runs the app."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
LOCK_TEXT = (ROOT / "package-lock.json").read_text(encoding="utf-8")
LOCK = json.loads(LOCK_TEXT)
SYSTEM = ("sh", "cat", "cksum", "grep", "rm", "sed", "sleep", "dirname", "printf", "env")


def test_the_lock_names_no_address() -> None:
    assert "resolved" not in LOCK_TEXT
    assert "://" not in LOCK_TEXT
    assert "file:" not in LOCK_TEXT


def test_every_locked_package_carries_its_hash() -> None:
    packages = {name: package for name, package in LOCK["packages"].items() if name}
    assert packages
    assert [name for name, package in packages.items() if not package["integrity"].startswith("sha512-")] == []


def test_only_checks_need_packages_and_every_one_is_pinned() -> None:
    assert "dependencies" not in PACKAGE
    assert PACKAGE["private"] is True
    for name, version in PACKAGE["devDependencies"].items():
        assert LOCK["packages"][f"node_modules/{name}"]["version"] == version
    assert LOCK["packages"][""]["devDependencies"] == PACKAGE["devDependencies"]


def test_every_platform_finds_its_linter_in_the_lock() -> None:
    wanted = LOCK["packages"]["node_modules/@biomejs/biome"]["optionalDependencies"]
    assert [name for name in wanted if f"node_modules/{name}" not in LOCK["packages"]] == []


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """`./test` with tools that do nothing, on a machine where only the plainest commands are found."""
    for name in ("test", "pyproject.toml", "requirements.lock", "requirements-test.lock", "package-lock.json"):
        shutil.copy(ROOT / name, tmp_path / name)
    (tmp_path / "scripts").mkdir()
    shutil.copy(ROOT / "scripts/setup.sh", tmp_path / "scripts/setup.sh")
    (tmp_path / ".venv/bin").mkdir(parents=True)
    (tmp_path / "bin").mkdir()
    tools = [f".venv/bin/{name}" for name in ("python", "unspasm", "ruff", "mypy", "lint-imports", "pytest")]
    for name in (*tools, "bin/python3", "bin/chromium"):
        fake(tmp_path / name, "exit 0")
    for name in SYSTEM:
        (tmp_path / "bin" / name).symlink_to(str(shutil.which(name)))
    return tmp_path


def fake(path: Path, script: str) -> None:
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


def run(checkout: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": str(checkout / "bin"), "UNSPASM_CHROMIUM": str(checkout / "bin/chromium"), **more}
    command = ["/bin/sh", "test", *arguments]
    return subprocess.run(command, cwd=checkout, env=environment, capture_output=True, text=True, timeout=60)


def add_node(checkout: Path, npm: str) -> None:
    fake(checkout / "bin/node", "exit 0")
    fake(checkout / "bin/npm", npm)


def test_without_node_one_line_says_what_was_left_out(checkout: Path) -> None:
    result = run(checkout)
    assert result.returncode == 0, result.stderr
    lines = [line for line in result.stdout.splitlines() if "Node" in line]
    assert lines == ["No Node, so the checks of the browser scripts were left out. Get it with: apt install nodejs npm"]
    assert "== Tests" in result.stdout


def test_without_node_ci_fails(checkout: Path) -> None:
    result = run(checkout, CI="true")
    assert result.returncode == 1
    assert "CI must check the browser scripts" in result.stderr


def test_with_node_the_scripts_are_checked_and_their_tools_fetched_once(checkout: Path) -> None:
    fetch = 'case "$1" in ci) : >node_modules/.package-lock.json ;; esac'
    add_node(checkout, f'echo "npm $*"; {fetch}')
    (checkout / "node_modules").mkdir()
    os.utime(checkout / "package-lock.json", (1, 1))
    first, second = run(checkout), run(checkout)
    assert first.returncode == second.returncode == 0, first.stderr + second.stderr
    assert "npm ci" in first.stdout
    assert "npm ci" not in second.stdout
    assert "npm run --silent front" in second.stdout


def test_a_script_that_fails_its_checks_fails_the_whole(checkout: Path) -> None:
    add_node(checkout, 'case "$1" in run) exit 1 ;; esac')
    result = run(checkout)
    assert result.returncode == 1
    assert "== Tests" not in result.stdout


def test_a_part_of_the_tests_needs_no_node(checkout: Path) -> None:
    result = run(checkout, "tests/spec", CI="true")
    assert result.returncode == 0, result.stderr
    assert "Node" not in result.stdout
