"""Which thing of which system a resource is: so that a later export of the same thing is known again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from unspasm.fhir.elements import instant
from unspasm.fhir.names import id_for
from unspasm.fhir.reading.shape import Json, table, text, time_of
from unspasm.fhir.values import Elsewhere

DRAWN = 20
"""Signs of an id that was drawn by chance, as a UUID is. Shorter ones, such as 17, are used by many systems."""
WORKED_OUT = {"chronic", "chronic_why", "back"}
"""What we say of it ourselves: another day or another version of ours may say something else of the same."""
NOT_CONTENT = {"id", "thread", "as_of", "place", *WORKED_OUT}


@dataclass(frozen=True)
class Origin:
    """Where the resources of one file are from. patient: the id of its Patient, or empty. made_at: of the Bundle.

    servers: (type, id) of a resource -> the address of its server, where its fullUrl tells one. now: aware.
    """

    patient: str
    made_at: datetime | None
    now: datetime
    servers: Mapping[tuple[str, str], str] = field(default_factory=dict)


def identified(found: Elsewhere, resource: Json, nth: int, origin: Origin) -> Elsewhere:
    """The same with its thread, which all exports of this thing share, its id, and the time up to which it is told.

    nth: how many different answers stand before it under the same question of one form.
    """
    told = "\x1f".join(str(value) for name, value in sorted(vars(found).items()) if name not in NOT_CONTENT)
    thread = thread_of(resource, found, origin, told, nth)
    as_of = _as_of(resource, origin)
    return replace(found, thread=thread, as_of=as_of, id=id_for("elsewhere", thread, told, as_of))


def thread_of(resource: Json, found: Elsewhere, origin: Origin, told: str = "", nth: int = 0) -> str:
    """The thread of a resource. One without an id is known by all that it says (`told`).

    A short id counts for one server. Where no server is named, the thing must be called the same, too.
    """
    kind, own = text(resource.get("resourceType")), text(resource.get("id"))
    if not own:
        return id_for("elsewhere", kind, found.place, told)
    place = (kind, own, found.place, str(nth))
    if len(own) >= DRAWN:
        return id_for("elsewhere", *place)
    server = origin.servers.get((kind, own), "")
    if server:
        return id_for("elsewhere", server, *place)
    called = f"{found.system}|{found.code}" if found.code else found.words
    return id_for("elsewhere", origin.patient, called, *place)


def server_of(full_url: object, resource: Json) -> str:
    """The address of the server in a fullUrl, without the resource; empty where it names none.

    >>> server_of("https://clinic.example/fhir/Condition/1", {"resourceType": "Condition", "id": "1"})
    'https://clinic.example/fhir'
    """
    end = f"/{resource.get('resourceType')}/{resource.get('id')}"
    named = isinstance(full_url, str) and full_url.startswith(("https://", "http://")) and full_url.endswith(end)
    return str(full_url).removesuffix(end) if named else ""


def _as_of(resource: Json, origin: Origin) -> str:
    """When the other system last changed it, else when it wrote the file, in UTC; empty where that cannot be right."""
    changed = time_of(table(resource.get("meta")).get("lastUpdated")) or origin.made_at
    return instant(changed) if changed is not None and changed <= origin.now else ""
