"""Published cases: our triage against the experts'. `python -m benchmarks.cases [--write]`

A case's answers hold only what the case states; everything else was not asked. A case counts by its
`disposition`, and `soon` and `routine` are one level, `gp_days`, as in the cases. Cases that no history can tell
(`detectable_from_history` = no) stand apart. `--write` puts the same text into docs/reference/cases.md.
"""

from __future__ import annotations

import json
import sys
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from unspasm.care import Screening, read_answers, screen
from unspasm.knowledge import Knowledge, load_knowledge

ROOT = Path(__file__).parent.parent
CASES, PAGE = ROOT / "tests/cases", ROOT / "docs/reference/cases.md"
LEVELS = ("self_care", "gp_days", "same_day", "emergency")
LEVEL_OF = {"self_care": 0, "routine": 1, "soon": 1, "same_day": 2, "emergency": 3}
URGENT = LEVELS.index("same_day")
TODAY = date(2026, 1, 31)  # no answer of a case depends on the day
SELF_CARE_SENT_ON = 7  # at most one self-care case in seven may be sent to same_day or emergency
ANCHORS = (
    ("right level", "57 % (23 symptom checkers, 45 vignettes)", "semigran_2015"),
    ("emergencies found", "63 to 80 % (symptom checkers)", "semigran_2015, hill_2020"),
    ("emergencies found", "67.5 % (91 lay people, the same vignettes)", "schmieding_2021"),
)


@dataclass(frozen=True)
class Case:
    """A published case: what the software may see (answers), and what it is marked by."""

    id: str
    answers: dict[str, Any]
    gold: int
    acceptable: tuple[int, ...]
    detectable: str
    diagnosis: str


@dataclass(frozen=True)
class Outcome:
    """Where we send a case, as levels 0 to 3."""

    case: Case
    level: int
    screening: Screening

    @property
    def right(self) -> bool:
        return self.level == self.case.gold

    @property
    def acceptable(self) -> bool:
        return self.level in self.case.acceptable

    @property
    def under(self) -> bool:
        return self.level < min(self.case.acceptable)

    @property
    def over(self) -> bool:
        return self.level > max(self.case.acceptable)

    @property
    def rules(self) -> str:
        """The rules that set the level, or what it still hangs on."""
        tier = self.screening.disposition
        return ", ".join(reason.rule for reason in self.screening.reasons if reason.tier == tier) or "no rule speaks"


def read_cases(folder: Path = CASES) -> list[Case]:
    """All cases, in the order of the file. Raises FileNotFoundError if a case has no answers."""
    lines = (folder / "vignettes.jsonl").read_text(encoding="utf-8").splitlines()
    return [_case(json.loads(line), folder) for line in lines if line]


def _case(row: dict[str, Any], folder: Path) -> Case:
    return Case(
        id=row["id"],
        answers=json.loads((folder / "answers" / f"{row['id']}.json").read_text(encoding="utf-8")),
        gold=LEVELS.index(row["gold_urgency"]),
        acceptable=tuple(sorted(LEVELS.index(level) for level in row["acceptable_urgency"])),
        detectable=row["detectable_from_history"],
        diagnosis=row["gold_diagnosis"],
    )


def decide(case: Case, knowledge: Knowledge) -> Outcome:
    """Our triage of one case."""
    screening = screen(read_answers(case.answers, knowledge, TODAY), knowledge)
    return Outcome(case, LEVEL_OF[screening.disposition], screening)


def broken_bars(outcomes: Sequence[Outcome]) -> list[str]:
    """Each promise of the release that the detectable cases break, in one sentence."""
    seen = [o for o in outcomes if o.case.detectable != "no"]
    broken = [f"under-triage: {o.case.id}" for o in seen if o.under]
    calm = [o for o in seen if o.case.gold == 0]
    sent_on = [o.case.id for o in calm if o.level >= URGENT]
    if len(sent_on) * SELF_CARE_SENT_ON > len(calm):
        broken.append(f"{len(sent_on)} of {len(calm)} self-care cases sent to urgent care: {', '.join(sent_on)}")
    return broken


