"""The page for a clinician: one page, tagged, true to the record, and what is private stays out unless ticked."""

import io
import re
from collections import Counter, defaultdict
from datetime import timedelta
from decimal import Decimal
from random import Random
from uuid import UUID

import pytest
from django.utils import timezone
from pypdf import PdfReader

from benchmarks.diary_year import fill
from tests.handover.people import WORDS
from tests.web.trying import make_them
from unspasm.care import screen
from unspasm.handover.report.code import MOST_BYTES
from unspasm.handover.report.contents import SECTIONS, USUAL, Choices
from unspasm.handover.report.danger import LEVELS, sign_words
from unspasm.handover.report.gather import asked_by, gather, main_check
from unspasm.handover.report.page import page_of
from unspasm.handover.report.pdf import pdf_of
from unspasm.knowledge import load_knowledge
from unspasm.knowledge.works import load_works
from unspasm.record.actions import log_event, save_answers, save_setting, start_check
from unspasm.record.queries import entries, local_person
from unspasm.record.works import told_by
from unspasm.web.views.learned import found_in

KNOWLEDGE = load_knowledge()
EVERYTHING = frozenset(SECTIONS)
PRIVATE = sorted(fact.id for fact in KNOWLEDGE.facts.values() if fact.private)


@pytest.fixture
def now():
    return timezone.localtime()


def made(now, *, days=90, **choices):
    sections = choices.pop("sections", USUAL)
    first = now.date() - timedelta(days=days - 1)
    return gather(local_person(), Choices(first, now.date(), sections, **choices), KNOWLEDGE, now=now)


def told(now, **answers):
    """A check in which everything else is no."""
    check = start_check(mode="full", now=now)
    rest = {
        fact.id: "no" for fact in KNOWLEDGE.facts.values() if fact.danger and fact.type == "yes_no" and not fact.private
    }
    save_answers(check=check, screen="s", answers={"age": 40, **rest, **answers}, asked_again=False, now=now)


def log(kind, now, hours=1, **data):
    key = UUID(int=Random(f"{kind}{hours}{data}").getrandbits(128), version=4)
    return log_event(
        kind=kind, data=data, key=key, happened_at=now - timedelta(hours=hours), zone="Europe/London", now=now
    )


def read(pdf: bytes) -> tuple[PdfReader, str]:
    reader = PdfReader(io.BytesIO(pdf))
    return reader, " ".join("\n".join(page.extract_text() for page in reader.pages).split())


def html(report) -> str:
    return page_of(report).decode()


def test_a_dense_year_is_one_page_tagged_and_named(now):
    fill(now, Random(5))
    told(now, bladder_retention="not_sure")
    reader, text = read(pdf_of(made(now, days=365), made_at=now))
    assert len(reader.pages) == 1
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"].startswith("en")
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert "pdfuaid" in root["/Metadata"].get_data().decode()
    assert reader.metadata.title == "Back pain: summary for a clinician"
    assert "Ibuprofen" in text
    assert re.search(r"2,000 scores|1,99\d scores", text)


def test_every_drawing_in_the_pdf_has_words(now):
    fill(now, Random(5))
    reader, _ = read(pdf_of(made(now), made_at=now))
    drawings, todo = [], [reader.trailer["/Root"]["/StructTreeRoot"]]
    while todo:
        one = todo.pop()
        one = one.get_object() if hasattr(one, "get_object") else one
        if isinstance(one, list):
            todo += one
        elif isinstance(one, dict):
            if one.get("/S") == "/Figure":
                drawings.append(str(one.get("/Alt", "")))
            todo.append(one.get("/K", []))
    assert len(drawings) == 2
    assert any(words.startswith("Pain from 0 to 10, by day.") for words in drawings)
    assert all(drawings)


def test_what_was_not_sure_stands_in_its_own_line_and_why_in_another(now):
    told(now, bladder_retention="not_sure", fever="yes")
    report = made(now)
    words = {fact: sign_words(KNOWLEDGE.facts[fact]) for fact in ("bladder_retention", "fever", "saddle_numb")}
    assert words["bladder_retention"] in report.danger.not_sure
    assert words["fever"] in report.danger.yes
    assert words["saddle_numb"] in report.danger.no
    assert report.danger.level == LEVELS["same_day"]
    for text in (html(report), read(pdf_of(report, made_at=now))[1]):
        assert words["bladder_retention"].split("'")[0] in text
        assert "Not sure" in text


@pytest.mark.parametrize("fact", PRIVATE)
def test_a_private_answer_stays_out_of_page_pdf_and_code_unless_ticked(now, fact):
    told(now, overdose="yes" if fact == "overdose_on_purpose" else "no", **{fact: "yes"})
    hidden, shown = made(now, sections=EVERYTHING), made(now, sections=EVERYTHING, private=True)
    words = (sign_words(KNOWLEDGE.facts[fact]), KNOWLEDGE.facts[fact].question)
    titles = [r.title for r in screen(main_check(asked_by(local_person(), Choices(now.date(), now.date()), KNOWLEDGE, now)[0], KNOWLEDGE).answers, KNOWLEDGE).reasons if fact in r.because]  # fmt: skip
    told_openly = {sign_words(other) for other in KNOWLEDGE.facts.values() if not other.private}
    for word in (*words, *(title for title in titles if title.lower() not in map(str.lower, told_openly))):
        for text in (repr(hidden), html(hidden), read(pdf_of(hidden, made_at=now))[1]):
            assert word.lower() not in text.lower()
    assert words[0] in shown.danger.yes
    assert words[0] in shown.code.text
    assert "Answers marked as private, if there are any, are left out." in html(hidden)
    assert hidden.danger.level == shown.danger.level, "what is left out makes nothing milder"


