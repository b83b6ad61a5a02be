"""Tasks that other programs stored, with values of any type in any field."""

import datetime
import io
import json
import re
from collections.abc import Iterator
from typing import Any

import bson
import pymongo
import pytest
from bson import (
    Code,
    DBRef,
    Decimal128,
    Int64,
    MaxKey,
    MinKey,
    ObjectId,
    Regex,
    Timestamp,
)
from bson.datetime_ms import DatetimeMS
from bson.raw_bson import RawBSONDocument
from flask import Flask
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st
from pymongo.collection import Collection
from pymongo.database import Database as PlainDatabase
from pymongo.errors import BulkWriteError
from werkzeug.test import TestResponse

from tests.todo import bson_strategies as some
from tests.todo.bson_strategies import document
from tests.todo.conftest import Site
from tests.todo.pages import Page
from tests.todo.transfers import import_file
from todo.tasks import keyset, queries
from todo.tasks.fields import FIELDS, STORED_FIELDS
from todo.tasks.keyset import Position
from todo.tasks.listing import Listing, Show
from todo.tasks.model import STORED
from todo.tasks.search_words import words_of
from todo.transfer.importing import import_tasks

PlainDB = PlainDatabase[dict[str, Any]]

NOON = datetime.datetime(2026, 11, 23, 12, tzinfo=datetime.UTC)
ID = ObjectId("65f0c0ffee0123456789abcd")
GOOD: list[dict[str, Any]] = [
    {
        "_id": ObjectId(f"65f0c0ffee01234567890{number:03}"),
        "title": f"Good {number}",
        "text": "",
        "creation": NOON - datetime.timedelta(days=4000 * number),
        "version": 1,
        "done": number % 2 == 1,
        "words": words_of(f"Good {number}"),
    }
    for number in range(5)
]
ODD: dict[str, Any] = {
    "_id": ID,
    "title": "Odd",
    "text": "A text",
    "creation": NOON,
    "version": 1,
    "words": words_of("Odd", "A text"),
}
MOST_PAGES = 20
SHOWS = ["", "open", "done", "deleted"]
OLDEST_DATE, NEWEST_DATE = DatetimeMS(-(2**63)), DatetimeMS(2**63 - 1)
VALUES = {
    "null": None,
    "true": True,
    "false": False,
    "a number": 1767312000000,
    "one": 1,
    "a long number": Int64(2**62),
    "a float": 1.5,
    "a whole float": 1.0,
    "a large float": 2.0**53,
    "not a number": float("nan"),
    "infinity": float("inf"),
    "a decimal": Decimal128("1.0"),
    "a decimal that is no number": Decimal128("sNaN"),
    "a large decimal": Decimal128("1E+6144"),
    "text": "odd",
    "a time as text": "2026-01-02T00:00:00Z",
    "the first time as text": "0001-01-01T00:00:00+05:00",
    "no text": "",
    "invisible": "\u200b",
    "control characters": "\0\x85 \N{RIGHT-TO-LEFT OVERRIDE}",
    "long text": "x" * 60_000,
    "markup": "</title><script>",
    "a time": NOON,
    "the year 987": datetime.datetime(987, 6, 5, 4, 3, 2, tzinfo=datetime.UTC),
    "the year 10000": DatetimeMS(253402300801000),
    "the year 0": DatetimeMS(-62135596800001),
    "the last time": NEWEST_DATE,
    "the first time": OLDEST_DATE,
    "an id": ObjectId(),
    "bytes": b"\0",
    "a short UUID": some.SHORT_UUID,
    "an old UUID": some.OLD_UUID,
    "a reference": DBRef("tasks", ID),
    "code": Code("f()"),
    "code with a scope": Code("f()", {"x": 1}),
    "a regular expression": Regex("o(", "i"),
    "a timestamp": Timestamp(5, 1),
    "the lowest key": MinKey(),
    "the highest key": MaxKey(),
    "undefined": some.UNDEFINED,
    "a symbol": some.Element.text(b"odd", kind=14),
    "a pointer": some.POINTER,
    "not UTF-8": some.NOT_UTF8,
    "an empty list": [],
    "a list": [None, 1, "a", {}],
    "a list of times": [NOON, NOON - datetime.timedelta(days=9000)],
    "a list of nulls": [None],
    "a list of true": [True],
    "a dict": {"a": {"b": 1}},
    "a dict with a number": {"0": NOON},
    "a dict with odd keys": {"$a": 1, "a.b": 2, "": 3},
    "nested": some.nested(150),
}


