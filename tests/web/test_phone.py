"""One phone, one code, one run: what the second server lets through, and every way it must refuse."""

from __future__ import annotations

import time

import pytest
from django.conf import settings as django_settings
from django.test import Client

from unspasm.config.phone.addresses import home_address, is_at_home, is_loopback, local_name
from unspasm.config.phone.pairing import (
    ALPHABET,
    CODE_LASTS_S,
    TRIES,
    Outcome,
    Pairing,
    PairingFile,
    Stage,
    new_code,
    released,
    shown,
    tried,
    typed,
    with_code,
)
from unspasm.web.pairing import COOKIE, Rate, pairing_files

HOST = "127.0.0.2:8640"
CODE = "ACDE4679"
OPEN = with_code(Pairing("run", f"https://{HOST}", "AB:CD"), CODE, now=0.0)


# --- the rules of pairing, as values ---------------------------------------------------------------------


def test_a_code_has_at_least_eight_letters_that_cannot_be_taken_for_each_other() -> None:
    assert not set("0O1IL2Z5S8B") & set(ALPHABET)
    codes = {new_code() for _ in range(200)}
    assert len(codes) == 200
    assert all(len(code) >= 8 and set(code) <= set(ALPHABET) for code in codes)


@pytest.mark.parametrize("text", ["ACDE4679", "acde-4679", " acde 4679 ", shown(CODE)])
def test_the_code_may_be_typed_with_small_letters_spaces_and_dashes(text: str) -> None:
    assert typed(text) == CODE
    assert tried(OPEN, text, "token", now=1.0)[1] is Outcome.PAIRED


def test_a_code_works_once() -> None:
    paired, _ = tried(OPEN, CODE, "mine", now=1.0)
    assert paired.is_paired("mine")
    assert paired.code == ""
    again, outcome = tried(paired, CODE, "theirs", now=2.0)
    assert outcome is Outcome.TAKEN
    assert again == paired
    assert not again.is_paired("theirs")
    assert tried(released(paired), CODE, "theirs", now=3.0)[1] is Outcome.ENDED


@pytest.mark.parametrize(("after_s", "outcome"), [(CODE_LASTS_S - 1, "paired"), (CODE_LASTS_S, "expired")])
def test_a_code_lasts_ten_minutes(after_s: float, outcome: str) -> None:
    assert CODE_LASTS_S == 600
    assert tried(OPEN, CODE, "token", now=after_s)[1] == outcome


def test_five_wrong_codes_end_pairing_even_for_the_right_one() -> None:
    pairing, said = OPEN, []
    for _ in range(TRIES):
        pairing, outcome = tried(pairing, "AAAAAAAA", "token", now=1.0)
        said.append(str(outcome))
    assert said == ["wrong"] * 4 + ["ended"]
    assert tried(pairing, CODE, "token", now=2.0)[1] is Outcome.ENDED


def test_a_new_code_shuts_out_the_phone_that_was_paired() -> None:
    paired, _ = tried(OPEN, CODE, "mine", now=1.0)
    assert not with_code(paired, "CCCCCCCC", now=2.0).is_paired("mine")


@pytest.mark.parametrize("stage", [Stage.WAITING, Stage.ENDED])
def test_nobody_is_paired_with_an_empty_token(stage: Stage) -> None:
    assert not Pairing("run", "https://x", "AB", stage=stage).is_paired("")


def test_neither_code_nor_token_lies_in_the_file(tmp_path) -> None:
    file = PairingFile(tmp_path / "phone" / "pairing", "run")
    file.begin(f"https://{HOST}", "AB:CD")
    code = file.renew_code(now=0.0)
    assert file.try_code(code, "the-token", now=1.0) is Outcome.PAIRED
    content = (tmp_path / "phone" / "pairing").read_bytes()
    assert code.encode() not in content
    assert b"the-token" not in content
    assert (tmp_path / "phone" / "pairing").stat().st_mode & 0o077 == 0


def test_another_run_or_a_broken_file_lets_nobody_in(tmp_path) -> None:
    path = tmp_path / "pairing"
    file = PairingFile(path, "first")
    file.begin(f"https://{HOST}", "AB:CD")
    code = file.renew_code(now=0.0)
    assert PairingFile(path, "second").state() is None
    assert PairingFile(path, "second").try_code(code, "token", now=1.0) is Outcome.ENDED
    assert PairingFile(path, "").state() is None
    path.write_bytes(b"not a database at all, but long enough to be looked at" * 40)
    assert file.state() is None
    file.end()
    assert file.state() is None


