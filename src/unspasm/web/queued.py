"""Entries that a page sends in the background (`static/unspasm/queue.js`): where to go next, and a fresh token."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.utils import timezone
from django.views.decorators.http import require_GET

from unspasm.web.headers import Handler

QUEUED = "X-Unspasm-Queued"
NEXT = "X-Unspasm-Next"


class WhereToGoNext:
    """Turns "saved, see there" into an answer that a script can read, so that word left for that page is not lost.

    A script that follows a redirect would fetch the next page itself, and use up what that page was to say.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.headers.get(QUEUED) != "1":
            return response
        response[QUEUED] = "1"  # whoever answers without it is not us, and an entry must not be given up to them
        if response.status_code not in (301, 302, 303, 307, 308):
            return response
        after = HttpResponse(status=204)
        after[QUEUED] = "1"
        after[NEXT] = response["Location"]
        after.cookies = response.cookies
        return after


@require_GET
def token(request: HttpRequest) -> JsonResponse:
    """The token that the next form must carry, and the time here in ms. Other sites' pages cannot read it."""
    return JsonResponse({"token": get_token(request), "now": int(timezone.now().timestamp() * 1000)})
