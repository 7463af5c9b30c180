"""The medicine ledger: the truth is kept, what is wrong is said, and no number is shown before its gate."""

import re
import uuid
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from benchmarks.readability import BAR, grade
from tests.oracle.agree_doses import healthy
from unspasm.knowledge import load_knowledge
from unspasm.knowledge.review import FORBIDDEN
from unspasm.record.actions import log_event, save_answers, save_setting, start_check
from unspasm.record.models import AnswerEvent, Event
from unspasm.record.queries import entries, local_person
from unspasm.web.presenters.dose_words import taken_words, when_words

UK, US = "GB-GBN", "US"


def words(response, but="datalist"):
    """The page as a person reads it: tags away, spaces single; without what stands in `but`."""
    html = re.sub(rf"<(script|style|{but})\b.*?</\1>", " ", response.content.decode(), flags=re.S)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def told(**changes):
    """A well man of 40 who has answered everything, but for the changes; None is not asked."""
    check = start_check(mode="full", now=timezone.now())
    save_answers(check=check, screen="about_you", answers=healthy(**changes), asked_again=False, now=timezone.now())
    return check


def live_in(country):
    save_setting(key="country", value=country, now=timezone.now())


def swallow(product, *lines, ago=timedelta(0), zone="UTC"):
    """A dose as the record keeps it; a line is (ingredient, mg)."""
    data = {"product": product, "lines": [{"ingredient": i, "amount": str(mg), "unit": "mg"} for i, mg in lines]}
    now = timezone.now()
    return log_event(kind="dose", data=data, key=uuid.uuid4(), happened_at=now - ago, zone=zone, now=now)


def form(product="ibuprofen", mg="200", count="2", **more):
    return {
        "product": product, "mg_1": mg, "unit_1": "mg", "count": count, "say": "save", "ago_min": "0",
        "key": str(uuid.uuid4()), "zone": "UTC", **more,
    }  # fmt: skip


def take(client, **fields):
    return client.post("/medicines/took/", form(**fields), follow=True)


def doses():
    return entries(local_person(), {"dose"})


def pass_gate(client, medicine):
    return client.post(f"/medicines/gate/{medicine}/", {"asked": "yes", "key": str(uuid.uuid4()), "zone": "UTC"})


@pytest.fixture
def at_home():
    """A well person in the UK."""
    live_in(UK)
    told()


# --- writing down ---------------------------------------------------------------------------------


def test_a_dose_is_written_down_and_counts(client, at_home):
    page = take(client)
    (entry,) = doses()
    assert entry.data.product == "ibuprofen"
    assert [(line.ingredient, line.amount, line.unit) for line in entry.data.lines] == [
        ("ibuprofen", Decimal(400), "mg")
    ]
    assert "ibuprofen, 400 mg" in words(page)


def test_a_refused_dose_is_kept_and_said_to_be_wrong(client, at_home):
    swallow("ibuprofen", ("ibuprofen", 400), ago=timedelta(hours=1))
    page = take(client)
    assert len(doses()) == 2
    assert "That was too soon" in words(page)
    assert "It is written down and counts" in words(page)


def test_an_overdose_of_paracetamol_is_an_emergency_screen(client, at_home):
    page = take(client, product="paracetamol", mg="500", count="9")
    said = words(page)
    assert "Call for help now" in said
    assert "paracetamol, 4500 mg" in said, "what to say on the phone names it"
    assert 'href="tel:999"' in page.content.decode()
    assert "even if you feel well" in said
    assert "Next dose" not in said
    assert "Call for help now" in words(client.get("/medicines/")), "and it stays when the page is opened again"
    assert len(doses()) == 1


def test_an_emergency_that_was_a_slip_is_gone_when_it_is_corrected(client, at_home):
    take(client, product="paracetamol", mg="500", count="9")
    (entry,) = doses()
    address = f"/medicines/dose/{entry.thread}/change/"
    at = f"{entry.local:%Y-%m-%dT%H:%M}"
    client.post(address, {**form(product="paracetamol", mg="500", count="1"), "whole": "1", "seen": "1", "at": at})
    assert "Call for help now" not in words(client.get("/medicines/"))
    assert Event.objects.filter(thread=entry.thread).count() == 2, "what stood there before is kept"


def test_the_same_tap_sent_twice_is_one_dose(client, at_home):
    once = form()
    first, second = (client.post("/medicines/took/", once) for _ in range(2))
    assert first.status_code == second.status_code == 303
    assert first["Location"] == second["Location"]
    assert len(doses()) == 1


