"""Handles: registered classes as attributes of a client, database or collection."""

from typing import Any

import pytest
from bson import ObjectId
from pymongo import DeleteMany, InsertOne, ReplaceOne
from pymongo.database import Database as PlainDatabase

from mongokit import (
    Collection,
    Connection,
    Database,
    Document,
    RequireFieldError,
    SchemaDocument,
    SchemaTypeError,
    Set,
    StructureError,
)
from mongokit.document import DocumentProperties

PlainDB = PlainDatabase[dict[str, Any]]


class Item(Document):
    """A document with a required field, a default and a method."""

    __collection__ = "items"
    structure = {"n": int, "kind": str}
    required_fields = ["n"]
    default_values = {"kind": "plain"}

    def twice(self) -> int:
        """Return twice the number."""
        return 2 * int(self["n"])


VALID = {"n": 1, "kind": "valid"}


@pytest.fixture
def items(connection: Connection, db: Database) -> Any:
    """Return the handle of the registered ``Item`` class."""
    connection.register(Item)
    return db.Item


def test_handle(items: Any, db: Database) -> None:
    """MK-CON-103: A handle is a callable, bound instance of its class."""
    assert isinstance(items, Item)
    assert callable(items)
    assert items.collection == db["items"]
    assert items.db == db
    assert items.connection is db.client
    assert items.structure == Item.structure
    assert {"twice", "find", "generate_index", "collection"} <= set(dir(items))


def test_handle_makes_documents(items: Any, db: Database) -> None:
    """MK-CON-103: Calling a handle creates a document of its collection."""
    item = items()
    assert isinstance(item, Item)
    assert items({"n": 2}).twice() == 4
    assert item == {"n": None, "kind": "plain"}
    assert item.collection == db["items"]
    assert not callable(item)
    with pytest.raises(TypeError, match="'Item' object is not callable"):
        item()  # type: ignore[operator]  # the error under test


@pytest.mark.parametrize(
    ("arguments", "options"),
    [
        pytest.param(({"n": 1},), {}, id="doc"),
        pytest.param((), {"doc": {"n": 1}}, id="doc by name"),
        pytest.param(({"n": 1}, False, "fr", "de"), {}, id="by place"),
        pytest.param(
            ({"n": 1},),
            {"gen_skel": True, "lang": "fr", "fallback_lang": "de"},
            id="by name",
        ),
    ],
)
def test_arguments_of_a_handle(
    items: Any, db: Database, arguments: tuple[Any, ...], options: dict[str, Any]
) -> None:
    """MK-CON-103: A handle can be called with fields, ``gen_skel`` and languages."""
    item = items(*arguments, **options)
    assert item == {"n": 1}
    assert item.collection == db["items"]


def test_truth_of_a_handle(items: Any) -> None:
    """A handle is true, as in MongoKit 0.9, although it contains no fields."""
    assert items
    assert dict.keys(items) == set()


def test_handle_without_a_skeleton(items: Any) -> None:
    """MK-CON-103: ``gen_skel=False`` creates a document without fields or defaults."""
    assert items(gen_skel=False) == {}


def test_handle_is_made_without_side_effects(
    connection: Connection, db: Database, commands: Any
) -> None:
    """MK-CON-103: Accessing a handle creates no document and sends no command."""
    made = []

    class Eager(Document):
        structure = {"n": int}
        default_values = {"n": lambda: made.append("default")}

        def __init__(self, *args: Any, **kwargs: Any) -> None:
            made.append("init")
            super().__init__(*args, **kwargs)

    connection.register(Eager)
    assert db["items"].Eager is db["items"].Eager
    assert made == []
    db["items"].Eager()
    assert made == ["init", "default"]
    assert commands.names == []


def test_same_class_in_several_collections(
    items: Any, connection: Connection, db: Database
) -> None:
    """MK-CON-104: A document belongs to the collection of its handle."""
    here = items({"n": 1})
    there = db["others"].Item({"n": 2})
    far = connection["elsewhere"].Item({"n": 3})
    assert here.collection == db["items"]
    assert there.collection == db["others"]
    assert far.db == connection["elsewhere"]


def test_handle_has_the_methods_of_its_collection(items: Any, db: Database) -> None:
    """MK-DOC-111: A handle also has the methods of its collection."""
    items.insert_many([{"n": n, "kind": "a"} for n in (1, 1, 2)])
    assert items.count_documents({"n": 1}) == 2
    assert sorted(items.distinct("n")) == [1, 2]
    assert items.update_one({"n": 2}, {"$set": {"n": 3}}).modified_count == 1
    (group,) = items.aggregate([{"$group": {"_id": None, "sum": {"$sum": "$n"}}}])
    assert group == {"_id": None, "sum": 5}
    assert items.name == db["items"].name


