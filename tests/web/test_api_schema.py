"""`/api/v1` keeps what its own description promises, whatever is sent."""

import json

import schemathesis
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import response_schema_conformance, status_code_conformance

from unspasm.knowledge import load_knowledge

schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())
CHECKS = [not_a_server_error, status_code_conformance, response_schema_conformance]


@schema.parametrize()
@settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_every_answer_is_declared(case):
    case.call_and_validate(checks=CHECKS)


FACTS = load_knowledge().facts
ODD = st.one_of(
    st.none(), st.booleans(), st.integers(-5, 400), st.text(max_size=5), st.lists(st.text(max_size=3), max_size=2)
)


def values(fact, odd):
    """Values that fit this fact; where `odd`, some that do not."""
    fitting = {
        "yes_no": st.sampled_from(["yes", "no"]),
        "one_of": st.sampled_from(fact.option_ids or ("x",)),
        "many_of": st.lists(st.sampled_from(fact.option_ids or ("x",)), max_size=3, unique=True),
        "integer": st.integers(fact.min, max(fact.min, fact.max)),
        "date": st.dates().map(str),
    }
    known = st.one_of(fitting[fact.type], st.sampled_from(["not_sure", "skipped"]))
    return st.one_of(known, ODD) if odd else known


@st.composite
def bodies(draw):
    chosen = draw(st.lists(st.sampled_from(sorted(FACTS)), max_size=25, unique=True))
    odd = draw(st.booleans())
    return {key: draw(values(FACTS[key], odd)) for key in chosen}


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(body=bodies())
def test_answers_of_every_kind_are_decided_or_refused_and_only_the_cleared_get_a_plan(client, body):
    response = client.post("/api/v1/check", json.dumps(body), content_type="application/json")
    assert response.status_code in (200, 422)
    result = response.json()
    if response.status_code == 422:
        assert result["error"]
    elif result["plan"] is not None:
        assert result["decided"]
        assert result["disposition"] not in ("same_day", "emergency")
