"""A database that responds, but does not store anything."""

import datetime
import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from html import escape
from pathlib import Path
from typing import Any, NamedTuple

import pymongo
import pytest
from bson import ObjectId
from pymongo.database import Database as PlainDatabase
from pymongo.errors import AutoReconnect, NotPrimaryError

from standalone import EmbeddedMongod
from standalone.processes import wait_until
from tests.todo.transfers import export_file, import_file, stored
from todo import problems
from todo.database_problems import database_problem
from todo.extensions import db

PlainDB = PlainDatabase[dict[str, Any]]
RunMongod = Callable[..., AbstractContextManager[int]]

SECONDS = 30
CHANGES = ["insert", "update", "delete"]
# Failures are reported at once, and the client soon notices that they are over.
OPTIONS = {
    "retryWrites": False,
    "retryReads": False,
    "serverMonitoringMode": "poll",
    "heartbeatFrequencyMS": 500,
}
TYPED = {"title": "Typed title", "text": "<typed> text"}
IMPORTED = {
    "_id": {"$oid": "65f0c0ffee0123456789abcd"},
    "title": "Imported",
    "creation": {"$date": "2026-11-23T16:06:48Z"},
}

Expected = tuple[int, str, str]
FULL = (507, "The database is full", "no room left")
NO_PRIMARY = (503, "The database accepts no changes", "no primary server")
READ_ONLY = (503, "The database accepts no changes", "read-only mode")
NO_RIGHTS = (503, "The database accepts no changes", "may read, but not change")
UNCONFIRMED = (503, "The database does not confirm this", "has stored it")


class Action(NamedTuple):
    """An action on a page.

    :param path: the page.
    :param button: the accessible name of the button.
    :param typed: the values of form fields.
    :param first: a button to press before, which leads to the page with ``button``.
    """

    path: str
    button: str
    typed: dict[str, str] = {}
    first: str | None = None


class Failure(NamedTuple):
    """A failure of the server.

    :param expected: status, title and part of the message of the error page.
    :param data: what the fail point does.
    """

    expected: Expected
    data: dict[str, Any]


class Rig(NamedTuple):
    """A site, and the means to make its database fail.

    :param site: a client of the site.
    :param tasks: its database.
    :param set_fail_point: the fixture ``fail``.
    """

    site: Any
    tasks: PlainDB
    set_fail_point: Any

    def fail(self, data: dict[str, Any], commands: Sequence[str] = CHANGES) -> None:
        """Make commands of the site fail."""
        data = {"failCommands": commands, "appName": "todo", **data}
        self.set_fail_point("failCommand", **data)

    def recover(self) -> None:
        """End the failure."""
        self.set_fail_point("failCommand", "off")


ACTIONS = {
    "add": Action("/new", "Add", TYPED),
    "quick add": Action("/", "Add", {"title": TYPED["title"]}),
    "edit": Action("/{open}/edit", "Save", TYPED),
    "done": Action("/", "Done: Open"),
    "reopen": Action("/", "Reopen: Done"),
    "delete": Action("/{open}", "Delete"),
    "restore": Action("/?show=deleted", "Restore: Deleted"),
    "undo": Action("/", "Undo", first="Delete: Open"),
    "clear done": Action("/", "Clear done"),
    "undo clear done": Action("/", "Undo", first="Clear done"),
}
COMMAND_ERRORS = {
    14031: FULL,
    17419: (413, "This task is too large", "stored so much in it"),
    371: READ_ONLY,
    13: NO_RIGHTS,
    64: UNCONFIRMED,
    **dict.fromkeys((10107, 91, 189, 11600, 11602, 13435, 13436), NO_PRIMARY),
}
WRITE_CONCERN_ERRORS = (64, 79, 91, 100, 189, 11602)
FAILURES = [
    *(Failure(page, {"errorCode": code}) for code, page in COMMAND_ERRORS.items()),
    *(
        Failure(UNCONFIRMED, {"writeConcernError": {"code": code, "errmsg": ""}})
        for code in WRITE_CONCERN_ERRORS
    ),
]
# Each kind of failure with each action, and each failure with one action.
CASES = [
    (failure, name)
    for number, failure in enumerate(FAILURES)
    for name in ACTIONS
    if name == "add" or failure.expected not in {f.expected for f in FAILURES[:number]}
]
each_failure = pytest.mark.parametrize("failure", FAILURES, ids=str)


