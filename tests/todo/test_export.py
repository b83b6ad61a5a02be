"""The export: all tasks as one file."""

import datetime
import json
import re
from typing import Any

from bson import ObjectId
from pymongo.database import Database as PlainDatabase

from standalone import free_port
from todo.transfer.exporting import in_chunks

PlainDB = PlainDatabase[dict[str, Any]]

ID = ObjectId("65f0c0ffee0123456789abcd")
BATCH = ObjectId("65f0c0ffee0123456789abce")
NOON = datetime.datetime(2026, 11, 23, 12, tzinfo=datetime.UTC)
DELETED: dict[str, Any] = {
    "_id": ID,
    "title": "Café",
    "text": "Two\nlines",
    "creation": NOON,
    "version": 2,
    "changed": NOON + datetime.timedelta(milliseconds=5),
    "done": True,
    "finished": NOON,
    "deleted": NOON,
    "batch": BATCH,
    "words": ["cafe", "lines", "two"],
}


def exported(site: Any) -> list[dict[str, Any]]:
    """Return the exported tasks."""
    tasks: list[dict[str, Any]] = json.loads(site.get("/export.json").data)["tasks"]
    return tasks


def test_the_response(site: Any) -> None:
    """The export is a JSON attachment with the date in its file name."""
    response = site.get("/export.json")
    disposition = response.headers["Content-Disposition"]
    assert response.status_code == 200
    assert response.content_type == "application/json"
    assert re.fullmatch(r"attachment; filename=tasks-[\d-]{10}\.json", disposition)


def test_nothing_to_export(site: Any) -> None:
    """Without tasks, the export contains an empty list."""
    assert json.loads(site.get("/export.json").data) == {"tasks": []}


def test_every_field(site: Any, database: PlainDB) -> None:
    """The export contains all fields except derived ones, even of deleted tasks."""
    database["tasks"].insert_one(DELETED)
    (task,) = exported(site)
    at_noon = {"$date": "2026-11-23T12:00:00Z"}
    assert task == {
        "_id": {"$oid": str(ID)},
        "title": "Café",
        "text": "Two\nlines",
        "creation": at_noon,
        "version": 2,
        "changed": {"$date": "2026-11-23T12:00:00.005Z"},
        "done": True,
        "finished": at_noon,
        "deleted": at_noon,
        "batch": {"$oid": str(BATCH)},
    }


def test_tasks_of_the_original(site: Any, database: PlainDB) -> None:
    """Missing and null fields are omitted."""
    old = {"_id": ID, "title": "Old", "text": None, "creation": NOON, "deleted": None}
    database["tasks"].insert_one(old)
    assert set(exported(site)[0]) == {"_id", "title", "creation"}


def test_unknown_fields(site: Any, database: PlainDB) -> None:
    """Fields added by other programs are not exported."""
    database["tasks"].insert_one({**DELETED, "colour": "red"})
    assert "colour" not in exported(site)[0]


def test_values_of_other_types(site: Any, database: PlainDB) -> None:
    """Values of unexpected types are exported."""
    odd = {"_id": "1", "title": b"\0", "creation": float("inf"), "done": [1, {}]}
    database["tasks"].insert_one(odd)
    assert exported(site)[0]["_id"] == "1"


def test_a_time_long_ago(site: Any, database: PlainDB) -> None:
    """Times before 1970 are exported as milliseconds."""
    early = datetime.datetime(1969, 12, 31, 23, 59, 59, tzinfo=datetime.UTC)
    database["tasks"].insert_one({**DELETED, "creation": early})
    assert exported(site)[0]["creation"] == {"$date": {"$numberLong": "-1000"}}


def test_the_order(site: Any, add_tasks: Any) -> None:
    """The export has one task per line, sorted by id."""
    ids = add_tasks("a", "b", "c")
    lines = site.get("/export.json").text.splitlines()
    assert [json.loads(line.rstrip(","))["_id"]["$oid"] for line in lines[1:-1]] == [
        str(id_) for id_ in sorted(ids)
    ]


def test_a_large_export(
    make_app: Any, browse: Any, add_tasks: Any, commands: Any
) -> None:
    """A large export reads the tasks in batches."""
    add_tasks(*map(str, range(1200)))
    options = {"event_listeners": [commands]}
    response = browse(make_app(MONGODB_OPTIONS=options)).get("/export.json")
    assert len(json.loads(response.data)["tasks"]) == 1200
    assert commands.names == ["find", "getMore", "getMore"]


def test_it_is_streamed(app: Any, add_tasks: Any) -> None:
    """The export is streamed, without a Content-Length."""
    add_tasks(*(f"Task {number}" for number in range(1200)))
    with app.test_client().get("/export.json") as response:
        assert response.is_streamed
        assert "Content-Length" not in response.headers
        assert len(list(response.response)) > 1


def test_chunks() -> None:
    """Small pieces are joined into chunks, and no chunk is empty."""
    assert list(in_chunks([b"a", b"b"])) == [b"ab"]
    assert list(in_chunks([b"a" * 2**16])) == [b"a" * 2**16]


def test_head(make_app: Any, commands: Any) -> None:
    """HEAD returns no body and sends no database command."""
    app = make_app(MONGODB_OPTIONS={"event_listeners": [commands]})
    response = app.test_client().head("/export.json")
    assert (response.status_code, response.data) == (200, b"")
    assert response.content_type == "application/json"
    assert commands.names == []


def test_another_method(site: Any) -> None:
    """POST returns 405."""
    assert site.client.post("/export.json").status_code == 405


def test_without_a_database(make_app: Any, browse: Any) -> None:
    """If the database is down, an error page is sent instead of a partial file."""
    uri = f"mongodb://127.0.0.1:{free_port()}/?serverSelectionTimeoutMS=100"
    options = {"serverSelectionTimeoutMS": 100}
    site = browse(make_app(MONGODB_URI=uri, MONGODB_OPTIONS=options))
    response = site.get("/export.json")
    assert response.status_code == 503
    assert "Content-Disposition" not in response.headers
    assert "The database cannot be reached" in response.text
