"""What every response carries, and who is refused."""

import re

import pytest

from unspasm.web.headers import CONTENT_SECURITY_POLICY

ADDRESSES = ["/", "/check/", "/sw.js", "/manifest.webmanifest", "/offline/", "/nope/", "/api/v1/facts", "/static/unspasm/app.js", "/static/unspasm/worker.js", "/static/unspasm/ground.css"]  # fmt: skip


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_response_carries_the_policy(client, address):
    response = client.get(address)
    assert response.headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Referrer-Policy"] == "same-origin"
    assert "camera=()" in response.headers["Permissions-Policy"]
    assert "Access-Control-Allow-Origin" not in response.headers


def test_the_policy_allows_nothing_inline_and_nobody_else():
    assert "unsafe" not in CONTENT_SECURITY_POLICY
    assert "http" not in CONTENT_SECURITY_POLICY
    assert CONTENT_SECURITY_POLICY.startswith("default-src 'none'")


@pytest.mark.parametrize("address", ["/", "/first-aid/", "/check/", "/call/", "/read/", "/settings/", "/offline/"])
def test_no_page_holds_inline_style_script_or_a_foreign_file(client, address):
    page = client.get(address).content.decode()
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)|javascript:", page)
    assert not re.findall(r'(?:src|href)="(?:https?:)?//(?!doi\.org)[^"]*"', page)


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "192.168.1.5", "169.254.169.254", "0.0.0.0"]
)
@pytest.mark.parametrize("address", ["/", "/api/v1/facts", "/static/unspasm/app.js"])
def test_a_foreign_host_is_refused(client, host, address):
    assert client.get(address, headers={"host": host}).status_code == 400


@pytest.mark.parametrize("host", ["localhost", "localhost:8377", "127.0.0.1", "[::1]:8377"])
def test_this_computer_is_served(client, host):
    assert client.get("/", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "http://localhost:9999", "http://127.0.0.1", "file://"]
)
def test_a_foreign_origin_is_refused(client, origin):
    for address in ("/check/start/", "/api/v1/check", "/settings/delete/"):
        assert client.post(address, headers={"origin": origin}).status_code == 403
    assert client.get("/", headers={"origin": origin}).status_code == 403


def test_our_own_origin_is_served(client):
    assert client.post("/check/start/", headers={"origin": "http://localhost"}).status_code == 302


def test_personal_pages_are_never_kept_and_hashed_files_for_ever(client):
    page = client.get("/check/")
    assert page.headers["Cache-Control"] == "no-store"
    name = re.search(r"/static/unspasm/ground\.[0-9a-f]{12}\.css", page.content.decode()).group(0)
    assert "immutable" in client.get(name).headers["Cache-Control"]
    assert "immutable" not in client.get("/static/unspasm/ground.css").headers["Cache-Control"]
    assert client.get("/static/unspasm/ground.000000000000.css").status_code == 404


def test_cookies_are_for_this_site_alone(client):
    client.get("/check/")
    cookie = client.cookies["csrftoken"]
    assert cookie["samesite"] == "Strict"
    assert cookie["httponly"]
