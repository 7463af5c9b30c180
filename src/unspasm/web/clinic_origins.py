"""Who may call `/cds-services` from a web page: nobody, but the origins that were named when it was turned on."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse

PATH = "/cds-services"
IS_OFF = "This service is off. Start it with: unspasm serve --cds"


def is_for_clinics(request: HttpRequest) -> bool:
    """Whether the request is for the service for clinics."""
    return request.path == PATH or request.path.startswith(f"{PATH}/")


def is_welcome(request: HttpRequest) -> bool:
    """Whether a page of this origin may call the service. The record's own pages and forms never are for it."""
    return settings.CDS and is_for_clinics(request) and request.headers.get("Origin") in settings.CDS_ORIGINS


class ClinicOrigins:
    """Answers 404 while the service is off; else says to a browser which pages may call it, without cookies."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not is_for_clinics(request):
            return self.get_response(request)
        if not settings.CDS:
            return JsonResponse({"error": IS_OFF}, status=404)
        if request.method == "OPTIONS" and is_welcome(request):
            request.get_host()  # raises DisallowedHost, which answers 400
            response = HttpResponse(status=204)
        else:
            response = self.get_response(request)
        if is_welcome(request):
            response["Access-Control-Allow-Origin"] = request.headers["Origin"]
            response["Access-Control-Allow-Methods"] = "GET, POST, OPTIONS"
            # Clients send a token of theirs; it is not read, but a browser would not let the call through without this.
            response["Access-Control-Allow-Headers"] = "Content-Type, Authorization"
            response["Access-Control-Max-Age"] = "600"
        response["Vary"] = "Origin"
        return response
