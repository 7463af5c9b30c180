"""Backup and restore on real files: the same record comes back, or nothing changes."""

import hashlib
import io
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from random import Random
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from tests.handover import kills
from tests.handover.people import NOW, make_rows
from unspasm.handover.archive import write_archive
from unspasm.handover.arrival import Refused
from unspasm.handover.backup import DATABASE, MANIFEST, checked_backup, restore, write_backup
from unspasm.handover.formats import read_file

WORD = "unmistakable"
PATIENCE_S = 300
"""A busy machine is slow; what hangs still fails."""


def unspasm(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The real command on a data folder of its own."""
    environment = {**os.environ, "UNSPASM_DATA_DIR": str(folder)}
    return subprocess.run(
        [sys.executable, "-m", "unspasm", *arguments], env=environment, capture_output=True, text=True,
        timeout=PATIENCE_S,
    )  # fmt: skip


@pytest.fixture(scope="session")
def made(tmp_path_factory) -> Path:
    """A data folder with a whole record in it."""
    folder = tmp_path_factory.mktemp("made") / "data"
    archive = folder.with_name("archive.zip")
    with archive.open("wb") as out:
        write_archive(out, make_rows(Random(4), entries=60), now=NOW)
    done = unspasm(folder, "import", str(archive))
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def live(made, tmp_path) -> Path:
    """The database of a copy of that folder."""
    shutil.copytree(made, tmp_path / "data")
    return tmp_path / "data" / DATABASE


def told(database: Path) -> list[tuple]:
    with closing(sqlite3.connect(database)) as connection:
        tables = ("record_person", "record_check", "record_answerevent", "record_event", "record_setting")
        return [row for table in tables for row in connection.execute(f"SELECT * FROM {table} ORDER BY 1")]


def backed_up(live: Path) -> io.BytesIO:
    out = io.BytesIO()
    write_backup(out, live, live.parent / "arriving", now=NOW)
    return out


def put_back(backup: io.BytesIO, live: Path) -> None:
    with checked_backup(backup, live, live.parent / "arriving") as copy:
        restore(copy, live)


def spoil(live: Path) -> None:
    with closing(sqlite3.connect(live)) as connection:
        connection.execute("DELETE FROM record_event")
        connection.execute("UPDATE record_setting SET value = '\"changed\"'")
        connection.commit()


def test_what_was_backed_up_comes_back_while_others_read(live):
    before = told(live)
    backup = backed_up(live)
    spoil(live)
    with closing(sqlite3.connect(live)) as reader:
        assert reader.execute("SELECT count(*) FROM record_event").fetchone() == (0,)
        put_back(backup, live)
        assert reader.execute("SELECT count(*) FROM record_event").fetchone()[0] > 50, "seen without opening anew"
    assert told(live) == before
    assert list((live.parent / "arriving").iterdir()) == [], "no copy is left behind"


def test_the_commands_do_the_same(live, tmp_path):
    folder, file = live.parent, tmp_path / "b.zip"
    before = told(live)
    assert unspasm(folder, "backup", str(file)).returncode == 0
    assert file.stat().st_mode & 0o077 == 0
    again = unspasm(folder, "backup", str(file))
    assert again.returncode == 2
    assert "is there already" in again.stderr
    spoil(live)
    asked = subprocess.run(
        [sys.executable, "-m", "unspasm", "restore", str(file)], env={**os.environ, "UNSPASM_DATA_DIR": str(folder)},
        input="n\n", capture_output=True, text=True, timeout=PATIENCE_S,
    )  # fmt: skip
    assert "Nothing was changed" in asked.stderr
    assert told(live) != before
    assert unspasm(folder, "restore", str(file), "--yes").returncode == 0
    assert told(live) == before
    wrong = unspasm(folder, "import", str(file))
    assert wrong.returncode == 2
    assert "unspasm restore" in wrong.stderr


def test_what_was_deleted_before_is_not_in_the_backup(live):
    with closing(sqlite3.connect(live)) as connection:
        connection.execute("PRAGMA secure_delete=OFF")
        connection.execute("UPDATE record_setting SET value = ?", (json.dumps(WORD * 50),))
        connection.commit()
        connection.execute("DELETE FROM record_setting")
        connection.commit()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert WORD.encode() in live.read_bytes(), "the file itself still holds it: only then does this test say anything"
    with ZipFile(backed_up(live)) as archive:
        assert WORD.encode() not in archive.read(DATABASE)


def test_a_kill_in_the_middle_leaves_the_old_record_or_the_new_one(capsys):
    assert kills.main(5, seed=7) == 0


def repacked(backup: io.BytesIO, *, database=None, manifest=None, extra=(), sign=True) -> io.BytesIO:
    """The backup with something in it changed; its checksum is made anew unless sign is False."""
    with ZipFile(backup) as archive:
        data, said = archive.read(DATABASE), json.loads(archive.read(MANIFEST))
    data = data if database is None else database
    said |= {"sha256": hashlib.sha256(data).hexdigest()} if sign else {}
    said |= manifest or {}
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        archive.writestr(MANIFEST, json.dumps(said))
        archive.writestr(DATABASE, data)
        for name, content in extra:
            archive.writestr(name, content)
    return out


def changed_database(backup: io.BytesIO, tmp_path: Path, *statements: str) -> bytes:
    path = tmp_path / "changed.sqlite3"
    with ZipFile(backup) as archive:
        path.write_bytes(archive.read(DATABASE))
    with closing(sqlite3.connect(path)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()
    return path.read_bytes()


TRIGGER = "CREATE TRIGGER t AFTER INSERT ON record_event BEGIN DELETE FROM record_event; END"
NEWER = "INSERT INTO django_migrations (app, name, applied) VALUES ('record', '9999_later', '2030-01-01')"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("checksum", "checksum is another"),
        ("cut off", "damaged or cut off"),
        ("newer version", "newer Unspasm"),
        ("newer tables", "newer Unspasm"),
        ("trigger", "none of ours"),
        ("another table", "none of ours"),
        ("no database", "damaged or cut off"),
        ("broken pages", "damaged or cut off"),
        ("a file more", "does not belong"),
        ("manifest gone", "none of ours"),
    ],
)
def test_a_backup_that_is_not_sound_changes_nothing(live, tmp_path, name, said):
    backup = backed_up(live)
    whole = backup.getvalue()
    with ZipFile(backup) as archive:
        data = archive.read(DATABASE)
    broken = {
        "checksum": lambda: repacked(backup, database=data + b"\0", sign=False),
        "cut off": lambda: io.BytesIO(whole[: len(whole) // 2]),
        "newer version": lambda: repacked(backup, manifest={"version": 2}),
        "newer tables": lambda: repacked(backup, database=changed_database(backup, tmp_path, NEWER)),
        "trigger": lambda: repacked(backup, database=changed_database(backup, tmp_path, TRIGGER)),
        "another table": lambda: repacked(backup, database=changed_database(backup, tmp_path, "CREATE TABLE x (y)")),
        "no database": lambda: repacked(backup, database=b"hello" * 1000),
        "broken pages": lambda: repacked(backup, database=data[:8192] + os.urandom(20_000) + data[28_192:]),
        "a file more": lambda: repacked(backup, extra=[("../secret-key", b"x")]),
        "manifest gone": lambda: repacked(backup, manifest={"format": "x"}),
    }[name]()
    before, bytes_before = told(live), live.read_bytes()
    with pytest.raises(Refused, match=said):
        put_back(broken, live)
    assert told(live) == before
    assert live.read_bytes() == bytes_before
    assert list((live.parent / "arriving").iterdir()) == []


def test_a_backup_from_before_the_tables_changed_is_brought_up_to_date(live, tmp_path):
    """Made when only the first tables were there; its answers come back into today's tables."""
    script = """
import os, sys
from datetime import UTC, datetime
from pathlib import Path
os.environ["DJANGO_SETTINGS_MODULE"] = "unspasm.config.settings"
import django
django.setup()
from django.core.management import call_command
call_command("migrate", "record", "0001", verbosity=0)
call_command("migrate", "sessions", verbosity=0)
from django.db import connection
with connection.cursor() as cursor:
    cursor.execute("INSERT INTO record_person (id, made_at) VALUES ('0123456789abcdef0123456789abcdef', '2026-01-01')")
connection.close()
from unspasm.handover.backup import write_backup
folder = Path(os.environ["UNSPASM_DATA_DIR"])
with open(sys.argv[1], "wb") as out:
    write_backup(out, folder / "unspasm.sqlite3", folder / "arriving", now=datetime.now(UTC))
"""
    old, file = tmp_path / "old", tmp_path / "old.zip"
    old.mkdir()
    environment = {**os.environ, "UNSPASM_DATA_DIR": str(old)}
    done = subprocess.run(
        [sys.executable, "-c", script, str(file)], env=environment, capture_output=True, text=True, timeout=PATIENCE_S
    )
    assert done.returncode == 0, done.stderr
    put_back_there = unspasm(live.parent, "restore", str(file), "--yes")
    assert put_back_there.returncode == 0, put_back_there.stderr
    assert [row[0] for row in told(live)] == ["0123456789abcdef0123456789abcdef"]
    assert unspasm(live.parent, "export", str(tmp_path / "again.zip")).returncode == 0


def test_an_import_never_takes_a_backup_for_an_archive(live):
    with pytest.raises(Refused, match="unspasm restore"):
        read_file(backed_up(live), now=NOW)


def test_the_page_makes_a_backup_and_puts_one_back(live, tmp_path):
    """On a real file: the page shows the backup first, wants its tick, then everything is as it was."""
    script = """
import os
from pathlib import Path
from unspasm.config.start import prepare
prepare()
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.test.utils import setup_test_environment
setup_test_environment()
from unspasm.record.models import Event
client = Client(headers={"host": "localhost"})
before = Event.objects.count()
sent = client.post("/hand-over/backup/")
assert sent["Cache-Control"] == "no-store" and "attachment" in sent["Content-Disposition"]
client.post("/settings/delete/", {"sure": "yes"})
assert Event.objects.count() == 0
shown = client.post("/hand-over/bring-in/", {"file": SimpleUploadedFile("b.zip", sent.content)})
assert "Put this backup back?" in shown.content.decode(), shown.content.decode()
token = shown.context["token"]
refused = client.post("/hand-over/bring-in/now/", {"token": token, "do": "restore"})
assert refused.status_code == 422 and Event.objects.count() == 0
done = client.post("/hand-over/bring-in/now/", {"token": token, "do": "restore", "sure": "yes"})
assert "back in place" in done.content.decode()
assert Event.objects.count() == before
assert client.get("/diary/").status_code == 200
cut = client.post("/hand-over/bring-in/", {"file": SimpleUploadedFile("b.zip", sent.content[:-200])})
assert cut.status_code == 422 and Event.objects.count() == before
assert not list((Path(settings.DATA_FOLDER) / "arriving").glob("*"))
print("done")
"""
    environment = {**os.environ, "UNSPASM_DATA_DIR": str(live.parent)}
    done = subprocess.run(
        [sys.executable, "-c", script], env=environment, capture_output=True, text=True, timeout=PATIENCE_S
    )
    assert done.stdout == "done\n", done.stderr


def test_deleting_everything_leaves_no_word_in_any_file(live, tmp_path):
    """The real page on a real file, with its journal beside it: afterwards no byte of the words is left."""
    script = f"""
import os
from unspasm.config.start import prepare
prepare()
from datetime import UTC, datetime
from uuid import uuid4
from django.test import Client
from django.test.utils import setup_test_environment
setup_test_environment()
from unspasm.record.actions import log_event, correct_event, save_setting
now = datetime.now(UTC)
client = Client(headers={{"host": "localhost"}})
for n in range(300):
    event = log_event(kind="note", data={{"words": "{WORD} " + str(n) * 300}}, key=uuid4(), happened_at=now, zone="UTC", now=now)
correct_event(thread=event.thread, seen=1, key=uuid4(), data={{"words": "{WORD} again"}}, happened_at=now, zone="UTC", now=now)
save_setting(key="odd", value="{WORD}", now=now)
client.post("/diary/add/note/", {{"words": "{WORD} by the page", "key": str(uuid4())}})
folder = os.environ["UNSPASM_DATA_DIR"]
held = lambda: [f for f in os.scandir(folder) if f.is_file() and b"{WORD}" in open(f, "rb").read()]
assert held(), "it was there"
assert client.post("/settings/delete/", {{"sure": "yes"}}).status_code == 302
left = [f.name for f in held()]
assert not left, left
print("gone")
"""
    environment = {**os.environ, "UNSPASM_DATA_DIR": str(live.parent)}
    done = subprocess.run(
        [sys.executable, "-c", script], env=environment, capture_output=True, text=True, timeout=PATIENCE_S
    )
    assert done.stdout == "gone\n", done.stderr
    for file in live.parent.rglob("*"):
        assert not file.is_file() or WORD.encode() not in file.read_bytes()
