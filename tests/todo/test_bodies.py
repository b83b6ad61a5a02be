"""Bodies that arrive in chunks, too large, malformed or not to their end."""

import re
import socket
from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pymongo.database import Database as PlainDatabase

from tests.todo.served import LOOPBACK, SECONDS, Serve, Served, read_all, serving

FORM = "application/x-www-form-urlencoded"
HEAD = (
    b"POST /new HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\n"
    b"Transfer-Encoding: chunked\r\n\r\n"
)
KIB = 1024
MALFORMED = {
    "no size": b"zz\r\na=b\r\n0\r\n\r\n",
    "negative size": b"-3\r\na=b\r\n0\r\n\r\n",
    "size with a prefix": b"0x3\r\na=b\r\n0\r\n\r\n",
    "size after a space": b" 3\r\na=b\r\n0\r\n\r\n",
    "empty size": b"\r\na=b\r\n0\r\n\r\n",
    "no line end after a chunk": b"3\r\na=bXX0\r\n\r\n",
    "bare line feeds": b"3\na=b\n0\n\n",
    "long size": b"0" * 20_000 + b"3\r\na=b\r\n0\r\n\r\n",
    "endless size": b"1" * 9000,
    "long extension": b"3;" + b"x" * 9000,
    "malformed extension": b"3;=\r\na=b\r\n0\r\n\r\n",
    "extension with a carriage return": b"3;a\rb\r\na=b\r\n0\r\n\r\n",
    "trailer without a colon": b"3\r\na=b\r\n0\r\nx\r\n\r\n",
    "trailer Host": b"3\r\na=b\r\n0\r\nHost: b\r\n\r\n",
    "trailer Content-Length": b"0\r\nContent-Length: 3\r\n\r\n",
    "trailer with a control character": b"0\r\nX: \0\r\n\r\n",
    "many trailers": b"0\r\n" + b"X: y\r\n" * 1000 + b"\r\n",
    "long trailer": b"0\r\nX: " + b"y" * 9000 + b"\r\n\r\n",
    "endless trailer": b"0\r\nX: " + b"y" * 900_000,
}
UNENDING = {
    "bare line feeds": b"3\na=b\n0\n\n",
    "bare carriage returns": b"3\ra=b\r0\r\r",
    "bare line feed after a chunk": b"3\r\na=b\r\n2\n",
    "bare line feed in a trailer": b"3\r\na=b\r\n0\r\nX: y\n",
    "impossible size": b"f" * 17 + b"\r\na=b",
}
CUT_OFF = {
    "no chunk": b"",
    "within a size": b"3",
    "after a size": b"3\r\n",
    "within a chunk": b"3\r\na=",
    "after a chunk": b"3\r\na=b",
    "after a line": b"3\r\na=b\r\n",
    "within the last size": b"3\r\na=b\r\n0",
    "before the trailers": b"3\r\na=b\r\n0\r\n",
    "within the trailers": b"3\r\na=b\r\n0\r\nX: y",
}
PIECES = st.one_of(
    st.binary(max_size=20),
    st.sampled_from([*MALFORMED.values(), *CUT_OFF.values()]),
    st.sampled_from(
        [b"\r\n", b"0\r\n\r\n", b"ffffffffffffffff\r\n", b"1;a=b\r\nx\r\n"]
    ),
    st.binary(min_size=1, max_size=99).map(
        lambda data: b"%x\r\n%s\r\n" % (len(data), data)
    ),
)


@pytest.fixture(scope="module")
def site() -> Iterator[Served]:
    """Serve the site without a database."""
    environ = {"SECRET_KEY": "x" * 32, "MONGODB_HOST": "localhost:1"}
    with serving(environ) as served:
        yield served
    assert "Traceback" not in served.everything


def send(site: Served, body: bytes, head: bytes = HEAD) -> bytes:
    """Send a request and hang up, and return the answer."""
    with site.connect() as connection:
        connection.sendall(head + body)
        connection.shutdown(socket.SHUT_WR)
        return read_all(connection)


@pytest.mark.parametrize("kind", MALFORMED)
def test_a_malformed_body(site: Served, kind: str) -> None:
    """A malformed body is a bad request."""
    answer = send(site, MALFORMED[kind])
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert b"That request is not right" in answer


@pytest.mark.parametrize("kind", CUT_OFF)
def test_a_body_without_its_end(site: Served, kind: str) -> None:
    """A body that ends too early is a bad request."""
    answer = send(site, CUT_OFF[kind])
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert b"That request is not right" in answer