class Client(Site):
    """A client that fails a test if the site answers with a server error."""

    def get(self, path: str, **options: Any) -> TestResponse:
        """Request a page that must not fail."""
        return checked(super().get(path, **options))

    def post(self, path: str, form: dict[str, Any], **options: Any) -> TestResponse:
        """Post a form, which must not fail."""
        return checked(super().post(path, form, **options))


def checked(response: TestResponse) -> TestResponse:
    """Return a response that is not a server error."""
    assert response.status_code < 500, response.text
    return response


@pytest.fixture
def client_of_site(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Client:
    """Return a client of the site, which shows all tasks on one page."""
    monkeypatch.setitem(app.config, "TODO_PAGE_SIZE", 100)
    return Client(app.test_client())


@pytest.fixture(autouse=True, scope="module")
def no_removal(client: pymongo.MongoClient[dict[str, Any]]) -> Iterator[None]:
    """Keep MongoDB from removing tasks that were deleted long ago."""
    client.admin.command("setParameter", 1, ttlMonitorEnabled=False)
    yield
    client.admin.command("setParameter", 1, ttlMonitorEnabled=True)


def tolerant(database: PlainDB) -> Collection[dict[str, Any]]:
    """Return the tasks, decoded with the options of the site."""
    return database["tasks"].with_options(keyset.CODEC)


def store(database: PlainDB, *odd: RawBSONDocument) -> None:
    """Replace all tasks by the good ones and these."""
    database["tasks"].delete_many({})
    database["tasks"].insert_many([*GOOD, *odd])


def walk(show: str = "") -> list[str]:
    """Return the ids of the tasks that a filter shows, from page to page."""
    return [task_id for page in pages("older", Listing(Show(show))) for task_id in page]


def walk_back() -> list[str]:
    """Return the ids of the tasks in the list, from the last page to the first."""
    end = Listing(before=Position(None, MinKey()))
    found = [*pages("newer", end)][::-1]
    # The first page is always full, so it repeats some tasks of the second one.
    return list(dict.fromkeys(task_id for page in found for task_id in page))


def pages(way: str, listing: Listing) -> Iterator[list[str]]:
    """Yield the ids on a page, and on those that follow it."""
    for _ in range(MOST_PAGES):
        page = queries.find_page(listing, size=3)
        yield [repr(item._id) for item in page.tasks]
        position = getattr(page, way)
        if position is None:
            return
        name = "before" if way == "older" else "after"
        listing = Listing.parse({"show": listing.show, name: str(position)})
    pytest.fail("The pages lead in a circle.")


def check_lists(site: Client, odd: int = 1) -> None:
    """Check that each filter shows every task once, from page to page, both ways."""
    with site.client.application.app_context():
        shown = {show: walk(show) for show in SHOWS}
        assert walk_back() == shown[""]
    for show, ids in shown.items():
        good = [repr(task["_id"]) for task in GOOD if is_shown(task, show)]
        assert [task_id for task_id in ids if task_id in good] == good
        assert len(set(ids)) == len(ids)
        items = Page(site.get(f"/?show={show}").text).root.all("ul", "Tasks")
        assert sum(len(ul.all("li")) for ul in items) == len(ids)
    assert {*shown["open"], *shown["done"]} == set(shown[""])
    assert len({*shown[""], *shown["deleted"]}) == len(GOOD) + odd


def is_shown(task: dict[str, Any], show: str) -> bool:
    """Return whether a filter shows a good task."""
    return show in {"", "done" if task["done"] else "open"}


def check_task(site: Client, database: PlainDB, task_id: ObjectId) -> None:
    """Check every page and action of a task, and that an edit corrects it."""
    page = site.get(f"/{task_id}")
    is_deleted = page.status_code == 410
    assert page.status_code in {200, 410}
    form = site.get(f"/{task_id}/edit")
    if is_deleted:
        assert form.status_code == 410
        site.press(page, "Restore")
        form = site.get(f"/{task_id}/edit")
    saved = site.press(form, "Save", title="Edited", text="Words")
    assert saved.status_code == 303
    assert "Edited" in site.follow(saved).text
    assert site.get("/?q=edited").text.count(f'id="task-{task_id}"') == 1
    (stored,) = tolerant(database).find({"_id": task_id}, STORED)
    del stored["_id"]
    for name, value in stored.items():
        assert type(value) in {STORED_FIELDS[name].type, DatetimeMS, type(None)}
    # The same form again is based on an older version.
    assert site.press(form, "Save", title="Other", text="").status_code == 409


def check_actions(site: Client, database: PlainDB, task_id: ObjectId) -> None:
    """Check that a task can be finished, reopened, deleted and restored."""
    token = site.form()["csrf_token"]

    def act(action: str, **fields: str) -> TestResponse:
        return site.post(f"/{task_id}/{action}", {"csrf_token": token, **fields})

    is_deleted = site.get(f"/{task_id}").status_code == 410
    for action in ("done", "done", "reopen", "done"):
        assert act(action).status_code == (410 if is_deleted else 303)
    if not is_deleted:
        (task,) = tolerant(database).find({"_id": task_id}, STORED)
        assert task["done"] is True
        assert isinstance(task["finished"], datetime.datetime)
    for action in ("delete", "delete", "restore", "restore"):
        assert act(action).status_code == 303
    assert site.get(f"/{task_id}").status_code == 200
    act("delete")
    assert site.get(f"/{task_id}").status_code == 410
    assert f"task-{task_id}" in site.get("/?show=deleted").text


def check_clearing(site: Client) -> None:
    """Check that all done tasks can be deleted and restored."""
    token = site.form()["csrf_token"]
    batch = str(ObjectId())
    for path in ("/clear-done", "/restore"):
        sent = site.post(path, {"csrf_token": token, "batch": batch})
        assert sent.status_code == 303
        site.follow(sent)


def check_transfer(site: Client, database: PlainDB) -> None:
    """Check that the export is JSON, and that the import accounts for each task."""
    exported = site.get("/export.json").data
    records = json.loads(exported)["tasks"]
    number = database["tasks"].count_documents({})
    assert len(records) == number
    database["tasks"].delete_many({})
    page = checked(import_file(site, exported)).text
    imported = database["tasks"].count_documents({})
    assert imported >= len(GOOD)
    refused = number - imported
    assert f"{imported} imported, 0 unchanged, {refused} refused" in page


def check_everything(site: Client, database: PlainDB, odd: RawBSONDocument) -> None:
    """Check all pages and actions while an odd task is stored among good ones."""
    store(database, odd)
    found = site.get("/?q=good").text
    assert all(f'id="task-{task["_id"]}"' in found for task in GOOD)
    check_transfer(site, database)
    task_id = bson.decode(odd.raw, keyset.CODEC)["_id"]
    if isinstance(task_id, ObjectId):
        for check in (check_task, check_actions):
            store(database, odd)
            check(site, database, task_id)
    store(database, odd)
    check_clearing(site)


any_value = some.values | some.raw_values
odd_documents = st.builds(
    lambda task_id, fields, repeated: document(("_id", task_id), *fields, *repeated),
    st.just(ID) | some.ids,
    st.fixed_dictionaries(
        {}, optional=dict.fromkeys([*FIELDS, "unknown", "a.b"], any_value)
    ).map(dict.items),
    st.lists(st.tuples(st.sampled_from(list(FIELDS)), any_value), max_size=2),
)


@settings(
    max_examples=settings().max_examples // 6,
    suppress_health_check=list(HealthCheck),
)
@given(odd=odd_documents, is_set_up=st.booleans())
def test_any_values(
    app: Flask,
    client_of_site: Client,
    database: PlainDB,
    *,
    odd: RawBSONDocument,
    is_set_up: bool,
) -> None:
    """With any values in any fields, all pages and actions work."""
    database["tasks"].drop()
    if is_set_up:
        set_up(app)
    try:
        store(database, odd)
    except BulkWriteError:
        reject()  # MongoDB refuses the id, or several lists in an index
    check_lists(client_of_site)
    check_everything(client_of_site, database, odd)
    if not is_set_up:
        store(database, odd)
        set_up(app)
        check_lists(client_of_site)


def set_up(app: Flask) -> None:
    """Run ``flask setup``."""
    result = app.test_cli_runner().invoke(args=["setup"])
    assert result.exit_code == 0, result.output


@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES)
def test_a_value_in_each_field(
    client_of_site: Client, database: PlainDB, value: Any
) -> None:
    """With a value of any type in each field, all pages and actions work."""
    everywhere = document(("_id", ID), *dict.fromkeys(FIELDS, value).items())
    others = [
        document(*{**ODD, "_id": ObjectId(), name: value}.items())
        for name in [*FIELDS, "unknown"]
    ]
    store(database, everywhere, *others)
    check_lists(client_of_site, odd=1 + len(others))
    check_everything(client_of_site, database, everywhere)
    store(database, *others)
    check_transfer(client_of_site, database)


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ({"title": "Odd"}, ["Odd"]),
        ({"title": 5, "text": True}, ["5", "true"]),
        ({"title": 1.5, "text": ObjectId("0" * 24)}, ["1.5", "0" * 24]),
        ({"title": Code("f()"), "text": NOON}, ["f()", "2026-11-23 12:00 UTC"]),
        ({"title": {"a": [1]}, "text": MinKey()}, ["{&#34;a&#34;: [1]}", "$minKey"]),
        ({}, ["Untitled"]),
        ({"title": "\u200b\t"}, ["Untitled"]),
        ({"title": "a\0b"}, ["a\ufffdb"]),
        ({"title": "x" * 1001, "text": "y" * 50_001}, ["x" * 1000 + "…", "y…"]),
        ({"creation": datetime.datetime(987, 6, 5)}, ['"0987-06-05T00:00:00Z"']),  # noqa: DTZ001
        ({"creation": DatetimeMS(253402300801000)}, ["+010000-01-01 00:00 UTC"]),
        ({"creation": DatetimeMS(-62135596800001)}, ["+000000-12-31 23:59 UTC"]),
        ({"creation": "2026-01-02T04:00:00+01:00"}, ['"2026-01-02T03:00:00Z"']),
        ({"creation": 1_767_322_800_000}, ['"2026-01-02T03:00:00Z"']),
        ({"creation": [NOON, DatetimeMS(2**62)]}, ['"2026-11-23T12:00:00Z"']),
        ({"deleted": [NOON, 1]}, ['"2026-12-23T12:00:00Z"']),
        ({"deleted": DatetimeMS(2**63 - 1)}, ["+292278994-08-17 07:12 UTC"]),
    ],
    ids=str,
)
def test_what_is_shown(
    client_of_site: Client, database: PlainDB, stored: dict[str, Any], shown: list[str]
) -> None:
    """The page of a task shows the nearest values of the right types."""
    database["tasks"].insert_one({"_id": ID, **stored})
    page = client_of_site.get(f"/{ID}").text
    for text in shown:
        assert text in page


