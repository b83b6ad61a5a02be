"""Log messages, each on one line of JSON."""

import datetime
import json
import logging
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from pymongo.errors import OperationFailure

from todo.logs import request_id

MakeApp = Callable[..., Flask]
Capture = pytest.CaptureFixture[str]

HOSTILE = [
    "two\nlines",
    "two\r\nlines",
    "\x1b[31mred\x1b[0m",
    "\x00\x07\x1f\x85",
    "\u2028\u2029",
    '", "level": "CRITICAL',
    "\udcff",
    "買牛乳 🥛",
]


def logged(capsys: Capture) -> list[dict[str, Any]]:
    """Return the messages logged since the last call, parsed from JSON lines."""
    written = capsys.readouterr().err
    assert written.isascii()
    assert written.replace("\n", "").isprintable()
    return [json.loads(line) for line in written.splitlines()]


def test_message(make_app: MakeApp, capsys: Capture) -> None:
    """A log line contains the message, its time in UTC, its level and its logger."""
    app = make_app()
    before = datetime.datetime.now(datetime.UTC)
    app.logger.warning("Found %d of %s", 2, "them")
    after = datetime.datetime.now(datetime.UTC)
    [entry] = logged(capsys)
    time = datetime.datetime.fromisoformat(entry.pop("time"))
    assert entry == {"level": "WARNING", "logger": "todo", "message": "Found 2 of them"}
    assert before <= time <= after
    assert time.utcoffset() == datetime.timedelta(0)


def test_background_error_of_pymongo(make_app: MakeApp, capsys: Capture) -> None:
    """An error in a background thread of pymongo is logged without its traceback."""
    make_app()
    try:
        raise OperationFailure("Authentication failed.", 18)  # noqa: TRY301  to log it
    except OperationFailure:
        logging.getLogger("pymongo.client").exception("A background task failed:")
    [entry] = logged(capsys)
    assert entry["message"] == "A background task failed: Authentication failed."
    assert entry["level"] == "ERROR"
    assert "exc_info" not in entry


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_hostile_value(make_app: MakeApp, capsys: Capture, text: str) -> None:
    """Any value is logged on one line of ASCII, from which it can be parsed."""
    make_app().logger.error("Got %s", text)
    [entry] = logged(capsys)
    assert (entry["level"], entry["message"]) == ("ERROR", f"Got {text}")


def test_traceback(make_app: MakeApp, capsys: Capture) -> None:
    """A traceback is logged on the same line as its message."""
    try:
        int("what\nwent wrong")
    except ValueError:
        make_app().logger.exception("It failed")
    [entry] = logged(capsys)
    assert entry["message"] == "It failed"
    assert entry["exc_info"].startswith("Traceback")
    assert entry["exc_info"].endswith(r"base 10: 'what\nwent wrong'")


def test_request_id(make_app: MakeApp, capsys: Capture) -> None:
    """Only messages that are logged during a request have a request id."""
    app = make_app()
    app.logger.warning("before")
    with app.test_request_context():
        number = request_id()
        app.logger.warning("during")
    before, during = logged(capsys)
    assert "request_id" not in before
    assert during["request_id"] == number


def test_request_id_of_an_error(
    make_app: MakeApp, browse: Any, capsys: Capture
) -> None:
    """The error page shows the request id under which the traceback is logged."""
    app = make_app()
    app.add_url_rule("/fault", view_func=lambda: str(1 / 0))
    response = browse(app).get("/fault")
    [entry] = logged(capsys)
    assert entry["request_id"] in response.text
    assert entry["request_id"] == response.headers["X-Request-ID"]
    assert "ZeroDivisionError" in entry["exc_info"]
    assert "Traceback" not in response.text


def test_input_is_not_logged(make_app: MakeApp, browse: Any, capsys: Capture) -> None:
    """Titles, texts and searches are never logged."""
    site = browse(make_app())
    site.add("hush, a title", "hush, a text")
    site.add("")
    site.post("/new", {"title": "hush"})
    site.get("/?q=hush&before=hush")
    assert "hush" not in "".join(capsys.readouterr())


@pytest.mark.parametrize(
    ("level", "expected"),
    [
        ("DEBUG", ["debug", "info", "error"]),
        ("INFO", ["info", "error"]),
        ("ERROR", ["error"]),
    ],
)
def test_log_level(
    make_app: MakeApp, capsys: Capture, level: str, expected: list[str]
) -> None:
    """Messages below the log level are not logged."""
    app = make_app(LOG_LEVEL=level)
    app.logger.debug("debug")
    app.logger.info("info")
    app.logger.error("error")
    assert [entry["message"] for entry in logged(capsys)] == expected


def test_logged_once(
    make_app: MakeApp, capsys: Capture, caplog: pytest.LogCaptureFixture
) -> None:
    """Each message is logged once, even with several sites in the process."""
    make_app()
    make_app().logger.warning("once")
    assert len(logged(capsys)) == 1
    assert caplog.records == []
    assert logging.getLogger("todo").handlers
