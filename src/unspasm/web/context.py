"""What every page knows: the chosen theme, what to call from here, and what was just saved."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.db import DatabaseError
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from unspasm.care.calling import Calling, calling
from unspasm.knowledge import load_knowledge
from unspasm.record.queries import settings_of_local_person
from unspasm.record.trouble import trouble_of
from unspasm.web.saved import take_saved

Value = TypeVar("Value")


def chosen(request: HttpRequest) -> dict[str, Any]:
    """The person's settings, read once a request. None chosen where the disk fails: help pages open all the same."""
    known: dict[str, Any] | None = getattr(request, "unspasm_settings", None)
    if known is None:
        known = _unless_the_disk_fails(settings_of_local_person) or {}
        request.unspasm_settings = known  # type: ignore[attr-defined]  # kept on the request: read once
    return known


def calling_from(request: HttpRequest) -> Calling:
    """The numbers of the country that the person chose."""
    return calling(str(chosen(request).get("country", "")), load_knowledge(), timezone.localdate())


def page(request: HttpRequest) -> dict[str, Any]:
    """Template context of every page that may read the record."""
    return {
        "theme": SimpleLazyObject(lambda: chosen(request).get("theme", "")),
        "calling": SimpleLazyObject(lambda: calling_from(request)),
        "saved": SimpleLazyObject(lambda: _unless_the_disk_fails(lambda: take_saved(request))),
        "zone": timezone.get_current_timezone_name(),
    }


def _unless_the_disk_fails(read: Callable[[], Value]) -> Value | None:
    try:
        return read()
    except DatabaseError as error:
        if trouble_of(error) is None:
            raise
        return None
