"""Files that are sent to us: at one address alone, never larger than what is read, never outside the data folder."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from unspasm.handover.arrival import LARGEST_FILE
from unspasm.handover.arriving import arriving_folder

TAKES_FILES = "/hand-over/bring-in/"
ROOM_FOR_THE_FORM = 64 * 1024


class UploadSize:
    """Refuses a file that is too large before any of it is read."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if request.path == TAKES_FILES and length.isdigit() and int(length) > LARGEST_FILE + ROOM_FOR_THE_FORM:
            context = {"largest_mb": LARGEST_FILE // 1024**2}
            return render(request, "unspasm/hand_over/too_large.html", context, status=413)
        return self.get_response(request)


class OneFileHere(FileUploadHandler):
    """Keeps the file in the data folder while it arrives. At any other address a file ends the upload."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Opens a private file for what comes."""
        super().new_file(*args, **kwargs)
        if self.request is None or self.request.path != TAKES_FILES:
            raise StopUpload(connection_reset=True)
        arriving_folder(settings.DATA_FOLDER)
        self.file = TemporaryUploadedFile(
            self.file_name or "file", self.content_type, 0, self.charset, self.content_type_extra
        )

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Writes a piece; too many pieces end the upload, whatever length was announced."""
        if start + len(raw_data) > LARGEST_FILE:
            raise StopUpload(connection_reset=True)
        self.file.write(raw_data)

    def file_complete(self, file_size: int) -> TemporaryUploadedFile:
        """The file, from its beginning."""
        self.file.seek(0)
        self.file.size = file_size
        return self.file

    def upload_interrupted(self) -> None:
        """Nothing of it stays."""
        if hasattr(self, "file"):
            self.file.close()
