"""`unspasm serve --cds` for real: the service answers on this computer alone, and only in the run that turned it on."""

from __future__ import annotations

import http.client
import json
import re
from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import CliRunner

from benchmarks.cds import huge, of_server
from benchmarks.durability import Server
from tests.cds.calls import BACK_PAIN, view
from unspasm.cli import app

VIEW = "/cds-services/back-pain-patient-view"


def ask(port: int, method: str, path: str, body: str | None = None, **headers: str) -> tuple[int, bytes]:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
        connection.request(method, path, body, {"Content-Type": "application/json", **headers})
        response = connection.getresponse()
        return response.status, response.read()


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    running = Server(tmp_path_factory.mktemp("cds"), options=("--cds", "--cds-origin", "https://ehr.example.org"))
    running.start()
    yield running
    running.stop()


def test_it_answers_by_the_real_server(server):
    status, services = ask(server.port, "GET", "/cds-services")
    assert status == 200
    assert len(json.loads(services)["services"]) == 3
    call = json.dumps(view(BACK_PAIN))
    status, found = ask(server.port, "POST", VIEW, call)
    assert (status, len(json.loads(found)["cards"])) == (200, 3)
    assert ask(server.port, "POST", VIEW, call, Origin="https://ehr.example.org")[0] == 200
    assert ask(server.port, "POST", VIEW, call, Origin="https://evil.example")[0] == 403
    assert ask(server.port, "POST", VIEW, call, Host="evil.example")[0] == 400


def test_it_listens_on_this_computer_alone(server):
    listening = Path("/proc/net/tcp").read_text(encoding="ascii")
    addresses = re.findall(rf"([0-9A-F]{{8}}):{server.port:04X} 00000000:0000 0A", listening)
    assert addresses == ["0100007F"]  # 127.0.0.1


@pytest.mark.parametrize("chunked", [False, True])
def test_a_huge_body_is_refused_and_never_held(server, chunked):
    before = of_server(server)[1]
    said = huge(server.port, 60 * 1024 * 1024, chunked=chunked)
    assert " 413 " in said or " 400 " in said or said == "connection closed"
    assert of_server(server)[1] - before < 20 * 1024
    assert ask(server.port, "GET", "/cds-services")[0] == 200


@pytest.mark.parametrize(
    "options",
    [
        ["--cds-origin", "https://ehr.example.org"],
        ["--cds", "--cds-origin", "*"],
        ["--cds", "--cds-origin", "https://ehr.example.org/path"],
        ["--cds", "--cds-origin", "https://a.example https://b.example"],
        ["--cds", "--cds-origin", "ehr.example.org"],
    ],
)
def test_an_origin_that_is_none_is_refused_before_anything_starts(options):
    result = CliRunner().invoke(app, ["serve", *options])
    assert result.exit_code == 2 or result.exit_code == 1
    assert "cds" in result.output or "origin" in result.output
