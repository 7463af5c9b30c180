"""Reads the scripts of guided sessions: texts come from the intervention's own steps, by their numbers."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from unspasm.knowledge.condition import Compiler, ConditionError, Program, compile_definitions
from unspasm.knowledge.dictionary import ASK_AGAIN, Fact
from unspasm.knowledge.items import Intervention
from unspasm.knowledge.movement import Movement
from unspasm.knowledge.reading import KnowledgeError, Table, read_folder, read_toml
from unspasm.knowledge.session import (
    EASIER,
    HARDER,
    PART_KINDS,
    SAFER,
    STANDARD,
    AskingRules,
    Cue,
    Part,
    RatingRules,
    Script,
    Sessions,
    StopReason,
)

RULES, FOLDER = "session_rules.toml", "sessions"
MINUTE_S = 60
WORDS = ("safer_title", "not_offered", "check_first", "ask", "unsure", "hidden", "soon", "not_now", "gentle_now")
"""What the gate says: the keys that [words] of the rules must hold."""


def read_sessions(
    folder: Path,
    interventions: Mapping[str, Intervention],
    facts: Mapping[str, Fact],
    movements: Mapping[str, Movement],
) -> Sessions:
    """All scripts and the rules around them. Raises KnowledgeError naming file, field and cure."""
    return _Reader(folder, interventions, facts, movements).sessions()


@dataclass(frozen=True)
class _Form:
    """Where a variant's words come from: the intervention itself, its safer form, or an easier or harder one."""

    title: str
    steps: Sequence[str]
    note: str = ""
    dose: str = ""


