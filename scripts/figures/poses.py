"""Every figure that the script draws. Joints are data: move a point here, then run the script."""

from __future__ import annotations

from scripts.figures.camera import CAMERA
from scripts.figures.lying import LYING
from scripts.figures.moving import MOVING
from scripts.figures.upright import UPRIGHT

FIGURES = (*LYING, *UPRIGHT, *MOVING, *CAMERA)
