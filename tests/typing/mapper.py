"""What a type checker knows of the mapper; nothing here is run."""

from collections.abc import Iterator
from typing import Any, assert_type

from mongokit import Connection, Cursor, Document
from mongokit.collection import Collection


class Item(Document):
    """Something with a number."""

    __collection__ = "items"
    structure = {"n": int}
    validators = {"n": [bool, lambda n: n < 7]}


def making(collection: Collection) -> None:
    """Pin that a document is of its class, and gives values of any type."""
    item = Item({"n": 1}, collection=collection)
    assert_type(item, Item)
    assert_type(Item(), Item)
    assert_type(item["n"], Any)
    assert_type(item.save(), Any)
    assert_type(item.validate(), None)
    assert_type(item.get_size(), int)
    assert_type(item.validation_errors, dict[str | None, list[Exception]])
    assert_type(Item.validators, dict[str, Any])
    assert_type(Item.json_schema(), dict[str, Any])


def finding(item: Item) -> None:
    """Pin that what is found is of the class, or may be nothing."""
    assert_type(item.find_one(), Item | None)
    assert_type(item.find_one({"n": 1}), Item | None)
    assert_type(item.get_from_id(1), Item | None)
    assert_type(item.one(), Item | None)
    assert_type(item.find_random(), Item | None)
    assert_type(item.fetch_one(), Item | None)
    assert_type(item.find_and_modify({}, remove=True), Item | None)
    assert_type(item.find_one_and_delete({}), Item | None)


def reading(item: Item) -> None:
    """Pin that a cursor knows the class of its documents, however it is read."""
    cursor = item.find({"n": 1})
    assert_type(cursor, Cursor[Item])
    assert_type(item.fetch(), Cursor[Item])
    assert_type(iter(cursor), Iterator[Item])
    assert_type(next(cursor), Item)
    assert_type(cursor.next(), Item)
    assert_type(cursor[0], Item)
    assert_type(cursor.to_list(), list[Item])
    assert_type(list(cursor.rewind()), list[Item])
    for found in cursor:
        assert_type(found, Item)


def registering(connection: Connection) -> None:
    """Pin that registering one class returns it, several nothing."""
    assert_type(connection.register(Item), type[Item])
    assert_type(connection.register([Item]), None)

    @connection.register
    class Decorated(Document):
        pass

    assert_type(Decorated(), Decorated)
