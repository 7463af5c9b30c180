"""Pairing as a phone's browser sees it: the code comes out of the address, and the queue works over HTTPS."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing

import pytest

from tests.cli.test_serve_phone import AT_HOME, Running
from tests.system.conftest import CHROMIUM, FLAGS, PHONE


@pytest.fixture(autouse=True)
def _watched() -> None:
    """The server is our own here, with another address."""


@pytest.fixture
def running(tmp_path):
    server = Running(tmp_path)
    yield server
    server.stop()


def test_scanning_the_picture_fills_in_the_code_and_one_press_pairs(playwright, running: Running) -> None:
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
    context = browser.new_context(viewport=PHONE, ignore_https_errors=True)  # the person compared the fingerprint
    context.set_default_timeout(30_000)
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    page = context.new_page()
    home = f"https://{AT_HOME}:{running.phone_port}"
    page.goto(f"{home}/phone/#{running.code.replace('-', '')}")
    page.get_by_text("The code was read from the picture").wait_for()
    assert page.locator("#code").input_value() == running.code
    assert page.url == f"{home}/phone/"
    assert not any(running.code[:4] in url for url in asked)
    page.get_by_role("button", name="Pair this phone").click()
    page.wait_for_url(f"{home}/")
    page.goto(f"{home}/diary/rate/")
    page.locator("section.queue").wait_for(state="attached")
    page.locator('button[name=pain][value="4"]').first.click()
    page.get_by_text("Your rating is saved").wait_for()
    with closing(sqlite3.connect(running.folder / "data" / "unspasm.sqlite3")) as file:
        rows = file.execute("SELECT data FROM record_event WHERE kind = 'rating'").fetchall()
    assert [json.loads(data)["pain"] for (data,) in rows] == [4]
    page.goto(f"{home}/settings/phone/")
    page.get_by_role("button", name="Unpair this phone").click()
    page.get_by_role("heading", name="Pair this phone").wait_for()
    page.goto(f"{home}/diary/")
    page.get_by_role("heading", name="This phone is not paired").wait_for()
    browser.close()
