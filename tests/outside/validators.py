"""Validators of FHIR that we did not write, and whether they are here.

    problems = by_models(resource)          # fhir.resources, R4B models
    problems = by_node([resource, ...])     # Medplum and FHIR.js, on Node; `npm ci` in this folder first (`./test --fhir`)

None of them sees everything. Together they found every fault that `tests/fhir/test_outside.py` plants.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
NODE = shutil.which("node")
IS_HERE = NODE is not None and (HERE / "node_modules/@medplum/core").is_dir()
PATIENCE_S = 600
"""For one batch, also on a busy machine; what hangs still fails."""
MISSING = "the outside validators are not here: ./test --fhir fetches them (needs Node)"


def by_models(resource: dict[str, Any]) -> list[str]:
    """What the R4B models of fhir.resources find wrong. R4 and R4B are alike in all resources that we send."""
    from fhir.resources.R4B import get_fhir_model_class
    from pydantic import ValidationError

    try:
        get_fhir_model_class(resource["resourceType"]).model_validate(resource)
    except ValidationError as error:
        return [f"fhir.resources: {'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors()]
    return []


def by_node(resources: Iterable[dict[str, Any]]) -> list[str]:
    """What Medplum and FHIR.js find wrong in any of these."""
    sent = "".join(f"{json.dumps(one)}\n" for one in resources)
    assert NODE is not None
    done = subprocess.run(
        [NODE, "validate.mjs"], cwd=HERE, input=sent, capture_output=True, text=True, timeout=PATIENCE_S
    )
    if done.returncode not in (0, 1) or not done.stderr.strip().endswith("errors"):
        raise RuntimeError(done.stderr[-2000:])
    return list(_found(done.stdout))


def _found(out: str) -> Iterator[str]:
    for line in out.splitlines():
        one = json.loads(line)
        yield f"{one['validator']}: line {one['line']}: {one['at']}: {one['message']}"


def evaluated(expressions: list[str], resources: Iterable[dict[str, Any]]) -> list[list[Any]]:
    """What a FHIRPath engine that others wrote says of each resource: a list of results, each a list of values."""
    sent = "".join(f"{json.dumps(one)}\n" for one in (expressions, *resources))
    assert NODE is not None
    done = subprocess.run(
        [NODE, "evaluate.mjs"], cwd=HERE, input=sent, capture_output=True, text=True, timeout=PATIENCE_S
    )
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    return [json.loads(line) for line in done.stdout.splitlines()]