class _Reader:
    """Reads one folder; every step may use what the steps before it have read."""

    def __init__(
        self,
        folder: Path,
        interventions: Mapping[str, Intervention],
        facts: Mapping[str, Fact],
        movements: Mapping[str, Movement],
    ) -> None:
        self.folder, self.interventions, self.facts, self.movements = folder, interventions, facts, movements
        self.rules = Table(RULES, read_toml(folder / RULES))
        self.words = self._words()
        self.common = {row.text("id"): self._reason(row) for row in self.rules.tables("stop")}

    def sessions(self) -> Sessions:
        program = Program()
        return Sessions(
            program=program,
            harder_when=self._harder_when(program),
            scripts={table.text("id"): self._scripts(table) for table in read_folder(self.folder / FOLDER)},
            asking=self._asking(),
            rating=self._rating(),
            words=self.words,
        )

    # --- the rules ----------------------------------------------------------------------------

    def _section(self, name: str) -> Table:
        fields = self.rules.fields.get(name)
        if not isinstance(fields, Mapping):
            raise self.rules.fail(f"there is no [{name}]; add it")
        return Table(f"{RULES}, {name}", fields)

    def _words(self) -> dict[str, str]:
        section = self._section("words")
        return {key: section.text(key) for key in WORDS}

    def _harder_when(self, program: Program) -> int:
        rules = self._section("harder")
        texts = {key: str(row["when"]) for key, row in read_toml(self.folder / "definitions.toml").items()}
        try:
            definitions = compile_definitions(texts, self.facts, program)
            return Compiler(program, self.facts, definitions).compile(rules.text("when"))
        except ConditionError as error:
            raise rules.fail(f"when: {error}") from None

    def _asking(self) -> AskingRules:
        section = self._section("asking")
        hours = section.fields.get("hours", {})
        unknown = sorted(set(hours) - set(ASK_AGAIN))
        if unknown:
            raise section.fail(f"hours: {unknown[0]!r} is none of {', '.join(ASK_AGAIN)}")
        each_time = {row.text("item"): row.words("facts") for row in self.rules.tables("each_time")}
        for item, facts in each_time.items():
            if item not in self.interventions:
                raise self.rules.fail(f"each_time: there is no intervention {item!r}")
            for fact in facts:
                if fact not in self.facts:
                    raise self.rules.fail(f"each_time: there is no fact {fact!r}")
        return AskingRules({str(k): int(v) for k, v in hours.items()}, section.number("sitting_min"), each_time)

    def _rating(self) -> RatingRules:
        section = self._section("rating")
        return RatingRules(section.number("early_min"), section.number("late_min"), section.number("plain_min"))

    def _reason(self, row: Table, words: str | None = None) -> StopReason:
        return StopReason(
            id=row.text("id"),
            words=words or row.text("words"),
            danger=row.flag("danger"),
            say=row.text("say", ""),
            offered=bool(row.fields.get("offered", True)),
            harmless=row.flag("harmless"),
        )

    # --- one item -----------------------------------------------------------------------------

    def _scripts(self, table: Table) -> dict[str, Script]:
        key = table.text("id")
        item = self.interventions.get(key)
        if item is None:
            raise table.fail(f"there is no intervention {key!r}; a session has the id of what it does")
        if not item.in_plan:
            raise table.fail("this intervention is information only, so it has no session")
        reasons = self._reasons(table, item)
        scripts = {}
        for row in table.tables("variant"):
            try:
                scripts[row.text("id")] = self._script(row, table, item, reasons)
            except (TypeError, ValueError) as error:
                if isinstance(error, KnowledgeError):
                    raise
                raise row.fail(f"a list or a number does not fit ({error})") from None
        if STANDARD not in scripts or SAFER not in scripts:
            raise table.fail(f"variants {STANDARD} and {SAFER} must both be there")
        return scripts

    def _reasons(self, table: Table, item: Intervention) -> tuple[StopReason, ...]:
        """The item's own stop lines, each as a reason or as the same thing as a common one; then the common ones."""
        lines: list[str] = list(item.item["stop"] or [])
        own: list[StopReason] = []
        told: set[int] = set()
        for row in table.tables("stop"):
            number = row.number("line")
            if number and not 1 <= number <= len(lines):
                raise row.fail(f"line is {number}; the intervention has {len(lines)} stop lines")
            told.add(number)
            same = row.text("same_as", "")
            if not same:
                own.append(self._reason(row, lines[number - 1] if number else None))
            elif same not in self.common:
                raise row.fail(f"same_as: there is no common stop reason {same!r}")
        missing = [n for n in range(1, len(lines) + 1) if n not in told]
        if missing:
            raise table.fail(f"stop line {missing[0]} of the intervention has no [[stop]] here; add one")
        left_out = table.words("without")
        return (*own, *(reason for key, reason in self.common.items() if key not in left_out))

    def _script(self, row: Table, table: Table, item: Intervention, reasons: tuple[StopReason, ...]) -> Script:
        form = self._form(row, item)
        numbers = _Numbers(row, form.steps)
        before = tuple(numbers.step(n) for n in row.fields.get("before", [])) + row.words("before_words")
        figure = row.text("figure", table.text("figure", str(item.item["figure"])))
        bounds = row.fields.get("minutes", [])
        longest = bounds[-1] * MINUTE_S if bounds else 0
        ids = {reason.id for reason in reasons}
        parts = tuple(self._part(part, numbers, figure, ids, longest, row.text("id")) for part in row.tables("part"))
        if not parts:
            raise row.fail("there is no [[variant.part]]; add one")
        numbers.require_all(row.fields.get("leave_out", []))
        lengths = [part for part in parts if part.length]
        if len(lengths) > 1 or bool(lengths) != (len(bounds) == 2):
            raise row.fail("one part may have length = true, and then minutes = [least, most] says how long")
        return Script(
            item=item.id,
            variant=row.text("id"),
            title=form.title,
            needs_words=str(item.item["needs_words"]),
            before=before,
            parts=parts,
            stop=reasons,
            rate_after_min=int(item.item["rate_after_min"]),
            label=str(item.item["honest_label"]),
            figure=figure,
            note=form.note,
            dose=form.dose,
            min_minutes=bounds[0] if bounds else None,
            max_minutes=bounds[1] if bounds else None,
        )

    def _form(self, row: Table, item: Intervention) -> _Form:
        variant, fields = row.text("id"), item.item
        if variant == STANDARD:
            return _Form(item.title, fields["steps"], "", str(fields["dose"]))
        if variant == SAFER:
            safer: Mapping[str, Any] = fields["safer"] or {}
            return _Form(
                f"{item.title}: {self.words['safer_title']}", safer["steps"], safer.get("note", ""), safer["dose"]
            )
        degree, _, number = variant.partition("_")
        forms: Sequence[Mapping[str, Any]] = fields[degree] or [] if degree in (EASIER, HARDER) else []
        if not number.isdigit() or not 1 <= int(number) <= len(forms):
            raise row.fail(f"id is {variant!r}, but the intervention has no such form")
        form = forms[int(number) - 1]
        return _Form(f"{item.title}: {form['title']}", form["steps"])

    def _part(
        self, row: Table, numbers: _Numbers, figure: str, reasons: Collection[str], longest: int, variant: str
    ) -> Part:
        kind = row.choice("kind", PART_KINDS)
        said = [numbers.step(n) for n in row.fields.get("steps", [])] + [row.text("say", "")]
        reps = row.fields.get("reps")
        rhythm: list[tuple[str, int]] = [(str(say), int(seconds)) for say, seconds in row.fields.get("rhythm", [])]
        movement = row.text("movement", "")
        if movement:
            tempo = self._tempo(row, movement, variant)
            rhythm = tempo if row.flag("tempo") else rhythm
        seconds = row.fields.get("seconds")
        if reps and rhythm:
            seconds = reps * sum(length for _, length in rhythm)
        length = row.flag("length")
        lasts = longest if length else int(seconds or 0)
        cues = [Cue(int(at), str(say)) for at, say in row.fields.get("cues", [])] + _paced(rhythm, lasts)
        cues.sort(key=lambda cue: cue.at_s)
        part = Part(
            kind=kind,
            title=row.text("title"),
            say=" ".join(text for text in said if text),
            seconds=seconds,
            reps=reps,
            cues=tuple(cues),
            figure=row.text("figure", figure),
            movement=movement,
            question=row.text("question", ""),
            stop=row.text("stop", ""),
            unanswered=row.text("unanswered", ""),
            length=length,
            all_cues=tuple(cues) if length else (),
        )
        _check_part(part, row, reasons, lasts)
        return part.lasting(seconds) if length and seconds else part

    def _tempo(self, row: Table, key: str, variant: str) -> list[tuple[str, int]]:
        """What is said and for how long, phase by phase, as the moving figure has it in this form."""
        movement = self.movements.get(key)
        form = movement.variant(variant) if movement else None
        if movement is None or (variant != STANDARD and not (form and form.shown)):
            raise row.fail(f"movement: the figure {key!r} does not show the form {variant!r}; leave it out")
        longest = max(phase.stay_s for phase in movement.phases)
        found = []
        for phase in movement.phases:
            move = form.move_s if form and form.move_s and phase.move_s else phase.move_s
            stay = form.stay_s if form and form.stay_s and phase.stay_s == longest else phase.stay_s
            found.append((phase.say, round(move + stay)))
        return found


