"""Tests of removed names, whose errors suggest a replacement."""

import importlib
import re
from typing import Any

import pytest

import mongokit
from mongokit import Collection, Connection, Database, Document
from mongokit.errors import DeprecationError

CLASSES = ["MasterSlaveConnection", "MongoReplicaSetClient", "ReplicaSetConnection"]
CONSTANTS = {
    "INDEX_OFF": "leave it out of indexes",
    "INDEX_ALL": "give INDEX_ASCENDING or another",
    "INDEX_GEOHAYSTACK": "use INDEX_GEO2D or INDEX_GEOSPHERE",
}
COLLECTION = {
    "group": "aggregate",
    "inline_map_reduce": "aggregate",
    "reindex": "drop_indexes and create_index",
    "parallel_scan": "find",
    "initialize_ordered_bulk_op": "bulk_write",
    "initialize_unordered_bulk_op": "bulk_write(..., ordered=False)",
    "get_lasterror_options": "write_concern",
    "set_lasterror_options": "with_options(write_concern=...)",
    "unset_lasterror_options": "with_options(write_concern=...)",
}
LOGIN = "Connection(username=..., password=..., authSource=...)"
RESULT = "the result of the write itself"
DATABASE = {
    "authenticate": LOGIN,
    "logout": LOGIN,
    "eval": "aggregate",
    "error": RESULT,
    "last_status": RESULT,
    "previous_error": RESULT,
    "reset_error_history": RESULT,
    "add_son_manipulator": "a CustomType in the structure",
    "set_profiling_level": "command('profile', level)",
    "profiling_level": "command('profile', -1)",
    "profiling_info": "db['system.profile'].find()",
    "current_op": "client.admin.aggregate([{'$currentOp': {}}])",
}
CONNECTION = {
    "copy_database": "aggregate with $out",
    "fsync": "admin.command('fsync')",
    "unlock": "admin.command('fsyncUnlock')",
    "alive": "admin.command('ping')",
    "in_request": "start_session()",
    "close_cursor": "Cursor.close",
    "kill_cursors": "Cursor.close",
}


@pytest.fixture
def unconnected() -> Connection:
    """Return a client that never connects."""
    return Connection("mongodb://127.0.0.1:1/", connect=False)


class Item(Document):
    """A document class whose handle has the removed methods."""

    structure = {"n": int}


@pytest.mark.parametrize("name", CLASSES)
def test_class(name: str) -> None:
    """Calling a removed client class raises an error that names the replacement."""
    removed = getattr(mongokit, name)
    assert not isinstance(Connection(connect=False), removed)
    message = rf"{name} is gone: use .*Connection\(replicaSet=\.\.\.\)"
    with pytest.raises(DeprecationError, match=message):
        removed("127.0.0.1", 27017, replicaSet="main")


@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("mongokit.master_slave_connection", "MasterSlaveConnection"),
        ("mongokit.connection", "ReplicaSetConnection"),
        ("mongokit.connection", "MongoReplicaSetClient"),
    ],
)
def test_old_path_of_a_class(module: str, name: str) -> None:
    """A removed class can be imported from its old path."""
    assert getattr(importlib.import_module(module), name) is getattr(mongokit, name)


@pytest.mark.parametrize("name", CONSTANTS)
def test_constant(name: str) -> None:
    """The error for a removed constant names the replacement; ``__all__`` omits it."""
    message = re.escape(f"{name} is gone: ") + ".*" + re.escape(CONSTANTS[name])
    with pytest.raises(AttributeError, match=message):
        getattr(mongokit, name)
    assert not hasattr(mongokit, name)
    assert name not in mongokit.__all__


@pytest.mark.parametrize("name", CONSTANTS)
@pytest.mark.parametrize(
    "statement", ["from mongokit import {}", "from mongokit import Document, {} as x"]
)
def test_import_of_a_constant(name: str, statement: str) -> None:
    """Importing a removed constant raises an error that names the replacement."""
    with pytest.raises(ImportError, match=re.escape(CONSTANTS[name])):
        exec(statement.format(name))


def test_unknown_name() -> None:
    """A name that the package never had raises Python's own error."""
    with pytest.raises(AttributeError, match="'mongokit' has no attribute 'Nonsense'"):
        _ = mongokit.Nonsense  # type: ignore[attr-defined]  # deliberate
    with pytest.raises(ImportError, match="cannot import name 'Nonsense'"):
        exec("from mongokit import Nonsense")


def error_pattern(old_name: str, new: str) -> str:
    """Return a pattern for the error message about an old name."""
    return re.escape(f"{old_name} is gone: use ") + ".*" + re.escape(new)


@pytest.mark.parametrize("name", COLLECTION)
def test_method_of_a_collection(unconnected: Connection, name: str) -> None:
    """Removed collection methods raise an error that names the replacement."""
    unconnected.register(Item)
    collection = unconnected["a"]["b"]
    message = error_pattern(f"Collection.{name}", COLLECTION[name])
    for owner in (collection, collection.Item):
        with pytest.raises(DeprecationError, match=message):
            getattr(owner, name)({}, key="x")


@pytest.mark.parametrize("name", DATABASE)
def test_method_of_a_database(unconnected: Connection, name: str) -> None:
    """Removed database methods raise an error that names the replacement."""
    message = error_pattern(f"Database.{name}", DATABASE[name])
    with pytest.raises(DeprecationError, match=message):
        getattr(unconnected["a"], name)("ann", "secret")


@pytest.mark.parametrize("name", CONNECTION)
def test_method_of_a_connection(unconnected: Connection, name: str) -> None:
    """Removed client methods raise an error that names the replacement."""
    message = error_pattern(f"Connection.{name}", CONNECTION[name])
    with pytest.raises(DeprecationError, match=message):
        getattr(unconnected, name)()


def test_removed_names_of_databases_and_collections(unconnected: Connection) -> None:
    """Databases and collections named like removed attributes need brackets."""
    assert not hasattr(unconnected, "fsync")
    assert type(unconnected["fsync"]) is Database
    assert not hasattr(unconnected["a"], "error")
    assert type(unconnected["a"]["error"]) is Collection
    assert unconnected["a"]["b"]["group"].full_name == "a.b.group"


def test_class_with_a_removed_name(unconnected: Connection) -> None:
    """A registered document class takes precedence over a removed attribute."""
    unconnected.register(type("group", (Document,), {"structure": {"n": int}}))
    assert unconnected["a"]["b"].group({"n": 1}) == {"n": 1}


@pytest.mark.parametrize(
    ("path", "message"),
    [
        (lambda c: c["a"].group, "'group' method on a 'Database' object"),
        (lambda c: c["a"]["b"].eval, "'eval' method on a 'Collection' object"),
        (lambda c: c.eval, "the 'eval' method on a 'MongoClient' object"),
        (lambda c: c.nonsense, "the 'nonsense' method on a 'MongoClient' object"),
    ],
)
def test_other_calls(unconnected: Connection, path: Any, message: str) -> None:
    """Calling a name that was never the object's method raises pymongo's error."""
    with pytest.raises(TypeError, match=message):
        path(unconnected)()


def test_no_secret_in_the_error(unconnected: Connection) -> None:
    """The error for the removed ``authenticate()`` contains no password."""
    with pytest.raises(DeprecationError, match="authenticate is gone") as caught:
        unconnected["a"].authenticate("ann", "s3cr3t")
    assert "s3cr3t" not in str(caught.value)