@pytest.mark.parametrize("name", ["nothing", "_private", "__collection"])
def test_unknown_attribute_of_a_handle(items: Any, name: str) -> None:
    """MK-CON-103: Reading an unknown attribute raises an ``AttributeError``."""
    with pytest.raises(AttributeError, match=f"'Item' has no attribute '{name}'"):
        getattr(items, name)


def test_registering_again(connection: Connection, db: Database) -> None:
    """MK-CON-102: All handles create documents of the newly registered class."""
    old: Any = DocumentProperties("Thing", (Document,), {"structure": {"a": int}})
    new: Any = DocumentProperties("Thing", (Document,), {"structure": {"b": int}})
    connection.register(old)
    collection, handle = db["things"], db["things"].Thing
    handle({"a": 1}).save()
    connection.register(new)
    for made in (collection.Thing(), db["things"].Thing(), handle()):
        assert isinstance(made, new)
        assert not isinstance(made, old)
        assert made == {"b": None}
    for found in (handle.find_one(), next(handle.find()), handle.one()):
        assert isinstance(found, new)
    assert isinstance(handle, new)


def test_attributes_of_a_class_registered_again(
    connection: Connection, db: Database, database: PlainDB
) -> None:
    """MK-CON-102: An existing handle has the attributes of the new class."""

    def describe(document: Any) -> str:
        return f"b is {document['b']}"

    old: Any = DocumentProperties("Thing", (Document,), {"structure": {"a": int}})
    new: Any = DocumentProperties(
        "Thing",
        (Document,),
        {
            "structure": {"b": int},
            "indexes": [{"fields": "b"}],
            "describe": describe,
            "named": classmethod(lambda cls: cls.__name__),
        },
    )
    connection.register(old)
    handle = db["things"].Thing
    connection.register(new)
    database["things"].insert_many([{"_id": 1, "a": 1}, {"_id": 2, "b": 2}])
    assert handle.structure == {"b": int}
    assert handle.fetch().to_list() == [{"_id": 2, "b": 2}]
    assert handle.fetch_one().describe() == "b is 2"
    assert handle.generate_index(handle.collection) == ["b_1"]
    assert handle.named() == "Thing"
    assert handle.count_documents({}) == 2
    with pytest.raises(AttributeError, match="'Thing' has no attribute 'nothing'"):
        _ = handle.nothing
    connection.register(old)
    assert handle.structure == {"a": int}


def test_class_registered_again_with_slots(
    connection: Connection, db: Database
) -> None:
    """MK-CON-102: A class with ``__slots__`` can replace a registered class."""
    old: Any = DocumentProperties("Thing", (Document,), {"structure": {"a": int}})
    new: Any = DocumentProperties(
        "Thing", (Document,), {"structure": {"b": int}, "__slots__": ("c",)}
    )
    connection.register(old)
    handle = db["things"].Thing
    connection.register(new)
    assert handle() == {"b": None}
    handle({"_id": 1, "b": 2}).save()
    assert isinstance(handle.find_one(), new)


@pytest.mark.parametrize("owner", ["database", "collection"])
def test_kept_handle(connection: Connection, db: Database, owner: str) -> None:
    """A database or collection returns the same handle until a class replaces it."""
    place: Any = {"database": db, "collection": db["items"]}[owner]
    connection.register(Item)
    first = place.Item
    assert place.Item is first
    replacement = type("Item", (Document,), {"__collection__": "items"})
    connection.register(replacement)
    assert place.Item is not first
    assert place.Item.__class__ is first.__class__ is replacement


def test_changed_structure(connection: Connection, db: Database) -> None:
    """MK-CON-102: Registering a class again recompiles its changed structure."""

    class Changing(Document):
        structure = {"a": int}

    connection.register(Changing)
    assert db["c"].Changing() == {"a": None}
    assert Changing.structure is not None
    Changing.structure["b"] = {"c": int}
    connection.register(Changing)
    assert db["c"].Changing() == {"a": None, "b": {"c": None}}


def test_sub_collection_next_to_a_class(items: Any, db: Database) -> None:
    """MK-CON-105: Accessing a name that is not registered returns a collection."""
    assert type(db["items"].Thing) is Collection
    assert type(db.Thing) is Collection
    assert items.collection.name == "items"


