"""`./run` and `./test` are plain POSIX shell, and say in one sentence what is missing."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SCRIPTS = ("run", "test", "scripts/setup.sh")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """The two commands and what they read, without an environment."""
    (tmp_path / "scripts").mkdir()
    for name in (*SCRIPTS, "pyproject.toml", "requirements.lock", "requirements-test.lock"):
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def start(checkout: Path, python: str) -> subprocess.CompletedProcess[str]:
    """`./run --setup` where `python3` is the given shell script and no other Python is found."""
    folder = checkout / "bin"
    folder.mkdir()
    for name in ("python3", "python3.11", "python3.12", "python3.13"):
        (folder / name).write_text(f"#!/bin/sh\n{python}\n")
        (folder / name).chmod(0o755)
    environment = {"PATH": f"{folder}{os.pathsep}/usr/bin{os.pathsep}/bin", "HOME": str(checkout)}
    return subprocess.run(
        ["/bin/sh", "run", "--setup"], cwd=checkout, env=environment, capture_output=True, text=True, timeout=60
    )


@pytest.mark.parametrize("name", ["run", "test", ".ci/run"])
def test_a_command_can_be_started(name: str) -> None:
    assert os.access(ROOT / name, os.X_OK)


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_command_is_readable_by_a_plain_shell(name: str) -> None:
    subprocess.run(["/bin/sh", "-n", str(ROOT / name)], check=True)


def test_an_old_python_is_named_with_the_line_that_helps(checkout: Path) -> None:
    result = start(checkout, "exit 1")
    assert result.returncode == 1
    assert result.stderr.strip().count("\n") == 0
    assert "Python 3.11 or newer" in result.stderr
    assert "apt install python3" in result.stderr


def test_a_missing_venv_module_is_named_with_the_line_that_helps(checkout: Path) -> None:
    result = start(checkout, 'case "$*" in *ensurepip*) exit 1 ;; *) exit 0 ;; esac')
    assert result.returncode == 1
    assert result.stderr.strip().count("\n") == 0
    assert "apt install python3-venv" in result.stderr


def test_packages_that_cannot_be_had_end_in_one_sentence_after_the_last_lines(checkout: Path) -> None:
    (checkout / "requirements.lock").write_text("no-such-package==1.0 --hash=sha256:" + "0" * 64 + "\n")
    (checkout / ".venv/bin").mkdir(parents=True)
    fake = checkout / ".venv/bin/python"
    fake.write_text('#!/bin/sh\ncase "$*" in *"pip install"*) echo "No such package"; exit 1 ;; esac\n')
    fake.chmod(0o755)
    result = start(checkout, "exit 0")
    assert result.returncode == 1
    assert "could not be installed" in result.stderr
    assert "No such package" in result.stderr
    assert not list((checkout / ".venv").glob("*.stamp"))


def test_a_second_start_does_nothing_while_the_lock_is_the_same(checkout: Path) -> None:
    (checkout / ".venv/bin").mkdir(parents=True)
    for name in ("python", "unspasm"):
        fake = checkout / ".venv/bin" / name
        fake.write_text("#!/bin/sh\necho same\n")
        fake.chmod(0o755)
    first = start(checkout, "exit 0")
    assert "Installing" in first.stdout
    shutil.rmtree(checkout / "bin")
    second = start(checkout, "exit 0")
    assert second.returncode == 0
    assert "Installing" not in second.stdout
    (checkout / "requirements.lock").write_text("# changed\n")
    shutil.rmtree(checkout / "bin")
    assert "Installing" in start(checkout, "exit 0").stdout
