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
    not_with: words that cancel a find by words. not_these: phrases that hold one of the words and are something else.
    stale_days: after so many days an entry no longer counts; 0 is never. quiet: on its own too mild for a critical card.
    names_danger: id of the danger rule whose danger the entry itself names, or empty. of_the_back: a sign of the nerves
    of the back, which may speak without any pain in the record.
    """

    id: str
    label: str
    facts: Possible
    icd10: tuple[str, ...]
    snomed: frozenset[str]
    words: tuple[str, ...]
    not_with: tuple[str, ...]
    not_these: tuple[str, ...]
    past_counts: bool
    stale_days: int
    quiet: bool
    names_danger: str
    of_the_back: bool
    sources: tuple[str, ...]
    mark: str


@dataclass(frozen=True)
class Drug:
    """A medicine, or a group of them, by name or by the beginning of an ATC code.

    kind: what it is as an order; empty if orders of it are not spoken of. skin: only what goes on the skin.
    swallowed: never what goes on the skin, or into eye, ear or nose.
    absorbed: the same, but what goes in by nose or rectum works in the whole body and counts. low_dose_up_to_mg: up to this strength it is no painkiller.
    """

    id: str
    label: str
    facts: Possible
    names: tuple[str, ...]
    atc: tuple[str, ...]
    kind: str
    skin: bool
    swallowed: bool
    absorbed: bool
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
    """A measured value. below: (limit, facts, quiet) in rising order; the first limit that the value lies under holds.

    units: beginning of a unit in lower case -> by how much to multiply.
    """

    id: str
    label: str
    loinc: frozenset[str]
    words: tuple[str, ...]
    unit: str
    units: Mapping[str, float]
    below: tuple[tuple[int, Possible, bool], ...]
    sources: tuple[str, ...]
    mark: str


@dataclass(frozen=True)
class Status:
    """An observation whose answer, in a code or in exactly these words, makes facts true."""

    id: str
    label: str
    loinc: frozenset[str]
    yes: frozenset[str]
    yes_words: tuple[str, ...]
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

    suspected: of the words that take a name back, those that leave a danger standing: it is looked for.
    danger_screens: the lists of interview.toml that a clinician is asked to go through.
    cards: kind of card -> its words; the words that all share stand under "". grounds: id of a gate of the ledger -> its
    words for a clinician. details: facts that only say how bad. elsewhere: states that are
    taken as absent when what a finding points to is sorted. loud: those that are critical with a draft order. loud_skin: of these, those
    for a medicine on the skin. loud_low_dose: those that a low dose, which is no painkiller, gets a card for. brands: brand -> names of what it holds. together: drug kinds not to be given with opioids.
    """

    services: Mapping[str, Service]
    sites: Mapping[str, str]
    problems: tuple[Problem, ...]
    drugs: tuple[Drug, ...]
    allergies: tuple[Allergy, ...]
    values: tuple[Value, ...]
    statuses: tuple[Status, ...]
    not_meant: tuple[str, ...]
    suspected: tuple[str, ...]
    not_meant_at_all: tuple[str, ...]
    skin_words: tuple[str, ...]
    swallowed_words: tuple[str, ...]
    local_words: tuple[str, ...]
    other_way_words: tuple[str, ...]
    brands: Mapping[str, str]
    not_these_medicines: tuple[str, ...]
    details: frozenset[str]
    elsewhere: frozenset[str]
    kidney_value_stale_days: int
    pregnancy_value_stale_days: int
    grounds: Mapping[str, str]
    loud: frozenset[str]
    loud_skin: frozenset[str]
    loud_low_dose: frozenset[str]
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
    def facts_of_the_back(self) -> frozenset[str]:
        """The facts that signs of the nerves of the back make true."""
        return frozenset(fact for problem in self.problems if problem.of_the_back for fact in problem.facts)

    @cached_property
    def drug_starts(self) -> frozenset[str]:
        """The first word of every name of a medicine: a text with none of them names none."""
        return _starts(name for drug in self.drugs for name in drug.names)

    @cached_property
    def brand_starts(self) -> frozenset[str]:
        """The first word of every brand."""
        return _starts(self.brands)

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
