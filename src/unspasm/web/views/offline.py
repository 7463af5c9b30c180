"""What works with the network cut: a worker that keeps the shell, and a page with what matters then."""

from __future__ import annotations

import hashlib

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.views.decorators.http import require_GET

from unspasm.care.calling import checked, emergency_numbers
from unspasm.knowledge import load_knowledge
from unspasm.knowledge.speaking import load_spasm_mode
from unspasm.web.presenters.spasm import cut_off_texts
from unspasm.web.voice import clips_of

SHELL = ("tokens.css", "ground.css", "aid.css", "read.css", "result.css", "app.js", "queue.css", "queue.js", "mark.svg")
SPASM = ("check.css", "spasm.css", "islands/spasm-mode.js")
ASKED_FIRST = ("voice.js", "voice/index.json")
"""Kept too, but asked for anew while the server answers: their names carry no hash."""
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
    knowledge = load_knowledge()
    files = [static(f"unspasm/{name}") for name in (*SHELL, *SPASM)]
    clips = clips_of(cut_off_texts(load_spasm_mode(knowledge), knowledge))
    asked_first = [f"unspasm/{name}" for name in ASKED_FIRST if finders.find(f"unspasm/{name}")]
    stamp = [*files, *(static(name) for name in (*asked_first, *clips)), knowledge.version]
    version = hashlib.sha256(" ".join(stamp).encode()).hexdigest()[:12]
    path = finders.find("unspasm/worker.js")
    with open(str(path), encoding="utf-8") as file:
        text = file.read()
    sound = [f"{settings.STATIC_URL}{name}" for name in (*asked_first, *clips)]
    head = f'const VERSION = "unspasm-{version}";\nconst SHELL = {files!r};\nconst SOUND = {sound!r};\n'
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