@pytest.mark.parametrize("zone", ["Europe/London", "Asia/Kolkata", "Mars/Olympus"])
def test_a_dose_keeps_the_zone_it_was_taken_in(client, at_home, zone):
    take(client, zone=zone)
    assert doses()[0].zone == (zone if zone != "Mars/Olympus" else timezone.get_current_timezone_name())


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"mg": "-200"}, "Give a plain number above 0"),
        ({"mg": "0"}, "Give a plain number above 0"),
        ({"mg": "1,000"}, "without a comma"),
        ({"mg": "2e2"}, "Give a plain number above 0"),
        ({"mg": "٢٠٠"}, "Give a plain number above 0"),
        ({"mg": ""}, "Give a plain number above 0"),
        ({"mg": "200", "unit_1": "g"}, "Look at the number and the unit"),
        ({"mg": "0.4"}, "Look at the number and the unit"),
        ({"count": "-1"}, "Give a plain number above 0"),
        ({"count": "0.0"}, "Give a plain number above 0"),
        ({"count": "9999"}, "Give a plain number above 0"),
        ({"at": "2031-01-01T08:00"}, "That time is still to come"),
        ({"at": "1999-01-01T08:00"}, "too long"),
        ({"at": "yesterday"}, "not a time we can read"),
        ({"ago_min": "-30"}, "not a number of minutes"),
    ],
)  # fmt: skip
def test_bad_input_is_said_in_a_sentence_and_nothing_is_written(client, at_home, fields, sentence):
    response = client.post("/medicines/took/", form(**fields))
    assert response.status_code == 422
    assert sentence in words(response)
    assert "Not saved yet" in words(response)
    assert doses() == []


def test_half_a_tablet_and_grams_are_read_as_they_are(client, at_home):
    take(client, mg="400", count="0.5")
    take(client, product="paracetamol", mg="1", unit_1="g", count="1")
    assert sorted(line.amount for entry in doses() for line in entry.data.lines) == [Decimal(200), Decimal(1000)]


@pytest.mark.parametrize("name", ["", "   ", "\x00\x07", "a" * 5000, "Advil, Tylenol, Aleve, Motrin, Nurofen, Hedex, Panadol, Disprol, Medinol, Midol, Lemsip" * 2])  # fmt: skip
def test_a_name_that_is_no_name_is_refused(client, at_home, name):
    response = client.post("/medicines/took/", form(product=name))
    assert response.status_code == 422
    assert doses() == []


def test_hostile_words_are_words(client, at_home):
    hostile = "<script>alert(1)</script>\"'&"
    page = client.post("/medicines/took/", {**form(product=hostile), "say": ""})
    assert "<script>alert" not in page.content.decode()
    mix = {**form(product=hostile), "drug_1": "other", "name_1": "<b>zzyx</b>", "mg_1": "5"}
    page = client.post("/medicines/took/", mix, follow=True)
    assert len(doses()) == 1
    for address in ("/medicines/", page.redirect_chain[-1][0]):
        html = client.get(address).content.decode()
        assert "<script>alert" not in html
        assert "<b>zzyx" not in html


# --- what a pack holds ----------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["Wonder pills", "Tylenol PM", "Night and day cold relief", "Nurofen", "Advil"])
def test_an_unknown_product_blocks_until_its_drugs_are_typed_in(client, at_home, name):
    response = client.post("/medicines/took/", form(product=name))
    assert response.status_code == 422, "milligrams alone are not enough"
    assert "What it holds" in words(response)
    assert doses() == []


def test_a_mix_is_one_entry_with_a_line_for_each_drug(client, at_home):
    mix = form(product="Anadin Extra", count="2", drug_1="aspirin", mg_1="300", drug_2="paracetamol", mg_2="200", drug_3="caffeine", mg_3="45")  # fmt: skip
    page = client.post("/medicines/took/", mix, follow=True)
    (entry,) = doses()
    held = {line.ingredient: line.amount for line in entry.data.lines}
    assert held == {"aspirin": Decimal(600), "paracetamol": Decimal(400), "caffeine": Decimal(90)}
    assert "Anadin Extra" in words(page)


def test_a_brand_that_holds_several_names_them_first(client, at_home):
    page = client.post("/medicines/took/", {"product": "Anadin Extra"})
    html = page.content.decode()
    assert re.search(r'<option value="aspirin" selected', html)
    assert re.search(r'<option value="paracetamol" selected', html)


@pytest.mark.parametrize(
    "slip", ["paracetmol", "Paracetamol 500", "acetominophen", "ibuprophen", "Ibuprofen lysine salt"]
)
def test_a_slip_of_the_pen_does_not_hide_a_drug_that_counts(client, at_home, slip):
    mix = form(product="Wonder pills", drug_1="other", name_1=slip, mg_1="500")
    response = client.post("/medicines/took/", mix)
    assert response.status_code == 422
    assert "We must count it" in words(response)
    assert doses() == []


