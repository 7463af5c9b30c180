"""The coach's command: what outsiders rely on, with files of any kind. Node is needed; without it nothing is said."""

from __future__ import annotations

import json
import math
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from scripts.coach_limits import FILE, limits, text

ROOT = Path(__file__).parents[2]
NODE = shutil.which("node")
needs_node = pytest.mark.skipif(NODE is None, reason="Node runs the coach; nobody needs it to use Unspasm")


def coach(*given: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    """Runs the command as package.json does."""
    command = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["scripts"]["coach"].split()
    assert command[0] == "node"
    return subprocess.run(
        [str(NODE), *command[1:], *given],
        cwd=ROOT,
        input=stdin,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def rows(done: subprocess.CompletedProcess[str]) -> list[dict[str, Any]]:
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def waves(n: int, fps: int = 30) -> list[float]:
    return [1 - math.cos(2 * math.pi * place / (3 * fps)) for place in range(n * 3 * fps + 1)]


def lying(t_s: float, hips_up: float) -> dict[str, Any]:
    """A simple person on the back, seen from the side; `hips_up` from 0 to 1."""
    hip_y = 392 - 82 * hips_up
    side = {"shoulder": (100, 390), "elbow": (150, 398), "wrist": (200, 400), "hip": (250, hip_y)}
    side |= {"knee": (330, 270), "ankle": (350, 398)}
    points = {f"{hand}_{name}": [x, y, 0, 0.9] for hand in ("left", "right") for name, (x, y) in side.items()}
    return {"t_s": t_s, "landmarks": points, "outline": None}


def lifts(n: int, fps: int = 15) -> dict[str, Any]:
    value = [0.0] * 2 * fps + [v / 2 for v in waves(n, 2 * fps)] + [0.0] * fps
    return {"movement": "hip_lift", "fps": fps, "frames": [lying(k / fps, v) for k, v in enumerate(value)]}


def test_the_kept_limits_are_those_of_the_knowledge() -> None:
    assert FILE.read_text(encoding="utf-8") == text(), "run python -m scripts.coach_limits"


def test_every_reason_has_a_sentence_and_every_limit_a_number() -> None:
    known = limits()
    assert all(sentence.endswith(".") for sentence in known["camera"]["say"].values())
    for movement in known["movements"].values():
        assert all({"over", "under"} & row.keys() for row in movement["limits"].values())


@needs_node
def test_a_recording_gives_events_a_line(tmp_path: Path) -> None:
    file = tmp_path / "lifts.json"
    file.write_text(json.dumps(lifts(3)), encoding="utf-8")
    told = rows(coach(str(file)))
    assert {row["event"] for row in told} == {"ready", "phase", "rep", "hold", "done"}
    assert [row["n"] for row in told if row["event"] == "rep"] == [1, 2, 3]
    assert told[-1]["event"] == "done"
    assert told[-1]["reps"] == 3
    times = [row["t_s"] for row in told]
    assert times == sorted(times)


@needs_node
def test_many_recordings_give_the_same_events_a_line_each() -> None:
    alone = [rows(coach("-", stdin=json.dumps(lifts(n)))) for n in (1, 2)]
    assert rows(coach("--many", "-", stdin="\n".join(json.dumps(lifts(n)) for n in (1, 2)))) == alone


@needs_node
def test_frames_of_any_kind_do_not_stop_it() -> None:
    recording = lifts(2)
    broken: list[Any] = [
        None,
        7,
        {},
        {"t_s": None, "landmarks": {}},
        {"t_s": 0.01, "landmarks": {"left_hip": [math.nan, 1, 2, 3], "tail": [1, 2, 3, 4], "right_hip": "x"}},
        {"t_s": 0.02, "landmarks": [], "outline": [[1], None, [math.inf, 2]]},
        {"t_s": -5, "landmarks": None},
    ]
    recording["frames"][1:1] = broken
    told = rows(coach("-", stdin=json.dumps(recording)))
    assert told[-1]["event"] == "done"
    assert told[-1]["reps"] == 2


def named(recording: dict[str, Any], name: Any) -> dict[str, Any]:
    """The recording with other names for its landmarks."""
    frames = [{**f, "landmarks": {name(key): row for key, row in f["landmarks"].items()}} for f in recording["frames"]]
    return {**recording, "frames": frames}


@needs_node
@pytest.mark.parametrize(
    "name",
    [
        str.upper,
        str.title,
        lambda key: key.replace("_", " "),
        lambda key: key.split("_")[0] + key.split("_")[1].title(),
        lambda key: key[0].upper() + key.split("_")[1].title(),
        lambda key: f"{key.split('_')[1]}_{key[0]}",
    ],
)
def test_landmarks_by_any_usual_spelling_are_the_same(name: Any) -> None:
    told = rows(coach("-", stdin=json.dumps(named(lifts(2), name))))
    assert told[-1]["reps"] == 2


@needs_node
def test_what_other_converters_leave_out_is_assumed_and_said() -> None:
    shares = lifts(2)
    for frame in shares["frames"]:
        frame["landmarks"] = {key: {"x": x / 640, "y": y / 480} for key, (x, y, _, _) in frame["landmarks"].items()}
    done = coach("-", stdin=json.dumps({**shares, "width": 640, "height": 480}))
    assert rows(done)[-1]["reps"] == 2
    assert "640 by 480" in done.stderr
    assert "how well it is seen" in done.stderr


@needs_node
def test_unknown_landmarks_and_a_recording_without_times_are_said_in_one_sentence() -> None:
    unknown = coach("-", stdin=json.dumps(named(lifts(1), lambda key: f"tail{len(key)}")))
    assert rows(unknown)[-1]["reps"] == 0
    assert "shoulder, hip, knee, ankle" in unknown.stderr
    timeless = {"movement": "hip_lift", "frames": [{"landmarks": {}}, {"t_s": "now"}]}
    refused = coach("-", stdin=json.dumps(timeless))
    assert refused.returncode == 1
    assert refused.stderr == "The recording has neither times nor a number of frames a second.\n"


@needs_node
@pytest.mark.parametrize(
    "wrong",
    ["", "{", "[]", "null", '{"movement": "hip_lift"}', '{"frames": []}', '{"movement": "handstand", "frames": []}'],
)
def test_what_is_no_recording_is_refused_in_one_sentence(wrong: str) -> None:
    done = coach("-", stdin=wrong)
    assert done.returncode == 1
    assert done.stdout == ""
    assert len(done.stderr.strip().splitlines()) == 1
    assert "at " not in done.stderr.split(".")[0]


@needs_node
def test_series_are_counted_line_by_line() -> None:
    gaps: list[float | None] = [None if place % 11 == 0 else value for place, value in enumerate(waves(6))]
    lines = [
        json.dumps({"id": "up", "fps": 30, "signal": waves(5)}),
        json.dumps({"id": 2, "fps": 30, "signal": [-1e-3 * value + 40 for value in waves(4)]}),
        json.dumps({"id": "gaps", "fps": 30, "signal": gaps}),
        json.dumps({"id": "nan", "fps": 30, "signal": [math.nan, *waves(3), math.inf]}),
        json.dumps({"id": "still", "fps": 30, "signal": [5] * 300}),
        json.dumps({"id": "empty", "fps": 30, "signal": []}),
    ]
    told = rows(coach("--signal", "-", stdin="\n".join(lines)))
    assert [(row["id"], row["n_reps"]) for row in told] == [
        ("up", 5),
        (2, 4),
        ("gaps", 6),
        ("nan", 3),
        ("still", 0),
        ("empty", 0),
    ]
    for row in told:
        assert len(row["reps"]) == row["n_reps"]
        assert all(isinstance(edge, int) for rep in row["reps"] for edge in rep)


@needs_node
@pytest.mark.parametrize(
    "line",
    [
        "{bad",
        "7",
        "[]",
        '{"id": 1}',
        '{"id": 1, "signal": [1, 2]}',
        '{"id": 1, "fps": 0, "signal": [1]}',
        '{"id": 1, "fps": NaN, "signal": []}',
        '{"id": 1, "fps": 30, "signal": "abc"}',
        '{"id": 1, "fps": 30, "signal": ["a"]}',
    ],
)
def test_a_bad_line_is_named_and_the_others_are_counted(line: str) -> None:
    good = json.dumps({"id": "good", "fps": 30, "signal": waves(2)})
    done = coach("--signal", "-", stdin=f"{good}\n\n{line}\n{good}\n")
    assert done.returncode == 1
    first, bad, last = [json.loads(row) for row in done.stdout.splitlines()]
    assert set(bad) == {"id", "error"}
    assert bad["error"].startswith("Line 3: ")
    assert bad["error"].endswith(".")
    assert done.stderr.strip() == bad["error"]
    assert first["n_reps"] == last["n_reps"] == 2


@needs_node
def test_a_keraal_file_becomes_a_recording_that_says_what_is_assumed() -> None:
    positions = {f"{n}.0": {"Left_hip": [0.5, 0.25, 0.1], "Nose": [0.1, 0.2, 0]} for n in (10, 2, 1)}
    (made,) = rows(coach("--keraal", "-", "25", "640", "480", stdin=json.dumps({"positions": positions})))
    assert made["assumed"] == ["fps", "width", "height", "visibility"]
    assert [frame["t_s"] for frame in made["frames"]] == [0, 0.04, 0.08]
    assert made["frames"][0]["landmarks"]["left_hip"] == [320, 120, 64, 1]
