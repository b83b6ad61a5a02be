"""Tasks that other programs stored, with values of any type in any field."""

import datetime
import io
import re
from collections.abc import Iterator
from typing import Any

import pymongo
import pytest
from bson import Code, Decimal128, Int64, MinKey, ObjectId
from bson.datetime_ms import DatetimeMS
from bson.raw_bson import RawBSONDocument
from flask import Flask
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st
from pymongo.errors import BulkWriteError

from tests.todo import bson_strategies as some
from tests.todo.bson_strategies import VALUES, document
from tests.todo.odd_tasks import (
    GOOD,
    ID,
    NOON,
    ODD,
    Client,
    PlainDB,
    check_everything,
    check_lists,
    check_transfer,
    store,
)
from tests.todo.pages import Page
from tests.todo.transfers import import_file
from todo.tasks.fields import FIELDS
from todo.transfer.importing import import_tasks


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
