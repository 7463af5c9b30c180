"""A movement on a page: still drawings of its key poses, which a script can set in motion."""

from __future__ import annotations

from typing import Any

from django import template
from django.templatetags.static import static
from django.utils.html import format_html, json_script
from django.utils.safestring import SafeString

from unspasm.knowledge import load_knowledge
from unspasm.web.presenters.moving import STANDARD, showing

register = template.Library()


@register.inclusion_tag("unspasm/pieces/movement.html")
def movement(key: str, variant: str = STANDARD, turned: bool = False) -> dict[str, Any]:
    """The key poses of a movement side by side, and what the script needs to move them.

    `turned`: the head on the right. Nothing where the form has no figure. Raises KeyError for a strange name.
    """
    shown = showing(key, variant, load_knowledge())
    if shown is None:
        return {}
    return {"shown": shown, "variant": variant, "turned": turned, "value": json_script(shown.value)}


@register.simple_tag
def movement_files() -> SafeString:
    """The style and the script of moving figures, for the head of a page."""
    return format_html(
        '<link rel="stylesheet" href="{}">\n<script type="module" src="{}"></script>',
        static("unspasm/movement.css"),
        static("unspasm/islands/movement-figure.js"),
    )
