"""The chosen voice, for pages that speak: `data-voice="{% voice_choice %}"`, and the first lines of first aid."""

from __future__ import annotations

from django import template

from unspasm.knowledge import load_knowledge
from unspasm.knowledge.speaking import first_lines, load_spasm_mode
from unspasm.web.voice import voice_choice as of_request

register = template.Library()


@register.simple_tag(takes_context=True)
def voice_choice(context: template.Context) -> str:
    """`clips`, `device` or `off`; clips on a page that knows no request."""
    request = context.get("request")
    return of_request(request) if request is not None else "clips"


@register.simple_tag
def first_aid_lines() -> tuple[str, ...]:
    """First aid at once, in the order of danger: not to move after a crash, else how to lie."""
    knowledge = load_knowledge()
    return tuple(line.shown for line in first_lines(load_spasm_mode(knowledge), knowledge))