def test_inserting_through_a_handle(items: Any, database: PlainDB) -> None:
    """MK-DOC-113: A handle inserts valid documents, and valid dicts."""
    made = items({"n": 1, "kind": "made"})
    items.insert_one(made)
    items.insert_many(items({"_id": n, "n": n, "kind": "many"}) for n in (2, 3))
    given = {"n": 4, "kind": "dict"}
    items.insert_one(given)
    stored = list(database["items"].find().sort("n", 1))
    assert stored == [
        {"_id": made["_id"], "n": 1, "kind": "made"},
        {"_id": 2, "n": 2, "kind": "many"},
        {"_id": 3, "n": 3, "kind": "many"},
        {"_id": given["_id"], "n": 4, "kind": "dict"},
    ]


@pytest.mark.parametrize(
    "write",
    [
        pytest.param(lambda h, d: h.insert_one(d), id="insert_one"),
        pytest.param(lambda h, d: h.insert_many([VALID, d]), id="insert_many"),
        pytest.param(
            lambda h, d: h.bulk_write([InsertOne(VALID), InsertOne(d)]),
            id="bulk_write, insert",
        ),
        pytest.param(
            lambda h, d: h.bulk_write([InsertOne(VALID), ReplaceOne({}, d)]),
            id="bulk_write, replace",
        ),
        pytest.param(lambda h, d: h.replace_one({}, d, upsert=True), id="replace_one"),
        pytest.param(
            lambda h, d: h.find_one_and_replace({}, d, upsert=True),
            id="find_one_and_replace",
        ),
    ],
)
@pytest.mark.parametrize("is_dict", [True, False])
def test_handle_rejects_invalid_documents(
    items: Any, database: PlainDB, write: Any, *, is_dict: bool
) -> None:
    """MK-DOC-113: A handle rejects invalid documents and dicts, and writes nothing."""
    make = dict if is_dict else items
    with pytest.raises(SchemaTypeError, match="n must be an instance of int not str"):
        write(items, make({"n": "1", "kind": "a"}))
    with pytest.raises(RequireFieldError, match="n is required"):
        write(items, make({"n": None, "kind": "a"}))
    assert database["items"].count_documents({}) == 0


def test_bulk_write(items: Any, database: PlainDB) -> None:
    """MK-DOC-111: A handle's bulk write can insert, replace and delete documents."""
    items.insert_many([{"_id": n, "n": n, "kind": "c"} for n in (1, 2)])
    document = items({"n": 3, "kind": "a"})
    replaced = items({"n": 4, "kind": "b"})
    items.bulk_write(
        [InsertOne(document), ReplaceOne({"_id": 1}, replaced), DeleteMany({"n": 2})]
    )
    assert list(database["items"].find().sort("n", 1)) == [
        {"_id": document["_id"], "n": 3, "kind": "a"},
        {"_id": 1, "n": 4, "kind": "b"},
    ]


@pytest.mark.parametrize("documents", [1, {}, {"n": 1, "kind": "a"}, []])
def test_inserting_no_list(items: Any, documents: Any) -> None:
    """MK-DOC-111: ``insert_many()`` refuses what pymongo's refuses, in its words."""
    with pytest.raises(TypeError, match="documents must be a non-empty list"):
        items.insert_many(documents)


def test_bulk_write_of_no_list(items: Any, database: PlainDB) -> None:
    """MK-DOC-111: ``bulk_write()`` refuses an iterator, and leaves it alone."""
    requests = iter([InsertOne({"n": 1, "kind": "a"})])
    with pytest.raises(TypeError, match="requests must be a list"):
        items.bulk_write(requests)
    assert len(list(requests)) == 1
    with pytest.raises(TypeError, match="is not a valid request"):
        items.bulk_write([{"n": 1}])
    assert database["items"].count_documents({}) == 0


def test_inserting_without_validation(connection: Connection, db: Database) -> None:
    """MK-DOC-113: A handle checks nothing if the class skips validation."""

    class Loose(Document):
        structure = {"n": int}
        skip_validation = True

    connection.register(Loose)
    loose = db["loose"].Loose
    loose.insert_one(loose({"n": "not a number"}))
    assert loose.find_one()["n"] == "not a number"
    loose.update_one({}, {"$set": {"n": "another text"}})
    loose.insert_one({"anything": "goes"})
    assert loose.count_documents({}) == 2
    with pytest.raises(SchemaTypeError):
        loose.update_one({}, {"$set": {"n": "x"}}, validate=True)


