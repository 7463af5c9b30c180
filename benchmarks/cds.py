"""How fast a clinic's call is answered: `python -m benchmarks.cds`

The real server (`unspasm serve --cds`) on loopback, each call over a connection of its own, as clinic systems make
them. Printed, for the eight requests of others (tests/cds/requests) and for a made-up patient with 300 entries: the
median and the 95th percentile of the wall time of a call with prefetch, beside the discovery call, which decides nothing
and is the floor of server and machine; the processor time of the server, and of the decision alone. Then what a body of
100 MB does to the memory of the server.

Exit code 1 where a call takes over 50 ms both by the wall clock and by the server's processor time (a busy machine
slows the first alone), or where a huge body is not refused.
"""

from __future__ import annotations

import http.client
import json
import os
import re
import socket
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from benchmarks.durability import Server
from tests.cds.calls import BACK_PAIN, KNOWLEDGE, NOW, REQUESTS, condition, egfr, medicine, order, sample, view
from unspasm.fhir.cds import answer

CALLS, BAR_MS, HUGE_MB = 400, 50, 100


def full_record() -> dict[str, Any]:
    """An order of ibuprofen for somebody with 300 entries in the record, most of them of no matter here."""
    odd = [condition(f"Problem {n}", f"R{n:02d}.{n}", id=f"c{n}") for n in range(98)]
    pills = [medicine(f"Medicine {n} 10 mg", id=f"m{n}") for n in range(98)]
    values = [egfr(60 + n / 10, f"2026-{1 + n % 9:02d}-01", id=f"o{n}") for n in range(98)]
    real = [
        BACK_PAIN,
        condition("CKD", "N18.4"),
        medicine("Warfarin 5 mg"),
        medicine("Ramipril 5 mg"),
        medicine("Furosemide"),
    ]
    return order(medicine("Ibuprofen 600 mg", id="d"), *odd, *pills, *values, *real)


def ask(port: int, method: str, path: str, body: str = "") -> tuple[int, float]:
    """Status, and milliseconds from connecting to the last byte of the answer."""
    start = time.perf_counter()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request(method, path, body or None, {"Content-Type": "application/json"})
    response = connection.getresponse()
    response.read()
    connection.close()
    return response.status, 1000 * (time.perf_counter() - start)


def huge(port: int, length: int, *, chunked: bool) -> str:
    """The status line that comes while a body of `length` bytes is sent, as far as the server takes it."""
    how = "Transfer-Encoding: chunked" if chunked else f"Content-Length: {length}"
    head = f"POST /cds-services/back-pain-patient-view HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n{how}\r\n\r\n"
    block = b" " * 65_536
    piece = f"{len(block):x}\r\n".encode() + block + b"\r\n" if chunked else block
    with socket.create_connection(("127.0.0.1", port), timeout=60) as line:
        try:
            line.sendall(head.encode())
            for _ in range(length // len(block)):
                line.sendall(piece)
            line.sendall(b"0\r\n\r\n" if chunked else b" " * (length % len(block)))
        except (BrokenPipeError, ConnectionResetError):
            pass  # refused before the end, which is right
        try:
            return line.recv(200).split(b"\r\n")[0].decode()
        except ConnectionResetError:
            return "connection closed"


def of_server(server: Server) -> tuple[float, int]:
    """Seconds of processor time of all processes of the server so far, and the most memory that one of them held, in kB."""
    own, seconds, most = server.process.pid if server.process else 0, 0.0, 0
    for process in Path("/proc").glob("[0-9]*"):
        try:
            fields = (process / "stat").read_text().rsplit(")", 1)[1].split()
            status = (process / "status").read_text()
        except OSError:
            continue  # it ended meanwhile
        if int(fields[2]) == own:
            seconds += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
            most = max(most, int(re.search(r"VmHWM:\s*(\d+)", status)[1]))  # type: ignore[index]  # every process has one
    return seconds, most


def times(port: int, calls: list[dict[str, Any]]) -> list[float]:
    """Milliseconds of each of CALLS calls, taken in turn. Raises where one is not answered."""
    bodies = [(f"/cds-services/back-pain-{call['hook']}", json.dumps(call)) for call in calls]
    taken = []
    for number in range(CALLS):
        path, body = bodies[number % len(bodies)]
        status, ms = ask(port, "POST", path, body)
        if status != 200:
            raise RuntimeError(f"{path} answered {status}")
        taken.append(ms)
    return taken


def decision_ms(calls: list[dict[str, Any]]) -> float:
    """Processor milliseconds of one decision, without server and JSON: the median over calls and rounds."""
    taken = []
    for _ in range(20):
        for call in calls:
            start = time.process_time()
            answer(f"back-pain-{call['hook']}", call, KNOWLEDGE, now=NOW)
            taken.append(1000 * (time.process_time() - start))
    return median(taken)


def shown(name: str, taken: list[float]) -> float:
    middle = median(taken)
    print(f"{name}: median {middle:.1f} ms, 95th percentile {quantiles(taken, n=20)[-1]:.1f} ms, {len(taken)} calls")
    return middle


def main() -> int:
    others, full = [sample(path) for path in REQUESTS], [full_record()]
    missed = []
    with tempfile.TemporaryDirectory() as folder:
        server = Server(Path(folder), options=("--cds",))
        server.start()
        try:
            times(server.port, [view(BACK_PAIN)])  # warm, and lets the first call load the knowledge
            floor = shown("discovery", [ask(server.port, "GET", "/cds-services")[1] for _ in range(CALLS)])
            for name, calls in ((f"{len(others)} requests of others", others), ("a record of 300 entries", full)):
                spent = of_server(server)[0]
                middle = shown(name, times(server.port, calls))
                per_call = 1000 * (of_server(server)[0] - spent) / CALLS
                print(
                    f"  {middle / floor:.1f} times the discovery call; server: {per_call:.1f} ms of processor time a call"
                )
                print(f"  the decision alone: {decision_ms(calls):.1f} ms of processor time (median)")
                if min(middle, per_call) > BAR_MS:
                    missed.append(f"{name} took {middle:.1f} ms, {per_call:.1f} ms of them our own, not under {BAR_MS}")
            before = of_server(server)[1]
            refuse: list[tuple[str, Callable[[], str]]] = [
                ("announced", lambda: huge(server.port, HUGE_MB * 1024 * 1024, chunked=False)),
                ("in chunks", lambda: huge(server.port, HUGE_MB * 1024 * 1024, chunked=True)),
            ]
            for name, send in refuse:
                said = send()
                print(f"a body of {HUGE_MB} MB, {name}: {said}")
                if " 200 " in said:
                    missed.append(f"a huge body, {name}, was taken")
            print(
                f"most memory of the server: {before / 1024:.0f} MB before, {of_server(server)[1] / 1024:.0f} MB after"
            )
        finally:
            server.stop()
    for sentence in missed:
        print(f"bar broken: {sentence}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
