"""`/cds-services`: a clinic's system asks, cards answer (CDS Hooks 2.0). Nothing is stored, no record and no cookie is read.

Off unless `serve --cds` turns it on. There is no check of who calls (no JWT), so it listens on this computer alone.
"""

from __future__ import annotations

import json
import logging
from typing import Any, Literal, NoReturn

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Field, NinjaAPI, Schema
from ninja.errors import HttpError

from unspasm import __version__
from unspasm.fhir.cds import Refusal, answer, check_feedback, discovery
from unspasm.knowledge import load_knowledge

LARGEST_BODY = 4 * 1024 * 1024
log = logging.getLogger(__name__)

api = NinjaAPI(
    title="Unspasm for clinics",
    version=__version__,
    description="CDS Hooks 2.0: cards for patients with back or neck pain. For clinicians; not reviewed by one yet.",
    docs_url=None,
    openapi_url="/cds-services/openapi.json",
    urls_namespace="cds-services",
)


class Problem(Schema):
    """What was wrong, in one sentence."""

    error: str


class Service(Schema):
    """One service. prefetch: key -> FHIR query."""

    hook: str
    title: str
    description: str
    id: str
    prefetch: dict[str, str]


class Services(Schema):
    """What is offered."""

    services: list[Service]


class Source(Schema):
    """Where a card comes from. `url` may be absent."""

    label: str
    url: str = ""


class Link(Schema):
    """A source to read."""

    label: str
    url: str
    type: Literal["absolute"]


class Card(Schema):
    """One card. `detail` is Markdown. `links` may be absent; nothing is null or empty."""

    uuid: str
    summary: str
    indicator: Literal["info", "warning", "critical"]
    source: Source
    detail: str
    links: list[Link] = Field(default_factory=list)


class Cards(Schema):
    """All cards, the most urgent first. An empty list is no all-clear."""

    cards: list[Card]


class Taken(Schema):
    """Feedback has come in and was dropped."""

    stored: Literal[False]


REQUEST = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {
                    "type": "object",
                    "required": ["hook", "hookInstance", "context"],
                    "properties": {
                        "hook": {"type": "string"},
                        "hookInstance": {"type": "string"},
                        "fhirServer": {"type": "string", "description": "Never called."},
                        "context": {
                            "type": "object",
                            "required": ["userId", "patientId"],
                            "properties": {
                                "userId": {"type": "string"},
                                "patientId": {"type": "string"},
                                "encounterId": {"type": "string"},
                                "selections": {"type": "array", "items": {"type": "string"}},
                                "draftOrders": {"type": "object"},
                            },
                        },
                        "prefetch": {"type": "object"},
                    },
                }
            }
        },
    }
}
FEEDBACK = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {
                    "type": "object",
                    "required": ["feedback"],
                    "properties": {"feedback": {"type": "array", "minItems": 1, "items": {"type": "object"}}},
                }
            }
        },
    }
}
REFUSALS = {400: Problem, 404: Problem, 413: Problem}


@api.get("/cds-services", response={200: Services}, summary="What is offered, and what each service wants prefetched")
def services(request: HttpRequest) -> HttpResponse:
    """Discovery."""
    return _json(request, discovery(load_knowledge().clinic))


@api.post(
    "/cds-services/{service_id}",
    response={200: Cards, 412: Problem, **REFUSALS},
    summary="Cards",
    openapi_extra=REQUEST,
)
def call(request: HttpRequest, service_id: str) -> HttpResponse:
    """Cards for one call. 412: nothing was prefetched; this service never calls a FHIR server itself."""
    body = read_json(request)
    return _json(request, answer(service_id, body, load_knowledge(), now=timezone.localtime()))


@api.post(
    "/cds-services/{service_id}/feedback", response={200: Taken, **REFUSALS}, summary="Feedback", openapi_extra=FEEDBACK
)
def feedback(request: HttpRequest, service_id: str) -> HttpResponse:
    """Feedback in its right form is taken and dropped: it can hold words about a patient, and nothing here keeps such."""
    check_feedback(service_id, read_json(request), load_knowledge().clinic)
    return _json(request, {"stored": False})


def read_json(request: HttpRequest) -> Any:
    """The body as JSON. Raises Refusal: 413 before a body that is too large is read, 400 for what is not plain JSON."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdigit() or int(length) > LARGEST_BODY:
        raise Refusal(413, f"The body is larger than {LARGEST_BODY} bytes. Send what the prefetch templates ask for.")
    raw = request.read(LARGEST_BODY + 1)
    try:
        return json.loads(raw.decode("utf-8"), parse_constant=_no_number, object_pairs_hook=_no_doubles)
    except UnicodeDecodeError:
        raise Refusal(400, "The body is not UTF-8.") from None
    except RecursionError:
        raise Refusal(400, "The JSON is nested too deeply.") from None
    except json.JSONDecodeError as error:
        raise Refusal(400, f"The body is not valid JSON: {error.msg}, line {error.lineno}.") from None
    except ValueError as error:
        raise Refusal(400, f"The body is not valid JSON: {error}") from None


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON number.")


def _no_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A table in which every key stands once: of two, readers differ on which one holds."""
    table = dict(pairs)
    if len(table) != len(pairs):
        raise ValueError("a key stands twice in one object.")
    return table


@api.exception_handler(Refusal)
def _refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    return _json(request, {"error": str(refusal)}, refusal.status)


@api.exception_handler(HttpError)
def _http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    return _json(request, {"error": str(error)}, error.status_code)


@api.exception_handler(Exception)
def _fault(request: HttpRequest, error: Exception) -> HttpResponse:
    log.error("the service for clinics failed", exc_info=error)
    return _json(request, {"error": "We could not answer. That is no all-clear."}, 500)


def _json(request: HttpRequest, value: dict[str, Any], status: int = 200) -> HttpResponse:
    return api.create_response(request, value, status=status)
