"""`unspasm serve`: the pages, for this computer alone."""

from __future__ import annotations

import errno
import os
import re
import secrets
import socket
import sys
import threading
import time
import webbrowser
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime
from typing import Annotated

import typer

from unspasm.cli.refusal import knowledge_or_refuse, refuse

ADDRESS = "127.0.0.1"  # loopback: there is no login, so nobody else may reach it
USUAL_PORT = 8377
START_WITHIN_S = 30.0
ORIGIN = re.compile(r"https?://[A-Za-z0-9.\-]+(:\d{1,5})?|https?://\[[0-9a-fA-F:]+\](:\d{1,5})?")


def serve(
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port; 0 takes the usual one or any that is free.")] = 0,
    open_browser: Annotated[bool, typer.Option("--open", help="Open the browser when ready.")] = False,
    phone: Annotated[
        bool, typer.Option("--phone", help="Let one paired phone on your home network use it too, until you close it.")
    ] = False,
    phone_port: Annotated[int, typer.Option(min=0, max=65535, help="Port for the phone; 0 takes one.")] = 0,
    phone_address: Annotated[
        str, typer.Option(help="Address for the phone, if this computer has several on its home network.")
    ] = "",
    cds: Annotated[
        bool,
        typer.Option("--cds", help="Also answer a clinic's system at /cds-services (CDS Hooks), from this computer."),
    ] = False,
    cds_origin: Annotated[
        list[str] | None,
        typer.Option(help="With --cds: a web origin whose pages may call it. Can be given several times."),
    ] = None,
    set_damaged_aside: Annotated[
        bool, typer.Option("--set-damaged-aside", help="Keep a damaged record apart and start with an empty one.")
    ] = False,
) -> None:
    """Show the pages in your browser. Only this computer can reach them."""
    knowledge_or_refuse()  # say now, in one sentence, what would break every page
    chosen = port or free_port(USUAL_PORT)
    if port and not is_free(port):
        refuse(f"Port {port} is in use; give another with --port, or none to take a free one.")
    _name_this_run(phone)
    _open_to_clinics(cds, cds_origin or [])
    prepare_storage(set_damaged_aside=set_damaged_aside)
    address = f"http://localhost:{chosen}"
    with _phone(phone_address, phone_port) if phone else nullcontext():
        typer.echo(f"Unspasm runs at {address} (stop it with Ctrl+C)")
        if cds:
            typer.echo(
                f"A clinic's system on this computer can call {address}/cds-services. It does not read your record."
            )
        if open_browser:
            threading.Thread(target=open_when_ready, args=(address, chosen), daemon=True).start()
        run_server(chosen)


def _name_this_run(phone: bool) -> None:
    """Both servers know the run by its name; without a name nothing is shared. Before any setting is read."""
    os.environ.pop("UNSPASM_PHONE_RUN", None)
    if phone:
        os.environ["UNSPASM_PHONE_RUN"] = secrets.token_hex(16)


def _open_to_clinics(cds: bool, origins: list[str]) -> None:
    """The service for clinics is on for this run alone. Before any setting is read."""
    for name in ("UNSPASM_CDS", "UNSPASM_CDS_ORIGINS"):
        os.environ.pop(name, None)
    if origins and not cds:
        refuse("--cds-origin needs --cds.")
    for origin in origins:
        if not ORIGIN.fullmatch(origin):
            refuse(f"{origin!r} is not a web origin; give it as https://ehr.example.org, without a path.")
    if cds:
        os.environ |= {"UNSPASM_CDS": "1", "UNSPASM_CDS_ORIGINS": " ".join(origins)}


def _phone(wanted_address: str, wanted_port: int) -> AbstractContextManager[None]:
    """The phone's own server, for as long as this one runs."""
    from unspasm.cli.phone import phone_address, phone_port, shared

    address = phone_address(wanted_address)
    return shared(address, phone_port(address, wanted_port), os.environ["UNSPASM_PHONE_RUN"])


def prepare_storage(*, set_damaged_aside: bool = False) -> None:
    """Makes the person's own database, or brings it to today's shape; says in plain words if it cannot."""
    from unspasm.config.start import prepare
    from unspasm.config.storage import StorageTrouble, set_aside

    try:
        if set_damaged_aside:
            typer.echo(f"The damaged record is kept in {set_aside(datetime.now(UTC))}.")
        prepare()
    except StorageTrouble as trouble:
        refuse(str(trouble))


def run_server(port: int) -> None:
    """Serves until it is stopped. One worker: one person, and one writer for the database."""
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    Server(
        "unspasm.config.wsgi:application",
        address=ADDRESS,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=4,
        websockets=False,
        log_level=LogLevels.warning,
    ).serve()


def is_free(port: int) -> bool:
    """Whether a server could take this port on loopback now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((ADDRESS, port))
        except OSError as error:
            if error.errno in (errno.EADDRINUSE, errno.EACCES):
                return False
            raise
        return True


def free_port(wanted: int) -> int:
    """The wanted port if it is free, else one that the system picks."""
    if is_free(wanted):
        return wanted
    with socket.socket() as probe:
        probe.bind((ADDRESS, 0))
        return int(probe.getsockname()[1])


def open_when_ready(address: str, port: int) -> None:
    """Opens the address once the server answers; on a computer without a screen it does nothing."""
    if sys.platform.startswith("linux") and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        return
    deadline = time.monotonic() + START_WITHIN_S
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex((ADDRESS, port)) == 0:
                webbrowser.open(address)
                return
        time.sleep(0.1)
