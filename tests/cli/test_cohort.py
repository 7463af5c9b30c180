"""`unspasm learn cohort`: a prior out of many diaries, in one process, over cores or on Dask, whatever is killed on the way."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from typer.testing import CliRunner

from unspasm.cli import app, tables
from unspasm.learn import DiaryError
from unspasm.learn.reading import Met

RUN = CliRunner()


def made(tmp_path, *options):
    ratings, truth = tmp_path / "ratings.csv", tmp_path / "truth.csv"
    result = RUN.invoke(app, ["learn", "simulate", str(ratings), "--truth", str(truth), *options])
    return result, ratings, truth


def fitted(tmp_path, ratings, *options):
    out = tmp_path / "prior.json"
    result = RUN.invoke(app, ["learn", "cohort", str(ratings), "--out", str(out), *options])
    return result, out


def test_a_cohort_becomes_a_prior_that_fit_uses(tmp_path):
    _, ratings, _ = made(tmp_path, "--people", "30", "--days", "10", "--effect", "-2:0.1", "--design", "mixed")
    result, out = fitted(tmp_path, ratings)
    assert result.exit_code == 0
    file = json.loads(out.read_text())
    assert (file["format"], file["version"], file["provenance"]["people"]) == ("unspasm-prior", 1, 30)
    assert file["beliefs"]["item:item_0"]["mean"] == pytest.approx(-2, abs=0.4)
    one = tmp_path / "one.csv"
    one.write_text("t_hours,pain,item,phase,use\n0,5,item_0,before,1\n0.5,5,item_0,after,1\n")
    plain, informed = (
        json.loads(RUN.invoke(app, ["learn", "fit", str(one), "--json", *more]).stdout)["items"]["item_0"]
        for more in ([], ["--priors", str(out)])
    )
    assert informed["mean"] < plain["mean"] - 0.5
    assert informed["verdict"] == "not_yet_known"


def test_work_that_was_done_is_not_done_again(tmp_path):
    _, ratings, _ = made(tmp_path, "--people", "25", "--days", "4")
    work = tmp_path / "work"
    _, out = fitted(tmp_path, ratings, "--work", str(work))
    first, parts = json.loads(out.read_text()), {part: part.stat().st_mtime_ns for part in work.iterdir()}
    _, out = fitted(tmp_path, ratings, "--work", str(work), "--workers", "2")
    assert {part: part.stat().st_mtime_ns for part in work.iterdir()} == parts
    assert json.loads(out.read_text())["beliefs"] == first["beliefs"]


def test_a_handful_of_people_is_no_population(tmp_path):
    _, ratings, _ = made(tmp_path, "--people", "5", "--days", "3")
    result, out = fitted(tmp_path, ratings)
    assert (result.exit_code, out.exists()) == (2, False)
    assert "20" in result.stderr


def test_a_person_who_comes_twice_is_refused(tmp_path):
    file = tmp_path / "x.csv"
    file.write_text("person,t_hours,pain\na,0,5\nb,0,5\na,1,5\n")
    result, _ = fitted(tmp_path, file)
    assert result.exit_code == 2
    assert "sort" in result.stderr


# --- Dask, and what is killed ----------------------------------------------------------------------


@pytest.fixture(scope="module")
def crowd(tmp_path_factory):
    """Three tables of 1300 people, with what one process makes of them."""
    folder = tmp_path_factory.mktemp("crowd")
    _, ratings, _ = made(folder, "--people", "1300", "--days", "2", "--ratings-a-day", "2", "--design", "mixed", "--effect", "-1:0.3")  # fmt: skip
    (folder / "tables").mkdir()
    head, *lines = ratings.read_text().splitlines()
    for part in range(3):
        mine = [line for line in lines if int(line.split(",")[0]) % 3 == part]
        (folder / "tables" / f"{part}.csv").write_text("\n".join([head, *mine]))
    result, out = fitted(folder, folder / "tables")
    assert result.exit_code == 0, result.stderr
    return folder / "tables", json.loads(out.read_text())


@contextmanager
def begun(folder, crowd, *options):
    """The command as a process of its own; nothing of it is left afterwards."""
    command = [sys.executable, "-m", "unspasm", "learn", "cohort", str(crowd[0]), "--out", str(folder / "prior.json"), *options]  # fmt: skip
    with (folder / "said.txt").open("w+") as said:
        process = subprocess.Popen(command, stdout=said, stderr=said, start_new_session=True)
        try:
            yield process
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def said(folder):
    return (folder / "said.txt").read_text()


def workers_of(pid):
    """Processes below this one that work for Dask."""
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except (OSError, ValueError):
                continue  # it has ended meanwhile
    below, found = {pid}, []
    while below:
        below = {child for child, parent in parents.items() if parent in below}
        found += below
    return [one for one in found if re.search(rb"spawn_main|dask worker", Path(f"/proc/{one}/cmdline").read_bytes())]


def until(true, seconds=120):
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.02)


def same(one, other):
    """Whether two prior files say the same, whenever and wherever they were made."""
    assert one["beliefs"].keys() == other["beliefs"].keys()
    for name, belief in one["beliefs"].items():
        assert belief == pytest.approx(other["beliefs"][name], abs=1e-5), name
    assert one["provenance"]["digest"] == other["provenance"]["digest"]
    assert one["provenance"]["people"] == other["provenance"]["people"] == 1300


@pytest.mark.skipif(not Path("/proc").exists(), reason="finds the workers in /proc")
def test_dask_says_the_same_though_a_worker_is_killed_on_the_way(tmp_path, crowd):
    pytest.importorskip("distributed")
    work = tmp_path / "work"
    with begun(tmp_path, crowd, "--cluster", "local", "--workers", "2", "--work", str(work)) as running:
        until(lambda: running.poll() is not None or (work.exists() and any(work.glob("*.npz"))))
        assert running.poll() is None, said(tmp_path)
        workers = workers_of(running.pid)
        assert len(workers) >= 2
        os.kill(workers[-1], signal.SIGKILL)
        assert running.wait(200) == 0, said(tmp_path)
    same(json.loads((tmp_path / "prior.json").read_text()), crowd[1])


def test_a_run_that_was_killed_is_taken_up_again(tmp_path, crowd):
    work = tmp_path / "work"
    with begun(tmp_path, crowd, "--work", str(work)) as running:
        until(lambda: running.poll() is not None or (work.exists() and any(work.glob("*.npz"))))
        assert running.poll() is None, said(tmp_path)
        os.killpg(running.pid, signal.SIGKILL)
    assert not (tmp_path / "prior.json").exists()
    kept = {part: part.stat().st_mtime_ns for part in work.glob("*.npz")}
    (work / "half-made.tmp").write_bytes(b"cut off")
    with begun(tmp_path, crowd, "--work", str(work)) as again:
        assert again.wait(200) == 0, said(tmp_path)
    same(json.loads((tmp_path / "prior.json").read_text()), crowd[1])
    assert kept
    assert {part: part.stat().st_mtime_ns for part in kept} == kept
    assert len(list(work.iterdir())) == len(list(work.glob("*.npz"))) > len(kept)


def test_a_cluster_elsewhere_needs_a_folder_that_all_reach(tmp_path, crowd):
    result, out = fitted(tmp_path, crowd[0], "--cluster", "tcp://10.0.0.1:8786")
    assert (result.exit_code, out.exists(), "--work" in result.stderr) == (2, False, True)


# --- tables ----------------------------------------------------------------------------------------


def test_parquet_says_the_same_as_csv(tmp_path, crowd):
    pytest.importorskip("pyarrow")
    from pyarrow import csv as arrow_csv
    from pyarrow import parquet

    folder = tmp_path / "parquet"
    folder.mkdir()
    for file in crowd[0].iterdir():
        parquet.write_table(arrow_csv.read_csv(file), folder / f"{file.stem}.parquet")
    result, out = fitted(tmp_path, folder)
    assert result.exit_code == 0, result.stderr
    same(json.loads(out.read_text()), crowd[1])


@pytest.mark.parametrize(("column", "value"), [("pain", float("nan")), ("t_hours", None), ("pain", 11.0)])
def test_a_bad_value_in_parquet_names_its_row(tmp_path, column, value):
    pyarrow = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    good = {"person": ["a", "a"], "t_hours": [0.0, 1.0], "pain": [5.0, 5.0]}
    good[column][1] = value
    parquet.write_table(pyarrow.table(good), tmp_path / "x.parquet")
    result, _ = fitted(tmp_path, tmp_path / "x.parquet")
    assert result.exit_code == 2
    assert f"row 3: {column}" in result.stderr


def test_what_is_no_parquet_is_refused(tmp_path):
    pytest.importorskip("pyarrow")
    file = tmp_path / "x.parquet"
    file.write_text("person,t_hours,pain\n")
    result, _ = fitted(tmp_path, file)
    assert (result.exit_code, "not a Parquet file" in result.stderr) == (2, True)


def test_without_its_reader_parquet_is_refused_with_the_cure(tmp_path, monkeypatch):
    def absent(name):
        raise ImportError(name)

    monkeypatch.setattr(tables, "import_module", absent)
    result, _ = fitted(tmp_path, tmp_path / "x.parquet")
    assert (result.exit_code, "extra `parquet`" in result.stderr) == (2, True)


def test_a_folder_without_tables_and_a_path_that_is_not_there_are_refused(tmp_path):
    assert "no table" in fitted(tmp_path, tmp_path)[0].stderr
    assert fitted(tmp_path, tmp_path / "nowhere.csv")[0].exit_code == 2


def test_a_person_who_comes_again_after_many_others_is_found():
    met = Met()
    for number in range(Met.BLOCK + 10):
        met.meet(str(number))
    met.settle()
    met.meet("7")
    with pytest.raises(DiaryError, match="'7' comes twice"):
        met.settle()
