"""Compare fairly: only what the gate allows, one at a time, drawn once, stopped when it is clear."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.utils import timezone

from tests.web.cleared import clear
from tests.web.trying import make_them
from unspasm.knowledge import load_knowledge
from unspasm.knowledge.works import load_works
from unspasm.learn.policy import FLOOR
from unspasm.record.actions import current_or_new_check, draw_choice, log_event, save_answers, save_setting
from unspasm.record.models import Event
from unspasm.record.queries import entries, local_person
from unspasm.record.trials import trials_of
from unspasm.web.presenters import comparing as show

WORKS = load_works()
RULES = WORKS.compare


@pytest.fixture
def cleared(client):
    """Somebody with a simple spasm who has answered everything today."""
    clear()
    return client


def begin(client, *options, key=None):
    return client.post("/works/compare/", {"option": options, "key": str(key or uuid4()), "zone": "UTC"})


def begun(client, *options):
    answer = begin(client, *options)
    assert answer.status_code == 303, answer.context["error"]
    return answer["Location"]


def trial():
    return trials_of(local_person(), timezone.now(), RULES.give_up)[-1]


def log(kind, data, ago=timedelta()):
    now = timezone.now()
    event = log_event(kind=kind, data=data, key=uuid4(), happened_at=now - ago, zone="UTC", now=now)
    return event.thread


def told(fact, value):
    now = timezone.now()
    check = current_or_new_check(mode="full", now=now)
    save_answers(check=check, screen="made_up", answers={fact: value}, asked_again=False, now=now)


def past_trial(options, tries, drop, hours_apart=10, first=None):
    """A comparison with this many rated tries, by turns. drop: {option: change}. first: only so many have had tries."""
    ago = timedelta(hours=hours_apart * (tries + 1))
    data = {"options": options, "policy": RULES.policy(len(options)), "planned": RULES.planned(len(options))}
    thread = log("trial", data, ago)
    for number in range(tries):
        at, option = ago - timedelta(hours=hours_apart * number + 1), options[number % (first or len(options))]
        log("choice", {"trial": thread, "option": option, "chance": 0.5}, at)
        at -= timedelta(minutes=1)
        if option == "nothing":
            window = log("wait", {"trial": thread}, at)
        else:
            window = log("session", {"item": option}, at)
            log("session_end", {"session": window, "outcome": "done"}, at - timedelta(minutes=15))
        before = 5 + number % 3
        log("rating", {"pain": before, "phase": "before", "session": window}, at)
        log("rating", {"pain": max(0, before + drop[option]), "phase": "after", "session": window}, at - timedelta(minutes=30))  # fmt: skip
    return thread


# --- beginning -----------------------------------------------------------------------------------


def test_it_says_how_many_tries_before_it_starts(cleared):
    page = cleared.get("/works/compare/").content.decode()
    for n in RULES.tries:
        assert f"about {n} tries" in page
    assert show.tries_by_size(2, [26, 26, 26, 26, 32]) == [("2 to 5", 26), ("6", 32)]
    assert show.tries_by_size(2, [20, 26, 26]) == [("2", 20), ("3 to 4", 26)]
    assert "Medicines are never compared here." in page
    begun(cleared, "heat", "nothing")
    assert trial().planned == RULES.planned(2)


@pytest.mark.parametrize(
    ("options", "status"),
    [
        (("heat",), 422),
        ((), 422),
        (("heat", "heat"), 422),
        (("heat", "ibuprofen"), 422),
        (("heat", "traction"), 422),
        (("heat", "no_such_thing"), 422),
        (("heat", "../../etc"), 422),
        (("heat", "cold", "breathing", "cat_cow", "childs_pose", "walking", "nothing"), 422),
        (("heat", "nothing"), 303),
        (("heat", "cold"), 303),
    ],
)
def test_two_to_six_things_that_can_be_done_and_no_medicine(cleared, options, status):
    assert begin(cleared, *options).status_code == status
    assert Event.objects.filter(kind="trial").count() == (status == 303)


def test_what_the_gate_leaves_out_is_refused_with_its_reason(client):
    clear(numb_skin_there="yes")
    page = client.get("/works/compare/")
    shut = [item for item, _ in page.context["open"]]
    answer = begin(client, "heat", "nothing")
    if "heat" in shut:
        pytest.fail("heat must be left out for somebody who cannot feel warm")
    assert answer.status_code == 409
    assert answer.context["error"]
    assert Event.objects.filter(kind="trial").count() == 0


def test_without_a_danger_check_nothing_begins_not_even_doing_nothing(client):
    assert begin(client, "heat", "nothing").status_code == 409
    assert client.post("/works/wait/", {"pain": "5", "key": str(uuid4())}).status_code == 409
    assert Event.objects.count() == 0


def test_in_danger_nothing_begins(client):
    clear(saddle_numb="yes")
    answer = begin(client, "heat", "nothing")
    assert answer.status_code == 409
    assert "First get help" in answer.content.decode()
    assert client.post("/works/wait/", {"pain": "5", "key": str(uuid4())}).status_code == 409


def test_a_doubled_tap_begins_one_comparison(cleared):
    key = uuid4()
    first, second = (begin(cleared, "heat", "nothing", key=key) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert Event.objects.filter(kind="trial").count() == 1


def test_one_comparison_at_a_time(cleared):
    begun(cleared, "heat", "nothing")
    answer = begin(cleared, "cold", "nothing")
    assert answer.status_code == 409
    assert "One comparison at a time" in answer.content.decode()


def test_words_instead_of_scores_cannot_be_compared(cleared):
    save_setting(key="no_scores", value=True, now=timezone.now())
    assert begin(cleared, "heat", "nothing").status_code == 409


def test_words_instead_of_scores_hold_a_comparison_up(cleared):
    address = begun(cleared, "heat", "nothing")
    log("choice", {"trial": trial().thread, "option": "nothing", "chance": 0.5})
    save_setting(key="no_scores", value=True, now=timezone.now())
    page = cleared.get(address).content.decode()
    assert "Words, not numbers" in page
    assert 'name="pain"' not in page
    assert "Stop this comparison" in page
    cleared.post(f"{address}next/")
    assert len(trial().tries) == 1
    save_setting(key="no_scores", value=False, now=timezone.now())
    assert 'name="pain"' in cleared.get(address).content.decode()


# --- one try at a time ---------------------------------------------------------------------------


def test_what_was_drawn_is_kept_with_its_chance_and_not_drawn_again(cleared):
    address = begun(cleared, "heat", "cold", "nothing")
    for _ in range(4):
        assert cleared.post(f"{address}next/")["Location"] == address
        assert cleared.get(address).status_code == 200
    (choice,) = entries(local_person(), {"choice"})
    assert choice.data.option in ("heat", "cold", "nothing")
    assert FLOOR / 3 <= choice.data.chance <= 1


def test_two_draws_at_the_same_moment_are_one(cleared):
    begun(cleared, "heat", "nothing")
    for option in ("heat", "nothing"):
        data = {"option": option, "chance": 0.5}
        draw_choice(trial=trial().thread, number=0, data=data, happened_at=timezone.now(), zone="UTC", now=timezone.now())  # fmt: skip
    assert [e.data.option for e in entries(local_person(), {"choice"})] == ["heat"]


def test_a_wait_is_rated_before_and_after_and_leads_back(cleared):
    address = begun(cleared, "heat", "nothing")
    thread = trial().thread
    log("choice", {"trial": thread, "option": "nothing", "chance": 0.5})
    page = cleared.get(address)
    assert page.context["is_wait"]
    missing = cleared.post("/works/wait/", {"trial": str(thread), "key": str(uuid4())})
    assert missing.status_code == 422
    key = uuid4()
    form = {"trial": str(thread), "pain": "6", "key": str(key), "zone": "UTC"}
    for _ in range(2):
        waiting = cleared.post("/works/wait/", form)["Location"]
    assert waiting == f"/works/wait/{key}/"
    assert "Rate again from" in cleared.get(waiting).content.decode()
    assert [e.kind for e in entries(local_person(), {"wait"})] == ["wait"]
    assert trial().current.state == "running"


def test_a_wait_counts_only_while_it_is_fresh(cleared):
    for minutes, phase in ((5, "now"), (25, "after"), (90, "now")):
        wait = log("wait", {}, timedelta(minutes=minutes))
        log("rating", {"pain": 6, "phase": "before", "session": wait}, timedelta(minutes=minutes))
        answer = cleared.post(f"/works/wait/{wait}/", {"pain": "4", "key": str(uuid4()), "zone": "UTC"})
        assert answer.status_code == 303
        assert entries(local_person(), {"rating"})[-1].data.phase == phase, minutes


def test_a_rated_wait_is_not_rated_twice(cleared):
    wait = log("wait", {}, timedelta(minutes=25))
    for pain in "46":
        cleared.post(f"/works/wait/{wait}/", {"pain": pain, "key": str(uuid4()), "zone": "UTC"})
    assert len(entries(local_person(), {"rating"})) == 1


def test_today_asks_for_the_rating_after_a_wait_and_for_the_next_try(cleared):
    begun(cleared, "heat", "nothing")

    def kinds():
        context = cleared.get("/today/").context
        return [s.kind for s in ([context["main"]] if context["main"] else []) + list(context["rest"])]

    assert "compare" in kinds()
    log("wait", {"trial": trial().thread}, timedelta(minutes=25))
    assert cleared.get("/today/").context["main"].is_rating


def test_a_session_of_the_comparison_leads_back_to_it(cleared):
    address = begun(cleared, "heat", "nothing")
    log("choice", {"trial": trial().thread, "option": "heat", "chance": 0.5})
    assert 'href="/sessions/heat/"' in cleared.get(address).content.decode()
    key = str(uuid4())
    cleared.post("/sessions/heat/start/", {"key": key, "zone": "UTC", "pain": "6"})
    assert trial().current.begun == UUID(key)
    cleared.post(f"/session/{key}/end/", {"outcome": "done", "key": str(uuid4()), "zone": "UTC"})
    assert address in cleared.get(f"/session/{key}/").content.decode()


def test_the_next_try_waits_until_the_last_one_has_worn_off(cleared):
    address = f"/works/compare/{past_trial(('heat', 'nothing'), 1, {'heat': -1})}/"
    assert cleared.get(address).context["ready_at"] is None
    wait = log("wait", {"trial": trial().thread}, timedelta(minutes=30))
    log("choice", {"trial": trial().thread, "option": "nothing", "chance": 0.5}, timedelta(minutes=31))
    log("rating", {"pain": 4, "phase": "after", "session": wait})
    assert cleared.get(address).context["ready_at"] is not None
    assert cleared.post(f"{address}next/").status_code == 409


# --- what changes on the way ---------------------------------------------------------------------


def test_what_becomes_excluded_is_skipped_and_said_why(cleared):
    address = begun(cleared, "heat", "breathing", "nothing")
    log("choice", {"trial": trial().thread, "option": "heat", "chance": 0.5})
    told("numb_skin_there", "yes")
    page = cleared.get(address)
    assert page.context["current"] is None
    assert any("Warm the sore place is left out" in line for line in page.context["skipped"])
    for _ in range(6):
        cleared.post(f"{address}next/")
    drawn = [e.data.option for e in entries(local_person(), {"choice"})]
    assert drawn[0] == "heat"
    assert len(drawn) == 2
    assert drawn[1] != "heat"


def test_what_is_left_out_before_its_first_try_does_not_hold_up_the_end(cleared):
    thread = past_trial(("breathing", "nothing", "heat"), 24, {"heat": 0, "breathing": -4, "nothing": 0}, first=2)
    address = f"/works/compare/{thread}/"
    assert cleared.get(address).context["outcome"].why == ""
    told("numb_skin_there", "yes")
    assert cleared.get(address).context["outcome"].why == "clear"
    cleared.post(f"{address}next/")
    assert (trial().why, len(trial().tries)) == ("clear", 24)
    page = cleared.get(address)
    assert any("helps" in line for line in page.context["outcome"].lines)
    assert any("Warm the sore place is left out" in line for line in page.context["skipped"])


def test_what_is_left_out_on_the_way_is_never_called_best(cleared):
    options = ("heat", "breathing", "nothing")
    address = f"/works/compare/{past_trial(options, 24, {'heat': -4, 'breathing': 0, 'nothing': 0})}/"
    assert cleared.get(address).context["outcome"].lines[0].startswith("Of these, Warm the sore place is best for you")
    told("numb_skin_there", "yes")
    came = cleared.get(address).context["outcome"]
    assert "Warm the sore place" not in " ".join(came.lines)
    cleared.post(f"{address}end/")
    assert "Of these, Warm the sore place" not in cleared.get(address).content.decode()


def test_with_one_thing_left_today_asks_for_no_next_try(cleared):
    begun(cleared, "heat", "nothing")
    assert "Do the next try" in cleared.get("/today/").content.decode()
    told("numb_skin_there", "yes")
    page = cleared.get("/today/").content.decode()
    assert "Do the next try" not in page
    assert WORKS.words["one_left"] in page
    assert "See your comparison" in page


def test_with_one_thing_left_it_stops_drawing_and_offers_to_stop(cleared):
    address = begun(cleared, "heat", "nothing")
    told("numb_skin_there", "yes")
    assert cleared.post(f"{address}next/").status_code == 409
    page = cleared.get(address).content.decode()
    assert "Only one thing is left" in page
    assert page.count("Stop the comparison</button>") == 1
    assert "<details><summary>Stop" not in page
    cleared.post(f"{address}end/")
    assert trial().why == "abandoned"
    begun(cleared, "breathing", "nothing")


def test_danger_on_the_way_stops_it(cleared):
    address = begun(cleared, "heat", "nothing")
    told("saddle_numb", "yes")
    assert cleared.post(f"{address}next/").status_code == 409
    assert "compare" not in [s.kind for s in cleared.get("/today/").context["rest"]]
    assert Event.objects.filter(kind="choice").count() == 0


# --- the end -------------------------------------------------------------------------------------


def test_it_ends_early_when_it_is_clear(cleared):
    thread = past_trial(("heat", "nothing"), 20, {"heat": -4, "nothing": 0})
    page = cleared.get(f"/works/compare/{thread}/")
    assert page.context["outcome"].why == "clear"
    assert page.context["outcome"].lines == ("Warm the sore place: helps.",)
    cleared.post(f"/works/compare/{thread}/next/")
    assert trial().why == "clear"
    assert "It is clear enough" in cleared.get(f"/works/compare/{thread}/").content.decode()


@pytest.mark.parametrize("options", [("heat", "nothing"), ("heat", "breathing", "nothing")])
def test_nothing_is_clear_before_each_was_rated_often_enough(cleared, options):
    thread = past_trial(options, len(options) * (RULES.least_best - 1), {"heat": -4, "breathing": 0, "nothing": 0})
    assert cleared.get(f"/works/compare/{thread}/").context["outcome"].why == ""


def test_after_the_planned_number_it_ends_undecided(cleared):
    drops = {"heat": -1, "nothing": -1}
    thread = past_trial(("heat", "nothing"), RULES.planned(2), drops)
    came = cleared.get(f"/works/compare/{thread}/").context["outcome"]
    assert came.why in ("planned", "clear")
    assert "helps" not in " ".join(came.lines)
    cleared.post(f"/works/compare/{thread}/next/")
    assert not trial().runs
    assert len(trial().tries) == RULES.planned(2)


@pytest.mark.parametrize(("hope", "why"), [(0.01, "planned"), (0.5, "")])
def test_it_ends_early_when_it_will_not_become_clear(cleared, hope, why):
    past_trial(("heat", "breathing"), 2 * RULES.least_best, {"heat": -1, "breathing": -1})
    came = show.outcome(trial(), {}, {}, hope, load_knowledge(), WORKS)
    assert came.why == why
    assert (WORKS.words["hopeless"] in came.lines) == bool(why)
    past = show.outcome(trial(), {"heat": 0.95}, {}, hope, load_knowledge(), WORKS)
    assert past.why == "clear"


def test_what_will_not_become_clear_is_not_given_up_before_each_was_rated_often_enough(cleared):
    past_trial(("heat", "breathing"), 2 * RULES.least_best - 2, {"heat": -1, "breathing": -1})
    assert show.outcome(trial(), {}, {}, 0.0, load_knowledge(), WORKS).why == ""


def test_tries_that_were_not_rated_are_not_called_an_answer(cleared):
    thread = past_trial(("heat", "nothing"), 4, {"heat": 0, "nothing": 0})
    for number in range(RULES.planned(2) - 4):
        ago = timedelta(minutes=40 - number)
        log("choice", {"trial": thread, "option": "heat", "chance": 0.5}, ago)
        log("session", {"item": "heat"}, ago - timedelta(seconds=10))
    log("choice", {"trial": thread, "option": "heat", "chance": 0.5})
    came = cleared.get(f"/works/compare/{thread}/").context
    cleared.post(f"/works/compare/{thread}/end/")
    lines = " ".join(came["outcome"].lines)
    assert "not rated" in lines or came["current"] is not None
    assert "likely not settle it" not in lines
    page = cleared.get(f"/works/compare/{thread}/").content.decode()
    assert "likely not settle it" not in page


def test_a_best_of_several_never_hides_that_it_makes_things_worse(cleared):
    past_trial(("heat", "breathing", "nothing"), 18, {"heat": 4, "breathing": 0, "nothing": 0})
    near, verdicts = {"heat": 0.95}, {"heat": "makes_it_worse", "breathing": "not_yet_known"}
    lines = show.outcome(trial(), near, verdicts, 1.0, load_knowledge(), WORKS).lines
    assert lines[1:] == ("Warm the sore place: makes it worse.",)
    assert show.outcome(trial(), near, {}, 1.0, load_knowledge(), WORKS).lines[1:] == (
        "That alone does not say that it helps.",
    )


def test_it_can_be_stopped_at_any_time_and_what_was_rated_stays(cleared):
    thread = past_trial(("heat", "nothing"), 4, {"heat": -1, "nothing": 0})
    n = Event.objects.filter(kind="rating").count()
    for _ in range(2):
        cleared.post(f"/works/compare/{thread}/end/")
    assert trial().why == "abandoned"
    assert Event.objects.filter(kind="trial_end").count() == 1
    assert Event.objects.filter(kind="rating").count() == n
    assert cleared.post(f"/works/compare/{thread}/next/").status_code == 409
    begun(cleared, "cold", "nothing")


def test_more_than_two_things_are_ranked_under_doubt(cleared):
    options = ("heat", "breathing", "nothing")
    thread = past_trial(options, 24, {"heat": -4, "breathing": 0, "nothing": 0})
    came = cleared.get(f"/works/compare/{thread}/").context["outcome"]
    assert came.why == "clear"
    assert came.lines[0].startswith("Of these, Warm the sore place is best for you")


@pytest.mark.parametrize("address", ["", "next/", "end/"])
def test_a_strange_comparison_is_not_found(cleared, address):
    cleared.get("/today/")
    call = cleared.get if not address else cleared.post
    assert call(f"/works/compare/{uuid4()}/{address}").status_code == 404
    assert cleared.get(f"/works/wait/{uuid4()}/").status_code == 404


def test_the_diary_shows_comparisons_in_words(cleared):
    make_them({"heat": -1.0}, days=2)
    begun(cleared, "heat", "nothing")
    cleared.post(f"/works/compare/{trial().thread}/next/")
    cleared.post(f"/works/compare/{trial().thread}/end/")
    page = cleared.get("/diary/list/").content.decode()
    for words in ("A comparison begun", "Next in the comparison", "A comparison ended", "Nothing: stay as you are"):
        assert words in page


def test_a_rating_kept_while_offline_counts_by_when_it_was_given(cleared):
    wait = log("wait", {}, timedelta(minutes=90))
    form = {"pain": "4", "key": str(uuid4()), "zone": "UTC", "ago_min": "62"}
    cleared.post(f"/works/wait/{wait}/", form, headers={"x-unspasm-queued": "1"})
    assert entries(local_person(), {"rating"})[-1].data.phase == "after"


@pytest.mark.parametrize("kind", ["wait", "trial", "choice", "trial_end"])
def test_each_entry_of_a_comparison_can_be_looked_at_and_deleted(cleared, kind):
    thread = past_trial(("heat", "nothing"), 2, {"heat": -1, "nothing": 0})
    log("trial_end", {"trial": thread, "why": "abandoned"})
    entry = entries(local_person(), {kind})[-1]
    address = f"/diary/entry/{entry.thread}/"
    assert cleared.get(address).status_code == 200
    gone = cleared.post(address, {"do": "delete", "seen": "1", "key": str(uuid4())})
    assert gone.status_code == 303
    for page in ("/works/", "/works/compare/", "/today/", "/diary/", "/works/recovery/"):
        assert cleared.get(page).status_code == 200, page
    assert cleared.get(f"/works/compare/{thread}/").status_code == (404 if kind == "trial" else 200)


def test_an_end_that_was_taken_back_can_be_given_again(cleared):
    address = begun(cleared, "heat", "nothing")
    cleared.post(f"{address}end/")
    end = entries(local_person(), {"trial_end"})[-1]
    cleared.post(f"/diary/entry/{end.thread}/", {"do": "delete", "seen": "1", "key": str(uuid4())})
    assert trial().runs
    cleared.post(f"{address}end/")
    assert trial().why == "abandoned"
