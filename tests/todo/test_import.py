"""The import: what is stored of a file, and what is left alone."""

import datetime
from typing import Any

from bson import ObjectId
from pymongo.database import Database as PlainDatabase

from tests.todo.transfers import BREAD, ID, MILK, OTHER_ID, TIME, import_tasks, stored

PlainDB = PlainDatabase[dict[str, Any]]
Task = dict[str, Any]


def test_the_page(site: Any) -> None:
    """The page has a labelled field for a file, and can be sent as it is."""
    page = site.get("/import").text
    assert "<h2>Import tasks</h2>" in page
    assert '<label for="file">File</label>' in page
    assert 'type="file"' in page
    assert '<button type="submit">Import</button>' in page


def test_every_field(site: Any, database: PlainDB) -> None:
    """What the file says is stored, and the words to find it by are added."""
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
    time = datetime.datetime(2026, 11, 23, 16, 6, 48)  # noqa: DTZ001  as it is stored
    assert stored(database) == [
        {
            "_id": ObjectId(ID),
            "title": "Buy milk",
            "text": "Two\nlitres",
            "creation": time,
            "version": 3,
            "changed": time.replace(microsecond=123_000),
            "done": True,
            "finished": datetime.datetime(1969, 12, 31, 23, 59, 59, 999_000),  # noqa: DTZ001  the same
            "deleted": time,
            "batch": ObjectId(OTHER_ID),
            "words": ["buy", "litres", "milk", "two"],
        }
    ]


def test_fields_that_are_missing(site: Any, database: PlainDB) -> None:
    """A field that the file does not give, or gives as null, stays missing."""
    import_tasks(site, {**MILK, "text": None, "version": None})
    assert set(stored(database)[0]) == {"_id", "title", "creation", "words"}


def test_words_are_cleaned(site: Any, database: PlainDB) -> None:
    """Words are stored in the form that a person's typing would be stored in."""
    import_tasks(site, {**MILK, "title": "  Cafe\u0301 \n", "text": "a\r\nb"})
    (task,) = stored(database)
    assert (task["title"], task["text"]) == ("Café", "a\nb")


def test_a_task_is_found(site: Any) -> None:
    """A task that was imported is in the list and in the search."""
    import_tasks(site, MILK)
    assert site.titles("/?q=mil") == ["Buy milk"]


def test_the_numbers(site: Any, database: PlainDB) -> None:
    """The report counts what was stored, was there, and was refused."""
    database["tasks"].insert_one({"_id": ObjectId(ID), "title": "Mine"})
    page = import_tasks(site, MILK, BREAD, {**BREAD, "title": ""})
    assert "1 imported, 1 unchanged, 1 refused" in page
    assert "Task 3: Enter a title." in page


def test_nothing_is_overwritten(site: Any, database: PlainDB) -> None:
    """A task that is there stays as it is, whatever the file says of it."""
    database["tasks"].insert_one({"_id": ObjectId(ID), "title": "Mine"})
    assert "0 imported, 1 unchanged, 0 refused" in import_tasks(site, MILK)
    assert stored(database) == [{"_id": ObjectId(ID), "title": "Mine"}]


def test_a_second_time(site: Any, database: PlainDB) -> None:
    """The same file again changes nothing."""
    import_tasks(site, MILK, BREAD)
    before = stored(database)
    assert "0 imported, 2 unchanged, 0 refused" in import_tasks(site, MILK, BREAD)
    assert stored(database) == before


def test_an_empty_list(site: Any) -> None:
    """A file without a task is a file, and nothing comes of it."""
    assert "0 imported, 0 unchanged, 0 refused" in import_tasks(site)


def test_more_than_a_batch(site: Any, database: PlainDB) -> None:
    """Thousands of tasks are stored, and those that are refused keep their places."""
    tasks = [{**MILK, "_id": {"$oid": f"{number:024x}"}} for number in range(2500)]
    tasks[1700] = {**tasks[1700], "title": ""}
    page = import_tasks(site, *tasks)
    assert "2,499 imported, 0 unchanged, 1 refused" in page
    assert "Task 1701: Enter a title." in page
    assert database["tasks"].count_documents({}) == 2499


def test_many_words(make_app: Any, browse: Any, commands: Any) -> None:
    """Tasks with many words, which take the database long, go there a few at a time."""
    site = browse(make_app(MONGODB_OPTIONS={"event_listeners": [commands]}))
    text = " ".join(f"{number:x}" for number in range(2000))
    tasks = [{**MILK, "_id": {"$oid": f"{n:024x}"}, "text": text} for n in range(25)]
    assert "25 imported" in import_tasks(site, *tasks)
    assert commands.names.count("insert") == 3
