"""A result in the terminal: what to do first, then why, then how sure it is."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from rich.console import Console
from rich.padding import Padding
from rich.panel import Panel

from unspasm.care import Answers, Plan, PlanItem, Profile, Reason, Screening, classify, make_plan, screen, to_say
from unspasm.care.calling import Calling, calling
from unspasm.knowledge import Knowledge

HEADINGS = {
    "emergency": "Get help now",
    "same_day": "Speak to someone today",
    "soon": "Have your back looked at soon",
    "routine": "Book a visit when it suits you",
    "self_care": "You can look after this yourself for now",
}
SLOT_HEADINGS = {
    "now": "Now",
    "today": "Today",
    "this_week": "This week",
    "prevent": "To make the next one rarer",
}


def show(
    answers: Answers, knowledge: Knowledge, now: datetime, country: str = "", console: Console | None = None
) -> None:
    """Prints the whole result of one person. An emergency or same-day result shows nothing beside it."""
    console, call = console or Console(), calling(country, knowledge, now.date())
    screening, profile = screen(answers, knowledge), classify(answers, knowledge)
    heading = HEADINGS[screening.disposition] if _may_be_said(screening) else "Not decided yet"
    console.rule(f"[bold]{heading}[/bold]", align="left")
    for reason in screening.reasons:
        _show_reason(reason, call, knowledge, console)
    if not screening.decided:
        questions = [knowledge.facts[key].question for key in screening.ask_next]
        console.print("\nBefore there can be a plan, these questions need an answer:")
        _lines(questions, console)
    if screening.disposition in ("emergency", "same_day"):
        console.print(f"\n{knowledge.tables['return_signs']['most_people']}")
    if call.old and screening.disposition == "emergency":
        console.print(f"About the number {call.emergency}: {call.old}.")
    if screening.cleared:
        _show_profile(profile, knowledge, console)
        _show_plan(make_plan(screening, profile, answers, knowledge, now=now), knowledge, console)
    console.print(f"\nKnowledge version {screening.knowledge_version}. This is not a diagnosis.", style="dim")


def _may_be_said(screening: Screening) -> bool:
    """A calm word only when decided; an urgent one at once."""
    return screening.decided or screening.disposition in ("emergency", "same_day")


def _show_reason(reason: Reason, call: Calling, knowledge: Knowledge, console: Console) -> None:
    action = knowledge.actions[reason.action]
    do = "\n".join(call.fill(f"- {line}") for line in action["do"])
    console.print(Panel(do, title=str(action["title"]), title_align="left", expand=False))
    say = to_say(reason, knowledge)
    if say:
        console.print(f"What to say: “{call.fill(say)}”")
    told = [
        f"{knowledge.facts[key].short or key}: {knowledge.facts[key].words(v)}" for key, v in reason.because.items()
    ]
    because = "could not be ruled out" if reason.unsure else "because you told us"
    console.print(f"Why: {reason.title}; {because}: {'; '.join(told)}.")
    console.print(f"It may point to {reason.points_to}. {reason.why}", style="dim")


def _show_profile(profile: Profile, knowledge: Knowledge, console: Console) -> None:
    rows = [row for row in (profile.region, profile.time_class, profile.onset, profile.severity) if row]
    labels = [row.label for row in (*rows, *profile.modifiers)]
    if labels:
        console.print(f"\nWhat you describe: {'; '.join(labels)}.")
    for _, label, confidence in profile.patterns:
        console.print(f"  {confidence}: {label}")
    if profile.muscles:
        names = ", ".join(knowledge.item("muscles", key).title for key in profile.muscles)
        console.print(f"  Muscles that lie there (a guess): {names}")


def _show_plan(plan: Plan, knowledge: Knowledge, console: Console) -> None:
    for slot, heading in SLOT_HEADINGS.items():
        items: tuple[PlanItem, ...] = getattr(plan, slot)
        if items:
            console.print(f"\n[bold]{heading}[/bold]")
        for item in items:
            _show_item(item, knowledge, console)
    console.print("\n[bold]Get help if[/bold]")
    _lines(plan.return_signs, console)
    console.print(f"[bold]Check again[/bold]: {plan.check_again_words}")
    if plan.left_out:
        console.print("\n[bold]Left out, and why[/bold]")
        names = knowledge.interventions
        _lines((f"{names[entry.id].title}: {entry.reason}" for entry in plan.left_out), console)


def _show_item(item: PlanItem, knowledge: Knowledge, console: Console) -> None:
    entry = knowledge.interventions[item.id].item
    form = entry.fields.get("safer", {}) if item.safer else {}
    console.print(f"• [bold]{entry.title}[/bold]: {form.get('dose') or entry['dose']}")
    _lines(form.get("steps") or entry["steps"] or (), console)
    for line in item.why:
        console.print(Padding(line, (0, 0, 0, 4)))
    if entry["stop"]:
        console.print(Padding("Stop if:", (0, 0, 0, 4)))
        _lines(entry["stop"], console)
    console.print(Padding(f"{_sure(str(entry['certainty']))} {entry['evidence_says']}", (0, 0, 0, 4)), style="dim")
    if entry["article_says"]:
        console.print(Padding(f"What the article claims: {entry['article_says']}", (0, 0, 0, 4)), style="dim")


def _sure(certainty: str) -> str:
    """How sure the evidence is, as a sentence."""
    if certainty == "none":
        return "How sure: nobody has tested it well."
    return f"How sure: {certainty.replace('_', ' ')}."


def _lines(lines: Iterable[str], console: Console) -> None:
    for line in lines:
        console.print(Padding(f"- {line}", (0, 0, 0, 2)))
