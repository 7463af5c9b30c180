"""Loads the knowledge base from its files, checks all of it, and returns it as one frozen value."""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from unspasm.knowledge.camera import check_camera
from unspasm.knowledge.certificate import require_certificate
from unspasm.knowledge.clinic_reading import read_clinic
from unspasm.knowledge.condition import Compiler, ConditionError, Program, compile_definitions
from unspasm.knowledge.dictionary import Fact
from unspasm.knowledge.items import (
    SLOTS,
    TIERS,
    Conflict,
    Contradiction,
    Exclusion,
    Guarantee,
    Intervention,
    Item,
    Knowledge,
    Level,
    Pattern,
    Row,
    Rule,
    Screen,
)
from unspasm.knowledge.ledger_reading import read_ledger
from unspasm.knowledge.movement_reading import read_body, read_movements
from unspasm.knowledge.reading import KnowledgeError, Table, read_folder, read_item, read_toml
from unspasm.knowledge.session_reading import read_sessions

HERE = Path(__file__).parent
PAGES = ("medicines", "claims", "topics", "muscles", "symptoms")
TABLES = (
    "first_aid",
    "return_signs",
    "phone_numbers",
    "codes",
    "natural_history",
    "measures",
    "check_again",
    "dose_rules",
    "brands",
    "clinic",
    "drinks",
    "learning",
    "session_rules",
    "programmes",
    "camera",
    "coach",
)


@cache
def load_knowledge(folder: Path = HERE) -> Knowledge:
    """The whole knowledge base, proved. Raises KnowledgeError naming file, field and cure."""
    knowledge = read_knowledge(folder)
    require_certificate(knowledge, folder)
    return knowledge


def read_knowledge(folder: Path = HERE) -> Knowledge:
    """The whole knowledge base, whether proved or not: for the proof and for those who write it."""
    return _Loader(folder).load()


