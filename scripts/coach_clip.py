"""A recording out of a clip, by the coach's own detector in a browser: what `npm run coach` reads.

    python -m scripts.coach_clip CLIP.mjpeg --movement cat_cow > RECORDING.json

A clip is JPEG pictures one after another, as the browser's fake camera plays them: at 30 pictures a second. Every
picture is looked at, however slow the machine is, and gets the time that it has in the clip. Needs Chromium and the
detector (`python -m scripts.detector`).
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).parents[1]
STATIC = ROOT / "src/unspasm/web/static"
CHROMIUM = os.environ.get("UNSPASM_CHROMIUM", "/usr/bin/chromium")
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]
PAGE = b'<!doctype html><title>clip</title><script type="module" src="/clip.js"></script>'
KINDS = {".js": "text/javascript", ".mjs": "text/javascript", ".wasm": "application/wasm"}


def recording(clip: Path, movement: str, *, fps: float = 30, every: int = 1) -> dict[str, Any]:
    """`{movement, fps, width, height, frames}` of one clip; every so many pictures of it."""
    with detecting() as page:
        return recorded(page, clip, movement, fps, every)


def recordings(clips: dict[str, tuple[Path, str]], *, fps: float = 30, every: int = 1) -> dict[str, dict[str, Any]]:
    """Name -> recording, for name -> (clip, movement), in one browser."""
    with detecting() as page:
        return {name: recorded(page, clip, movement, fps, every) for name, (clip, movement) in clips.items()}


@contextmanager
def detecting() -> Iterator[Page]:
    """A page that can record, with its own small server on this computer."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Files)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            page = browser.new_page()
            page.set_default_timeout(0)
            page.goto(f"http://localhost:{server.server_port}/")
            page.wait_for_function("globalThis.record")
            yield page
            browser.close()
    finally:
        server.shutdown()
        server.server_close()


def recorded(page: Page, clip: Path, movement: str, fps: float, every: int) -> dict[str, Any]:
    """One recording by a page that is `detecting`."""
    page.route("**/clip.mjpeg", lambda route: route.fulfill(path=clip, content_type="application/octet-stream"))
    made = page.evaluate("([fps, every]) => record('/clip.mjpeg', fps, every)", [fps, every])
    page.unroute("**/clip.mjpeg")
    return {"movement": movement, "fps": fps / every, **made}


class _Files(SimpleHTTPRequestHandler):
    """The page, the script, and the static files of the app."""

    extensions_map = KINDS

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, directory=str(STATIC.parent), **more)

    def do_GET(self) -> None:
        own = {"/": (PAGE, "text/html"), "/clip.js": ((ROOT / "scripts/coach/clip.js").read_bytes(), "text/javascript")}
        path = self.path.partition("?")[0]
        if path not in own:
            return super().do_GET()
        data, kind = own[path]
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)
        return None

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing is logged."""


def main() -> int:
    parser = argparse.ArgumentParser(description="Turn a clip into a recording for the coach.")
    parser.add_argument("clip", type=Path)
    parser.add_argument("--movement", required=True)
    parser.add_argument("--fps", type=float, default=30)
    parser.add_argument("--every", type=int, default=1, help="look at every so many pictures")
    given = parser.parse_args()
    json.dump(recording(given.clip, given.movement, fps=given.fps, every=given.every), sys.stdout)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
