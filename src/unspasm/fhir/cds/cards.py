"""Which cards a call deserves: one function for each kind of card, over what was read."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from unspasm.fhir.cds.cautions import NO, Ground, grounds_against
from unspasm.fhir.cds.danger import alone, risks
from unspasm.fhir.cds.evidence import Evidence
from unspasm.fhir.cds.medicines import Medicine
from unspasm.fhir.cds.record import Record
from unspasm.fhir.cds.sent import UNREAD, Sent
from unspasm.fhir.cds.text import quoted
from unspasm.fhir.cds.writing import CRITICAL, INFO, URGENCY, WARNING, Draft, Writer, listed
from unspasm.knowledge.clinic import Saying
from unspasm.knowledge.items import Knowledge

PAIN_KINDS = ("NSAID_ORAL", "SALICYLATE", "NSAID_TOP", "PARA")
"""Kinds of medicine that the ledger has grounds against."""

NSAIDS, ON_SKIN, OPIOID, PARACETAMOL, IMAGING = "NSAID_ORAL", "NSAID_TOP", "opioid", "PARA", "imaging"
MOST_CARDS = 8
AGES_OF_PREGNANCY = range(10, 56)


class Cards:
    """The cards of one call, for one record."""

    def __init__(self, record: Record, sent: Sent, writer: Writer, knowledge: Knowledge) -> None:
        self.record, self.sent, self.writer, self.knowledge = record, sent, writer, knowledge
        self.clinic = knowledge.clinic

    def on_view(self) -> list[dict[str, Any]]:
        """Cards for an opened record."""
        if self.record.is_dead:
            return []
        if self.record.scope == "no":
            return self._written([self._danger()] if self._alone[0] else [])
        drafts = [self._danger()]
        takes = [m for m in self.record.taken if NSAIDS in m.kinds]
        record = self.record.with_medicines(self.record.taken)
        if self.record.scope == "yes" or takes:
            drafts += self._cautions_in_general(record, takes)
        drafts += self._together(self.record.taken)
        if self.record.scope == "yes":
            drafts += [*self._orders({OPIOID}, self.record.taken), self._guidelines()]
        return self._written(drafts)

    def on_orders(self, selected: list[Medicine], *, imaging: bool) -> list[dict[str, Any]]:
        """Cards for draft orders. selected: those to speak of; the others count as taken."""
        if self.record.scope == "no" or self.record.is_dead:
            return []
        drafts = self._unread([medicine for medicine in selected if not medicine.sights])
        for medicine in selected:
            drafts += self._cautions_on(medicine)
        together = self._together([*self.record.taken, *self.record.drafts])
        kinds = {kind for medicine in selected for kind in medicine.kinds}
        if kinds & {OPIOID, *self.clinic.together_with}:
            drafts += together
        drafts += self._orders(kinds, selected)
        if (
            imaging and self.record.imaging and not self._has_risks
        ):  # nothing may speak against a picture that is needed
            drafts += self._orders({IMAGING}, [])
        return self._written(drafts)

    # --- danger signs ---------------------------------------------------------------------------------------------

    def _danger(self) -> Draft:
        said = self.clinic.cards["danger"]
        record = self.record.with_medicines(self.record.taken)
        found_risks = risks(record, self.knowledge)
        names, is_loud = self._alone
        lists = [
            f"{screen.title} {'; '.join(self.knowledge.facts[fact].line for fact in screen.facts)}."
            for screen in self.knowledge.screens
            if screen.id in self.clinic.danger_screens
        ]
        if self.record.scope == "yes":
            summary, is_loud = said["summary_risk" if found_risks else "summary"], bool(found_risks)
        else:
            start = said["summary_alone" if self.record.scope == "no" else "summary_alone_unknown"]
            more = self.clinic.cards["cautions"]["and_more"]
            summary = listed(start.format(names=""), names, more) if names else said["summary_unknown"]
        return Draft(
            id="danger_signs",
            summary=summary,
            indicator=WARNING if is_loud else INFO,
            sections=[
                (said["ask"], lists),
                (said["risk"], [f"{label}: {said['raises']} {'; '.join(points)}." for label, points, _ in found_risks]),
            ],
            rule=said["rule"],
            rule_ids=(),
            inputs=[*self._inputs(), *(e for *_, found in found_risks for e in found)],
            missing=self._missing({"age", "problems", "medicines"}),
            sources=said.sources,
            limits=[said["absent"], *self._scope_limits()],
        )

    # --- cautions -------------------------------------------------------------------------------------------------

    def _cautions_in_general(self, record: Record, takes: list[Medicine]) -> Iterator[Draft]:
        """Grounds against any NSAID. One that is taken is no ground against itself."""
        others = self.record.taken if len(takes) > 1 else [m for m in self.record.taken if m not in takes]
        grounds = grounds_against(self.record.with_medicines(others), NSAIDS, "", self.knowledge)
        if self.record.scope == "unknown" and not grounds:
            return
        said = self.clinic.cards["cautions"]
        start = said["summary_takes"] if takes else said["summary_found"]
        yield self._caution_card("nsaid_cautions", start, said["summary_none"], "", grounds, takes, draft=False)

    def _cautions_on(self, medicine: Medicine) -> Iterator[Draft]:
        """Grounds against one draft, for each of the ledger's families that it belongs to."""
        said = self.clinic.cards["cautions"]
        others = [m for m in (*self.record.taken, *self.record.drafts) if not _is_same(m, medicine)]
        record = self.record.with_medicines(others)
        kinds = medicine.kinds | medicine.kinds_in_low_dose
        for kind in PAIN_KINDS:
            if kind not in kinds:
                continue
            name = next((medicine.drug_names[d.id] for d, _ in medicine.sights if d.kind == kind), "")
            grounds = grounds_against(record, kind, name, self.knowledge)
            if kind in medicine.kinds_in_low_dose:
                grounds = [ground for ground in grounds if ground.id in self.clinic.loud_low_dose]
                if not grounds:
                    continue
            if not grounds and kind in (PARACETAMOL, ON_SKIN):
                continue
            shown = name or medicine.name
            shown = shown[:1].upper() + shown[1:]
            key = f"cautions_{kind}_{name or medicine.name}"
            yield self._caution_card(
                key, said["summary_draft"], said["summary_draft_none"], shown, grounds, [medicine], draft=True
            )

    def _caution_card(
        self,
        key: str,
        found: str,
        none: str,
        drug: str,
        grounds: list[Ground],
        medicines: list[Medicine],
        *,
        draft: bool,
    ) -> Draft:
        said, certain = self.clinic.cards["cautions"], [ground for ground in grounds if not ground.is_open]
        is_no = any(ground.verdict == NO for ground in certain)
        count = said["one"] if len(certain) == 1 else said["many"].format(n=len(certain))
        start = found.format(drug=drug, count=count, names="")
        if grounds and not certain:
            start = said["summary_open"].format(drug=drug or said["nsaids"], names="")
        summary = listed(start, [g.short for g in grounds if g in (certain or grounds)], said["and_more"])
        summary = summary if grounds else none.format(drug=drug)
        sources = [key for ground in grounds for key in ground.sources] or list(said.sources)
        return Draft(
            id=key,
            summary=summary,
            indicator=self._urgency(certain, medicines if draft else []),
            sections=[
                (said["found"], [self._ground_line(g) for g in certain]),
                (said["open"], [self._ground_line(g) for g in grounds if g.is_open]),
                (said["use_title"], [] if is_no or PARACETAMOL in key else [said["use"]]),
            ],
            rule=said["rule"],
            rule_ids=list(dict.fromkeys(ground.id for ground in grounds)),
            inputs=[*self._inputs(), *_seen(medicines), *(e for ground in grounds for e in ground.evidence)],
            missing=self._missing({row.id for row in self.clinic.missing}),
            sources=list(dict.fromkeys(sources)),
            limits=self._scope_limits(),
        )

    def _urgency(self, certain: list[Ground], drafts: list[Medicine]) -> str:
        on_skin = any(ON_SKIN in medicine.kinds for medicine in drafts)
        loud = self.clinic.loud_skin if on_skin else self.clinic.loud
        if drafts and any(ground.id in loud and not ground.is_quiet for ground in certain):
            return CRITICAL
        return WARNING if any(ground.verdict == NO for ground in certain) else INFO

    def _ground_line(self, ground: Ground) -> str:
        shared = self.clinic.cards[""]
        degree = shared["self_care_no"] if ground.verdict == NO else shared["self_care_caution"]
        return f"{ground.words} ({degree}). {self.writer.credit(ground.sources, ground.mark)}"

    # --- orders and guidelines ------------------------------------------------------------------------------------

    def _orders(self, kinds: set[str], medicines: list[Medicine]) -> Iterator[Draft]:
        """What guidelines and trials say of these kinds of order."""
        said = self.clinic.cards["orders"]
        for kind in sorted(kinds):
            of_kind = [m for m in medicines if kind in m.kinds and (kind != PARACETAMOL or m.kinds == {kind})]
            lines = [line for line in self.clinic.says if kind in line.kinds and self._is_about(line)]
            what = next((line.what for line in lines if line.what), "")
            if not what or not (of_kind or kind == IMAGING):
                continue
            drug = of_kind[0].name_as(kind) if of_kind else said["imaging"]
            seen = self.record.imaging if kind == IMAGING else _seen(of_kind)
            summary = said["known" if self._is_for_back(seen) else "unknown"].format(drug=drug, what=what)
            yield Draft(
                id=f"order_{kind}",
                summary=summary[:1].upper() + summary[1:],
                indicator=INFO,
                sections=[(self.clinic.cards["guidelines"]["rule"], [self._say_line(line) for line in lines])],
                rule=said["rule"],
                rule_ids=[line.id for line in lines],
                inputs=[*self._inputs(), *seen],
                missing=self._missing({"problems"}),
                sources=list(dict.fromkeys(key for line in lines for key in line.sources)),
                limits=[*self._risk_limits(), *self._scope_limits()],
            )

    def _unread(self, medicines: list[Medicine]) -> list[Draft]:
        """That drafts could not be read: without it, silence would look like an answer."""
        said = self.clinic.cards["orders"]
        if not medicines:
            return []
        return [
            Draft(
                id="order_unread",
                summary=said["summary_unread"],
                indicator=INFO,
                sections=[(said["unread"], [quoted(m.reference or "MedicationRequest", 100) for m in medicines])],
                rule=said["rule_unread"],
                rule_ids=(),
                inputs=self._inputs(),
                missing=[],
                sources=said.sources,
                limits=self._scope_limits(),
            )
        ]

    def _together(self, medicines: list[Medicine]) -> list[Draft]:
        opioids = [m for m in medicines if OPIOID in m.kinds]
        others = [m for m in medicines if m.kinds.intersection(self.clinic.together_with)]
        if not opioids or not others:
            return []
        said = self.clinic.together
        return [
            Draft(
                id="opioid_with_sedative",
                summary=said["summary"].format(other=_label(others[0], self.clinic.together_with)),
                indicator=WARNING,
                sections=[(said["rule"], [f"{said['text']} {self.writer.credit(said.sources, said.mark)}"])],
                rule=said["rule"],
                rule_ids=["opioid_with_sedative"],
                inputs=[*self._inputs(), *_seen(opioids), *_seen(others)],
                missing=self._missing({"problems", "medicines"}),
                sources=said.sources,
                limits=self._scope_limits(),
            )
        ]

    def _guidelines(self) -> Draft:
        said = self.clinic.cards["guidelines"]
        lines = [line for line in self.clinic.says if line.general and self._is_about(line)]
        is_low = bool(self._sites() & {"low", "back"})
        return Draft(
            id="guidelines",
            summary=said["summary"] if is_low else said["summary_neck"],
            indicator=INFO,
            sections=[(said["rule"], [self._say_line(line) for line in lines])],
            rule=said["rule"],
            rule_ids=[line.id for line in lines],
            inputs=self._inputs(),
            missing=[],
            sources=list(dict.fromkeys((*said.sources, *(key for line in lines for key in line.sources)))),
            limits=[*self._risk_limits(), *self._scope_limits()],
        )

    def _say_line(self, line: Saying) -> str:
        return f"{line.text} {self.writer.credit(line.sources, line.mark)}"

    def _is_about(self, line: Saying) -> bool:
        return not line.sites or self.record.scope != "yes" or bool(self._sites().intersection(line.sites))

    def _sites(self) -> set[str]:
        return {pain.where for pain in self.record.back_pain}

    # --- what all share -------------------------------------------------------------------------------------------

    def _inputs(self) -> list[Evidence]:
        """What every card rests on: the pain, and the age."""
        return [*self._pain(), *([self.record.age] if self.record.age else [])]

    def _pain(self) -> list[Evidence]:
        return [pain.evidence for pain in self.record.back_pain]

    @cached_property
    def _alone(self) -> tuple[list[str], bool]:
        """What speaks without any pain in the record, and whether it is loud."""
        return alone(self.record.with_medicines(self.record.taken), self.knowledge)

    @cached_property
    def _has_risks(self) -> bool:
        return bool(risks(self.record.with_medicines(self.record.taken), self.knowledge))

    def _risk_limits(self) -> list[str]:
        return [self.clinic.cards["orders"]["with_risks"]] if self._has_risks else []

    def _is_for_back(self, orders: list[Evidence]) -> bool:
        """Whether an order itself gives back or neck pain as its reason: whoever has back pain has other troubles too."""
        return bool({pain.where for pain in self._pain()}.intersection(order.where for order in orders))

    def _scope_limits(self) -> list[str]:
        shared = self.clinic.cards[""]
        if self.record.scope == "unknown":
            return [shared["unknown_scope"]]
        if self.record.scope == "no":
            return [shared["no_pain"]]
        return [shared["by_words"]] if all(e.by_words for e in self._pain()) else []

    def _missing(self, wanted: set[str]) -> list[str]:
        """What was not sent, of the kinds that matter to a card."""
        record, shared = self.record, self.clinic.cards[""]
        known = {*record.evidence, *(record.values.keys() - record.stale), *({"age"} if record.ages else set())}
        excused = {"male"} if record.gender == "male" else set()
        if record.ages and not record.ages.intersection(AGES_OF_PREGNANCY):
            excused.add("too_old" if min(record.ages) > AGES_OF_PREGNANCY[-1] else "too_young")
        lines = [
            row.say
            for row in self.clinic.missing
            if row.id in wanted
            and not known.intersection(row.facts)
            and not excused.intersection(row.unless)
            and not (row.parts and self.sent.parts.issuperset(row.parts))
        ]
        notes, left_out = self.clinic.cards["notes"], self.sent.left_out
        lines += [notes[name].format(n=left_out[name]) for name in UNREAD if name in left_out]
        return [*lines, shared["older_value"]] if "kidney" in wanted and record.stale else lines

    def _written(self, drafts: list[Draft]) -> list[dict[str, Any]]:
        """The cards, the most urgent first, each id once."""
        once: dict[str, Draft] = {}
        for draft in drafts:
            once.setdefault(draft.id, draft)
        in_order = sorted(once.values(), key=lambda draft: -URGENCY.index(draft.indicator))
        return [self.writer.card(draft) for draft in in_order[:MOST_CARDS]]


def _seen(medicines: list[Medicine]) -> list[Evidence]:
    return [evidence for medicine in medicines for drug, evidence in medicine.sights if drug.kind]


def _is_same(one: Medicine, other: Medicine) -> bool:
    return one is other or bool(one.reference and one.reference == other.reference)


def _label(medicine: Medicine, kinds: tuple[str, ...]) -> str:
    return next(drug.label for drug, _ in medicine.sights if drug.kind in kinds)
