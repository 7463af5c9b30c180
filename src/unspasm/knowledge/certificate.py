"""The proof's certificate: which decision rules were proved, what of them, and by which solvers.

Rules whose fingerprint the certificate does not carry are not used (`load_knowledge` refuses them).
`unspasm prove --write` makes it; a test makes it again and compares.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from unspasm.knowledge.items import Knowledge
from unspasm.knowledge.reading import KnowledgeError

NAME = "certificate.json"


def require_certificate(knowledge: Knowledge, folder: Path) -> None:
    """Raises KnowledgeError unless the folder's certificate covers exactly these rules."""
    carried = read_certificate(folder).get("fingerprint")
    if carried != knowledge.fingerprint:
        raise KnowledgeError(
            f"{NAME}: the decision rules changed after they were proved, so they are not used; "
            "run `unspasm prove --write` and review what it prints"
        )


def read_certificate(folder: Path) -> dict[str, Any]:
    """The certificate as a table. Raises KnowledgeError if it is missing or broken."""
    try:
        certificate = json.loads((folder / NAME).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise KnowledgeError(f"{NAME}: missing or broken; run `unspasm prove --write`, or reinstall Unspasm") from None
    if not isinstance(certificate, dict):
        raise KnowledgeError(f"{NAME}: not a certificate; run `unspasm prove --write`, or reinstall Unspasm")
    return certificate
