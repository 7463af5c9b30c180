"""The result of a check as outsiders read it (design.md section 9): plain JSON values."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from unspasm.care.answers import Answers, Value, person_pairs
from unspasm.care.choosing import Preferences
from unspasm.care.classify import Profile, profile_of
from unspasm.care.plan import Plan, PlanItem, plan_of
from unspasm.care.saying import to_say
from unspasm.care.screen import Reason, Screening, screening_of
from unspasm.knowledge.items import SLOTS, Knowledge, Row


def check(answers: Answers, knowledge: Knowledge, now: Any) -> dict[str, Any]:
    """One whole decision: screening, profile and, for a cleared person, the plan."""
    pairs = person_pairs(answers, knowledge)
    screening, verdict = screening_of(pairs, answers, knowledge)
    profile = profile_of(pairs, answers, knowledge)
    plan = None
    if screening.cleared:
        plan = plan_of(pairs, verdict, profile, answers, knowledge, now, Preferences(), {})
    return to_contract(screening, profile, plan, knowledge)


def to_contract(screening: Screening, profile: Profile, plan: Plan | None, knowledge: Knowledge) -> dict[str, Any]:
    """The public form of a result; stable, a change is a changelog entry."""
    return {
        "disposition": screening.disposition,
        "possible": screening.possible,
        "decided": screening.decided,
        "reasons": [_reason(reason, knowledge) for reason in screening.reasons],
        "ask_next": list(screening.ask_next),
        "profile": _profile(profile),
        "plan": None if plan is None else _plan(plan, knowledge),
        "knowledge_version": screening.knowledge_version,
    }


def plain(value: Value) -> Any:
    """An answer as a JSON value."""
    if isinstance(value, frozenset):
        return sorted(value)
    return value.isoformat() if isinstance(value, date) else value


def _reason(reason: Reason, knowledge: Knowledge) -> dict[str, Any]:
    action: Mapping[str, Any] = knowledge.actions[reason.action]
    return {
        "rule": reason.rule,
        "tier": reason.tier,
        "points_to": reason.points_to,
        "because": {fact: plain(value) for fact, value in reason.because.items()},
        "unsure": reason.unsure,
        "suspected": reason.suspected,
        "action": {"title": action["title"], "do": list(action["do"]), "say": to_say(reason, knowledge)},
        "within_h": reason.within_h,
        "in_person": reason.in_person,
        "sources": list(reason.sources),
    }


def _profile(profile: Profile) -> dict[str, Any]:
    return {
        "region": _row(profile.region),
        "time_class": _row(profile.time_class),
        "onset": _row(profile.onset),
        "severity": _row(profile.severity),
        "modifiers": [row.id for row in profile.modifiers],
        "background": [row.id for row in profile.background],
        "slows_recovery": [row.id for row in profile.slows_recovery],
        "patterns": [{"pattern": key, "confidence": word} for key, _, word in profile.patterns],
        "muscles": list(profile.muscles),
    }


def _row(row: Row | None) -> str | None:
    return None if row is None else row.id


def _plan(plan: Plan, knowledge: Knowledge) -> dict[str, Any]:
    return {
        **{slot: [_item(item, knowledge) for item in getattr(plan, slot)] for slot in SLOTS},
        "left_out": [
            {"item": entry.id, "kind": entry.kind, "because": entry.reason, "ask": list(entry.ask)}
            for entry in plan.left_out
        ],
        "return_signs": list(plan.return_signs),
        "check_again": {"hours": plan.check_again_h, "words": plan.check_again_words},
    }


def _item(item: PlanItem, knowledge: Knowledge) -> dict[str, Any]:
    entry = knowledge.interventions[item.id].item
    form = entry.fields.get("safer", {}) if item.safer else {}
    return {
        "item": item.id,
        "title": entry.title,
        "safer": item.safer,
        "dose": form.get("dose", entry["dose"]),
        "why": list(item.why),
        "certainty": entry["certainty"],
        "evidence_says": entry["evidence_says"],
        "article_says": entry["article_says"],
        "sources": list(entry.sources),
    }
