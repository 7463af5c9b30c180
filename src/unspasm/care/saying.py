"""What to say on the phone: a rule's sentence with the person's own signs in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from unspasm.care.answers import UNANSWERED
from unspasm.care.screen import Reason
from unspasm.knowledge.items import Knowledge

SIGNS, THIS_SIGN = "(say what you ticked)", "this sign: ..."
"""Where a sentence takes the person's own signs."""

MOST_SIGNS = 3


def to_say(reason: Reason, knowledge: Knowledge) -> str:
    """The sentence of a reason, ready to be read out; empty if there is none."""
    action: Mapping[str, Any] = knowledge.actions[reason.action]
    return with_signs(reason.say or str(action.get("say", "")), reason, knowledge)


def with_signs(words: str, reason: Reason, knowledge: Knowledge) -> str:
    """The words with the person's own signs where they belong."""
    signs = own_signs(reason, knowledge)
    return words.replace(SIGNS, signs).replace(THIS_SIGN, f"{signs}.")


def own_signs(reason: Reason, knowledge: Knowledge) -> str:
    """At most three signs of a reason as they are said on the phone; a doubt is said as a doubt."""
    told = reason.because.items()
    shorts = [knowledge.facts[fact].short for fact, value in told if value == "yes"]
    if reason.unsure:
        shorts += [f"maybe {knowledge.facts[fact].short}" for fact, value in told if value in UNANSWERED]
    known = [short for short in shorts if short] or [reason.title.lower()]
    return "this: " + ", and ".join(known[:MOST_SIGNS])
