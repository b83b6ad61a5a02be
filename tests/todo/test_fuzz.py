"""Whatever arrives, it is never our fault."""

from typing import Any
from urllib.parse import quote_from_bytes, urlencode

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

BYTES = st.binary(max_size=80)
NO_NAME = b"--x\r\nContent-Disposition: form-data\r\n\r\n"
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
    *("Sec-Fetch-Site", "X-CSRFToken", "X-Forwarded-Host", "X-Request-ID"),
]
quietly = settings(
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def raw(data: bytes) -> str:
    """Return bytes as they come in a request line."""
    return quote_from_bytes(data, safe="/?&=[]$:@;,+%-")


@quietly
@given(method=st.sampled_from(["GET", "POST", "HEAD", "PUT"]), path=BYTES)
@example(method="GET", path=b"\xff")
@example(method="GET", path=b"%")
@example(method="GET", path=b"a\0b")
@example(method="GET", path=b"\xed\xa0\x80")
def test_any_address(site: Any, method: str, path: bytes) -> None:
    """Any bytes as an address are answered, and never with a fault of ours."""
    answer = site.client.open("/" + raw(path).lstrip("/"), method=method)
    assert answer.status_code < 500


@quietly
@given(query=BYTES)
@example(query=b"before=1-000000000000000000000000&after=")
@example(query=b"before=-999999999999999-000000000000000000000000")
@example(query=b"before=\xd9\xa1-000000000000000000000000")
def test_any_query(site: Any, query: bytes) -> None:
    """Any bytes as a query of the list are answered."""
    assert site.get(f"/?{raw(query)}").status_code < 500


@quietly
@given(path=BYTES, query=BYTES, method=st.sampled_from(["GET", "POST", "OPTIONS"]))
@example(path=b"", query=b"", method="GET")
@example(path=b"/", query=b"\xff", method="GET")
@example(path=b"//new", query=b"", method="POST")
def test_any_bytes_unquoted(site: Any, path: bytes, query: bytes, method: str) -> None:
    """Bytes that a server hands on as they came are answered, and lead nowhere else."""
    environ = {
        "PATH_INFO": path.decode("latin-1"),
        "QUERY_STRING": query.decode("latin-1"),
    }
    answer = site.client.open(method=method, environ_overrides=environ, buffered=True)
    assert answer.status_code < 500
    assert "Location" not in answer.headers


@quietly
@given(before=st.text(max_size=60), after=st.text(max_size=60))
def test_any_place(site: Any, before: str, after: str) -> None:
    """Any text as a place in the list is answered."""
    query = urlencode({"before": before, "after": after})
    assert site.get(f"/?{query}").status_code < 500


@quietly
@given(body=BYTES, content_type=st.sampled_from(FORM_TYPES))
@example(body=b"\xff", content_type=FORM_TYPES[0])
@example(body=NO_NAME, content_type=FORM_TYPES[1])
def test_any_form(site: Any, body: bytes, content_type: str) -> None:
    """Any bytes as a form are answered."""
    answer = site.client.post("/new", data=body, content_type=content_type)
    assert 400 <= answer.status_code < 500


@quietly
@given(title=BYTES, text=BYTES)
def test_any_words(site: Any, title: bytes, text: bytes) -> None:
    """Any bytes as the words of a task are stored or refused."""
    assert site.add(title, text).status_code in {303, 400, 422}


@quietly
@given(
    name=st.sampled_from(HEADERS),
    value=st.text(st.characters(min_codepoint=32, max_codepoint=255), max_size=40),
)
@example(name="Cookie", value="session=.eJwF")
@example(name="Host", value="[::1")
def test_any_header(site: Any, name: str, value: str) -> None:
    """Any text in a header is answered."""
    for method, path in (("GET", "/favicon.ico"), ("GET", "/new"), ("POST", "/new")):
        answer = site.client.open(
            path, method=method, headers={name: value}, buffered=True
        )
        assert answer.status_code < 500


@pytest.mark.parametrize("size", [1000, 100_000])
def test_a_long_address(site: Any, size: int) -> None:
    """An address of any length is answered."""
    assert site.get("/" + "a" * size).status_code == 400
    assert site.get("/?before=" + "1" * size).status_code == 400