@pytest.fixture(scope="module")
def shared_site(
    new_app: Any, browse: Any, failing_mongod: EmbeddedMongod
) -> Iterator[Any]:
    """Return a client of a site on the server that can be made to fail."""
    uri = {"MONGODB_URI": failing_mongod.uri, "MONGODB_OPTIONS": OPTIONS}
    app = new_app(**uri, MONGODB_DATABASE=f"test_{secrets.token_hex(6)}")
    yield browse(app)
    with app.app_context():
        db.close()


def fill(client: pymongo.MongoClient[dict[str, Any]], site: Any) -> PlainDB:
    """Store one task in each state in the site's database, and return it."""
    database = client[site.client.application.config["MONGODB_DATABASE"]]
    now = datetime.datetime.now(datetime.UTC)
    database["tasks"].delete_many({})
    database["tasks"].insert_many(
        [
            {"title": "Open"},
            {"title": "Done", "done": True},
            {"title": "Deleted", "deleted": now, "batch": ObjectId()},
        ]
    )
    return database


@pytest.fixture
def rig(shared_site: Any, failing_mongod: EmbeddedMongod, fail: Any) -> Iterator[Rig]:
    """Return a site whose database has one task in each state."""
    with pymongo.MongoClient[dict[str, Any]](failing_mongod.uri) as client:
        yield Rig(shared_site, fill(client, shared_site), fail)


def page_before(site: Any, tasks: PlainDB, action: Action) -> Any:
    """Return the page with the action's button."""
    ids = {task["title"].lower(): task["_id"] for task in tasks["tasks"].find()}
    page = site.get(action.path.format(**ids))
    return site.follow(site.press(page, action.first)) if action.first else page


def check(response: Any, expected: Expected, typed: dict[str, str]) -> None:
    """Check an error page: status, texts, the typed words and ``Retry-After``."""
    status, title, message = expected
    assert response.status_code == status
    assert f"<title>{title} - " in response.text
    assert message in response.text
    assert all(escape(words) in response.text for words in typed.values())
    assert int(response.headers["Retry-After"]) > 0


def outcome(tasks: PlainDB) -> list[dict[str, Any]]:
    """Return what is stored, without values that differ each time."""
    found = tasks["tasks"].find({}, {"_id": False}).sort("title").to_list()
    times = ("batch", "changed", "creation", "deleted", "finished")
    return [task | {name: True for name in times if name in task} for task in found]


@pytest.fixture(scope="module")
def outcomes(shared_site: Any, failing_mongod: EmbeddedMongod) -> dict[str, Any]:
    """Return what is stored after each action on a database without faults."""
    results = {}
    with pymongo.MongoClient[dict[str, Any]](failing_mongod.uri) as client:
        for name, action in ACTIONS.items():
            tasks = fill(client, shared_site)
            page = page_before(shared_site, tasks, action)
            done = shared_site.press(page, action.button, **action.typed)
            assert done.status_code == 303
            results[name] = outcome(tasks)
    return results


@pytest.mark.parametrize(("failure", "name"), CASES, ids=str)
def test_actions(
    rig: Rig, outcomes: dict[str, Any], failure: Failure, name: str
) -> None:
    """The page says what is wrong; "Try again" does the action once it is possible."""
    site, action = rig.site, ACTIONS[name]
    page = page_before(site, rig.tasks, action)
    before = outcome(rig.tasks)
    rig.fail(failure.data)
    response = site.press(page, action.button, **action.typed)
    check(response, failure.expected, action.typed)
    assert site.get("/readyz").status_code == 503
    assert (outcome(rig.tasks) == before) is ("errorCode" in failure.data)
    check(site.press(response, "Try again"), failure.expected, action.typed)
    rig.recover()
    assert site.press(response, "Try again").status_code == 303
    assert outcome(rig.tasks) == outcomes[name]
    assert site.get("/readyz").status_code == 200


