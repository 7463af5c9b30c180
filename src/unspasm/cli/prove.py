"""`unspasm prove`: shows for every set of answers there could be that no unsafe plan exists."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import typer

from unspasm.cli.refusal import knowledge_or_refuse, refuse
from unspasm.knowledge import Knowledge
from unspasm.knowledge.certificate import NAME
from unspasm.knowledge.loader import HERE

if TYPE_CHECKING:
    from unspasm.care.prove.prover import Finding
    from unspasm.care.prove.second_opinion import Opinion

VERDICTS = {True: "proved", False: "BROKEN", None: "not settled"}


@dataclass(frozen=True)
class Proof:
    """Everything that two solvers said about one knowledge base."""

    findings: Sequence[Finding]
    opinions: Sequence[Opinion]
    seconds: float

    @property
    def holds(self) -> bool:
        """Whether there is something proved, all of it holds, and the second solver agrees."""
        agreed = all(opinion.said == "unsat" for opinion in self.opinions)
        return bool(self.findings) and agreed and all(finding.holds is True for finding in self.findings)


def prove(
    as_json: Annotated[bool, typer.Option("--json", help="All findings as one JSON object.")] = False,
    write: Annotated[bool, typer.Option("--write", help="If all holds, write the certificate anew.")] = False,
) -> None:
    """Prove the safety of the rules over all possible answers. Exit code 0 only if everything holds."""
    try:
        from unspasm.care.prove.certify import certificate
        from unspasm.care.prove.prover import prove as settle
        from unspasm.care.prove.second_opinion import second_opinion
    except ImportError:
        refuse("The proof needs solvers that are not installed: get them with ./test --setup, or the extra `prove`.")
    knowledge = knowledge_or_refuse(proved=False)
    start = time.perf_counter()
    findings = settle(knowledge, _ignore if as_json else _print)
    opinions = second_opinion(knowledge)
    proof = Proof(findings, opinions, time.perf_counter() - start)
    if as_json:
        typer.echo(json.dumps(to_value(knowledge, proof), indent=1))
    else:
        _print_sum(knowledge, proof)
    if not proof.holds:
        raise typer.Exit(1)
    if write:
        text = json.dumps(certificate(knowledge, findings, opinions), indent=1, sort_keys=True)
        (HERE / NAME).write_text(text + "\n", encoding="utf-8")
        typer.echo(f"Wrote {NAME}.", err=True)


def to_value(knowledge: Knowledge, proof: Proof) -> dict[str, Any]:
    """What was proved about which rules, as plain JSON."""
    return {
        "proved": proof.holds,
        "knowledge_version": knowledge.version,
        "fingerprint": knowledge.fingerprint,
        "seconds": round(proof.seconds, 3),
        "findings": [
            {
                "property": finding.property,
                "text": finding.text,
                "verdict": VERDICTS[finding.holds].lower(),
                "seconds": round(finding.seconds, 4),
                "witness": finding.witness,
                "answers": finding.answers,
            }
            for finding in proof.findings
        ],
        "second_solver": [{"text": opinion.text, "said": opinion.said} for opinion in proof.opinions],
    }


def _ignore(finding: Finding) -> None:
    """JSON is printed at the end, whole."""


def _print(finding: Finding) -> None:
    typer.echo(f"{VERDICTS[finding.holds]:<12}{finding.seconds:7.3f} s  {finding.property}: {finding.text}")
    if finding.witness:
        typer.echo(f"{'':12}such a person: {finding.witness}")


def _print_sum(knowledge: Knowledge, proof: Proof) -> None:
    broken = sum(finding.holds is not True for finding in proof.findings)
    verdict = f"{broken} of {len(proof.findings)} do NOT hold" if broken else f"All {len(proof.findings)} hold"
    typer.echo(f"\n{verdict}, in {proof.seconds:.1f} s. Rules {knowledge.fingerprint[:12]}.")
    others = [opinion for opinion in proof.opinions if opinion.said != "unsat"]
    if others:
        typer.echo(f"The second solver does not agree on {len(others)}, first: {others[0].text} ({others[0].said})")
    else:
        typer.echo(f"A second solver agrees on all {len(proof.opinions)} that it was asked.")
