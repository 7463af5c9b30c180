"""Answers that do not fit together, and a record that cannot be read or written, get a page that says so."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse

from unspasm.care import AnswersError
from unspasm.record.kinds import KindError
from unspasm.record.trouble import trouble_of
from unspasm.web.views.errors import answers_do_not_fit, entry_not_kept, only_sent, storage_trouble


class AnswersThatDoNotFit:
    """Turns such an error from a page into its own page. Every other error is the page for urgent help."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A page for what does not fit or cannot be kept, or for trouble with the disk; None lets other errors through."""
        if isinstance(exception, AnswersError):
            return answers_do_not_fit(str(exception))
        if isinstance(exception, KindError):
            return entry_not_kept(str(exception))
        trouble = trouble_of(exception)
        return storage_trouble(request, trouble) if trouble else None


class OpenedByItself:
    """Gives a person who opens an address that only takes forms a page with a way on, not an empty answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        reads = request.method == "GET" and "text/html" in request.headers.get("Accept", "")
        empty = response.status_code == HTTPStatus.METHOD_NOT_ALLOWED and not response.content
        return only_sent(request, response["Allow"]) if reads and empty else response


class SessionsOnATroubledDisk(SessionMiddleware):
    """Sessions as usual; but a page that was only read is shown even when its session cannot be written."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """The page itself, or the page about the disk where something was sent: it may not have been saved."""
        try:
            return super().process_response(request, response)
        except Exception as error:
            trouble = trouble_of(error)
            if trouble is None:
                raise
            return response if request.method in ("GET", "HEAD") else storage_trouble(request, trouble)
