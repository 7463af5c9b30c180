"""Small pieces of pages: icons, figures, level signs, certainty badges."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from unspasm.care.calling import UNKNOWN
from unspasm.web import figures, words

register = template.Library()


@register.simple_tag
def icon(name: str) -> SafeString:
    """A line drawing beside words."""
    return figures.icon(name)


@register.simple_tag(takes_context=True)
def figure(context: template.Context, name: str) -> SafeString:
    """A drawing, with ids that are its own on this page.

    The first table of the render context is the only one that included templates share with the page.
    """
    render_context: Any = context.render_context
    shared: dict[str, Any] = render_context.dicts[0]
    shared["figures"] = shared.get("figures", 0) + 1
    return figures.figure(name, shared["figures"])


@register.simple_tag
def sign(level: str) -> SafeString:
    """The shape of a level: octagon, triangle, diamond, calendar, circle."""
    shape = words.LEVELS[level].shape
    return mark_safe(f'<svg class="sign" viewBox="0 0 48 48" aria-hidden="true" focusable="false">{shape}</svg>')  # noqa: S308  a shape of ours, never a word of a person


@register.simple_tag
def verdict_sign(verdict: str) -> SafeString:
    """The shape of a verdict on a claim."""
    shape = words.VERDICTS[verdict][1]
    return mark_safe(f'<svg viewBox="0 0 28 28" aria-hidden="true" focusable="false">{shape}</svg>')  # noqa: S308  a shape of ours, never a word of a person


@register.inclusion_tag("unspasm/pieces/certainty.html")
def certainty(grade: str, about: str = "") -> dict[str, Any]:
    """Discs and words for a certainty; nothing for a grade that is not one."""
    if grade not in words.CERTAINTY:
        return {}
    filled, word = words.CERTAINTY[grade]
    discs = [
        {"x": 8 + 15 * place, "look": "dash" if not filled else "on" if place < filled else ""} for place in range(4)
    ]
    return {"discs": discs, "word": word, "about": about}


@register.filter
def fill(text: str, calling: Any) -> str:
    """The text with `{number}` replaced by what to call from here, or by words."""
    known = getattr(calling, "emergency", "") or UNKNOWN
    return str(text).replace("{number}", str(known))


@register.simple_tag(takes_context=True)
def entry_fields(context: template.Context) -> SafeString:
    """Hidden fields of an entry: the key of this tap, and the zone (the browser's own, once script has said it)."""
    return format_html(
        '<input type="hidden" name="key" value="{}"><input type="hidden" name="zone" value="{}" data-zone>',
        uuid4(),
        context.get("zone", ""),
    )
