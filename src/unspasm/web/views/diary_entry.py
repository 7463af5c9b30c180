"""One entry of the diary: change it, delete it, bring it back. Nothing that was written is lost by a change."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from unspasm.knowledge import load_knowledge
from unspasm.knowledge.diary import load_diary
from unspasm.record.actions import (
    ChangedMeanwhile,
    NoSuchEntry,
    correct_event,
    restore_event,
    withdraw_event,
)
from unspasm.record.kinds import KindError
from unspasm.record.queries import Entry, entries, entry, history, local_person
from unspasm.record.times import TimesError
from unspasm.web.diary_forms import FormError, read_form
from unspasm.web.entering import entry_of, key_of
from unspasm.web.presenters.diary import (
    EDITED_HERE,
    at_field,
    speaker,
    versions,
)
from unspasm.web.saved import saved
from unspasm.web.see_other import see_other
from unspasm.web.views.diary_adding import form_context


@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, thread: UUID) -> HttpResponse:
    """One entry: change it, delete it, bring it back; all its versions stay in sight."""
    found = history(local_person(), thread)
    if not found:
        raise Http404
    if request.method == "GET":
        return _entry_page(request, found)
    do = request.POST.get("do")
    try:
        if do in ("delete", "restore"):
            return _turn(request, found[-1], restore=do == "restore")
        return _change(request, found)
    except ChangedMeanwhile:
        return _conflict(request, history(local_person(), thread))
    except NoSuchEntry:
        raise Http404 from None
    except (FormError, TimesError, KindError) as error:
        return _entry_page(request, found, error)


def _change(request: HttpRequest, found: list[Entry]) -> HttpResponse:
    """A new version: other words, another time, or both. A time that was not touched stays to the second."""
    latest, now = found[-1], timezone.now()
    seen = _seen(request)
    shown = next((version for version in found if version.version == seen), latest)
    if str(request.POST.get("at", "")) in ("", at_field(shown)):
        happened_at, zone = shown.happened_at, shown.zone
    else:
        entering = entry_of(request.POST, now)
        happened_at, zone = entering.happened_at, entering.zone
    data = _data(request, latest)
    if data == latest.data.model_dump(exclude_none=True) and happened_at == latest.happened_at and not latest.withdrawn:
        return see_other(f"/diary/day/{latest.local:%Y-%m-%d}/")  # nothing was changed: no new version
    event = correct_event(
        thread=latest.thread, seen=seen, key=key_of(request.POST), data=data, happened_at=happened_at, zone=zone, now=now
    )  # fmt: skip
    saved(request, "Changed. What stood there before is kept in the entry’s history.")
    if load_diary().leads_to_check(event.kind, event.data):
        return see_other("/diary/check/")
    return see_other(f"/diary/day/{timezone.localtime(happened_at):%Y-%m-%d}/")


def _data(request: HttpRequest, latest: Entry) -> dict[str, Any]:
    """The words of the form; where only the time can be changed here, the words stay."""
    kept: dict[str, Any] = latest.data.model_dump(exclude_none=True)
    if latest.kind not in EDITED_HERE:
        return kept
    data = read_form(latest.kind, request.POST, load_diary())
    if latest.kind == "rating":  # what it belongs to is not in the form
        data |= {name: kept[name] for name in ("phase", "session") if name in kept}
    if latest.kind == "symptom" and data["symptom"] != kept["symptom"]:
        raise FormError("Choose one of the four.")
    return data


def _turn(request: HttpRequest, latest: Entry, restore: bool) -> HttpResponse:
    change = restore_event if restore else withdraw_event
    event = change(thread=latest.thread, seen=_seen(request), key=key_of(request.POST), now=timezone.now())
    back = f"/diary/day/{latest.local:%Y-%m-%d}/"
    saved(request, "It is back." if restore else "Deleted.", thread=event.thread, version=event.version, back=back)
    request.session["saved"]["restore"] = not restore
    return see_other(back)


def _seen(request: HttpRequest) -> int:
    seen = str(request.POST.get("seen", ""))
    if not (seen.isascii() and seen.isdecimal() and len(seen) < 10):
        raise FormError("This form is not whole. Open the entry again.")
    return int(seen)


def _entry_page(request: HttpRequest, found: list[Entry], error: Exception | None = None) -> HttpResponse:
    latest = found[-1]
    form = dict(request.POST.items()) if error else _as_form(latest)
    context = {
        "entry": latest,
        "words": _speaker_for(latest).words(latest),
        "kind": latest.kind,
        "key": uuid4(),
        "versions": versions(found, _speaker_for(latest)),
        "at": form.get("at") or at_field(latest),
        "day": latest.local.date(),
        **form_context(form, error),
        "symptom_only": latest.data.symptom if latest.kind == "symptom" else "",
    }
    return render(request, "unspasm/diary/entry.html", context, status=422 if error else 200)


def _conflict(request: HttpRequest, found: list[Entry]) -> HttpResponse:
    """409: what stands there now, and what was sent just now. Nothing was changed; both are shown, one is chosen."""
    latest = found[-1]
    speak = _speaker_for(latest)
    mine, fields = None, []
    if request.POST.get("do") not in ("delete", "restore"):
        try:
            data = type(latest.data).model_validate(_data(request, latest))
            mine = speak.words(Entry(**{**_fields(latest), "data": data}))
        except (FormError, ValueError):
            mine = None
        skip = ("csrfmiddlewaretoken", "key", "seen")
        fields = [(name, value) for name, value in request.POST.items() if name not in skip]
    context = {
        "latest": latest, "theirs": speak.words(latest), "mine": mine, "fields": fields,
        "mine_at": _when(request.POST.get("at", "")), "do": request.POST.get("do", ""),
        "key": uuid4(),
    }  # fmt: skip
    return render(request, "unspasm/diary/conflict.html", context, status=409)


def _when(at: object) -> str:
    """A local time of a form in words; as it was sent where it is none."""
    try:
        read = datetime.fromisoformat(str(at))
    except ValueError:
        return str(at)
    return f"{read.day} {read:%B %Y, %H:%M}"


def _fields(latest: Entry) -> dict[str, Any]:
    return {name: getattr(latest, name) for name in Entry.__slots__}


def _speaker_for(latest: Entry) -> Any:
    """A speaker that knows the session which a rating belongs to, or how a session ended."""
    person, found = local_person(), [latest]
    session = getattr(latest.data, "session", None)
    if session is not None and (known := entry(person, session)) is not None:
        found.append(known)
    if latest.kind == "session":
        found += [
            e for e in entries(person, {"session_end"}, since=latest.happened_at) if e.data.session == latest.thread
        ]
    return speaker(found, load_diary(), load_knowledge())


def _as_form(latest: Entry) -> dict[str, Any]:
    """The values of an entry as its form shows them."""
    data = latest.data.model_dump(exclude_none=True)
    if latest.kind == "symptom":
        return {latest.data.symptom: str(latest.data.grade)}
    return {name: f"{value:g}" if isinstance(value, float) else str(value) for name, value in data.items()}
