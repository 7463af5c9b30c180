"""The ledger without numbers: where we hold no pack tables (correction M27), under 18, or without an age.

The dangers still speak. A dose is judged by the tables of the given markets, or of all that we have. What is about the person, about two drugs that meet or
about an overdose is said as it stands; what is about a number of a pack keeps its verdict, in one sentence without the number.
The stricter market speaks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from unspasm.care.answers import Answers
from unspasm.care.doses.dose import Judgement, Reason, gravest
from unspasm.care.doses.judge import judge_doses
from unspasm.care.doses.logged import Taken, counted, doses_of
from unspasm.knowledge.items import Knowledge
from unspasm.knowledge.ledger import MG, VERDICTS

LIMITS = frozenset({"single_dose", "rolling_24h", "uses_24h", "many_doses", "wait", "stretch"})
PACKS = frozenset({"no_label", "not_sold_for_back", "limits_on_pack", "grams_unknown"})
OVER = "elsewhere_over"


def judge_elsewhere(
    answers: Answers, taken: Sequence[Taken], knowledge: Knowledge, markets: Sequence[str] = ()
) -> tuple[Judgement, ...]:
    """One judgement a line, in the order of `doses_of`, without any number of a pack; lines not known are left out.

    markets: whose tables to judge by; empty for all.
    """
    by_market = [
        judge_doses(answers, counted(doses_of(taken, knowledge, market)), knowledge, market)
        for market in markets or knowledge.ledger.markets
    ]
    return tuple(_joined(same, knowledge) for same in zip(*by_market, strict=True))


def _joined(judgements: Sequence[Judgement], knowledge: Knowledge) -> Judgement:
    words = knowledge.tables["dose_rules"]["page"]
    caps = {cap.id for cap in knowledge.ledger.caps}
    found: dict[tuple[str, str], Reason] = {}
    for reason in (reason for judgement in judgements for reason in judgement.reasons):
        if reason.rule in PACKS:
            continue
        if reason.rule in LIMITS:
            reason = Reason(reason.verdict, OVER, words[OVER], sources=tuple(words["sources"]))
        elif reason.rule in caps:
            reason = replace(reason, text=words["elsewhere_cap"])
        found.setdefault((reason.rule, reason.verdict), reason)
    reasons = tuple(sorted(found.values(), key=lambda reason: VERDICTS.index(reason.verdict)))
    return Judgement(gravest(reasons), reasons, None, None, MG)
