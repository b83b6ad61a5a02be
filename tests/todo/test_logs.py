"""Messages in the log: one line of JSON each."""

import datetime
import json
import logging
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

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
    """Return what was logged since the last call; each line is an object by itself."""
    written = capsys.readouterr().out
    assert written.isascii()
    assert written.replace("\n", "").isprintable()
    return [json.loads(line) for line in written.splitlines()]


def test_a_message(make_app: MakeApp, capsys: Capture) -> None:
    """A message has its time in UTC, its level, and who says it."""
    app = make_app()
    before = datetime.datetime.now(datetime.UTC)
    app.logger.warning("Found %d of %s", 2, "them")
    after = datetime.datetime.now(datetime.UTC)
    [entry] = logged(capsys)
    time = datetime.datetime.fromisoformat(entry.pop("time"))
    assert entry == {"level": "WARNING", "logger": "todo", "message": "Found 2 of them"}
    assert before <= time <= after
    assert time.utcoffset() == datetime.timedelta(0)


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_a_value_cannot_break_a_line(
    make_app: MakeApp, capsys: Capture, text: str
) -> None:
    """Whatever is in a value, it is one line of plain characters, and the value."""
    make_app().logger.error("Got %s", text)
    [entry] = logged(capsys)
    assert (entry["level"], entry["message"]) == ("ERROR", f"Got {text}")


def test_a_traceback_is_part_of_the_line(make_app: MakeApp, capsys: Capture) -> None:
    """A traceback stands in the same line as the message."""
    try:
        int("what\nwent wrong")
    except ValueError:
        make_app().logger.exception("It failed")
    [entry] = logged(capsys)
    assert entry["message"] == "It failed"
    assert entry["exc_info"].startswith("Traceback")
    assert entry["exc_info"].endswith(r"base 10: 'what\nwent wrong'")


def test_the_request_that_a_message_is_of(make_app: MakeApp, capsys: Capture) -> None:
    """What is said during a request has its number, and other messages have none."""
    app = make_app()
    app.logger.warning("before")
    with app.test_request_context():
        number = request_id()
        app.logger.warning("during")
    before, during = logged(capsys)
    assert "request_id" not in before
    assert during["request_id"] == number


def test_a_fault_is_found_by_the_number_on_its_page(
    make_app: MakeApp, browse: Any, capsys: Capture
) -> None:
    """The page of a fault shows the number under which the log has the traceback."""
    app = make_app()
    app.add_url_rule("/fault", view_func=lambda: str(1 / 0))
    answer = browse(app).get("/fault")
    [entry] = logged(capsys)
    assert entry["request_id"] in answer.text
    assert entry["request_id"] == answer.headers["X-Request-ID"]
    assert "ZeroDivisionError" in entry["exc_info"]
    assert "Traceback" not in answer.text


def test_what_is_typed_is_not_logged(
    make_app: MakeApp, browse: Any, capsys: Capture
) -> None:
    """Neither words nor searches of a request that succeeds or fails are logged."""
    site = browse(make_app())
    site.add("hush, a title", "hush, a text")
    site.add("")
    site.post("/new", {"title": "hush"})
    site.get("/?q=hush&before=hush")
    assert "hush" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("level", "said"),
    [
        ("DEBUG", ["debug", "info", "error"]),
        ("INFO", ["info", "error"]),
        ("ERROR", ["error"]),
    ],
)
def test_the_least_important_messages(
    make_app: MakeApp, capsys: Capture, level: str, said: list[str]
) -> None:
    """Messages below the level that is set are left out."""
    app = make_app(LOG_LEVEL=level)
    app.logger.debug("debug")
    app.logger.info("info")
    app.logger.error("error")
    assert [entry["message"] for entry in logged(capsys)] == said


def test_no_message_is_written_twice(
    make_app: MakeApp, capsys: Capture, caplog: pytest.LogCaptureFixture
) -> None:
    """Each message is written once, however many sites there are in the process."""
    make_app()
    make_app().logger.warning("once")
    assert len(logged(capsys)) == 1
    assert caplog.records == []
    assert logging.getLogger("todo").handlers
