"""Tests of resolving references when documents are loaded or validated."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from bson import DBRef
from pymongo.database import Database as PlainDatabase

from mongokit import (
    AutoReferenceError,
    Connection,
    Database,
    Document,
    DocumentMigration,
    i18n,
)
from mongokit.document import DocumentProperties

PlainDB = PlainDatabase[dict[str, Any]]
Sent = Callable[[], list[tuple[str, str]]]


@pytest.fixture
def declare_referring(connection: Connection) -> Callable[..., Any]:
    """Return a function that registers a class ``Referring`` with a given structure."""

    def declare(structure: dict[Any, Any], **attributes: Any) -> None:
        namespace = {
            "__collection__": "referring",
            "structure": structure,
            "use_autorefs": True,
            **attributes,
        }
        declared: Any = DocumentProperties("Referring", (Document,), namespace)
        connection.register(declared)

    return declare


def doc_a(db: Database) -> Any:
    """Return the class ``DocA`` itself, not its handle."""
    return db.DocA.__class__


SLOTS: dict[str, tuple[Callable[[Any], Any], Callable[[Any], Any]]] = {
    "field": (lambda a: {"x": a}, lambda v: {"x": v}),
    "nested": (lambda a: {"x": {"y": {"z": a}}}, lambda v: {"x": {"y": {"z": v}}}),
    "list": (lambda a: {"x": [a]}, lambda v: {"x": [v, None, v]}),
    "dict in a list": (lambda a: {"x": [{"y": a}]}, lambda v: {"x": [{"y": v}]}),
    "list in a dict in a list": (
        lambda a: {"x": [{"y": {"z": [a]}}]},
        lambda v: {"x": [{"y": {"z": [v]}}]},
    ),
    "list of lists": (lambda a: {"x": [[a]]}, lambda v: {"x": [[v], []]}),
    "key type": (lambda a: {"x": {str: a}}, lambda v: {"x": {"k": v}}),
    "key type next to names": (
        lambda a: {"x": {"n": int, str: {"y": [a]}}},
        lambda v: {"x": {"n": 1, "k": {"y": [v]}}},
    ),
    "one of two key types": (
        lambda a: {"x": {bytes: int, str: a}},
        lambda v: {"x": {"k": v}},
    ),
    "tuple": (lambda a: {"x": (int, a)}, lambda v: {"x": [1, v]}),
    "tuple in a list": (lambda a: {"x": [(a, int)]}, lambda v: {"x": [[v, 1]]}),
}


@pytest.mark.parametrize("slot", SLOTS)
def test_every_slot(
    refs: Database,
    database: PlainDB,
    declare_referring: Callable[..., None],
    slot: str,
) -> None:
    """MK-REF-101: A document in any slot is stored as a DBRef, then loaded again."""
    structure, value = SLOTS[slot]
    declare_referring(structure(doc_a(refs)))
    document = refs.DocA({"_id": 1, "a": {"foo": 3}, "n": 4})
    document.save()
    refs.Referring({"_id": 2, **value(document)}).save()
    dbref = DBRef("a", 1, database.name)
    assert database["referring"].find_one() == {"_id": 2, **value(dbref)}
    assert refs.Referring.find_one() == {"_id": 2, **value(document)}


@pytest.mark.parametrize("slot", SLOTS)
def test_assigned_dbref(
    refs: Database, declare_referring: Callable[..., None], slot: str
) -> None:
    """MK-REF-102: Validation resolves an assigned DBRef in any slot."""
    structure, value = SLOTS[slot]
    declare_referring(structure(doc_a(refs)))
    document = refs.DocA({"_id": 1, "a": {"foo": 3}, "n": 4})
    document.save()
    referring = refs.Referring(value(document.get_dbref()))
    referring.validate()
    assert referring == value(document)


def test_class_of_a_loaded_reference(refs: Database) -> None:
    """MK-REF-101: A loaded reference is a bound instance of the declared class."""
    saved(refs, 1)
    [document] = saved(refs, 1)
    refs.DocB({"one": document, "many": [], "n": 1}).save()
    one = refs.DocB.one()["one"]
    assert one.__class__ is doc_a(refs)
    assert one.collection == refs["a"]


def saved(db: Database, *ids: Any) -> list[Any]:
    """Save a ``DocA`` for each id and return the documents."""
    documents = [db.DocA({"_id": key, "a": {"foo": 0}, "n": 0}) for key in ids]
    for document in documents:
        document.save()
    return documents


def test_skeleton(refs: Database) -> None:
    """MK-STR-108: A new document has ``None`` for a reference, ``[]`` for a list."""
    assert refs.DocB() == {"one": None, "many": [], "n": None}


def test_other_database(
    refs: Database, connection: Connection, database: PlainDB
) -> None:
    """MK-REF-101: A reference is loaded from and saved to the database in its DBRef."""
    other = connection[f"{database.name}_other"]
    try:
        document = other["elsewhere"].DocA({"_id": 1, "a": {"foo": 1}, "n": 1})
        document.save()
        refs.DocB({"one": document, "many": [], "n": 1}).save()
        stored = database["b"].find_one() or {}
        assert stored["one"] == DBRef("elsewhere", 1, other.name)
        one = refs.DocB.one()["one"]
        assert one == document
        assert one.collection == other["elsewhere"]
        one["n"] = 2
        one.save()
        assert other["elsewhere"].find_one({"n": 2}) is not None
    finally:
        connection.drop_database(other.name)


def test_codec_options(refs: Database) -> None:
    """MK-REF-101: References use the codec options of the document that holds them."""

    class Event(Document):
        structure = {"at": datetime.datetime, "before": None}
        use_autorefs = True

    Event.structure["before"] = Event
    refs.connection.register([Event])
    aware = refs.codec_options.with_options(tz_aware=True)
    events = refs["events"].with_options(codec_options=aware)
    at = datetime.datetime(2026, 11, 24, tzinfo=datetime.UTC)
    first = events.Event({"at": at, "before": None})
    first.save()
    events.Event({"at": at, "before": first}).save()
    loaded = events.Event.find_one({"before": {"$ne": None}})
    assert loaded["before"]["at"] == at


READS: dict[str, Callable[[Any], Any]] = {
    "find": lambda b: next(iter(b.find({"_id": 2}))),
    "next": lambda b: b.find({"_id": 2}).next(),
    "index": lambda b: b.find()[0],
    "slice": lambda b: b.find()[0:1].to_list()[0],
    "to_list": lambda b: b.find().to_list()[0],
    "clone": lambda b: b.find().clone().to_list()[0],
    "find_one": lambda b: b.find_one(),
    "one": lambda b: b.one(),
    "fetch": lambda b: next(b.fetch()),
    "get_from_id": lambda b: b.get_from_id(2),
    "find_random": lambda b: b.find_random(),
    "find_and_modify": lambda b: b.find_and_modify({}, {"$inc": {"n": 1}}),
    "find_one_and_update": lambda b: b.find_one_and_update({}, {"$inc": {"n": 1}}),
    "from_extended_json": lambda b: b.from_extended_json(b.one().to_extended_json()),
}


@pytest.mark.parametrize("read", READS)
def test_every_read(refs: Database, read: str) -> None:
    """MK-REF-101: Every way of reading a document loads its references."""
    [document] = saved(refs, 1)
    refs.DocB({"_id": 2, "one": document, "many": [document], "n": 1}).save()
    loaded = READS[read](refs.DocB)
    assert loaded["one"] == document
    assert loaded["many"][0] is loaded["one"]


def test_explain_is_not_mapped(refs: Database) -> None:
    """``explain()`` of a handle's cursor returns the query plan, not a document."""
    assert "queryPlanner" in refs.DocB.find().explain()


