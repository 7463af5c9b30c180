"""`unspasm serve --phone` for real: two servers, a certificate made here, one phone; loopback addresses stand for the LAN."""

from __future__ import annotations

import hashlib
import http.client
import os
import re
import signal
import socket
import ssl
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode

import pytest
from cryptography import x509
from typer.testing import CliRunner

from unspasm.cli import app
from unspasm.cli.phone import phone_port
from unspasm.config.phone.certificate import certificate_for

AT_HOME = "127.0.0.2"
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def a_free_port(address: str) -> int:
    with closing(socket.socket()) as probe:
        probe.bind((address, 0))
        return int(probe.getsockname()[1])


def listens(address: str, port: int) -> bool:
    with closing(socket.socket()) as probe:
        return probe.connect_ex((address, port)) == 0


def wait_until(true, within_s: float = 40.0) -> None:
    deadline = time.monotonic() + within_s
    while not true():
        assert time.monotonic() < deadline, "it did not come about"
        time.sleep(0.1)


def ask_in_plain_text(address: str, port: int) -> int:
    with closing(http.client.HTTPConnection(address, port, timeout=20)) as plain:
        plain.request("GET", "/phone/")
        return plain.getresponse().status


class Running:
    """One `serve --phone` with its own data folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port, self.phone_port = a_free_port("127.0.0.1"), a_free_port(AT_HOME)
        self.said = folder / "said.txt"
        command = [sys.executable, "-m", "unspasm", "serve", "--port", str(self.port), "--phone", "--phone-address", AT_HOME, "--phone-port", str(self.phone_port)]  # fmt: skip
        with self.said.open("w") as out:
            self.process = subprocess.Popen(
                command, stdout=out, stderr=subprocess.STDOUT,
                env={**os.environ, "UNSPASM_DATA_DIR": str(folder / "data"), "PYTHONIOENCODING": "utf-8"},
            )  # fmt: skip
        wait_until(lambda: listens("127.0.0.1", self.port) or self.process.poll() is not None)
        assert self.process.poll() is None, self.said.read_text()

    @property
    def text(self) -> str:
        return self.said.read_text(encoding="utf-8")

    @property
    def code(self) -> str:
        return re.search(r"type: ([A-Z0-9]{4}-[A-Z0-9]{4})", self.text)[1]

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(20)


@pytest.fixture(scope="module")
def running(tmp_path_factory) -> Iterator[Running]:
    server = Running(tmp_path_factory.mktemp("phone"))
    yield server
    server.stop()


class Browser:
    """As much of a phone's browser as pairing needs; `trusts` is the certificate that the person compared."""

    def __init__(self, running: Running) -> None:
        self.running = running
        self.cookies: dict[str, str] = {}
        self.context = ssl.create_default_context(cafile=str(running.folder / "data" / "phone" / "certificate.pem"))

    def ask(self, method: str, path: str, form: dict[str, str] | None = None) -> tuple[int, str, dict[str, str]]:
        host = f"{AT_HOME}:{self.running.phone_port}"
        connection = http.client.HTTPSConnection(AT_HOME, self.running.phone_port, context=self.context, timeout=20)
        headers = {"Host": host, "Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        if form is not None:
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Origin": f"https://{host}"}
        with closing(connection):
            connection.request(method, path, urlencode(form) if form is not None else None, headers)
            answer = connection.getresponse()
            for cookie in answer.headers.get_all("Set-Cookie") or []:
                name, _, value = cookie.strip().partition(";")[0].partition("=")
                self.cookies[name] = value
            return answer.status, answer.read().decode(), dict(answer.headers)

    def pair(self, code: str) -> int:
        token = re.search(r'csrfmiddlewaretoken" value="([^"]+)', self.ask("GET", "/phone/")[1])[1]
        return self.ask("POST", "/phone/pair/", {"csrfmiddlewaretoken": token, "code": code})[0]


def test_the_terminal_says_address_fingerprint_and_code_and_the_certificate_is_the_one_served(running: Running) -> None:
    served = ssl.PEM_cert_to_DER_cert(ssl.get_server_certificate((AT_HOME, running.phone_port)))
    fingerprint = hashlib.sha256(served).digest().hex(":").upper()
    assert fingerprint in re.sub(r"\s+", ":", running.text)
    assert f"https://{AT_HOME}:{running.phone_port}/phone/" in running.text
    assert "█" in running.text  # the QR code


def test_a_phone_pairs_over_https_and_a_second_cannot(running: Running) -> None:
    phone = Browser(running)  # verifies certificate and name: no check is turned off
    assert phone.ask("GET", "/first-aid/")[0] == 403
    assert phone.pair(running.code) == 303
    assert phone.ask("GET", "/first-aid/")[0] == 200
    other = Browser(running)
    assert other.pair(running.code) == 403
    assert other.ask("GET", "/first-aid/")[0] == 403
    with closing(http.client.HTTPConnection("localhost", running.port, timeout=20)) as computer:
        computer.request("GET", "/settings/phone/")
        assert "A phone is paired" in computer.getresponse().read().decode()


def test_the_two_servers_do_not_stand_in_for_each_other(running: Running) -> None:
    assert not listens("127.0.0.1", running.phone_port)
    assert not listens(AT_HOME, running.port)
    with closing(http.client.HTTPConnection("127.0.0.1", running.port, timeout=20)) as computer:
        computer.request("GET", "/first-aid/", headers={"Host": f"{AT_HOME}:{running.phone_port}"})
        assert computer.getresponse().status == 400
    with pytest.raises((http.client.HTTPException, OSError)):
        ask_in_plain_text(AT_HOME, running.phone_port)


def test_the_key_is_private_and_no_code_or_token_is_written_down(running: Running) -> None:
    folder = running.folder / "data" / "phone"
    assert stat.S_IMODE((folder / "certificate-key.pem").stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    kept = b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())
    assert running.code.replace("-", "").encode() not in kept
    assert running.text.count(running.code) == 1
    assert "/phone/?" not in running.text
    assert "GET " not in running.text


def test_it_ends_when_closed(tmp_path: Path) -> None:
    running = Running(tmp_path)
    assert listens(AT_HOME, running.phone_port)
    running.process.send_signal(signal.SIGINT)
    assert running.process.wait(30) == 0
    assert not listens(AT_HOME, running.phone_port)
    assert not (tmp_path / "data" / "phone" / "pairing").exists()


def test_it_ends_even_when_it_is_killed(tmp_path: Path) -> None:
    running = Running(tmp_path)
    running.process.kill()
    running.process.wait(20)
    wait_until(lambda: not listens(AT_HOME, running.phone_port) and not listens("127.0.0.1", running.port), 20)


def test_without_the_option_no_phone_server_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[int] = []
    monkeypatch.setenv("UNSPASM_PHONE_RUN", "left over from elsewhere")
    monkeypatch.setattr("unspasm.cli.serve.run_server", started.append)
    monkeypatch.setattr("unspasm.cli.serve.prepare_storage", lambda **_: None)
    monkeypatch.setattr("unspasm.cli.phone.shared", lambda *_: pytest.fail("shared without being asked"))
    assert CliRunner().invoke(app, ["serve"]).exit_code == 0
    assert started
    assert "UNSPASM_PHONE_RUN" not in os.environ


@pytest.mark.parametrize("address", ["8.8.8.8", "0.0.0.0", "192.0.2.1", "nonsense"])
def test_an_address_that_is_not_at_home_is_never_shared(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("unspasm.cli.serve.prepare_storage", lambda **_: None)
    result = CliRunner().invoke(app, ["serve", "--phone", "--phone-address", address])
    assert result.exit_code == 2
    assert "home network" in result.stderr
    assert "nothing is shared" in result.stderr


def test_a_phone_port_in_use_is_not_taken() -> None:
    with closing(socket.socket()) as other:
        other.bind((AT_HOME, 0))
        other.listen()
        taken = other.getsockname()[1]
        with pytest.raises(Exception) as stop:  # noqa: PT011  typer's own way to end a command
            phone_port(AT_HOME, taken)
        assert type(stop.value).__name__ == "Exit"
        assert phone_port(AT_HOME, 0) != taken


# --- the certificate ---------------------------------------------------------------------------------------


def test_the_certificate_is_kept_while_it_fits_and_renewed_when_addresses_change(tmp_path: Path) -> None:
    first = certificate_for(tmp_path, ["192.168.1.5", "kitchen.local"], now=NOW)
    assert certificate_for(tmp_path, ["192.168.1.5", "kitchen.local"], now=NOW + timedelta(days=300)) == first
    moved = certificate_for(tmp_path, ["192.168.1.6", "kitchen.local"], now=NOW)
    assert moved.fingerprint != first.fingerprint


def test_the_certificate_is_renewed_before_it_ends_and_while_the_clock_says_it_has_not_begun(tmp_path: Path) -> None:
    first = certificate_for(tmp_path, ["192.168.1.5"], now=NOW)
    late = certificate_for(tmp_path, ["192.168.1.5"], now=NOW + timedelta(days=336))
    assert late.fingerprint != first.fingerprint
    assert certificate_for(tmp_path, ["192.168.1.5"], now=NOW).fingerprint != late.fingerprint


def test_the_certificate_names_exactly_these_and_vouches_for_nothing_else(tmp_path: Path) -> None:
    made = certificate_for(tmp_path, ["192.168.1.5", "kitchen.local"], now=NOW)
    certificate = x509.load_pem_x509_certificate(made.file.read_bytes())
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert [str(name.value) for name in names] == ["192.168.1.5", "kitchen.local"]
    assert certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca is False
    assert certificate.extensions.get_extension_for_class(x509.KeyUsage).value.key_cert_sign is False
    assert certificate.not_valid_after_utc - certificate.not_valid_before_utc <= timedelta(days=398)


@pytest.mark.parametrize("damage", ["key", "certificate", "open key", "other key"])
def test_a_damaged_or_open_key_is_replaced(tmp_path: Path, damage: str) -> None:
    first = certificate_for(tmp_path, ["192.168.1.5"], now=NOW)
    if damage == "open key":
        first.key_file.chmod(0o644)
    elif damage == "other key":
        other = certificate_for(tmp_path / "other", ["192.168.1.5"], now=NOW)
        first.key_file.write_bytes(other.key_file.read_bytes())
    else:
        (first.key_file if damage == "key" else first.file).write_bytes(b"-----BEGIN nonsense")
    second = certificate_for(tmp_path, ["192.168.1.5"], now=NOW)
    assert second.fingerprint != first.fingerprint
    assert stat.S_IMODE(second.key_file.stat().st_mode) == 0o600
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(second.file, second.key_file)  # they fit each other
