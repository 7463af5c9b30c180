"""Hand over: everything as one file, and bringing a file in. What leaves, leaves by the person's own step."""

from __future__ import annotations

import io
from contextlib import suppress
from datetime import UTC
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from unspasm.handover.archive import name_of_archive, write_archive
from unspasm.handover.arrival import LARGEST_FILE, Arrival, Refused, added, preview
from unspasm.handover.arriving import arriving_folder, forget, keep, kept_file
from unspasm.handover.backup import checked_backup, is_backup, name_of_backup, restore, write_backup
from unspasm.handover.fhir_out import name_of_bundle, stays_behind, write_bundle
from unspasm.handover.formats import FORMATS, read_file
from unspasm.handover.report.contents import SECTIONS
from unspasm.record.actions import bring_in as write
from unspasm.record.queries import everything, local_person
from unspasm.record.rows import Rows, RowsError
from unspasm.web.diary_forms import FormError
from unspasm.web.presenters.hand_over import back_conditions, counted
from unspasm.web.report_form import read_choices, usual_choices

NO_FILE = "Choose a file first."
GONE = "The file is no longer here. Choose it once more."


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """What can leave, what can be brought in."""
    return hand_over_page(request)


@require_POST
def archive(request: HttpRequest) -> HttpResponse:
    """Everything as one file."""
    now, out = timezone.now().astimezone(UTC), io.BytesIO()
    write_archive(out, everything(local_person()), now=now)
    return download(out.getvalue(), "application/zip", name_of_archive(now))


@require_POST
def fhir(request: HttpRequest) -> HttpResponse:
    """A FHIR R4 file; private answers only where the box was ticked."""
    now, out = timezone.now().astimezone(UTC), io.BytesIO()
    write_bundle(out, everything(local_person()), now=now, private=request.POST.get("private") == "yes")
    return download(out.getvalue(), "application/fhir+json", name_of_bundle(now))


@require_POST
def backup(request: HttpRequest) -> HttpResponse:
    """The whole database as one file."""
    now, out = timezone.localtime(), io.BytesIO()
    write_backup(out, _database(), arriving_folder(settings.DATA_FOLDER), now=now)
    return download(out.getvalue(), "application/zip", name_of_backup(now))


@require_POST
def bring_in(request: HttpRequest) -> HttpResponse:
    """What a file holds, and what it would add. Nothing is written yet."""
    sent = request.FILES.get("file")
    if not isinstance(sent, TemporaryUploadedFile) or not sent.size:
        return hand_over_page(request, NO_FILE, status=422)
    token = keep(settings.DATA_FOLDER, Path(sent.temporary_file_path()))
    try:
        if _is_backup(token):
            with (
                _kept(token).open("rb") as file,
                checked_backup(file, _database(), arriving_folder(settings.DATA_FOLDER)),
            ):
                return render(request, "unspasm/hand_over/put_back.html", {"token": token})
        arrival = _read(token)
        shown = preview(arrival, everything(local_person()))
    except (Refused, RowsError) as error:
        forget(settings.DATA_FOLDER)
        return hand_over_page(request, _said(error), status=422)
    context = {
        "title": arrival.title,
        "token": token,
        "understood": counted(shown["understood"]),
        "not_understood": shown["not_understood"],
        "conditions": back_conditions(shown.get("conditions", ())),
        "will_add": counted(shown["will_add"]),
        "changed": shown.get("changed", ()),
        "about": shown.get("about", ()),
        "adds_none": not arrival.rows.counts(),
    }
    return render(request, "unspasm/hand_over/preview.html", context)


@require_POST
def bring_in_now(request: HttpRequest) -> HttpResponse:
    """Adds what was shown, all of it or nothing; or puts a backup back; or forgets the file."""
    token = str(request.POST.get("token", ""))
    if request.POST.get("do") == "restore":
        return _put_back(request, token)
    if request.POST.get("do") != "add":
        forget(settings.DATA_FOLDER)
        return hand_over_page(request)
    try:
        arrival = _read(token)
        addition = write(rows=arrival.rows, now=timezone.now())
    except (Refused, RowsError) as error:
        return hand_over_page(request, _said(error), status=422)
    forget(settings.DATA_FOLDER)
    context = {"added": counted(added(addition)), "changed": len(addition.newer)}
    return render(request, "unspasm/hand_over/added.html", context)


def download(data: bytes, kind: str, name: str) -> HttpResponse:
    """A file to keep, which no browser stores by itself."""
    response = HttpResponse(data, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _put_back(request: HttpRequest, token: str) -> HttpResponse:
    """Replaces everything, once the box that says so is ticked. Sessions of this browser end: they are not in it."""
    if request.POST.get("sure") != "yes":
        return render(request, "unspasm/hand_over/put_back.html", {"token": token, "not_sure": True}, status=422)
    folder = arriving_folder(settings.DATA_FOLDER)
    try:
        with _kept(token).open("rb") as file, checked_backup(file, _database(), folder) as copy:
            request.session.flush()
            connection.close()
            restore(copy, _database())
    except Refused as error:
        return hand_over_page(request, str(error), status=422)
    forget(settings.DATA_FOLDER)
    return render(request, "unspasm/hand_over/put_back_done.html")


def _database() -> Path:
    """The file of the database in use."""
    return Path(connection.settings_dict["NAME"])


def _kept(token: str) -> Path:
    kept = kept_file(settings.DATA_FOLDER, token)
    if kept is None:
        raise Refused(GONE)
    return kept


def _is_backup(token: str) -> bool:
    with _kept(token).open("rb") as file:
        return is_backup(file)


def _read(token: str) -> Arrival:
    with _kept(token).open("rb") as file:
        return read_file(file, now=timezone.localtime())


def _said(error: Exception) -> str:
    text = str(error)
    text = text if isinstance(error, Refused) else f"{text}. Nothing was brought in."
    return text[:1].upper() + text[1:]


def hand_over_page(request: HttpRequest, error: str = "", report_error: str = "", status: int = 200) -> HttpResponse:
    """The page itself, with what went wrong where it was tried. What was typed for the report is still there."""
    today = timezone.localdate()
    choices = usual_choices(today)
    with suppress(FormError):
        choices = read_choices(request.POST, today) if request.POST.get("first") else choices
    context: dict[str, Any] = {
        "today": today,
        "choices": choices,
        "sections": SECTIONS.items(),
        "report_error": report_error,
        "error": error,
        "fhir_leaves": stays_behind(Rows(), private=False),
        "formats": [one.title for one in FORMATS],
        "largest_mb": LARGEST_FILE // 1024**2,
    }
    return render(request, "unspasm/hand_over/index.html", context, status=status)