def test_writing_what_is_invalid_on_purpose(items: Any, database: PlainDB) -> None:
    """MK-DOC-113: ``validate=False`` writes anything, as the collection does."""
    items.insert_one({"_id": 1, "free": 1}, validate=False)
    items.insert_many([{"_id": 2}], validate=False)
    items.bulk_write([InsertOne({"_id": 3})], validate=False)
    items.replace_one({"_id": 3}, {"free": 1}, validate=False)
    items.find_one_and_replace({"_id": 2}, {"free": 1}, validate=False)
    for update in (items.update_one, items.update_many, items.find_one_and_update):
        update({"_id": 1}, {"$inc": {"free": 1}}, validate=False)
    items.collection.update_one({"_id": 1}, {"$inc": {"free": 1}})
    found = {raw["_id"]: raw.get("free") for raw in database["items"].find()}
    assert found == {1: 5, 2: 1, 3: 1}


def test_declared_id_without_value(connection: Connection, db: Database) -> None:
    """MK-STR-109: A missing value of a declared id is generated, not stored as null."""

    class Keyed(Document):
        structure = {"_id": ObjectId, "n": int}

    connection.register(Keyed)
    keyed = db["keyed"].Keyed
    first, second = keyed(), keyed()
    keyed.insert_many([first, second])
    assert isinstance(first["_id"], ObjectId)
    assert first["_id"] != second["_id"]
    assert keyed.count_documents({"_id": None}) == 0


KEYED_WRITES = {
    "replace_one": lambda k, d: k.replace_one({"n": 1}, d, upsert=True),
    "find_one_and_replace": lambda k, d: k.find_one_and_replace(
        {"n": 1}, replacement=d, upsert=True
    ),
    "bulk_write": lambda k, d: k.bulk_write([ReplaceOne({"n": 1}, d, upsert=True)]),
}


@pytest.mark.parametrize("write", KEYED_WRITES)
def test_declared_id_of_a_replacement(
    connection: Connection, db: Database, database: PlainDB, write: str
) -> None:
    """MK-STR-109: A declared id without a value is left out of a replacement."""

    class Keyed(Document):
        structure = {"_id": ObjectId, "n": int}

    connection.register(Keyed)
    for n in (1, 2):
        KEYED_WRITES[write](db["keyed"].Keyed, Keyed({"_id": None, "n": n}))
    (stored,) = database["keyed"].find()
    assert stored["n"] == 2
    assert isinstance(stored["_id"], ObjectId)


REPLACEMENTS = {
    "replace_one": lambda t, d: t.replace_one({"_id": 1}, d),
    "replace_one by name": lambda t, d: t.replace_one(filter={}, replacement=d),
    "find_one_and_replace": lambda t, d: t.find_one_and_replace({"_id": 1}, d),
    "find_and_modify": lambda t, d: t.find_and_modify({"_id": 1}, d),
}


@pytest.mark.parametrize("replace", REPLACEMENTS)
def test_replacing_through_a_handle(
    connection: Connection, db: Database, database: PlainDB, replace: str
) -> None:
    """MK-DOC-111: A replacement is validated and encoded."""

    class Tagged(Document):
        structure = {"title": str, "tags": Set(str)}
        i18n = ["title"]

    connection.register(Tagged)
    tagged = db["tagged"].Tagged
    database["tagged"].insert_one({"_id": 1, "title": [], "tags": []})
    document = tagged({"title": {"en": "a"}, "tags": {"b"}})
    REPLACEMENTS[replace](tagged, document)
    stored = {"_id": 1, "title": [{"lang": "en", "value": "a"}], "tags": ["b"]}
    assert database["tagged"].find_one() == stored
    assert document == {"title": {"en": "a"}, "tags": {"b"}}
    document["title"]["en"] = 3
    with pytest.raises(SchemaTypeError, match=r"title \(en\) must be an instance of"):
        REPLACEMENTS[replace](tagged, document)
    assert database["tagged"].find_one() == stored
    if replace != "find_and_modify":
        REPLACEMENTS[replace](tagged, {"title": {"fr": "b"}, "tags": set()})
        stored = {"_id": 1, "title": [{"lang": "fr", "value": "b"}], "tags": []}
    else:
        REPLACEMENTS[replace](tagged, {"anything": "goes"})
        stored = {"_id": 1, "anything": "goes"}
    assert database["tagged"].find_one() == stored


REJECTED_WRITES = {
    "insert_many": lambda i, documents: i.insert_many(documents),
    "insert_many of a generator": lambda i, documents: i.insert_many(iter(documents)),
    "bulk_write": lambda i, documents: i.bulk_write(
        [ReplaceOne({}, VALID), *map(InsertOne, documents)]
    ),
    "insert": lambda i, documents: i.insert(documents),
}


