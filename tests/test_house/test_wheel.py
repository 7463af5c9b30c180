"""The built wheel is whole: what `pipx install` gives is what the checkout has."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from scripts.detector import __main__ as detector

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src"
CARRIED = {".toml", ".csv", ".json", ".html", ".txt", ".css", ".js", ".svg", ".webmanifest", ".woff2", ".py", ".typed"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    out = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(out), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True, text=True, timeout=120)
    return zipfile.ZipFile(next(out.glob("*.whl")))


def test_every_file_of_the_package_is_in_the_wheel(wheel: zipfile.ZipFile) -> None:
    here = {
        path.relative_to(PACKAGE).as_posix()
        for path in (PACKAGE / "unspasm").rglob("*")
        if path.suffix in CARRIED and "__pycache__" not in path.parts and "staticfiles" not in path.parts
    }
    assert here <= set(wheel.namelist())


@pytest.mark.skipif(not detector.is_complete(), reason="python -m scripts.detector")
def test_the_detector_of_the_coach_is_in_the_wheel_with_its_licence(wheel: zipfile.ZipFile) -> None:
    folder = "unspasm/web/static/unspasm/detector/"
    assert {f"{folder}{name}" for name in (*detector.COPIED, detector.TASK, *detector.NOTES)} <= set(wheel.namelist())


def test_the_wheel_brings_the_knowledge_and_the_command(wheel: zipfile.ZipFile) -> None:
    names = wheel.namelist()
    assert "unspasm/knowledge/sources.toml" in names
    assert sum(name.startswith("unspasm/knowledge/rules/") for name in names) > 10
    entry_points = next(name for name in names if name.endswith("entry_points.txt"))
    assert "unspasm = unspasm.cli:main" in wheel.read(entry_points).decode()


def test_the_command_works_from_the_wheel_alone(wheel: zipfile.ZipFile, tmp_path: Path) -> None:
    wheel.extractall(tmp_path)
    command = [sys.executable, "-m", "unspasm", "check", "--answers", "-", "--json"]
    result = subprocess.run(
        command,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        input='{"saddle_numb": "yes"}',
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert result.returncode == 0, result.stderr
    assert json.loads(result.stdout)["disposition"] == "emergency"


def test_the_wheel_holds_both_licences_and_no_tests(wheel: zipfile.ZipFile) -> None:
    names = wheel.namelist()
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert any(name.endswith("licenses/LICENSE-CONTENT") for name in names)
    assert not any(name.startswith("tests/") for name in names)
