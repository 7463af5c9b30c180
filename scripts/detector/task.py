"""Packs the weights of two models into one `.task` file, as the newer engine wants it. Standard library only.

The older package holds the models as they were trained, without a note of how a picture becomes numbers. The newer
engine refuses them so. The note (TensorFlow Lite Metadata, "M001") is put in front as a new root table that points
into the old file; not one byte of the weights changes.
"""

from __future__ import annotations

import struct
import zipfile
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from scripts.detector.flat import Node, Old, Raw, Reading, Scalar, Table, Vector, floats, text, written

MODEL, NOTE = b"TFL3", b"M001"
ALIGN = 16
NOTE_NAME = "TFLITE_METADATA"
# Fields of the root table of a model, and of the tables beside it.
VERSION, SUBGRAPHS, BUFFERS, METADATA = 0, 2, 4, 6
OUTPUTS_OF_SUBGRAPH = 2
PADDING_ID = 0x5055
"""An extra field of our own in the zip: it only pads, so that the models lie where an engine can map them."""


@dataclass(frozen=True)
class Scale:
    """How a colour of 0 to 255 becomes a number: (colour - mean) / sd, which lies between low and high."""

    mean: float
    sd: float
    low: float
    high: float


FINDS_A_PERSON = Scale(127.5, 127.5, -1, 1)
FINDS_LANDMARKS = Scale(0, 255, 0, 1)


def task(finder: bytes, landmarks: bytes) -> bytes:
    """The `.task` file of a person finder and a landmark model; the same bytes every time."""
    parts = (
        ("pose_detector.tflite", noted(finder, FINDS_A_PERSON)),
        ("pose_landmarks_detector.tflite", noted(landmarks, FINDS_LANDMARKS)),
    )
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as bundle:
        for name, data in parts:
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            begins = out.tell() + 30 + len(name) + 4  # the local header, the name, the head of the padding
            gap = -begins % ALIGN
            info.extra = struct.pack("<HH", PADDING_ID, gap) + bytes(gap)
            bundle.writestr(info, data)
    return out.getvalue()


def noted(model: bytes, scale: Scale) -> bytes:
    """The model with the note of how its picture is scaled. Raises ValueError for what is no model."""
    if model[4:8] != MODEL:
        raise ValueError("this is not a TensorFlow Lite model")
    old = Reading.root(model)
    (subgraph,) = old.vector(SUBGRAPHS)
    outputs = Reading(model, subgraph).length(OUTPUTS_OF_SUBGRAPH)
    buffers = old.vector(BUFFERS)
    fields: dict[int, Node | Scalar] = {VERSION: Scalar("I", old.number(VERSION))}
    for number in old.fields:
        target = old.target(number)
        if number != VERSION and target is not None:
            fields[number] = Old(target)
    note = note_of(scale, outputs)
    held = Table({0: Raw(note, len(note), align=ALIGN)})
    entry = Table({0: text(NOTE_NAME), 1: Scalar("I", len(buffers))})
    fields[BUFFERS] = Vector([*map(Old, buffers), held])
    fields[METADATA] = Vector([*map(Old, old.vector(METADATA)), entry])
    return written(Table(fields), MODEL, model, ALIGN)


def note_of(scale: Scale, outputs: int) -> bytes:
    """The note itself: an RGB picture goes in, scaled so; `outputs` rows of numbers come out."""
    picture = Table({0: Scalar("B", 1)})  # colour space RGB
    content = Table({0: Scalar("B", 2), 1: picture})  # of the kinds of content, the second is a picture
    scaling = Table({0: floats(scale.mean), 1: floats(scale.sd)})
    unit = Table({0: Scalar("B", 1), 1: scaling})  # of the kinds of process, the first is scaling
    bounds = Table({0: floats(scale.high), 1: floats(scale.low)})
    goes_in = Table({3: content, 4: Vector([unit]), 5: bounds})
    comes_out = [Table({0: text(f"output_{number}")}) for number in range(outputs)]
    subgraph = Table({2: Vector([goes_in]), 3: Vector(comes_out)})
    return written(Table({3: Vector([subgraph])}), NOTE, align=4)


def pack(package: Path) -> bytes:
    """The `.task` file of the models in the unpacked package `@mediapipe/pose`."""
    finder = (package / "pose_solution_packed_assets.data").read_bytes()
    return task(finder, (package / "pose_landmark_lite.tflite").read_bytes())