def test_a_length_that_is_too_large(site: Served) -> None:
    """A body that is shorter than its header says is a bad request."""
    head = HEAD.replace(b"Transfer-Encoding: chunked", b"Content-Length: 99")
    answer = send(site, b"title=a", head)
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert b"That request is not right" in answer


@pytest.mark.parametrize("kind", UNENDING)
def test_a_body_that_cannot_become_valid(site: Served, kind: str) -> None:
    """A malformed size is a bad request at once, before the client hangs up."""
    answer = site.send(HEAD + UNENDING[kind])
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert b"That request is not right" in answer


@pytest.mark.parametrize("method", [b"GET", b"HEAD", b"OPTIONS", b"POST", b"PUT"])
def test_one_answer(site: Served, method: bytes) -> None:
    """A malformed body gets a single answer, even if nothing reads the body."""
    head = HEAD.replace(b"POST /new", method + b" /help")
    answer = send(site, b"zz\r\n\r\nGET /help HTTP/1.1\r\nHost: a\r\n\r\n", head)
    assert answer.count(b"HTTP/1.1 ") == 1
    assert int(answer.split()[1]) < 500


@given(st.lists(PIECES, max_size=8).map(b"".join))
def test_any_body(site: Served, body: bytes) -> None:
    """Whatever is sent as a body in chunks, the answer is not the site's fault."""
    answer = send(site, body)
    assert 200 <= int(answer.split()[1]) < 500


def test_requests_on_one_connection(site: Served) -> None:
    """A body that nobody reads is skipped, and the next request is answered."""
    chunked = HEAD.replace(b"Connection: close\r\n", b"").replace(b"/new", b"/help")
    body = b"7d00;a=b\r\n" + b"x" * 32_000 + b"\r\n0\r\nX-Trailer: a\r\n\r\n"
    answer = send(site, body + b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n", chunked)
    statuses = re.findall(rb"HTTP/1.1 (\d+)", answer)
    assert statuses == [b"405", b"200"]


@pytest.mark.parametrize("size", [1024, 5 * 1024, 20 * 1024], ids="{} KiB".format)
@pytest.mark.parametrize("encoding", ["length", "chunks"])
def test_a_large_form(site: Served, size: int, encoding: str) -> None:
    """A client that sends all of a large form before it reads gets the error page."""
    form = b"x" * size * KIB
    connection = HTTPConnection(LOOPBACK, site.port, timeout=SECONDS)
    body: Any = form if encoding == "length" else iter([form])
    connection.request("POST", "/new", body, {"Content-Type": FORM})
    response = connection.getresponse()
    assert (response.status, response.version) == (413, 11)
    assert b"That is too much text" in response.read()
    connection.close()


def test_a_long_page(site: Served) -> None:
    """A page with all the words of a long form that is refused arrives whole."""
    cookie, tokens = site.form("/new")
    words = "x" * 200 * KIB
    headers = {"Cookie": cookie, "Content-Type": FORM}
    connection = HTTPConnection(LOOPBACK, site.port, timeout=SECONDS)
    form = urlencode({**tokens, "title": "a", "text": words})
    connection.request("POST", "/new", form, headers)
    response = connection.getresponse()
    assert response.status == 422
    page = response.read().decode()
    assert words in page
    assert page.endswith("</html>")
    connection.close()


Post = Callable[[dict[str, str]], int]


@pytest.fixture(params=["length", "chunks"])
def post(request: pytest.FixtureRequest, serve: Serve) -> Iterator[Post]:
    """Return a function that posts a form with a length or in chunks."""
    with serve() as served:
        cookie, tokens = served.form("/new")
        headers = {"Cookie": cookie, "Content-Type": FORM}
        connection = HTTPConnection(LOOPBACK, served.port, timeout=SECONDS)

        def send_form(fields: dict[str, str]) -> int:
            form = urlencode({**tokens, **fields}).encode()
            body: Any = form if request.param == "length" else iter([form])
            connection.request("POST", "/new", body, headers)
            answer = connection.getresponse()
            answer.read()
            return answer.status

        yield send_form
        connection.close()


def test_a_form(post: Post, database: PlainDatabase[dict[str, Any]]) -> None:
    """A form is stored with all of its fields, or refused, however it is sent."""
    padding = "x" * 200 * KIB
    assert post({"title": "a", "padding": padding, "text": "the end"}) == 303
    [task] = database.tasks.find()
    assert (task["title"], task["text"]) == ("a", "the end")
    padding = "x" * 300 * KIB
    assert post({"title": "b", "padding": padding, "text": "the end"}) == 413
    assert database.tasks.count_documents({}) == 1
