"""Where the device stands for the camera coach: in front, seen from behind, with the person side-on to it."""

from __future__ import annotations

from scripts.figures.drawing import Figure, floor, prop
from scripts.figures.moving import MOVING
from scripts.figures.outline import block

_PERSON = next(figure for figure in MOVING if figure.name == "cat-cow-middle")
_LENS = (180, 236)
_SIGHT = "".join(f"M{_LENS[0]} {_LENS[1]}L{x} {y}" for x, y in ((76, 116), (316, 186)))

CAMERA = (
    Figure(
        "camera-place",
        "Where to put the device",
        "A person on hands and knees, seen from the side. In front, a few steps away, a phone leans on a box "
        "and sees all of the person, from head to feet.",
        _PERSON.top,
        268,
        (
            *_PERSON.layers,
            floor(_SIGHT),
            floor("M60 318H300"),
            prop(block(136, 284, 88, 32, 4)),
            prop(block(160, 224, 40, 66, 6)),
            floor(f"M{_LENS[0] - 3} {_LENS[1]}h6"),
        ),
    ),
)
