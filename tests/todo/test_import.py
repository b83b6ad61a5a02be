"""The import of tasks from a file."""

import datetime
from typing import Any

from bson import ObjectId
from pymongo.database import Database as PlainDatabase

from tests.todo.transfers import BREAD, ID, MILK, OTHER_ID, TIME, import_tasks, stored
from todo.tasks.search_words import FOLDING

PlainDB = PlainDatabase[dict[str, Any]]
Task = dict[str, Any]


def test_the_page(site: Any) -> None:
    """The page has a labelled file field and an Import button."""
    page = site.get("/import").text
    assert "<h2>Import tasks</h2>" in page
    assert '<label for="file">File</label>' in page
    assert 'type="file"' in page
    assert '<button type="submit">Import</button>' in page


def test_every_field(site: Any, database: PlainDB) -> None:
    """All fields in the file are stored, and the search words are added."""
    task = {
        **MILK,
        "text": "Two\nlitres",
        "version": 3,
        "changed": {"$date": "2026-11-23T17:06:48.123+01:00"},
        "done": True,
        "finished": {"$date": {"$numberLong": "-1"}},
        "deleted": TIME,
        "batch": {"$oid": OTHER_ID},
    }
    assert "1 imported, 0 unchanged, 0 refused" in import_tasks(site, task)
    time = datetime.datetime(2026, 11, 23, 16, 6, 48)  # noqa: DTZ001  as stored
    assert stored(database) == [
        {
            "_id": ObjectId(ID),
            "title": "Buy milk",
            "text": "Two\nlitres",
            "creation": time,
            "version": 3,
            "changed": time.replace(microsecond=123_000),
            "done": True,
            "finished": datetime.datetime(1969, 12, 31, 23, 59, 59, 999_000),  # noqa: DTZ001
            "deleted": time,
            "batch": ObjectId(OTHER_ID),
            "words": [FOLDING, "buy", "litres", "milk", "two"],
        }
    ]


def test_fields_that_are_missing(site: Any, database: PlainDB) -> None:
    """Missing and null fields are not stored."""
    import_tasks(site, {**MILK, "text": None, "version": None})
    assert set(stored(database)[0]) == {"_id", "title", "creation", "words"}


def test_input_is_cleaned(site: Any, database: PlainDB) -> None:
    """Titles and texts are cleaned like those of a form."""
    import_tasks(site, {**MILK, "title": "  Cafe\u0301 \n", "text": "a\r\nb"})
    (task,) = stored(database)
    assert (task["title"], task["text"]) == ("Café", "a\nb")


def test_a_task_is_found(site: Any) -> None:
    """Imported tasks are found by the search."""
    import_tasks(site, MILK)
    assert site.titles("/?q=mil") == ["Buy milk"]


def test_the_report(site: Any, database: PlainDB) -> None:
    """The report counts imported, unchanged and refused tasks."""
    database["tasks"].insert_one({"_id": ObjectId(ID), "title": "Mine"})
    page = import_tasks(site, MILK, BREAD, {**BREAD, "title": ""})
    assert "1 imported, 1 unchanged, 1 refused" in page
    assert "Task 3: Enter a title." in page


def test_nothing_is_overwritten(site: Any, database: PlainDB) -> None:
    """Existing tasks are never overwritten."""
    database["tasks"].insert_one({"_id": ObjectId(ID), "title": "Mine"})
    assert "0 imported, 1 unchanged, 0 refused" in import_tasks(site, MILK)
    assert stored(database) == [{"_id": ObjectId(ID), "title": "Mine"}]


def test_importing_twice(site: Any, database: PlainDB) -> None:
    """Importing the same file again changes nothing."""
    import_tasks(site, MILK, BREAD)
    before = stored(database)
    assert "0 imported, 2 unchanged, 0 refused" in import_tasks(site, MILK, BREAD)
    assert stored(database) == before


def test_an_empty_list(site: Any) -> None:
    """A file without tasks is valid and imports nothing."""
    assert "0 imported, 0 unchanged, 0 refused" in import_tasks(site)


def test_more_than_a_batch(site: Any, database: PlainDB) -> None:
    """Thousands of tasks are imported, and refusals are numbered as in the file."""
    tasks = [{**MILK, "_id": {"$oid": f"{number:024x}"}} for number in range(2500)]
    tasks[1700] = {**tasks[1700], "title": ""}
    page = import_tasks(site, *tasks)
    assert "2,499 imported, 0 unchanged, 1 refused" in page
    assert "Task 1701: Enter a title." in page
    assert database["tasks"].count_documents({}) == 2499


def test_many_words(make_app: Any, browse: Any, commands: Any) -> None:
    """Tasks with many search words are inserted in smaller batches."""
    site = browse(make_app(MONGODB_OPTIONS={"event_listeners": [commands]}))
    text = " ".join(f"{number:x}" for number in range(2000))
    tasks = [{**MILK, "_id": {"$oid": f"{n:024x}"}, "text": text} for n in range(25)]
    assert "25 imported" in import_tasks(site, *tasks)
    assert commands.names.count("insert") == 3
