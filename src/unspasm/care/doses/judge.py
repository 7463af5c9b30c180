"""The judgement of a list of doses, one after the other; each counts as taken for those after it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from unspasm.care.answers import Answers
from unspasm.care.doses.days import days_in_a_row, too_many_days
from unspasm.care.doses.dose import Dose, Judgement, Reason, gravest
from unspasm.care.doses.earliest import REFUSING as REFUSING
from unspasm.care.doses.earliest import earliest_from
from unspasm.care.doses.limits import bounds, broken_limits, log_of, single_dose, start_of
from unspasm.care.doses.pairs import met_pairs
from unspasm.care.doses.person import Person
from unspasm.knowledge.items import Knowledge
from unspasm.knowledge.ledger import MG, VERDICTS, Label

LABEL_ONLY = frozenset({"too_much_at_once", "daily_maximum", "too_soon", "see_someone"})


def judge_doses(answers: Answers, doses: Sequence[Dose], knowledge: Knowledge, market: str) -> tuple[Judgement, ...]:
    """One judgement a dose, in order. doses: in order of time (`read_file` sees to that).

    Raises ValueError for a market without tables: elsewhere no dose number is shown (correction M27).
    """
    return judge_for(ask_about(answers, knowledge, market), doses)


def judge_last(answers: Answers, doses: Sequence[Dose], knowledge: Knowledge, market: str) -> Judgement:
    """The judgement of the last dose, without those of all before it. Raises as `judge_doses`, and on an empty list."""
    return judge_last_for(ask_about(answers, knowledge, market), doses)


def ask_about(answers: Answers, knowledge: Knowledge, market: str) -> Person:
    """The person as the ledger of one market sees them. Raises ValueError for a market without tables."""
    if market not in knowledge.ledger.markets:
        raise ValueError(f"there are no dose tables for {market!r}; use one of {', '.join(knowledge.ledger.markets)}")
    return Person(answers, knowledge, market)


def judge_for(person: Person, doses: Sequence[Dose]) -> tuple[Judgement, ...]:
    """One judgement a dose, for a person already asked about (`ask_about`)."""
    ledger = _Ledger(person, doses)
    return tuple(ledger.judge(dose) for dose in doses)


def judge_last_for(person: Person, doses: Sequence[Dose]) -> Judgement:
    """The judgement of the last dose, for a person already asked about. Raises ValueError on an empty list."""
    if not doses:
        raise ValueError("there is no dose to judge; give at least one")
    ledger = _Ledger(person, doses)
    for dose in doses[:-1]:
        ledger.take(dose)
    return ledger.judge(doses[-1])


class _Ledger:
    """One person's doses; log and days are gathered as the list is walked, so it is walked once, in order."""

    def __init__(self, person: Person, doses: Sequence[Dose]) -> None:
        self.rules = person.rules
        self.person = person
        # "Your dose was set" is said of one medicine: with several in the list nobody knows of which.
        self.clinician_set = person.clinician_set and len({dose.ingredient for dose in doses}) == 1
        self.days: dict[str, set[date]] = {}
        self.log = log_of((), person)

    def take(self, dose: Dose) -> set[date]:
        """Counts a dose as taken; the days on which its family was taken."""
        days = self.days.setdefault(self.rules.ingredients[dose.ingredient].family, set())
        days.add(dose.at.date())
        self.log.add(dose)
        return days

    def judge(self, dose: Dose) -> Judgement:
        """What is said of the next dose, which then counts as taken."""
        person = self._person_at(dose)
        label = dose.label if dose.label and dose.label.sold else None
        over = self._log_only(broken_limits(dose, self.log, label, person)) if label else []
        pairs = met_pairs(dose, self.log, person)
        days = self.take(dose)

        reasons = [*self._dangers(dose, person), *person.standing(dose.ingredient).reasons]
        if person.is_under_age:
            rules = self.rules.person
            because = {"age": str(person.answers["age"])}
            reasons.append(Reason("not_for_you", "under_age", rules.under_age_text, because, rules.sources))
        reasons += self._pack_reasons(dose)
        if not person.is_under_age:
            reasons += over
        reasons += self._over_label(dose, over, person)
        reasons += pairs
        if self.rules.ingredients[dose.ingredient].family and dose.label and not person.is_under_age:
            reasons += self._log_only(too_many_days(days, dose.at.date(), dose.label, self.rules.days))
            run = days_in_a_row(days, dose.at.date())
            reasons += [reason for after, reason in person.standing(dose.ingredient).after_days if run > after]
        return self._judgement(dose, label, person, tuple(_ordered(reasons)))

    def _judgement(self, dose: Dose, label: Label | None, person: Person, reasons: tuple[Reason, ...]) -> Judgement:
        verdict = gravest(reasons)
        unit = dose.label.unit if dose.label else MG
        if verdict in ("emergency", "not_for_you"):
            return Judgement(verdict, reasons, None, 0, unit)
        if label is None or self.clinician_set:  # no number of ours, or a number that is not ours
            return Judgement(verdict, reasons, None, None, unit)
        taken = self.log.total(dose.ingredient, self._day_before(dose))
        left = max(0, bounds(dose, label, self.log, person).day - taken)
        return Judgement(verdict, reasons, earliest_from(dose, self.log, label, person), left, unit)

    def _day_before(self, dose: Dose) -> datetime:
        return start_of(dose.instant, self.rules.window_min)

    def _person_at(self, dose: Dose) -> Person:
        today = [dose.ingredient, *self.log.drugs(self._day_before(dose))]
        return self.person.congested if any(self.rules.ingredients[d].decongestant for d in today) else self.person

    def _dangers(self, dose: Dose, person: Person) -> Iterable[Reason]:
        for gate, reason in person.alarms:
            if any(drug in gate.ingredients for drug in self.log.drugs(start_of(dose.instant, gate.within_min))):
                yield reason
        day = self._day_before(dose)
        for line in self.rules.overdoses:
            if person.market not in line.markets:
                continue
            limit = person.overdose_limit(line.over_24h, line.per_kg, line.light_without_weight)
            if any(self.log.total(ingredient, day) > limit for ingredient in line.ingredients):
                yield Reason("emergency", line.id, line.text, sources=line.sources, action=line.action)

    def _pack_reasons(self, dose: Dose) -> Iterable[Reason]:
        words = self.rules.words
        if not self.rules.ingredients[dose.ingredient].family:
            yield Reason("caution", "not_counted", words["not_counted"])
        elif dose.label is None:
            yield from self._log_only([Reason("not_for_you", "no_label", words["no_label"])], force=True)
        elif not dose.label.sold:
            reason = Reason("not_for_you", "not_sold_for_back", words["not_sold_for_back"], sources=dose.label.sources)
            yield from self._log_only([reason], force=True)
        elif dose.label.limits_on_pack:
            yield Reason("caution", "limits_on_pack", words["limits_on_pack"], sources=dose.label.sources)
        elif dose.amount is None:
            yield Reason("caution", "grams_unknown", words["grams_unknown"], sources=dose.label.sources)

    def _over_label(self, dose: Dose, over: Sequence[Reason], person: Person) -> Iterable[Reason]:
        """Ill, and more than the pack or the person's own limit allows, now or in the last 24 hours."""
        gates = person.standing(dose.ingredient).over_label
        if not gates or not dose.label:
            return ()
        rules_broken = {reason.rule for reason in over} & {"single_dose", "rolling_24h"}
        earlier = any(
            other.label and other.counted > single_dose(other.ingredient, other.label, person)
            for other in self.log.doses(dose.ingredient, self._day_before(dose))
        )
        return gates if rules_broken or earlier else ()

    def _log_only(self, reasons: list[Reason], *, force: bool = False) -> list[Reason]:
        """A dose that a clinician set wins over the label: we keep the log, and say where the label differs."""
        if not self.clinician_set:
            return reasons
        words = self.rules.person.clinician_text
        return [
            replace(reason, verdict="caution", text=f"{reason.text} {words}")
            if force or reason.verdict in LABEL_ONLY
            else reason
            for reason in reasons
        ]


def _ordered(reasons: Iterable[Reason]) -> list[Reason]:
    """Each rule once, gravest first."""
    once: Mapping[tuple[str, str], Reason] = {(reason.rule, reason.verdict): reason for reason in reasons}
    return sorted(once.values(), key=lambda reason: VERDICTS.index(reason.verdict))
