"""Pages for when something went wrong. They need no database, stay calm, and always say how to get help."""

from __future__ import annotations

import sys
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from unspasm.care.calling import emergency_numbers
from unspasm.knowledge import load_knowledge
from unspasm.record.trouble import SAYINGS, Trouble, trouble_of


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


def only_sent(request: HttpRequest, allowed: str) -> HttpResponse:
    """405: an address that only takes what a form sends, opened by itself, as by a reload or a tab that comes back."""
    response = _page("only_sent", 405)
    response["Allow"] = allowed
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: a form that did not come from a page of ours, or from one that was open for too long."""
    return _page("csrf", 403)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: fail towards care. The page for urgent help, whatever was being done.

    Trouble with the disk is told apart even where it came after the view, as when a session is kept.
    """
    trouble = trouble_of(sys.exc_info()[1])
    return storage_trouble(request, trouble) if trouble else _page("server_error", 500)


def storage_trouble(request: HttpRequest, trouble: Trouble) -> HttpResponse:
    """503: the record cannot be read or written. Says what to do and gives the numbers, from files alone."""
    sending = request.method not in ("GET", "HEAD")
    numbers = emergency_numbers(load_knowledge())
    response = _page("storage", 503, trouble=trouble, saying=SAYINGS[trouble], sending=sending, numbers=numbers)
    response["Retry-After"] = "60"
    return response


def answers_do_not_fit(message: str) -> HttpResponse:
    """409: what was told earlier does not fit together, or no longer fits the questions."""
    return _page("answers", 409, message=message)


def entry_not_kept(message: str) -> HttpResponse:
    """422: an entry that cannot be kept as it was sent. What was kept before stands."""
    return _page("entry", 422, message=message)