def test_one_query_for_a_batch(refs: Database, commands: Any, sent: Sent) -> None:
    """MK-REF-110: Loading a batch's references takes one query for each collection."""
    documents = saved(refs, *range(10))
    for document in documents:
        refs.DocB({"one": document, "many": documents, "n": 1}).save()
    commands.clear()
    loaded = refs.DocB.find().to_list()
    assert sent() == [("find", "b"), ("find", "a")]
    assert loaded[9]["many"][0] is loaded[0]["one"]


def test_one_query_a_level(refs: Database, commands: Any, sent: Sent) -> None:
    """MK-REF-110: Loading a chain of references takes one query for each level."""
    before = None
    for name in "abcd":
        node = refs.Node({"_id": name, "next": before, "others": []})
        node.save(validate=False)
        before = node
    commands.clear()
    loaded = refs.Node.find_one({"_id": "d"})
    assert sent() == [("find", "nodes")] * 4
    assert loaded["next"]["next"]["next"] == {"_id": "a", "next": None, "others": []}


def test_queries_of_two_collections(refs: Database, commands: Any, sent: Sent) -> None:
    """MK-REF-110: On one level, references to two collections take two queries."""
    here, there = (
        refs[name].DocA({"_id": 1, "a": {"foo": 1}, "n": 1}) for name in ("a", "a2")
    )
    here.save()
    there.save()
    refs.DocB({"one": here, "many": [there, here], "n": 1}).save()
    commands.clear()
    refs.DocB.one()
    assert sorted(sent()[1:]) == [("find", "a"), ("find", "a2")]


