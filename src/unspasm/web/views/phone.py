"""Pairing one phone: the page that the phone sees first, and what the computer shows about it."""

from __future__ import annotations

import secrets
import time
from typing import Any

import segno
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from unspasm.web.pairing import COOKIE, COOKIE_LASTS_S, has_phone_listener, signed, token_in

REFUSED = {"wrong": 422, "expired": 410, "ended": 410, "taken": 403}


@require_GET
def phone(request: HttpRequest) -> HttpResponse:
    """Asks the phone for the code. On the computer itself it leads to the settings."""
    if not has_phone_listener():
        return redirect("phone_settings")
    state = settings.PHONE.state()
    if state is not None and state.is_paired(token_in(request)):
        return redirect("home")
    return _pairing_page(request)


@require_POST
def pair(request: HttpRequest) -> HttpResponse:
    """One try with a code. Right: this phone, and only this one, may use the pages until it is released."""
    if not has_phone_listener():
        return redirect("phone_settings")
    typed = str(request.POST.get("code", ""))[:64]
    if not typed.strip():
        return _pairing_page(request, status=422, outcome="empty")
    token = secrets.token_urlsafe(32)
    outcome = settings.PHONE.try_code(typed, token, now=time.monotonic())
    if outcome != "paired":
        return _pairing_page(request, status=REFUSED[outcome], outcome=str(outcome))
    response = redirect("home")
    response.status_code = 303
    response.set_cookie(
        COOKIE, signed(token), max_age=COOKIE_LASTS_S, secure=True, httponly=True, samesite="Strict", path="/"
    )
    return response


@require_GET
def phone_settings(request: HttpRequest) -> HttpResponse:
    """Off, waiting, paired or ended; and what can be done about it."""
    return _settings_page(request)


@require_POST
def unpair(request: HttpRequest) -> HttpResponse:
    """Shuts the phone out at once; from the computer, or from that phone itself."""
    settings.PHONE.release()
    response = redirect("phone" if has_phone_listener() else "phone_settings")
    response.status_code = 303
    if has_phone_listener():
        response.delete_cookie(COOKIE, path="/", samesite="Strict")
        response.cookies[COOKIE]["secure"] = True  # browsers ignore a __Host- cookie without it
    return response


@require_POST
def new_code(request: HttpRequest) -> HttpResponse:
    """Another code, shown once, on the computer only."""
    if has_phone_listener():
        return redirect("phone_settings")
    code = settings.PHONE.renew_code(now=time.monotonic())
    return _settings_page(request, code=code) if code else redirect("phone_settings")


def _pairing_page(request: HttpRequest, *, status: int = 200, outcome: str = "") -> HttpResponse:
    state = settings.PHONE.state()
    context = {"outcome": outcome, "tries_left": state.tries_left if state else 0, "state": state}
    return render(request, "unspasm/phone/pair.html", context, status=status)


def _settings_page(request: HttpRequest, *, code: str = "") -> HttpResponse:
    state = settings.PHONE.state()
    context: dict[str, Any] = {"state": state, "on_phone": has_phone_listener()}
    if code and state is not None:
        address = f"{state.address}/phone/"
        context |= {"code": f"{code[:4]}-{code[4:]}", "address": address, "qr": _qr(f"{address}#{code}")}
    return render(request, "unspasm/phone/settings.html", context)


def _qr(text: str) -> str:
    """An SVG without styles of its own: dark on light in either theme, because cameras expect that."""
    return segno.make(text, error="m").svg_inline(
        scale=1, omitsize=True, border=4, dark="#000", light="#fff", svgclass="qr", lineclass=None
    )