def test_a_drug_in_no_table_is_kept_and_never_waved_through(client, at_home):
    mix = form(product="Sleepy", drug_1="other", name_1="diphenhydramine", mg_1="25")
    page = client.post("/medicines/took/", mix, follow=True)
    assert [line.ingredient for line in doses()[0].data.lines] == ["diphenhydramine"]
    assert "not in our tables" in words(page)
    page = take(client)
    assert "not on our list" in words(page), "the next dose of another drug is told of it"


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ({"drug_1": "", "mg_1": ""}, "at least one drug"),
        ({"drug_1": "ibuprofen", "mg_1": "200", "drug_2": "ibuprofen", "mg_2": "100"}, "twice"),
        ({"drug_1": "made_up", "mg_1": "200"}, "Choose the drug from the list"),
        ({"drug_1": "other", "name_1": "", "mg_1": "200"}, "Type the name of the drug"),
        ({"drug_1": "other", "name_1": "Hedex", "mg_1": "200"}, "That is a product"),
        ({"drug_1": "ibuprofen", "name_1": "codeine", "mg_1": "200"}, "Keep one of the two"),
        ({"drug_1": "", "mg_1": "200"}, "Say which drug that is"),
    ],
)
def test_a_row_that_cannot_be_read_is_refused(client, at_home, rows, sentence):
    response = client.post("/medicines/took/", form(product="Wonder pills", **rows))
    assert response.status_code == 422
    assert sentence in words(response)
    assert doses() == []


def test_the_extended_kind_must_be_named(client):
    live_in(US)
    told()
    assert client.post("/medicines/took/", form(product="Tylenol", mg="650")).status_code == 422, "which pack?"
    response = client.post("/medicines/took/", form(product="Tylenol", mg="650", pack="other"))
    assert response.status_code == 422
    assert "acetaminophen extended-release 650 mg" in words(response)
    take(client, product="Tylenol", pack="acetaminophen extended-release 650 mg", count="2")
    (entry,) = doses()
    assert entry.data.lines[0].amount == Decimal(1300)


def test_two_packs_of_paracetamol_are_a_duplicate_also_when_one_is_unknown(client, at_home):
    swallow("Hedex", ("paracetamol", 500), ago=timedelta(hours=6))
    page = client.post(
        "/medicines/took/", form(product="Wonder cold", drug_1="paracetamol", mg_1="500", count="1"), follow=True
    )
    assert "These two do not go together" in words(page)


def test_aspirin_after_ibuprofen_is_a_duplicate(client, at_home):
    swallow("ibuprofen", ("ibuprofen", 200), ago=timedelta(hours=10))
    assert "These two do not go together" in words(take(client, product="aspirin", mg="300", count="1"))


# --- numbers and their gate -----------------------------------------------------------------------


def test_no_number_before_the_gate_was_passed_knowingly(client, at_home):
    swallow("ibuprofen", ("ibuprofen", 400), ago=timedelta(minutes=30))
    page = client.get("/medicines/")
    assert "Next dose" not in words(page)
    assert "/medicines/gate/ibuprofen/" in page.content.decode()
    refused = client.post("/medicines/gate/ibuprofen/", {"key": str(uuid.uuid4())})
    assert refused.status_code == 422
    assert entries(local_person(), {"gate_passed"}) == []
    pass_gate(client, "ibuprofen")
    assert [e.data.medicine for e in entries(local_person(), {"gate_passed"})] == ["ibuprofen"]
    said = words(client.get("/medicines/"))
    assert "not before" in said
    assert "800 mg" in said
    pass_gate(client, "ibuprofen")
    assert len(entries(local_person(), {"gate_passed"})) == 1, "once for each medicine and episode"


def test_the_gate_of_one_medicine_is_not_that_of_another(client, at_home):
    pass_gate(client, "ibuprofen")
    swallow("paracetamol", ("paracetamol", 500), ago=timedelta(hours=8))
    assert "Next dose" not in words(client.get("/medicines/"))


def test_the_gate_names_what_this_person_must_say(client):
    live_in(UK)
    told(takes_warfarin="yes", blood_thinner="yes")
    said = words(client.get("/medicines/gate/ibuprofen/"))
    short = load_knowledge().facts["takes_warfarin"].short
    assert short.lower() in said.lower()


@pytest.mark.parametrize("medicine", ["nothing", "caffeine", "codeine"])
def test_a_gate_belongs_to_a_medicine(client, at_home, medicine):
    assert client.get(f"/medicines/gate/{medicine}/").status_code == 404


