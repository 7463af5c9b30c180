"""Writes FlatBuffers: just enough to put one more table in front of a file that is there already.

A FlatBuffer is a web of tables and vectors that point at each other with forward offsets, counted in bytes from
where the offset stands. A table begins with the (backward) distance to its vtable, which lists where in the table
each field lies; 0 there means that the field is left out. All numbers are little-endian.
The format: "FlatBuffer Internals" of the FlatBuffers project.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

SLOT = 4
"""Every field of a table gets as much room as an offset needs."""


@dataclass(frozen=True)
class Scalar:
    """A plain number in a table; form as in `struct`."""

    form: str
    value: float


@dataclass(frozen=True, eq=False)
class Old:
    """Something at this place of the file that is kept behind what is written."""

    place: int


@dataclass(frozen=True, eq=False)
class Table:
    """Field number -> what stands there."""

    fields: Mapping[int, Node | Scalar]


@dataclass(frozen=True, eq=False)
class Vector:
    """A row of things that are pointed at."""

    items: Sequence[Node]


@dataclass(frozen=True, eq=False)
class Raw:
    """A row of plain numbers or bytes, `length` of them; a string has a nought behind it, which does not count."""

    data: bytes
    length: int
    align: int = SLOT


Node: TypeAlias = Table | Vector | Raw | Old


def text(words: str) -> Raw:
    """A string."""
    data = words.encode()
    return Raw(data + b"\0", len(data))


def floats(*numbers: float) -> Raw:
    """A row of 32-bit numbers."""
    return Raw(struct.pack(f"<{len(numbers)}f", *numbers), len(numbers))


@dataclass
class _Writing:
    """The bytes so far, where each node lies, and the offsets that are still to be filled in."""

    out: bytearray = field(default_factory=bytearray)
    places: dict[int, int] = field(default_factory=dict)
    open: list[tuple[int, Node]] = field(default_factory=list)

    def room(self, size: int, align: int = SLOT, before: int = 0) -> int:
        """Noughts for `size` bytes; what lies `before` bytes into them is aligned."""
        self.out.extend(bytes(-(len(self.out) + before) % align))
        place = len(self.out)
        self.out.extend(bytes(size))
        return place

    def put(self, form: str, place: int, *values: float) -> None:
        struct.pack_into(f"<{form}", self.out, place, *values)

    def point(self, place: int, node: Node) -> None:
        self.open.append((place, node))

    def write(self, node: Node) -> list[Node]:
        """Writes one node; returns what it points at."""
        if isinstance(node, Table):
            self.places[id(node)] = self._table(node)
            return [value for value in node.fields.values() if not isinstance(value, Scalar)]
        if isinstance(node, Vector):
            place = self.room(4 + SLOT * len(node.items))
            self.places[id(node)] = place
            self.put("I", place, len(node.items))
            for number, item in enumerate(node.items):
                self.point(place + 4 + SLOT * number, item)
            return list(node.items)
        if isinstance(node, Raw):
            place = self.room(4 + len(node.data), node.align, before=4)
            self.places[id(node)] = place
            self.put("I", place, node.length)
            self.out[place + 4 : place + 4 + len(node.data)] = node.data
        return []

    def _table(self, table: Table) -> int:
        slots = {number: 4 + SLOT * n for n, number in enumerate(sorted(table.fields))}
        entries = [slots.get(number, 0) for number in range(max(slots) + 1)]
        vtable = self.room(4 + 2 * len(entries))
        size = 4 + SLOT * len(slots)
        self.put(f"HH{len(entries)}H", vtable, 4 + 2 * len(entries), size, *entries)
        place = self.room(size)
        self.put("i", place, place - vtable)
        for number, value in table.fields.items():
            if isinstance(value, Scalar):
                self.put(value.form, place + slots[number], value.value)
            else:
                self.point(place + slots[number], value)
        return place


def written(root: Table, identifier: bytes, kept: bytes = b"", align: int = 16) -> bytes:
    """The file whose root is this table, with `kept` unchanged behind it. Raises ValueError for a loop."""
    work = _Writing()
    work.room(8)
    work.out[4:8] = identifier
    work.point(0, root)
    waiting: list[Node] = [root]
    while waiting:
        node = waiting.pop(0)
        if id(node) not in work.places:
            waiting.extend(work.write(node))
    work.room(0, align)
    end = len(work.out)
    for place, node in work.open:
        target = end + node.place if isinstance(node, Old) else work.places[id(node)]
        if target <= place:
            raise ValueError("a FlatBuffer only points forward")
        work.put("I", place, target - place)
    return bytes(work.out) + kept


@dataclass(frozen=True)
class Reading:
    """One table of a file that is there."""

    data: bytes
    place: int

    @staticmethod
    def root(data: bytes) -> Reading:
        return Reading(data, _u32(data, 0))

    @property
    def fields(self) -> range:
        """The numbers of the fields that the table may have."""
        vtable = self._vtable
        return range((struct.unpack_from("<H", self.data, vtable)[0] - 4) // 2)

    @property
    def _vtable(self) -> int:
        return int(self.place - struct.unpack_from("<i", self.data, self.place)[0])

    def slot(self, number: int) -> int | None:
        """Where the field stands in the file; None where it is left out."""
        if number not in self.fields:
            return None
        (entry,) = struct.unpack_from("<H", self.data, self._vtable + 4 + 2 * number)
        return self.place + entry if entry else None

    def number(self, number: int) -> int:
        """A whole number, 0 where it is left out."""
        slot = self.slot(number)
        return _u32(self.data, slot) if slot is not None else 0

    def target(self, number: int) -> int | None:
        """Where it points."""
        slot = self.slot(number)
        return None if slot is None else slot + _u32(self.data, slot)

    def vector(self, number: int) -> list[int]:
        """Where each item of a vector of tables lies."""
        start = self.target(number)
        if start is None:
            return []
        return [start + 4 + 4 * n + _u32(self.data, start + 4 + 4 * n) for n in range(_u32(self.data, start))]

    def length(self, number: int) -> int:
        """How many items a vector has."""
        start = self.target(number)
        return 0 if start is None else _u32(self.data, start)


def _u32(data: bytes, place: int) -> int:
    return int(struct.unpack_from("<I", data, place)[0])
