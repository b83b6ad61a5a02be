"""Tests of saving documents together with the documents that they reference."""

import copy
import pickle
from collections.abc import Callable
from typing import Any

import pytest
from bson import DBRef
from pymongo import InsertOne
from pymongo.database import Database as PlainDatabase

from mongokit import (
    AutoReferenceError,
    Connection,
    Database,
    Document,
    RequireFieldError,
)

PlainDB = PlainDatabase[dict[str, Any]]
Sent = Callable[[], list[tuple[str, str]]]


@pytest.fixture
def ones(refs: Database) -> list[Any]:
    """Save four ``DocA`` documents and return them."""
    documents = [refs.DocA({"_id": n, "a": {"foo": 0}, "n": n}) for n in range(4)]
    for document in documents:
        document.save()
    return documents


@pytest.fixture
def parent(refs: Database, ones: list[Any]) -> Any:
    """Return a saved document that references all of ``ones``."""
    document = refs.DocB({"_id": 1, "one": ones[0], "many": ones[1:], "n": 1})
    document.save()
    return document


def test_changed_ones_are_written(
    parent: Any, ones: list[Any], database: PlainDB
) -> None:
    """MK-REF-105: Saving a document also saves the modified documents it references."""
    parent["many"][1]["n"] = 7
    parent.save()
    assert database["a"].find_one({"_id": 2}) == {"_id": 2, "a": {"foo": 0}, "n": 7}
    assert ones[2]["n"] == 7


def test_only_changed_ones_are_written(
    refs: Database, parent: Any, commands: Any, sent: Sent
) -> None:
    """MK-REF-105: Unmodified referenced documents are not written."""
    parent["one"]["a"]["foo"] = 3
    commands.clear()
    parent.save()
    assert sent() == [("update", "a"), ("update", "b")]
    commands.clear()
    parent.save()
    assert sent() == [("update", "b")]
    loaded = refs.DocB.one()
    commands.clear()
    loaded.save()
    assert sent() == [("update", "b")]
    loaded["one"]["n"] = 9
    loaded["one"].save()
    commands.clear()
    loaded.save()
    assert sent() == [("update", "b")]


READS: dict[str, Any] = {
    "find_one": lambda handle: handle.find_one({"_id": 1}),
    "one": lambda handle: handle.one(),
    "get_from_id": lambda handle: handle.get_from_id(1),
    "find_random": lambda handle: handle.find_random(),
    "reload": lambda handle: reloaded(handle({"_id": 1})),
    "save": lambda handle: saved(handle({"_id": 1, "a": {"foo": 0}, "n": 0})),
}


def reloaded(document: Any) -> Any:
    """Reload a document and return it."""
    document.reload()
    return document


def saved(document: Any) -> Any:
    """Save a document and return it."""
    document.save()
    return document


@pytest.mark.parametrize("read", READS)
def test_new_reference_does_not_undo_other_changes(
    refs: Database, database: PlainDB, read: str
) -> None:
    """MK-REF-105: A newly referenced document is written only if it was modified."""
    database["a"].insert_one({"_id": 1, "a": {"foo": 0}, "n": 0})
    document = READS[read](refs.DocA)
    database["a"].update_one({"_id": 1}, {"$set": {"n": 5}})
    parent = refs.DocB({"one": document, "many": [], "n": 0})
    parent.save()
    assert database["a"].find_one() == {"_id": 1, "a": {"foo": 0}, "n": 5}
    document["a"]["foo"] = 3
    parent.save()
    assert database["a"].distinct("a.foo") == [3]


def test_projected_reference_is_not_written(
    connection: Connection, refs: Database, database: PlainDB
) -> None:
    """MK-REF-105: An unmodified, partly loaded referenced document is not written."""

    class Free(Document):
        structure = {"n": int}
        use_schemaless = True

    class Has(Document):
        structure = {"one": Free}
        use_autorefs = True

    connection.register([Free, Has])
    database["free"].insert_one({"_id": 1, "n": 1, "more": 2})
    part = refs["free"].Free.find_one({}, ["n"])
    refs["has"].Has({"one": part}).save()
    assert database["free"].find_one() == {"_id": 1, "n": 1, "more": 2}


def test_no_snapshot_of_an_unreferenced_class(
    connection: Connection, db: Database
) -> None:
    """MK-PERF-102: Documents of a class that nothing references have no snapshot."""

    class Alone(Document):
        structure = {"n": int}

    connection.register(Alone)
    document = db["alone"].Alone({"n": 1})
    document.save()
    assert vars(document) == vars(db["alone"].Alone.one()) == {}


