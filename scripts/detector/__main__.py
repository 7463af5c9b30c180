"""Fetches the detector of the camera coach once and puts it where the app serves it. `python -m scripts.detector`

The two packages and their hashes stand in `package-lock.json` beside this file. What lies in the app's folder is made,
not kept in the repository; it is in the wheel. Without Node it says so in one line and ends well: the coach then says
that the camera cannot be used here, and the session runs with timer and figure.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

from scripts.detector.task import pack

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
FOLDER = ROOT / "src/unspasm/web/static/unspasm/detector"
COPIED = {
    "vision.mjs": "tasks-vision/vision_bundle.mjs",
    "loader.mjs": "tasks-vision/wasm/vision_wasm_module_internal.js",
    "vision.wasm": "tasks-vision/wasm/vision_wasm_module_internal.wasm",
}
TASK = "pose_lite.task"
TASK_SHA256 = "4ca043bf5072e8ab5a698514af3e2d30b4654464684ac401a7f20abf9800411f"
NOTES = {"CREDITS.txt": HERE / "CREDITS.txt", "LICENSE.txt": ROOT / "LICENSE"}
FETCH = ("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
SOURCE_MAP = b"\n//# sourceMappingURL="


def main() -> int:
    """Makes what is missing. Always ends with 0 when only Node or the network is missing."""
    if is_complete():
        return 0
    npm = shutil.which("npm")
    if npm is None:
        say("No Node: the camera coach is left out, all else works. Get it with: apt install nodejs npm")
        return 0
    say("Fetching the detector of the camera coach (only the first time, or when its lock changed)")
    try:
        done = subprocess.run([npm, *FETCH], cwd=HERE, capture_output=True, text=True, timeout=600, check=False)  # noqa: S603  our own words
        if done.returncode:
            say("The camera coach could not be fetched, all else works. The first time needs a network connection.")
            return 0
        make(HERE / "node_modules/@mediapipe")
    finally:
        shutil.rmtree(HERE / "node_modules", ignore_errors=True)
    say(f"Camera coach: {sum(path.stat().st_size for path in FOLDER.iterdir()) / 1e6:.0f} MB, ready without a network.")
    return 0


def stamp() -> str:
    """Changes with whatever the folder is made from."""
    parts = (HERE / "package-lock.json", HERE / "task.py", HERE / "flat.py", HERE / "CREDITS.txt", Path(__file__))
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in parts)).hexdigest()


def is_complete() -> bool:
    """Whether everything lies there, made from what stands here now."""
    held = FOLDER / "stamp"
    names = (*COPIED, TASK, *NOTES)
    return held.exists() and held.read_text(encoding="ascii") == stamp() and all((FOLDER / n).exists() for n in names)


def make(packages: Path) -> None:
    """Puts the files in place. Raises ValueError where the weights are not the ones we know."""
    data = pack(packages / "pose")
    if hashlib.sha256(data).hexdigest() != TASK_SHA256:
        raise ValueError(f"{TASK} came out differently: its weights or its making changed")
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / "stamp").unlink(missing_ok=True)
    (FOLDER / ".gitignore").write_text("*\n", encoding="ascii")
    for name, source in COPIED.items():
        (FOLDER / name).write_bytes(_without_map((packages / source).read_bytes(), name))
    for name, path in NOTES.items():
        shutil.copyfile(path, FOLDER / name)
    (FOLDER / TASK).write_bytes(data)
    (FOLDER / "stamp").write_text(stamp(), encoding="ascii")


def _without_map(data: bytes, name: str) -> bytes:
    """A script without the line that names a source map, which does not ship."""
    return data.partition(SOURCE_MAP)[0] + b"\n" if name.endswith(".mjs") and SOURCE_MAP in data else data


def say(line: str) -> None:
    """One line for the person who runs this."""
    sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    raise SystemExit(main())