def test_the_clock_of_relief(client, at_home):
    swallow("ibuprofen", ("ibuprofen", 400), ago=timedelta(minutes=10))
    said = words(client.get("/medicines/"))
    assert "30 to 60 minutes" in said
    begins = timezone.localtime() + timedelta(minutes=20)
    assert f"{begins:%H:%M}" in said


def test_under_18_no_number_and_no_asking_before(client):
    live_in(UK)
    told(age=15)
    page = take(client)
    assert "under 18" in words(page)
    said = words(client.get("/medicines/"))
    assert "Ask a pharmacist or doctor, with an adult" in said
    assert "Next dose" not in said
    assert "mg at most" not in said
    assert client.get("/medicines/before/").status_code == 302
    assert client.get("/medicines/gate/ibuprofen/").status_code == 302
    assert len(doses()) == 1, "the truth is kept"


@pytest.mark.parametrize("age", [None, "skipped", "not_sure"])
def test_without_an_age_no_number(client, age):
    live_in(UK)
    told(age=age)
    pass_gate(client, "ibuprofen")
    take(client)
    said = words(client.get("/medicines/"))
    assert "Tell us your age" in said
    assert "Next dose" not in said
    assert client.get("/medicines/before/").status_code == 302


@pytest.mark.parametrize("country", ["", "IE", "AU", "IN"])
def test_elsewhere_no_dose_number_but_the_dangers(client, country):
    live_in(country)
    told()
    page = take(client, mg="800", count="1")
    said = words(page).replace("ibuprofen, 800 mg", "")
    assert not re.search(r"\d+ ?mg\b", said), "no number of a pack"
    assert "packs in the US or the UK allow" in said
    assert "Next dose" not in words(client.get("/medicines/"))
    page = take(client, product="paracetamol", mg="500", count="10")
    assert "Call for help now" in words(page)


@pytest.mark.parametrize("age", [15, None])
def test_no_number_of_a_dose_for_the_young_and_without_an_age(client, age):
    """Not even in the words of a lower limit, or of a limit that was broken."""
    live_in(UK)
    told(age=age, weight_under_50kg="yes", weight_kg=None, liver_disease="mild")
    take(client, product="paracetamol", mg="600", count="1")
    said = take(client, product="paracetamol", mg="600", count="1")
    for page in (said, client.get("/medicines/")):
        shown = words(page, but="details").replace("600 mg", "")  # titles of sources name packs
        assert not re.search(r"\d ?mg", shown)
    assert len(doses()) == 2


def test_somebody_whom_it_does_not_suit_is_told_at_once(client):
    live_in(UK)
    told(pregnant="yes", sex="female")
    page = take(client)
    assert "This one is not for you" in words(page)
    assert len(doses()) == 1


# --- before it is taken ---------------------------------------------------------------------------


def ask(client, **fields):
    return client.post("/medicines/before/", {**form(**fields), "say": "ask"})


def test_before_it_is_taken_the_gate_comes_first(client, at_home):
    page = ask(client)
    assert "What to ask" in words(page)
    page = client.post("/medicines/before/", {"product": "ibuprofen", "say": "gate", "asked": "yes", "key": str(uuid.uuid4())})  # fmt: skip
    assert "How many" in words(page)
    assert doses() == []


def test_before_it_is_taken_it_is_never_a_leave(client, at_home):
    pass_gate(client, "ibuprofen")
    said = words(ask(client))
    assert "We see no limit against it" in said
    assert "Ask a pharmacist or doctor first" in said
    assert not re.search(r"you (may|can|should) take", said, re.I)
    assert doses() == [], "asking writes nothing down"


@pytest.mark.parametrize(
    ("before", "mg", "count", "sentence"),
    [
        (("ibuprofen", 400, 2), "200", "1", "It is too soon"),
        (("ibuprofen", 400, 7), "400", "2", "That is too much at once"),
        (("aspirin", 300, 7), "200", "1", "It does not go with what you took"),
    ],
)
def test_before_it_is_taken_what_stands_against_it(client, at_home, before, mg, count, sentence):
    drug, amount, hours = before
    swallow(drug, (drug, amount), ago=timedelta(hours=hours))
    pass_gate(client, "ibuprofen")
    assert sentence in words(ask(client, mg=mg, count=count))


@pytest.mark.parametrize("page", ["/", "/today/"])
def test_an_overdose_stands_on_the_pages_where_people_look_next(client, at_home, page):
    assert "Because of a medicine" not in words(client.get(page))
    swallow("", ("paracetamol", 9000))
    shown = words(client.get(page))
    assert "Emergency" in shown
    assert "Because of a medicine that you wrote down" in shown
    assert "Start a session" not in shown


