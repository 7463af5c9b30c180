"""Our form in a renderer that others wrote, offline: it shows every question, and the same answers come back.

`./test --fhir` fetches the renderer. With UNSPASM_SHOTS=FOLDER it leaves a picture there.
"""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Playwright

from tests.fhir.people import person
from tests.outside.validators import HERE
from unspasm.fhir.check_response import check_response
from unspasm.fhir.questionnaire import FULL, to_questionnaire
from unspasm.fhir.response import to_response
from unspasm.knowledge import load_knowledge

CHROMIUM = os.environ.get("UNSPASM_CHROMIUM", "/usr/bin/chromium")
PATIENCE_MS = 120_000
"""A busy machine is slow; what never comes still fails."""
KNOWLEDGE = load_knowledge()
FORM = to_questionnaire(FULL, KNOWLEDGE, datetime(2026, 11, 27, tzinfo=UTC))
pytestmark = [
    pytest.mark.browser,
    pytest.mark.filterwarnings("ignore::pytest.PytestRemovedIn10Warning"),  # pytest-base-url
    pytest.mark.skipif(not (HERE / "node_modules/.lforms/package").is_dir(), reason="the renderer is not here: ./test --fhir fetches it (needs Node)"),
    pytest.mark.skipif(not Path(CHROMIUM).exists(), reason=f"no browser at {CHROMIUM}"),
]  # fmt: skip
FILL = """async ([form, response]) => {
  const shown = LForms.Util.mergeFHIRDataIntoLForms(response, LForms.Util.convertFHIRQuestionnaireToLForms(form, "R4"), "R4");
  await LForms.Util.addFormToPage(shown, "form", { fhirVersion: "R4" });
}"""
BACK = "() => LForms.Util.getFormFHIRData('QuestionnaireResponse', 'R4', '#form')"


def answers(response: dict) -> dict[str, list[str]]:
    """{linkId: its values}, without the words beside the codes."""
    return {
        item["linkId"]: sorted(json.dumps(_value(answer), sort_keys=True) for answer in item["answer"])
        for group in response["item"]
        for item in group.get("item", [])
        if item.get("answer")
    }


def _value(answer: dict) -> dict:
    return {
        name: {"system": value.get("system"), "code": value.get("code")} if isinstance(value, dict) else value
        for name, value in answer.items()
        if name.startswith("value")
    }


def responses() -> list[dict]:
    """Two people who answered most questions, with every kind of answer between them."""
    checks = [check for seed in range(80) for check in person(seed, most=0).checks if len(check.answers) > 150]
    return [to_response(check, "p", KNOWLEDGE) for check in checks[:2]]


def test_the_form_renders_offline_and_the_same_answers_come_back(playwright: Playwright) -> None:
    """The driver is the one that other browser tests in this process use: there can be only one."""
    troubles: list[str] = []
    flags = ["--no-sandbox", "--disable-gpu", "--allow-file-access-from-files"]
    with playwright.chromium.launch(executable_path=CHROMIUM, args=flags, timeout=PATIENCE_MS) as browser:
        for number, sent in enumerate(responses()):
            page = browser.new_context(offline=True, viewport={"width": 1280, "height": 900}).new_page()
            page.set_default_timeout(PATIENCE_MS)
            page.on("pageerror", lambda error: troubles.append(str(error)))
            page.goto((HERE / "renderer.html").as_uri())
            page.wait_for_function("() => window.LForms?.FHIR?.R4 && LForms.Util?.addFormToPage")
            page.evaluate(FILL, [FORM, sent])
            page.wait_for_function(f"() => ({BACK})()?.item?.length > 20")
            back = page.evaluate(BACK)
            shown = page.inner_text("#form")
            if folder := os.environ.get("UNSPASM_SHOTS"):
                page.screenshot(path=Path(folder) / f"renderer-{number}.png")
            assert answers(back) == answers(sent)
            assert check_response(back, FORM) == []
            unseen = [fact.question for fact in KNOWLEDGE.facts.values() if fact.question not in shown]
            assert unseen == []
    assert troubles == []
