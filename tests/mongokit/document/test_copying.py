"""Copying and pickling documents."""

import copy
import pickle
from typing import Any

import pytest

from mongokit import (
    Connection,
    ConnectionError,  # noqa: A004  MongoKit's name
    Database,
    Document,
    DotedDict,
)


class Item(Document):
    """A document with a nested list."""

    structure = {"n": int, "in": {"parts": [int]}}


class Dotted(Item):
    """An item that supports dot notation."""

    use_dot_notation = True


class Lenient(Document):
    """A document that collects its errors."""

    structure = {"n": int}
    raise_validation_errors = False


@pytest.fixture(autouse=True)
def registered(connection: Connection) -> None:
    """Register the classes of this module."""
    connection.register([Item, Dotted, Lenient])


def stored(db: Database, name: str) -> Any:
    """Save a document, load it again and return it."""
    getattr(db["items"], name)({"_id": 1, "n": 1, "in": {"parts": [1, 2]}}).save()
    return getattr(db["items"], name).find_one()


@pytest.mark.parametrize("name", ["Item", "Dotted"])
def test_deepcopy(db: Database, name: str) -> None:
    """MK-DOC-110: A deep copy shares only the collection with the original."""
    item = stored(db, name)
    copied = copy.deepcopy(item)
    assert copied == item
    assert isinstance(copied, Item)
    assert type(copied["in"]) is type(item["in"])
    assert copied.collection is item.collection
    copied["in"]["parts"].append(3)
    assert item["in"]["parts"] == [1, 2]
    copied.save()
    item.reload()
    assert item["in"]["parts"] == [1, 2, 3]


@pytest.mark.parametrize("name", ["Item", "Dotted"])
def test_copy(db: Database, name: str) -> None:
    """MK-DOC-110: A shallow copy shares values and collection with the original."""
    item = stored(db, name)
    copied = copy.copy(item)
    assert copied == item
    assert isinstance(copied, Item)
    assert copied.collection is item.collection
    assert copied["in"] is item["in"]
    copied["n"] = 2
    assert item["n"] == 1


@pytest.mark.parametrize("duplicate", [copy.copy, copy.deepcopy])
def test_copies_of_a_document_with_its_own_collection(
    db: Database, duplicate: Any
) -> None:
    """A copy keeps the collection that was passed to the original's constructor."""
    item = Item(collection=db["items"])
    assert duplicate(item).collection is item.collection


@pytest.mark.parametrize("protocol", range(2, pickle.HIGHEST_PROTOCOL + 1))
@pytest.mark.parametrize("name", ["Item", "Dotted"])
def test_pickle(db: Database, name: str, protocol: int) -> None:
    """Unpickling restores everything but the collection."""
    item = stored(db, name)
    back: Any = pickle.loads(pickle.dumps(item, protocol))
    assert back == item
    assert type(back) is item.__class__
    assert type(back["in"]) is type(item["in"])
    with pytest.raises(ConnectionError, match="No collection found"):
        _ = back.collection


def test_pickle_without_its_own_collection(db: Database) -> None:
    """A collection that was passed to the constructor is not pickled."""
    item: Any = Dotted(collection=db["items"])
    item.note = "kept"
    back: Any = pickle.loads(pickle.dumps(item))
    assert back == item
    assert back.note == "kept"
    with pytest.raises(ConnectionError, match="No collection found"):
        _ = back.collection


def test_pickled_handle(db: Database) -> None:
    """A pickled handle is restored as an empty document of the original class."""
    back: Any = pickle.loads(pickle.dumps(db["items"].Item))
    assert type(back) is Item
    assert back == {}


@pytest.mark.parametrize("duplicate", [copy.copy, copy.deepcopy])
def test_attributes_are_copied(db: Database, duplicate: Any) -> None:
    """A copy keeps attributes that are not fields."""
    item: Any = Dotted(collection=db["items"])
    item.note = ["kept"]
    copied = duplicate(item)
    assert copied.note == ["kept"]
    assert (copied.note is item.note) == (duplicate is copy.copy)
    assert copied == item


@pytest.mark.parametrize("duplicate", [copy.copy, copy.deepcopy])
def test_copies_collect_errors_of_their_own(duplicate: Any) -> None:
    """Validating a copy leaves the errors of the original unchanged."""
    item = Lenient({"n": "1"})
    item.validate()
    copied = duplicate(item)
    copied["n"] = 1
    copied.validate()
    assert copied.validation_errors == {}
    assert list(item.validation_errors) == ["n"]


def test_collected_errors_are_pickled() -> None:
    """Collected errors keep their path and document class when they are pickled."""
    item = Lenient({"n": "1"})
    item.validate()
    (error,) = pickle.loads(pickle.dumps(item)).validation_errors["n"]
    assert str(error) == "n must be an instance of int not str"
    assert error.path == "n"
    assert error.document_class is Lenient


def test_document_that_contains_itself() -> None:
    """The deep copy of a document that contains itself also contains itself."""
    item: Any = Item(gen_skel=False)
    item["self"] = item
    copied = copy.deepcopy(item)
    assert copied["self"] is copied


def test_dots_after_a_deepcopy(db: Database) -> None:
    """Dot notation reads and writes the nested fields of a deep copy."""
    copied = copy.deepcopy(stored(db, "Dotted"))
    assert isinstance(copied["in"], DotedDict)
    copied["in"].parts = []
    assert copied == {"_id": 1, "n": 1, "in": {"parts": []}}
