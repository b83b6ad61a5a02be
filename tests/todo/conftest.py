"""Fixtures for the site on an empty database, and a client that fills in forms."""

import datetime
import hashlib
import re
import secrets
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pymongo
import pytest
from bson import ObjectId
from flask import Flask, Response
from flask.testing import FlaskClient
from jinja2 import FileSystemBytecodeCache
from pymongo.database import Database as PlainDatabase
from werkzeug.test import TestResponse

from standalone import EmbeddedMongod
from tests.todo.pages import Element, Page
from tests.todo.served import Serve, serving
from todo import create_app
from todo.extensions import db

MakeApp = Callable[..., Flask]
AddTasks = Callable[..., list[ObjectId]]
Fail = Callable[..., None]
StartMongod = Callable[..., AbstractContextManager[EmbeddedMongod]]
Task = dict[str, Any]

KINDS = {
    "current": ["title", "text", "creation", "version", "done", "words"],
    "original": ["title", "text", "creation"],
    "without text": ["title", "creation"],
    "without creation": ["title", "text"],
}
STATES = [
    ("current", ""),
    ("original", ""),
    ("original", "set up"),
    ("without text", ""),
    ("without creation", ""),
    ("without creation", "set up"),
]
NOON = datetime.datetime(2026, 11, 23, 12, tzinfo=datetime.UTC)

HTML = Path(__file__).parents[2] / "build/html"
VARIABLE = re.compile(
    r'[0-9a-f]{24}|\b(?:value|title|aria-label|data-[a-z]+)="[^"]*"|\d|(?<=>)[^<]+'
)
"""Matches the parts of a page that may vary: ids, values, digits and text."""


class Site:
    """A test client that acts like a browser without JavaScript."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def get(self, path: str, **options: Any) -> TestResponse:
        """Request a page, and return the response."""
        return self.client.get(path, buffered=True, **options)

    def post(self, path: str, form: dict[str, Any], **options: Any) -> TestResponse:
        """Post a form, and return the response."""
        return self.client.post(path, data=form, **options)

    def form(self, **options: Any) -> dict[str, str]:
        """Return the hidden fields of the page with the new-task form."""
        return self.hidden_fields(self.get("/new", **options))

    def hidden_fields(self, response: TestResponse) -> dict[str, str]:
        """Return the hidden fields of all forms on a page."""
        boxes = Page(response.text).root.all("input", type="hidden")
        return {box["name"]: box["value"] for box in boxes}

    def press(self, page: TestResponse, name: str, **typed: Any) -> TestResponse:
        """Submit the form of a button on a page, and return the response.

        :param name: the accessible name of the button.
        :param typed: values for the fields of its form.
        """
        parts = Page(page.text)
        button = parts.root.one("button", name)
        form = parts.form_of(button)
        assert set(typed) <= set(form.fields)
        url = button["formaction"] or form["action"]
        values = {**form.fields, **typed}
        if form["method"] == "post":
            return self.post(url, values)
        return self.get(url, query_string=values)

    def press_on(self, path: str, name: str, **typed: Any) -> TestResponse:
        """Request a page, press one of its buttons, and return the response."""
        return self.press(self.get(path), name, **typed)

    def send(self, path: str, **fields: Any) -> TestResponse:
        """Post these fields with a valid CSRF token."""
        return self.post(path, {"csrf_token": self.form()["csrf_token"], **fields})

    def follow(self, response: TestResponse) -> TestResponse:
        """Follow a redirect, and return the page."""
        assert response.status_code == 303
        return self.get(response.headers["Location"])

    def messages(self, page: TestResponse) -> list[str]:
        """Return the messages on a page."""
        (status,) = Page(page.text).root.all("div", role="status")
        return status.names("p")

    def items(self, path: str = "/") -> list[Element]:
        """Return the items of the task list on a page."""
        lists = Page(self.get(path).text).root.all("ul", "Tasks")
        return [item for tasks in lists for item in tasks.all("li")]

    def add(self, title: Any, text: Any = "", **options: Any) -> TestResponse:
        """Fill in and submit the new-task form."""
        form = {**self.form(**options), "title": title, "text": text}
        return self.post("/new", form, **options)

    def titles(self, path: str = "/") -> list[str]:
        """Return the titles in the list on a page, from top to bottom."""
        return re.findall(r'<a class="title"[^>]*>([^<]*)</a>', self.get(path).text)

    def link(self, path: str, name: str) -> str | None:
        """Return the URL of a link on a page, or ``None`` if there is no such link."""
        found = Page(self.get(path).text).root.all("a", name)
        return found[0]["href"] if found else None


@pytest.fixture(scope="session")
def failing_mongod(
    start_mongod: StartMongod, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[EmbeddedMongod]:
    """Return a server on which :func:`fail` can set fail points."""
    directory = tmp_path_factory.mktemp("failing")
    with start_mongod(directory, "--setParameter=enableTestCommands=1") as server:
        yield server


@pytest.fixture
def fail(failing_mongod: EmbeddedMongod) -> Iterator[Fail]:
    """Return a function that sets a fail point until the end of the test."""
    made: set[str] = set()

    with pymongo.MongoClient[Task](failing_mongod.uri) as client:

        def fail(name: str, mode: object = "alwaysOn", **data: object) -> None:
            made.add(name)
            client.admin.command("configureFailPoint", name, mode=mode, data=data)

        yield fail
        for name in made:
            client.admin.command("configureFailPoint", name, mode="off")


@pytest.fixture(scope="session")
def compiled_templates(
    tmp_path_factory: pytest.TempPathFactory,
) -> FileSystemBytecodeCache:
    """Return a cache of compiled templates, shared by the tests' applications."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))