READS = ("find", "aggregate")
AFTER_CHANGES = {
    "done": "done",
    "clear done": "deleted",
}
"""Actions that read after a change, and the field that the change sets."""


@pytest.mark.parametrize("name", AFTER_CHANGES)
@pytest.mark.parametrize("data", [{"errorCode": 13436}, {"closeConnection": True}])
def test_reading_fails_after_the_change(
    rig: Rig, name: str, data: dict[str, Any]
) -> None:
    """If the change is stored, the page does not say that it is not."""
    page = page_before(rig.site, rig.tasks, ACTIONS[name])
    rig.fail(data, READS)
    response = rig.site.press(page, ACTIONS[name].button)
    assert response.status_code == 503
    assert "not known whether this was stored" in response.text
    assert "Nothing was lost" not in response.text
    assert rig.tasks["tasks"].count_documents({AFTER_CHANGES[name]: {"$exists": True}})
    rig.recover()
    assert rig.site.press(response, "Try again").status_code == 303


def test_error_of_a_retry(rig: Rig) -> None:
    """The page does not say that nothing was stored if an attempt may have been."""
    page = page_before(rig.site, rig.tasks, ACTIONS["add"])
    rig.fail({"closeConnection": True})
    response = rig.site.press(page, "Add", **TYPED)
    check(response, (503, "The database cannot be reached", "not known"), TYPED)
    error = NotPrimaryError("not primary")
    with rig.site.client.application.app_context():
        with pytest.raises(AutoReconnect):
            db.tasks.insert_one({})
        retried = database_problem(error, is_change=True)
    assert retried is not None
    assert "not known whether this was stored" in retried.advice
    with rig.site.client.application.app_context():
        assert database_problem(error, is_change=True) is problems.NO_PRIMARY


@each_failure
def test_import(rig: Rig, failure: Failure) -> None:
    """A failed import reports no task as imported or refused, and can be repeated."""
    content = export_file(IMPORTED)
    rig.fail(failure.data)
    response = import_file(rig.site, content)
    check(response, failure.expected, {})
    assert "imported" not in response.text
    rig.recover()
    assert import_file(rig.site, content).status_code == 200
    assert rig.tasks["tasks"].count_documents({"title": "Imported"}) == 1


@pytest.mark.parametrize("code", [14031, 371])
def test_programs_get_json(rig: Rig, code: int) -> None:
    """A client that prefers JSON gets the same status and texts as problem+json."""
    status, title, message = COMMAND_ERRORS[code]
    form = {**rig.site.form(), **TYPED}
    rig.fail({"errorCode": code})
    accepted = {"Accept": "application/json"}
    response = rig.site.post("/new", form, headers=accepted)
    assert response.content_type == "application/problem+json"
    assert (response.json["status"], response.json["title"]) == (status, title)
    assert message in response.json["detail"]
    assert rig.tasks["tasks"].count_documents({"title": TYPED["title"]}) == 0


def test_reading_goes_on(rig: Rig) -> None:
    """Pages can still be read while nothing can be stored."""
    rig.fail({"errorCode": 14031})
    assert set(rig.site.titles()) == {"Open", "Done"}


@pytest.mark.parametrize("code", [13, 13436])
def test_reading_fails(rig: Rig, code: int) -> None:
    """If the database rejects reads as well, the list says that it is unavailable."""
    rig.fail({"errorCode": code}, ["aggregate"])
    response = rig.site.get("/")
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "5"
    rig.recover()
    assert rig.site.press(response, "Try again").status_code == 200