@pytest.mark.parametrize(
    ("version", "in_form", "after"),
    [
        (1.0, "1", 2),
        (Int64(3), "3", 4),
        (Decimal128("2.0"), "2", 3),
        (100_000_000, "100000000", 1),
        *((value, None, 1) for value in (1.5, 2.0**53, float("nan"), True, "1", [1])),
    ],
    ids=str,
)
def test_versions(
    client_of_site: Client, database: PlainDB, version: Any, in_form: Any, after: int
) -> None:
    """With any version, the first of two edits is saved, the second a conflict."""
    site = client_of_site
    database["tasks"].insert_one({**ODD, "version": version})
    form = site.get(f"/{ID}/edit")
    assert in_form in {None, site.hidden_fields(form)["version"]}
    assert site.press(form, "Save", title="First").status_code == 303
    (stored,) = database["tasks"].find()
    assert (stored["title"], stored["version"]) == ("First", after)
    assert type(stored["version"]) is int
    conflict = site.press(form, "Save", title="Second")
    assert conflict.status_code == 409
    assert site.press(conflict, "Save my version").status_code == 303
    (stored,) = database["tasks"].find()
    assert (stored["title"], stored["version"]) == ("Second", after + 1)


def test_another_version_of_another_program(
    client_of_site: Client, database: PlainDB
) -> None:
    """If another program changes a version that is no number, an edit is a conflict."""
    database["tasks"].insert_one({**ODD, "version": "a"})
    form = client_of_site.get(f"/{ID}/edit")
    database["tasks"].update_one({}, {"$set": {"version": "b"}})
    assert client_of_site.press(form, "Save", title="Mine").status_code == 409