def page(outcomes: Sequence[Outcome], notes: dict[str, str]) -> str:
    """The whole report as Markdown."""
    seen = [o for o in outcomes if o.case.detectable != "no"]
    apart = [o for o in outcomes if o.case.detectable == "no"]
    return "\n".join(
        [
            "# Published cases: our triage against the experts'",
            "",
            "Made by `make cases`. 41 published cases, turned into answers from what each states alone (the key is in",
            "`tests/cases/README.md`). What a case does not state was not asked; in real use it would be, and a",
            "disposition that is not decided yet is never a clearance. Small set, gold partly a curator's: read with care.",
            "",
            "**These cases are not held out.** The answers were written before any rule was seen, but after a first run",
            "rules were mended where the sources were read again (`suspect_when`, `proc_no_better`), and six of the eight",
            "under-triaged cases moved. The figures before that stand in this page's own history (commit cabfb3f: right",
            "22 of 39, acceptable 31, under-triage 8, over-triage 0). Expect new cases to lie between the two.",
            "",
            *_figures(seen),
            *_named("Under-triage (below every acceptable level)", [o for o in seen if o.under]),
            *_named("Over-triage (above every acceptable level)", [o for o in seen if o.over]),
            *_named("Not the gold level, but acceptable", [o for o in seen if o.acceptable and not o.right]),
            *_named("Cases that no history can tell (counted apart)", apart),
            "## Where a case and the fact pack disagree",
            "",
            *(f"- `{key}`: {text}" for key, text in notes.items()),
            "",
            *_table(outcomes),
            "",
        ]
    )


def _figures(seen: Sequence[Outcome]) -> list[str]:
    emergencies = [o for o in seen if o.case.gold == LEVELS.index("emergency")]
    found = sum(o.level == LEVELS.index("emergency") for o in emergencies)
    urgent = sum(o.level >= URGENT for o in emergencies)
    calm = [o for o in seen if o.case.gold == 0]
    held = sum(o.screening.possible in ("same_day", "emergency") for o in seen if o.level < URGENT)
    lines = [
        f"Of {len(seen)} cases that a history can tell:",
        "",
        "| figure | ours | published anchor |",
        "| --- | --- | --- |",
        f"| right level | {_share(sum(o.right for o in seen), len(seen))} | {ANCHORS[0][1]} |",
        f"| acceptable level | {_share(sum(o.acceptable for o in seen), len(seen))} | |",
        f"| emergencies found (as emergency) | {_share(found, len(emergencies))} | {ANCHORS[1][1]}; {ANCHORS[2][1]} |",
        f"| emergencies sent to urgent care of either kind | {_share(urgent, len(emergencies))} | |",
        f"| under-triage | {sum(o.under for o in seen)} | |",
        f"| over-triage | {sum(o.over for o in seen)} | |",
        f"| self-care cases sent to urgent care | {_share(sum(o.level >= URGENT for o in calm), len(calm))}"
        " | at most 1 in 7 (our bar) |",
        f"| below urgent, and still open to urgent by questions not asked | {held} | |",
        f"| decided | {sum(o.screening.decided for o in seen)} | |",
        "",
    ]
    return lines


def _named(title: str, outcomes: Sequence[Outcome]) -> list[str]:
    rows = [
        f"- `{o.case.id}` ({o.case.diagnosis}): gold {LEVELS[o.case.gold]}, ours {o.screening.disposition}; {o.rules}"
        for o in outcomes
    ]
    return [f"## {title}: {len(rows)}", "", *(rows or ["None."]), ""]


def _table(outcomes: Sequence[Outcome]) -> list[str]:
    rows = [
        f"| `{o.case.id}` | {LEVELS[o.case.gold]} | {o.screening.disposition} | {o.screening.possible} "
        f"| {'yes' if o.screening.decided else 'no'} | {_word(o)} | {o.rules} |"
        for o in outcomes
    ]
    head = "| case | gold | ours | still possible | decided | verdict | rules that set it |"
    return ["## Every case", "", head, "| --- " * 7 + "|", *rows]


def _word(outcome: Outcome) -> str:
    if outcome.right:
        return "right"
    if outcome.acceptable:
        return "acceptable"
    return "**under**" if outcome.under else "over"


def _share(part: int, whole: int) -> str:
    return f"{part} of {whole} ({100 * part / whole:.0f} %)" if whole else "none"


def report(knowledge: Knowledge) -> tuple[str, list[str]]:
    """The report and the bars it breaks."""
    outcomes = [decide(case, knowledge) for case in read_cases()]
    notes = tomllib.loads((CASES / "notes.toml").read_text(encoding="utf-8"))
    return page(outcomes, notes), broken_bars(outcomes)


def main() -> int:
    text, broken = report(load_knowledge())
    print(text)
    if "--write" in sys.argv:
        PAGE.write_text(text, encoding="utf-8")
    for sentence in broken:
        print(f"bar broken: {sentence}")
    return 1 if broken else 0


if __name__ == "__main__":
    raise SystemExit(main())
