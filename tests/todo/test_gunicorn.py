"""The site under gunicorn: its settings and the access log."""

import datetime

import pytest

from tests.todo.served import LOOPBACK, Serve
from todo.http.static_files import static_url_path

PROMPT = "--worker-class=tests.todo.hasty_worker.PromptWorker"


def test_access_log(serve: Serve) -> None:
    """Each request is one line of JSON in the log."""
    with serve() as site:
        response, body = site.get("/robots.txt?q=hush")
    [entry] = site.requests
    assert entry.pop("milliseconds") >= 0
    assert datetime.datetime.fromisoformat(entry.pop("time")).tzinfo is not None
    assert entry == {
        "level": "INFO",
        "logger": "gunicorn.access",
        "message": "request",
        "method": "GET",
        "path": "/robots.txt",
        "status": 200,
        "bytes": len(body),
        "remote": LOOPBACK,
        "request_id": response.headers["X-Request-ID"],
    }


def test_input_is_not_logged(serve: Serve) -> None:
    """Values of queries, forms, cookies and headers are not logged."""
    form = b"title=hush+hush&text=hush"
    post = b"POST /new?q=hush HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
    fields = b"Content-Type: application/x-www-form-urlencoded\r\n"
    length = b"Content-Length: %d\r\n\r\n" % len(form)
    with serve() as site:
        site.get("/?q=hush&before=hush", Cookie="session=hush", Referer="/?q=hush")
        assert site.send(post + fields + length + form).startswith(b"HTTP/1.1 400 ")
        site.get(f"http://ann:hush@127.0.0.1:{site.port}/?q=hush")
    assert [entry["path"] for entry in site.requests] == ["/", "/new", "/"]
    assert "hush" not in site.everything


HOSTILE_PATHS = [
    "/%0d%0a%7b%7d",
    "/%1b[31mred",
    "/%E2%80%A8%c3%bc",
    "/%22%2c%22a",
    "/new/%ff",
]


def test_hostile_paths(serve: Serve) -> None:
    """A path with special characters is logged as it was sent, on one line."""
    with serve() as site:
        for path in HOSTILE_PATHS:
            assert site.get(path)[0].status in {400, 404}
    assert [entry["path"] for entry in site.requests] == HOSTILE_PATHS


HOSTILE_HEADERS = {
    b"X-Request-ID: a\tb": b"200",
    b"X-Request-ID: \x1b[31mred": b"400",
    b"User-Agent: \x1b]0;title\x07": b"400",
    b"User-Agent: \xe2\x80\xa8 \xff": b"200",
}


def test_hostile_headers(serve: Serve) -> None:
    """A header with special characters is rejected, or leaves the log intact."""
    request = b"GET /robots.txt HTTP/1.1\r\nHost: a\r\nConnection: close\r\n%s\r\n\r\n"
    with serve() as site:
        statuses = {
            header: site.send(request % header)[9:12] for header in HOSTILE_HEADERS
        }
    assert statuses == HOSTILE_HEADERS
    assert [entry["status"] for entry in site.requests] == [200, 200]


def test_invalid_request(serve: Serve) -> None:
    """Requests that gunicorn itself rejects are also logged as JSON."""
    with serve() as site:
        response = site.send(b"GET /\xff\x1b[31m HTTP/1.1\r\nHost: a\r\n\r\n")
    assert response.startswith(b"HTTP/1.1 400 ")
    rejections = [e for e in site.messages if "Invalid request" in e["message"]]
    assert [entry["level"] for entry in rejections] == ["WARNING"]


def test_request_id_of_a_proxy(serve: Serve) -> None:
    """A request id sent by a proxy is logged."""
    with serve() as site:
        site.get("/robots.txt", **{"X-Request-ID": "abc-123"})
    assert site.requests[0]["request_id"] == "abc-123"


@pytest.mark.parametrize(("hops", "remote"), [("0", LOOPBACK), ("1", "192.0.2.7")])
def test_address_behind_a_proxy(serve: Serve, hops: str, remote: str) -> None:
    """The log contains the forwarded address only behind a configured proxy."""
    with serve(PROMPT, TODO_PROXY_HOPS=hops) as site:
        site.get("/robots.txt", **{"X-Forwarded-For": "192.0.2.7"})
    assert site.requests[0]["remote"] == remote


def test_static_file(serve: Serve) -> None:
    """Static files are logged like pages, but without a request id."""
    path = f"{static_url_path()}/css/site.css"
    with serve() as site:
        _, body = site.get(path)
    [entry] = site.requests
    assert (entry["path"], entry["status"], entry["bytes"]) == (path, 200, len(body))
    assert entry["request_id"] is None


def test_messages_of_gunicorn(serve: Serve) -> None:
    """Gunicorn's own messages are also JSON, and none is a warning."""
    with serve() as site:
        site.get("/healthz")
    assert {entry["logger"] for entry in site.messages} == {"gunicorn.error"}
    assert {entry["level"] for entry in site.messages} == {"INFO"}


def test_log_level(serve: Serve) -> None:
    """A higher log level silences requests and gunicorn's messages."""
    with serve(LOG_LEVEL="WARNING") as site:
        assert site.get("/healthz")[0].status == 200
    assert site.everything == ""