def test_no_query_without_references(refs: Database, commands: Any, sent: Sent) -> None:
    """MK-REF-110: If all references are empty, loading sends no additional query."""
    refs.DocB({"one": None, "many": [], "n": 1}).save()
    commands.clear()
    refs.DocB.one()
    assert sent() == [("find", "b")]


def test_batches(refs: Database) -> None:
    """MK-REF-110: References are loaded in every batch that a cursor fetches."""
    for document in saved(refs, *range(5)):
        refs.DocB({"one": document, "many": [], "n": 1}).save()
    loaded = list(refs.DocB.find(batch_size=2))
    assert [each["one"]["_id"] for each in loaded] == [0, 1, 2, 3, 4]


def test_cycle(refs: Database, commands: Any, sent: Sent) -> None:
    """MK-REF-110: A cycle of references leads back to the same object."""
    refs["nodes"].insert_many(
        [
            {"_id": 1, "next": DBRef("nodes", 2, refs.name)},
            {"_id": 2, "next": DBRef("nodes", 1, refs.name)},
            {"_id": 3, "next": DBRef("nodes", 3, refs.name)},
        ]
    )
    one = refs.Node.find_one({"_id": 1})
    assert one["next"]["next"] is one
    own = refs.Node.find_one({"_id": 3})
    assert own["next"] is own
    commands.clear()
    both = {each["_id"]: each for each in refs.Node.find()}
    assert both[1]["next"] is both[2]
    assert sent() == [("find", "nodes")]


def test_projected_document(refs: Database) -> None:
    """MK-REF-110: A document loaded in part is not used to resolve references to it."""
    refs["nodes"].insert_one(
        {"_id": 1, "name": "x", "next": DBRef("nodes", 1, refs.name)}
    )
    part = refs.Node.find_one({}, {"next": 1})
    assert "name" not in part
    assert part["next"]["name"] == "x"
    assert part["next"]["next"] is part["next"]


def test_structure_is_unchanged(refs: Database) -> None:
    """MK-REF-101: Saving and loading leave the structure of the class unchanged."""
    structure = dict(refs.DocB.structure)
    refs.DocB({"one": saved(refs, 1)[0], "many": [], "n": 1}).save()
    refs.DocB.one()
    assert refs.DocB.structure == structure


def test_two_classes_for_one_document(refs: Database, database: PlainDB) -> None:
    """MK-REF-110: A document referenced as two classes is loaded once per class."""

    class Other(Document):
        structure = {"n": int, "a": dict}

    class Pair(Document):
        __collection__ = "pairs"
        structure = {"a": doc_a(refs), "other": Other}
        use_autorefs = True

    refs.connection.register([Other, Pair])
    saved(refs, 1)
    dbref = DBRef("a", 1, database.name)
    database["pairs"].insert_one({"a": dbref, "other": dbref})
    pair = refs.Pair.one()
    assert pair["a"].__class__ is doc_a(refs)
    assert pair["other"].__class__ is Other
    pair["a"]["a"]["foo"] = 7
    assert pair["other"]["a"] == {"foo": 0}


class Person(Document):
    """A referenced class with a type field and a subclass."""

    __collection__ = "people"
    structure = {"_type": str, "boss": None}
    use_autorefs = True


class Worker(Person):
    """A subclass that the type field can name."""


class Team(Document):
    """A document that references a person and a worker."""

    __collection__ = "teams"
    structure = {"head": Person, "worker": Worker}
    use_autorefs = True


Person.structure["boss"] = Person
Worker.structure["boss"] = Person