# --- who is at home ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", ["192.168.1.5", "10.0.0.9", "172.31.255.1", "169.254.7.7", "fd00::1", "fe80::1%eth0", "127.0.0.2", "::1", "::ffff:192.168.1.5"])  # fmt: skip
def test_home_networks_and_this_computer_are_at_home(address: str) -> None:
    assert is_at_home(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "172.32.0.1", "100.64.0.1", "192.0.2.1", "0.0.0.0", "224.0.0.1", "2001:db8::1", "::ffff:8.8.8.8", "", "home", "192.168.1.5.evil.example"])  # fmt: skip
def test_the_internet_and_what_cannot_be_read_are_not(address: str) -> None:
    assert not is_at_home(address)


def test_the_address_found_for_this_computer_is_private_or_none() -> None:
    address = home_address()
    assert address is None or (is_at_home(address) and not is_loopback(address))


def test_a_name_for_the_home_network_is_a_plain_label() -> None:
    assert local_name("Kitchen.example.org") == "kitchen.local"
    assert local_name("localhost") is None
    assert local_name("my computer") is None
    assert local_name("x,evil.example") is None


# --- the second server ---------------------------------------------------------------------------------------


@pytest.fixture
def second(settings, tmp_path):
    """This process as the second server, with a code out."""
    middleware = list(settings.MIDDLEWARE)
    at = middleware.index("unspasm.web.headers.LoopbackOnly")
    middleware[at : at + 1] = ["unspasm.web.pairing.AnnouncedOnly", "unspasm.web.pairing.PairedOnly"]
    settings.MIDDLEWARE = middleware
    settings.PHONE = PairingFile(tmp_path / "pairing", "run")
    settings.PHONE_LISTENER = True
    settings.PHONE_HOSTS = frozenset({HOST})
    settings.ALLOWED_HOSTS = ["127.0.0.2"]
    settings.PHONE.begin(f"https://{HOST}", "AB:CD")
    return settings.PHONE


class Phone(Client):
    """A phone's browser: HTTPS, its own cookies, its own address."""

    def __init__(self, address: str = "192.168.1.20") -> None:
        super().__init__(headers={"host": HOST}, REMOTE_ADDR=address)

    def generic(self, *args, **kwargs):
        kwargs["secure"] = True
        return super().generic(*args, **kwargs)

    def pair(self, code: str):
        return self.post("/phone/pair/", {"code": code})


@pytest.fixture
def phone(second) -> Phone:
    return Phone()


SHUT = ["/first-aid/", "/call/", "/check/", "/settings/", "/settings/phone/", "/read/", "/offline/", "/sw.js", "/manifest.webmanifest", "/api/v1/facts", "/api/v1/docs", "/queue/token/", "/static/unspasm/app.js", "/static/unspasm/worker.js", "/static/unspasm/../unspasm/app.js", "/phone", "/phone/pair", "/phone/../settings/", "/nope/"]  # fmt: skip


def test_before_pairing_nothing_else_answers(phone: Phone) -> None:
    for address in SHUT:
        answer = phone.get(address)
        assert answer.status_code == 403, address
        assert "This phone is not paired" in answer.content.decode(), address


def test_before_pairing_nothing_can_be_sent(phone: Phone) -> None:
    for address in ("/settings/delete/", "/settings/phone/code/", "/settings/phone/unpair/", "/phone/", "/diary/rate/"):
        assert phone.post(address, {"sure": "yes", "pain": "3"}).status_code == 403, address


def test_before_pairing_the_page_and_its_own_files_answer(phone: Phone) -> None:
    page = phone.get("/phone/")
    assert page.status_code == 200
    asked = {part.split('"')[0] for part in page.content.decode().split('="/static/')[1:]}
    assert asked
    assert {f"/static/{name}" for name in asked} <= pairing_files()
    for name in asked:
        answer = phone.get(f"/static/{name}")
        assert answer.status_code == 200, name
        b"".join(answer.streaming_content)
    assert phone.get("/").headers["Location"] == "/phone/"