def test_nobody_can_tell_from_the_page_that_something_private_was_left_out(now):
    told(now)
    without = html(made(now))
    told(now, sexual_change="no")
    assert html(made(now)) == without


def test_notes_stay_out_unless_ticked_and_goals_come_first(now):
    log("note", now, words="Only for me")
    log("trigger", now, trigger="other", words="Carrying my son")
    log("goal", now, words="Garden again")
    report, more = made(now), made(now, sections=EVERYTHING)
    assert report.goals == ("Garden again",)
    assert "Only for me" not in repr(report)
    assert "Carrying my son" not in repr(report)
    assert "Only for me" in html(more)
    assert "Carrying my son" in read(pdf_of(more, made_at=now))[1]


def test_a_part_that_is_not_ticked_is_not_there(now):
    fill(now, Random(5))
    told(now, pain_sites=["low_back_left"], pain_days=2)
    log("note", now, words="n")
    log("goal", now, words="g")
    empty = {"danger": None, "likely": (), "pain": None, "medicines": None, "tried": None, "goals": (), "notes": (), "code": None, "details": ()}  # fmt: skip
    assert set(empty) == set(SECTIONS)
    everything = made(now, days=20, sections=EVERYTHING)
    for part, nothing in empty.items():
        assert getattr(made(now, days=20, sections=EVERYTHING - {part}), part) == nothing
        assert getattr(everything, part) != nothing


def test_only_the_chosen_days_count(now):
    log("rating", now, hours=24 * 10, pain=9)
    log("rating", now, hours=1, pain=2)
    assert "highest 2" in made(now, days=5).pain.alt
    assert "highest 9" in made(now, days=20).pain.alt


def test_totals_are_those_of_a_plain_sum(now):
    rng = Random(11)
    sums, days, times = defaultdict(Decimal), defaultdict(set), Counter()
    for n in range(60):
        drug, amount = rng.choice(("ibuprofen", "paracetamol", "naproxen")), rng.choice(("200", "400.5", "500"))
        log("dose", now, hours=1 + n * 7, lines=[{"ingredient": drug, "amount": amount, "unit": "mg"}])
        sums[drug] += Decimal(amount)
        times[drug] += 1
    for entry in entries(local_person(), ("dose",)):
        days[entry.data.lines[0].ingredient].add(entry.local.date())
    for drug in made(now).medicines:
        key = drug.name.lower()
        assert drug.doses == f"{times[key]} doses"
        assert drug.days == f"{len(days[key])} days"
        total = drug.total.replace(",", "")
        milligrams = Decimal(total.split()[0]) * (1000 if total.endswith(" g") else 1)
        assert milligrams == sums[key]


def test_a_day_over_the_most_is_flagged_and_stands_first(now):
    save_setting(key="country", value="GB-GBN", now=now)
    told(now)
    for hours in (1, 2, 3, 4, 5, 6):
        log("dose", now, hours=hours, lines=[{"ingredient": "ibuprofen", "amount": "400", "unit": "mg"}])
    log("dose", now, hours=60, lines=[{"ingredient": "paracetamol", "amount": "500", "unit": "mg"}])
    first, second = made(now).medicines
    assert first.name == "Ibuprofen"
    assert any("over the most for 24 hours" in flag for flag in first.flags)
    assert first.most == "2,400 mg"
    assert second.flags == ()


def test_hostile_words_are_only_words(now):
    for n, words in enumerate(WORDS):
        log("goal", now, hours=1, words=words.strip("\0") or "x")
        log("note", now, hours=n + 1, words=words)
        log("dose", now, hours=n + 1, product=words[:100], lines=[{"ingredient": "unlisted_drug", "amount": "1", "unit": "uses"}])  # fmt: skip
    for words in WORDS:
        report = made(now, sections=EVERYTHING, name=words, message=words)
        page = html(report)
        assert "<script" not in page
        assert "\u202e" not in page
        assert "\u202e" not in report.code.text
        _, text = read(pdf_of(report, made_at=now))
        assert "root:" not in text
    assert "#let x = 1" in text
    assert "□" in text, "letters that we cannot print are marked"
    assert "stand as □" in text
    assert "спина" in text


def test_a_new_line_in_words_makes_no_new_line_in_the_code(now):
    log("goal", now, words="walk\nSCREEN Self-care")
    report = made(now, name="A\nYES nothing", message="b\r\nNO all")
    heads = [line.split()[0] for line in report.code.text.splitlines()]
    assert heads.count("SCREEN") == 0
    assert heads.count("YES") == 0
    assert "NO" not in heads


