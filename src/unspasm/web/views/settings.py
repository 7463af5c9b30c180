"""The person's choices about the app: country, theme, and deleting everything."""

from __future__ import annotations

from django.conf import settings as django_settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from unspasm.care.calling import countries
from unspasm.handover.arriving import forget
from unspasm.knowledge import load_knowledge
from unspasm.record.actions import delete_everything, save_setting
from unspasm.web.context import chosen
from unspasm.web.views.reminders import diary_settings
from unspasm.web.voice import VOICES, voice_choice

THEMES = (("", "As the device"), ("light", "Light"), ("dark", "Dark"))
AFTER = {
    "settings": "/settings/",
    "medicines": "/medicines/",
    "call": "/call/",
    "result": "/result/",
    "check": "/check/",
}


@require_GET
def settings(request: HttpRequest) -> HttpResponse:
    """Country, theme, delete."""
    context = {
        "countries": countries(load_knowledge()),
        "themes": THEMES,
        "chosen": chosen(request),
        "voices": VOICES,
        "voice": voice_choice(request),
    }
    context |= diary_settings(request)
    return render(request, "unspasm/settings.html", context)


@require_POST
def country(request: HttpRequest) -> HttpResponse:
    """Keeps the country; an id that we do not know is kept as "none chosen"."""
    wanted = str(request.POST.get("country", ""))
    known = {key for key, _ in countries(load_knowledge())}
    save_setting(key="country", value=wanted if wanted in known else "", now=timezone.now())
    return redirect(AFTER.get(str(request.POST.get("then")), "/settings/"))


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Keeps the theme."""
    wanted = str(request.POST.get("theme", ""))
    if wanted in dict(THEMES):
        save_setting(key="theme", value=wanted, now=timezone.now())
    return redirect("/settings/")


@require_POST
def voice(request: HttpRequest) -> HttpResponse:
    """Keeps the voice, and whether anything is spoken at all."""
    wanted = str(request.POST.get("voice", ""))
    if wanted in dict(VOICES):
        save_setting(key="voice", value=wanted, now=timezone.now())
        save_setting(key="spoken", value=wanted != "off", now=timezone.now())
    return redirect("/settings/")


@require_POST
def delete(request: HttpRequest) -> HttpResponse:
    """Deletes everything for good, once the box that says so is ticked."""
    if request.POST.get("sure") != "yes":
        context = {
            "countries": countries(load_knowledge()),
            "themes": THEMES,
            "chosen": chosen(request),
            "voices": VOICES,
            "voice": voice_choice(request),
            "not_sure": True,
            **diary_settings(request),
        }
        return render(request, "unspasm/settings.html", context, status=422)
    delete_everything()
    forget(django_settings.DATA_FOLDER)
    request.session.flush()
    return redirect("deleted")


@require_GET
def deleted(request: HttpRequest) -> HttpResponse:
    """Says that nothing is left."""
    return render(request, "unspasm/deleted.html")
