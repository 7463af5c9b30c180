"""Guided sessions, pure: which forms a person may choose, the script, the gate before it, the ratings after it.

entrance = gate(item, answers, knowledge, now=now, told_at=told_at)
forms = variants(item, entrance.answers, knowledge)
session = script(item, forms[0].id, knowledge)
waiting = pending(uses, ends, rated, now, knowledge)
"""

from unspasm.care.sessions.gate import Gate, gate, gates
from unspasm.care.sessions.history import End, Rated, Use, ends_of, rated_of, uses_of
from unspasm.care.sessions.pending import Pending, pending
from unspasm.care.sessions.rest import Rest, rest_before
from unspasm.care.sessions.scripts import SessionError, only_gentle, script, variants
from unspasm.knowledge.session import Cue, Part, Script, StopReason, Variant

__all__ = [
    "Cue",
    "End",
    "Gate",
    "Part",
    "Pending",
    "Rated",
    "Rest",
    "Script",
    "SessionError",
    "StopReason",
    "Use",
    "Variant",
    "ends_of",
    "gate",
    "gates",
    "only_gentle",
    "pending",
    "rated_of",
    "rest_before",
    "script",
    "uses_of",
    "variants",
]
