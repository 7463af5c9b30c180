"""The diary: rate in two taps, add and change entries, look back. Nothing that was written is lost by a change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from unspasm.knowledge import Knowledge, load_knowledge
from unspasm.knowledge.diary import Diary, load_diary
from unspasm.knowledge.episodes import load_episode_rules
from unspasm.record.actions import (
    ChangedMeanwhile,
    New,
    NoSuchEntry,
    correct_event,
    log_event,
    log_events,
    restore_event,
    withdraw_event,
)
from unspasm.record.kinds import KindError
from unspasm.record.queries import Entry, entries, entry, has_entries, history, local_person
from unspasm.record.series import Point, series
from unspasm.record.times import TimesError
from unspasm.web.context import chosen
from unspasm.web.diary_forms import NO_SESSION, FormError, key_for, read_form, read_symptoms
from unspasm.web.entering import Entering, entry_of, key_of
from unspasm.web.presenters.bouts import bouts, episodes_of
from unspasm.web.presenters.diary import (
    EDITED_HERE,
    at_field,
    by_day,
    lines,
    on_day,
    speaker,
    versions,
    window_of,
)
from unspasm.web.presenters.timeline import RANGE_WORDS, Stretch, chart, rows, stretch
from unspasm.web.presenters.today import calls_for_care, danger_due
from unspasm.web.saved import saved
from unspasm.web.see_other import see_other
from unspasm.web.views.check import standing

AFTER = {"today": "/today/", "diary": "/diary/", "home": "/today/"}
ADDED = ("symptom", "sleep", "trigger", "note", "goal")
LIST_DAYS = 14
LATEST = 8
LATEST_DAYS = (2, 6)


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """The line of pain with what was done, over a day, a week, a month or a year; then the latest entries."""
    person, today, wordy = local_person(), timezone.localdate(), is_wordy(request)
    diary, knowledge = load_diary(), load_knowledge()
    shown = stretch(str(request.GET.get("range", "")), _date(request, "until"), today)
    rules, here = load_episode_rules(), timezone.get_current_timezone()
    told = series(person, ("rating", "episode"))
    done = series(person, ("session", "dose", "sleep"), *_window(shown.first, shown.last))
    found = _within([p for p in (*told, *done) if p.kind != "episode"], shown.first, shown.last)
    newest = _newest(person, shown)
    speak = speaker(newest, diary, knowledge)
    newest_lines = lines(newest, speak)
    episodes = episodes_of(told, rules)
    context = {
        "any": bool(told) or has_entries(person),
        "wordy": wordy,
        "diary": diary,
        "ranges": RANGE_WORDS,
        "range": shown.range,
        "heading": shown.heading,
        "earlier": shown.earlier,
        "later": shown.later,
        "chart": "" if wordy else chart(found, episodes, shown, speak, here),
        "rows": rows(found, shown, diary, wordy) if wordy else [],
        "days": by_day(newest_lines if shown.range == "day" else newest_lines[:LATEST]),
        "bouts": bouts(episodes, rules, timezone.localtime()),
        "most": _most(),
    }
    return render(request, "unspasm/diary/diary.html", context)


@require_http_methods(["GET", "POST"])
def rate(request: HttpRequest) -> HttpResponse:
    """The grid of scores by itself; a tap on it, from wherever it stands, is saved at once."""
    if request.method == "GET":
        return _form_page(request, "rating")
    now = timezone.now()
    try:
        entering = entry_of(request.POST, now)
        data = read_form("rating", request.POST, load_diary())
        if "session" in data and not _session_named(request.POST):
            raise FormError(NO_SESSION)
        event = log_event(
            kind="rating", data=data, key=entering.key, happened_at=entering.happened_at, zone=entering.zone, now=now
        )
    except (FormError, TimesError, KindError) as error:
        return _form_page(request, "rating", error)
    back = _back(request)
    if calls_for_care(data.get("pain"), data.get("feel"), load_diary()):
        back = "/today/"  # where the word about the danger check stands, if the rating is fresh
    saved(request, "Your rating is saved.", thread=event.thread, version=event.version, back=back)
    return see_other(back)


@require_GET
def add(request: HttpRequest) -> HttpResponse:
    """What can be added."""
    return render(request, "unspasm/diary/add.html", {"on": _on(request)})


@require_http_methods(["GET", "POST"])
def add_one(request: HttpRequest, kind: str) -> HttpResponse:
    """One kind of entry: signs, sleep, what set it off, a note."""
    if kind not in ADDED:
        raise Http404
    if request.method == "GET":
        return _form_page(request, kind)
    now = timezone.now()
    try:
        entering = entry_of(request.POST, now)
        events = log_events(_news(kind, request, entering), now=now)
    except (FormError, TimesError, KindError) as error:
        return _form_page(request, kind, error)
    back = _back(request)
    only = events[0] if len(events) == 1 else None
    words = "Saved." if only else f"{len(events)} entries are saved."
    saved(request, words, thread=only.thread if only else None, version=only.version if only else 1, back=back)
    if any(load_diary().leads_to_check(e.kind, e.data) for e in events):
        return see_other("/diary/check/")
    return see_other(back)


@require_GET
def check(request: HttpRequest) -> HttpResponse:
    """What was written down can be a danger sign: what it was, and the danger check as the next step."""
    diary, knowledge, now = load_diary(), load_knowledge(), timezone.now()
    found = entries(local_person(), {"symptom", "trigger"}, since=now - timedelta(days=1))
    signs = [_sign(e, diary, knowledge) for e in danger_due(found, diary, now, standing().told.last_at)]
    return render(request, "unspasm/diary/check.html", {"signs": signs})


@require_POST
def episode(request: HttpRequest) -> HttpResponse:
    """The person says that an episode began or is over."""
    now = timezone.now()
    try:
        entering = entry_of(request.POST, now)
        data = read_form("episode", request.POST, load_diary())
        event = log_event(
            kind="episode", data=data, key=entering.key, happened_at=entering.happened_at, zone=entering.zone, now=now
        )
    except (FormError, TimesError, KindError) as error:
        return _form_page(request, "episode", error)
    back = _back(request)
    saved(request, "Saved.", thread=event.thread, version=event.version, back=back)
    return see_other(back)


@require_GET
def day(request: HttpRequest, on: str) -> HttpResponse:
    """Everything of one day, by the clock of the place where it happened."""
    try:
        wanted = date.fromisoformat(on)
        since, until = window_of(wanted)
    except (ValueError, OverflowError):
        raise Http404 from None
    today = timezone.localdate()
    found = entries(local_person(), since=since, until=until)
    speak = speaker(found, load_diary(), load_knowledge())
    context = {
        "day": wanted,
        "lines": lines(on_day(found, wanted), speak),
        "before": wanted - timedelta(days=1) if wanted > date.min else None,
        "after": wanted + timedelta(days=1) if wanted < today else None,
        "is_today": wanted == today,
        "may_add": wanted <= today,
    }
    return render(request, "unspasm/diary/day.html", context)


@require_GET
def written(request: HttpRequest) -> HttpResponse:
    """All entries, two weeks a page, newest first."""
    person, now = local_person(), timezone.now()
    until = _until(request, now)
    since = until - timedelta(days=LIST_DAYS)
    found = entries(person, since=since, until=until)
    context = {
        "days": by_day(lines(found, speaker(found, load_diary(), load_knowledge()))),
        "since": timezone.localtime(since),
        "until": timezone.localtime(until - timedelta(seconds=1)),
        "older": timezone.localtime(since).date().isoformat() if has_entries(person, before=since) else "",
        "newer": (timezone.localtime(until) + timedelta(days=LIST_DAYS)).date() if until < now else None,
        "any": has_entries(person),
    }
    return render(request, "unspasm/diary/written.html", context)


@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, thread: UUID) -> HttpResponse:
    """One entry: change it, delete it, bring it back; all its versions stay in sight."""
    found = history(local_person(), thread)
    if not found:
        raise Http404
    if request.method == "GET":
        return _entry_page(request, found)
    do = request.POST.get("do")
    try:
        if do in ("delete", "restore"):
            return _turn(request, found[-1], restore=do == "restore")
        return _change(request, found)
    except ChangedMeanwhile:
        return _conflict(request, history(local_person(), thread))
    except NoSuchEntry:
        raise Http404 from None
    except (FormError, TimesError, KindError) as error:
        return _entry_page(request, found, error)


def _sign(found: Entry, diary: Diary, knowledge: Knowledge) -> dict[str, Any]:
    """One danger sign as the page shows it: what was written, when, and what about it needs help."""
    if found.kind == "trigger":
        return {"title": diary.triggers[found.data.trigger], "words": diary.trigger_check_words, "at": found.local}
    words = diary.symptoms[found.data.symptom]
    return {
        "title": words.title,
        "words": f"You wrote: {words.words[found.data.grade]}.",
        "at": found.local,
        "red": knowledge.items["symptoms"][words.id]["red_when"],
        "address": f"/read/symptoms/{words.id}/",
    }


def _within(found: Sequence[Point], first: date, last: date) -> list[Point]:
    """Points of these days, by the clock of the place. Only near the edges does it matter which place that was."""
    (outer, inner), (inner_end, outer_end) = _edges(first), _edges(last + timedelta(days=1))
    return [
        p for p in found
        if inner <= p.at < inner_end or (outer <= p.at < outer_end and first <= p.day <= last)
    ]  # fmt: skip


def _edges(day: date) -> tuple[datetime, datetime]:
    """The first and the last instant at which this day begins anywhere on earth."""
    since, until = window_of(day)
    return since, until - timedelta(days=1)


def _newest(person: Any, shown: Stretch) -> list[Entry]:
    """Entries of the last days of a stretch: of a few days where these are enough for the list."""
    found: list[Entry] = []
    for days in LATEST_DAYS:
        first = max(shown.first, shown.last - timedelta(days=days))
        found = [e for e in entries(person, None, *_window(first, shown.last)) if first <= e.local.date() <= shown.last]
        if sum(e.kind != "session_end" for e in found) >= LATEST:
            break
    return found


def _window(first: date, last: date) -> tuple[datetime, datetime]:
    return window_of(first)[0], window_of(last)[1]


def _news(kind: str, request: HttpRequest, entering: Entering) -> list[New]:
    at, zone = entering.happened_at, entering.zone
    if kind == "symptom":
        graded = read_symptoms(request.POST, load_diary())
        keys = {key: key_for(entering.key, key) for key in graded}
        return [New(kind, data, keys[key], at, zone) for key, data in graded.items()]
    return [New(kind, read_form(kind, request.POST, load_diary()), entering.key, at, zone)]


def _change(request: HttpRequest, found: list[Entry]) -> HttpResponse:
    """A new version: other words, another time, or both. A time that was not touched stays to the second."""
    latest, now = found[-1], timezone.now()
    seen = _seen(request)
    shown = next((version for version in found if version.version == seen), latest)
    if str(request.POST.get("at", "")) in ("", at_field(shown)):
        happened_at, zone = shown.happened_at, shown.zone
    else:
        entering = entry_of(request.POST, now)
        happened_at, zone = entering.happened_at, entering.zone
    data = _data(request, latest)
    if data == latest.data.model_dump(exclude_none=True) and happened_at == latest.happened_at and not latest.withdrawn:
        return see_other(f"/diary/day/{latest.local:%Y-%m-%d}/")  # nothing was changed: no new version
    event = correct_event(
        thread=latest.thread, seen=seen, key=key_of(request.POST), data=data, happened_at=happened_at, zone=zone, now=now
    )  # fmt: skip
    saved(request, "Changed. What stood there before is kept in the entry’s history.")
    if load_diary().leads_to_check(event.kind, event.data):
        return see_other("/diary/check/")
    return see_other(f"/diary/day/{timezone.localtime(happened_at):%Y-%m-%d}/")


def _data(request: HttpRequest, latest: Entry) -> dict[str, Any]:
    """The words of the form; where only the time can be changed here, the words stay."""
    kept: dict[str, Any] = latest.data.model_dump(exclude_none=True)
    if latest.kind not in EDITED_HERE:
        return kept
    data = read_form(latest.kind, request.POST, load_diary())
    if latest.kind == "rating":  # what it belongs to is not in the form
        data |= {name: kept[name] for name in ("phase", "session") if name in kept}
    if latest.kind == "symptom" and data["symptom"] != kept["symptom"]:
        raise FormError("Choose one of the four.")
    return data


def _turn(request: HttpRequest, latest: Entry, restore: bool) -> HttpResponse:
    change = restore_event if restore else withdraw_event
    event = change(thread=latest.thread, seen=_seen(request), key=key_of(request.POST), now=timezone.now())
    back = f"/diary/day/{latest.local:%Y-%m-%d}/"
    saved(request, "It is back." if restore else "Deleted.", thread=event.thread, version=event.version, back=back)
    request.session["saved"]["restore"] = not restore
    return see_other(back)


def _seen(request: HttpRequest) -> int:
    seen = str(request.POST.get("seen", ""))
    if not (seen.isascii() and seen.isdecimal() and len(seen) < 10):
        raise FormError("This form is not whole. Open the entry again.")
    return int(seen)


def _entry_page(request: HttpRequest, found: list[Entry], error: Exception | None = None) -> HttpResponse:
    latest = found[-1]
    form = dict(request.POST.items()) if error else _as_form(latest)
    context = {
        "entry": latest,
        "words": _speaker_for(latest).words(latest),
        "kind": latest.kind,
        "key": uuid4(),
        "versions": versions(found, _speaker_for(latest)),
        "at": form.get("at") or at_field(latest),
        "day": latest.local.date(),
        **_form_context(form, error),
        "symptom_only": latest.data.symptom if latest.kind == "symptom" else "",
    }
    return render(request, "unspasm/diary/entry.html", context, status=422 if error else 200)


def _conflict(request: HttpRequest, found: list[Entry]) -> HttpResponse:
    """409: what stands there now, and what was sent just now. Nothing was changed; both are shown, one is chosen."""
    latest = found[-1]
    speak = _speaker_for(latest)
    mine, fields = None, []
    if request.POST.get("do") not in ("delete", "restore"):
        try:
            data = type(latest.data).model_validate(_data(request, latest))
            mine = speak.words(Entry(**{**_fields(latest), "data": data}))
        except (FormError, ValueError):
            mine = None
        skip = ("csrfmiddlewaretoken", "key", "seen")
        fields = [(name, value) for name, value in request.POST.items() if name not in skip]
    context = {
        "latest": latest, "theirs": speak.words(latest), "mine": mine, "fields": fields,
        "mine_at": _when(request.POST.get("at", "")), "do": request.POST.get("do", ""),
        "key": uuid4(),
    }  # fmt: skip
    return render(request, "unspasm/diary/conflict.html", context, status=409)


def _when(at: object) -> str:
    """A local time of a form in words; as it was sent where it is none."""
    try:
        read = datetime.fromisoformat(str(at))
    except ValueError:
        return str(at)
    return f"{read.day} {read:%B %Y, %H:%M}"


def _fields(latest: Entry) -> dict[str, Any]:
    return {name: getattr(latest, name) for name in Entry.__slots__}


def _speaker_for(latest: Entry) -> Any:
    """A speaker that knows the session which a rating belongs to, or how a session ended."""
    person, found = local_person(), [latest]
    session = getattr(latest.data, "session", None)
    if session is not None and (known := entry(person, session)) is not None:
        found.append(known)
    if latest.kind == "session":
        found += [
            e for e in entries(person, {"session_end"}, since=latest.happened_at) if e.data.session == latest.thread
        ]
    return speaker(found, load_diary(), load_knowledge())


def _as_form(latest: Entry) -> dict[str, Any]:
    """The values of an entry as its form shows them."""
    data = latest.data.model_dump(exclude_none=True)
    if latest.kind == "symptom":
        return {latest.data.symptom: str(latest.data.grade)}
    return {name: f"{value:g}" if isinstance(value, float) else str(value) for name, value in data.items()}


def _form_page(request: HttpRequest, kind: str, error: Exception | None = None) -> HttpResponse:
    """The form of one kind; with an error as it was sent, and what is wrong."""
    form: dict[str, Any] = dict(request.POST.items()) if error else {}
    on = _on(request)
    at = form.get("at") or (f"{on}T12:00" if on else "")
    then = str(form.get("then") or request.GET.get("then", ""))
    given = form or request.GET
    context = {
        "kind": kind, "at": at, "then": then if then in AFTER else "diary", "wordy": is_wordy(request),
        "phase": given.get("phase", "now"), "session": _session_named(given), **_form_context(form, error),
        "chose": _chose(form) if isinstance(error, KindError) else "",
    }  # fmt: skip
    return render(request, f"unspasm/diary/new_{kind}.html", context, status=422 if error else 200)


def _session_named(given: Mapping[str, Any]) -> str:
    """The session that a rating is for; empty where there is none of that name: the rating then stands by itself."""
    try:
        found = entry(local_person(), UUID(str(given.get("session", ""))))
    except ValueError:
        return ""
    return str(found.thread) if found is not None and found.kind == "session" else ""


def _chose(form: dict[str, Any]) -> str:
    """The score or the word that was tapped and is not kept."""
    return str(load_diary().feels.get(str(form.get("feel")), "") or form.get("pain", ""))


def _form_context(form: dict[str, Any], error: Exception | None) -> dict[str, Any]:
    diary = load_diary()
    return {
        "diary": diary,
        "form": form,
        "error": str(error) if error else "",
        "twice": getattr(error, "twice", False),
        "symptoms": [
            {"words": words, "chosen": form.get(key, ""), "grades": list(enumerate(words.words))}
            for key, words in diary.symptoms.items()
        ],
        "sleep_words": [(str(n), word) for n, word in enumerate(diary.sleep_words)][::-1],
        "triggers": [*diary.triggers.items(), ("other", diary.trigger_other)],
        "most": _most(),
    }


def _most() -> str:
    """Now, as the latest time that a field of a form offers."""
    return timezone.localtime().strftime("%Y-%m-%dT%H:%M")


def _back(request: HttpRequest) -> str:
    return AFTER.get(str(request.POST.get("then")), "/diary/")


def _on(request: HttpRequest) -> str:
    """The day that a page was opened for, as an ISO date; empty for today or nonsense."""
    on = _date(request, "on")
    return on.isoformat() if on is not None and on < timezone.localdate() else ""


def _date(request: HttpRequest, name: str) -> date | None:
    try:
        return date.fromisoformat(str(request.GET.get(name, "")))
    except ValueError:
        return None


def _until(request: HttpRequest, now: datetime) -> datetime:
    """The end of the day that the list ends with; now without one."""
    wanted, soon = _date(request, "until"), now + timedelta(minutes=5)
    if wanted is None or not 1900 < wanted.year < 9000:
        return soon
    return min(datetime(wanted.year, wanted.month, wanted.day, tzinfo=timezone.get_current_timezone()), soon)


def is_wordy(request: HttpRequest) -> bool:
    """Whether the person wants words instead of scores."""
    return bool(chosen(request).get("no_scores"))
