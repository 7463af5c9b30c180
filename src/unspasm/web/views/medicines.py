"""The medicine ledger: what was taken, what is said of it, and what stands against the next one.

The record holds the truth: a dose that was taken is kept, whatever is said of it. Nothing here tells anybody to take
a medicine. Numbers of a pack stand behind the gate of that medicine.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from unspasm.care.calling import countries
from unspasm.care.doses.dose import Judgement
from unspasm.care.doses.logged import Line, Taken, id_of, named
from unspasm.care.doses.outlook import medicine_of
from unspasm.knowledge import load_knowledge
from unspasm.record.actions import (
    ChangedMeanwhile,
    correct_event,
    log_event,
    withdraw_event,
)
from unspasm.record.kinds import KindError
from unspasm.record.ledger import judged
from unspasm.record.queries import Entry, entry, local_person
from unspasm.record.times import TimesError
from unspasm.web import dose_form
from unspasm.web.context import calling_from
from unspasm.web.dose_form import Pack, ReadDose
from unspasm.web.entering import entry_of, key_of
from unspasm.web.ledger import Book, open_book
from unspasm.web.presenters import medicines as present
from unspasm.web.presenters.dose_alarm import alarm_of, is_alarm
from unspasm.web.presenters.dose_said import said_of
from unspasm.web.presenters.dose_words import line_words, page_words, taken_words
from unspasm.web.saved import SLOT, saved
from unspasm.web.see_other import see_other
from unspasm.web.views.ask_here import ask_screens

HOME = "/medicines/"
TOOK, BEFORE, CHANGE = "took", "before", "change"
TYPED = re.compile(r"(drug|name|mg|unit)_[0-9]{1,2}|count|grams|pack|not_listed")
"""Fields of the form of an amount."""
AGO = ((0, "Just now"), (30, "30 min ago"), (60, "1 hour ago"), (120, "2 hours ago"))
TAKEN_BACK = "Taken back. It no longer counts."
CHANGED = "This was changed somewhere else in the meantime. Here is how it stands now."


@dataclass(frozen=True)
class Row:
    """One row of the form of a mix."""

    number: int
    drug: str
    name: str
    mg: str
    unit: str
    error: str
    mg_error: str


@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """Everything that stands now: an emergency first, then one card a drug, then the list."""
    book = open_book(request)
    alarm = alarm_of(book, calling_from(request))
    context = _about(book) | {"alarm": alarm, "rows": present.rows(book), "countries": countries(book.knowledge)}
    if alarm is not None:
        return render(request, "unspasm/medicines/emergency.html", context | _poison(request))
    return render(request, "unspasm/medicines/overview.html", context | {"cards": present.cards(book)})


@require_http_methods(["GET", "POST"])
def took(request: HttpRequest) -> HttpResponse:
    """Writing down what was taken: the pack, then how much and when."""
    if request.method == "GET":
        return _name(request, TOOK)
    book = open_book(request)
    pack = dose_form.pack_named(str(request.POST.get("product", "")), book.knowledge, book.market)
    if pack.error:
        return _name(request, TOOK, pack)
    if request.POST.get("say") != "save":
        return _amount(request, book, pack, TOOK)
    read, errors = _read(request, book)
    if errors:
        return _amount(request, book, pack, TOOK, errors)
    try:
        when = entry_of(_form(request), timezone.now())
        event = log_event(
            kind="dose", data={"product": read.product, "lines": _plain(read)}, key=when.key,
            happened_at=when.happened_at, zone=when.zone, now=timezone.now(),
        )  # fmt: skip
    except TimesError as error:
        return _amount(request, book, pack, TOOK, {"at": str(error)}, twice=error.twice)
    except KindError as error:
        return _amount(request, book, pack, TOOK, {"product": str(error)})
    if alarm_of(open_book(request), calling_from(request)) is None:  # an emergency page begins with the call
        saved(request, "Saved. It counts.", thread=event.thread, version=event.version, back=HOME)
    return see_other(f"{HOME}dose/{event.thread}/")


@require_http_methods(["GET", "POST"])
def before(request: HttpRequest) -> HttpResponse:
    """Asking the ledger before something is taken. Nothing is written down, and nothing is recommended."""
    book = open_book(request)
    if not book.shows_numbers or alarm_of(book, calling_from(request)):
        return redirect(HOME)
    if request.method == "GET":
        return _name(request, BEFORE)
    pack = dose_form.pack_named(str(request.POST.get("product", "")), book.knowledge, book.market)
    if pack.error:
        return _name(request, BEFORE, pack)
    drug = pack.drug or named(str(request.POST.get("drug", "")), book.knowledge.ledger)
    if request.POST.get("say") == "gate" and drug and _has_gate(book, drug) and not book.shows_numbers_of(drug):
        if request.POST.get("asked") != "yes":
            return _gate(request, book, drug, product=pack.name, status=422)
        _pass_gate(request, drug)
        book = open_book(request)
    if pack.drug and _has_gate(book, pack.drug) and not book.shows_numbers_of(pack.drug):
        return _gate(request, book, pack.drug, product=pack.name)
    if "ask" not in (request.POST.get("say"), request.POST.get("resume")):
        return _amount(request, book, pack, BEFORE)
    read, errors = _read(request, book)
    if errors:
        return _amount(request, book, pack, BEFORE, errors)
    closed = [named(line["ingredient"], book.knowledge.ledger) for line in read.lines]
    closed = [drug for drug in closed if drug and _has_gate(book, drug) and not book.shows_numbers_of(drug)]
    if closed:
        return _gate(request, book, closed[0], product=pack.name)
    return _answer(request, book, pack, read)


@require_GET
def dose(request: HttpRequest, thread: UUID) -> HttpResponse:
    """What is said of one dose that was taken."""
    book = open_book(request)
    found = book.of_entry(thread)
    if not found:
        return redirect(HOME)
    alarm = alarm_of(book, calling_from(request))
    if alarm is not None:
        context = _about(book) | {"alarm": alarm, "rows": present.rows(book)}
        return render(request, "unspasm/medicines/emergency.html", context | _poison(request))
    verdict = said_of([judgement for _, judgement in found], book.knowledge)
    drugs = [line.dose.ingredient for line, _ in found if line.dose is not None]
    entry_shown = book.entries[thread]
    context = _about(book) | {
        "verdict": verdict,
        "thread": thread,
        "name": present.pack_name(entry_shown, book),
        "lines": [line_words(line, book.knowledge) for line, _ in found],
        "when": taken_words(found[0][0].taken.at, book.now),
        "ask": f"{HOME}questions/{id_of(drugs[0])}/" if drugs and present.missing(book, drugs) else "",
    }
    return render(request, "unspasm/medicines/said.html", context)


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, thread: UUID) -> HttpResponse:
    """Another version of an entry; what stood there before stays in the record."""
    found = _entry(thread)
    book = open_book(request)
    if request.method == "GET":
        return _amount(request, book, _pack_of(found, book), CHANGE, old=found)
    pack = dose_form.pack_named(str(request.POST.get("product", "")), book.knowledge, book.market)
    if pack.error:
        return _amount(request, book, _pack_of(found, book), CHANGE, {"product": pack.error}, old=found)
    if request.POST.get("say") != "save":
        return _amount(request, book, pack, CHANGE, old=found)
    read, errors = _read(request, book)
    if errors:
        return _amount(request, book, pack, CHANGE, errors, old=found)
    try:
        when = entry_of(_form(request), timezone.now())
        event = correct_event(
            thread=thread, seen=_whole(request.POST.get("seen")), key=when.key,
            data={"product": read.product, "lines": _plain(read)},
            happened_at=when.happened_at, zone=when.zone, now=timezone.now(),
        )  # fmt: skip
    except TimesError as error:
        return _amount(request, book, pack, CHANGE, {"at": str(error)}, old=found, twice=error.twice)
    except KindError as error:
        return _amount(request, book, pack, CHANGE, {"product": str(error)}, old=found)
    except ChangedMeanwhile:
        latest = _entry(thread)
        fresh = _pack_of(latest, book)
        return _amount(request, book, fresh, CHANGE, {"": CHANGED}, old=latest, status=409, as_posted=False)
    saved(request, "Changed. What stood there before is kept in the record.")
    return see_other(f"{HOME}dose/{event.thread}/")


@require_POST
def delete(request: HttpRequest, thread: UUID) -> HttpResponse:
    """Takes an entry back. It can be brought back."""
    _entry(thread)
    book = open_book(request)
    words = str(page_words(book.knowledge)["taken_back_alarm"]) if is_alarm(book, thread) else TAKEN_BACK
    try:
        seen = _whole(request.POST.get("seen"))
        event = withdraw_event(thread=thread, seen=seen, key=key_of(request.POST), now=timezone.now())
    except ChangedMeanwhile:
        saved(request, "That was changed somewhere else in the meantime, so it was left as it is.")
        return see_other(HOME)
    saved(request, words, thread=event.thread, version=event.version, back=HOME)
    request.session[SLOT]["restore"] = True
    return see_other(HOME)


@require_http_methods(["GET", "POST"])
def gate(request: HttpRequest, medicine: str) -> HttpResponse:
    """Asking a pharmacist or doctor first: passed knowingly, once for each medicine and episode."""
    book = open_book(request)
    drug = named(medicine, book.knowledge.ledger)
    if not drug or not _has_gate(book, drug):
        raise Http404
    if not book.shows_numbers:
        return redirect(HOME)
    if request.method == "POST":
        if request.POST.get("asked") != "yes":
            return _gate(request, book, drug, status=422)
        if not book.shows_numbers_of(drug):
            _pass_gate(request, drug)
        return see_other(HOME)
    return _gate(request, book, drug)


@require_http_methods(["GET", "POST"])
def questions(request: HttpRequest, medicine: str) -> HttpResponse:
    """What the judgement of a medicine still hangs on, one screen at a time; kept with the answers of the check."""
    book = open_book(request)
    drug = named(medicine, book.knowledge.ledger)
    if medicine != "age" and (not drug or not _has_gate(book, drug)):
        raise Http404
    wanted = present.missing(book, [drug]) if drug else ("age",) if "age" not in book.answers else ()
    return ask_screens(request, wanted, address=f"{HOME}questions/{medicine}/", done=HOME, title="Your medicines")


def _name(request: HttpRequest, flow: str, pack: Pack | None = None) -> HttpResponse:
    """The first step: which pack."""
    book = open_book(request)
    context = _about(book) | {"flow": flow, "names": dose_form.names(book.knowledge, book.market), "pack": pack}
    context["again"] = _again(book)
    status = 422 if pack and pack.error else 200
    return render(request, "unspasm/medicines/name.html", context, status=status)


def _again(book: Book) -> list[str]:
    """What was taken lately, to choose with one tap; names that we cannot tell again are left out."""
    latest = sorted(book.entries.values(), key=lambda found: found.happened_at, reverse=True)
    return list(dict.fromkeys(found.data.product for found in latest if found.data.product))[:4]


def _amount(
    request: HttpRequest,
    book: Book,
    pack: Pack,
    flow: str,
    errors: Mapping[str, str] | None = None,
    *,
    old: Entry | None = None,
    twice: bool = False,
    status: int = 0,
    as_posted: bool = True,
) -> HttpResponse:
    """The second step: how much of it, and when."""
    errors = errors or {}
    posted: Mapping[str, str] = request.POST if request.method == "POST" and as_posted else {}
    values = _old_values(old, pack) | dict(posted.items())
    rows = [_row(number, pack, values, errors) for number in range(1, dose_form.rows_asked(pack) + 1)]
    context = _about(book) | {
        "flow": flow, "pack": pack, "values": values, "errors": errors, "rows": rows if pack.why else (),
        "drugs": dose_form.drugs_to_choose(book.knowledge), "counts": dose_form.counts_pieces(pack),
        "ago": AGO, "twice": twice, "old": old, "fresh_key": str(uuid4()), "mg_error": errors.get("mg_1", ""),
        "pill": dose_form.pill_of(pack, book.knowledge),
        "strength_words": book.knowledge.tables["brands"]["rules"]["strength_words"],
    }  # fmt: skip
    return render(request, "unspasm/medicines/amount.html", context, status=status or (422 if errors else 200))


def _row(number: int, pack: Pack, values: Mapping[str, str], errors: Mapping[str, str]) -> Row:
    held = id_of(pack.drugs[number - 1]) if number <= len(pack.drugs) else ""
    return Row(
        number, values.get(f"drug_{number}", held), values.get(f"name_{number}", ""), values.get(f"mg_{number}", ""),
        values.get(f"unit_{number}", "mg"), errors.get(f"drug_{number}", ""), errors.get(f"mg_{number}", ""),
    )  # fmt: skip


def _old_values(old: Entry | None, pack: Pack) -> dict[str, str]:
    """The form filled in from an entry. What was one of several pieces is shown as one piece of the whole amount."""
    if old is None:
        return {}
    local = old.local
    values = {"at": f"{local:%Y-%m-%dT%H:%M}", "fold": "second" if local.fold else "first", "count": "1"}
    for number, line in enumerate(old.data.lines, 1):
        values |= {f"mg_{number}": f"{line.amount.normalize():f}", f"unit_{number}": "mg"}
        known = named(line.ingredient, load_knowledge().ledger)
        values |= {f"drug_{number}": line.ingredient if known else dose_form.OTHER}
        values |= {} if known else {f"name_{number}": line.ingredient.replace("_", " ")}
        if line.unit == "g":
            values["grams"] = f"{line.amount.normalize():f}"
        if line.unit == "patches":
            values["count"] = f"{line.amount.normalize():f}"
    if pack.mg and old.data.lines:
        values["count"] = f"{(old.data.lines[0].amount / Decimal(pack.mg)).normalize():f}"
        values["pack"] = pack.name
    elif pack.choices:
        values["pack"] = dose_form.OTHER
    return values


def _pack_of(found: Entry, book: Book) -> Pack:
    """The pack of an entry; where it cannot be told again, its drugs are there to be looked at."""
    drugs = tuple(named(line.ingredient, book.knowledge.ledger) for line in found.data.lines)
    pack = dose_form.pack_named(found.data.product or drugs[0], book.knowledge, book.market)
    return replace(pack, drugs=drugs if all(drugs) else ()) if pack.why else pack


def _answer(request: HttpRequest, book: Book, pack: Pack, read: ReadDose) -> HttpResponse:
    """What stands against it now, in words of limits."""
    lines = tuple(Line(line["ingredient"], line["amount"], line["unit"]) for line in read.lines)
    trial = Taken("trial", book.next_at, pack.name, lines)
    taken = [*{logged.taken.key: logged.taken for logged in book.log}.values(), trial]
    log, judgements = judged(book.answers, taken, book.knowledge, book.market, book.now)
    asked = [(line, said) for line, said in zip(log, judgements, strict=True) if line.taken.key == "trial"]
    looks = [(line.dose.ingredient, book.look(line.dose)) for line, _ in asked if line.dose is not None]
    drugs = [drug for drug, _ in looks]
    said: list[Judgement] = [judgement for _, judgement in asked]
    context = _about(book) | {
        "verdict": said_of(said, book.knowledge, "before"),
        "name": pack.name,
        "lines": [line_words(line, book.knowledge) for line, _ in asked],
        "numbers": [(drug, present.numbers_of(look, book.now, book.knowledge)) for drug, look in looks],
        "ask": f"{HOME}questions/{id_of(drugs[0])}/" if drugs and present.missing(book, drugs) else "",
        "product": pack.name,
    }
    return render(request, "unspasm/medicines/answer.html", context)


def _gate(request: HttpRequest, book: Book, drug: str, *, product: str = "", status: int = 200) -> HttpResponse:
    item = medicine_of(drug, book.knowledge)
    context = _about(book) | {
        "gate": book.knowledge.tables["dose_rules"]["gate"],
        "drug": drug,
        "item": item,
        "own": present.gate_reasons(book, drug),
        "product": product,
        "typed": _typed(request) if product else {},
        "address": f"{HOME}before/" if product else f"{HOME}gate/{id_of(drug)}/",
        "wrong": status == 422,
    }
    return render(request, "unspasm/medicines/gate.html", context, status=status)


def _typed(request: HttpRequest) -> dict[str, str]:
    """What was typed into the form before its gate came, to go on with behind it."""
    typed = {key: value for key, value in _form(request).items() if TYPED.fullmatch(key)}
    return typed | {"resume": "ask"} if "ask" in (request.POST.get("say"), request.POST.get("resume")) else {}


def _pass_gate(request: HttpRequest, drug: str) -> None:
    when = entry_of({**_form(request), "at": "", "ago_min": ""}, timezone.now())
    log_event(
        kind="gate_passed", data={"medicine": id_of(drug)}, key=when.key, happened_at=when.happened_at,
        zone=when.zone, now=timezone.now(),
    )  # fmt: skip


def _has_gate(book: Book, drug: str) -> bool:
    return bool(book.knowledge.ledger.ingredients[drug].family)


def _read(request: HttpRequest, book: Book) -> tuple[ReadDose, dict[str, str]]:
    read = dose_form.read_dose(_form(request), book.knowledge, book.market)
    return read, read.errors


def _form(request: HttpRequest) -> dict[str, str]:
    return {key: str(value) for key, value in request.POST.items()}


def _plain(read: ReadDose) -> list[dict[str, Any]]:
    return [{**line, "amount": str(line["amount"])} for line in read.lines]


def _entry(thread: UUID) -> Entry:
    found = entry(local_person(), thread)
    if found is None or found.kind != "dose" or found.withdrawn:
        raise Http404
    return found


def _whole(text: object) -> int:
    try:
        return int(str(text))
    except ValueError:
        raise Http404 from None


def _about(book: Book) -> dict[str, Any]:
    words = page_words(book.knowledge)
    return {
        "words": words,
        "book": book,
        "now": book.now,
        "under_age": book.knowledge.ledger.person.under_age_text if book.is_under_age else "",
    }


def _poison(request: HttpRequest) -> dict[str, Any]:
    group = calling_from(request).group("poison")
    return {"poison": group if group and group.numbers else None}
