"""Trouble with the disk, made for real: a clear sentence, what to do, how to get help; nothing lost, nothing invented."""

from __future__ import annotations

import os
import resource
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from benchmarks.durability import Person, Sent, Server, compare, run, stored_in
from unspasm.config.paths import secret_key

ROOT = os.geteuid() == 0
WITHOUT_ROOTS_RIGHTS = ("setpriv", "--bounding-set=-dac_override,-dac_read_search,-fowner", "--") if ROOT else ()
GETS_HELP = ("call your local emergency number", "unspasm check")


@pytest.fixture(autouse=True)
def _watched() -> None:
    """These tests need no browser."""


@pytest.fixture
def servers() -> Iterator[list[Server]]:
    started: list[Server] = []
    yield started
    for server in started:
        server.kill()


@pytest.fixture
def serve(servers):
    def start(folder: Path, **how) -> Server:
        server = Server(folder, **how)
        servers.append(server)
        server.start()
        return server

    return start


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of its own with room for two megabytes."""
    folder = tmp_path / "disk"
    folder.mkdir()
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(folder)], capture_output=True)
    if made.returncode:
        pytest.skip("a disk of its own needs the right to mount; the limit on file size below is tested everywhere")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def rate(person: Person, pain: int, key: UUID) -> tuple[int, str]:
    return person.post("/diary/rate/", {"pain": str(pain), "key": str(key), "zone": "UTC"})


def refused_start(folder: Path, *options: str, before: tuple[str, ...] = ()) -> str:
    """What the terminal says when it does not start: one sentence or a few, exit code 2, never a traceback."""
    result = subprocess.run(
        [*before, sys.executable, "-m", "unspasm", "serve", "--port", "0", *options],
        env={**os.environ, "UNSPASM_DATA_DIR": str(folder)},
        capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert result.returncode == 2, result
    assert "Traceback" not in result.stderr
    return result.stderr


def is_a_page_that_helps(text: str, title: str) -> bool:
    return all(part in text for part in (title, "What to do", "/first-aid/", 'href="tel:', "local emergency number"))


def filled(folder: Path, *, leave: int = 0) -> Path:
    """A file that takes all the room there is, but for so many bytes."""
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(b"\0" * 4096)
        except OSError:
            pass
        file.truncate(max(0, file.seek(0, os.SEEK_END) - leave))
    return filler


def a_record(folder: Path, serve, entries: int = 3) -> list[UUID]:
    """A record with a few ratings, closed again."""
    server = serve(folder)
    person, keys = Person(server.port), [uuid4() for _ in range(entries)]
    assert [rate(person, 4, key)[0] for key in keys] == [204] * entries
    server.stop()
    return keys


def keys_in(folder: Path) -> list[UUID]:
    return sorted(key for key, _ in stored_in(folder)[0])


# --- full ----------------------------------------------------------------------------------------------------


def test_a_full_disk_says_so_loses_nothing_and_goes_on_when_there_is_room(small_disk: Path, serve) -> None:
    server = serve(small_disk / "data")
    person, kept = Person(server.port), [uuid4()]
    assert rate(person, 4, kept[0])[0] == 204
    filler = filled(small_disk)
    refused: list[UUID] = []
    for _ in range(200):  # what is left of the journal may still take a few
        key = uuid4()
        status, text = rate(person, 5, key)
        if status != 204:
            refused.append(key)
            break
        kept.append(key)
    assert status == 503
    assert is_a_page_that_helps(text, "The disk is full")
    assert "may not be saved" in text
    assert person.get("/first-aid/")[0] == 200
    assert person.get("/call/")[0] == 200
    filler.unlink()
    assert rate(person, 5, refused[0])[0] == 204  # sent again by the same key
    server.stop()
    assert keys_in(small_disk / "data") == sorted([*kept, *refused])


def test_a_full_disk_at_the_start_is_one_sentence(small_disk: Path) -> None:
    (small_disk / "data").mkdir(mode=0o700)
    filled(small_disk)
    said = refused_start(small_disk / "data")
    assert "The disk is full" in said
    assert all(part in said for part in GETS_HELP)


def test_a_limit_on_file_size_is_told_as_trouble_with_the_disk(tmp_path: Path, serve) -> None:
    limit = 600 * 1024

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    server = serve(tmp_path / "data", preexec_fn=limited)
    person, kept, status, text = Person(server.port), [], 204, ""
    while status == 204 and len(kept) < 2000:
        key = uuid4()
        status, text = person.post("/diary/add/note/", {"words": "x" * 1900, "key": str(key), "zone": "UTC"})
        kept += [key] if status == 204 else []
    assert status == 503
    assert is_a_page_that_helps(text, "The record cannot be reached") or is_a_page_that_helps(text, "The disk is full")
    server.kill()
    with closing(sqlite3.connect(tmp_path / "data" / "unspasm.sqlite3")) as file:
        found = [UUID(str(key)) for (key,) in file.execute("SELECT key FROM record_event")]
    assert sorted(found) == sorted(kept)


# --- read-only -------------------------------------------------------------------------------------------------


def test_a_read_only_folder_at_the_start_is_one_sentence(tmp_path: Path, serve) -> None:
    folder = tmp_path / "data"
    keys = a_record(folder, serve)
    folder.chmod(0o500)
    try:
        said = refused_start(folder, before=WITHOUT_ROOTS_RIGHTS)
        assert "cannot be written to" in said
        assert "UNSPASM_DATA_DIR" in said
        assert all(part in said for part in GETS_HELP)
    finally:
        folder.chmod(0o700)
    assert keys_in(folder) == sorted(keys)


def test_a_disk_that_turns_read_only_while_it_runs_gets_a_page(small_disk: Path, serve) -> None:
    server = serve(small_disk / "data")
    person, kept, refused = Person(server.port), uuid4(), uuid4()
    assert rate(person, 4, kept)[0] == 204
    server.stop()
    server.start()  # nothing is open for writing yet
    person = Person(server.port)
    person.get("/queue/token/")
    turned = subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], capture_output=True)
    if turned.returncode:
        pytest.skip("the disk is busy and cannot be turned read-only here")
    status, text = rate(person, 5, refused)
    assert status == 503
    assert is_a_page_that_helps(text, "The record cannot be")
    assert person.get("/first-aid/")[0] == 200
    subprocess.run(["mount", "-o", "remount,rw", str(small_disk)], check=True)
    assert rate(person, 5, refused)[0] == 204
    server.stop()
    assert keys_in(small_disk / "data") == sorted([kept, refused])


# --- damaged ---------------------------------------------------------------------------------------------------


def damage_head(file: Path) -> None:
    with file.open("r+b") as out:
        out.write(b"This is no longer a database." * 4)


def damage_middle(file: Path) -> None:
    """Pages after the first: the head still looks right."""
    with file.open("r+b") as out:
        out.seek(4096)
        out.write(os.urandom(file.stat().st_size // 2 // 4096 * 4096))


def cut_short(file: Path) -> None:
    os.truncate(file, file.stat().st_size // 2)


@pytest.mark.parametrize("damage", [damage_head, damage_middle, cut_short])
def test_a_damaged_record_is_never_overwritten_and_set_aside_only_when_asked(tmp_path: Path, serve, damage) -> None:
    folder = tmp_path / "data"
    a_record(folder, serve, entries=1)
    damage(folder / "unspasm.sqlite3")
    before = (folder / "unspasm.sqlite3").read_bytes()
    for _ in range(2):
        said = refused_start(folder)
        assert "The record is damaged" in said
        assert "--set-damaged-aside" in said
        assert str(folder) in said
        assert all(part in said for part in GETS_HELP)
    assert (folder / "unspasm.sqlite3").read_bytes() == before

    server = serve(folder, options=("--set-damaged-aside",))
    (apart,) = folder.glob("damaged-*")
    assert (apart / "unspasm.sqlite3").read_bytes() == before
    assert Person(server.port).get("/")[0] == 200
    server.stop()
    assert keys_in(folder) == []
    assert (apart / "unspasm.sqlite3").read_bytes() == before


def test_a_whole_record_is_not_set_aside(tmp_path: Path, serve) -> None:
    keys = a_record(tmp_path / "data", serve)
    said = refused_start(tmp_path / "data", "--set-damaged-aside")
    assert "not damaged, so nothing was moved" in said
    assert keys_in(tmp_path / "data") == sorted(keys)
    assert not list((tmp_path / "data").glob("damaged-*"))


def test_a_record_that_is_damaged_while_it_runs_gets_a_page(tmp_path: Path, serve) -> None:
    folder = tmp_path / "data"
    a_record(folder, serve)
    server = serve(folder)
    person = Person(server.port)
    assert rate(person, 5, uuid4())[0] == 204  # has a session from here on
    with closing(sqlite3.connect(folder / "unspasm.sqlite3")) as file:
        file.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    damage_head(folder / "unspasm.sqlite3")
    damage_middle(folder / "unspasm.sqlite3")
    status, text = rate(person, 5, uuid4())
    assert status == 503
    assert is_a_page_that_helps(text, "The record is damaged")
    assert "Nothing is overwritten" in text
    assert person.get("/first-aid/")[0] == 200
    assert person.get("/call/")[0] == 200
    assert person.get("/offline/")[0] == 200


# --- in use ------------------------------------------------------------------------------------------------------


def test_a_record_in_use_by_another_program_says_so(tmp_path: Path, serve) -> None:
    folder = tmp_path / "data"
    server = serve(folder, env={"DJANGO_SETTINGS_MODULE": "tests.system.impatient", "PYTHONPATH": str(Path.cwd())})
    person, key = Person(server.port), uuid4()
    person.get("/queue/token/")
    with closing(sqlite3.connect(folder / "unspasm.sqlite3", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        status, text = rate(person, 5, key)
        assert status == 503
        assert is_a_page_that_helps(text, "The record is in use")
        assert person.get("/first-aid/")[0] == 200
        other.execute("ROLLBACK")
    assert rate(person, 5, key)[0] == 204
    server.stop()
    assert keys_in(folder) == [key]


# --- the key -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("content", [b"", b"short", b"\0" * 86, b"\xff" * 86])
def test_a_damaged_key_is_one_sentence_and_nothing_of_the_record_is_lost(tmp_path: Path, content: bytes) -> None:
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    (folder / "secret-key").write_bytes(content)
    said = refused_start(folder)
    assert str(folder / "secret-key") in said
    assert "Delete it" in said
    assert "holds nothing of your record" in said
    assert (folder / "secret-key").read_bytes() == content


def test_a_key_is_made_whole_or_not_at_all(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as many:
        keys = set(many.map(lambda _: secret_key(tmp_path), range(32)))
    assert len(keys) == 1
    assert len(keys.pop()) >= 64
    assert [file.name for file in tmp_path.iterdir()] == ["secret-key"]
    assert (tmp_path / "secret-key").stat().st_mode & 0o077 == 0


# --- kills ---------------------------------------------------------------------------------------------------------


def test_what_was_acknowledged_is_there_after_a_kill(tmp_path: Path) -> None:
    found = run(tmp_path / "data", kills=3, seed=7)
    assert found.acknowledged > 0
    assert found.is_sound, found


@pytest.mark.slow
def test_what_was_acknowledged_is_there_after_twenty_kills(tmp_path: Path) -> None:
    found = run(tmp_path / "data", kills=20, seed=11)
    assert found.acknowledged > 50
    assert found.is_sound, found


def test_the_count_can_fail(tmp_path: Path) -> None:
    """The comparison itself: a lost, a changed and an invented entry are each seen."""
    keys = [uuid4() for _ in range(3)]
    with closing(sqlite3.connect(tmp_path / "unspasm.sqlite3")) as file:
        file.execute("CREATE TABLE record_event (key TEXT, kind TEXT, data TEXT)")
        rows = [(keys[0].hex, '{"pain": 3}'), (keys[0].hex, '{"pain": 3}'), (keys[1].hex, '{"pain": 9}')]
        file.executemany("INSERT INTO record_event VALUES (?, 'rating', ?)", rows)
        file.commit()
    found = compare(Sent({keys[0]: 3, keys[2]: 5}, {keys[0], keys[2]}), tmp_path, 0)
    assert (found.lost, found.doubled, found.invented, found.changed) == (1, 1, 1, 0)
    assert compare(Sent({keys[0]: 3, keys[1]: 4}, {keys[0]}), tmp_path, 0).changed == 1
    assert not found.is_sound
    shutil.rmtree(tmp_path)