def test_type_field(refs: Database, commands: Any, sent: Sent) -> None:
    """MK-TYF-102, MK-REF-110: The type field selects the class of a reference."""
    refs.connection.register([Person, Worker, Team])
    worker = refs.Worker({"_id": 1, "_type": "Worker", "boss": None})
    worker.save()
    refs.Team({"_id": 1, "head": worker, "worker": worker}).save()
    refs.Worker({"_id": 2, "_type": "Worker", "boss": worker}).save()
    team = refs.Team.one()
    assert team["head"].__class__ is Worker
    assert team["worker"] == team["head"]
    commands.clear()
    first, second = refs.Person.find()
    assert second["boss"] is first
    assert sent() == [("find", "people")]


def test_without_type_field(refs: Database) -> None:
    """MK-REF-101: An undeclared type field does not affect the class of a reference."""

    class Sub(doc_a(refs)):  # type: ignore[misc]  # known only at runtime
        pass

    refs.connection.register([Sub])
    document = refs.Sub({"_id": 1, "_type": "Sub", "a": {"foo": 1}, "n": 1})
    document.save(validate=False)
    refs.DocB({"one": document, "many": [], "n": 1}).save(validate=False)
    assert refs.DocB.one()["one"].__class__ is doc_a(refs)


def test_class_with_its_own_make(refs: Database) -> None:
    """MK-REF-101: A referenced class can have an attribute named ``make``."""

    class Car(Document):
        structure = {"n": int}
        make = "none"

    class Owner(Document):
        __collection__ = "owners"
        structure = {"car": Car}
        use_autorefs = True

    refs.connection.register([Car, Owner])
    refs["cars"].insert_one({"_id": 1, "n": 2})
    refs["owners"].insert_one({"car": DBRef("cars", 1, refs.name)})
    assert refs.Owner.one()["car"] == {"_id": 1, "n": 2}


DANGLING = r"there is no DocA with the _id 9 in test_\w+\.a"


def test_dangling(refs: Database, database: PlainDB) -> None:
    """MK-REF-106: The error for a dangling reference names its target."""
    database["b"].insert_one({"one": DBRef("a", 9, database.name)})
    with pytest.raises(AutoReferenceError, match=DANGLING):
        refs.DocB.find_one()


def test_cursor_after_a_dangling_reference(refs: Database, database: PlainDB) -> None:
    """MK-REF-106: After the error for a dangling reference, a cursor is exhausted."""
    database["b"].insert_many(
        [{"one": None}, {"one": DBRef("a", 9, database.name)}, {"one": None}]
    )
    cursor = refs.DocB.find()
    with pytest.raises(AutoReferenceError, match=DANGLING):
        next(cursor)
    assert list(cursor) == []


@pytest.mark.parametrize(
    "dbref",
    [
        DBRef("a..b", 1, "d"),
        DBRef("", 1, "d"),
        DBRef("a", 1, "no such"),
        DBRef("a", 1, ""),
    ],
    ids=str,
)
def test_invalid_names(refs: Database, database: PlainDB, dbref: DBRef) -> None:
    """MK-REF-106: A DBRef with an invalid collection or database name is dangling."""
    database["b"].insert_one({"one": dbref})
    with pytest.raises(AutoReferenceError, match="there is no DocA with the _id 1 in"):
        refs.DocB.find_one()


def test_dbref_without_a_database(refs: Database, database: PlainDB) -> None:
    """MK-REF-108: The error for a DBRef without a database names the option to set."""
    database["b"].insert_one({"one": DBRef("a", 1)})
    text = (
        r"DocB\.one refers to .* without naming its database: DBRef\('a', 1\)\. "
        r"Set force_autorefs_current_db = True"
    )
    with pytest.raises(RuntimeError, match=text):
        refs.DocB.find_one()


def test_force_autorefs_current_db(
    refs: Database,
    database: PlainDB,
    declare_referring: Callable[..., None],
    commands: Any,
    sent: Sent,
) -> None:
    """MK-REF-108: ``force_autorefs_current_db`` allows a DBRef without a database."""
    declare_referring({"x": [doc_a(refs)]}, force_autorefs_current_db=True)
    saved(refs, 1)
    database["referring"].insert_one({"_id": 1, "x": [DBRef("a", 1)]})
    loaded = refs.Referring.one()
    assert loaded["x"] == [{"_id": 1, "a": {"foo": 0}, "n": 0}]
    commands.clear()
    loaded.save()
    assert sent() == [("update", "referring")]
    stored = database["referring"].find_one() or {}
    assert stored["x"] == [DBRef("a", 1, database.name)]