@pytest.mark.filterwarnings("ignore:Collection.insert:DeprecationWarning")
@pytest.mark.parametrize("write", REJECTED_WRITES)
def test_rejected_documents_get_no_id(
    items: Any, database: PlainDB, write: str
) -> None:
    """MK-DOC-103: If one document is rejected, none of the documents gets an id."""
    fields = [{"n": 1, "kind": "a"}, {"_id": None, "n": 2, "kind": "b"}, {"n": 3}]
    documents = [items(each) for each in fields]
    with pytest.raises(StructureError, match="missed fields"):
        REJECTED_WRITES[write](items, documents)
    assert documents == fields
    assert database["items"].count_documents({}) == 0


def test_validation_of_many(connection: Connection, db: Database) -> None:
    """``insert_many`` calls ``validate``, which a class or a document can change."""

    class Counted(Item):
        def validate(self, *args: Any, **kwargs: Any) -> None:
            self["n"] += 1
            super().validate(*args, **kwargs)

    connection.register([Item, Counted])
    db.Counted.insert_many([db.Counted(VALID), db.Counted(VALID)])
    assert db.Counted.distinct("n") == [2]
    lenient = db.Item({"n": "1", "kind": None})
    lenient.raise_validation_errors = False
    db.Item.insert_many([db.Item(VALID), lenient])
    assert list(lenient.validation_errors) == ["n"]


def test_hook_for_subclasses(connection: Connection, db: Database) -> None:
    """``__init_subclass__`` hooks run for declared subclasses, not for bound ones."""
    seen: list[str] = []

    class Root(Document):
        structure = {"n": int}

        def __init_subclass__(cls, *, table: str, **options: Any) -> None:
            super().__init_subclass__(**options)
            seen.append(f"{cls.__name__} in {table}")

    class Leaf(Root, table="leaves"):
        pass

    connection.register(Leaf)
    db["leaves"].Leaf({"n": 1}).save()
    assert isinstance(db["leaves"].Leaf.one(), Leaf)
    assert seen == ["Leaf in leaves"]


def test_recompiling_through_a_handle(connection: Connection, db: Database) -> None:
    """Recompiling through a handle recompiles the declared class."""

    class Changing(Document):
        structure = {"a": int}

    connection.register(Changing)
    Changing.structure["b"] = int
    db["c"].Changing.recompile()
    assert Changing() == db["c"].Changing() == {"a": None, "b": None}


@pytest.mark.parametrize("name", ["collection", "db", "connection"])
def test_attributes_of_a_base_class(
    connection: Connection, db: Database, declare: Any, name: str
) -> None:
    """MK-CON-103: A base class that sets ``collection = None`` disturbs nothing."""
    base = declare(Document, **{name: None})
    made = declare(base, structure={"n": int})
    connection.register(made)
    document = db["items"].MyDoc({"n": 1})
    document.save()
    for each in (db["items"].MyDoc, document, db["items"].MyDoc.find_one()):
        assert each.collection == db["items"]
        assert each.db == db
        assert each.connection is connection
    assert document.get_dbref().collection == "items"
    assert getattr(made, name) is None


def test_unknown_keyword(items: Any) -> None:
    """The error for a wrong keyword names the document class, and what to do."""
    message = r"^Item\(\) got an unexpected keyword argument 'n': give fields as a dict"
    with pytest.raises(TypeError, match=message):
        items(n=3)


def test_missed_fields(items: Any) -> None:
    """A document made from given fields gets no others; the error says what to do."""
    with pytest.raises(StructureError, match=r"^missed fields") as caught:
        items({"kind": "plain"}).save()
    assert "make it with Item(), and then update() it" in caught.value.__notes__[0]


def test_missed_fields_of_a_stored_document(items: Any) -> None:
    """If a stored document lacks a declared field, the error says what adds it."""
    own_id = items.collection.insert_one({"kind": "plain"}).inserted_id
    with pytest.raises(StructureError, match=r"^missed fields") as caught:
        items.get_from_id(own_id).save()
    assert "gets it by a migration" in caught.value.__notes__[0]


def test_inserting_a_document_without_a_collection(items: Any) -> None:
    """A document of a class that is only a schema gets an id when it is inserted."""

    class Tags(SchemaDocument):
        structure = {"tags": Set(str)}

    document = Tags({"tags": {"a"}})
    inserted = items.insert_one(document).inserted_id
    assert document == {"_id": inserted, "tags": {"a"}}
