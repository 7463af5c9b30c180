"""Questions and actions can be read by a child of twelve: Flesch-Kincaid grade at most 6.5 by textstat."""

from benchmarks.readability import BAR, above_bar, grade
from unspasm.knowledge import load_knowledge


def test_every_question_and_action_can_be_read_easily() -> None:
    assert [(entry.where, entry.text, entry.grade) for entry in above_bar(load_knowledge())] == []


def test_a_hard_sentence_is_seen() -> None:
    assert grade("Considerable musculoskeletal deterioration necessitates immediate professional evaluation.") > BAR
