"""A whole Bundle: refused, or taken apart resource by resource. Nothing is written here."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from sys import intern
from typing import Any

from unspasm.fhir.carried import ALWAYS_LEFT
from unspasm.fhir.names import THREAD_ID
from unspasm.fhir.reading.elsewhere import (
    READERS,
    Context,
    NotTaken,
    TakenBack,
    read_elsewhere,
    threads_taken_back,
)
from unspasm.fhir.reading.own import NotOurs, is_derived, is_ours, person_of, read_check, read_entries
from unspasm.fhir.reading.people import about, one_patient, refuse_other_person
from unspasm.fhir.reading.sameness import Origin, server_of
from unspasm.fhir.reading.shape import Json, date_of, table, tables, text, time_of, uuid_of
from unspasm.fhir.reading.version import other_version
from unspasm.fhir.values import Arrived, BundleRefused, Check, Elsewhere, Entry, Told
from unspasm.knowledge import Knowledge

TYPES = ("collection", "transaction", "batch", "searchset", "document", "transaction-response", "batch-response")
MOST = 200_000
DEEPEST = 3
"""How many Bundles may stand in one another."""
VERSION_WORDS = (
    "This file is in FHIR {version}, as {sign} shows. Unspasm reads FHIR R4 (4.0.1) only. "
    "Ask whoever made it for an R4 export. Nothing of it was read."
)
MOST_UNKNOWN = 12
MORE_UNKNOWN = "{n} more codes that we do not know. What they stand for is kept under its code."
TWICE = "Things that stand in it more than once, word for word the same: {n}. Each is kept once."
GOES_ON = "This is one page of several: the file says that more follow. Ask for all of them in one file."


def read_bundle(raw: object, knowledge: Knowledge, *, now: datetime) -> Arrived:
    """What a parsed JSON file holds. now: aware; tells how long ago something began. Raises BundleRefused."""
    entries = _entries(raw)
    resources = _resources(entries)
    by_reference = _by_reference(entries, resources)
    patient = one_patient(resources)
    told, mine = _ours(resources, knowledge)
    origin = Origin(text(table(patient).get("id")), time_of(table(raw).get("timestamp")), now, _servers(entries))
    context = Context(knowledge, now, time_of(table(patient).get("birthDate")), by_reference, origin)
    understood = Counter({kind: n for kind, n in mine.items() if n})
    left: dict[tuple[str, str], int] = defaultdict(int)
    found: dict[str, Elsewhere] = {}
    taken_back: set[str] = set()
    aside: list[Json] = []
    told_of = 0
    for resource in resources:
        kind = str(resource.get("resourceType"))
        if is_derived(resource) or is_ours(resource):
            continue
        try:
            refuse_other_person(resource, patient, by_reference)
            if kind == "Patient":
                understood[kind] += 1
            elif kind in READERS:
                read = list(read_elsewhere(resource, context))
                told_of += len(read)
                found |= {one.thread: one for one in read}
                understood[kind] += 1
            elif not (told and kind == "Questionnaire"):
                aside.append(resource)
        except NotTaken as why:
            left[kind, str(why)] += 1
            if isinstance(why, TakenBack):
                taken_back |= threads_taken_back(resource, context)
    for resource in aside:
        if id(resource) not in context.used:
            left[str(resource.get("resourceType")), "which Unspasm has no use for"] += 1
    lines = [f"{n} {_type_in_words(kind)}: {why}." for (kind, why), n in sorted(left.items())]
    if told_of > len(found):
        context.note(TWICE.format(n=told_of - len(found)))
    if _goes_on(raw):
        context.note(GOES_ON)
    return Arrived(
        "A FHIR R4 file of Unspasm" if told else "A FHIR R4 file of another system",
        dict(understood),
        (*lines, *_first(list(context.unknown)), *_about_ours(told, resources)),
        told,
        tuple(found.values()),
        tuple(sorted(taken_back - found.keys())),
        tuple(context.notes),
        about="" if told else about(patient),
        born="" if told else date_of(table(patient).get("birthDate")),
    )


def _first(unknown: list[str]) -> list[str]:
    """The first sentences on unknown codes, and how many more there are."""
    more = len(unknown) - MOST_UNKNOWN
    return unknown if more <= 0 else [*unknown[:MOST_UNKNOWN], MORE_UNKNOWN.format(n=more)]


def _type_in_words(kind: str) -> str:
    return text(kind) if kind != "None" else "entry without a type"


def _goes_on(raw: Any) -> bool:
    """Whether this is one page of several."""
    return any(link.get("relation") == "next" for link in tables(table(raw).get("link")))


def _entries(raw: object) -> list[Json]:
    """The entries {resource, fullUrl} of a Bundle and of those in it; a lone resource as the only one."""
    if not isinstance(raw, dict):
        raise BundleRefused("This is JSON, but no FHIR resource: it must begin with {.")
    kind = raw.get("resourceType")
    if "hook" in raw and kind is None:
        raise BundleRefused(
            "This is a request of CDS Hooks, not a record. A clinic's system sends it to /cds-services."
        )
    if not isinstance(kind, str):
        raise BundleRefused("This is JSON, but no FHIR resource: it has no resourceType.")
    if kind != "Bundle":
        return [{"resource": raw}]
    if raw.get("type") not in TYPES:
        raise BundleRefused(
            f"A Bundle of the type {text(raw.get('type')) or 'none'} cannot be read. We read {', '.join(TYPES)}."
        )
    entries = raw.get("entry", [])
    if not isinstance(entries, list) or not all(isinstance(one, dict) for one in entries):
        raise BundleRefused("The entries of this Bundle are not a list of objects.")
    found = list(_flat(entries, DEEPEST))
    if len(found) > MOST:
        raise BundleRefused(f"This Bundle has {len(found)} entries. More than {MOST} are not read.")
    return found


def _flat(entries: Sequence[Json], levels: int) -> Iterator[Json]:
    for entry in entries:
        inner = table(entry.get("resource"))
        if levels and inner.get("resourceType") == "Bundle" and inner.get("type") in TYPES:
            yield from _flat(tables(inner.get("entry")), levels - 1)
        elif "resource" in entry:
            yield entry


def _resources(entries: Sequence[Json]) -> list[Json]:
    found = [table(one.get("resource")) for one in entries]
    other = other_version(found)
    if other:
        raise BundleRefused(VERSION_WORDS.format(version=other[0], sign=text(other[1])))
    return _once_each(found)


def _once_each(resources: Sequence[Json]) -> list[Json]:
    """The same resource twice is one; two different ones under one id are refused."""
    known: dict[tuple[str, str], Json] = {}
    kept = []
    for resource in resources:
        id = resource.get("id")
        key = (str(resource.get("resourceType")), str(id))
        if id is not None and key in known:
            if known[key] != resource:
                raise BundleRefused(
                    f"Two different {text(key[0])} resources share the id {text(key[1])}. Which one is right?"
                )
            continue
        known[key] = resource
        kept.append(resource)
    return kept


def _by_reference(entries: Sequence[Json], resources: Sequence[Json]) -> dict[str, Json]:
    """Every name by which a resource can be meant: `Type/id`, and its full address."""
    found = {f"{one.get('resourceType')}/{one.get('id')}": one for one in resources if one.get("id")}
    for entry in entries:
        if isinstance(entry.get("fullUrl"), str):
            resource = table(entry.get("resource"))
            same = found.get(f"{resource.get('resourceType')}/{resource.get('id')}")
            found[entry["fullUrl"]] = same if same == resource else resource
    return found


def _servers(entries: Sequence[Json]) -> dict[tuple[str, str], str]:
    """(type, id) of a resource -> its server, where its fullUrl tells one."""
    named = ((table(one.get("resource")), one.get("fullUrl")) for one in entries)
    return {
        (text(one.get("resourceType")), text(one.get("id"))): intern(server)
        for one, url in named
        if (server := server_of(url, one))
    }


def _ours(resources: Sequence[Json], knowledge: Knowledge) -> tuple[Told | None, Counter[str]]:
    """What of a record of ours is in it, exactly. A resource of ours that was changed refuses the whole file."""
    person = next((found for one in resources if (found := person_of(one))), "")
    mine = [one for one in resources if is_ours(one)]
    if not person:
        if mine:
            raise BundleRefused("This file of Unspasm has lost its Patient, so it is not whole. Export it anew.")
        return None, Counter()
    threads = {str(one.get("id")): thread for one in mine if (thread := _thread(one))}
    checks: list[Check] = []
    entries: list[Entry] = []
    counts: Counter[str] = Counter()
    try:
        for one in mine:
            kind = str(one.get("resourceType"))
            counts[kind] += 1
            if kind == "QuestionnaireResponse":
                checks.append(read_check(one, knowledge))
            elif kind != "Patient":
                entries += read_entries(one, threads)
    except NotOurs as error:
        raise BundleRefused(
            f"This file of Unspasm was changed or is damaged: it has {error}. Nothing of it was read."
        ) from None
    entries.sort(key=lambda entry: (entry.happened_at, entry.written_at, entry.thread))
    _refuse_twice(entries)
    checks.sort(key=lambda check: check.started_at)
    return Told(person, tuple(checks), tuple(entries)), counts


def _refuse_twice(entries: Sequence[Entry]) -> None:
    for thread, n in Counter(entry.thread for entry in entries).items():
        if n > 1:
            raise BundleRefused(f"The entry {thread} is in this file {n} times. Which one is right?")


def _thread(resource: Json) -> str:
    named = tables(resource.get("identifier"))
    return next((uuid_of(one.get("value")) for one in named if one.get("system") == THREAD_ID), "")


def _about_ours(told: Told | None, resources: Sequence[Json]) -> tuple[str, ...]:
    """What a file of ours cannot hold, and what in it is worked out anew."""
    if told is None:
        return ()
    n = sum(is_derived(one) for one in resources)
    again = (f"{n} resources that were worked out from the rest. They are worked out again here.",) if n else ()
    return (*again, *(f"A FHIR file does not hold: {line}" for line in ALWAYS_LEFT))
