"""Answers that do not fit together get a page that says so, and no result."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from unspasm.care import AnswersError
from unspasm.web.views.errors import answers_do_not_fit


class AnswersThatDoNotFit:
    """Turns AnswersError from a page into that page. Every other error is the page for urgent help."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A page for answers that do not fit; None lets every other error through."""
        return answers_do_not_fit(str(exception)) if isinstance(exception, AnswersError) else None
