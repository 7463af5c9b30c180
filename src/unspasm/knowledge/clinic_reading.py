"""Reads `clinic.toml`: how a clinic's record is read, and what its clinicians are told."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from unspasm.knowledge.clinic import (
    Allergy,
    Clinic,
    Drug,
    Missing,
    Problem,
    Said,
    Saying,
    Service,
    Status,
    Value,
    spelled,
)
from unspasm.knowledge.dictionary import Fact
from unspasm.knowledge.items import MARKS
from unspasm.knowledge.ledger import Ledger
from unspasm.knowledge.reading import Table, read_toml

SITES = ("low", "upper", "neck", "back")
PARTS = ("conditions", "medications", "allergies", "observations")
SERVICE = ("id", "hook", "title", "description")
LONGEST_SUMMARY = 139
CARDS = ("notes", "danger", "cautions", "guidelines", "orders")


def read_clinic(
    folder: Path, facts: Mapping[str, Fact], sources: Mapping[str, Any], ledger: Ledger, rules: Collection[str]
) -> Clinic:
    """What the service for clinics reads by. Raises KnowledgeError naming file, field and cure. rules: ids of danger rules."""
    return _Reader(Table("clinic.toml", read_toml(folder / "clinic.toml")), facts, sources, ledger, rules).clinic()


class _Reader:
    def __init__(
        self,
        table: Table,
        facts: Mapping[str, Fact],
        sources: Mapping[str, Any],
        ledger: Ledger,
        rules: Collection[str],
    ) -> None:
        self.table, self.facts, self.known_sources, self.ledger = table, facts, sources, ledger
        self.rules = rules

    def clinic(self) -> Clinic:
        reading = self.table.sourced_section("reading", self.known_sources)
        imaging = self.table.sourced_section("imaging", self.known_sources)
        loud = self.table.sourced_section("grounds_loud", self.known_sources)
        together = self.table.sourced_section("together", self.known_sources)
        drugs = tuple(self._drug(row) for row in self.table.tables("drug"))
        services = [Service(*(row.text(name) for name in SERVICE)) for row in self.table.tables("service")]
        return Clinic(
            services={service.id: service for service in services},
            sites={site: self.table.section("sites").text(site) for site in (*SITES, "chronic")},
            problems=tuple(self._problem(row) for row in self.table.tables("problem")),
            drugs=drugs,
            allergies=tuple(self._allergy(row, drugs) for row in self.table.tables("allergy")),
            values=tuple(self._value(row) for row in self.table.tables("value")),
            statuses=tuple(self._status(row) for row in self.table.tables("status")),
            not_meant=_spelled(reading, "not_meant"),
            suspected=_spelled(reading, "suspected"),
            not_meant_at_all=_spelled(reading, "not_meant_at_all"),
            skin_words=_spelled(reading, "skin_words"),
            swallowed_words=_spelled(reading, "swallowed_words"),
            elsewhere=frozenset(reading.words("elsewhere")),
            details=frozenset(reading.words("details")),
            local_words=_spelled(reading, "local_words"),
            other_way_words=_spelled(reading, "other_way_words"),
            brands=self._brands(drugs),
            not_these_medicines=_spelled(reading, "not_these_medicines"),
            kidney_value_stale_days=reading.above_0("kidney_value_stale_days"),
            pregnancy_value_stale_days=reading.above_0("pregnancy_value_stale_days"),
            grounds=self._grounds(),
            loud=frozenset(loud.words("ids")),
            loud_skin=frozenset(loud.words("skin")),
            loud_low_dose=frozenset(loud.words("low_dose")),
            missing=tuple(self._missing(row) for row in self.table.tables("missing")),
            marks={mark: self.table.section("marks").text(mark) for mark in MARKS},
            cards=self._cards(),
            says=tuple(self._saying(row) for row in self.table.tables("says")),
            danger_screens=reading.words("danger_screens"),
            together_with=together.words("with"),
            together=self._said(together, "together"),
            imaging_words=_spelled(imaging, "words"),
            imaging_sites=_spelled(imaging, "sites"),
        )

    def _problem(self, row: Table) -> Problem:
        return Problem(
            row.text("id"),
            row.text("label"),
            self._possible(row),
            tuple(code.replace(".", "").upper() for code in row.words("icd10")),
            frozenset(row.words("snomed")),
            _spelled(row, "words"),
            _spelled(row, "not_with"),
            _spelled(row, "not_these"),
            row.choice("past", ("counts", "ignored")) == "counts",
            row.number("stale_days"),
            row.flag("quiet"),
            self._danger_rule(row),
            row.flag("of_the_back"),
            *self._credit(row),
        )

    def _danger_rule(self, row: Table) -> str:
        rule = row.text("names_danger", "")
        if rule and rule not in self.rules:
            raise row.fail(f"names_danger: there is no danger rule {rule!r}")
        return rule

    def _drug(self, row: Table) -> Drug:
        return Drug(
            row.text("id"),
            row.text("label"),
            self._possible(row),
            _spelled(row, "names"),
            row.words("atc"),
            row.text("kind", ""),
            row.flag("skin"),
            row.flag("swallowed"),
            row.flag("absorbed"),
            row.number("low_dose_up_to_mg"),
            *self._credit(row),
        )

    def _allergy(self, row: Table, drugs: tuple[Drug, ...]) -> Allergy:
        named = row.words("drugs")
        strange = sorted(set(named) - {drug.id for drug in drugs})
        if strange:
            raise row.fail(f"drugs: there is no [[drug]] {strange[0]!r}; add it or correct the id")
        return Allergy(
            row.text("id"), row.text("label"), self._possible(row), named, _spelled(row, "words"), *self._credit(row)
        )

    def _brands(self, drugs: tuple[Drug, ...]) -> dict[str, str]:
        """Brand -> what it holds, both in one spelling. What it holds must be names that a drug is found by."""
        section, names = self.table.sourced_section("brands", self.known_sources), {n for d in drugs for n in d.names}
        brands: dict[str, str] = {}
        for row in section.tables("brand"):
            held = _spelled(row, "holds")
            strange = [name.strip() for name in held if name not in names]
            if strange or not held:
                raise row.fail(f"holds: no [[drug]] has the name {strange[0] if strange else '(none given)'!r}")
            brands |= dict.fromkeys(_spelled(row, "names"), " ".join(name.strip() for name in held))
        return brands

    def _value(self, row: Table) -> Value:
        below = tuple((step.above_0("under"), self._possible(step), step.flag("quiet")) for step in row.tables("below"))
        if [step[0] for step in below] != sorted(step[0] for step in below):
            raise row.fail("below must stand in rising order")
        return Value(
            row.text("id"),
            row.text("label"),
            frozenset(row.words("loinc")),
            _spelled(row, "words"),
            row.text("unit"),
            {row.text("unit").lower(): 1} | {u.text("unit").lower(): u.above_0("times") for u in row.tables("also")},
            below,
            *self._credit(row),
        )

    def _status(self, row: Table) -> Status:
        return Status(
            row.text("id"),
            row.text("label"),
            frozenset(row.words("loinc")),
            frozenset(row.words("yes")),
            _spelled(row, "yes_words"),
            self._possible(row),
            *self._credit(row),
        )

    def _missing(self, row: Table) -> Missing:
        strange = [part for part in row.words("parts") if part not in PARTS]
        if strange:
            raise row.fail(f"parts: there is no part {strange[0]!r}; use {', '.join(PARTS)}")
        return Missing(row.text("id"), row.words("facts"), row.words("parts"), row.words("unless"), row.text("say"))

    def _saying(self, row: Table) -> Saying:
        strange = [site for site in row.words("sites") if site not in SITES]
        if strange:
            raise row.fail(f"sites: there is no site {strange[0]!r}; use {', '.join(SITES)}")
        return Saying(
            row.text("id"),
            row.text("what", ""),
            row.text("text"),
            row.words("sites"),
            row.flag("general"),
            row.words("kinds"),
            *self._credit(row),
        )

    def _cards(self) -> dict[str, Said]:
        shared = self.table.sourced_section("card", self.known_sources)
        cards = {name: shared.sourced_section(name, self.known_sources) for name in CARDS}
        return {"": self._said(shared, "card")} | {name: self._said(row, name) for name, row in cards.items()}

    def _said(self, row: Table, name: str) -> Said:
        words = {key: value for key, value in row.fields.items() if isinstance(value, str) and key != "mark"}
        long = [key for key, value in words.items() if key.startswith("summary") and len(value) > LONGEST_SUMMARY]
        if long:
            raise row.fail(f"{long[0]} is longer than {LONGEST_SUMMARY} characters; shorten it")
        return Said(words, *self._credit(row))

    def _grounds(self) -> dict[str, str]:
        """Gate id -> words. A gate that a record can make true and that has none would be a silent one."""
        section = self.table.section("grounds")
        words = {key: section.text(key) for key in section.fields}
        readable = self._readable_facts()
        for gate in self.ledger.gates:
            at_every_dose = not (gate.within_min or gate.over_label or gate.after_days)
            if (
                at_every_dose
                and gate.id not in words
                and readable.intersection(self.ledger.program.facts_of(gate.when))
            ):
                raise section.fail(f"there are no words for {gate.id!r}, which a record can make true; add them")
        return words

    def _readable_facts(self) -> set[str]:
        rows = [row for name in ("problem", "drug", "allergy", "status") for row in self.table.tables(name)]
        rows += [step for row in self.table.tables("value") for step in row.tables("below")]
        return {"age"} | {fact for row in rows for fact in row.fields.get("facts", {})}

    def _possible(self, row: Table) -> dict[str, frozenset[str]]:
        section = row.section("facts")
        possible = {}
        for key in section.fields:
            options, fact = section.words(key), self.facts.get(key)
            if fact is None or fact.type not in ("yes_no", "one_of"):
                raise row.fail(f"facts: there is no fact {key!r} with options")
            strange = [option for option in options if option not in fact.option_ids]
            if strange or not options:
                raise row.fail(f"facts: {key} has no option {strange[0] if strange else '(none given)'!r}")
            possible[key] = frozenset(options)
        return possible

    def _credit(self, row: Table) -> tuple[tuple[str, ...], str]:
        keys = row.words("sources")
        unknown = [key for key in keys if key not in self.known_sources]
        if unknown or not keys:
            raise row.fail(f"sources: {', '.join(unknown) or 'none given'}; name keys of sources.toml")
        return keys, row.choice("mark", MARKS)


def _spelled(row: Table, field: str) -> tuple[str, ...]:
    return tuple(spelled(word) for word in row.words(field))
