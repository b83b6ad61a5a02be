"""The site on a fresh database, and a person who fills its forms in."""

import datetime
import re
import secrets
from collections.abc import Callable, Iterator
from typing import Any

import pymongo
import pytest
from bson import ObjectId
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import FileSystemBytecodeCache
from pymongo.database import Database as PlainDatabase
from werkzeug.test import TestResponse

from standalone import EmbeddedMongod
from tests.todo.pages import Element, Page
from todo import create_app
from todo.extensions import db

MakeApp = Callable[..., Flask]
AddTasks = Callable[..., list[ObjectId]]
Fail = Callable[..., None]
Task = dict[str, Any]

KINDS = {
    "today's": ["title", "text", "creation", "version", "done", "words"],
    "original": ["title", "text", "creation"],
    "without text": ["title", "creation"],
    "without creation": ["title", "text"],
}
STATES = [
    ("today's", ""),
    ("original", ""),
    ("original", "set up"),
    ("without text", ""),
    ("without creation", ""),
    ("without creation", "set up"),
]
NOON = datetime.datetime(2026, 11, 23, 12, tzinfo=datetime.UTC)


class Site:
    """A browser without scripts, as far as these tests need one."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def get(self, path: str, **options: Any) -> TestResponse:
        """Open a page."""
        return self.client.get(path, buffered=True, **options)

    def post(self, path: str, form: dict[str, Any], **options: Any) -> TestResponse:
        """Send a form as it is."""
        return self.client.post(path, data=form, **options)

    def form(self, **options: Any) -> dict[str, str]:
        """Open the form of a new task, and return its hidden fields."""
        return self.hidden_fields(self.get("/new", **options))

    def hidden_fields(self, answer: TestResponse) -> dict[str, str]:
        """Return the hidden fields of the forms that a page shows."""
        boxes = Page(answer.text).root.all("input", type="hidden")
        return {box["name"]: box["value"] for box in boxes}

    def press(self, page: TestResponse, name: str, **typed: Any) -> TestResponse:
        """Press the button of a page that has a name.

        :param typed: what goes into the fields of its form before.
        """
        parts = Page(page.text)
        button = parts.root.one("button", name)
        form = parts.form_of(button)
        assert set(typed) <= set(form.fields)
        address = button["formaction"] or form["action"]
        assert form["method"] == "post"
        return self.post(address, {**form.fields, **typed})

    def press_on(self, path: str, name: str, **typed: Any) -> TestResponse:
        """Open a page, and press a button of it."""
        return self.press(self.get(path), name, **typed)

    def send(self, path: str, **fields: Any) -> TestResponse:
        """Send a form of these fields, with the token of this session."""
        return self.post(path, {"csrf_token": self.form()["csrf_token"], **fields})

    def follow(self, answer: TestResponse) -> TestResponse:
        """Open the page that an answer leads to."""
        assert answer.status_code == 303
        return self.get(answer.headers["Location"])

    def said(self, page: TestResponse) -> list[str]:
        """Return the messages on a page."""
        (status,) = Page(page.text).root.all("div", role="status")
        return status.names("p")

    def items(self, path: str = "/") -> list[Element]:
        """Return the items of the list on a page of it."""
        lists = Page(self.get(path).text).root.all("ul", "Tasks")
        return [item for tasks in lists for item in tasks.all("li")]

    def add(self, title: Any, text: Any = "", **options: Any) -> TestResponse:
        """Fill the form of a new task in, and send it."""
        form = {**self.form(**options), "title": title, "text": text}
        return self.post("/new", form, **options)

    def titles(self, path: str = "/") -> list[str]:
        """Return the titles that a page of the list shows, from top to bottom."""
        return re.findall(r'<a dir="auto"[^>]*>([^<]*)</a>', self.get(path).text)

    def link(self, path: str, name: str) -> str | None:
        """Return where a link on a page leads; ``None`` where it is not there."""
        found = re.search(rf'href="([^"]*)">{name}</a>', self.get(path).text)
        return found[1].replace("&amp;", "&") if found else None


@pytest.fixture(scope="session")
def failing_mongod(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[EmbeddedMongod]:
    """Run a server that can be told to fail: see :func:`fail`."""
    arguments = ["--setParameter", "enableTestCommands=1"]
    directory = tmp_path_factory.mktemp("failing")
    with EmbeddedMongod(directory, arguments=arguments) as server:
        yield server


@pytest.fixture
def fail(failing_mongod: EmbeddedMongod) -> Iterator[Fail]:
    """Make that server fail in a way that MongoDB's own tests know, until the end."""
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
    """Keep templates that one application has compiled for those of other tests."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))


@pytest.fixture
def make_app(
    mongod: EmbeddedMongod,
    database: PlainDatabase[Task],
    compiled_templates: FileSystemBytecodeCache,
) -> Iterator[MakeApp]:
    """Make sites on the test's database; their clients are closed afterwards."""
    made: list[Flask] = []

    def make(**config: object) -> Flask:
        ours = {
            "SECRET_KEY": secrets.token_hex(32),
            "MONGODB_URI": mongod.uri,
            "MONGODB_DATABASE": database.name,
        }
        app = create_app({**ours, **config})
        app.jinja_env.bytecode_cache = compiled_templates
        made.append(app)
        return app

    yield make
    for app in made:
        with app.app_context():
            db.close()


@pytest.fixture
def app(make_app: MakeApp) -> Flask:
    """Give the site, three tasks to a page."""
    return make_app(TODO_PAGE_SIZE=3)


@pytest.fixture
def browse() -> Callable[[Flask], Site]:
    """Open browsers on sites."""
    return lambda app: Site(app.test_client())


@pytest.fixture
def site(app: Flask, browse: Callable[[Flask], Site]) -> Site:
    """Give a browser on the site."""
    return browse(app)


@pytest.fixture
def add_tasks(database: PlainDatabase[Task]) -> AddTasks:
    """Store tasks behind the site's back, each a minute older than the one before."""

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
    """Give a task of today or of the original example, before and after setting up.

    Its title is "Buy milk", its text "Two litres." where it has one.
    """
    kind, after = request.param
    site.add("Buy milk", "Two litres.")
    (stored,) = database["tasks"].find().to_list()
    kept = {name: stored[name] for name in ("_id", *KINDS[kind])}
    database["tasks"].replace_one({}, kept)
    if after:
        app.test_cli_runner().invoke(args=["setup"])
    site.get("/")  # reads the message
    (stored,) = database["tasks"].find().to_list()
    return stored
