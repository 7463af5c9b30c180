"""`unspasm serve`: the pages, for this computer alone."""

from __future__ import annotations

import errno
import os
import socket
import sys
import threading
import time
import webbrowser
from typing import Annotated

import typer

from unspasm.cli.refusal import knowledge_or_refuse, refuse

ADDRESS = "127.0.0.1"  # loopback: there is no login, so nobody else may reach it
USUAL_PORT = 8377
START_WITHIN_S = 30.0


def serve(
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port; 0 takes the usual one or any that is free.")] = 0,
    open_browser: Annotated[bool, typer.Option("--open", help="Open the browser when ready.")] = False,
) -> None:
    """Show the pages in your browser. Only this computer can reach them."""
    knowledge_or_refuse()  # say now, in one sentence, what would break every page
    chosen = port or free_port(USUAL_PORT)
    if port and not is_free(port):
        refuse(f"Port {port} is in use; give another with --port, or none to take a free one.")
    prepare_storage()
    address = f"http://localhost:{chosen}"
    typer.echo(f"Unspasm runs at {address} (stop it with Ctrl+C)")
    if open_browser:
        threading.Thread(target=open_when_ready, args=(address, chosen), daemon=True).start()
    run_server(chosen)


def prepare_storage() -> None:
    """Makes the person's own database, or brings it to today's shape; says so if it cannot."""
    from django.db import DatabaseError

    from unspasm.config.paths import data_folder
    from unspasm.config.start import prepare

    try:
        prepare()
    except (OSError, DatabaseError) as error:
        refuse(f"Your data folder {data_folder()} cannot be used: {error}. Choose another with UNSPASM_DATA_DIR.")


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