@pytest.mark.parametrize("key", [{"a": 1, "b": [2]}, b"\0", True, 1.5, "x"], ids=repr)
def test_ids_of_every_kind(refs: Database, key: Any) -> None:
    """MK-REF-101: A referenced ``_id`` can have any type, hashable or not."""
    documents = saved(refs, key, 1)
    refs.DocB({"_id": 2, "one": documents[0], "many": documents, "n": 1}).save()
    loaded = refs.DocB.one()
    assert loaded["one"] == documents[0]
    assert loaded["many"] == documents
    loaded.save()
    assert refs.DocB.one() == loaded


def test_same_document_twice(refs: Database) -> None:
    """MK-REF-107: If two objects share an ``_id``, one of their versions is stored."""
    saved(refs, 1)
    first, second = refs.DocA.one(), refs.DocA.one()
    first["n"], second["n"] = 1, 2
    refs.DocB({"one": first, "many": [second], "n": 1}).save()
    loaded = refs.DocB.one()
    assert loaded["one"] is loaded["many"][0]
    assert loaded["one"]["n"] in {1, 2}


def test_redeclared_classes(refs: Database) -> None:
    """MK-REF-109: Classes can be declared and registered again under the same names."""
    refs.DocB({"one": saved(refs, 1)[0], "many": [], "n": 1}).save()
    old = refs.DocB.one()

    class DocA(Document):
        __collection__ = "a"
        structure = {"a": dict, "n": int}

    class DocB(Document):
        __collection__ = "b"
        structure = {"one": DocA, "many": [DocA], "n": int}
        use_autorefs = True

    refs.connection.register([DocA, DocB])
    new = refs.DocB.one()
    assert new == old
    assert new["one"].__class__ is DocA
    assert old["one"].__class__ is not DocA


def test_reload(refs: Database) -> None:
    """MK-DOC-109: Reloading a document discards changes to its references."""
    one, two = saved(refs, 1, 2)
    document = refs.DocB({"one": one, "many": [one], "n": 1})
    document.save()
    document["one"] = two
    document["many"].append(3)
    document.reload()
    assert document == {"_id": document["_id"], "one": one, "many": [one], "n": 1}


def test_reload_of_a_dangling_reference(refs: Database, database: PlainDB) -> None:
    """MK-DOC-109: A document whose reload fails keeps its fields."""
    [one] = saved(refs, 1)
    document = refs.DocB({"one": one, "many": [], "n": 1})
    document.save()
    database["b"].update_one({}, {"$set": {"one": DBRef("a", 9, database.name)}})
    with pytest.raises(AutoReferenceError, match=DANGLING):
        document.reload()
    assert document["one"] is one


def test_dot_notation(refs: Database, declare_referring: Callable[..., None]) -> None:
    """MK-REF-109: References can be read and written with dot notation."""
    structure = {"owner": doc_a(refs), "inner": {"other": doc_a(refs)}}
    declare_referring(structure, use_dot_notation=True)
    [document] = saved(refs, 1)
    referring = refs.Referring()
    referring.owner = document
    referring.inner.other = document
    referring.save()
    assert refs.Referring.one().owner == document
    assert refs.Referring.one().inner.other == document


def test_translated(refs: Database, declare_referring: Callable[..., None]) -> None:
    """MK-REF-101: A translated field can hold a reference for each language."""
    declare_referring({"x": doc_a(refs), "y": str, "z": doc_a(refs)}, i18n=["x", "y"])
    document, other = saved(refs, 1, 2)
    value = {"x": {"en": document, "fr": other}, "y": {"en": "hey"}, "z": None}
    refs.Referring({"_id": 1} | value).save()
    assert refs.Referring.one() == {"_id": 1} | value


@pytest.mark.parametrize(
    "value",
    [{"one": 3}, {"one": "x", "many": 5}, {"many": {"a": 1}}, {"many": [3]}],
    ids=str,
)
def test_values_that_are_not_references(
    refs: Database, database: PlainDB, value: Any
) -> None:
    """MK-VAL-106: Values other than DBRefs in reference fields are loaded unchanged."""
    database["b"].insert_one({"_id": 1, **value})
    assert refs.DocB.one() == {"_id": 1, **value}


