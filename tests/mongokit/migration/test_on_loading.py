"""Tests of migrations that run when outdated documents are loaded."""

import copy
import logging
from typing import Any

import pytest
from bson import DBRef, Decimal128
from pymongo import ReturnDocument
from pymongo.database import Database as PlainDatabase

from mongokit import (
    Connection,
    Database,
    DecimalType,
    Document,
    DocumentMigration,
    OptionConflictError,
    RequireFieldError,
    SchemaTypeError,
    StructureError,
    ValidationError,
    VersionedDocument,
)

PlainDB = PlainDatabase[dict[str, Any]]


class ItemMigration(DocumentMigration):
    """Rules that remove a field, add another and convert prices to decimals."""

    def migration01_old(self) -> None:
        """Remove the colour."""
        self.target = {"colour": {"$exists": True}}
        self.update = {"$unset": {"colour": 1}}

    def migration02_new(self) -> None:
        """Add a list of tags."""
        self.target = {"tags": {"$exists": False}}
        self.update = {"$set": {"tags": []}}

    def migration03_price(self) -> None:
        """Store the price as a decimal."""
        self.target = {"price": {"$type": "object"}}
        if isinstance(self.doc["price"], dict):
            self.update = {"$set": {"price": Decimal128(self.doc["price"]["amount"])}}


class Item(Document):
    """The document class to which outdated items are migrated."""

    __collection__ = "items"
    structure = {"name": str, "price": DecimalType(), "tags": [str]}
    required_fields = ["name"]
    migration_handler = ItemMigration


class Strict(Item):
    """An item whose ``validate()`` always fails."""

    skip_validation = True

    def validate(self, *args: Any, **kwargs: Any) -> None:
        """Raise an error that contains the arguments."""
        raise AssertionError(args, kwargs)


