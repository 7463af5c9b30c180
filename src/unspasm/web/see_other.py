"""The answer to a form that was taken: 303, look there next."""

from __future__ import annotations

from django.http import HttpResponseRedirect


def see_other(address: str) -> HttpResponseRedirect:
    """303: what was sent is kept; the next page is fetched, and fetching it again sends nothing twice."""
    return HttpResponseRedirect(address, status=303)