def test_references_within_a_batch(
    refs: Database, database: PlainDB, commands: Any, sent: Sent
) -> None:
    """MK-REF-105: Resolving references within a batch does not count as a change."""
    database["nodes"].insert_many(
        [
            {"_id": 1, "name": "x", "next": DBRef("nodes", 2, refs.name), "others": []},
            {"_id": 2, "name": "y", "next": DBRef("nodes", 1, refs.name), "others": []},
        ]
    )
    first, second = refs.Node.find()
    commands.clear()
    first.save()
    assert sent() == [("update", "nodes")]
    second["name"] = "z"
    first.save()
    assert database["nodes"].find_one({"name": "z"}) is not None


def test_same_objects(parent: Any, ones: list[Any]) -> None:
    """MK-REF-105: Validating and saving keep the objects that were assigned."""
    parent.validate()
    parent.save()
    assert parent["one"] is ones[0]
    assert all(map(lambda a, b: a is b, parent["many"], ones[1:]))


def test_order_and_removal(
    parent: Any, ones: list[Any], database: PlainDB, refs: Database
) -> None:
    """MK-REF-105: Changes to a list of references, including its order, are saved."""
    parent["many"].reverse()
    parent["many"].pop()
    parent["many"].append(ones[0])
    parent.save()
    stored = database["b"].find_one() or {}
    assert [each.id for each in stored["many"]] == [3, 2, 0]
    assert [each["_id"] for each in refs.DocB.one()["many"]] == [3, 2, 0]
    parent["one"] = None
    parent.save()
    assert refs.DocB.one()["one"] is None


def test_one_query_for_new_references(
    refs: Database, ones: list[Any], commands: Any, sent: Sent
) -> None:
    """MK-REF-106: New references are checked once, with one query per collection."""
    document = refs.DocB({"_id": 1, "one": ones[0], "many": ones, "n": 1})
    commands.clear()
    document.save()
    assert sent() == [("find", "a"), ("update", "b")]
    commands.clear()
    document.save()
    assert sent() == [("update", "b")]


def test_unsaved_reference(refs: Database, database: PlainDB) -> None:
    """MK-REF-106: A reference to an unsaved document is rejected."""
    unsaved = refs.DocA({"a": {"foo": 1}, "n": 1})
    text = r"the DocA with the _id None is not in test_\w+\.a: save it before"
    with pytest.raises(AutoReferenceError, match=text):
        refs.DocB({"one": unsaved, "many": [], "n": 1}).save()
    assert database["b"].find_one() is None


def test_without_a_collection(refs: Database) -> None:
    """MK-REF-106: A reference to a document without a collection is rejected."""
    unbound = refs.DocA.__class__({"_id": 1, "a": {"foo": 1}, "n": 1})
    with pytest.raises(AutoReferenceError, match="_id 1 is not in any collection"):
        refs.DocB({"one": unbound, "many": [], "n": 1}).save()


def test_id_changed_in_memory(parent: Any, database: PlainDB) -> None:
    """MK-REF-106: A referenced document must exist under its current ``_id``."""
    parent["many"][0]["n"] = 5
    parent["one"]["_id"] = "other"
    with pytest.raises(AutoReferenceError, match=r"DocA with the _id 'other' is not"):
        parent.save()
    assert database["a"].find_one({"n": 5}) is None


def test_deleted_reference(refs: Database, ones: list[Any], database: PlainDB) -> None:
    """MK-REF-106: A reference to a deleted document is rejected before any write."""
    ones[1]["n"] = 5
    database["a"].delete_one({"_id": 2})
    with pytest.raises(AutoReferenceError, match=r"DocA with the _id 2 is not in"):
        refs.DocB({"one": ones[1], "many": [ones[2]], "n": 1}).save()
    assert database["a"].find_one({"n": 5}) is None
    assert database["b"].find_one() is None


def nodes(refs: Database, count: int) -> list[Any]:
    """Save a chain of documents, each referencing the one before, and return them."""
    chain: list[Any] = [None]
    for n in range(count):
        node = {"_id": n, "name": "x", "next": chain[-1], "others": []}
        chain.append(refs.Node(node))
        chain[-1].save()
    return chain[1:]


def test_reference_of_a_reference(refs: Database, database: PlainDB) -> None:
    """MK-REF-105: A modified document is saved even if it is referenced indirectly."""
    first, _, third = nodes(refs, 3)
    first["name"] = "new"
    third.save()
    assert (database["nodes"].find_one({"_id": 0}) or {})["name"] == "new"


def test_unsaved_reference_of_a_reference(refs: Database, database: PlainDB) -> None:
    """MK-REF-106: If a modified document refers to an unsaved one, nothing is saved."""
    first, second, third = nodes(refs, 3)
    unsaved = refs.Node({"_id": 9, "name": "x", "next": None, "others": []})
    first["next"], second["name"] = unsaved, "new"
    with pytest.raises(AutoReferenceError, match="Node with the _id 9 is not in"):
        third.save()
    assert database["nodes"].find_one({"name": "new"}) is None