class Initialised(Item):
    """An item whose constructor records the names of the loaded fields."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.loaded_with = set(self)


class Order(Document):
    """A document with references to items."""

    __collection__ = "orders"
    structure = {"items": [Item]}
    use_autorefs = True


OLD: dict[str, Any] = {
    "_id": 1,
    "name": "chair",
    "colour": "red",
    "price": {"amount": "9.50"},
}
NEW = {"_id": 1, "name": "chair", "tags": [], "price": Decimal128("9.50")}
READ_ONLY = {"find", "getMore", "aggregate"}


@pytest.fixture
def items(connection: Connection, db: Database, database: PlainDB) -> Any:
    """Store an outdated item and return the handle of ``Item``."""
    connection.register([Item, Strict, Initialised, Order])
    database["items"].insert_one(copy.deepcopy(OLD))
    return db.Item


READS: dict[str, Any] = {
    "find": lambda items: next(iter(items.find())),
    "next": lambda items: next(items.find()),
    "to_list": lambda items: items.find().to_list()[0],
    "index": lambda items: items.find()[0],
    "find_one": lambda items: items.find_one(),
    "get_from_id": lambda items: items.get_from_id(1),
    "one": lambda items: items.one(),
    "find_random": lambda items: items.find_random(),
    "find_one_and_update": lambda items: items.find_one_and_update(
        {}, {"$set": {"name": "chair"}}, return_document=ReturnDocument.AFTER
    ),
    "find_and_modify": lambda items: items.find_and_modify(
        {}, {"$set": {"name": "chair"}}, new=True
    ),
    "wrap": lambda items: items.collection.find_one(wrap=Item),
}


@pytest.mark.parametrize("read", READS)
def test_every_way_to_load(items: Any, database: PlainDB, read: str) -> None:
    """MK-MIG-105: Every way of loading an outdated document migrates it."""
    item = READS[read](items)
    assert database["items"].find_one() == NEW
    assert {**item, "price": Decimal128(item["price"])} == NEW
    item.validate()


def test_constructor_with_stored_data(items: Any, database: PlainDB) -> None:
    """MK-MIG-105: The constructor migrates outdated data of a stored document."""
    raw = database["items"].find_one()
    item = items(raw)
    assert database["items"].find_one() == NEW
    assert item["tags"] == []
    assert "colour" not in item


def test_reload(items: Any, database: PlainDB) -> None:
    """MK-MIG-105: Reloading migrates a document that is outdated in the database."""
    item = items.find_one()
    database["items"].replace_one({"_id": 1}, copy.deepcopy(OLD))
    item.reload()
    assert database["items"].find_one() == NEW
    item.validate()


def test_current_document_is_not_written(
    items: Any, database: PlainDB, commands: Any
) -> None:
    """MK-MIG-105: Loading an up-to-date document takes one query and no write."""
    database["items"].replace_one({"_id": 1}, NEW)
    commands.clear()
    item = items.find_one()
    items.get_from_id(1).reload()
    items(dict(item))
    assert set(commands.names) <= READ_ONLY
    assert len(commands.names) == 3


def test_several_at_once(items: Any, database: PlainDB, commands: Any) -> None:
    """MK-MIG-105: Only the outdated documents of a batch are migrated."""
    database["items"].insert_many([{**NEW, "_id": n} for n in range(2, 8)])
    commands.clear()
    assert len(items.find().to_list()) == 7
    assert commands.names.count("update") == 3
    assert database["items"].count_documents({"tags": []}) == 7


def test_missing_required_field(items: Any, database: PlainDB) -> None:
    """MK-MIG-105: Loading a document that lacks a required field raises no error."""
    database["items"].replace_one({"_id": 1}, {**NEW, "name": None})
    item = items.find_one()
    assert item["name"] is None
    with pytest.raises(RequireFieldError, match=r"^name is required$"):
        item.validate()


def test_overridden_validate_is_not_called(
    connection: Connection, items: Any, database: PlainDB
) -> None:
    """MK-MIG-105: Loading and migrating do not call an overridden ``validate()``."""
    strict = items.collection.Strict.find_one()
    assert database["items"].find_one() == NEW
    with pytest.raises(AssertionError, match="auto"):
        strict.validate(auto_migrate=True)
    del connection


def test_skip_validation(items: Any) -> None:
    """MK-MIG-105: A class with a migration handler never skips validation."""
    strict = items.collection.Strict.find_one()
    assert strict.skip_validation is False
    assert items.collection.Strict().skip_validation is False
    with pytest.raises(AssertionError, match=r"\(\)"):
        strict.save()


@pytest.mark.parametrize("projection", [["name"], {"price": False}, {"name": True}])
def test_projections(items: Any, database: PlainDB, projection: Any) -> None:
    """MK-MIG-105: A document loaded with a projection is not migrated."""
    item = items.find_one({}, projection)
    assert item["name"] == "chair"
    assert items.collection.Initialised.find({}, projection)[0]["name"] == "chair"
    assert database["items"].find_one() == OLD


def test_document_before_a_change(items: Any, database: PlainDB) -> None:
    """MK-MIG-105: A document returned in its state before a change is not migrated."""
    before = items.find_one_and_update({}, {"$set": {"name": "table"}})
    assert before["name"] == "chair"
    assert "colour" in before
    positional = items.find_one_and_update(
        {}, {"$set": {"name": "bed"}}, {"name": 1}, return_document=ReturnDocument.AFTER
    )
    assert positional == {"_id": 1, "name": "bed"}
    deleted = items.find_one_and_delete({})
    assert deleted["name"] == "bed"
    assert list(database["items"].find()) == []


def test_own_initialiser(items: Any, database: PlainDB) -> None:
    """MK-MIG-105: A document is migrated after its class's constructor has run."""
    item = items.collection.Initialised.find_one()
    assert database["items"].find_one() == NEW
    assert item.loaded_with == set(OLD)
    assert set(item) == set(NEW)


def test_references(items: Any, db: Database, database: PlainDB) -> None:
    """MK-MIG-105: Referenced documents are migrated when they are loaded."""
    references = [DBRef("items", 1, database.name)]
    database["orders"].insert_one({"_id": 1, "items": references})
    [item] = db.Order.find_one()["items"]
    assert database["items"].find_one() == NEW
    item.validate()
    del items


def test_referring_documents(
    connection: Connection, items: Any, db: Database, database: PlainDB
) -> None:
    """MK-MIG-105: An outdated document is migrated before its references are loaded."""

    class Listing(DocumentMigration):
        def migration01(self) -> None:
            self.target = {"item": {"$exists": True}}
            self.update = {
                "$set": {"items": [self.doc["item"]]},
                "$unset": {"item": 1},
            }

    class Handled(Order):
        migration_handler = Listing

    connection.register(Handled)
    reference = DBRef("items", 1, database.name)
    database["orders"].insert_one({"_id": 1, "item": reference})
    order = db.Handled.find_one()
    assert database["orders"].find_one() == {"_id": 1, "items": [reference]}
    assert isinstance(order["items"][0], Item)
    database["orders"].update_one({}, {"$set": {"item": reference}})
    order["item"] = reference
    assert order.migrate() == {"migration01": 1}
    assert isinstance(order["items"][0], Item)
    database["orders"].update_one({}, {"$set": {"item": reference}})
    order.reload()
    assert set(order) == {"_id", "items"}
    assert isinstance(order["items"][0], Item)
    del items


