"""Files that are wrong, or mean harm: each is refused in words, before anything is written."""

import csv
import hashlib
import io
import json
import struct
import tracemalloc
from contextlib import suppress
from random import Random
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.handover.people import NOW, WORDS, make_rows
from unspasm.handover.archive import MANIFEST, ROWS, write_archive
from unspasm.handover.arrival import LARGEST_FILE, Refused
from unspasm.handover.formats import read_file
from unspasm.handover.opening import LARGEST_WHOLE
from unspasm.handover.tables import plain_cell
from unspasm.record.actions import bring_in
from unspasm.record.models import Event, Person
from unspasm.record.rows import RowsError

ROWS_MADE = make_rows(Random(4), entries=60)
EVENT = next(event for event in ROWS_MADE.events if event.kind == "note" and event.version == 1)


def parts_of(rows=ROWS_MADE) -> dict[str, bytes]:
    out = io.BytesIO()
    write_archive(out, rows, now=NOW)
    with ZipFile(out) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: dict[str, bytes], *, sign=True, manifest=None, entries=()) -> io.BytesIO:
    """An archive of these parts; its checksums are made anew unless sign is False. entries: (ZipInfo, bytes) besides."""
    said = json.loads(parts[MANIFEST]) | (manifest or {})
    if sign:
        for name in said["files"]:
            if name in parts:
                said["files"][name]["sha256"] = hashlib.sha256(parts[name]).hexdigest()
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, json.dumps(said) if name == MANIFEST else data)
        for entry, data in entries:
            archive.writestr(entry, data)
    return out


def with_line(name: str, change) -> io.BytesIO:
    """The archive with one line of a file changed: {field: value}, or a function of the whole line."""
    parts = parts_of()
    lines = parts[name].splitlines()
    place = next(i for i, line in enumerate(lines) if name != "events.jsonl" or str(EVENT.key).encode() in line)
    row = change(lines[place]) if callable(change) else json.dumps(json.loads(lines[place]) | change).encode()
    return packed({**parts, name: b"\n".join([*lines[:place], row, *lines[place + 1 :]]) + b"\n"})


def refused(file: io.BytesIO, said: str) -> None:
    with pytest.raises((Refused, RowsError), match=said):
        bring_in(rows=read_file(file, now=NOW).rows, now=NOW)
    assert not Person.objects.exists()
    assert not Event.objects.exists()


def test_the_archive_that_is_spoilt_below_is_sound():
    bring_in(rows=read_file(packed(parts_of()), now=NOW).rows, now=NOW)
    assert Event.objects.exists()


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_cut_off(share):
    whole = packed(parts_of()).getvalue()
    refused(io.BytesIO(whole[: int(len(whole) * share)]), "damaged or cut off")


def test_a_checksum_that_is_another():
    parts = parts_of()
    refused(packed(parts | {"events.jsonl": parts["events.jsonl"].replace(b"false", b"true ")}, sign=False), "checksum")
    refused(packed(parts | {"tables/diary.csv": b"x"}, sign=False), "tables/diary.csv was changed")


def test_a_broken_piece_inside_the_zip():
    whole = bytearray(packed(parts_of()).getvalue())
    with ZipFile(io.BytesIO(bytes(whole))) as archive:
        start = archive.getinfo("events.jsonl").header_offset
    whole[start + 60 : start + 90] = b"\0" * 30
    refused(io.BytesIO(bytes(whole)), "damaged or cut off")


@pytest.mark.parametrize(
    ("manifest", "said"),
    [
        ({"version": 2}, "newer Unspasm"), ({"version": 10**30}, "newer Unspasm"), ({"version": "1"}, "which version"),
        ({"version": True}, "which version"), ({"version": 0}, "which version"), ({"format": "zip"}, "no Unspasm archive"),
        ({"files": {}}, "does not list"), ({"files": []}, "does not list"),
    ],
)  # fmt: skip
def test_a_manifest_that_is_not_ours(manifest, said):
    refused(packed(parts_of(), manifest=manifest, sign="files" not in manifest), said)


@pytest.mark.parametrize("text", [b"", b"{", b"[]", b"null", b"\xff\xfe{}", b'{"a":1,"a":2}', b"[" * 100_000, b"NaN"])
def test_a_manifest_that_cannot_be_read(text):
    out = io.BytesIO()
    with ZipFile(out, "w") as archive:
        archive.writestr(MANIFEST, text)
    refused(out, "cannot be read|no Unspasm archive")