def test_the_pairing_page_says_nothing_about_anybody(phone: Phone, django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
        phone.get("/phone/")


def test_with_the_code_the_phone_may_use_everything_and_keeps_a_strict_cookie(phone: Phone, second) -> None:
    answer = phone.pair(second.renew_code(now=time.monotonic()))
    assert answer.status_code == 303
    cookie = answer.cookies[COOKIE]
    assert (cookie["secure"], cookie["httponly"], cookie["samesite"], cookie["path"], cookie["domain"]) == (
        True, True, "Strict", "/", "",
    )  # fmt: skip
    assert COOKIE.startswith("__Host-")
    assert phone.get("/").status_code == 200
    assert phone.get("/first-aid/").status_code == 200
    assert phone.get("/phone/").headers["Location"] == "/"


def test_a_second_phone_is_refused_until_the_first_is_released(phone: Phone, second) -> None:
    code = second.renew_code(now=time.monotonic())
    phone.pair(code)
    other = Phone("192.168.1.21")
    refused = other.pair(code)
    assert refused.status_code == 403
    assert "Another phone is paired" in refused.content.decode()
    assert other.get("/first-aid/").status_code == 403
    second.release()
    assert phone.get("/first-aid/").status_code == 403
    assert other.pair(second.renew_code(now=time.monotonic())).status_code == 303
    assert other.get("/first-aid/").status_code == 200
    assert phone.get("/first-aid/").status_code == 403


def test_wrong_codes_are_counted_down_and_then_end_it(phone: Phone, second) -> None:
    code = second.renew_code(now=time.monotonic())
    answers = [phone.pair("AAAAAAAA") for _ in range(5)]
    assert [answer.status_code for answer in answers] == [422, 422, 422, 422, 410]
    assert "4 tries left" in answers[0].content.decode()
    assert "1 try left" in answers[3].content.decode()
    assert "Pairing has ended" in answers[4].content.decode()
    assert phone.pair(code).status_code == 410


def test_an_empty_code_is_a_slip_and_not_a_try(phone: Phone, second) -> None:
    code = second.renew_code(now=time.monotonic())
    for _ in range(5):
        assert phone.pair("  ").status_code == 422
    assert phone.pair(code).status_code == 303


def test_a_code_that_is_too_old_says_so(phone: Phone, second) -> None:
    code = second.renew_code(now=time.monotonic() - 601)
    answer = phone.pair(code)
    assert answer.status_code == 410
    assert "too old" in answer.content.decode()


def test_guessing_fast_is_stopped(phone: Phone, second) -> None:
    for _ in range(10):
        phone.pair("")
    assert phone.pair("").status_code == 429


def test_asking_fast_is_stopped_but_never_for_the_paired_phone(phone: Phone, second) -> None:
    phone.pair(second.renew_code(now=time.monotonic()))
    stranger = Phone("192.168.1.99")
    codes = [stranger.get("/phone/").status_code for _ in range(130)]
    assert codes[-1] == 429
    assert phone.get("/first-aid/").status_code == 200


def test_a_minute_later_one_may_ask_again() -> None:
    rate = Rate(2)
    assert [rate.allows(t) for t in (0.0, 1.0, 2.0, 60.5, 60.6, 61.5)] == [True, True, False, True, False, True]


def test_a_cookie_that_was_not_signed_here_for_this_run_opens_nothing(phone: Phone, second, settings) -> None:
    phone.pair(second.renew_code(now=time.monotonic()))
    good = phone.cookies[COOKIE].value
    for bad in ("", "x", good[:-1] + ("A" if good[-1] != "A" else "B"), good.split(":")[0], f"x{good}"):
        phone.cookies[COOKIE] = bad
        assert phone.get("/first-aid/").status_code == 403, bad
    phone.cookies[COOKIE] = good
    assert phone.get("/first-aid/").status_code == 200
    settings.PHONE = PairingFile(second.path, "another run")
    assert phone.get("/first-aid/").status_code == 503
    settings.PHONE.begin(f"https://{HOST}", "AB:CD")
    assert phone.get("/first-aid/").status_code == 403


def test_only_the_announced_names_answer(phone: Phone) -> None:
    for host in ("localhost:8640", "127.0.0.2", "127.0.0.2:8641", "evil.example:8640", "kitchen.local:8640"):
        assert phone.get("/phone/", headers={"host": host}).status_code == 400, host


def test_without_encryption_nothing_answers(second) -> None:
    assert Client(headers={"host": HOST}, REMOTE_ADDR="192.168.1.20").get("/phone/").status_code == 400


def test_other_sites_cannot_send_anything(phone: Phone, second) -> None:
    code = second.renew_code(now=time.monotonic())
    for origin in ("https://evil.example", "null", f"http://{HOST}", f"https://{HOST}.evil.example"):
        assert phone.post("/phone/pair/", {"code": code}, headers={"origin": origin}).status_code == 403, origin
    assert phone.post("/phone/pair/", {"code": code}, headers={"sec-fetch-site": "cross-site"}).status_code == 403
    assert second.state().stage is Stage.WAITING


def test_an_address_that_is_not_at_home_is_refused_even_when_paired(phone: Phone, second) -> None:
    phone.pair(second.renew_code(now=time.monotonic()))
    assert phone.get("/first-aid/", REMOTE_ADDR="8.8.8.8").status_code == 403
    assert phone.get("/phone/", REMOTE_ADDR="203.0.113.9").status_code == 403
    assert phone.get("/first-aid/").status_code == 200


def test_when_sharing_has_ended_nothing_answers(phone: Phone, second) -> None:
    phone.pair(second.renew_code(now=time.monotonic()))
    second.end()
    for address in ("/", "/phone/", "/first-aid/"):
        assert phone.get(address).status_code == 503


def test_the_phone_cannot_ask_for_a_new_code_but_can_leave(phone: Phone, second) -> None:
    phone.pair(second.renew_code(now=time.monotonic()))
    assert phone.post("/settings/phone/code/").status_code == 302
    assert second.state().stage is Stage.PAIRED
    assert "This phone is paired" in phone.get("/settings/phone/").content.decode()
    left = phone.post("/settings/phone/unpair/")
    assert left.headers["Location"] == "/phone/"
    assert left.cookies[COOKIE]["secure"]
    assert second.state().stage is Stage.ENDED
    assert phone.get("/first-aid/").status_code == 403


def test_a_forged_form_does_not_pair(second) -> None:
    forged = Client(enforce_csrf_checks=True, headers={"host": HOST}, REMOTE_ADDR="192.168.1.20")
    code = second.renew_code(now=time.monotonic())
    assert forged.post("/phone/pair/", {"code": code}, secure=True).status_code == 403
    assert second.state().stage is Stage.WAITING


# --- on the computer -----------------------------------------------------------------------------------------


def test_off_by_default(client) -> None:
    assert django_settings.PHONE.run == ""
    assert "Sharing is off" in client.get("/settings/phone/").content.decode()
    assert client.get("/phone/").headers["Location"] == "/settings/phone/"
    assert client.post("/phone/pair/", {"code": CODE}).headers["Location"] == "/settings/phone/"
    assert "Make a new code" not in client.get("/settings/phone/").content.decode()


def test_the_computer_shows_that_a_phone_is_paired_and_unpairs_it(client, settings, tmp_path) -> None:
    settings.PHONE = PairingFile(tmp_path / "pairing", "run")
    settings.PHONE.begin(f"https://{HOST}", "AB:CD:EF")
    page = client.post("/settings/phone/code/").content.decode()
    code = page.split('<strong class="code">')[1].split("<")[0]
    assert f"https://{HOST}/phone/" in page
    assert "<svg" in page
    assert "style=" not in page
    assert code not in client.get("/settings/phone/").content.decode()
    assert settings.PHONE.try_code(code, "token", now=time.monotonic()) == "paired"
    page = client.get("/settings/phone/").content.decode()
    assert "A phone is paired" in page
    assert "AB:CD:EF" in page
    client.post("/settings/phone/unpair/")
    assert settings.PHONE.state().stage is Stage.ENDED
    assert "A phone is paired" not in client.get("/settings/phone/").content.decode()


def test_five_wrong_codes_are_told_on_the_computer(client, settings, tmp_path) -> None:
    settings.PHONE = PairingFile(tmp_path / "pairing", "run")
    settings.PHONE.begin(f"https://{HOST}", "AB")
    settings.PHONE.renew_code(now=time.monotonic())
    for _ in range(5):
        settings.PHONE.try_code("AAAAAAAA", "token", now=time.monotonic())
    assert "Five wrong codes" in client.get("/settings/phone/").content.decode()
