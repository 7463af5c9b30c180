"""Whatever is posted, the pages answer: saved, refused in words, or not found. Never a fault."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from unspasm.knowledge import load_knowledge

KNOWLEDGE = load_knowledge()
ODD = st.sampled_from(["", "\0", "yes", "no", "none", "go", "unsure", "skip", "skipped", "not_sure", "-1", "5", "40", "9" * 50, "<b>", "'; --", "x" * 10_000])  # fmt: skip
FACTS = sorted(KNOWLEDGE.facts)


@st.composite
def forms(draw):
    screen = draw(st.sampled_from(KNOWLEDGE.screens))
    put = draw(st.lists(st.sampled_from([*screen.facts, draw(st.sampled_from(FACTS)), "x"]), max_size=8))
    form = {"screen": draw(st.sampled_from([screen.id, "", "x"])), "put": put, "say": draw(ODD)}
    form["kind"] = draw(st.sampled_from([screen.kind, "ticks", "single", "fields", "body_map", ""]))
    form["tick"] = draw(st.lists(st.sampled_from([*screen.facts, "x"]), max_size=4))
    form["again"] = draw(ODD)
    for fact in screen.facts:
        form[fact] = draw(st.one_of(ODD, st.sampled_from(KNOWLEDGE.facts[fact].option_ids or ("3",)).map(str)))
        form[f"{fact}.instead"] = draw(ODD)
    return form


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(form=forms())
def test_no_form_is_a_fault(client, form):
    assert client.post("/check/", form).status_code in (302, 404, 422)
    assert client.get("/check/").status_code in (200, 302)
    assert client.get("/result/").status_code in (200, 302)
    assert client.get("/check/answers/").status_code == 200


def test_a_thousand_fields_are_refused(client):
    assert client.post("/check/", {f"f{n}": "x" for n in range(1000)}).status_code == 400
