"""Pages for when something went wrong. They need no database, stay calm, and always say how to get help."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string


def _page(name: str, status: int, **context: Any) -> HttpResponse:
    """Rendered without a request, so that nothing that may be broken is asked again."""
    return HttpResponse(render_to_string(f"unspasm/errors/{name}.html", context), status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400."""
    return _page("bad_request", 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403."""
    return _page("forbidden", 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404."""
    return _page("not_found", 404)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: a form that did not come from a page of ours, or from one that was open for too long."""
    return _page("csrf", 403)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: fail towards care. The page for urgent help, whatever was being done."""
    return _page("server_error", 500)


def answers_do_not_fit(message: str) -> HttpResponse:
    """409: what was told earlier does not fit together, or no longer fits the questions."""
    return _page("answers", 409, message=message)