@pytest.mark.parametrize("name", [*ROWS, MANIFEST])
def test_a_file_that_is_missing(name):
    parts = parts_of()
    manifest = parts[MANIFEST]
    out = io.BytesIO()
    with ZipFile(out, "w") as archive:
        for other, data in {**parts, MANIFEST: manifest}.items():
            if other != name:
                archive.writestr(other, data)
    refused(out, "missing|no manifest")


@pytest.mark.parametrize(
    "name",
    ["../evil.txt", "/etc/passwd", "C:\\evil", "tables/../../x", "Events.jsonl", "events.jsonl ",
     "tables\\diary.csv", "more.jsonl", "tables/", "\u202etxt.lnosj", "e" * 300],
)  # fmt: skip
def test_a_name_that_does_not_belong(name):
    refused(packed(parts_of(), entries=[(ZipInfo(name), b"x")]), "does not belong|damaged")


def test_a_name_with_a_hidden_end():
    whole = packed(parts_of(), entries=[(ZipInfo("events.jsonl_.txt"), b"x")]).getvalue()
    refused(io.BytesIO(whole.replace(b"events.jsonl_.txt", b"events.jsonl\0.txt")), "does not belong")


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_files_of_one_name():
    refused(packed(parts_of(), entries=[(ZipInfo("events.jsonl"), b"")]), "same name")


def special(name: str, *, mode=0o100600, kind=ZIP_DEFLATED, flag=0) -> io.BytesIO:
    parts = parts_of()
    data = parts.pop(name)
    entry = ZipInfo(name)
    entry.external_attr, entry.compress_type = mode << 16, kind
    out = packed(parts, entries=[(entry, data)], sign=False)
    if flag:  # set the bit in both headers, as a program that locks the file would
        whole = bytearray(out.getvalue())
        for sign, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
            at = whole.find(sign)
            while at >= 0:
                name_at = at + (30 if sign == b"PK\x03\x04" else 46)
                if whole[name_at : name_at + len(name)] == name.encode():
                    whole[at + offset] |= flag
                at = whole.find(sign, at + 1)
        out = io.BytesIO(bytes(whole))
    return out


@pytest.mark.parametrize("mode", [0o120777, 0o060600, 0o020600, 0o010600, 0o040700])
def test_a_link_or_a_device_in_the_archive(mode):
    refused(special("settings.jsonl", mode=mode), "no plain file")


def test_a_locked_file_and_a_way_of_packing_that_we_do_not_read():
    refused(special("settings.jsonl", flag=1), "locked with a password")
    refused(special("settings.jsonl", kind=ZIP_BZIP2), "packed in a way")
    read_file(special("settings.jsonl", kind=ZIP_STORED), now=NOW)