def record(response: Response) -> Response:
    """Save an HTML response in ``build/html/``, where ``bin/lint`` checks it.

    Responses that differ only in ids, values, digits or text, or in how often a line is
    repeated, are saved once.
    """
    if response.mimetype == "text/html" and response.status_code != 303:
        html = response.get_data(as_text=True)
        lines = sorted(set(VARIABLE.sub("", html).splitlines()))
        shape = hashlib.sha256("\n".join(lines).encode()).hexdigest()
        kind = "page" if html.startswith("<!DOCTYPE html>") else "fragment"
        path = HTML / f"{kind}-{shape[:20]}.html"
        if not path.exists():
            HTML.mkdir(parents=True, exist_ok=True)
            path.write_text(html)
    return response


@pytest.fixture(scope="session")
def new_app(
    mongod: EmbeddedMongod, compiled_templates: FileSystemBytecodeCache
) -> MakeApp:
    """Return a function that creates sites; callers must close the MongoDB clients."""

    def create(**config: object) -> Flask:
        ours = {"SECRET_KEY": secrets.token_hex(32), "MONGODB_URI": mongod.uri}
        app = create_app({**ours, **config})
        app.jinja_env.bytecode_cache = compiled_templates
        app.after_request(record)
        return app

    return create


@pytest.fixture
def make_app(new_app: MakeApp, database: PlainDatabase[Task]) -> Iterator[MakeApp]:
    """Return a function that creates sites on the test's database."""
    made: list[Flask] = []

    def make(**config: object) -> Flask:
        app = new_app(**{"MONGODB_DATABASE": database.name, **config})
        made.append(app)
        return app

    yield make
    for app in made:
        with app.app_context():
            db.close()


@pytest.fixture(scope="session")
def shared_app(new_app: MakeApp) -> Flask:
    """Return a site with three tasks per page that :func:`app` adapts to each test."""
    return new_app(TODO_PAGE_SIZE=3)


@pytest.fixture
def app(shared_app: Flask, database: PlainDatabase[Task]) -> Iterator[Flask]:
    """Return a site with three tasks per page, on the test's database."""
    shared_app.config["MONGODB_DATABASE"] = database.name
    with shared_app.app_context():
        db.close()  # the next client reads the configuration again
    yield shared_app
    with shared_app.app_context():
        db.close()


@pytest.fixture(scope="session")
def browse() -> Callable[[Flask], Site]:
    """Return a function that creates a client of a site."""
    return lambda app: Site(app.test_client())


@pytest.fixture
def site(app: Flask, browse: Callable[[Flask], Site]) -> Site:
    """Return a client of the site."""
    return browse(app)


@pytest.fixture
def add_tasks(database: PlainDatabase[Task]) -> AddTasks:
    """Return a function that inserts tasks ``step`` seconds apart, newest first."""

    def add(*titles: str, step: int = 60, text: str = "") -> list[ObjectId]:
        tasks = [
            {
                "title": title,
                "text": text,
                "creation": NOON - datetime.timedelta(seconds=index * step),
            }
            for index, title in enumerate(titles)
        ]
        ids: list[ObjectId] = database["tasks"].insert_many(tasks).inserted_ids
        return ids

    return add


@pytest.fixture(params=STATES, ids=" ".join)
def task(
    request: pytest.FixtureRequest,
    app: Flask,
    site: Site,
    database: PlainDatabase[Task],
) -> Task:
    """Return a stored task in the current or an old format.

    Its title is "Buy milk"; its text, if it has one, is "Two litres." In the
    "set up" variants, ``flask setup`` has migrated it.
    """
    kind, after = request.param
    site.add("Buy milk", "Two litres.")
    (stored,) = database["tasks"].find().to_list()
    kept = {name: stored[name] for name in ("_id", *KINDS[kind])}
    database["tasks"].replace_one({}, kept)
    if after:
        app.test_cli_runner().invoke(args=["setup"])
    site.get("/")  # discards the message
    (stored,) = database["tasks"].find().to_list()
    return stored


@pytest.fixture
def serve(mongod: EmbeddedMongod, database: PlainDatabase[dict[str, Any]]) -> Serve:
    """Return a context manager factory that serves the site on the test's database."""
    ours = {
        "SECRET_KEY": secrets.token_hex(32),
        "MONGODB_URI": mongod.uri,
        "MONGODB_DATABASE": database.name,
    }
    return lambda *arguments, **environ: serving({**ours, **environ}, *arguments)
