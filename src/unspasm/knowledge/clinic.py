"""How a clinic's record is read, and what its clinicians are told: frozen values of `clinic.toml`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

Possible = Mapping[str, frozenset[str]]
"""Fact id -> the options of which one is true. A record that leaves a degree open allows several."""


@dataclass(frozen=True)
class Service:
    """One service for clinics: the one hook that it answers, and how it is described."""

    id: str
    hook: str
    title: str
    description: str


@dataclass(frozen=True)
class Problem:
    """What an entry of the problem list (or a reason for a visit) means.

    icd10: beginnings of codes, without dots. words: in one spelling (`spelled`). past_counts: also when it is over.
    not_with: words that cancel a find by words.
    """

    id: str
    label: str
    facts: Possible
    icd10: tuple[str, ...]
    snomed: frozenset[str]
    words: tuple[str, ...]
    not_with: tuple[str, ...]
    past_counts: bool
    sources: tuple[str, ...]
    mark: str


@dataclass(frozen=True)
class Drug:
    """A medicine, or a group of them, by name or by the beginning of an ATC code.

    kind: what it is as an order; empty if orders of it are not spoken of. skin: only what goes on the skin.
    swallowed: never what goes on the skin, or into eye, ear or nose. low_dose_up_to_mg: up to this strength it is no painkiller.
    """

    id: str
    label: str
    facts: Possible
    names: tuple[str, ...]
    atc: tuple[str, ...]
    kind: str
    skin: bool
    swallowed: bool
    low_dose_up_to_mg: int
    sources: tuple[str, ...]
    mark: str


@dataclass(frozen=True)
class Allergy:
    """An allergy to any of these drugs (ids of `Drug`) or words."""

    id: str
    label: str
    facts: Possible
    drugs: tuple[str, ...]
    words: tuple[str, ...]
    sources: tuple[str, ...]
    mark: str


@dataclass(frozen=True)
class Value:
    """A measured value. below: (limit, facts) in rising order; the first limit that the value lies under holds."""

    id: str
    label: str
    loinc: frozenset[str]
    words: tuple[str, ...]
    unit: str
    below: tuple[tuple[int, Possible], ...]
    sources: tuple[str, ...]
    mark: str


@dataclass(frozen=True)
class Status:
    """An observation whose coded answer makes facts true."""

    id: str
    label: str
    loinc: frozenset[str]
    yes: frozenset[str]
    facts: Possible
    sources: tuple[str, ...]
    mark: str


@dataclass(frozen=True)
class Missing:
    """What to say when none of these facts is known and one of these parts was not sent."""

    id: str
    facts: tuple[str, ...]
    parts: tuple[str, ...]
    unless: tuple[str, ...]
    say: str


@dataclass(frozen=True)
class Saying:
    """One line of a guideline or trial. kinds: orders it speaks of. sites: parts of the back it is about; empty is any."""

    id: str
    what: str
    text: str
    sites: tuple[str, ...]
    general: bool
    kinds: tuple[str, ...]
    sources: tuple[str, ...]
    mark: str


@dataclass(frozen=True)
class Said:
    """The words of one kind of card, with the sources and the mark that they carry."""

    words: Mapping[str, str]
    sources: tuple[str, ...]
    mark: str

    def __getitem__(self, key: str) -> str:
        return self.words[key]


@dataclass(frozen=True)
class Clinic:
    """Everything that the service for clinics reads by and says.

    danger_screens: the lists of interview.toml that a clinician is asked to go through.
    cards: kind of card -> its words; the words that all share stand under "". grounds: id of a gate of the ledger -> its
    words for a clinician. details: facts that only say how bad. loud: those that are critical with a draft order. together: drug kinds not to be given with opioids.
    """

    services: Mapping[str, Service]
    sites: Mapping[str, str]
    problems: tuple[Problem, ...]
    drugs: tuple[Drug, ...]
    allergies: tuple[Allergy, ...]
    values: tuple[Value, ...]
    statuses: tuple[Status, ...]
    not_meant: tuple[str, ...]
    skin_words: tuple[str, ...]
    swallowed_words: tuple[str, ...]
    not_swallowed_words: tuple[str, ...]
    details: frozenset[str]
    kidney_value_stale_days: int
    pregnancy_value_stale_days: int
    grounds: Mapping[str, str]
    loud: frozenset[str]
    missing: tuple[Missing, ...]
    marks: Mapping[str, str]
    cards: Mapping[str, Said]
    says: tuple[Saying, ...]
    danger_screens: tuple[str, ...]
    together_with: tuple[str, ...]
    together: Said
    imaging_words: tuple[str, ...]
    imaging_sites: tuple[str, ...]

    @cached_property
    def drug_starts(self) -> frozenset[str]:
        """The first word of every name of a medicine: a text with none of them names none."""
        return _starts(name for drug in self.drugs for name in drug.names)

    @cached_property
    def problem_starts(self) -> frozenset[str]:
        """The first word of every way to name a problem."""
        return _starts(word for problem in self.problems for word in problem.words)


def spelled(text: str) -> str:
    """The text in one spelling, so that whole words can be found in it: ` low back pain `.

    >>> spelled("Low-back  PAIN (finding)")
    ' low back pain finding '
    """
    words = _WORD.findall(_APOSTROPHE.sub("", text.lower()))
    return f" {' '.join(words)} "


def _starts(names: Iterable[str]) -> frozenset[str]:
    return frozenset(name.split()[0] for name in names)


_WORD, _APOSTROPHE = re.compile(r"[^\W_]+"), re.compile("['’]")
