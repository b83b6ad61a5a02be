"""Every public name of pymongo 2.8 does what the reference page says."""

import re
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import gridfs
import pymongo.errors
import pytest

from mongokit import Collection, Connection, Database
from mongokit.errors import DeprecationError
from mongokit.legacy.old_names import OldAttribute

PAGE = Path(__file__).parents[3] / "docs/reference/pymongo-2.md"
ROW = re.compile(r"^\| `([\w.]+)` \| (works|warns|gone) \| (.*) \|$", re.MULTILINE)
ROWS = ROW.findall(PAGE.read_text())
MAP = "function() { emit(this.n, 1); }"
REDUCE = "function(key, values) { return Array.sum(values); }"
CALLS: dict[str, Callable[[Any], Any]] = {
    "Collection.count": lambda c: c.count(),
    "Collection.ensure_index": lambda c: c.ensure_index("n"),
    "Collection.find_and_modify": lambda c: c.find_and_modify({}, {"$set": {"n": 1}}),
    "Collection.insert": lambda c: c.insert({"n": 1}),
    "Collection.map_reduce": lambda c: c.map_reduce(MAP, REDUCE, {"inline": 1}),
    "Collection.remove": lambda c: c.remove({"n": 1}),
    "Collection.save": lambda c: c.save({"n": 1}),
    "Collection.update": lambda c: c.update({}, {"$set": {"n": 1}}),
    "Connection.database_names": lambda c: c.database_names(),
    "Connection.disconnect": lambda _: Connection(connect=False).disconnect(),
    "Connection.end_request": lambda c: c.end_request(),
    "Connection.get_document_class": lambda c: c.get_document_class(),
    "Connection.start_request": lambda c: c.start_request(),
    "Cursor.count": lambda c: c.count(),
    "Database.add_user": lambda d: d.add_user("ann", "secret"),
    "Database.collection_names": lambda d: d.collection_names(),
    "Database.remove_user": lambda d: remove_new_user(d, "bea"),
}
"""Calls of the methods that warn when they are called."""


def remove_new_user(database: Any, name: str) -> None:
    """Create a user, and remove it by the old name."""
    database.command("createUser", name, pwd="secret", roles=[])
    database.remove_user(name)


@pytest.fixture(scope="module")
def owners(scripting: Connection) -> dict[str, Any]:
    """Return an object of each class that had old names."""
    database = scripting["pymongo_2"]
    database["c"].drop()
    database["c"].insert_one({"n": 1})
    return {
        "Connection": scripting,
        "Database": database,
        "Collection": database["c"],
        "Cursor": database["c"].find(),
        "CommandCursor": database["c"].aggregate([]),
        "GridFS": gridfs.GridFS(database),
        "GridIn": gridfs.GridFS(database).new_file(),
        "GridOut": gridfs.GridOut(
            database["fs"], file_document={"_id": 1, "length": 0, "chunkSize": 1}
        ),
        "errors": pymongo.errors,
    }


def outcome(owners: dict[str, Any], name: str) -> tuple[str, str]:
    """Return what a name does, and what a warning or an error suggests instead."""
    owner, _, attribute = name.partition(".")
    use = CALLS.get(name, lambda target: getattr(target, attribute))
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            result = use(owners[owner])
        except AttributeError as error:
            text = str(error)
            return "gone", text.partition(": use ")[2].partition(". If ")[0]
    is_ours = isinstance(result, (Connection, Database, Collection))
    assert not is_ours or attribute in {"connection", "collection", "database"}
    if caught:
        return "warns", str(caught[0].message).partition(": use ")[2]
    return "works", ""


@pytest.mark.parametrize(("name", "expected", "hint"), ROWS, ids=lambda each: each[:60])
def test_name(owners: dict[str, Any], name: str, expected: str, hint: str) -> None:
    """Each name works, warns or is gone, with the suggestion in the table."""
    actual, suggestion = outcome(owners, name)
    assert actual == expected
    if suggestion:
        assert hint.replace("`", "").replace("\\|", "|") == suggestion


def test_every_old_name_is_listed() -> None:
    """The table has every name that is defined for old applications."""
    listed = {name for name, _, _ in ROWS}
    kinds: list[Any] = [Connection, Database, Collection]
    for kind in kinds:
        names = {f"{kind.__name__}.{name}" for name in kind._removed}
        names |= {
            f"{kind.__name__}.{name}"
            for name in dir(kind)
            if isinstance(getattr(kind, name), OldAttribute)
        }
        assert names <= listed


@pytest.mark.parametrize("owner", ["Connection", "Database", "Collection"])
@pytest.mark.parametrize(
    "name", ["write_concern", "read_preference", "slave_okay", "safe", "tag_sets"]
)
def test_setting(owners: dict[str, Any], owner: str, name: str) -> None:
    """Setting an option of pymongo 2 is an error that names today's way."""
    with pytest.raises(
        DeprecationError, match=rf"{name} cannot be set: use with_options\("
    ):
        setattr(owners[owner], name, {"w": 1})