def test_long_chain(refs: Database, database: PlainDB) -> None:
    """MK-REF-110: A chain of 300 references can be loaded, validated and saved."""
    database["nodes"].insert_many(
        {
            "_id": n,
            "name": "x",
            "next": DBRef("nodes", n + 1, refs.name) if n < 300 else None,
            "others": [],
        }
        for n in range(301)
    )
    first = refs.Node.find_one({"_id": 0})
    last = first
    while last["next"] is not None:
        last = last["next"]
    last["name"] = "new"
    first.save()
    assert database["nodes"].find_one({"name": "new"}) == {
        "_id": 300,
        "name": "new",
        "next": None,
        "others": [],
    }


def test_cycle(refs: Database, database: PlainDB) -> None:
    """MK-REF-110: Saving a document in a cycle saves every modified document in it."""
    first, second = nodes(refs, 2)
    first["next"], first["others"] = second, [first, second]
    first.save()
    second["name"] = first["name"] = "new"
    second.save()
    assert database["nodes"].count_documents({"name": "new"}) == 2


def test_overridden_save_is_called(connection: Connection, db: Database) -> None:
    """MK-REF-105: A modified referenced document is saved by its class's ``save()``."""

    class Counted(Document):
        structure = {"n": int, "saves": int}

        def save(self) -> None:  # type: ignore[override]  # applications do this
            self["saves"] += 1
            super().save()

    class Parent(Document):
        structure = {"child": Counted}
        use_autorefs = True

    connection.register([Counted, Parent])
    child = db["c"].Counted({"n": 1, "saves": 0})
    child.save()
    parent = db["p"].Parent({"child": child})
    parent.save()
    assert child["saves"] == 1
    child["n"] = 2
    parent.save()
    assert child["saves"] == 2


def test_subclass(refs: Database) -> None:
    """MK-REF-102: A reference may hold an instance of a subclass."""
    base: Any = refs.DocA.__class__

    class Sub(base):  # type: ignore[misc]  # known only at runtime
        pass

    refs.connection.register([Sub])
    document = refs["subs"].Sub({"_id": 1, "a": {"foo": 1}, "n": 1})
    document.save()
    parent = refs.DocB({"one": document, "many": [], "n": 1})
    parent.save()
    assert parent["one"].collection == refs["subs"]
    assert refs.DocB.one()["one"] == document


def test_without_autorefs(connection: Connection, db: Database) -> None:
    """MK-REF-103: Without ``use_autorefs``, a document is embedded, not validated."""

    class Inner(Document):
        structure = {"n": int}

    class Outer(Document):
        __collection__ = "outer"
        structure = {"inner": Inner}

    connection.register([Inner, Outer])
    assert db.Outer() == {"inner": None}
    db.Outer({"_id": 1, "inner": db["i"].Inner({"n": "x"})}).save()
    assert db["outer"].find_one() == {"_id": 1, "inner": {"n": "x"}}
    assert type(db.Outer.one()["inner"]) is dict


def test_default(refs: Database, ones: list[Any]) -> None:
    """MK-REF-109: A saved document or its DBRef can be the default of a reference."""

    class Has(Document):
        __collection__ = "has"
        structure = {"one": refs.DocA.__class__, "by_hand": refs.DocA.__class__}
        default_values = {"one": ones[1], "by_hand": ones[2].get_dbref()}
        required_fields = ["one"]
        use_autorefs = True

    refs.connection.register([Has])
    refs.Has().save()
    assert refs.Has.one()["one"] == ones[1]
    assert refs.Has.one()["by_hand"] == ones[2]


def test_required(refs: Database, ones: list[Any]) -> None:
    """MK-REF-109: A reference can be required."""

    class Has(Document):
        __collection__ = "has"
        structure = {"one": refs.DocA.__class__, "many": [refs.DocA.__class__]}
        required_fields = ["one", "many"]
        use_autorefs = True

    refs.connection.register([Has])
    with pytest.raises(RequireFieldError, match="one is required"):
        refs.Has().save()
    with pytest.raises(RequireFieldError, match="many is required"):
        refs.Has({"one": ones[0], "many": []}).save()
    refs.Has({"one": ones[0], "many": ones}).save()
    assert refs.Has.one()["many"] == ones


def test_driver_inserts(refs: Database, ones: list[Any]) -> None:
    """MK-REF-106: The driver's inserts reject references to unsaved documents."""
    unsaved = refs.DocA({"a": {"foo": 1}, "n": 1})
    bad = refs.DocB({"_id": 1, "one": unsaved, "many": [], "n": 1})
    calls: list[Callable[[], Any]] = [
        lambda: refs.DocB.insert_one(bad),
        lambda: refs.DocB.insert_many([bad]),
        lambda: refs.DocB.bulk_write([InsertOne(bad)]),
    ]
    for call in calls:
        with pytest.raises(AutoReferenceError, match="save it before the document"):
            call()
    refs.DocB.insert_one(refs.DocB({"one": ones[0], "many": ones, "n": 1}))
    assert refs.DocB.one()["many"] == ones


