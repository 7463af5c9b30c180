"""An overdose stands on every page where a person might look next, not only on the page of medicines."""

from __future__ import annotations

from django.http import HttpRequest

from unspasm.web.context import calling_from
from unspasm.web.ledger import has_doses, open_book
from unspasm.web.presenters.dose_alarm import Alarm, alarm_of


def standing_alarm(request: HttpRequest) -> Alarm | None:
    """The emergency of the medicine ledger that stands now; None without one, and without any dose."""
    return alarm_of(open_book(request), calling_from(request)) if has_doses() else None
