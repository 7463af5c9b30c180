"""A person at the forms: answers each screen that the pages put, from what is true for them."""

from typing import Any

from unspasm.knowledge import load_knowledge

SIMPLE = {
    "age": "40",
    "sex": "male",
    "pain_days": "2",
    "pain_now": "6",
    "pain_worst": "7",
    "pain_sites": ["low_back_left"],
    "trigger": "lift",
    "onset_speed": "within_minute",
    "changes_with_movement": "yes",
    "eases_with_position": "yes",
}
"""Forty, no illness, bent to lift two days ago: a simple spasm. What is not named here is "no"."""


def form_for(page: Any, true: dict[str, Any]) -> dict[str, Any]:
    """The posted form of this page for a person of whom this is true."""
    facts = load_knowledge().facts
    form: dict[str, Any] = {"screen": page.id, "kind": page.kind, "put": list(page.facts), "say": "go"}
    if page.again:
        form["again"] = "1"
    if page.kind == "ticks":
        ticks = [fact for fact in page.facts if true.get(fact) == "yes"]
        return form | ({"tick": ticks} if ticks else {"say": "none"})
    for key in page.facts:
        fact = facts[key]
        value = true.get(key)
        if page.kind == "single":
            return form | {"say": value or ("no" if fact.type == "yes_no" else fact.option_ids[0])}
        if fact.type == "yes_no":
            form[key] = value or "no"
        elif fact.type == "one_of":
            form[key] = value or next((o for o in fact.option_ids if o.startswith("no")), fact.option_ids[0])
        elif (fact.type == "many_of" and value) or (fact.type == "integer" and value):
            form[key] = value
        else:
            form[f"{key}.instead"] = "none" if fact.type == "many_of" else "skipped"
    return form


def walk(client: Any, true: dict[str, Any], mode: str = "full", until: str = "") -> Any:
    """Answers screen after screen; returns the result page, or the page of the screen `until`."""
    client.post("/check/start/", {"mode": mode})
    for _ in range(60):
        response = client.get("/check/")
        if response.status_code == 302:
            return client.get(response["Location"])
        page = response.context["page"]
        if page.id == until:
            return response
        saved = client.post("/check/", form_for(page, true))
        assert saved.status_code == 302, (page.id, saved.context["page"].error, page.wrong)
    raise AssertionError("the questions do not end")
