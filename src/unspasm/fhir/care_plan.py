"""The plan as a CarePlan with its Goal, and a comparison as a CarePlan of its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from unspasm.care import Plan, PlanItem
from unspasm.fhir.codes import coded
from unspasm.fhir.elements import Json, coding, concept, derived, extension, in_zone, instant, moment, own, reference
from unspasm.fhir.names import CODES, ENTRY, PLANNED, POLICY, id_for, item_system
from unspasm.fhir.observation import PAIN_WORDS, option_coding
from unspasm.fhir.procedure import end_extension
from unspasm.fhir.values import Check, Entry
from unspasm.knowledge import Knowledge

SLOTS = {
    "now": "Now",
    "today": "Today",
    "this_week": "This week",
    "prevent": "To make the next one rarer",
}
RECOVERED = "recovered"
ENDED = {"clear": "completed", "planned": "completed", "abandoned": "revoked"}


def to_goal(check: Check, patient: str, knowledge: Knowledge) -> Json:
    """Recovery, as the knowledge defines it: no pain and no limit."""
    measure = next(row for row in knowledge.tables["measures"]["measure"] if row["id"] == RECOVERED)
    target = {"measure": coded("pain_nrs", "observation", PAIN_WORDS, knowledge), "detailInteger": 0}
    return derived(
        "Goal", check.id, lifecycleStatus="active", subject=reference(patient),
        description=concept(f"{measure['title']}: {measure['scoring']}"), target=[target],
    )  # fmt: skip


def to_own_goal(entry: Entry, patient: str) -> Json:
    """What the person wants to be able to do again. A Goal knows a day only, so the instant stands in an extension."""
    at = [extension("at", valueDateTime=moment(entry.happened_at, entry.zone)), extension("zone", valueCode=entry.zone)]
    return own(
        "Goal", entry, extension=[{"url": ENTRY, "extension": at}], lifecycleStatus="active",
        category=[concept("In the person's own words", coding(CODES, "goal"))],
        description=concept(entry.data["words"]), subject=reference(patient),
        startDate=moment(entry.happened_at, entry.zone)[:10], expressedBy=reference(patient),
    )  # fmt: skip


def to_care_plan(check: Check, plan: Plan, addresses: str, patient: str, knowledge: Knowledge) -> Json:
    """The plan of a cleared person. addresses: the id of the Condition that it is for, or empty."""
    return derived(
        "CarePlan", check.id, status="active", intent="plan", title="What to do",
        instantiatesCanonical=[f"urn:unspasm:plan|{knowledge.version}"], subject=reference(patient),
        period={"start": instant(plan.made_at)}, created=instant(plan.made_at),
        addresses=[reference(addresses)] if addresses else None, goal=[reference(id_for("Goal", check.id))],
        activity=[_activity(item, knowledge) for item in plan.items],
        note=[{"text": f"Check again after {plan.check_again_h} hours. {plan.check_again_words}"}],
    )  # fmt: skip


def to_comparison(entry: Entry, ends: Sequence[Entry], patient: str, knowledge: Knowledge) -> Json:
    """A comparison of two or more things within one person. ends: how it ended, in order; at most one as we write it."""
    data = entry.data
    period: Json = {"start": moment(entry.happened_at, entry.zone), "_start": in_zone(entry.zone)}
    if ends and ends[-1].happened_at >= entry.happened_at:
        period["end"] = moment(ends[-1].happened_at, ends[-1].zone)
    told = [extension(POLICY, valueCode=data["policy"]), extension(PLANNED, valueInteger=data["planned"])]
    return own(
        "CarePlan", entry, extension=told + [end_extension(end) for end in ends],
        status=ENDED[ends[-1].data["why"]] if ends else "active", intent="plan",
        category=[concept("A fair comparison within one person", coding(CODES, "comparison"))],
        title="What helps me?", subject=reference(patient), period=period,
        activity=[_option(option, knowledge) for option in data["options"]],
    )  # fmt: skip


def _activity(item: PlanItem, knowledge: Knowledge) -> Json:
    known = knowledge.interventions[item.id]
    form: Any = known.item.fields.get("safer", {}) if item.safer else {}
    dose = form.get("dose", known.item["dose"])
    gentle = " In its gentler form." if item.safer else ""
    return {
        "detail": {
            "code": concept(known.title, coding(item_system("intervention"), item.id)),
            "status": "not-started",
            "description": f"{SLOTS[item.slot]}: {known.item['summary']} {dose}.{gentle}",
        }
    }


def _option(option: str, knowledge: Knowledge) -> Json:
    return {"detail": {"code": concept("", option_coding(option, knowledge)), "status": "in-progress"}}
