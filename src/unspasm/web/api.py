"""`/api/v1`: the dictionary of facts, and one whole check, for other programs. Nothing is stored, no cookie is read."""

from __future__ import annotations

import logging
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Body, NinjaAPI, Schema
from ninja.errors import HttpError, ValidationError

from unspasm import __version__
from unspasm.care import AnswersError, check, read_answers
from unspasm.knowledge import Fact, load_knowledge

LARGEST_BODY = 64 * 1024
log = logging.getLogger(__name__)

api = NinjaAPI(
    title="Unspasm",
    version=__version__,
    description="Danger screening and self-care plans for back spasm. Not a diagnosis. "
    "Absent or null = not asked; `not_sure` and `skipped` = asked and unanswered.",
    docs_url=None,
    urls_namespace="api-v1",
)


class Problem(Schema):
    """What was wrong, in one sentence, and the fact to mend where there is one."""

    error: str
    fact: str = ""


class Action(Schema):
    """What to do."""

    title: str
    do: list[str]


class ReasonOut(Schema):
    """One rule that speaks, and the answers that made it."""

    rule: str
    tier: str
    points_to: str
    because: dict[str, Any]
    unsure: bool
    action: Action
    within_h: int | None
    in_person: bool
    sources: list[str]


class Result(Schema):
    """One whole decision. `plan` is null unless the person is cleared."""

    disposition: str
    possible: str
    decided: bool
    reasons: list[ReasonOut]
    ask_next: list[str]
    profile: dict[str, Any]
    plan: dict[str, Any] | None
    knowledge_version: str


@api.get("/facts", response={200: dict[str, dict[str, Any]]}, summary="Everything that can be asked")
def facts(request: HttpRequest) -> dict[str, Any]:
    """Fact id -> type, question, options, range."""
    return {key: _fact(fact) for key, fact in load_knowledge().facts.items()}


@api.post(
    "/check",
    response={200: Result, 400: Problem, 413: Problem, 422: Problem},
    summary="Screen, classify and plan for one set of answers",
)
def check_answers(request: HttpRequest, answers: Body[dict[str, Any]]) -> dict[str, Any]:
    """`{fact: value}` -> the result. An unknown fact or value is an error, never guessed."""
    knowledge = load_knowledge()
    now = timezone.localtime()
    return check(read_answers(answers, knowledge, now.date()), knowledge, now)


class BodySize:
    """Refuses a body that is too large before it is read."""

    def __init__(self, get_response: Any) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if request.path.startswith("/api/") and length.isdigit() and int(length) > LARGEST_BODY:
            problem = {"error": f"The body is larger than {LARGEST_BODY} bytes.", "fact": ""}
            return api.create_response(request, problem, status=413)
        return self.get_response(request)


@api.exception_handler(AnswersError)
def _answers_do_not_fit(request: HttpRequest, error: AnswersError) -> HttpResponse:
    return api.create_response(request, {"error": str(error), "fact": error.fact}, status=422)


@api.exception_handler(ValidationError)
def _not_a_table(request: HttpRequest, error: ValidationError) -> HttpResponse:
    problem = {"error": 'The body must be one JSON table of the form {"fact": value}.', "fact": ""}
    return api.create_response(request, problem, status=422)


@api.exception_handler(HttpError)
def _not_json(request: HttpRequest, error: HttpError) -> HttpResponse:
    return api.create_response(request, {"error": str(error), "fact": ""}, status=error.status_code)


@api.exception_handler(Exception)
def _fault(request: HttpRequest, error: Exception) -> HttpResponse:
    log.error("the api failed", exc_info=error)
    problem = {"error": "We could not decide. Treat this as urgent: speak to a doctor or nurse line today.", "fact": ""}
    return api.create_response(request, problem, status=500)


def _fact(fact: Fact) -> dict[str, Any]:
    value: dict[str, Any] = {
        "type": fact.type, "question": fact.question, "line": fact.line, "help": fact.help, "plainer": fact.plainer,
        "ask_again": fact.ask_again, "danger": fact.danger, "reassuring": fact.reassuring, "private": fact.private,
        "sources": list(fact.sources), "mark": fact.mark,
    }  # fmt: skip
    if fact.type == "integer":
        value |= {"unit": fact.unit, "min": fact.min, "max": fact.max}
    if fact.options:
        value["options"] = [{"id": key, "label": label} for key, label in fact.options]
    return value
