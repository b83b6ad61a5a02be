"""Fuzz tests: no input causes a response with a 5xx status."""

import re
from typing import Any
from urllib.parse import quote_from_bytes, urlencode

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

BYTES = st.binary(max_size=80)
NAMELESS_FIELD = b"--x\r\nContent-Disposition: form-data\r\n\r\n"
FORM_TYPES = [
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "multipart/form-data",
    "application/json",
    "text/plain; charset=utf-16",
    "\x80",
]
HEADERS = [
    *("Accept", "Content-Length", "Content-Type", "Cookie", "Host", "Referer"),
    *("If-Modified-Since", "If-None-Match", "If-Range", "Range", "Transfer-Encoding"),
    *(
        "Todo-Fragment",
        "Sec-Fetch-Site",
        "X-CSRFToken",
        "X-Forwarded-Host",
        "X-Request-ID",
    ),
]
ACTIONS = [
    *("/new", "/clear-done", "/restore", "/import", "/{id}/edit", "/{id}/done"),
    *("/{id}/reopen", "/{id}/delete", "/{id}/restore", "/x/edit", "/{none}/edit"),
]
FIELDS = [
    *("title", "text", "token", "version", "batch", "show", "q", "before", "after"),
    *("_id", "title[$ne]", "$where", "__proto__", "file", ""),
]
WORDS = st.text(st.characters(codec="utf-8"), max_size=40)
UNKNOWN_ID = "0" * 24
EXPECTED = {200, 303, 400, 404, 409, 410, 422}
fuzz_settings = settings(
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def raw(data: bytes) -> str:
    """Quote bytes for a request line."""
    return quote_from_bytes(data, safe="/?&=[]$:@;,+%-")


@fuzz_settings
@given(method=st.sampled_from(["GET", "POST", "HEAD", "PUT"]), path=BYTES)
@example(method="GET", path=b"\xff")
@example(method="GET", path=b"%")
@example(method="GET", path=b"a\0b")
@example(method="GET", path=b"\xed\xa0\x80")
def test_path(site: Any, method: str, path: bytes) -> None:
    """No bytes in a path cause a server error."""
    response = site.client.open("/" + raw(path).lstrip("/"), method=method)
    assert response.status_code < 500


@fuzz_settings
@given(query=BYTES)
@example(query=b"before=1-000000000000000000000000&after=")
@example(query=b"before=-999999999999999-000000000000000000000000")
@example(query=b"before=\xd9\xa1-000000000000000000000000")
def test_query(site: Any, query: bytes) -> None:
    """No bytes in the query string of the list cause a server error."""
    assert site.get(f"/?{raw(query)}").status_code < 500


@fuzz_settings
@given(path=BYTES, query=BYTES, method=st.sampled_from(["GET", "POST", "OPTIONS"]))
@example(path=b"", query=b"", method="GET")
@example(path=b"/", query=b"\xff", method="GET")
@example(path=b"//new", query=b"", method="POST")
def test_unquoted_bytes(site: Any, path: bytes, query: bytes, method: str) -> None:
    """Unquoted bytes in a URL cause no server error and no redirect."""
    environ = {
        "PATH_INFO": path.decode("latin-1"),
        "QUERY_STRING": query.decode("latin-1"),
    }
    response = site.client.open(method=method, environ_overrides=environ, buffered=True)
    assert response.status_code < 500
    assert "Location" not in response.headers


@fuzz_settings
@given(before=st.text(max_size=60), after=st.text(max_size=60))
def test_position(site: Any, before: str, after: str) -> None:
    """No string as a page position causes a server error."""
    query = urlencode({"before": before, "after": after})
    assert site.get(f"/?{query}").status_code < 500


@fuzz_settings
@given(
    path=st.sampled_from(ACTIONS),
    body=BYTES,
    content_type=st.sampled_from(FORM_TYPES),
)
@example(path="/new", body=b"\xff", content_type=FORM_TYPES[0])
@example(path="/new", body=NAMELESS_FIELD, content_type=FORM_TYPES[1])
def test_body(site: Any, path: str, body: bytes, content_type: str) -> None:
    """Any form body without a CSRF token is rejected."""
    url = path.format(id=UNKNOWN_ID, none=UNKNOWN_ID)
    response = site.client.post(url, data=body, content_type=content_type)
    assert 400 <= response.status_code < 500


@fuzz_settings
@given(
    path=st.sampled_from(ACTIONS),
    form=st.dictionaries(st.sampled_from(FIELDS), WORDS | BYTES),
    is_upload=st.booleans(),
)
@example(path="/restore", form={"batch": UNKNOWN_ID}, is_upload=False)
@example(path="/{id}/edit", form={"title": "a", "version": "1"}, is_upload=True)
@example(path="/{id}/done", form={"q": "\0", "show": "done"}, is_upload=False)
def test_fields(
    site: Any,
    add_tasks: Any,
    path: str,
    form: dict[str, Any],
    is_upload: bool,  # noqa: FBT001
) -> None:
    """Any fields in any form lead to an expected status; redirects stay on the site."""
    (task_id,) = add_tasks("a")
    sent = {**form, "csrf_token": site.form()["csrf_token"]}
    options = {"content_type": "multipart/form-data"} if is_upload else {}
    response = site.post(path.format(id=task_id, none=UNKNOWN_ID), sent, **options)
    assert response.status_code in EXPECTED
    assert re.match(r"/(?!/)", response.headers.get("Location", "/"))


@fuzz_settings
@given(fields=st.dictionaries(st.sampled_from(["show", "q", "before", "after"]), WORDS))
@example(fields={"q": "\u0345"})
@example(fields={"q": "a" * 40, "after": f"none-{UNKNOWN_ID}"})
@example(fields={"show": "deleted", "before": f"-1-{UNKNOWN_ID}"})
def test_listing(site: Any, fields: dict[str, str]) -> None:
    """Any filter, search and position returns the list or a 400 page."""
    response = site.get("/", query_string=fields)
    assert response.status_code in {200, 400}


@fuzz_settings
@given(title=BYTES, text=BYTES)
def test_title_and_text(site: Any, title: bytes, text: bytes) -> None:
    """Any bytes as title and text are stored, or rejected with status 400 or 422."""
    assert site.add(title, text).status_code in {303, 400, 422}


@fuzz_settings
@given(
    name=st.sampled_from(HEADERS),
    value=st.text(st.characters(min_codepoint=32, max_codepoint=255), max_size=40),
)
@example(name="Cookie", value="session=.eJwF")
@example(name="Host", value="[::1")
def test_header(site: Any, add_tasks: Any, name: str, value: str) -> None:
    """No string in a header causes a server error."""
    (task_id,) = add_tasks("a")
    part = {"Todo-Fragment": "/", name: value}
    for path in ("/", f"/{task_id}", f"/{task_id}/edit", "/x"):
        assert site.get(path, headers=part).status_code < 500
    for method, path in (("GET", "/favicon.ico"), ("GET", "/new"), ("POST", "/new")):
        response = site.client.open(
            path, method=method, headers={name: value}, buffered=True
        )
        assert response.status_code < 500


@pytest.mark.parametrize("size", [1000, 100_000])
def test_long_url(site: Any, size: int) -> None:
    """URLs that are too long return 400."""
    assert site.get("/" + "a" * size).status_code == 400
    assert site.get("/?before=" + "1" * size).status_code == 400
