"""The mutation score of the decisions, module by module. `python -m benchmarks.mutation`, after `mutmut run`.

Reads what mutmut left under `mutants/`; a mutant counts as noticed if some test failed or never ended on it.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path

MUTANTS = Path("mutants/src/unspasm")
SURVIVED = 0
NOT_COVERED = 33  # mutmut's own code for a mutant that no test reaches


def results(folder: Path) -> dict[str, Counter[str]]:
    """Module -> how many mutants were noticed, survived, were not covered, or were not run."""
    found: dict[str, Counter[str]] = {}
    for meta in sorted(folder.rglob("*.meta")):
        codes = json.loads(meta.read_text(encoding="utf-8"))["exit_code_by_key"].values()
        if codes:
            found[meta.stem] = Counter(_word(code) for code in codes)
    return found


def _word(code: int | None) -> str:
    if code is None:
        return "not run"
    return {SURVIVED: "survived", NOT_COVERED: "not covered"}.get(code, "noticed")


def main() -> int:
    found = results(MUTANTS)
    if not found:
        print("There are no results: run `mutmut run` first.", file=sys.stderr)
        return 2
    total: Counter[str] = Counter()
    for module, counts in found.items():
        total += counts
        run = counts["noticed"] + counts["survived"] + counts["not covered"]
        print(f"{module:18} {counts['noticed']:5} of {run:5} noticed ({100 * counts['noticed'] / max(1, run):.0f} %)")
    run = total["noticed"] + total["survived"] + total["not covered"]
    print(f"{'all':18} {total['noticed']:5} of {run:5} noticed ({100 * total['noticed'] / max(1, run):.1f} %)")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