def test_transaction(
    refs: Database, parent: Any, database: PlainDB, connection: Connection
) -> None:
    """MK-REF-105: Aborting a transaction also undoes writes to referenced documents."""
    with connection.start_session() as session:
        session.start_transaction()
        new = refs.DocA({"_id": 9, "a": {"foo": 9}, "n": 9})
        new.save(session=session)
        parent["one"]["n"] = 5
        parent["many"] = [new.get_dbref()]
        parent.save(session=session)
        assert refs.DocB.find_one({}, session=session)["many"] == [new]
        session.abort_transaction()
    assert database["a"].count_documents({"n": {"$in": [5, 9]}}) == 0
    with pytest.raises(AutoReferenceError, match="DocA with the _id 9 is not in"):
        parent.save()
    parent["many"] = []
    parent.save()
    assert database["a"].count_documents({"n": 5}) == 1


def test_retried_transaction(
    parent: Any, database: PlainDB, connection: Connection
) -> None:
    """MK-REF-105: A retried transaction writes again what the aborted one wrote."""
    parent["one"]["n"] = 5
    with connection.start_session() as session:
        for end in (session.abort_transaction, session.commit_transaction):
            session.start_transaction()
            parent["one"].save(session=session)
            parent.save(session=session)
            end()
    assert database["a"].count_documents({"n": 5}) == 1


def test_reloaded_reference_is_unchanged(
    parent: Any, database: PlainDB, commands: Any, sent: Sent
) -> None:
    """MK-REF-105: A reloaded referenced document does not count as modified."""
    database["a"].update_one({"_id": 0}, {"$set": {"n": 77}})
    parent["one"].reload()
    commands.clear()
    parent.save()
    assert sent() == [("update", "b")]


def test_assigned_dbref_in_a_cycle(refs: Database, database: PlainDB) -> None:
    """MK-REF-102: An assigned DBRef that closes a cycle resolves to the same object."""
    first, second = nodes(refs, 2)
    first["next"], first["name"] = second.get_dbref(), "new"
    first.validate()
    assert first["next"]["next"] is first
    first["next"].save()
    assert database["nodes"].count_documents({"name": "new"}) == 1


def test_assigned_dbref_in_a_reference(refs: Database, database: PlainDB) -> None:
    """MK-REF-102: A DBRef assigned in a referenced document is resolved and saved."""
    first, second, third = nodes(refs, 3)
    second["next"], third["others"] = None, [first]
    second["others"] = [third.get_dbref()]
    third["next"] = second
    third.save()
    stored = database["nodes"].find_one({"_id": 1}) or {}
    assert stored["others"] == [DBRef("nodes", 2, refs.name)]
    assert second["others"][0] is third


def test_deepcopy(refs: Database) -> None:
    """MK-DOC-110: A deep copy also copies the referenced documents, even in cycles."""
    first, second = nodes(refs, 2)
    first["next"] = second
    first.save()
    copied = copy.deepcopy(second)
    assert copied["next"]["next"] is copied
    assert copied["next"] is not first
    copied["next"]["name"] = "new"
    copied.save()
    assert refs.Node.find_one({"_id": 0})["name"] == "new"


def test_pickle(ones: list[Any], refs: Database) -> None:
    """MK-STR-11: A pickled document keeps its references, including cycles."""
    one = Kept({"_id": 1, "next": None})
    two = Kept({"_id": 2, "next": one})
    one["next"] = two
    loaded = pickle.loads(pickle.dumps(two))
    assert loaded["next"]["next"] is loaded
    assert loaded["next"]["_id"] == 1
    bound = pickle.loads(pickle.dumps(PickledParent({"one": ones[0]})))
    assert bound["one"] == ones[0]
    assert refs.DocA.one({"_id": 0}) == bound["one"]


class Kept(Document):
    """A class that references itself, at module level because pickle requires that."""

    structure = {"_id": int, "next": None}
    use_autorefs = True


Kept.structure["next"] = Kept
Kept.recompile()


class PickledParent(Document):
    """A class with an untyped field, at module level because pickle requires that."""

    structure = {"one": None}


def test_unpickled_references_are_checked(parent: Any, refs: Database) -> None:
    """MK-REF-106: The references of an unpickled document are checked again."""
    loaded = pickle.loads(pickle.dumps(parent))
    again = refs.DocB(loaded)
    with pytest.raises(AutoReferenceError, match="is not in any collection"):
        again.save()