def test_subclasses(connection: Connection, db: Database, database: PlainDB) -> None:
    """MK-MIG-105: A subclass's migration handler applies only to its own documents."""

    class Thing(Document):
        __collection__ = "things"
        structure = {"_type": str, "name": str}

    class Sized(Thing):
        structure = {"size": int}

        class migration_handler(DocumentMigration):  # noqa: N801  MongoKit's name
            def migration01(self) -> None:
                self.target = {"size": {"$exists": False}}
                self.update = {"$set": {"size": 1}}

    connection.register([Thing, Sized])
    database["things"].insert_many(
        [
            {"_id": 1, "_type": "Thing", "name": "a"},
            {"_id": 2, "_type": "Sized", "name": "b"},
            {"_id": 3, "_type": "Thing"},
        ]
    )
    found = db.Thing.find().sort("_id", 1).to_list()
    assert [type(each).__name__ for each in found] == ["Thing", "Sized", "Thing"]
    assert [each.get("size") for each in found] == [None, 1, None]


def test_custom_types(items: Any, database: PlainDB) -> None:
    """MK-MIG-105: Values that cannot be decoded reach a rule in their stored form."""
    seen = []

    class Seeing(ItemMigration):
        def migration03_price(self) -> None:
            seen.append(self.doc["price"])
            super().migration03_price()

    class Seen(Item):
        migration_handler = Seeing

    items.collection.database.client.register(Seen)
    item = items.collection.Seen.find_one()
    assert seen == [{"amount": "9.50"}]
    assert str(item["price"]) == "9.50"
    assert database["items"].find_one() == NEW


def test_no_rule_applies(
    items: Any, database: PlainDB, caplog: pytest.LogCaptureFixture
) -> None:
    """MK-MIG-105: A document that no rule makes valid is loaded with a warning."""
    database["items"].replace_one({"_id": 1}, {**NEW, "surplus": 1})
    with caplog.at_level(logging.WARNING, "mongokit.migration"):
        item = items.find_one()
    assert item["surplus"] == 1
    text = "the Item 1 does not fit its structure, and no rule of ItemMigration mends"
    assert [r.getMessage().startswith(text) for r in caplog.records] == [True]
    with pytest.raises(StructureError, match=r"^unknown fields \['surplus'\] in Item$"):
        item.validate()


def test_value_that_no_rule_converts(items: Any, database: PlainDB) -> None:
    """MK-MIG-105: Loading a value that no rule repairs raises ``ValidationError``."""
    database["items"].replace_one({"_id": 1}, {**NEW, "price": ["9.50"]})
    with pytest.raises(ValidationError, match=r"^price must be stored as a number"):
        items.find_one()
    assert items.find_one({}, ["price"])["price"] == ["9.50"]
    with pytest.raises(ValidationError, match=r"^price must be stored as a number"):
        Item({"name": "chair", "price": ["9.50"], "tags": []})


def test_reload_that_fails(items: Any, database: PlainDB) -> None:
    """MK-MIG-105: A document whose reload fails keeps its fields."""
    item = items.find_one()
    before = dict(item)
    database["items"].update_one({"_id": 1}, {"$set": {"price": ["9.50"]}})
    with pytest.raises(ValidationError, match=r"^price must be stored as a number"):
        item.reload()
    assert item == before


def test_concurrent_migration(items: Any, database: PlainDB) -> None:
    """MK-MIG-105: A document migrated concurrently is loaded in its migrated state."""

    class Racing(ItemMigration):
        def migration00_race(self) -> None:
            database["items"].replace_one({"_id": 1}, NEW)

    class Raced(Item):
        migration_handler = Racing

    items.collection.database.client.register(Raced)
    item = items.collection.Raced.find_one()
    assert set(item) == set(NEW)


def test_concurrent_deletion(items: Any, database: PlainDB) -> None:
    """MK-MIG-105: A document deleted during its migration keeps its loaded fields."""

    class Racing(ItemMigration):
        def migration00_race(self) -> None:
            database["items"].delete_one({"_id": 1})

        def migration03_price(self) -> None:
            self.target = None

    class Raced(Item):
        structure = {"price": dict}
        migration_handler = Racing

    items.collection.database.client.register(Raced)
    assert items.collection.Raced.find_one() == OLD


def test_unsaved_data_with_an_id(items: Any, database: PlainDB) -> None:
    """MK-MIG-105: The constructor does not migrate data that is not stored."""
    new = {"_id": 2, "name": "table"}
    assert items(new) == Item(new) == new
    assert database["items"].find_one({"_id": 2}) is None
    stored = {"_id": 3, "name": "bed", "price": None, "tags": []}
    database["items"].insert_one(stored)
    part = {"_id": 3, "name": "bunk", "price": None}
    assert items(part) == part