class _Numbers:
    """The steps of one form by their numbers, and which of them were used."""

    def __init__(self, row: Table, steps: Sequence[str]) -> None:
        self.row, self.steps, self.used = row, steps, set[int]()

    def step(self, number: int) -> str:
        """The text of a step, counted from 1."""
        if not 1 <= number <= len(self.steps):
            raise self.row.fail(f"step {number}: the intervention has {len(self.steps)} steps in this form")
        self.used.add(number)
        return str(self.steps[number - 1])

    def require_all(self, left_out: Iterable[int]) -> None:
        """Raises KnowledgeError unless every step is said, or left out on purpose."""
        missing = [n for n in range(1, len(self.steps) + 1) if n not in self.used | set(left_out)]
        if missing:
            raise self.row.fail(f"step {missing[0]} is never said; use it, or name it in leave_out")


def _paced(rhythm: Sequence[tuple[str, int]], seconds: int) -> list[Cue]:
    """The cues of a rhythm, one after another as long as a whole round fits."""
    cues, at, turn = [], 0, sum(length for _, length in rhythm)
    while rhythm and at + turn <= seconds:
        for say, length in rhythm:
            cues.append(Cue(at, say))
            at += length
    return cues


def _check_part(part: Part, row: Table, reasons: Collection[str], lasts: int) -> None:
    if not part.say:
        raise row.fail("nothing is said; give steps or say")
    if (part.kind == "check") != bool(part.question and part.stop):
        raise row.fail("a check has a question and a stop reason, and nothing else has")
    for name, key in (("stop", part.stop), ("unanswered", part.unanswered)):
        if key and key not in reasons:
            raise row.fail(f"{name}: there is no stop reason {key!r}")
    if part.seconds is not None and not 0 < part.seconds <= 3600:
        raise row.fail("seconds must be from 1 to 3600")
    if any(cue.at_s < 0 or cue.at_s >= lasts for cue in part.cues):
        raise row.fail("a cue must come while its part runs, so the part needs seconds")
    if part.length and part.seconds is None:
        raise row.fail("a part with length = true needs seconds")
