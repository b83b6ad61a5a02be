"""The signatures of methods that pymongo has, too."""

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from inspect import Parameter
from typing import Any

import gridfs
import pytest
from pymongo import MongoClient
from pymongo.collection import Collection as PlainCollection

import flask_mongokit
import mongokit
from mongokit import Connection, Document, VersionedDocument

PYMONGO = ("pymongo", "gridfs", "bson")
OURS = ("mongokit", "flask_mongokit")

MONGOKIT_SIGNATURES = {
    ("mongokit.grid", "__init__"): "MK-FS-101: doc.fs is made from the document",
    ("mongokit.grid", "find"): "MK-FS-105: see test_finding_files",
    ("mongokit.grid", "new_file"): "MK-FS-105: new_file(name)",
    ("mongokit.grid", "put"): "MK-FS-105: put(data, name)",
}
"""Methods that have MongoKit's signature, with the requirement."""


class Note(Document):
    """A document with a text."""

    __collection__ = "notes"
    structure = {"text": str}


class Page(VersionedDocument):
    """A versioned document with a text."""

    __collection__ = "pages"
    structure = {"text": str}


def find_classes() -> Iterator[type]:
    """Yield the classes of our packages, each from the module that defines it."""
    for package in (mongokit, flask_mongokit):
        prefix = package.__name__ + "."
        for found in pkgutil.walk_packages(package.__path__, prefix):
            module = importlib.import_module(found.name)
            for each in vars(module).values():
                if isinstance(each, type) and each.__module__ == module.__name__:
                    yield each


def inherited(owner: type, name: str) -> Any:
    """Return the attribute of the nearest base class in pymongo, or ``None``."""
    for base in owner.__mro__:
        if base.__module__.partition(".")[0] in PYMONGO and name in vars(base):
            return vars(base)[name]
    return None


def overridden() -> Iterator[Any]:
    """Yield each method of ours and the one of pymongo that it overrides."""
    for owner in find_classes():
        for name, method in vars(owner).items():
            theirs = inherited(owner, name)
            is_private = name.startswith("_") and not name.startswith("__")
            if inspect.isfunction(theirs) and not is_private:
                own = (owner.__module__, name)
                if own not in MONGOKIT_SIGNATURES:
                    label = f"{owner.__module__}.{owner.__name__}.{name}"
                    yield pytest.param(method, theirs, id=label)


def parameters(method: Callable[..., Any]) -> list[tuple[str, Any, Any]]:
    """Return names, kinds and defaults of the parameters."""
    found = inspect.signature(method).parameters.values()
    return [(each.name, each.kind, each.default) for each in found]


def compare(ours: Callable[..., Any], theirs: Callable[..., Any]) -> None:
    """Assert that ours has their parameters, and adds only keyword-only ones."""
    expected = parameters(theirs)
    added = [each for each in parameters(ours) if each not in expected]
    assert [each for each in parameters(ours) if each in expected] == expected
    for name, kind, default in added:
        assert kind is Parameter.KEYWORD_ONLY, name
        assert default is not Parameter.empty, name


@pytest.mark.parametrize(("ours", "theirs"), [*overridden()])
def test_overridden_methods(ours: Any, theirs: Any) -> None:
    """MK-CON-108: Overrides have pymongo's parameters, and ours are keyword-only."""
    compare(ours, theirs)


def test_all_classes_are_found() -> None:
    """The overrides are found in clients, databases, collections, cursors and files."""
    found = {each.id.rpartition(".")[0] for each in overridden() if each.id}
    assert found >= {
        "mongokit.driver.connection.Connection",
        "mongokit.driver.database.Database",
        "mongokit.driver.collection.Collection",
        "mongokit.driver.cursor.Cursor",
        "mongokit.legacy.connection.Connection",
        "mongokit.legacy.collection.Collection",
        "mongokit.grid._Files",
    }


COLLECTION_METHODS = sorted(
    name
    for name, method in vars(PlainCollection).items()
    if inspect.isfunction(method) and not name.startswith("_")
)


@pytest.mark.parametrize("name", COLLECTION_METHODS)
@pytest.mark.parametrize("document_class", [Note, Page])
def test_methods_of_handles(document_class: type[Document], name: str) -> None:
    """MK-DOC-111: Each method of a handle has the parameters of the collection's."""
    bare = MongoClient[dict[str, Any]](connect=False)
    with bare, Connection(connect=False) as connection:
        connection.register(document_class)
        handle = getattr(connection["test"], document_class.__name__)
        compare(getattr(handle, name), getattr(bare["test"]["notes"], name))


def test_finding_files() -> None:
    """MK-FS-105: ``fs.find()`` names the parameters of GridFS's cursor."""
    theirs = parameters(gridfs.GridOutCursor.__init__)
    ours = [each for each in parameters(mongokit.grid.FS.find) if each[0] != "kwargs"]
    assert ours == [each for each in theirs if each[0] != "collection"]
