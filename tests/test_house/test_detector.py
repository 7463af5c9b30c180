"""The detector of the camera coach: pinned, made the same way every time, whole in the wheel, and it calls nobody."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import struct
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from scripts.detector import __main__ as detector
from scripts.detector.flat import Old, Raw, Reading, Scalar, Table, Vector, floats, text, written
from scripts.detector.task import FINDS_A_PERSON, note_of, noted, task

HERE = detector.HERE
LOCK_TEXT = (HERE / "package-lock.json").read_text(encoding="utf-8")
LOCK = json.loads(LOCK_TEXT)["packages"]
CALLS = re.compile(rb"https?://[a-z0-9.-]+", re.IGNORECASE)
needs_detector = pytest.mark.skipif(not detector.is_complete(), reason="python -m scripts.detector")


def model(outputs: int = 5, buffers: int = 3) -> bytes:
    """A file that is built as a model is, with made-up weights."""
    held = [Table({0: Raw(bytes([n]) * 32, 32, align=16)}) for n in range(buffers)]
    subgraph = Table({0: Vector([]), 2: Raw(struct.pack(f"<{outputs}i", *range(outputs)), outputs)})
    return written(Table({0: Scalar("I", 3), 2: Vector([subgraph]), 3: text("made up"), 4: Vector(held)}), b"TFL3")


def test_the_lock_names_no_address_and_every_package_its_hash() -> None:
    assert "resolved" not in LOCK_TEXT
    assert "://" not in LOCK_TEXT
    assert "file:" not in LOCK_TEXT
    assert all(package["integrity"].startswith("sha512-") for name, package in LOCK.items() if name)


def test_the_engine_is_one_that_reports_to_nobody() -> None:
    """From 1.0.0 on it sends usage to its maker, without a switch."""
    wanted = json.loads((HERE / "package.json").read_text(encoding="utf-8"))["dependencies"]
    assert wanted["@mediapipe/tasks-vision"] == LOCK["node_modules/@mediapipe/tasks-vision"]["version"] == "0.10.35"
    assert all(re.fullmatch(r"[0-9.]+", version) for version in wanted.values())


def test_a_note_goes_in_front_and_no_byte_of_the_model_changes() -> None:
    old = model()
    new = noted(old, FINDS_A_PERSON)
    assert new.endswith(old)
    assert (len(new) - len(old)) % 16 == 0, "the weights stay aligned"
    root = Reading.root(new)
    assert root.number(0) == 3
    buffers = root.vector(4)
    assert len(buffers) == len(Reading.root(old).vector(4)) + 1
    (entry,) = root.vector(6)
    assert Reading(new, entry).number(1) == len(buffers) - 1
    at = Reading(new, buffers[-1]).target(0)
    assert at is not None
    assert (at + 4) % 16 == 0
    note = new[at + 4 : at + 4 + Reading(new, buffers[-1]).length(0)]
    assert note[4:8] == b"M001"
    assert note == note_of(FINDS_A_PERSON, 5)


def test_the_note_says_how_a_colour_becomes_a_number() -> None:
    note = note_of(FINDS_A_PERSON, 2)
    (subgraph,) = Reading.root(note).vector(3)
    (goes_in,) = Reading(note, subgraph).vector(2)
    assert len(Reading(note, subgraph).vector(3)) == 2
    (unit,) = Reading(note, goes_in).vector(4)
    scaling = Reading(note, Reading(note, unit).target(1) or 0)
    mean, sd = (struct.unpack_from("<f", note, (scaling.target(number) or 0) + 4)[0] for number in (0, 1))
    assert (mean, sd) == (127.5, 127.5)


def test_the_same_models_give_the_same_file() -> None:
    made = task(model(), model(7))
    assert made == task(model(), model(7))
    with zipfile.ZipFile(BytesIO(made)) as bundle:
        assert bundle.testzip() is None
        for info in bundle.infolist():
            assert info.compress_type == zipfile.ZIP_STORED
            name, extra = struct.unpack_from("<HH", made, info.header_offset + 26)
            assert (info.header_offset + 30 + name + extra) % 16 == 0


def test_what_is_no_model_is_refused() -> None:
    with pytest.raises(ValueError, match="not a TensorFlow Lite model"):
        noted(b"\0" * 64, FINDS_A_PERSON)


def test_offsets_never_point_back() -> None:
    shared = floats(1, 2)
    outer = Table({0: shared, 1: Vector([Table({0: shared})])})
    with pytest.raises(ValueError, match="forward"):
        written(outer, b"TEST")
    assert written(Table({0: Old(4)}), b"TEST", b"\0" * 8)


def test_without_node_one_line_says_so(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(detector, "is_complete", lambda: False)
    monkeypatch.setattr(shutil, "which", lambda name: None)
    assert detector.main() == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines == ["No Node: the camera coach is left out, all else works. Get it with: apt install nodejs npm"]


def test_other_weights_are_not_taken(tmp_path: Path) -> None:
    (tmp_path / "pose").mkdir()
    for name in ("pose_solution_packed_assets.data", "pose_landmark_lite.tflite"):
        (tmp_path / "pose" / name).write_bytes(model())
    with pytest.raises(ValueError, match="came out differently"):
        detector.make(tmp_path)


@needs_detector
def test_the_weights_are_the_ones_we_know() -> None:
    assert hashlib.sha256((detector.FOLDER / detector.TASK).read_bytes()).hexdigest() == detector.TASK_SHA256


@needs_detector
def test_no_script_of_the_engine_names_a_host() -> None:
    """Comments of the loader name pages where things are explained; its code and the bundle name none."""
    bundle = (detector.FOLDER / "vision.mjs").read_bytes()
    assert CALLS.findall(bundle) == []
    loader = (detector.FOLDER / "loader.mjs").read_bytes()
    code = re.sub(rb"/\*.*?\*/|(?<![:\"'])//[^\n]*", b"", loader, flags=re.DOTALL)
    assert set(CALLS.findall(code)) <= {b"http://server.com", b"http://kripken.github.io", b"https://github.com"}
    wasm = (detector.FOLDER / "vision.wasm").read_bytes()
    assert not [host for host in CALLS.findall(wasm) if b"google" in host]


@needs_detector
def test_licence_and_credits_lie_beside_it() -> None:
    assert "Apache License" in (detector.FOLDER / "LICENSE.txt").read_text(encoding="utf-8")
    credits = (detector.FOLDER / "CREDITS.txt").read_text(encoding="utf-8")
    assert "BlazePose GHUM" in credits
    assert "CHANGED: metadata" in credits
