"""The second server: HTTPS on one address of the home network, in a process of its own."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from unspasm.config.start import end_with_parent


@dataclass(frozen=True)
class Listener:
    """Where to listen, under which names, with which certificate."""

    address: str
    port: int
    names: tuple[str, ...]
    run: str
    certificate: Path
    key: Path


def listen(listener: Listener) -> None:
    """Serves the phone until this process is ended, or the one that started it is gone. Writes no access log."""
    from granian.constants import HTTPModes, Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    end_with_parent()
    os.environ |= {
        "UNSPASM_PHONE_RUN": listener.run,
        "UNSPASM_PHONE_NAMES": ",".join(listener.names),
        "UNSPASM_PHONE_PORT": str(listener.port),
    }
    Server(
        "unspasm.config.phone.wsgi:application",
        address=listener.address,
        port=listener.port,
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        workers=1,
        blocking_threads=4,
        backlog=128,
        websockets=False,
        log_level=LogLevels.critical,
        log_access=False,
        ssl_cert=listener.certificate,
        ssl_key=listener.key,
    ).serve()