def test_a_bomb_that_says_how_large_it_is_is_not_unpacked():
    parts = parts_of()
    tracemalloc.start()
    bomb = io.BytesIO()
    with ZipFile(bomb, "w", ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            if name != "events.jsonl":
                archive.writestr(name, data)
        with archive.open("events.jsonl", "w", force_zip64=True) as out:
            for _ in range(LARGEST_WHOLE // (1 << 20) + 2):
                out.write(b"\0" * (1 << 20))
    assert len(bomb.getvalue()) < LARGEST_FILE
    tracemalloc.reset_peak()
    refused(bomb, "no diary does")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 8 * 1024 * 1024


def test_a_bomb_that_lies_about_its_size_is_stopped():
    whole = bytearray(packed(parts_of() | {"events.jsonl": b"\0" * 50_000_000}, sign=False).getvalue())
    at = whole.find(b"PK\x01\x02")
    while at >= 0:
        length = struct.unpack_from("<H", whole, at + 28)[0]
        if whole[at + 46 : at + 46 + length] == b"events.jsonl":
            struct.pack_into("<I", whole, at + 24, 100)
        at = whole.find(b"PK\x01\x02", at + 1)
    refused(io.BytesIO(bytes(whole)), "damaged or cut off")


def test_a_file_of_100_megabytes_is_refused_without_being_read(tmp_path):
    path = tmp_path / "large.zip"
    with path.open("wb") as out:
        out.truncate(100 * 1024 * 1024)
    tracemalloc.start()
    with path.open("rb") as file:
        refused(file, "100 MB; we read at most 50 MB")
        assert file.tell() < 1024
    assert tracemalloc.get_traced_memory()[1] < 1024 * 1024
    tracemalloc.stop()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"kind": "spell"}, "not a kind"), ({"kind": ""}, "kind"), ({"data": {"words": ""}}, "cannot be kept"),
        ({"data": {"words": "x", "more": 1}}, "cannot be kept"), ({"data": []}, "data"), ({"data": None}, "data"),
        ({"zone": "Mars/Olympus"}, "time zone"), ({"zone": "../../etc/passwd"}, "time zone"), ({"zone": "x" * 65}, "zone"),
        ({"happened_at": "2026-01-01T00:00:00"}, "happened_at"), ({"happened_at": "yesterday"}, "happened_at"),
        ({"happened_at": "0001-01-01T00:00:00Z"}, "year"), ({"happened_at": 1e300}, "happened_at"),
        ({"version": 0}, "version"), ({"version": 2}, "missing or doubled"), ({"version": "1"}, "version"), ({"version": 1.0}, "version"),
        ({"key": "x"}, "key"), ({"extra": 1}, "extra"), ({"withdrawn": "maybe"}, "withdrawn"),
        (lambda line: line[:-5], "line"), (lambda line: b"", "line"), (lambda line: b"[" * 5000, "nested|not JSON"),
        (lambda line: line.replace(b'"zone"', b'"kind"'), "twice|kind"), (lambda line: b"\xff" + line, "UTF-8"),
        (lambda line: line.decode().encode("utf-16"), "UTF-8|not JSON"),
        (lambda line: line.replace(b'"withdrawn": false', b'"withdrawn": NaN'), "not a number"),
        (lambda line: json.dumps(json.loads(line) | {"data": {"words": "\ud800"}}).encode(), "half a letter"),
        (lambda line: line + b" " * 300_000, "longer than any"), (lambda line: line + b"\n" + line, "is there 2 times"),
        (lambda line: b"9" * 5000, "line"),
    ],
)  # fmt: skip
def test_an_entry_that_cannot_be(change, said):
    refused(with_line("events.jsonl", change), said)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"fact": "no_such_fact"}, "newer Unspasm"), ({"value": "perhaps so"}, "does not fit"), ({"value": None, "fact": "x" * 65}, "fact"),
        ({"check": "00000000-0000-4000-8000-000000000000"}, "check that is not there"), ({"at": None}, "at"),
    ],
)  # fmt: skip
def test_an_answer_that_cannot_be(change, said):
    refused(with_line("answers.jsonl", change), said)


def test_an_entry_that_belongs_to_nothing():
    event = EVENT.model_copy(
        update={"kind": "rating", "data": {"pain": 3, "phase": "after", "session": str(EVENT.key)}}
    )
    refused(
        packed(parts_of(make_rows(Random(4), entries=0)) | {"events.jsonl": event.model_dump_json().encode() + b"\n"}),
        "not there",
    )


def test_an_entry_that_is_here_with_other_words():
    bring_in(rows=read_file(packed(parts_of()), now=NOW).rows, now=NOW)
    before = Event.objects.count()
    with pytest.raises(RowsError, match="something else in it"):
        bring_in(
            rows=read_file(with_line("events.jsonl", {"data": {"words": "not what I wrote"}}), now=NOW).rows, now=NOW
        )
    assert Event.objects.count() == before


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_damage_is_a_fault(data):
    """Whatever bytes are changed, the file is refused or read; nothing else ever happens."""
    whole = bytearray(packed(parts_of(make_rows(Random(1), entries=3))).getvalue())
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(whole) - 1))
        whole[at : at + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=4))
    with suppress(Refused):
        assert read_file(io.BytesIO(bytes(whole)), now=NOW).format == "unspasm-archive"


@pytest.mark.parametrize("words", WORDS)
def test_no_cell_of_a_table_is_a_formula(words):
    cell = plain_cell(words)
    assert not cell.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r", "|", "%"))
    assert "\u202e" not in cell
    out = io.StringIO()
    csv.writer(out).writerow([cell])
    assert next(csv.reader(io.StringIO(out.getvalue())))[0].replace("\r\n", "\n") == cell


def test_the_tables_hold_every_entry_that_counts():
    parts = parts_of()
    lines = list(csv.reader(io.StringIO(parts["tables/diary.csv"].decode("utf-8-sig"))))
    bring_in(rows=ROWS_MADE, now=NOW)
    from unspasm.record.queries import entries, local_person

    assert len(lines) - 1 == len(entries(local_person()))
