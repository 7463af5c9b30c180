"""Everything of one person as one FHIR R4 Bundle."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

from unspasm.care import Answers, AnswersError, Profile, Screening, classify, make_plan, read_answers, screen
from unspasm.care.episodes import Episode, Mark, Score, find_episodes
from unspasm.fhir.care_plan import to_care_plan, to_comparison, to_goal, to_own_goal
from unspasm.fhir.carried import carried, of_kind
from unspasm.fhir.condition import complaint_id, to_complaint, to_past_episodes
from unspasm.fhir.elements import Json, instant
from unspasm.fhir.flag import to_disposition, to_flags, without_private
from unspasm.fhir.medication import to_detected_issues, to_medication_statement
from unspasm.fhir.names import id_for
from unspasm.fhir.observation import OBSERVED, function_at_check, pain_at_check, to_observation
from unspasm.fhir.patient import patient_id, to_patient
from unspasm.fhir.procedure import to_procedure
from unspasm.fhir.provenance import to_provenance
from unspasm.fhir.questionnaire import FULL, to_questionnaire
from unspasm.fhir.response import to_response
from unspasm.fhir.values import Check, Entry, Told
from unspasm.knowledge import Knowledge
from unspasm.knowledge.episodes import EpisodeRules


def to_bundle(told: Told, knowledge: Knowledge, rules: EpisodeRules, *, now: datetime, private: bool = False) -> Json:
    """The Bundle of this person (type `collection`). now: aware. private: whether private answers leave, too.

    rules: when an episode is over. The same inputs always give the same bundle.
    """
    kept = carried(told, knowledge, private=private)
    patient = patient_id(told.person)
    newest = told.checks[-1] if told.checks else None
    answers = _read(newest, knowledge) if newest else {}
    resources = [
        to_patient(told.person, answers),
        *_checks(kept, patient, knowledge, now),
        *(_worked_out(newest, answers, patient, knowledge, private) if newest else ()),
        *to_past_episodes(_episodes(told, rules), patient, knowledge),
        *_diary(kept.entries, patient, knowledge),
        *to_detected_issues(of_kind(kept.entries, "dose"), answers, told.market, patient, knowledge, private),
    ]
    resources.append(to_provenance([one["id"] for one in resources], patient, knowledge.version, now))
    return {
        "resourceType": "Bundle",
        "id": id_for("Bundle", told.person, instant(now)),
        "type": "collection",
        "timestamp": instant(now),
        "entry": [{"fullUrl": f"urn:uuid:{one['id']}", "resource": one} for one in resources],
    }


def _checks(kept: Told, patient: str, knowledge: Knowledge, now: datetime) -> Iterator[Json]:
    if kept.checks:
        yield to_questionnaire(FULL, knowledge, now)
    for check in kept.checks:
        yield to_response(check, patient, knowledge)


def _worked_out(check: Check, answers: Answers, patient: str, knowledge: Knowledge, private: bool) -> Iterator[Json]:
    """What our rules say of the newest check. Where a private answer speaks, nothing that shows it leaves unasked."""
    if not answers:
        return
    told = {fact: value for fact, value in answers.items() if private or not knowledge.facts[fact].private}
    screening, profile = screen(answers, knowledge), classify(told, knowledge)
    shown = screening.reasons if private else without_private(screening.reasons, knowledge)
    yield from to_flags(check, shown, patient, knowledge)
    if len(shown) == len(screening.reasons):
        yield to_disposition(check, screening, patient, knowledge)
    for answer in check.answers:
        if answer.fact == "pain_now" and isinstance(answer.value, int):
            yield pain_at_check(check, answer, patient, knowledge)
        if answer.fact == "function" and answer.value in knowledge.facts["function"].option_ids:
            yield function_at_check(check, answer, patient, knowledge)
    complains = profile.region is not None or "pain_days" in answers
    if complains:
        yield to_complaint(check, profile, _onset(check, answers), patient, knowledge)
    yield from _plan(check, answers, screening, profile, complains, patient, knowledge)


def _plan(
    check: Check,
    answers: Answers,
    screening: Screening,
    profile: Profile,
    complains: bool,
    patient: str,
    knowledge: Knowledge,
) -> Iterator[Json]:
    if not screening.cleared:
        return
    plan = make_plan(screening, profile, answers, knowledge, now=max(a.at for a in check.answers))
    if plan.items:
        yield to_goal(check, patient, knowledge)
        yield to_care_plan(check, plan, complaint_id(check) if complains else "", patient, knowledge)


def _diary(entries: Sequence[Entry], patient: str, knowledge: Knowledge) -> Iterator[Json]:
    ends: dict[str, list[Entry]] = defaultdict(list)
    for entry in of_kind(entries, "session_end", "trial_end"):
        ends[str(entry.data.get("session") or entry.data.get("trial"))].append(entry)
    for entry in entries:
        if entry.kind in OBSERVED:
            yield to_observation(entry, patient, knowledge)
        elif entry.kind == "dose":
            yield to_medication_statement(entry, patient)
        elif entry.kind == "trial":
            yield to_comparison(entry, ends[entry.thread], patient, knowledge)
        elif entry.kind == "goal":
            yield to_own_goal(entry, patient)
        elif entry.kind in ("session", "wait"):
            yield to_procedure(entry, ends[entry.thread], patient, knowledge)


def _read(check: Check, knowledge: Knowledge) -> Answers:
    """The answers of a check as the rules read them; none where they no longer fit the knowledge."""
    raw = {answer.fact: answer.value for answer in check.answers if answer.fact in knowledge.facts}
    try:
        return read_answers(raw, knowledge, max((a.at for a in check.answers), default=check.started_at).date())
    except AnswersError:
        return {}


def _onset(check: Check, answers: Answers) -> datetime | None:
    days = answers.get("pain_days")
    return check.started_at.astimezone(UTC) - timedelta(days=days) if isinstance(days, int) else None


def _episodes(told: Told, rules: EpisodeRules) -> tuple[Episode, ...]:
    scores = [
        Score(UUID(entry.thread), entry.happened_at, entry.data.get("pain"))
        for entry in of_kind(told.entries, "rating")
    ]
    marks = [
        Mark(UUID(entry.thread), entry.happened_at, entry.data["mark"]) for entry in of_kind(told.entries, "episode")
    ]
    return find_episodes(scores, marks, rules)