def test_python_values(items: Any, commands: Any) -> None:
    """MK-MIG-105: A document constructed from Python values is not migrated."""
    item = items.find_one()
    commands.clear()
    copied = items(dict(item))
    assert copied == item
    assert commands.names == []
    copied["price"] = "9.50"
    with pytest.raises(SchemaTypeError, match=r"^price must be an instance of Decimal"):
        copied.validate()


def test_migration_leaves_no_trace(items: Any) -> None:
    """MK-MIG-105: A migrated document equals the same document loaded again."""
    item = items.find_one()
    again = items.find_one()
    assert item == again
    assert vars(item) == vars(again)


def test_translations_and_dot_notation(
    connection: Connection, db: Database, database: PlainDB
) -> None:
    """MK-MIG-105: Translated fields and nested dicts with dot notation are migrated."""

    class Titling(DocumentMigration):
        def migration01(self) -> None:
            self.target = {"title": {"$type": "string"}}
            self.update = {
                "$set": {"title": [{"lang": "en", "value": self.doc["title"]}]}
            }

        def migration02(self) -> None:
            self.target = {"place.city": {"$exists": False}}
            self.update = {"$set": {"place.city": None}}

    class Talk(Document):
        __collection__ = "talks"
        structure = {"title": str, "place": {"city": str}, "by_year": {str: int}}
        i18n = ["title"]
        use_dot_notation = True
        migration_handler = Titling

    connection.register(Talk)
    old = {"_id": 1, "title": "Hello", "place": {}, "by_year": {"2026": 1}}
    database["talks"].insert_one(old)
    talk = db.Talk.find_one()
    assert (talk.title, talk.place.city, talk["title"]) == (
        "Hello",
        None,
        {"en": "Hello"},
    )
    talk.validate()


def test_key_types(connection: Connection, db: Database, database: PlainDB) -> None:
    """MK-MIG-105: Fields that match a key type are migrated and decoded."""

    class Nulling(DocumentMigration):
        def migration01(self) -> None:
            self.target = {"second": {"$type": "string"}}
            self.update = {"$set": {"second": Decimal128("2")}}

    class Prices(Document):
        __collection__ = "prices"
        structure = {str: DecimalType(), "name": str}
        migration_handler = Nulling

    connection.register(Prices)
    old = {"_id": 1, "name": "a", "first": Decimal128("1"), "second": "two"}
    database["prices"].insert_one(old)
    prices = db.Prices.find_one()
    assert {name: str(prices[name]) for name in ("first", "second", "name")} == {
        "first": "1",
        "second": "2",
        "name": "a",
    }


def test_revisions(connection: Connection, db: Database, database: PlainDB) -> None:
    """MK-MIG-105: An old revision of a versioned document is not migrated."""

    class Versioned(VersionedDocument):
        __collection__ = "items"
        structure = Item.structure
        migration_handler = ItemMigration

    connection.register(Versioned)
    database["items"].insert_one({**OLD, "_revision": 2, "name": "table"})
    copied = {"id": "1", "revision": 1, "doc": {**OLD, "price": None, "_revision": 1}}
    database["versioned_items"].insert_one(copied)
    item = db.Versioned.find_one()
    assert item["name"] == "table"
    assert item.get_revision(1) == copied["doc"]


def test_in_a_transaction(
    connection: Connection, items: Any, database: PlainDB
) -> None:
    """MK-MIG-105: A migration is part of the transaction that loads the document."""
    with connection.start_session() as session, session.start_transaction():
        item = items.find_one(session=session)
        item.validate()
        assert items.get_from_id(1, session=session) == item
        session.abort_transaction()
    assert database["items"].find_one() == OLD
    with connection.start_session() as session, session.start_transaction():
        item.reload(session=session)
    assert database["items"].find_one() == NEW


def test_schemaless_class(declare: Any) -> None:
    """MK-SCH-102: A schemaless class cannot have a migration handler."""
    with pytest.raises(OptionConflictError, match="migration_handler with use_schemal"):
        declare(Document, migration_handler=ItemMigration, use_schemaless=True)


def test_a_class_without_structure(
    connection: Connection, declare: Any, db: Database
) -> None:
    """MK-MIG-105: Documents of a class without a structure are not migrated."""
    made = declare(Document, migration_handler=ItemMigration)
    connection.register(made)
    db["items"].insert_one(copy.deepcopy(OLD))
    assert db["items"].MyDoc.find_one() == OLD
