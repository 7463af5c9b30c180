"""Makes a clip for the fake camera of Chromium, or one picture.

    python -m tests.coach_people hip_lift --out lift.mjpeg
    python -m tests.coach_people empty --seconds 8 --out room.mjpeg
    python -m tests.coach_people cat_cow --beside animal --yaw 15 --mirrored --out cat.mjpeg
    python -m tests.coach_people cat_cow --at 4 --out picture.jpg

Chromium plays it with --use-fake-device-for-media-stream --use-file-for-fake-video-capture=FILE.
"""

from __future__ import annotations

import argparse
from itertools import islice
from pathlib import Path

from tests.coach_people.acts import Tempo
from tests.coach_people.clips import ACTS, Scene, jpeg, pictures, write_clip
from tests.coach_people.picture import View


def main() -> None:
    """Reads the command line and writes one file."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("act", choices=ACTS)
    asked.add_argument("--out", type=Path, required=True)
    asked.add_argument("--rounds", type=int, default=3)
    asked.add_argument("--lead", type=float, default=3.0, help="seconds of rest before the first round")
    asked.add_argument("--pace", type=float, default=1.0, help="more is slower")
    asked.add_argument("--depth", type=float, default=1.0, help="share of the key poses")
    asked.add_argument("--seconds", type=float, default=None, help="cut there; else as long as it takes")
    asked.add_argument("--fps", type=int, default=15)
    asked.add_argument("--yaw", type=float, default=0.0)
    asked.add_argument("--pitch", type=float, default=8.0)
    asked.add_argument("--distance", type=float, default=2.2, help="body heights")
    asked.add_argument("--light", type=float, default=1.0)
    asked.add_argument("--size", default="640x480")
    asked.add_argument("--mirrored", action="store_true")
    asked.add_argument("--beside", choices=("", "person", "animal"), default="")
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--at", type=float, default=None, help="one picture at this second instead of a clip")
    told = asked.parse_args()
    width, height = (int(part) for part in told.size.split("x"))
    view = View(
        yaw=told.yaw,
        pitch=told.pitch,
        distance=told.distance,
        light=told.light,
        mirrored=told.mirrored,
        width=width,
        height=height,
    )
    tempo = Tempo(rounds=told.rounds, lead_s=told.lead, pace=told.pace, depth=told.depth)
    scene = Scene(told.act, told.seed, view, tempo, told.beside)
    if told.at is not None:
        place = round(told.at * told.fps)
        told.out.write_bytes(jpeg(next(islice(pictures(scene, told.fps, told.at + 1), place, None)), 92))
    else:
        count = write_clip(told.out, scene, told.fps, told.seconds)
        print(f"{told.out}: {count} pictures, {count / 30:.1f} s")


if __name__ == "__main__":
    main()
