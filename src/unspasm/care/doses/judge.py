"""The judgement of a list of doses, one after the other; each counts as taken for those after it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from unspasm.care.answers import Answers
from unspasm.care.doses.days import days_in_a_row, too_many_days
from unspasm.care.doses.dose import Dose, Judgement, Reason, gravest
from unspasm.care.doses.limits import bounds, broken_limits, smallest, total, wait_after, within
from unspasm.care.doses.pairs import met_pairs
from unspasm.care.doses.person import DECONGESTANT, YES, Person
from unspasm.knowledge.items import Knowledge
from unspasm.knowledge.ledger import MG, VERDICTS, Label

REFUSING = frozenset(VERDICTS[: VERDICTS.index("see_someone")])
"""Verdicts at which a dose is not within the limits."""

LABEL_ONLY = frozenset({"too_much_at_once", "daily_maximum", "too_soon", "see_someone"})


def judge_doses(answers: Answers, doses: Sequence[Dose], knowledge: Knowledge, market: str) -> tuple[Judgement, ...]:
    """One judgement a dose, in order. doses: in order of time (`read_file` sees to that).

    Raises ValueError for a market without tables: elsewhere no dose number is shown (correction M27).
    """
    if market not in knowledge.ledger.markets:
        raise ValueError(f"there are no dose tables for {market!r}; use one of {', '.join(knowledge.ledger.markets)}")
    ledger = _Ledger(answers, doses, knowledge, market)
    return tuple(ledger.judge(place) for place in range(len(doses)))


class _Ledger:
    """One person's doses; days are gathered as the list is walked, so it is walked once, in order."""

    def __init__(self, answers: Answers, doses: Sequence[Dose], knowledge: Knowledge, market: str) -> None:
        self.rules = rules = knowledge.ledger
        self.doses = doses
        self.person = Person(answers, knowledge, market)
        self.congested = (
            Person({**answers, DECONGESTANT: YES}, knowledge, market)
            if any(rules.ingredients[dose.ingredient].decongestant for dose in doses)
            else self.person
        )
        # "Your dose was set" is said of one medicine: with several in the list nobody knows of which.
        self.clinician_set = self.person.clinician_set and len({dose.ingredient for dose in doses}) == 1
        self.days: dict[str, set[date]] = {}
        waits = (w.minutes for by in rules.labels[market].values() for pack in by for w in pack.waits)
        self.longest_min = max([rules.window_min, *waits, *(g.within_min for g in rules.gates)])

    def judge(self, place: int) -> Judgement:
        dose = self.doses[place]
        near = within(self.doses[: place + 1], dose.instant, self.longest_min)
        log, before = near, near[:-1]
        person = self._person_at(dose, log)
        family = self.rules.ingredients[dose.ingredient].family
        days = self.days.setdefault(family, set())
        days.add(dose.at.date())

        reasons = [*self._dangers(dose, log, person), *person.standing(dose.ingredient).reasons]
        if person.is_under_age:
            rules = self.rules.person
            because = {"age": str(person.answers["age"])}
            reasons.append(Reason("not_for_you", "under_age", rules.under_age_text, because, rules.sources))
        label = self._limits_label(dose)
        reasons += self._pack_reasons(dose)
        over = self._own_limits(dose, before, label, person) if label else []
        if not person.is_under_age:
            reasons += over
        reasons += self._over_label(dose, log, over, person)
        reasons += met_pairs(dose, before, person)
        if family and dose.label and not person.is_under_age:
            reasons += self._log_only(too_many_days(days, dose.at.date(), dose.label, self.rules.days))
            run = days_in_a_row(days, dose.at.date())
            reasons += [reason for after, reason in person.standing(dose.ingredient).after_days if run > after]
        return self._judgement(dose, log, label, person, tuple(_ordered(reasons)))

    def _judgement(
        self, dose: Dose, log: Sequence[Dose], label: Label | None, person: Person, reasons: tuple[Reason, ...]
    ) -> Judgement:
        verdict = gravest(reasons)
        unit = dose.label.unit if dose.label else MG
        if verdict in ("emergency", "not_for_you"):
            return Judgement(verdict, reasons, None, 0, unit)
        if label is None or self.clinician_set:  # no number of ours, or a number that is not ours
            return Judgement(verdict, reasons, None, None, unit)
        today = within(log, dose.instant, self.rules.window_min)
        limit = bounds(dose, label, today, person)
        left = max(0, limit.day - total(today, dose.ingredient))
        return Judgement(verdict, reasons, self._earliest_next(dose, log, label, person), left, unit)

    def _person_at(self, dose: Dose, log: Sequence[Dose]) -> Person:
        today = within(log, dose.instant, self.rules.window_min)
        congested = any(self.rules.ingredients[other.ingredient].decongestant for other in today)
        return self.congested if congested else self.person

    def _limits_label(self, dose: Dose) -> Label | None:
        return dose.label if dose.label and dose.label.sold else None

    def _dangers(self, dose: Dose, log: Sequence[Dose], person: Person) -> Iterable[Reason]:
        for gate, reason in person.alarms():
            if any(other.ingredient in gate.ingredients for other in within(log, dose.instant, gate.within_min)):
                yield reason
        today = within(log, dose.instant, self.rules.window_min)
        for line in self.rules.overdoses:
            if person.market not in line.markets:
                continue
            limit = person.overdose_limit(line.over_24h, line.per_kg, line.light_without_weight)
            if any(total(today, ingredient) > limit for ingredient in line.ingredients):
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

    def _own_limits(self, dose: Dose, before: Sequence[Dose], label: Label, person: Person) -> list[Reason]:
        return self._log_only(broken_limits(dose, before, label, person))

    def _over_label(self, dose: Dose, log: Sequence[Dose], over: Sequence[Reason], person: Person) -> Iterable[Reason]:
        """Ill, and more than the pack or the person's own limit allows, now or in the last 24 hours."""
        gates = person.standing(dose.ingredient).over_label
        if not gates or not dose.label:
            return ()
        rules_broken = {reason.rule for reason in over} & {"single_dose", "rolling_24h"}
        today = within(log, dose.instant, self.rules.window_min)
        earlier = any(
            other.ingredient == dose.ingredient
            and other.label
            and other.counted > bounds(other, other.label, today, person).single
            for other in today
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

    def _earliest_next(self, dose: Dose, log: Sequence[Dose], label: Label, person: Person) -> datetime | None:
        """The first instant from which the smallest dose of the same pack breaks no limit and meets no pair.

        Limits only loosen while nothing is taken, so the instants at which one can loosen are searched by halves.
        The allowance for a larger first dose is left out: the wait on the label is what we show.
        """
        trial = smallest(dose, label, bounds(dose, label, [dose], person).single)
        instants = sorted(set(self._loosening(dose, log, label, person)))

        def refused(at: datetime) -> bool:
            later = replace(trial, instant=at)
            reasons = [*broken_limits(later, log, label, person, first=False), *met_pairs(later, log, person)]
            return gravest(tuple(reasons)) in REFUSING

        low, high = 0, len(instants)
        while low < high:
            middle = (low + high) // 2
            if refused(instants[middle]):
                low = middle + 1
            else:
                high = middle
        return instants[low].astimezone(dose.at.tzinfo) if low < len(instants) else None

    def _loosening(self, dose: Dose, log: Sequence[Dose], label: Label, person: Person) -> Iterable[datetime]:
        yield dose.instant
        lengths = {self.rules.window_min, *(window.minutes for window in label.windows)}
        lengths |= {couple.minutes for couple in self.rules.couples}
        for other in log:
            for minutes in {*lengths, wait_after(other, person)}:
                at = other.instant + timedelta(minutes=minutes)
                if at > dose.instant:
                    yield at


def _ordered(reasons: Iterable[Reason]) -> list[Reason]:
    """Each rule once, gravest first."""
    once: Mapping[tuple[str, str], Reason] = {(reason.rule, reason.verdict): reason for reason in reasons}
    return sorted(once.values(), key=lambda reason: VERDICTS.index(reason.verdict))
