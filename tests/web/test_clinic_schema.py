"""`/cds-services` keeps what its own description promises, whatever is sent."""

from collections import Counter

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import response_schema_conformance, status_code_conformance

from unspasm.knowledge import load_knowledge
from unspasm.web.clinic import api

described = api.get_openapi_schema()
for path in described["paths"].values():
    for way in path.values():
        for parameter in way.get("parameters", ()):
            parameter["schema"]["enum"] = [
                *load_knowledge().clinic.services,
                "none",
            ]  # a name by chance is never one of ours
schema = schemathesis.openapi.from_dict(described)
schema.app = get_wsgi_application()
CHECKS = [not_a_server_error, status_code_conformance, response_schema_conformance]
SEEN: Counter[int] = Counter()


@pytest.fixture(autouse=True)
def _is_on(settings):
    settings.CDS = True


@schema.parametrize()
@settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_every_answer_is_declared(case):
    SEEN[case.call_and_validate(checks=CHECKS).status_code] += 1


def test_the_calls_reached_the_service():
    assert SEEN[200]
    assert SEEN[400] > SEEN[404]
