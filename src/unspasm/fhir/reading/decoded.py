"""Words for a thing that came with a code alone: only codes that the knowledge holds as verified say what they mean."""

from __future__ import annotations

from collections.abc import Mapping

from unspasm.fhir.codes import rows, systems
from unspasm.fhir.reading.backs import true_system, with_dot
from unspasm.fhir.reading.shape import Json, codings, table, text
from unspasm.knowledge import Knowledge

UNKNOWN = "Code {code} of {system}, which we do not know."


def has_words(concept: object) -> bool:
    """Whether somebody wrote down what it is."""
    return bool(text(table(concept).get("text")) or any(text(one.get("display")) for one in codings(concept)))


def verified(knowledge: Knowledge) -> dict[tuple[str, str], str]:
    """(system, code) -> what it means, of all codes that were seen with one meaning."""
    return {
        (row["system"], row["code"]): str(row["display"])
        for row in rows(knowledge)
        if row["tag"] in knowledge.tables["codes"]["exportable_tags"] and not row.get("conflicting", False)
    }


def meanings_by_address(knowledge: Knowledge) -> dict[tuple[str, str], str]:
    """The same by (address of the system, code)."""
    known = systems(knowledge)
    return {(known[system]["url"], code): words for (system, code), words in verified(knowledge).items()}


def decoded(concept: object, meanings: Mapping[tuple[str, str], str], knowledge: Knowledge) -> str:
    """What the first verified code among its codes means; empty where there is none."""
    return next((words for one in codings(concept) if (words := meanings.get(_place(one, knowledge), ""))), "")


def unknown_code(concept: object, knowledge: Knowledge) -> str:
    """The sentence that a code says nothing to us."""
    first = next((one for one in codings(concept) if text(one.get("code"))), {})
    return UNKNOWN.format(code=text(first.get("code")), system=_system_in_words(first, knowledge))


def _place(one: Json, knowledge: Knowledge) -> tuple[str, str]:
    code = text(one.get("code"))
    system, _ = true_system(text(one.get("system")), code, knowledge)
    return system, with_dot(code) if system == "icd10cm" else code


def _system_in_words(one: Json, knowledge: Knowledge) -> str:
    url, codes = text(one.get("system")), knowledge.tables["codes"]
    titles = {row["url"]: row["title"] for row in (*codes["systems"].values(), codes["snomed"])}
    titles |= {row["url"]: row["title"] for row in codes["recognise"]["system"]}
    return str(titles.get(url, url or "no system"))