def test_what_would_be_an_overdose_is_said_before_and_calls_nobody(client, at_home):
    pass_gate(client, "paracetamol")
    for hours in (20, 15, 10, 5):
        swallow("paracetamol", ("paracetamol", 1000), ago=timedelta(hours=hours))
    said = words(ask(client, product="paracetamol", mg="500", count="1"))
    assert "Do not take it" in said
    assert "far too much" in said
    assert "Call for help now" not in said


def test_while_an_emergency_stands_nothing_else_is_asked(client, at_home):
    take(client, product="paracetamol", mg="500", count="10")
    assert client.get("/medicines/before/").status_code == 302


# --- questions ------------------------------------------------------------------------------------


def test_what_is_not_known_is_asked_and_kept_with_the_check(client):
    live_in(UK)
    start_check(mode="full", now=timezone.now())
    swallow("ibuprofen", ("ibuprofen", 200), ago=timedelta(hours=2))
    assert "/medicines/questions/ibuprofen/" in client.get("/medicines/").content.decode() or "age" in words(
        client.get("/medicines/")
    )
    seen = set()
    for _ in range(60):
        response = client.get("/medicines/questions/ibuprofen/")
        if response.status_code == 302:
            break
        page = response.context["page"]
        assert page.facts not in seen, "a question is put once"
        seen.add(page.facts)
        answers = {"screen": page.id, "kind": page.kind, "put": list(page.facts), "say": "none"}
        if page.kind == "fields":
            answers |= {"say": "go"}
            for question in page.questions:
                answers[question.id] = {"age": "40", "weight_kg": "80"}.get(question.id) or (
                    "no" if question.look == "yes_no" else next(c.value for c in question.choices)
                )
        saved = client.post("/medicines/questions/ibuprofen/", answers)
        assert saved.status_code == 302, (page.id, saved.context["page"].wrong)
    assert response["Location"] == "/medicines/"
    assert AnswerEvent.objects.filter(fact="takes_warfarin").exists()
    assert "We do not know something" not in words(client.get("/medicines/"))


def test_a_no_of_yesterday_to_what_changes_in_a_day_is_asked_again(client):
    live_in(UK)
    check = told()
    pass_gate(client, "ibuprofen")
    assert "We do not know something" not in words(ask(client))
    AnswerEvent.objects.filter(check_run=check).update(at=timezone.now() - timedelta(hours=30))
    assert "We do not know something" in words(ask(client))
    asked = client.get("/medicines/questions/ibuprofen/").context["page"].facts
    again = {key for key, fact in load_knowledge().facts.items() if fact.ask_again == "each_session"}
    assert set(asked) <= again


def test_a_danger_sign_told_here_leads_to_the_emergency_page(client):
    live_in(UK)
    told(chest_pain=None)
    answer = {"screen": "danger_chest", "kind": "fields", "put": ["chest_pain"], "chest_pain": "yes", "say": "go"}
    response = client.post("/medicines/questions/ibuprofen/", answer)
    assert response["Location"] == "/result/"


def test_a_screen_that_was_not_put_is_not_taken(client, at_home):
    answer = {"screen": "danger_chest", "kind": "fields", "put": ["age"], "age": "90", "say": "go"}
    assert client.post("/medicines/questions/ibuprofen/", answer).status_code == 404


# --- changing and taking back ---------------------------------------------------------------------


def test_a_change_is_a_new_version(client, at_home):
    swallow("ibuprofen", ("ibuprofen", 400), ago=timedelta(hours=3), zone="Europe/London")
    (entry,) = doses()
    address = f"/medicines/dose/{entry.thread}/change/"
    page = client.get(address)
    assert 'name="zone" value="Europe/London"' in page.content.decode(), "the clock of the place, not of this browser"
    assert 'value="400"' in page.content.decode()
    at = f"{entry.local:%Y-%m-%dT%H:%M}"
    changed = {**form(mg="200", count="1"), "whole": "1", "seen": "1", "at": at, "zone": "Europe/London"}
    assert client.post(address, changed).status_code == 303
    (entry,) = doses()
    assert entry.version == 2
    assert entry.data.lines[0].amount == Decimal(200)


def test_a_change_of_what_another_device_changed_is_not_lost_and_not_forced(client, at_home):
    swallow("ibuprofen", ("ibuprofen", 400), ago=timedelta(hours=3))
    (entry,) = doses()
    address, at = f"/medicines/dose/{entry.thread}/change/", f"{entry.local:%Y-%m-%dT%H:%M}"
    one, two = ({**form(mg=mg, count="1"), "whole": "1", "seen": "1", "at": at} for mg in ("200", "300"))
    assert client.post(address, one).status_code == 303
    page = client.post(address, two)
    assert page.status_code == 409
    assert "changed somewhere else" in words(page)
    assert 'value="200"' in page.content.decode(), "as it stands now"
    assert doses()[0].data.lines[0].amount == Decimal(200)


