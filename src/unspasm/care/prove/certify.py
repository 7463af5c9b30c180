"""The certificate of a proof that held: what was proved, over which rules, by which solvers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import cvc5
import z3

from unspasm.care.prove.prover import Finding
from unspasm.care.prove.second_opinion import Opinion
from unspasm.knowledge.items import Knowledge


def certificate(knowledge: Knowledge, findings: Sequence[Finding], opinions: Sequence[Opinion]) -> dict[str, Any]:
    """The certificate as a JSON table. Raises ValueError if anything does not hold or a solver disagrees."""
    broken = [f.text for f in findings if not f.holds] + [o.text for o in opinions if o.said != "unsat"]
    if broken:
        raise ValueError(f"there is no certificate while this is not proved: {broken[0]}")
    return {
        "fingerprint": knowledge.fingerprint,
        "facts": len(knowledge.facts),
        "danger_levels": len(knowledge.levels),
        "plan_items": sum(item.in_plan for item in knowledge.interventions.values()),
        "properties": dict(sorted(Counter(finding.property for finding in findings).items())),
        "proved": sorted({finding.text for finding in findings if not finding.property.startswith("5")}),
        "agreed_by_second_solver": len(opinions),
        "solvers": {"z3": z3.get_version_string(), "cvc5": cvc5.__version__},
    }
