"""The page that follows a request names the functions that are called."""

import re
import secrets
import sys
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Any

import pytest
from flask.testing import FlaskClient
from pymongo.database import Database as PlainDatabase

from docs.generate.names import PACKAGES
from docs.snippets import ROOT
from standalone import EmbeddedMongod
from todo import create_app

PAGE = (ROOT / "docs/explanation/request.md").read_text()
STEP = re.compile(r"^\d+\. `([\w.]+)`", re.MULTILINE)
FIELD = re.compile(r'name="(csrf_token|token)"[^>]*value="([^"]+)"')
CREATION, READING = PAGE.split("## The list is read")


def calls(action: Callable[[], Any]) -> list[str]:
    """Return the functions of the packages that are called, in order of first calls."""
    found: dict[str, None] = {}

    def note(frame: FrameType, event: str, _argument: object) -> None:
        module = frame.f_globals.get("__name__", "")
        if event == "call" and module.partition(".")[0] in PACKAGES:
            found.setdefault(f"{module}.{frame.f_code.co_qualname}")

    previous = sys.getprofile()
    sys.setprofile(note)
    try:
        action()
    finally:
        sys.setprofile(previous)
    return list(found)


@pytest.fixture
def client(
    mongod: EmbeddedMongod, database: PlainDatabase[dict[str, Any]]
) -> Iterator[FlaskClient]:
    """Return a client of the site."""
    config = {
        "SECRET_KEY": secrets.token_hex(32),
        "MONGODB_URI": mongod.uri,
        "MONGODB_DATABASE": database.name,
    }
    app = create_app(config)
    yield app.test_client()
    with app.app_context():
        app.extensions["mongokit"].close()


def test_each_step_is_called_in_order(client: FlaskClient) -> None:
    """Adding a task and showing the list call the functions of the page, in order."""
    fields = dict(FIELD.findall(client.get("/").text))
    form = {**fields, "title": "Tea", "text": ""}
    for part, action in (
        (CREATION, lambda: client.post("/new", data=form)),
        (READING, lambda: client.get("/")),
    ):
        steps = STEP.findall(part)
        called = calls(action)
        assert [step for step in called if step in steps] == steps