def test_deleted_can_be_brought_back(client, at_home):
    swallow("ibuprofen", ("ibuprofen", 400), ago=timedelta(hours=3))
    (entry,) = doses()
    page = client.post(f"/medicines/dose/{entry.thread}/delete/", {"seen": "1", "key": str(uuid.uuid4())}, follow=True)
    assert doses() == []
    assert "Bring it back" in words(page)
    undo = {"thread": str(entry.thread), "seen": "2", "restore": "1", "key": str(uuid.uuid4()), "back": "/medicines/"}
    client.post("/diary/undo/", undo)
    assert len(doses()) == 1


def test_deleting_what_another_device_changed_leaves_it(client, at_home):
    swallow("ibuprofen", ("ibuprofen", 400), ago=timedelta(hours=3))
    (entry,) = doses()
    page = client.post(f"/medicines/dose/{entry.thread}/delete/", {"seen": "0", "key": str(uuid.uuid4())}, follow=True)
    assert len(doses()) == 1
    assert "left as it is" in words(page)


@pytest.mark.parametrize("part", ["", "change/", "delete/"])
def test_an_entry_that_is_not_there(client, at_home, part):
    address = f"/medicines/dose/{uuid.uuid4()}/{part}"
    response = client.post(address, {"seen": "1"}) if part == "delete/" else client.get(address)
    assert response.status_code in (302, 404)


@pytest.mark.parametrize("kind", ["note", "drink"])
def test_only_doses_are_changed_here(client, at_home, kind):
    data = {"words": "x"} if kind == "note" else {"what": "water", "ml": 200}
    now = timezone.now()
    event = log_event(kind=kind, data=data, key=uuid.uuid4(), happened_at=now, zone="UTC", now=now)
    assert client.get(f"/medicines/dose/{event.thread}/change/").status_code == 404


# --- times ----------------------------------------------------------------------------------------


def test_the_hour_that_comes_twice_is_asked_about(client, at_home, settings):
    night = "2025-10-26T01:30"
    response = client.post("/medicines/took/", form(at=night, zone="Europe/London"))
    assert response.status_code == 422
    assert "Which of the two" in words(response)
    client.post("/medicines/took/", form(at=night, zone="Europe/London", fold="second"))
    assert doses()[0].happened_at == datetime(2025, 10, 26, 1, 30, tzinfo=UTC)


def test_posts_are_guarded(client, strict_client, at_home):
    assert strict_client.post("/medicines/took/", form()).status_code == 403
    assert doses() == []


def test_no_dose_in_an_address(client, at_home):
    page = take(client, product="paracetamol", mg="500", count="1")
    for address, _ in page.redirect_chain:
        assert "paracetamol" not in address


def test_a_clock_set_back_hides_no_dose(client, at_home):
    """A dose that stands in the future, because a clock was wrong, still counts for the next one."""
    pass_gate(client, "ibuprofen")
    swallow("ibuprofen", ("ibuprofen", 400), ago=timedelta(hours=-2))
    page = client.get("/medicines/")
    assert "time still to come" in words(page)
    earliest = timezone.localtime() + timedelta(hours=8)
    assert f"not before {'today' if earliest.date() == timezone.localdate() else 'tomorrow'} at" in words(page)
    assert "It is too soon" in words(ask(client))


def test_an_emergency_stands_before_whatever_is_written_after_it(client, at_home):
    take(client, product="paracetamol", mg="500", count="9")
    assert "Call for help now" in words(take(client, mg="200", count="1"))


def test_an_emergency_of_last_week_is_told_calmly(client, at_home):
    event = swallow("paracetamol", ("paracetamol", 9000), ago=timedelta(days=7))
    assert "Call for help now" not in words(client.get("/medicines/"))
    said = words(client.get(f"/medicines/dose/{event.thread}/"))
    assert "Has no doctor seen you for it?" in said


def test_times_are_said_for_today_tomorrow_and_the_hour_that_comes_twice():
    london = ZoneInfo("Europe/London")
    now = datetime(2025, 10, 25, 22, tzinfo=london)
    assert when_words(datetime(2025, 10, 25, 23, 5, tzinfo=london), now) == "today at 23:05"
    assert when_words(datetime(2025, 10, 26, 0, 30, tzinfo=UTC), now) == "tomorrow at 01:30, the first time"
    assert when_words(datetime(2025, 10, 26, 1, 30, tzinfo=UTC), now) == "tomorrow at 01:30, the second time"
    assert when_words(datetime(2025, 10, 26, 3, 30, tzinfo=UTC), now) == "tomorrow at 03:30"
    assert when_words(datetime(2025, 10, 24, 3, 30, tzinfo=UTC), now) == "yesterday at 04:30"
    assert when_words(datetime(2025, 11, 24, 3, 30, tzinfo=UTC), now) == "Monday 24 November at 03:30"


