"""Reads what the medicine ledger judges by from its files, and compiles its conditions.

The conditions go into a program of their own: the proof covers screening and plans, and its list of
nodes stays as it is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from unspasm.knowledge.condition import Compiler, ConditionError, Program, Test, compile_definitions
from unspasm.knowledge.dictionary import Fact
from unspasm.knowledge.ledger import (
    GRAMS,
    MG,
    PATCHES,
    UNITS,
    USES,
    VERDICTS,
    Brand,
    Cap,
    Couple,
    Days,
    FirstDose,
    Gate,
    Ingredient,
    Label,
    Ledger,
    Overdose,
    PersonRules,
    Wait,
    Window,
    normalised,
)
from unspasm.knowledge.reading import Table, read_folder, read_toml

HOUR_MIN = 60
WORDS = (
    "too_much_at_once",
    "daily_maximum",
    "too_many_uses",
    "many_doses",
    "too_soon",
    "too_much_in_window",
    "maybe_two_products",
    "not_sold_for_back",
    "no_label",
    "not_counted",
    "grams_unknown",
    "limits_on_pack",
)
"""What the ledger says of one dose: the keys that [words] of dose_rules.toml must hold."""


def read_ledger(folder: Path, facts: Mapping[str, Fact], sources: Collection[str], actions: Collection[str]) -> Ledger:
    """The rules of the ledger. Raises KnowledgeError naming file, field and cure."""
    return _Reader(folder, facts, sources, actions).ledger()


class _Reader:
    """Reads one folder; every step may use what the steps before it have read."""

    def __init__(
        self, folder: Path, facts: Mapping[str, Fact], sources: Collection[str], actions: Collection[str]
    ) -> None:
        self.folder, self.facts, self.known_sources, self.actions = folder, facts, sources, actions
        self.rules = Table("dose_rules.toml", read_toml(folder / "dose_rules.toml"))
        self.products = Table("brands.toml", read_toml(folder / "brands.toml"))
        self.medicines = [table for table in read_folder(folder / "medicines") if table.text("family", "")]
        self.program = Program()
        texts = {key: str(row["when"]) for key, row in read_toml(folder / "definitions.toml").items()}
        self.conditions = Compiler(self.program, facts, compile_definitions(texts, facts, self.program))
        self.markets = _section(self.rules, "markets").words("known")
        self.ingredients, self.names = self._ingredients()
        self.families, self.columns = self._families()

    def ledger(self) -> Ledger:
        brands, block = _section(self.products, "rules"), _section(self.products, "block_words")
        return Ledger(
            program=self.program,
            markets=self.markets,
            window_min=_section(self.rules, "general").number("rolling_window_h") * HOUR_MIN,
            labels=self._labels(),
            gates=tuple(self._gates()),
            caps=tuple(self._caps()),
            overdoses=tuple(self._overdoses()),
            couples=tuple(self._couples()),
            spaced=self._known_families(_section(self.rules, "spacing_by_family"), "families"),
            days=self._days(),
            person=self._person(),
            ingredients=self.ingredients,
            names=self.names,
            brands=self._brands(),
            block_words=block.words("words"),
            block_except=frozenset(word.lower() for word in block.words("except")),
            block_text=block.text("reason"),
            unknown_text=brands.text("unknown_words"),
            more_ingredients_text=brands.text("more_ingredients_words"),
            country_text=brands.text("country_words"),
            same=self._same(),
            behind=self._behind(),
            words=self._words(),
        )

    # --- drugs and brands ---------------------------------------------------------------------

    def _ingredients(self) -> tuple[dict[str, Ingredient], dict[str, str]]:
        found: dict[str, Ingredient] = {}
        names: dict[str, str] = {}
        for row in self.products.tables("ingredient"):
            key = row.text("id")
            found[key] = Ingredient(key, row.text("family"), row.flag("decongestant"))
            for name in (key, *row.words("also_called")):
                if names.setdefault(name.lower(), key) != key:
                    raise row.fail(f"{name!r} is the name of two ingredients; keep one")
        return found, names

    def _families(self) -> tuple[dict[str, frozenset[str]], dict[str, frozenset[str]]]:
        """Family -> its ingredients, and column of exclusions.toml -> the ingredients it holds for."""
        families: dict[str, frozenset[str]] = {}
        columns: dict[str, frozenset[str]] = {}
        for row in self.rules.tables("family"):
            members = frozenset(i.id for i in self.ingredients.values() if i.family == row.text("id"))
            if members != set(row.words("ingredients")):
                raise row.fail(f"ingredients differ from those of brands.toml: {', '.join(sorted(members))}")
            families[row.text("id")] = members
            for column in row.words("columns"):
                columns[column] = columns.get(column, frozenset()) | members
        lost = sorted({i.family for i in self.ingredients.values()} - {*families, ""})
        if lost:
            raise self.products.fail(f"family {lost[0]!r} is not in dose_rules.toml; add it there")
        return families, columns

    def _brands(self) -> dict[str, Brand]:
        brands = {}
        for row in self.products.tables("brand"):
            held = self._known_ingredients(row, "ingredients")
            if not held:
                raise row.fail("ingredients is empty; name what it holds")
            brands[row.text("name").lower()] = Brand(
                row.text("name"), tuple(held), self._known_markets(row), row.flag("confirm")
            )
        return brands

    # --- labels -------------------------------------------------------------------------------

    def _labels(self) -> dict[str, dict[str, tuple[Label, ...]]]:
        labels: dict[str, dict[str, list[Label]]] = {market: {} for market in self.markets}
        for medicine in self.medicines:
            for row in medicine.tables("label"):
                label = self._label(row)
                for market in self._known_markets(row):
                    for ingredient in label.ingredients:
                        labels[market].setdefault(ingredient, []).append(label)
        for market, held in labels.items():
            for ingredient, rows in held.items():
                rows.sort(key=lambda label: not label.unnamed)
                self._check_unnamed(market, ingredient, rows)
        return {market: {key: tuple(rows) for key, rows in held.items()} for market, held in labels.items()}

    def _label(self, row: Table) -> Label:
        sold, unit = row.flag("sold_for_back"), row.choice("unit", UNITS, MG)
        ingredients = tuple(self._known_ingredients(row, "ingredients") or [self._known(row, row.text("ingredient"))])
        suffix = "mg" if unit == MG else "g"
        one_at_a_time = 1 if unit in (USES, PATCHES) else 0
        uses = row.number("max_uses_24h")
        singles = row.fields.get(f"single_dose_{suffix}", [one_at_a_time])
        if not (isinstance(singles, list) and singles and all(type(single) is int for single in singles)):
            raise row.fail(f"single_dose_{suffix} must be a list of whole numbers")
        label = Label(
            code=row.text("code"),
            ingredients=ingredients,
            product=row.text("product"),
            unit=unit,
            sold=sold,
            unnamed=row.flag("unnamed"),
            smallest=min(singles),
            single_max=row.number(f"single_max_{suffix}") or row.number("max_at_once", one_at_a_time),
            max_24h=uses if one_at_a_time else row.number(f"max_24h_{suffix}"),
            max_uses_24h=uses if unit == GRAMS else 0,
            many_doses_24h=row.number("max_doses_24h"),
            waits=tuple(
                Wait(wait.number(f"up_to_{suffix}"), wait.number("wait_h") * HOUR_MIN)
                for wait in row.tables("min_interval_h")
            ),
            windows=tuple(
                Window(window.number("max_mg"), window.number("window_h") * HOUR_MIN)
                for window in row.tables("max_in_window")
            ),
            first_dose=_first_dose(row),
            max_days=row.number("see_someone_day") or row.number("max_days_in_row"),
            days_words=row.text("days_words", ""),
            limits_on_pack=bool(row.words("numbers_from_pack")),
            sources=self._sources(row),
            names=self._pack_names(row, ingredients),
        )
        if sold and not label.limits_on_pack and not (label.single_max and label.max_24h and label.waits):
            raise row.fail("a pack that is sold for a back needs a single dose, a 24-hour limit and a wait; add them")
        if sold and not label.max_days:
            raise row.fail("max_days_in_row is missing; add it")
        return label

    def _pack_names(self, row: Table, ingredients: Iterable[str]) -> frozenset[str]:
        written = {row.text("code"), row.text("product")} - {""}
        for strength in row.fields.get("units_mg", []):
            written |= {f"{ingredient} {strength} mg" for ingredient in ingredients}
        return frozenset(normalised(name, self.names) for name in written)

    def _check_unnamed(self, market: str, ingredient: str, rows: list[Label]) -> None:
        where = f"medicines, {ingredient} in market {market!r}"
        marked = [label for label in rows if label.unnamed]
        if len(rows) > 1 and len(marked) != 1:
            raise Table(where, {}).fail("mark exactly one label with unnamed = true, for a pack that is not named")
        lowest = min((label.max_24h for label in rows if label.max_24h), default=0)
        if rows[0].max_24h and rows[0].max_24h != lowest:
            raise Table(where, {}).fail(
                f"the label for a pack that is not named allows {rows[0].max_24h}; make it {lowest}, the strictest"
            )
        own = self._unnamed_single(rows[0].code)
        if own:
            rows.insert(0, replace(rows[0], single_max=own, names=frozenset()))

    def _unnamed_single(self, code: str) -> int:
        rows = [row for medicine in self.medicines for row in medicine.tables("label") if row.text("code") == code]
        return rows[0].number("unnamed_single_max_mg")

    # --- conditions of the person -------------------------------------------------------------

    def _gates(self) -> Iterable[Gate]:
        yield from self._column_gates()
        for row in self.rules.tables("interaction"):
            yield self._gate(row, self._scope(row), self._verdict(row), after_days=row.number("after_days_in_row"))
        for row in self.rules.tables("alarm"):
            within = row.number("within_h") * HOUR_MIN
            yield self._gate(row, self._scope(row), self._verdict(row), within_min=within)
        timing = _section(self.rules, "timing_ibuprofen_aspirin")
        yield self._gate(
            Table(timing.where, {"id": "timing_ibuprofen_aspirin", "reason": timing.text("words"), **timing.fields}),
            frozenset(self._known_ingredients(timing, "ingredient")),
            self._verdict(timing),
        )
        window = _section(self.rules, "general").number("rolling_window_h") * HOUR_MIN
        for medicine in self.medicines:
            for row in medicine.tables("modifier"):
                if "verdict" in row.fields:
                    yield self._gate(row, self._own(medicine, row), self._verdict(row))
            for row in medicine.tables("overdose"):
                if "when" in row.fields:
                    over = row.flag("over_label")
                    within = 0 if over else window
                    yield self._gate(
                        row, self._own(medicine, row), self._verdict(row), within_min=within, over_label=over
                    )

    def _column_gates(self) -> Iterable[Gate]:
        adding = _section(self.rules, "person").words("cautions_columns")
        table = Table("exclusions.toml", read_toml(self.folder / "exclusions.toml"))
        for row in table.tables("condition"):
            for field, verdict in (("x", "not_for_you"), ("c", "caution")):
                for adds_up in (True, False):
                    columns = [c for c in row.words(field) if c in self.columns and (c in adding) == adds_up]
                    scope = frozenset[str]().union(*(self.columns[column] for column in columns))
                    if scope:
                        yield self._gate(row, scope, verdict, adds_up=adds_up and verdict == "caution")

    def _gate(self, row: Table, scope: frozenset[str], verdict: str, **fields: Any) -> Gate:
        return Gate(
            row.text("id"),
            self._condition(row),
            verdict,
            row.text("reason"),
            scope,
            self._known_markets(row),
            self._sources(row),
            action=self._action(row),
            mark=row.text("mark", "prof"),
            **fields,
        )

    def _caps(self) -> Iterable[Cap]:
        for medicine in self.medicines:
            for row in medicine.tables("modifier"):
                single, day = row.number("single_max_mg"), row.number("max_24h_mg")
                if single or day:
                    yield Cap(
                        row.text("id"),
                        self._condition(row),
                        self._own(medicine, row),
                        self._known_markets(row),
                        single,
                        day,
                        row.text("reason"),
                        self._sources(row),
                    )

    def _overdoses(self) -> Iterable[Overdose]:
        for medicine in self.medicines:
            for row in medicine.tables("overdose"):
                if "over_24h_mg" in row.fields:
                    yield Overdose(
                        row.text("id"),
                        self._own(medicine, row),
                        self._known_markets(row),
                        row.number("over_24h_mg"),
                        row.number("per_kg_mg"),
                        row.number("under_50_kg_without_weight_mg"),
                        row.text("reason"),
                        self._action(row),
                        self._sources(row),
                    )
                elif "when" not in row.fields:
                    raise row.fail("over_24h_mg and when are both missing; add one")

    def _couples(self) -> Iterable[Couple]:
        for row in self.rules.tables("pair"):
            if "item" in row.fields:
                continue  # a medicine and a thing to do: the plan's matter
            low = row.number("low_dose_aspirin_up_to_mg_24h")
            yield Couple(
                row.text("id"),
                self._known_families(row, "a"),
                self._known_families(row, "b"),
                row.number("window_h") * HOUR_MIN,
                self._verdict(row),
                row.text("reason"),
                self._sources(row),
                other_ingredient=row.fields.get("same_ingredient") is False,
                other_product=row.flag("different_products"),
                low_dose=low,
                low_verdict=row.choice("low_dose_verdict", VERDICTS) if low else "",
            )

    def _days(self) -> Days:
        row = _section(self.rules, "days")
        return Days(
            row.number("of_last_14"),
            row.number("of_last_30"),
            row.text("see_someone_words"),
            row.text("of_last_30_words"),
            self._sources(row),
        )

    def _person(self) -> PersonRules:
        row = _section(self.rules, "person")
        return PersonRules(
            row.text("unknown_words"),
            row.number("cautions_that_count_as_no"),
            row.text("cautions_words"),
            row.number("under_age"),
            row.text("under_age_words"),
            row.text("clinician_note"),
            self._sources(row),
        )

    def _same(self) -> dict[Test, str]:
        same: dict[Test, str] = {}
        for row in self.rules.tables("same"):
            fact = self.facts.get(row.text("fact"))
            test = self.program.nodes[self._condition(row)].test
            if test is None or fact is None or fact.type != "yes_no":
                raise row.fail("fact must be a yes_no fact, and when one single comparison")
            same[test] = fact.id
        return same

    def _words(self) -> dict[str, str]:
        table = _section(self.rules, "words")
        return {key: table.text(key) for key in WORDS}

    def _behind(self) -> dict[str, str]:
        behind: dict[str, str] = {}
        for row in self.rules.tables("behind"):
            for fact in (row.text("gate"), *row.words("facts")):
                if fact not in self.facts or self.facts[fact].type != "yes_no":
                    raise row.fail(f"there is no yes_no fact {fact!r}")
            behind |= {fact: row.text("gate") for fact in row.words("facts")}
        return behind

    # --- checks -------------------------------------------------------------------------------

    def _condition(self, row: Table) -> int:
        try:
            return self.conditions.compile(row.text("when"))
        except ConditionError as error:
            raise row.fail(f"when: {error}") from None

    def _verdict(self, row: Table) -> str:
        return row.choice("verdict", VERDICTS)

    def _action(self, row: Table) -> str:
        action = row.text("action", "")
        if action and action not in self.actions:
            raise row.fail(f"actions.toml has no action {action!r}")
        return action

    def _sources(self, row: Table) -> tuple[str, ...]:
        keys = row.words("sources")
        unknown = [key for key in keys if key not in self.known_sources]
        if unknown or not keys:
            raise row.fail(f"sources.toml has no {', '.join(unknown) or 'source of this row'}; add it there")
        return keys

    def _known_markets(self, row: Table) -> tuple[str, ...]:
        named = row.words("markets") or ((row.text("market"),) if "market" in row.fields else self.markets)
        strange = [market for market in named if market not in (*self.markets, "other")]
        if strange:
            raise row.fail(f"markets: there is no market {strange[0]!r}; use {', '.join(self.markets)}")
        return tuple(market for market in named if market in self.markets)

    def _own(self, medicine: Table, row: Table) -> frozenset[str]:
        for table in (row, medicine):
            for field in ("ingredients", "ingredient"):
                if field in table.fields:
                    return frozenset(self._known_ingredients(table, field))
        raise medicine.fail("ingredient is missing; add it")

    def _scope(self, row: Table) -> frozenset[str]:
        members = [self.families[family] for family in self._known_families(row, "families")]
        scope = frozenset[str]().union(*members) | frozenset(self._known_ingredients(row, "ingredients"))
        if not scope:
            raise row.fail("families and ingredients are both empty; name one")
        return scope

    def _known_families(self, row: Table, field: str) -> frozenset[str]:
        named = row.fields.get(field, [])
        families = frozenset([named] if isinstance(named, str) else row.words(field))
        strange = sorted(families - self.families.keys())
        if strange:
            raise row.fail(f"{field}: there is no family {strange[0]!r}; add it to dose_rules.toml")
        return families

    def _known_ingredients(self, row: Table, field: str) -> list[str]:
        named = row.fields.get(field, [])
        return [self._known(row, name) for name in ([named] if isinstance(named, str) else row.words(field))]

    def _known(self, row: Table, name: str) -> str:
        if name not in self.ingredients:
            raise row.fail(f"there is no ingredient {name!r}; add it to brands.toml")
        return name


def _section(table: Table, name: str) -> Table:
    fields = table.fields.get(name)
    if not isinstance(fields, dict):
        raise table.fail(f"the section [{name}] is missing; add it")
    return Table(f"{table.where}, {name}", fields)


def _first_dose(row: Table) -> FirstDose | None:
    fields = row.fields.get("first_dose")
    if fields is None:
        return None
    table = Table(f"{row.where}, first_dose", fields)
    return FirstDose(
        table.number("max_mg"), table.number("within_h") * HOUR_MIN, table.number("after_free_h") * HOUR_MIN
    )
