"""Who may reach the second server: one paired phone on the home network, and before that only the pairing page."""

from __future__ import annotations

import time
from collections import deque
from functools import cache

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden, HttpResponseRedirect
from django.template.loader import render_to_string
from django.templatetags.static import static

from unspasm.web.headers import Handler

COOKIE = "__Host-unspasm-phone"
COOKIE_LASTS_S = 30 * 24 * 3600  # ends with the run in any case
PAIRING_PAGES = {"/phone/": ("GET", "HEAD"), "/phone/pair/": ("POST",)}
PAIRING_FILES = ("tokens.css", "ground.css", "phone.css", "phone.js", "mark.svg")
ASKED_PER_MINUTE = 120  # requests of all strangers together; a pairing takes about ten
TRIED_PER_MINUTE = 10


def has_phone_listener() -> bool:
    """Whether this process is the second server."""
    return settings.PHONE_LISTENER


def signed(token: str) -> str:
    """A token as it stands in the cookie: signed by this installation, for this run."""
    return _signer().sign(token)


def token_in(request: HttpRequest) -> str:
    """The token of the cookie, or nothing if it is missing or was not signed by us for this run."""
    try:
        return _signer().unsign(request.COOKIES.get(COOKIE, ""))
    except BadSignature:
        return ""


def _signer() -> Signer:
    return Signer(salt=f"unspasm.phone.{settings.PHONE.run}")


class AnnouncedOnly:
    """Refuses all but exactly the announced names (400), other sites' pages and addresses not at home (403)."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        host = request.get_host()  # raises DisallowedHost, which answers 400
        if host not in settings.PHONE_HOSTS or not request.is_secure():
            return _plain("Refused: this is not an address that was announced.", 400)
        origin = request.headers.get("Origin")
        from_elsewhere = request.headers.get("Sec-Fetch-Site") == "cross-site" and request.method not in ("GET", "HEAD")
        if (origin is not None and origin != f"https://{host}") or from_elsewhere:
            return _plain("Refused: this request came from another site.", 403)
        if not settings.PHONE_IS_AT_HOME(request.META.get("REMOTE_ADDR", "")):
            return _plain("Refused: only devices on the home network may ask.", 403)
        return self.get_response(request)


class PairedOnly:
    """Lets the paired phone through. Everyone else sees the pairing page and its files, a few times a minute."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response
        self.asked = Rate(ASKED_PER_MINUTE)
        self.tries = Rate(TRIED_PER_MINUTE)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        pairing = settings.PHONE.state()
        if pairing is None:
            return _plain("Sharing with a phone has ended. Start it again on the computer.", 503)
        if pairing.is_paired(token_in(request)):
            return self.get_response(request)
        trying = request.path == "/phone/pair/"
        if not self.asked.allows(time.monotonic()) or (trying and not self.tries.allows(time.monotonic())):
            return _plain("Too many requests. Wait a minute, then try again.", 429)
        if request.method in PAIRING_PAGES.get(request.path, ()) or request.path in pairing_files():
            return self.get_response(request)
        if request.path == "/" and request.method == "GET":
            return HttpResponseRedirect("/phone/")
        response = HttpResponseForbidden(render_to_string("unspasm/phone/not_paired.html"))
        response["X-Unspasm-Refused"] = "not-paired"  # entries that wait on the phone stay there
        return response


class Rate:
    """At most so many a minute, whoever asks."""

    def __init__(self, per_minute: int) -> None:
        self.times: deque[float] = deque(maxlen=per_minute)

    def allows(self, now: float) -> bool:
        """Whether one more may pass at this moment; counts it if so."""
        if len(self.times) == self.times.maxlen and now - self.times[0] < 60:
            return False
        self.times.append(now)
        return True


@cache
def pairing_files() -> frozenset[str]:
    """Addresses of the few files that the pairing page needs."""
    return frozenset(static(f"unspasm/{name}") for name in PAIRING_FILES)


def _plain(sentence: str, status: int) -> HttpResponse:
    return HttpResponse(sentence, status=status, content_type="text/plain; charset=utf-8")
