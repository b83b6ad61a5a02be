"""The site's logs."""

import json
import secrets
from typing import Any
from urllib.parse import quote

import pytest


@pytest.fixture
def log(compose: Any, visitor: Any) -> list[Any]:
    """Send a search, and return the parsed log up to that request."""
    request_id = secrets.token_hex(8)
    visitor.get(f"/?q={quote('xylophone lessons')}", {"X-Request-ID": request_id})
    return [json.loads(line) for line in compose.log_until("web", request_id)]


def test_every_line_is_json(log: list[Any]) -> None:
    """Each line is a JSON object with a time, level, logger and message."""
    assert all({"time", "level", "logger", "message"} <= line.keys() for line in log)


def test_a_request_is_one_line(log: list[Any]) -> None:
    """A request is logged in one line, with its path, status and duration."""
    wanted = {"logger": "gunicorn.access", "method": "GET", "path": "/", "status": 200}
    assert log[-1].items() >= wanted.items()
    assert log[-1]["milliseconds"] > 0


def test_search_terms_are_not_logged(log: list[Any]) -> None:
    """The log contains neither search terms nor query strings."""
    lines = json.dumps(log)
    assert "xylophone" not in lines
    assert "q=" not in lines


def test_titles_are_not_logged(compose: Any, visitor: Any) -> None:
    """The titles of tasks are not logged."""
    visitor.add("Buy a present in secret")
    request_id = secrets.token_hex(8)
    visitor.get("/healthz", {"X-Request-ID": request_id})
    assert "present" not in "\n".join(compose.log_until("web", request_id))