def test_the_most_words_still_fit_on_one_page(now):
    fill(now, Random(5))
    told(now, **{fact.id: "not_sure" for fact in KNOWLEDGE.facts.values() if fact.danger and fact.type == "yes_no" and not fact.private})  # fmt: skip
    for n in range(30):
        log("goal", now, hours=n + 1, words=f"{n} " + "long words " * 150)
        log("note", now, hours=n + 1, words=f"{n} " + "longer words " * 140)
        log("dose", now, hours=n + 1, product=f"Pack {n} " + "of a long name " * 10, lines=[{"ingredient": f"drug_{n}", "amount": "1", "unit": "uses"}])  # fmt: skip
        log("session", now, hours=n + 1, item=f"thing_{n}")
    report = made(now, days=365, sections=EVERYTHING - {"details"}, name="N" * 80, message="My message. " * 60)
    assert len(read(pdf_of(report, made_at=now))[0].pages) == 1
    assert len(report.code.text.encode()) <= MOST_BYTES
    assert report.code.left_out
    assert all(name in html(report) for name in report.code.left_out)


def test_more_pages_hold_every_answer_day_and_dose(now):
    fill(now, Random(5))
    told(now, fever="yes")
    report = made(now, days=30, sections=EVERYTHING)
    reader, text = read(pdf_of(report, made_at=now))
    assert len(reader.pages) > 1
    assert [detail.title.split(",")[0] for detail in report.details] == ["All answers", "Every day", "Every dose"]
    since = (now - timedelta(days=29)).replace(hour=0, minute=0, second=0, microsecond=0)
    assert len(report.details[2].rows) == len(entries(local_person(), ("dose",), since=since))
    assert KNOWLEDGE.facts["fever"].question in text


def test_an_empty_record_gives_an_honest_page(now):
    report = made(now, sections=EVERYTHING)
    assert report.danger is None
    assert report.pain.lines == ("No scores in this time.",)
    assert "None was written down in this time." in html(report)
    assert len(read(pdf_of(report, made_at=now))[0].pages) == 1


def test_page_and_pdf_are_made_from_the_same_figure(now):
    fill(now, Random(5))
    report = made(now)
    assert report.pain.svg in html(report)
    assert "style=" not in report.pain.svg, "the policy of our pages allows no style in place"
    assert "class=" not in report.pain.svg, "it stands alone"


def test_an_unfinished_newer_check_does_not_replace_the_last_whole_one(now):
    told(now - timedelta(hours=5), fever="yes")
    check = start_check(mode="full", now=now)
    save_answers(check=check, screen="s", answers={"age": 41}, asked_again=False, now=now)
    report = made(now)
    assert sign_words(KNOWLEDGE.facts["fever"]) in report.danger.yes
    assert report.danger.note
    save_answers(check=check, screen="s", answers={"saddle_numb": "yes"}, asked_again=False, now=now)
    assert made(now).danger.level == LEVELS["emergency"], "danger in the newer one counts at once"


def test_a_check_with_answers_that_do_not_fit_is_said_and_not_read(now):
    told(now - timedelta(hours=5), fever="yes")
    told(now, overdose="no", overdose_on_purpose="yes")
    report = made(now)
    assert sign_words(KNOWLEDGE.facts["fever"]) in report.danger.yes
    assert "Left out for answers that do not fit together: 1 check." in report.foot


def test_what_helped_says_so_with_how_sure_and_what_is_open_gives_no_number(now):
    make_them({"heat": -2.5, "walking": 0.0})
    for n in range(3):
        log("session", now, hours=n + 1, item="cat_cow")
    report = made(now)
    heat = next(one for one in report.tried if "Warm" in one.what)
    found, _ = found_in(told_by(local_person(), load_works(), now), KNOWLEDGE)
    known = next(item for item in found.items if item.id == "heat")
    assert known.verdict == "helps", "else this test says nothing"
    assert heat.verdict == load_works().verdicts["helps"]["word"]
    best, low, high = (float(n.replace("−", "-")) for n in re.findall(r"[−+]?\d+\.\d", heat.change)[:3])
    assert (best, low, high) == pytest.approx((known.effect.mean, *known.effect.intervals[0.8]), abs=0.051)
    assert heat.change.endswith(f"{known.n_fair} fair comparisons")
    assert heat.times == f"{known.n_uses} times"
    assert any("Cat and cow (3 times)" in one for one in report.tried_early)
    assert "4 in 5 likely" in report.tried_note
    text = read(pdf_of(report, made_at=now))[1]
    assert heat.change in text
    assert heat.change in html(report)


def test_what_another_system_says_stands_apart_in_the_details(now):
    log("brought_in", now, what="condition", words="Lumbar sprain", status="active", since="2026-01-02")
    assert "Lumbar sprain" not in repr(made(now))
    (table,) = [one for one in made(now, sections=EVERYTHING).details if "another system" in one.title]
    assert table.rows == (("condition", "Lumbar sprain", "active; since 2026-01-02"),)