def test_a_whole_version_survives_a_transfer(
    client_of_site: Client, database: PlainDB
) -> None:
    """A task whose version is 1.0 is exported and imported with 1."""
    database["tasks"].insert_one({**ODD, "version": 1.0})
    exported = client_of_site.get("/export.json").data
    assert b'"version": 1}' in exported
    database["tasks"].delete_many({})
    for content in (exported, exported.replace(b'"version": 1', b'"version": 1.0')):
        assert "0 refused" in import_file(client_of_site, content).text
    (stored,) = database["tasks"].find()
    assert type(stored["version"]) is int


def test_a_foreign_id(client_of_site: Client, database: PlainDB) -> None:
    """A task whose id is no ObjectId is in the list, without links and buttons."""
    database["tasks"].insert_one({**ODD, "_id": "a b"})
    page = Page(client_of_site.get("/").text).root
    (item,) = page.one("ul", "Tasks").all("li")
    assert "Odd" in item.text
    assert "2026-11-23 12:00 UTC" in item.text
    assert not item.all("a") + item.all("button")


def test_lists_that_cannot_be_indexed(app: Flask, database: PlainDB) -> None:
    """``flask setup`` removes lists that prevent an index."""
    lists = {"deleted": [1], "done": [2], "creation": [NOON]}
    database["tasks"].insert_many([{**ODD, **lists}, {"deleted": [1]}, {"done": [1]}])
    set_up(app)
    kept = [{*task} & {*lists} for task in database["tasks"].find()]
    assert kept == [{"creation"}, {"deleted", "creation"}, {"done", "creation"}]


def test_a_large_task(client_of_site: Client, database: PlainDB) -> None:
    """A task of several MiB is listed with a short title, and refused by the import."""
    site = client_of_site
    large = document(*{**ODD, "title": "x" * 9_000_000}.items())
    store(database, large)
    for path in ("/", f"/{ID}", f"/{ID}/edit"):
        assert len(site.get(path).data) < 100_000
    exported = site.get("/export.json").data
    with site.client.application.app_context():
        report = import_tasks(io.BytesIO(exported))
    (refusal,) = report.refusals
    assert report.unchanged == len(GOOD)
    assert refusal.position == len(GOOD) + 1
    assert re.search(r"not something of 9,000,\d{3} characters", refusal.reason)


@pytest.mark.parametrize("name", FIELDS)
def test_a_repeated_field(client_of_site: Client, database: PlainDB, name: str) -> None:
    """If a field occurs twice in a task, all pages and actions work."""
    odd = document(*ODD.items(), (name, "first"), (name, NOON), ("unknown", 1))
    store(database, odd)
    check_lists(client_of_site)
    check_everything(client_of_site, database, odd)
