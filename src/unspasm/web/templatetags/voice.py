"""The chosen voice, for pages that speak: `data-voice="{% voice_choice %}"`."""

from __future__ import annotations

from django import template

from unspasm.web.voice import voice_choice as of_request

register = template.Library()


@register.simple_tag(takes_context=True)
def voice_choice(context: template.Context) -> str:
    """`clips`, `device` or `off`; clips on a page that knows no request."""
    request = context.get("request")
    return of_request(request) if request is not None else "clips"
