"""The medicine ledger: what can be said of each dose that was taken, in the order of taking.

    person, doses = read_file(raw, knowledge, market, today)
    judgements = judge_doses(person, doses, knowledge, market)

Every listed dose counts as taken, also one that was refused. Nothing here recommends a medicine. No
clock: a dose is judged at its own instant. Sources stand with the rules, in `dose_rules.toml` and
`medicines/*.toml`.
"""

from unspasm.care.doses.contract import check_doses, to_contract
from unspasm.care.doses.dose import Dose, Judgement, Reason
from unspasm.care.doses.judge import ask_about, judge_doses, judge_for, judge_last, judge_last_for
from unspasm.care.doses.reading import DosesError, read_doses, read_file

__all__ = [
    "Dose",
    "DosesError",
    "Judgement",
    "Reason",
    "ask_about",
    "check_doses",
    "judge_doses",
    "judge_for",
    "judge_last",
    "judge_last_for",
    "read_doses",
    "read_file",
    "to_contract",
]
