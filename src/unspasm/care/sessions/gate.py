"""The gate before a session: what must be asked again, what closes it, and whether only the gentle form fits.

One rule carries all of it: **an answer that is too old is no answer**. The danger rules see what still counts
for the danger check; the item sees what still counts for this sitting. What decides is `decide.offer`, the same
function that the plan uses and that the proof covers, and erasing answers never opens anything there.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from unspasm.care.answers import PAIN_DAYS, STARTED_ON, UNANSWERED, Answers, person_pairs
from unspasm.care.decide import SAME_DAY, SOON, Verdict, offer
from unspasm.care.evaluate import CERTAIN, Pair
from unspasm.care.reasons import in_order_of_asking
from unspasm.care.screen import ALGEBRA, Screening, screening_of
from unspasm.knowledge.condition import Program
from unspasm.knowledge.items import TIERS, Intervention, Knowledge

OPEN, ASK, CLOSED = "open", "ask", "closed"
EACH_SESSION = "each_session"


@dataclass(frozen=True)
class Gate:
    """Whether a session may start.

    ask: facts to be put (again), in the order of asking; empty while the danger check comes first.
    check_first: the danger check must be done (again) before anything else.
    danger: the danger rules themselves close it: lead to the result of the check.
    unsure: of `ask`, those put in this sitting that stayed unanswered.
    may_ask: answering these could bring back the full form. answers: what still counts in this sitting.
    """

    state: str
    ask: tuple[str, ...] = ()
    because: tuple[str, ...] = ()
    safer: bool = True
    check_first: bool = False
    danger: bool = False
    unsure: tuple[str, ...] = ()
    may_ask: tuple[str, ...] = ()
    answers: Answers | None = None


def gate(item: str, answers: Answers, knowledge: Knowledge, *, now: datetime, told_at: Mapping[str, datetime]) -> Gate:
    """The gate of one item for one person at one moment.

    answers: from `read_answers`. told_at: fact -> aware time of its answer; without one an answer does not count.
    now: aware. Raises KeyError for an unknown item, ValueError if there is a time without a zone.
    """
    return gates((item,), answers, knowledge, now=now, told_at=told_at)[item]


def gates(
    items: Iterable[str], answers: Answers, knowledge: Knowledge, *, now: datetime, told_at: Mapping[str, datetime]
) -> dict[str, Gate]:
    """The gates of several items, for what `gate` takes; the danger rules are judged once."""
    words = knowledge.sessions.words
    checked = _still_counting(answers, told_at, now, knowledge, _check_window(answers, knowledge))
    screening, verdict = screening_of(person_pairs(checked, knowledge), checked, knowledge)
    closed = _closed_by_danger(screening, words)

    @cache
    def told(every_time: tuple[str, ...]) -> tuple[Answers, Sequence[Pair]]:
        left = _still_counting(answers, told_at, now, knowledge, _sitting(knowledge), every_time)
        return left, person_pairs(left, knowledge)

    found = {}
    for item in items:
        entry = knowledge.interventions[item]
        if not entry.in_plan:
            found[item] = Gate(CLOSED, because=(words["not_offered"],))
        else:
            every_time = knowledge.sessions.asking.each_time.get(item, ())
            found[item] = closed or _of_item(entry, verdict, *told(every_time), knowledge)
    return found


def _of_item(entry: Intervention, verdict: Verdict, told: Answers, pairs: Sequence[Pair], knowledge: Knowledge) -> Gate:
    """The gate of one item for somebody whom the danger rules let through."""
    found = offer(entry, verdict, pairs, ALGEBRA)
    if found.offered:
        may_ask = _open_facts([c.when for c in entry.cautioned_by], pairs, told, knowledge)
        return Gate(OPEN, safer=bool(found.safer), may_ask=may_ask, answers=told)
    if closed := _closed_by(entry, pairs, bool(verdict.reached[SOON]), knowledge.sessions.words):
        return Gate(CLOSED, because=closed, answers=told)
    ask = _open_facts([entry.offer_when, *(e.when for e in entry.excluded_by)], pairs, told, knowledge)
    unsure = tuple(fact for fact in ask if told.get(fact) in UNANSWERED)
    because = tuple(_asking(ask, unsure, knowledge))
    return Gate(ASK, ask, because, safer=bool(found.safer), unsure=unsure, answers=told)


def _closed_by_danger(screening: Screening, words: Mapping[str, str]) -> Gate | None:
    """What calls for help closes everything; while the danger check is not decided, it comes first."""
    if TIERS.index(screening.disposition) >= SAME_DAY:
        lines = _danger_lines(screening, words)
        return Gate(CLOSED, because=lines, check_first=not screening.decided, danger=True)
    return None if screening.decided else Gate(ASK, because=(words["check_first"],), check_first=True)


def _danger_lines(screening: Screening, words: Mapping[str, str]) -> tuple[str, ...]:
    spoken = [r for r in screening.reasons if r.tier == screening.disposition]
    return (words["hidden"], *dict.fromkeys(r.why for r in spoken if r.why))


def _closed_by(
    entry: Intervention, pairs: Sequence[Pair], seen_first: bool, words: Mapping[str, str]
) -> tuple[str, ...]:
    """Why the item is closed for certain; empty if nothing closes it."""
    reasons = [e.reason for e in entry.excluded_by if pairs[e.when][0] & CERTAIN]
    if seen_first and not entry.comfort:
        reasons.append(words["soon"])
    if pairs[entry.offer_when][1] & CERTAIN:
        reasons.append(str(entry.item["not_now"]) or words["not_now"])
    return tuple(dict.fromkeys(reasons))


def _asking(ask: Sequence[str], unsure: Sequence[str], knowledge: Knowledge) -> Iterator[str]:
    words = knowledge.sessions.words
    if len(unsure) < len(ask):
        yield words["ask"]
    if unsure:
        named = "; ".join(knowledge.facts[fact].short or fact for fact in unsure)
        yield words["unsure"].format(facts=named)


# --- what still counts ----------------------------------------------------------------------------


def _sitting(knowledge: Knowledge) -> timedelta:
    return timedelta(minutes=knowledge.sessions.asking.sitting_min)


def _check_window(answers: Answers, knowledge: Knowledge) -> timedelta:
    """How long a danger check counts: shortest in the first days; unknown counts as the first day."""
    days = answers.get(PAIN_DAYS)
    known = days if isinstance(days, int) else 0
    row = next(row for row in knowledge.tables["check_again"]["row"] if known <= row["up_to_days"])
    return timedelta(hours=row["hours"])


def _still_counting(
    answers: Answers,
    told_at: Mapping[str, datetime],
    now: datetime,
    knowledge: Knowledge,
    each_session: timedelta,
    every_time: Collection[str] = (),
) -> Answers:
    """The answers that are not too old; one from the future (a clock set back) does not count either.

    each_session: how long facts count that the dictionary asks for in each session.
    every_time: facts that are treated as such, however slowly they change.
    """
    rules = knowledge.sessions.asking

    def counts(fact: str) -> bool:
        at = told_at.get(fact)
        if at is None and fact == PAIN_DAYS:
            at = told_at.get(STARTED_ON)
        if at is None:
            return False
        if at.tzinfo is None or now.tzinfo is None:
            raise ValueError(f"{fact}: a time needs its zone")
        again = knowledge.facts[fact].ask_again
        if again == EACH_SESSION or fact in every_time:
            longest: timedelta | None = each_session
        else:
            longest = timedelta(hours=rules.hours[again]) if again in rules.hours else None
        return at <= now and (longest is None or now - at <= longest)

    return {fact: value for fact, value in answers.items() if counts(fact)}


# --- what to ask ----------------------------------------------------------------------------------


def _open_facts(
    conditions: Sequence[int], pairs: Sequence[Pair], answers: Answers, knowledge: Knowledge
) -> tuple[str, ...]:
    """The facts to put now so that these conditions can be settled, in the order of asking."""
    found = [f for c in conditions for f in _first_open(knowledge.program, pairs, c, answers)]
    return in_order_of_asking(found, knowledge.place)


def _first_open(program: Program, pairs: Sequence[Pair], index: int, answers: Answers) -> Iterator[str]:
    """Of an unsettled condition the unanswered facts to begin with: of an `and`, its first unsettled branch.

    Conditions guard themselves (`on_tablets and tablet_of_this_kind`), so the guard is asked before the rest.
    """
    true, false = pairs[index]
    if (true | false) & CERTAIN:
        return
    node = program.nodes[index]
    if node.test is not None:
        if answers.get(node.test.fact) is None or answers[node.test.fact] in UNANSWERED:
            yield node.test.fact
        return
    unsettled = [child for child in node.args if not (pairs[child][0] | pairs[child][1]) & CERTAIN]
    for child in unsettled[:1] if node.kind == "and" else unsettled:
        yield from _first_open(program, pairs, child, answers)