def test_a_dose_from_another_zone_says_so():
    now = datetime(2026, 1, 5, 12, tzinfo=ZoneInfo("Europe/London"))
    there = datetime(2026, 1, 5, 13, 30, tzinfo=ZoneInfo("Asia/Kolkata"))
    assert taken_words(there, now) == "today at 08:00 (there it was 13:30, Asia/Kolkata)"


def test_a_gate_belongs_to_its_episode(client, at_home):
    """A new episode asks first again."""
    pass_gate(client, "ibuprofen")
    swallow("ibuprofen", ("ibuprofen", 200), ago=timedelta(hours=8))
    assert "Left in 24 hours" in words(client.get("/medicines/"))
    now = timezone.now()
    log_event(kind="episode", data={"mark": "open"}, key=uuid.uuid4(), happened_at=now, zone="UTC", now=now)
    assert "Left in 24 hours" not in words(client.get("/medicines/"))
    pass_gate(client, "ibuprofen")
    assert "Left in 24 hours" in words(client.get("/medicines/"))


def test_nothing_said_is_a_leave_to_take(client, at_home):
    """The forbidden words, over every page of the ledger."""
    pass_gate(client, "ibuprofen")
    swallow("ibuprofen", ("ibuprofen", 200), ago=timedelta(hours=8))
    pages = [
        client.get(a) for a in ("/medicines/", "/medicines/took/", "/medicines/before/", "/medicines/gate/aspirin/")
    ]
    for page in [*pages, ask(client), take(client)]:
        assert not FORBIDDEN.search(words(page))


# --- what fresh eyes found ------------------------------------------------------------------------


@pytest.mark.parametrize("country", ["IE", ""])
def test_far_too_much_is_no_milder_where_no_number_is_shown(client, country):
    live_in(country)
    told()
    said = words(take(client, product="paracetamol", mg="500", count="7"))
    assert "Ask a pharmacist or doctor today, even if you feel well" in said


def test_far_too_much_is_no_milder_without_an_age(client):
    live_in(UK)
    told(age=None)
    assert "Ask a pharmacist or doctor today, even if you feel well" in words(
        take(client, product="paracetamol", mg="500", count="8")
    )


@pytest.mark.parametrize(
    ("answers", "drug", "wanted", "unwanted"),
    [
        ({"pregnant": "yes", "sex": "female"}, "ibuprofen", "Ask a midwife", "hot tubs"),
        ({"kidney_disease": "severe"}, "ibuprofen", "Ask your clinic first", "sets your drinks"),
        ({"takes_warfarin": "yes", "blood_thinner": "yes"}, "ibuprofen", "make you bleed", "daily paracetamol"),
    ],
)
def test_why_not_is_said_of_a_medicine(client, answers, drug, wanted, unwanted):
    live_in(UK)
    told(**answers)
    said = words(take(client, product=drug, mg="200", count="1"))
    assert wanted in said
    assert unwanted not in said


def test_words_for_a_medicine_stand_for_exclusions_that_exist():
    tables = load_knowledge().tables
    rows = {row["id"] for row in tables["exclusions"]}
    assert {key for key in tables["dose_rules"]["why"] if key not in ("sources", "mark")} <= rows


def test_after_too_many_days_no_time_for_a_next_one_is_named(client, at_home):
    pass_gate(client, "ibuprofen")
    for day in range(1, 11):
        swallow("ibuprofen", ("ibuprofen", 200), ago=timedelta(days=day))
    for page in (client.get("/medicines/"), ask(client, mg="200", count="1")):
        said = words(page)
        assert "not before you have talked to a pharmacist or doctor" in said
        assert "no more wait" not in said


def test_a_wait_that_is_over_is_no_leave(client, at_home):
    pass_gate(client, "ibuprofen")
    swallow("ibuprofen", ("ibuprofen", 200), ago=timedelta(hours=9))
    assert "no more wait by the pack; ask first" in words(client.get("/medicines/"))


@pytest.mark.parametrize("sign", ["sick_vomiting", "chest_pain"])
def test_a_sign_is_told_on_the_phone_as_a_sign(client, sign):
    live_in(UK)
    told(**{sign: "yes"})
    said = words(take(client, mg="200", count="1"))
    assert "Call 999" in said
    assert "I have a danger sign, and I took a pain medicine" in said
    assert load_knowledge().facts[sign].short.lower() in said.lower()
    assert "more painkillers than the pack" not in said


