"""Memory while a large file of another system is read: `python -m benchmarks.large_files`

Makes bundles of just under and of twice the size that is read, of measures (all of which are taken) and of bills (none is),
reads each in a process of its own, and prints the most memory that it held.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from unspasm.handover.arrival import LARGEST_FILE, Refused
from unspasm.handover.formats import read_file
from unspasm.knowledge import load_knowledge

LINE = "http://example.org/line-category"
SHARES = (0.25, 0.5, 0.99, 2)
"""Of the largest size that is read."""


def main() -> int:
    if len(sys.argv) == 2:
        return _read(Path(sys.argv[1]))
    with tempfile.TemporaryDirectory() as folder:
        for name, make in (("measures", _measure), ("bills", _bill)):
            for share in SHARES:
                path = Path(folder) / "large.json"
                _write(path, make, int(share * LARGEST_FILE))
                print(f"{name:<9} {path.stat().st_size / 1024**2:5.0f} MB: ", end="", flush=True)
                subprocess.run([sys.executable, "-m", "benchmarks.large_files", str(path)], check=True, timeout=600)  # noqa: S603  our own command
    return 0


def _read(path: Path) -> int:
    load_knowledge()
    before, began = _most_mb(), time.process_time()
    try:
        with path.open("rb") as file:
            told = f"{len(read_file(file, now=datetime.now(UTC)).rows.events)} entries"
    except Refused:
        told = "refused"
    print(f"{told}, {before} MB before, {_most_mb()} MB at most, {time.process_time() - began:.1f} s of processor time")
    return 0


def _most_mb() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def _write(path: Path, make: Any, size: int) -> None:
    patient = {"resourceType": "Patient", "id": "p"}
    with path.open("w", encoding="utf-8") as file:
        written = file.write(
            f'{{"resourceType": "Bundle", "type": "collection", "entry": [{json.dumps({"resource": patient})}'
        )
        n = 0
        while written < size - 4096:
            written += file.write(f", {json.dumps({'fullUrl': f'urn:uuid:{_id(n)}', 'resource': make(n)})}")
            n += 1
        file.write("]}")


def _id(n: int) -> str:
    return f"{n:08d}-0000-4000-8000-000000000000"


def _measure(n: int) -> dict[str, Any]:
    """As exports write one: with a narrative, profiles and categories."""
    code = {"system": "http://loinc.org", "code": "72514-3", "display": "Pain severity, 0 to 10"}
    return {
        "resourceType": "Observation", "id": _id(n), "status": "final",
        "meta": {"profile": ["http://example.org/StructureDefinition/a-profile"], "lastUpdated": "2024-01-01T00:00:00Z"},
        "text": {"status": "generated", "div": "<div xmlns='http://www.w3.org/1999/xhtml'>A measure of pain</div>"},
        "category": [{"coding": [{"system": "http://example.org/category", "code": "survey", "display": "Survey"}]}],
        "code": {"coding": [code], "text": "Pain"}, "subject": {"reference": "Patient/p"},
        "encounter": {"reference": f"urn:uuid:{_id(n + 1)}"}, "effectiveDateTime": "2020-01-01T00:00:00+01:00",
        "issued": "2020-01-01T00:00:00+01:00", "valueQuantity": {"value": n % 11, "unit": "{score}"},
    }  # fmt: skip


def _bill(n: int) -> dict[str, Any]:
    coding = {"system": LINE, "code": "1", "display": "Medical care"}
    items = [{"sequence": i, "net": {"value": i * 3.5}, "category": {"coding": [coding]}} for i in range(8)]
    return {"resourceType": "Claim", "id": _id(n), "patient": {"reference": "Patient/p"}, "item": items}


if __name__ == "__main__":
    sys.exit(main())
