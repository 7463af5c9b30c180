"""What works with the network cut: a worker that keeps the shell, and a page with what matters then."""

from __future__ import annotations

import hashlib

from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.views.decorators.http import require_GET

from unspasm.care.calling import checked, emergency_numbers
from unspasm.knowledge import load_knowledge

SHELL = ("tokens.css", "ground.css", "aid.css", "read.css", "result.css", "app.js", "mark.svg")
POSITIONS = ("rest_90_90", "position_of_ease")


@require_GET
def offline(request: HttpRequest) -> HttpResponse:
    """Danger signs, first aid and positions of ease: nothing personal, so that it may be kept."""
    knowledge = load_knowledge()
    context = {
        "aid": knowledge.tables["first_aid"],
        "danger": knowledge.items["topics"].get("danger_signs"),
        "positions": [knowledge.interventions[key].item for key in POSITIONS if key in knowledge.interventions],
        "numbers": emergency_numbers(knowledge),
        **checked(knowledge),
        "theme": "",
    }
    response = render(request, "unspasm/offline.html", context)
    response["Cache-Control"] = "no-cache"
    return response


@require_GET
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker, with the names of the files that it keeps."""
    files = [static(f"unspasm/{name}") for name in SHELL]
    version = hashlib.sha256(" ".join([*files, load_knowledge().version]).encode()).hexdigest()[:12]
    path = finders.find("unspasm/worker.js")
    with open(str(path), encoding="utf-8") as file:
        text = file.read()
    head = f'const VERSION = "unspasm-{version}";\nconst SHELL = {files!r};\n'
    response = HttpResponse(head + text, content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    response["Service-Worker-Allowed"] = "/"
    return response


@require_GET
def manifest(request: HttpRequest) -> HttpResponse:
    """What a device needs to put the app among its own."""
    data = {
        "name": "Unspasm",
        "short_name": "Unspasm",
        "description": "First aid, a danger check and a safe plan for a back in spasm.",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#faf7f1",
        "theme_color": "#1d5750",
        "icons": [{"src": static("unspasm/mark.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "any"}],
    }
    response = JsonResponse(data, content_type="application/manifest+json")
    response["Cache-Control"] = "no-cache"
    return response
