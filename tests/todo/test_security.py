"""What browsers are told to refuse, and what the site refuses."""

from typing import Any

import pytest
from flask import request

PAGES = ["/", "/new", "/x", "/a/b", "/healthz", "/robots.txt", "/favicon.ico"]
POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
}


@pytest.mark.parametrize("path", PAGES)
def test_headers(site: Any, path: str) -> None:
    """Each answer, whatever its status, has the headers that protect a browser."""
    headers = site.get(path).headers
    assert set(headers["Content-Security-Policy"].split("; ")) == POLICY
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Permissions-Policy"] == "camera=(), geolocation=(), microphone=()"
    assert "Strict-Transport-Security" not in headers


@pytest.mark.parametrize("path", ["/", "/new", "/x"])
def test_pages_are_asked_for_again(site: Any, path: str) -> None:
    """A page is never shown from a cache unasked."""
    assert site.get(path).headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("path", ["/", "/new", "/x"])
def test_nothing_inline(site: Any, path: str) -> None:
    """No page has a script, a style or a handler in itself."""
    page = site.get(path).text
    assert "<style" not in page
    assert "style=" not in page
    assert "<script>" not in page
    assert "onclick" not in page


def test_the_cookie(site: Any) -> None:
    """Scripts cannot read the session, and other sites' forms do not carry it."""
    cookie = site.get("/new").headers["Set-Cookie"]
    assert cookie.startswith("session=")
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))
    assert "Secure" not in cookie


def test_no_cookie_without_need(site: Any) -> None:
    """Reading the list leaves nothing in the browser."""
    assert "Set-Cookie" not in site.get("/").headers


def test_https(make_app: Any) -> None:
    """Where browsers come by HTTPS, they are told to come by nothing else."""
    site = make_app(TODO_HTTPS=True).test_client()
    headers = site.get("/new", base_url="https://localhost").headers
    cookie = headers["Set-Cookie"]
    assert headers["Strict-Transport-Security"].startswith("max-age=31536000")
    assert cookie.startswith("__Host-session=")
    assert "Secure" in cookie.split("; ")


@pytest.mark.parametrize(
    ("host", "status"),
    [("todo.example", 200), ("a.sub.example", 200), ("evil.example", 400), ("", 400)],
)
def test_trusted_hosts(make_app: Any, host: str, status: int) -> None:
    """Where the names of the site are known, no other is answered to."""
    app = make_app(TRUSTED_HOSTS=["todo.example", ".sub.example"])
    answer = app.test_client().get("/new", headers={"Host": host})
    assert answer.status_code == status
    assert ("The site has another name" in answer.text) is (status == 400)
    assert "evil" not in answer.text


def test_any_host(site: Any) -> None:
    """A foreign host name stands in no address of the page."""
    answer = site.get("/", headers={"Host": "evil.example"})
    assert answer.status_code == 200
    assert "evil.example" not in answer.text


def test_redirects_are_relative(site: Any) -> None:
    """A redirect names no host."""
    answer = site.add("a", base_url="http://evil.example/")
    assert answer.headers["Location"] == "/"


FORWARDED = {
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "todo.example",
    "X-Forwarded-For": "192.0.2.7",
}


@pytest.mark.parametrize(("hops", "scheme"), [(0, "http"), (1, "https")])
def test_proxies(make_app: Any, hops: int, scheme: str) -> None:
    """What a proxy says is believed where one is configured, and nowhere else."""
    app = make_app(TODO_PROXY_HOPS=hops)
    with app.test_client() as client:
        client.get("/new", headers=FORWARDED)
        assert request.scheme == scheme
        assert (request.remote_addr == "192.0.2.7") is bool(hops)


@pytest.mark.parametrize("given", ["abc-123", "A" * 64])
def test_a_request_id_that_is_given(site: Any, given: str) -> None:
    """A proxy's number of a request is kept."""
    answer = site.get("/healthz", headers={"X-Request-ID": given})
    assert answer.headers["X-Request-ID"] == given


@pytest.mark.parametrize("given", ["", "a b", "x" * 65, "é", "\x1b[31m", "a;b"])
def test_a_request_id_that_is_refused(site: Any, given: str) -> None:
    """What could do harm in a log is replaced by a number of the site's own."""
    answer = site.get("/healthz", headers={"X-Request-ID": given})
    assert answer.headers["X-Request-ID"] != given
    assert len(answer.headers["X-Request-ID"]) == 16