@pytest.mark.parametrize(
    ("structure", "value"),
    [
        (lambda a: {"x": (int, a)}, lambda v: {"x": (1, v)}),
        (lambda a: {"x": [a]}, lambda v: {"x": (v, None)}),
        (
            lambda a: {"x": [(int, {"y": (a, a)})]},
            lambda v: {"x": ((1, {"y": (v, v)}),)},
        ),
        (lambda a: {"x": [(a, (int, a))]}, lambda v: {"x": [(v, (1, v))]}),
    ],
    ids=["tuple", "for a list", "in a dict", "in a tuple"],
)
def test_assigned_in_a_tuple(
    refs: Database,
    declare_referring: Callable[..., None],
    structure: Callable[[Any], Any],
    value: Callable[[Any], Any],
) -> None:
    """MK-REF-102: A DBRef inside a tuple is resolved, and the tuple stays a tuple."""
    declare_referring(structure(doc_a(refs)))
    [document] = saved(refs, 1)
    referring = refs.Referring(value(document.get_dbref()))
    referring.validate()
    assert referring == value(document)
    referring.save()
    assert refs.Referring.one()["_id"] == referring["_id"]


@pytest.mark.parametrize(
    ("structure", "value"),
    [
        (lambda a: {"x": (int, a)}, {"x": [1]}),
        (lambda a: {"x": {"y": a}}, {"x": 3}),
        (lambda a: {"x": {str: a}}, {"x": 3}),
        (lambda a: {"x": {str: a}}, {"x": {"y": 3}}),
        (lambda a: {"x": {bytes: a, str: int}}, {"x": {"y": 3}}),
        (lambda a: {"x": i18n(a)}, {"x": 3}),
    ],
    ids=["length", "dict", "entries", "entry", "entry of another type", "i18n"],
)
def test_other_shapes(
    refs: Database,
    declare_referring: Callable[..., None],
    structure: Callable[[Any], Any],
    value: dict[str, Any],
) -> None:
    """MK-VAL-106: Without validation, a value of the wrong shape is saved unchanged."""
    declare_referring(structure(doc_a(refs)))
    referring = refs.Referring(gen_skel=False)
    referring.update(value)
    referring.save(validate=False)
    assert refs["referring"].find_one() == referring


def test_two_classes_on_two_levels(refs: Database) -> None:
    """MK-REF-110: A document can be loaded as another class on a deeper level."""

    class Plain(Document):
        structure = {"name": str, "next": None, "others": list}

    class Pair(Document):
        __collection__ = "pairs"
        structure = {"node": refs.Node.__class__, "plain": Plain, "pair": None}
        use_autorefs = True

    Pair.structure["pair"] = Pair
    refs.connection.register([Plain, Pair])
    refs["nodes"].insert_one({"_id": 1, "name": "x"})
    dbref = DBRef("nodes", 1, refs.name)
    pair = DBRef("pairs", 2, refs.name)
    refs["pairs"].insert_many(
        [{"_id": 1, "node": dbref, "pair": pair}, {"_id": 2, "plain": dbref}]
    )
    loaded = refs.Pair.find_one({"_id": 1})
    assert loaded["node"].__class__ is refs.Node.__class__
    assert loaded["pair"]["plain"].__class__ is Plain


def test_migrated_reference(refs: Database) -> None:
    """MK-MIG-105: An outdated referenced document is migrated when it is loaded."""

    class Migration(DocumentMigration):
        def migration01__add_n(self) -> None:
            self.target = {"n": {"$exists": False}}
            self.update = {"$set": {"n": 7}}

    class Migrated(Document):
        structure = {"n": int}
        migration_handler = Migration

    class Has(Document):
        __collection__ = "has"
        structure = {"one": Migrated}
        use_autorefs = True

    refs.connection.register([Migrated, Has])
    refs["old"].insert_one({"_id": 1})
    refs["has"].insert_one({"one": DBRef("old", 1, refs.name)})
    assert refs.Has.one()["one"] == {"_id": 1, "n": 7}
    assert refs["old"].find_one() == {"_id": 1, "n": 7}
    part = refs.Has.find_one({}, {"one": 1})
    assert part["one"] == {"_id": 1, "n": 7}
