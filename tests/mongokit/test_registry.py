"""The registry of document classes and its bindings."""

import gc
import weakref
from typing import Any

import pytest
from pymongo.read_preferences import SecondaryPreferred
from pymongo.write_concern import WriteConcern

from mongokit import Connection, Database, Document
from mongokit.binding import bind
from mongokit.binding.binding import CACHE_SIZE
from mongokit.binding.registry import Registry
from mongokit.document import DocumentProperties


class Item(Document):
    """The class that the tests bind to collections."""

    structure = {"n": int}


CONNECTION = Connection(connect=False)


def test_binding_is_made_once() -> None:
    """MK-CON-109: A class has one cached binding per collection."""
    registry = Registry()
    first = bind(registry, Item, CONNECTION["a"]["b"])
    assert bind(registry, Item, CONNECTION.a.b) is first
    assert bind(registry, Item, CONNECTION.a.c) is not first


def test_equal_options_share_a_binding() -> None:
    """Collections share a binding only if their options are equal."""
    registry = Registry()
    collection = CONNECTION.a.b
    first = bind(registry, Item, collection)
    changes: list[dict[str, Any]] = [
        {"read_preference": SecondaryPreferred()},
        {"write_concern": WriteConcern(w=0)},
    ]
    for change in changes:
        changed = bind(registry, Item, collection.with_options(**change))
        assert changed is not first
        assert bind(registry, Item, collection.with_options(**change)) is changed


def test_registry_is_bounded() -> None:
    """MK-CON-109: The number of cached bindings is limited."""
    registry = Registry()
    for n in range(CACHE_SIZE + 10):
        bind(registry, Item, CONNECTION.a[f"c{n}"])
    assert len(registry.bindings) <= CACHE_SIZE


def test_bindings_go_with_their_client() -> None:
    """MK-CON-109: Bindings are garbage-collected with their client."""
    client = Connection(connect=False)
    client.register(Item)
    made = weakref.ref(type(client.a.b.Item()))
    client.close()
    del client
    gc.collect()
    assert made() is None


def test_registering_while_a_handle_is_made(
    connection: Connection, db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A handle is of the class that another thread registers while it is made."""
    connection.register(Item)
    new: Any = DocumentProperties("Item", (Document,), {"structure": {"m": int}})
    bind_class = DocumentProperties.bind

    def bind_slowly(cls: Any, *args: Any) -> Any:
        if cls is Item:
            connection.register(new)
        return bind_class(cls, *args)

    monkeypatch.setattr(DocumentProperties, "bind", bind_slowly)
    handle = db["slow"].Item
    assert handle.__class__ is new
    assert handle.structure == {"m": int}
    assert isinstance(handle(), new)


def test_registering_between_look_up_and_binding() -> None:
    """A binding of a class replaced before it is made leads to the new class."""
    registry, collection = Registry(), CONNECTION.a.b
    new: Any = DocumentProperties("Item", (Document,), {"structure": {"m": int}})
    registry.register(Item)
    registry.register(new)
    assert bind(registry, Item, collection).current().document_class is new


def test_subclass_with_references_registered_later(
    connection: Connection, db: Database
) -> None:
    """MK-CON-102: A handle resolves references of subclasses registered after it."""

    class Base(Document):
        structure = {"n": int, "_type": str}

    class Referring(Base):
        structure = {"item": Item}
        use_autorefs = True

    connection.register([Base, Item])
    handle = db["later"].Base
    assert handle.find_one() is None
    connection.register(Referring)
    item = db["items"].Item({"n": 1})
    item.save()
    made = db["later"].Referring()
    made["item"] = item
    made.save()
    assert handle.find_one()["item"] == item
