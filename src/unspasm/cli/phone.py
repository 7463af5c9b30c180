"""What `serve --phone` adds: a second, encrypted server for one phone, and what the terminal says about it."""

from __future__ import annotations

import io
import multiprocessing
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime

import segno
import typer

from unspasm.cli.refusal import refuse
from unspasm.config.paths import data_folder
from unspasm.config.phone.addresses import home_address, is_at_home, local_name
from unspasm.config.phone.certificate import certificate_for
from unspasm.config.phone.pairing import PairingFile, shown
from unspasm.config.phone.server import Listener, listen

USUAL_PHONE_PORT = 8378
START_WITHIN_S = 30.0
STOP_WITHIN_S = 5.0


def phone_address(wanted: str) -> str:
    """The address to share: the one given if it is at home, else this computer's own; the command ends if neither."""
    if wanted and not is_at_home(wanted):
        refuse(f"{wanted} is not an address of a home network, so nothing is shared. Leave --phone-address out.")
    address = wanted or home_address()
    if address is None:
        refuse(
            "This computer has no home network address, so no phone could reach it. "
            "Connect it to your home network, or start without --phone."
        )
    return address


def phone_port(address: str, wanted: int) -> int:
    """The port to share on: the one given, the usual one, or any that is free."""
    for port in (wanted,) if wanted else (USUAL_PHONE_PORT, 0):
        with closing(socket.socket()) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((address, port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    refuse(f"Port {wanted} cannot be used on {address}; give another with --phone-port.")


@contextmanager
def shared(address: str, port: int, run: str) -> Iterator[None]:
    """While this lasts, one phone can be paired and use the pages. Afterwards none can."""
    names = tuple(name for name in (address, local_name()) if name)
    folder = data_folder() / "phone"
    try:
        certificate = certificate_for(folder, names, now=datetime.now(UTC))
        pairing = PairingFile(folder / "pairing", run)
        pairing.begin(f"https://{address}:{port}", certificate.fingerprint)
    except OSError as error:
        refuse(f"The folder {folder} cannot be used ({error.strerror}), so nothing is shared with a phone.")
    server = multiprocessing.get_context("spawn").Process(
        target=listen,
        args=(Listener(address, port, names, run, certificate.file, certificate.key_file),),
        name="unspasm-phone",
    )
    try:
        server.start()
        if not _answers(server, address, port):
            refuse(f"Nothing could be shared on {address}. Start without --phone, or give another --phone-port.")
        announce(f"https://{address}:{port}/phone/", certificate.fingerprint, pairing.renew_code(now=time.monotonic()))
        yield
    finally:
        pairing.end()
        server.terminate()
        server.join(STOP_WITHIN_S)
        if server.is_alive():
            server.kill()
            server.join()


def announce(address: str, fingerprint: str, code: str) -> None:
    """Says how to pair a phone. The code stands only here and, after #, in the picture: never in a log."""
    typer.echo(
        "\nOne phone on your home network can use this too, until you close it. Do this only on a network you trust.\n"
        f"1. Scan the picture with the phone, or open {address} on it.\n"
    )
    typer.echo(_picture(f"{address}#{code}"))
    typer.echo(
        "2. The phone will warn you: only this computer vouches for the page. Look at the certificate in the warning.\n"
        "   Go on only if its SHA-256 fingerprint is this one:\n"
        f"   {fingerprint[:47]}\n   {fingerprint[48:]}\n"
        f"3. Press Pair. If it asks for the code, type: {shown(code)}   (10 minutes, once)\n"
        "   To unpair, or for a new code: Settings, then Phone, on this computer.\n"
    )


def _picture(text: str) -> str:
    """The QR code in half blocks where the terminal can show them; nothing where it cannot."""
    out = io.StringIO()
    segno.make(text, error="m").terminal(out, border=2, compact=True)
    drawn = out.getvalue()
    try:
        drawn.encode(sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:
        return "   (This terminal cannot draw the picture. Open the address instead.)\n"
    return drawn


def _answers(server: multiprocessing.process.BaseProcess, address: str, port: int) -> bool:
    """Whether the second server listens before long."""
    deadline = time.monotonic() + START_WITHIN_S
    while time.monotonic() < deadline and server.is_alive():
        with closing(socket.socket()) as probe:
            if probe.connect_ex((address, port)) == 0:
                return True
        time.sleep(0.1)
    return False
