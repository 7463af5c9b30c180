"""The certificate that ships is the one that the proof makes today, over exactly these rules."""

from __future__ import annotations

import pytest

from unspasm.care.prove.certify import certificate
from unspasm.care.prove.prover import Finding, prove
from unspasm.care.prove.second_opinion import second_opinion
from unspasm.knowledge import load_knowledge, read_knowledge
from unspasm.knowledge.certificate import read_certificate
from unspasm.knowledge.loader import HERE

FAMILIES = {
    "1 no excluded item", "2 no plan in danger", "3 worse is never calmer", "3 erasing is never safer",
    "4 one disposition", "5 rules are alive", "6 special groups",
}  # fmt: skip


def test_the_committed_certificate_is_what_the_proof_makes() -> None:
    knowledge = read_knowledge()
    made = certificate(knowledge, prove(knowledge), second_opinion(knowledge))
    assert made == read_certificate(HERE), "the rules changed: run `unspasm prove --write`"
    assert set(made["properties"]) == FAMILIES
    assert made["fingerprint"] == load_knowledge().fingerprint


def test_there_is_no_certificate_for_rules_that_do_not_hold() -> None:
    broken = Finding("1 no excluded item", "something", holds=False, seconds=0)
    with pytest.raises(ValueError, match="something"):
        certificate(read_knowledge(), [broken], [])


def test_there_is_no_certificate_while_the_solver_has_given_up() -> None:
    open_question = Finding("1 no excluded item", "something", holds=None, seconds=60)
    with pytest.raises(ValueError, match="something"):
        certificate(read_knowledge(), [open_question], [])
