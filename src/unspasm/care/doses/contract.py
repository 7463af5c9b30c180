"""The result of `unspasm doses check` as plain JSON values. The shape is a contract: outsiders rely on it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from unspasm.care.doses.dose import Amount, Judgement
from unspasm.care.doses.judge import judge_doses
from unspasm.care.doses.reading import read_file
from unspasm.knowledge.items import Knowledge
from unspasm.knowledge.ledger import MG


def check_doses(raw: object, knowledge: Knowledge, market: str, today: date) -> list[dict[str, Any]]:
    """From a JSON table of person and doses to one result a dose, in order. Raises DosesError."""
    answers, doses = read_file(raw, knowledge, market, today)
    return to_contract(judge_doses(answers, doses, knowledge, market))


def to_contract(judgements: Sequence[Judgement]) -> list[dict[str, Any]]:
    """`earliest_next` is a time in the offset of the dose, or null: no next dose by our numbers.

    `left_24h_mg` is null for what is not counted in milligrams and where no limit is shown.
    """
    return [
        {
            "verdict": judgement.verdict,
            "earliest_next": judgement.earliest_next.isoformat() if judgement.earliest_next else None,
            "left_24h_mg": _plain(judgement.left) if judgement.unit == MG else None,
            "reasons": [
                {
                    "verdict": reason.verdict,
                    "rule": reason.rule,
                    "text": reason.text,
                    "because": dict(reason.because),
                    "action": reason.action,
                    "sources": list(reason.sources),
                }
                for reason in judgement.reasons
            ],
        }
        for judgement in judgements
    ]


def _plain(amount: Amount | None) -> int | float | None:
    if isinstance(amount, Decimal):
        return int(amount) if amount == int(amount) else float(amount)
    return amount