def test_other_errors(rig: Rig) -> None:
    """An error with another reason is a fault of the site."""
    page = page_before(rig.site, rig.tasks, ACTIONS["add"])
    rig.fail({"errorCode": 2})
    assert rig.site.press(page, "Add", **TYPED).status_code == 500
    assert rig.site.get("/readyz").status_code == 503


@contextmanager
def blocked_writes(mongod: EmbeddedMongod) -> Iterator[None]:
    """Make a server reject all writes during the block."""
    command = "setUserWriteBlockMode"
    with pymongo.MongoClient[dict[str, Any]](mongod.uri) as client:
        client.admin.command({command: 1, "global": True})
        yield
        client.admin.command({command: 1, "global": False})


def test_blocked_writes(rig: Rig, failing_mongod: EmbeddedMongod) -> None:
    """A real server that blocks writes is reported as read-only."""
    page = page_before(rig.site, rig.tasks, ACTIONS["add"])
    with blocked_writes(failing_mongod):
        responses = [
            (rig.site.press(page, "Add", **TYPED), TYPED),
            (import_file(rig.site, export_file(IMPORTED)), {}),
        ]
        ready = rig.site.get("/readyz")
    for response, typed in responses:
        check(response, READ_ONLY, typed)
    assert ready.text == "The database accepts no changes.\n"
    assert rig.site.get("/readyz").status_code == 200
    assert len(stored(rig.tasks)) == 3


def is_primary(client: pymongo.MongoClient[Any]) -> bool:
    """Return whether the server accepts writes."""
    return bool(client.admin.command("hello")["isWritablePrimary"])


@contextmanager
def no_primary(mongod: EmbeddedMongod) -> Iterator[None]:
    """Make a server step down as primary, and elect it again after the block."""
    with pymongo.MongoClient[dict[str, Any]](mongod.uri) as client:
        client.admin.command("replSetStepDown", 60, force=True)
        yield
        client.admin.command("replSetFreeze", 0)
        assert wait_until(lambda: is_primary(client), SECONDS)


@pytest.mark.parametrize("option", ["directConnection=true", "replicaSet=rs0"])
def test_no_primary(
    make_app: Any, browse: Any, failing_mongod: EmbeddedMongod, option: str
) -> None:
    """A real server that is no longer primary is reported as such, and recovers."""
    uri = f"mongodb://127.0.0.1:{failing_mongod.port}/?{option}"
    site = browse(make_app(MONGODB_URI=uri, MONGODB_TIMEOUT_MS=1000))
    form = {**site.form(), **TYPED}
    with no_primary(failing_mongod):
        responses = [site.post("/new", form), site.get("/readyz")]
    check(responses[0], NO_PRIMARY, TYPED)
    assert responses[1].text == "The database accepts no changes.\n"
    assert wait_until(lambda: site.get("/readyz").status_code == 200, SECONDS)
    assert site.post("/new", form).status_code == 303


def test_a_user_without_the_right_to_write(
    make_app: Any, browse: Any, run_mongod: RunMongod, tmp_path: Path
) -> None:
    """The site of a user who may only read says so, and shows the tasks."""
    with run_mongod(tmp_path, "--auth") as port:
        with pymongo.MongoClient[dict[str, Any]]("127.0.0.1", port) as client:
            client.admin.command("createUser", "root", pwd="r", roles=["root"])
        root = pymongo.MongoClient[dict[str, Any]](
            "127.0.0.1", port, username="root", password="r"
        )
        with root:
            root["todo"].command("createUser", "ann", pwd="a", roles=["read"])
        user = {"MONGODB_USERNAME": "ann", "MONGODB_PASSWORD": "a"}
        uri = f"mongodb://127.0.0.1:{port}"
        site = browse(make_app(MONGODB_URI=uri, MONGODB_DATABASE="todo", **user))
        assert site.get("/").status_code == 200
        check(site.add(**TYPED), NO_RIGHTS, TYPED)
        assert site.get("/readyz").text == "The database accepts no changes.\n"