class _Loader:
    """Reads one folder; every step may use what the steps before it have read."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.program = Program()
        self.sources: dict[str, Mapping[str, Any]] = read_toml(folder / "sources.toml")
        self.facts = self._facts()
        self.definitions = self._definitions()
        self.conditions = Compiler(self.program, self.facts, self.definitions)

    def load(self) -> Knowledge:
        rules = self._rules()
        levels = tuple(level for rule in rules.values() for level in rule.levels)
        exclusions = self._exclusions()
        interventions = {
            table.text("id"): self._intervention(table, exclusions) for table in self._tables("interventions")
        }
        patterns = {table.text("id"): self._pattern(table) for table in self._tables("patterns")}
        items: dict[str, dict[str, Item]] = {kind: self._items(kind) for kind in PAGES}
        items["rules"] = {key: rule.item for key, rule in rules.items()}
        items["interventions"] = {key: value.item for key, value in interventions.items()}
        items["sessions"] = self._items("sessions")
        items["patterns"] = {key: value.item for key, value in patterns.items()}
        movements = read_movements(self.folder, interventions, self.sources)
        items["movements"] = {key: value.item for key, value in movements.items()}
        actions = read_toml(self.folder / "actions.toml")
        ledger = read_ledger(self.folder, self.facts, self.sources, actions)
        knowledge = Knowledge(
            version=_hash_of_files(self.folder),
            fingerprint="",
            facts=self.facts,
            program=self.program,
            definitions=self.definitions,
            rules=rules,
            levels=levels,
            actions=actions,
            screens=self._screens(),
            contradictions=self._contradictions(),
            interventions=interventions,
            conflicts=self._conflicts(interventions),
            guarantees=self._guarantees(),
            rows=self._rows(),
            patterns=patterns,
            items=items,
            sources=self.sources,
            tables=self._other_tables(),
            ledger=ledger,
            clinic=read_clinic(self.folder, self.facts, self.sources, ledger, rules),
            body=read_body(self.folder),
            movements=movements,
            sessions=read_sessions(self.folder, interventions, self.facts, movements),
        )
        self._check_actions(knowledge)
        check_camera(knowledge.tables["camera"], knowledge.tables["coach"])
        object.__setattr__(knowledge, "fingerprint", fingerprint(knowledge))
        return knowledge

    def _tables(self, name: str) -> list[Table]:
        return read_folder(self.folder / name)

    def _condition(self, table: Table, field: str, default: str | None = None) -> int:
        try:
            return self.conditions.compile(table.text(field, default))
        except ConditionError as error:
            raise table.fail(f"{field}: {error}") from None

    def _facts(self) -> dict[str, Fact]:
        facts: dict[str, Fact] = {}
        for path in sorted((self.folder / "facts").glob("*.toml")):
            for key, fields in read_toml(path).items():
                table = Table(f"facts/{path.name}, {key}", fields)
                if key in facts:
                    raise table.fail("this fact is already in another file; keep one")
                facts[key] = _fact(key, table)
        if not facts:
            raise KnowledgeError("facts: there is no fact file; reinstall Unspasm")
        return facts

    def _definitions(self) -> dict[str, int]:
        tables = {
            key: Table(f"definitions.toml, {key}", fields)
            for key, fields in read_toml(self.folder / "definitions.toml").items()
        }
        try:
            return compile_definitions({k: t.text("when") for k, t in tables.items()}, self.facts, self.program)
        except ConditionError as error:
            raise KnowledgeError(f"definitions.toml: {error}") from None

    def _rules(self) -> dict[str, Rule]:
        rules = {}
        for table in self._tables("rules"):
            item = read_item(table, "rules", self.sources)
            levels = tuple(self._level(item.id, row) for row in table.tables("level"))
            if not levels:
                raise table.fail("there is no [[level]]; add one with tier, when and action")
            rules[item.id] = Rule(item, table.text("points_to"), levels)
        return rules

    def _level(self, rule: str, table: Table) -> Level:
        tier = table.choice("tier", TIERS[1:])
        urgent = tier in ("emergency", "same_day")
        unsure = table.choice("if_unsure", ("same_day", "two", ""), "same_day" if urgent else "")
        if urgent != bool(unsure):
            raise table.fail("if_unsure belongs to emergency and same_day levels, and they need it")
        suspect = self._condition(table, "suspect_when") if "suspect_when" in table.fields else None
        if suspect is not None and tier == "emergency":
            raise table.fail("suspect_when belongs to same_day, soon and routine levels; an emergency must be certain")
        within = table.fields.get("within_h")
        return Level(
            rule=rule,
            tier=TIERS.index(tier),
            when=self._condition(table, "when"),
            text=table.text("when"),
            action=table.text("action"),
            if_unsure=unsure,
            suspect_when=suspect,
            within_h=None if within is None else table.number("within_h"),
            in_person=table.flag("in_person"),
            second_line=table.flag("second_line"),
            say=table.text("say", ""),
            note=table.text("note", ""),
        )

    def _exclusions(self) -> list[tuple[Table, Exclusion]]:
        table = Table("exclusions.toml", read_toml(self.folder / "exclusions.toml"))
        return [(row, self._exclusion(row)) for row in table.tables("condition")]

    def _exclusion(self, row: Table) -> Exclusion:
        return Exclusion(
            row.text("id", ""),
            self._condition(row, "when"),
            row.text("when"),
            row.text("reason"),
            row.words("sources"),
            row.text("mark", "prof"),
        )

    def _intervention(self, table: Table, exclusions: list[tuple[Table, Exclusion]]) -> Intervention:
        item, column = read_item(table, "interventions", self.sources), table.text("column", "")
        own = [self._exclusion(row) for row in table.tables("not_for")]
        needs, at_hand = table.text("needs", ""), self.facts.get("at_hand")
        if needs and (at_hand is None or needs not in at_hand.option_ids):
            raise table.fail(f"needs is {needs!r}, which is no option of the fact at_hand")
        expected = table.fields.get("expected", {})
        return Intervention(
            item=item,
            in_plan=table.choice("kind", ("plan", "information")) == "plan",
            slot=table.choice("slot", SLOTS, "today"),
            comfort=table.flag("comfort"),
            column=column,
            offer_when=self._condition(table, "offer_when", "True"),
            offer_text=table.text("offer_when", ""),
            needs=needs,
            effort=table.number("effort", 1),
            expected_change=float(expected.get("change", 0)),
            excluded_by=tuple([e for row, e in exclusions if column and column in row.words("x")] + own),
            cautioned_by=tuple(e for row, e in exclusions if column and column in row.words("c")),
        )

    def _pattern(self, table: Table) -> Pattern:
        return Pattern(
            read_item(table, "patterns", self.sources),
            self._condition(table, "likely_when", "False"),
            self._condition(table, "possible_when", "False"),
            table.text("label"),
        )

    def _rows(self) -> tuple[Row, ...]:
        table = Table("classification.toml", read_toml(self.folder / "classification.toml"))
        return tuple(
            Row(r.text("id"), r.text("axis"), self._condition(r, "when"), r.text("label"), r.words("sources"))
            for r in table.tables("row")
        )

    def _screens(self) -> tuple[Screen, ...]:
        table = Table("interview.toml", read_toml(self.folder / "interview.toml"))
        screens = []
        placed: set[str] = set()
        for row in table.tables("screen"):
            facts = row.words("facts")
            for key in facts:
                if key not in self.facts:
                    raise row.fail(f"there is no fact {key!r}")
                if key in placed:
                    raise row.fail(f"the fact {key!r} is already on another screen")
                placed.add(key)
            kind = row.choice("kind", ("ticks", "single", "fields", "body_map"))
            screens.append(
                Screen(row.text("id"), row.text("stage"), kind, row.text("title"), row.text("hint", ""), facts)
            )
        return tuple(screens)

    def _contradictions(self) -> tuple[Contradiction, ...]:
        table = Table("contradictions.toml", read_toml(self.folder / "contradictions.toml"))
        return tuple(
            Contradiction(self._condition(row, "when"), row.words("facts"), row.text("message"))
            for row in table.tables("contradiction")
        )

    def _conflicts(self, interventions: Mapping[str, Intervention]) -> tuple[Conflict, ...]:
        table = Table("conflicts.toml", read_toml(self.folder / "conflicts.toml"))
        conflicts = tuple(Conflict(r.text("a"), r.text("b"), r.text("why")) for r in table.tables("conflict"))
        for conflict in conflicts:
            for key in (conflict.a, conflict.b):
                if key not in interventions or not interventions[key].in_plan:
                    raise table.fail(f"there is no intervention {key!r} that can be in a plan")
        return conflicts

    def _guarantees(self) -> tuple[Guarantee, ...]:
        table = Table("guarantees.toml", read_toml(self.folder / "guarantees.toml"))
        return tuple(
            Guarantee(
                r.text("id"), r.text("text"), self._condition(r, "when"), TIERS.index(r.choice("at_least", TIERS))
            )
            for r in table.tables("guarantee")
        )

    def _items(self, kind: str) -> dict[str, Item]:
        return {table.text("id"): read_item(table, kind, self.sources) for table in self._tables(kind)}

    def _other_tables(self) -> dict[str, Any]:
        tables: dict[str, Any] = {name: read_toml(self.folder / f"{name}.toml") for name in TABLES}
        with (self.folder / "effects.csv").open(encoding="utf-8", newline="") as file:
            tables["effects"] = list(csv.DictReader(file))
        tables["exclusions"] = read_toml(self.folder / "exclusions.toml")["condition"]
        return tables

    def _check_actions(self, knowledge: Knowledge) -> None:
        if "unsure" not in knowledge.actions:
            raise KnowledgeError("actions.toml: there is no [unsure], the action for a doubt; add it")
        for level in knowledge.levels:
            if level.action not in knowledge.actions:
                raise KnowledgeError(f"rules/{level.rule}.toml: actions.toml has no action {level.action!r}")
        asked = {key for screen in knowledge.screens for key in screen.facts}
        needed = [c for level in knowledge.levels for c in self.program.facts_of(level.when)]
        for item in knowledge.interventions.values():
            for exclusion in item.excluded_by if item.in_plan else ():
                needed += self.program.facts_of(exclusion.when)
        missing = sorted(set(needed) - asked)
        if missing:
            raise KnowledgeError(f"interview.toml: no screen asks for {', '.join(missing)}; add them")


def _fact(key: str, table: Table) -> Fact:
    options = table.fields.get("options", [])
    try:
        return Fact(
            id=key,
            type=table.text("type"),
            question=table.text("question"),
            line=table.text("line", ""),
            help=table.text("help", ""),
            plainer=table.text("plainer", ""),
            short=table.text("short", ""),
            danger=table.flag("danger"),
            reassuring=table.flag("reassuring"),
            private=table.flag("private"),
            ask_again=table.text("ask_again", "each_episode"),
            unit=table.text("unit", ""),
            min=table.number("min"),
            max=table.number("max"),
            options=tuple((str(k), str(v)) for k, v in options),
            codes=table.words("codes"),
            sources=table.words("sources"),
            mark=table.text("mark", "design"),
        )
    except (ValueError, TypeError) as error:
        raise table.fail(str(error)) from None


def fingerprint(knowledge: Knowledge) -> str:
    """SHA-256 of everything that decides: what a proof has covered, free of prose.

    Two knowledge bases with the same fingerprint give the same dispositions, questions and plans.
    """
    program = knowledge.program
    parts: list[Any] = [
        [[f.id, f.type, f.danger, f.reassuring, f.min, f.max, list(f.option_ids)] for f in knowledge.facts.values()],
        [[n.kind, list(n.args), n.n, _test(n.test)] for n in program.nodes],
        [[lv.id, lv.when, lv.if_unsure, lv.suspect_when, lv.second_line] for lv in knowledge.levels],
        [_deciding(item) for item in knowledge.interventions.values()],
        [[c.a, c.b] for c in knowledge.conflicts],
        [[g.id, g.when, g.at_least] for g in knowledge.guarantees],
        [c.when for c in knowledge.contradictions],
        [list(screen.facts) for screen in knowledge.screens],
    ]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def _deciding(item: Intervention) -> list[Any]:
    excluded, cautioned = [e.when for e in item.excluded_by], [e.when for e in item.cautioned_by]
    return [item.id, item.in_plan, item.comfort, item.slot, item.needs, item.offer_when, excluded, cautioned]


def _test(test: Any) -> list[Any]:
    if test is None:
        return []
    value = sorted(test.value) if isinstance(test.value, frozenset) else test.value
    return [test.fact, test.op, value]


def _hash_of_files(folder: Path) -> str:
    """First 12 characters of the SHA-256 of all content files: the version stamped on every plan."""
    digest = hashlib.sha256()
    for path in _content_files(folder):
        digest.update(path.relative_to(folder).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def _content_files(folder: Path) -> Iterable[Path]:
    return sorted(path for pattern in ("*.toml", "*/*.toml", "*.csv") for path in folder.glob(pattern))
