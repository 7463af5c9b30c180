"""Undo: takes back the entry that was just written, and can bring it back again."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from unspasm.record.actions import ChangedMeanwhile, NoSuchEntry, restore_event, withdraw_event
from unspasm.web.entering import key_of
from unspasm.web.saved import saved


@require_POST
def undo(request: HttpRequest) -> HttpResponse:
    """Takes back one entry, or brings it back where `restore` is set. What was changed elsewhere is left alone."""
    back = str(request.POST.get("back", ""))
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None) or not back.startswith("/"):
        back = "/today/"
    restore = request.POST.get("restore") == "1"
    change = restore_event if restore else withdraw_event
    try:
        thread, seen = UUID(str(request.POST.get("thread", ""))), int(str(request.POST.get("seen", "")))
        event = change(thread=thread, seen=seen, key=key_of(request.POST), now=timezone.now())
    except (ValueError, NoSuchEntry):
        raise Http404 from None
    except ChangedMeanwhile:
        saved(request, "That was changed somewhere else in the meantime, so it was left as it is.", back=back)
        return redirect(back)
    words = "It is back." if restore else "Taken back."
    saved(request, words, thread=event.thread, version=event.version, back=back)
    request.session["saved"]["restore"] = not restore
    return redirect(back)
