"""The registry of document classes and its bindings."""

import gc
import weakref
from typing import Any

from pymongo.read_preferences import SecondaryPreferred
from pymongo.write_concern import WriteConcern

from mongokit import Connection, Document
from mongokit.binding import bind
from mongokit.binding.binding import CACHE_SIZE
from mongokit.binding.registry import Registry


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