def test_a_sign_before_anything_was_taken_is_not_said_to_come_from_it(client):
    live_in(UK)
    told(chest_pain="yes")
    pass_gate(client, "ibuprofen")
    page = ask(client, mg="200", count="1")
    assert "You told us of a danger sign" in words(page)
    assert "after such a pill" not in words(page)
    assert 'class="btn btn-help" href="/call/"' in page.content.decode()


def test_taking_back_an_overdose_says_what_if_it_was_true(client, at_home):
    take(client, product="paracetamol", mg="500", count="9")
    (entry,) = doses()
    page = client.post(f"/medicines/dose/{entry.thread}/delete/", {"seen": "1", "key": str(uuid.uuid4())}, follow=True)
    assert "Did you take it? Then bring it back" in words(page)


def test_more_than_the_pack_told_in_the_check_counts_here(client):
    live_in(UK)
    told(overdose="yes")
    said = words(take(client, mg="200", count="1"))
    assert "This one is not for you" in said
    assert "more painkillers than the pack allows" in said


@pytest.mark.parametrize("name", ["diclofenac tablets", "Ketoprofen capsules", "celecoxib", "Meloxicam"])
def test_a_pill_of_the_ibuprofen_type_from_a_doctor_counts_as_one(client, at_home, name):
    take(client, product=name, mg="50", count="1")
    assert "Only one at a time" in words(take(client, mg="200", count="1"))


@pytest.mark.parametrize("country", [UK, US])
@pytest.mark.parametrize("drug", ["diclofenac", "ketoprofen"])
def test_a_gel_that_is_also_a_pill_asks_which(client, country, drug):
    live_in(country)
    told()
    page = client.post("/medicines/took/", {"product": drug})
    assert "It was a tablet or capsule" in words(page)
    assert re.search(rf'name="product" value="{drug} (tablets|capsules)"', page.content.decode())
    mix = client.post("/medicines/took/", {"product": "Wonder pills"})
    assert f">{drug} gel</option>" in mix.content.decode()


def test_far_more_than_the_pack_says_is_met_with_a_number_before_anything_is_sent(client, at_home):
    """Also where the entry waits on the device, with nobody to judge it."""
    page = client.post("/medicines/took/", {"product": "ibuprofen"})
    assert "Was it far more than the pack says? Call 999" in words(page)


def test_a_dose_logged_late_and_out_of_order_brings_the_alarm_to_what_came_after_it(client, at_home):
    for hours in (18, 12, 6, 1):
        swallow("paracetamol", ("paracetamol", 1000), ago=timedelta(hours=hours))
    assert "Call for help now" not in words(client.get("/medicines/"))
    page = take(client, product="paracetamol", mg="500", count="1", ago_min="900")
    assert "Call for help now" in words(page)
    assert "Call for help now" in words(client.get("/medicines/"))


def test_an_overdose_taken_back_and_brought_back_is_loud_again(client, at_home):
    take(client, product="paracetamol", mg="500", count="9")
    (entry,) = doses()
    client.post(f"/medicines/dose/{entry.thread}/delete/", {"seen": "1", "key": str(uuid.uuid4())})
    undo = {"thread": str(entry.thread), "seen": "2", "restore": "1", "key": str(uuid.uuid4()), "back": "/medicines/"}
    assert "Call for help now" in words(client.post("/diary/undo/", undo, follow=True))


def test_the_words_of_the_ledger_are_easy_to_read():
    book = load_knowledge().tables["dose_rules"]
    numbers = {"from": 30, "to": 60, "number": 999, "limit": "400 mg", "wait": "6 hours"}
    texts = [
        text
        for table in ("page", "why", "words")
        for key, text in book[table].items()
        if key not in ("sources", "mark")
    ]
    texts = [text.format(**numbers) for text in texts if isinstance(text, str)]
    assert [(text, grade(text)) for text in texts if len(text.split()) > 4 and grade(text) > BAR] == []


def test_asking_about_a_mix_passes_each_gate_once_and_keeps_what_was_typed(client, at_home):
    mix = {
        **form(product="Anadin Extra", count="1", drug_1="aspirin", mg_1="300", drug_2="paracetamol", mg_2="200"),
        "say": "ask",
    }
    page = client.post("/medicines/before/", mix)
    for _ in range(2):
        assert "What to ask" in words(page)
        fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.content.decode()))
        page = client.post("/medicines/before/", {**fields, "asked": "yes", "key": str(uuid.uuid4())})
    assert "aspirin, 300 mg" in words(page)
    assert "Nothing was written down" in words(page)
    assert {e.data.medicine for e in entries(local_person(), {"gate_passed"})} == {"aspirin", "paracetamol"}
    assert doses() == []
