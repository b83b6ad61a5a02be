"""Security headers, cookies, hosts and proxies."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import request
from itsdangerous import TimestampSigner

FOREIGN = {"Sec-Fetch-Site": "cross-site"}
JSON = {"Accept": "application/json"}
FAR = {"Range": "bytes=99999-"}
NOW = {"If-Modified-Since": "Fri, 01 Jan 2100 00:00:00 GMT"}
RESPONSES: dict[str, tuple[int, Callable[[Any], Any]]] = {
    "page": (200, lambda site: site.get("/")),
    "added": (303, lambda site: site.add("a")),
    "icon": (200, lambda site: site.get("/favicon.ico")),
    "not modified": (304, lambda site: site.get("/favicon.ico", headers=NOW)),
    "plain": (200, lambda site: site.get("/healthz")),
    "head": (200, lambda site: site.client.head("/")),
    "options": (200, lambda site: site.client.options("/new")),
    "no id": (400, lambda site: site.get("/x")),
    "old form": (400, lambda site: site.post("/new", {})),
    "other site": (400, lambda site: site.add("a", headers=FOREIGN)),
    "json": (
        404,
        lambda site: site.get("/a/b", headers=JSON),
    ),
    "no page": (404, lambda site: site.get("/a/b")),
    "not possible": (405, lambda site: site.post("/", {})),
    "too much": (413, lambda site: site.add("x" * 300_000)),
    "no title": (422, lambda site: site.add("")),
    "wrong range": (416, lambda site: site.get("/favicon.ico", headers=FAR)),
}
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
    "require-trusted-types-for 'script'",
    "trusted-types htmx",
}


def divide() -> float:
    """Raise an exception, as a faulty view would."""
    return 1 / 0


def check_headers(response: Any) -> None:
    """Check the security headers."""
    headers = response.headers
    assert set(headers["Content-Security-Policy"].split("; ")) == POLICY
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Permissions-Policy"] == "camera=(), geolocation=(), microphone=()"
    assert headers["Cache-Control"] == "no-cache"
    assert "Strict-Transport-Security" not in headers


@pytest.mark.parametrize("kind", RESPONSES)
def test_headers(site: Any, kind: str) -> None:
    """Each response has the security headers, whatever its status."""
    status, ask = RESPONSES[kind]
    response = ask(site)
    assert response.status_code == status
    check_headers(response)


def test_headers_of_errors(make_app: Any, browse: Any) -> None:
    """Error pages for exceptions and untrusted hosts also have the security headers."""
    app = make_app(TRUSTED_HOSTS=["localhost"])
    app.add_url_rule("/fault", view_func=divide)
    site = browse(app)
    assert site.get("/fault").status_code == 500
    check_headers(site.get("/fault"))
    check_headers(site.get("/", headers={"Host": "evil.example"}))


@pytest.mark.parametrize(
    ("method", "headers", "status"),
    [
        ("GET", {}, 200),
        ("HEAD", {}, 200),
        ("GET", {"Range": "bytes=0-0"}, 206),
        ("GET", {"If-None-Match": "*"}, 304),
        ("GET", FAR, 416),
        ("OPTIONS", {}, 200),
        ("POST", {}, 405),
    ],
)
def test_static_files(
    site: Any, app: Any, method: str, headers: dict[str, str], status: int
) -> None:
    """Static files have the same headers, but are cached for a year."""
    path = f"{app.static_url_path}/css/site.css"
    response = site.client.open(path, method=method, headers=headers, buffered=True)
    assert response.status_code == status
    assert "Access-Control-Allow-Origin" not in response.headers
    if status < 400 and method != "OPTIONS":
        cached = response.headers["Cache-Control"]
        assert cached == "max-age=31536000, public, immutable"
        response.headers["Cache-Control"] = "no-cache"
    check_headers(response)


@pytest.mark.parametrize("path", ["/", "/new", "/x"])
def test_nothing_inline(site: Any, path: str) -> None:
    """No page has inline scripts, styles or event handlers."""
    page = site.get(path).text
    assert "<style" not in page
    assert "style=" not in page
    assert "<script>" not in page
    assert "onclick" not in page


def test_cookie(site: Any) -> None:
    """Scripts cannot read the session cookie, and cross-site posts do not send it."""
    cookie = site.get("/new").headers["Set-Cookie"]
    assert cookie.startswith("todo-session-8000=")
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))
    assert "Secure" not in cookie


@pytest.mark.parametrize("seconds", [-3600, 1, 3600])
def test_clocks_differ(
    site: Any, monkeypatch: pytest.MonkeyPatch, seconds: int
) -> None:
    """A session continues in another process of the site, whose clock differs."""
    now = TimestampSigner("key").get_timestamp()
    with monkeypatch.context() as patch:
        patch.setattr(TimestampSigner, "get_timestamp", lambda _: now + seconds)
        form = site.form()
    assert site.post("/new", {**form, "title": "Milk"}).status_code == 303


def test_session(site: Any) -> None:
    """The session contains only the CSRF token and unread messages."""
    site.add("a")
    with site.client.session_transaction() as session:
        assert set(session) == {"csrf_token", "messages"}
    site.get("/")
    with site.client.session_transaction() as session:
        assert set(session) == {"csrf_token"}


@pytest.mark.parametrize("path", ["/healthz", "/manifest.webmanifest", "/robots.txt"])
def test_no_cookie(site: Any, path: str) -> None:
    """Responses without a form set no cookie."""
    assert "Set-Cookie" not in site.get(path).headers


def test_https(make_app: Any) -> None:
    """Over HTTPS, the cookie is secure and HSTS is on."""
    site = make_app(TODO_HTTPS=True).test_client()
    headers = site.get("/new", base_url="https://localhost").headers
    cookie = headers["Set-Cookie"]
    assert headers["Strict-Transport-Security"].startswith("max-age=31536000")
    assert cookie.startswith("__Host-todo-session=")
    assert "Secure" in cookie.split("; ")


@pytest.mark.parametrize(
    ("referrer", "status"),
    [
        ("https://localhost/new", 303),
        ("", 303),
        ("https://evil.example/", 400),
        ("http://localhost/", 400),
    ],
)
def test_forms_over_https(
    make_app: Any, browse: Any, referrer: str, status: int
) -> None:
    """Over HTTPS, forms are accepted from the site's own pages only.

    Browsers that send no ``Referer`` can use them, too.
    """
    site = browse(make_app(TODO_HTTPS=True))
    headers = {"Referer": referrer} if referrer else {}
    response = site.add("a", base_url="https://localhost", headers=headers)
    assert response.status_code == status


@pytest.mark.parametrize(
    ("host", "status"),
    [("todo.example", 200), ("a.sub.example", 200), ("evil.example", 400), ("", 400)],
)
def test_trusted_hosts(make_app: Any, host: str, status: int) -> None:
    """If trusted hosts are configured, all others are rejected."""
    app = make_app(TRUSTED_HOSTS=["todo.example", ".sub.example"])
    response = app.test_client().get("/new", headers={"Host": host})
    assert response.status_code == status
    assert ("The site has another name" in response.text) is (status == 400)
    assert "evil" not in response.text


def test_any_host(site: Any) -> None:
    """A foreign host name never appears in the page."""
    response = site.get("/", headers={"Host": "evil.example"})
    assert response.status_code == 200
    assert "evil.example" not in response.text


@pytest.mark.parametrize("trusted", [None, ["todo.example"]])
@pytest.mark.parametrize("host", [".", "a..b", "todo.example..", "x" * 64])
@pytest.mark.parametrize("headers", [{}, {"Todo-Fragment": "/"}], ids=str)
def test_no_host_name(
    make_app: Any, trusted: list[str] | None, host: str, headers: dict[str, str]
) -> None:
    """A host that cannot exist is a bad request, except for health checks."""
    client = make_app(TRUSTED_HOSTS=trusted).test_client()
    for path in ("/new", "/a/b"):
        response = client.get(path, headers={"Host": host, **headers})
        assert response.status_code == 400
        expected = "The site has another name" if trusted else "That request is not"
        assert expected in response.text
    assert client.get("/healthz", headers={"Host": host}).status_code == 200


def test_redirects_are_relative(site: Any) -> None:
    """Redirects are relative URLs."""
    response = site.add("a", base_url="http://evil.example/")
    assert response.headers["Location"] == "/"


FORWARDED = {
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "todo.example",
    "X-Forwarded-For": "192.0.2.7",
}


@pytest.mark.parametrize(("hops", "scheme"), [(0, "http"), (1, "https")])
def test_proxies(make_app: Any, hops: int, scheme: str) -> None:
    """Forwarded headers are used only behind a configured proxy."""
    app = make_app(TODO_PROXY_HOPS=hops)
    with app.test_client() as client:
        client.get("/new", headers=FORWARDED)
        assert request.scheme == scheme
        assert (request.remote_addr == "192.0.2.7") is bool(hops)


@pytest.mark.parametrize(("hops", "status"), [(0, 400), (1, 200)])
def test_trusted_hosts_behind_a_proxy(make_app: Any, hops: int, status: int) -> None:
    """Behind a configured proxy, the forwarded host is checked."""
    app = make_app(TODO_PROXY_HOPS=hops, TRUSTED_HOSTS=["todo.example"])
    assert app.test_client().get("/new", headers=FORWARDED).status_code == status


@pytest.mark.parametrize("given", ["abc-123", "A" * 64])
def test_request_id_of_a_proxy(site: Any, given: str) -> None:
    """A valid request id from a proxy is kept."""
    response = site.get("/healthz", headers={"X-Request-ID": given})
    assert response.headers["X-Request-ID"] == given


@pytest.mark.parametrize("given", ["", "a b", "x" * 65, "é", "\x1b[31m", "a;b"])
def test_invalid_request_id(site: Any, given: str) -> None:
    """An invalid request id is replaced."""
    response = site.get("/healthz", headers={"X-Request-ID": given})
    assert response.headers["X-Request-ID"] != given
    assert len(response.headers["X-Request-ID"]) == 16
