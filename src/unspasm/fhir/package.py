"""The knowledge as a package for other engines and form renderers: Questionnaires, and PlanDefinitions of the rules.

What can be said exactly stands as a FHIRPath expression over an answered form; what cannot stands as text, and says so:
which doubts count only together, and which four of the allowed items a plan chooses.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from unspasm.fhir.elements import Json, coding, concept, instant, without_gaps
from unspasm.fhir.expressions import Expressions
from unspasm.fhir.names import TERMS, id_for, item_system, questionnaire_url
from unspasm.fhir.questionnaire import FULL, SPASM, to_questionnaire
from unspasm.knowledge import Intervention, Knowledge, Level, Rule

DANGER, PLAN = "danger", "plan"
RULES_URL, PLAN_URL = "urn:unspasm:danger-rules", "urn:unspasm:plan"
PRIORITY = {"emergency": "stat", "same_day": "asap", "soon": "urgent", "routine": "routine"}
NOT_REVIEWED = "No clinician has reviewed this. It is no diagnosis and not a medical device."
ORDER = (
    "Every rule is read over one completed QuestionnaireResponse of the form. Of all rules that hold, the most urgent "
    "one says where to turn. Expressions are FHIRPath 2.0 over the response. An answer that is not there was not asked; "
    "'not_sure' and 'skipped' mean that it was put and stayed open."
)
TWO = "Counts only together with a second rule of which the same is true: that is not part of the expression."


def knowledge_package(knowledge: Knowledge, now: datetime) -> dict[str, Json]:
    """{name of a file: resource}. now: aware; stands in each resource as its date."""
    return {
        "questionnaire-full.json": to_questionnaire(FULL, knowledge, now),
        "questionnaire-spasm.json": to_questionnaire(SPASM, knowledge, now),
        "plandefinition-danger-rules.json": danger_rules(knowledge, now),
        "plandefinition-plan.json": plan_items(knowledge, now),
    }


def danger_rules(knowledge: Knowledge, now: datetime) -> Json:
    """The danger rules as a PlanDefinition: an action for each rule, in it one for each level and each doubt."""
    return _definition(
        knowledge, now, DANGER, RULES_URL, "Unspasm: danger rules", "eca-rule",
        f"{ORDER} {NOT_REVIEWED}", [_rule(rule, Expressions(knowledge)) for rule in knowledge.rules.values()],
    )  # fmt: skip


def plan_items(knowledge: Knowledge, now: datetime) -> Json:
    """What a plan may hold as a PlanDefinition: an action for each intervention, with when it is allowed at all."""
    about = (
        "For people whom the danger rules clear. An item is allowed when its condition holds: nothing that excludes it is "
        f"even possible. Which four of them a plan chooses is not part of this. {NOT_REVIEWED}"
    )
    items = [one for one in knowledge.interventions.values() if one.in_plan]
    write = Expressions(knowledge)
    actions = [_item(one, write) for one in items]
    return _definition(
        knowledge, now, PLAN, PLAN_URL, "Unspasm: what a plan may hold", "clinical-protocol", about, actions
    )


def _definition(
    knowledge: Knowledge, now: datetime, name: str, url: str, title: str, kind: str, about: str, actions: list[Json]
) -> Json:
    return {
        "resourceType": "PlanDefinition",
        "id": id_for("PlanDefinition", name, knowledge.version),
        "url": url,
        "version": knowledge.version,
        "name": f"Unspasm{name.title()}",
        "title": title,
        "type": concept("", coding(f"{TERMS}plan-definition-type", kind)),
        "status": "draft",
        "experimental": True,
        "date": instant(now),
        "publisher": "Unspasm contributors",
        "description": about,
        "relatedArtifact": [{"type": "depends-on", "resource": f"{questionnaire_url(FULL)}|{knowledge.version}"}],
        "action": actions,
    }


def _rule(rule: Rule, write: Expressions) -> Json:
    levels = [action for level in rule.levels for action in _level(level, write)]
    return {
        "title": rule.item.title,
        "description": f"May point to {rule.points_to}. {rule.item['why']}",
        "code": [concept(rule.item.title, coding(item_system("rule"), rule.item.id))],
        "documentation": _sources(rule.item.sources, write.knowledge),
        "action": levels,
    }


def _level(level: Level, write: Expressions) -> Iterator[Json]:
    from_tier = level.id.rsplit(".", 1)[1]
    yield _advice(level, from_tier, "It holds", write.certain(level.when), write)
    if level.suspect_when is not None:
        open_still = f"({write.certain(level.suspect_when)} and ({write.ruled_out(level.when)}).not())"
        yield _advice(level, from_tier, "Suspected until it is ruled out", open_still, write)
    if level.if_unsure:
        doubt = f"({write.put(level.when)} and ({write.certain(level.when)}).not())"
        more = f". {TWO}" if level.if_unsure == "two" else ""
        yield _advice(level, "same_day", f"An answer that matters stayed open{more}", doubt, write)


def _advice(level: Level, tier: str, why: str, expression: str, write: Expressions) -> Json:
    action: Any = write.knowledge.actions[level.action]
    return without_gaps(
        {
            "title": action["title"],
            "textEquivalent": " ".join(action["do"]),
            "priority": PRIORITY.get(tier),
            "code": [concept(tier.replace("_", " "), coding(item_system("disposition"), tier))],
            "condition": [_applies(f"{why}: {level.text}", expression)],
        }
    )


def _item(one: Intervention, write: Expressions) -> Json:
    parts = [write.certain(one.offer_when), *(write.ruled_out(exclusion.when) for exclusion in one.excluded_by)]
    reasons = "; ".join(dict.fromkeys(exclusion.reason for exclusion in one.excluded_by))
    text = f"When {one.offer_text}; certainly none of: {reasons}" if reasons else f"When {one.offer_text}"
    return without_gaps(
        {
            "title": one.title,
            "description": one.item["summary"],
            "textEquivalent": f"{one.item['dose']}. Evidence: {one.item['evidence_says']}",
            "code": [concept(one.title, coding(item_system("intervention"), one.id))],
            "documentation": _sources(one.item.sources, write.knowledge),
            "condition": [_applies(text, f"({' and '.join(parts)})")],
        }
    )


def _applies(text: str, expression: str) -> Json:
    return {
        "kind": "applicability",
        "expression": {"description": text, "language": "text/fhirpath", "expression": expression},
    }


def _sources(keys: tuple[str, ...], knowledge: Knowledge) -> list[Json]:
    return [{"type": "citation", "citation": _citation(key, knowledge)} for key in keys]


def _citation(key: str, knowledge: Knowledge) -> str:
    source = knowledge.sources[key]
    return str(source.get("title") or source.get("citation") or key)
