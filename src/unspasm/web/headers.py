"""What every response carries, pages and files alike, and who may ask at all."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseForbidden

from unspasm.web.clinic_origins import is_welcome

Handler = Callable[[HttpRequest], HttpResponse]

WHAT_MAY_LOAD = "; ".join(
    (
        "default-src 'none'",
        "script-src {scripts}",
        "worker-src 'self'",
        "connect-src 'self'",
        "img-src 'self'",
        "style-src 'self'",
        "font-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)

CONTENT_SECURITY_POLICY = WHAT_MAY_LOAD.format(scripts="'self'")
# A worker goes by the policy of its own file. That of the camera coach compiles WebAssembly; it too may reach nobody.
COACH_POLICY = WHAT_MAY_LOAD.format(scripts="'self' 'wasm-unsafe-eval'")
COACH_FILES = "/static/unspasm/islands/camera-coach/"
NO_CAMERA = "camera=(), microphone=(), geolocation=(), payment=(), usb=(), interest-cohort=()"
COACH_PAGE = re.compile(r"/session/[0-9a-f-]{36}/coach/")

# `same-origin` tells other sites nothing, as `no-referrer` would; but under `no-referrer` browsers send
# forms with `Origin: null`, which the check against foreign origins must refuse.
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Permissions-Policy": NO_CAMERA,
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def headers_for(path: str) -> dict[str, str]:
    """The headers of this address: the camera is open on the coach's page alone, WebAssembly in its worker alone."""
    if path.startswith(COACH_FILES):
        return HEADERS | {"Content-Security-Policy": COACH_POLICY}
    if COACH_PAGE.fullmatch(path):
        return HEADERS | {"Permissions-Policy": NO_CAMERA.replace("camera=()", "camera=(self)")}
    return HEADERS


class SecurityHeaders:
    """Adds the headers to every response; personal pages are never stored."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name, value in headers_for(request.path).items():
            response[name] = value
        response.headers.setdefault("Cache-Control", "no-store")
        return response


class LoopbackOnly:
    """Refuses a foreign Host (400) and a request that another site's page sent (403).

    The service for clinics lets in the pages of the origins that were named when it was started.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        host = request.get_host()  # raises DisallowedHost, which answers 400
        origin = request.headers.get("Origin")
        if origin is not None and origin != f"{request.scheme}://{host}" and not is_welcome(request):
            return HttpResponseForbidden("Refused: this request came from another site.", content_type="text/plain")
        return self.get_response(request)
