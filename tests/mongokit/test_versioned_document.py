"""Documents that store a copy of each revision."""

import threading
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from bson import ObjectId
from pymongo import monitoring
from pymongo.database import Database as PlainDatabase
from pymongo.errors import DuplicateKeyError

from mongokit import (
    Connection,
    ConnectionError,  # noqa: A004  MongoKit's name
    Database,
    Document,
    RequireFieldError,
    Set,
)
from mongokit.versioned_document import RevisionDocument, VersionedDocument

PlainDB = PlainDatabase[dict[str, Any]]


class Page(VersionedDocument):
    """A versioned class with a required field, a custom type and a unique index."""

    __collection__ = "pages"
    structure = {"text": str, "tags": Set(str), "slug": str}
    required_fields = ["text"]
    indexes = [{"fields": "slug", "unique": True}]


@pytest.fixture
def pages(connection: Connection, db: Database) -> Any:
    """Return the handle of the registered ``Page`` class."""
    connection.register(Page)
    return db.Page


@pytest.fixture
def page(pages: Any) -> Any:
    """Return a page that has been saved twice."""
    made = pages({"text": "one", "tags": {"a"}, "slug": None})
    made.save()
    made["text"] = "two"
    made.save()
    return made


def copies(database: PlainDB) -> list[dict[str, Any]]:
    """Return the stored revisions in order, without their ``_id``."""
    return list(
        database["versioned_pages"].find(projection={"_id": False}).sort("revision", 1)
    )


def texts(documents: Iterator[Any]) -> list[tuple[int, str]]:
    """Return the revision number and text of each document."""
    return [(document["_revision"], document["text"]) for document in documents]


def test_first_save(pages: Any, database: PlainDB) -> None:
    """MK-VER-101: The first save stores revision 1."""
    page = pages({"text": "one", "tags": set(), "slug": None})
    assert "_revision" not in page
    assert page.save() is page
    assert page["_revision"] == 1
    assert database["pages"].find_one() == {**page, "tags": []}


def test_next_saves(page: Any, database: PlainDB) -> None:
    """MK-VER-101: Each further save increments the revision."""
    assert page["_revision"] == 2
    page.save()
    assert page["_revision"] == page.get_last_revision_id() == 3
    stored = database["pages"].find_one()
    assert stored is not None
    assert stored["_revision"] == 3


def test_saving_without_versioning(page: Any, database: PlainDB) -> None:
    """MK-VER-101: ``versioning=False`` stores no revision."""
    page["text"] = "quietly"
    assert page.save(versioning=False) is page
    assert page["_revision"] == page.get_last_revision_id() == 2
    assert database["pages"].find_one({"text": "quietly"}) is not None
    assert len(copies(database)) == 2


def test_order_of_parameters(pages: Any, database: PlainDB) -> None:
    """MK-VER-101: The parameters of ``save()`` can be given by position."""
    page = pages({"tags": set()})
    page.save(False, True, False, True)  # noqa: FBT003  MongoKit's signature
    assert page["_id"].startswith("Page-")
    assert "_revision" not in page
    assert database["pages"].find_one() == {"_id": page["_id"], "tags": []}
    with pytest.raises(RequireFieldError, match=r"^text is required$"):
        pages().save(True, False, True)  # noqa: FBT003  MongoKit's signature


def test_an_override(connection: Connection, db: Database) -> None:
    """MK-VER-101: A class can override ``save()`` and pass its arguments on."""

    class Titled(Page):
        structure = {"title": str}

        def save(self, *args: Any, **kwargs: Any) -> Any:
            self["title"] = self["text"].title()
            return super().save(*args, **kwargs)

    connection.register(Titled)
    page = db.Titled({"text": "one", "tags": set(), "slug": None}).save()
    assert page.get_revision(1)["title"] == "One"


def test_saving_an_old_revision(page: Any) -> None:
    """MK-VER-101: Saving an old revision makes it the latest."""
    old = page.get_revision(1)
    old.save()
    assert old["_revision"] == 3
    assert texts(page.get_revisions()) == [(1, "one"), (2, "two"), (3, "one")]
    page.reload()
    assert (page["text"], page["_revision"]) == ("one", 3)


def test_counting_on_without_copies(page: Any, database: PlainDB) -> None:
    """MK-VER-101: Without stored revisions, the document's number is incremented."""
    database["versioned_pages"].delete_many({})
    page.save()
    assert page["_revision"] == 3


def test_failed_save(page: Any, pages: Any, database: PlainDB) -> None:
    """MK-VER-101: A failed save stores no revision and keeps the revision number."""
    Page.generate_index(page.collection)
    other = pages({"text": "other", "tags": set(), "slug": None})
    with pytest.raises(DuplicateKeyError, match="slug"):
        other.save()
    assert other == {"text": "other", "tags": set(), "slug": None}
    page["text"] = None
    with pytest.raises(RequireFieldError, match=r"^text is required$"):
        page.save()
    assert page["_revision"] == 2
    assert len(copies(database)) == 2


def test_a_declared_revision_stays(connection: Connection, db: Database) -> None:
    """MK-VER-101: A declared ``_revision`` is still a field after a failed save."""

    class Numbered(Page):
        structure = {"_revision": int}

    connection.register(Numbered)
    page = db.Numbered()
    with pytest.raises(RequireFieldError, match=r"^text is required$"):
        page.save()
    assert page == db.Numbered()
    page["text"] = "one"
    page.validate()
    assert page.save()["_revision"] == 1


def test_copies(page: Any, database: PlainDB) -> None:
    """MK-VER-102: A revision holds the id as a string, its number and the document."""
    one = {"text": "one", "tags": ["a"], "slug": None, "_id": page["_id"]}
    assert copies(database) == [
        {"id": str(page["_id"]), "revision": 1, "doc": {**one, "_revision": 1}},
        {
            "id": str(page["_id"]),
            "revision": 2,
            "doc": {**one, "text": "two", "_revision": 2},
        },
    ]
    for copy in database["versioned_pages"].find():
        RevisionDocument(copy).validate()


def test_index(page: Any, database: PlainDB) -> None:
    """MK-VER-102: A unique index covers the document's id and the revision number."""
    [index] = [
        index
        for name, index in database["versioned_pages"].index_information().items()
        if name != "_id_"
    ]
    assert index["key"] == [("id", 1), ("revision", 1)]
    assert index["unique"] is True
    assert page["_revision"] == 2


def test_index_is_made_once(page: Any, pages: Any, commands: Any) -> None:
    """MK-VER-102: Later saves do not create the index again."""
    commands.clear()
    page.save()
    pages({"text": "new", "tags": set(), "slug": "b"}).save()
    assert "createIndexes" not in commands.names
    assert "listIndexes" not in commands.names


def test_class_stays_registered(connection: Connection, db: Database) -> None:
    """MK-VER-102: Saving does not register the document's class again."""

    class Old(Page):
        __collection__ = "pages"

    connection.register(Old)
    document = db.Old({"text": "one", "tags": set(), "slug": None})
    newer = type("Old", (Page,), {"__collection__": "pages"})
    connection.register(newer)
    document.save()
    assert isinstance(db.Old(), newer)


def test_versioning_collection(page: Any, pages: Any, database: PlainDB) -> None:
    """MK-VER-102: Documents and handles give access to the revisions' collection."""
    for each in (page, pages):
        assert each.versioning_collection.full_name == (
            f"{database.name}.versioned_pages"
        )
    assert page.versioning_collection.codec_options == page.collection.codec_options


def test_versioning_collection_without_a_collection() -> None:
    """MK-VER-102: Without a collection, ``versioning_collection`` raises an error."""
    with pytest.raises(ConnectionError, match=r"^No collection found$"):
        _ = Page().versioning_collection


IDS = [
    ObjectId("65f000000000000000000000"),
    uuid.UUID("12345678123456781234567812345678"),
    "text",
    7,
    {"a": 1},
]


@pytest.mark.parametrize("own_id", IDS, ids=lambda i: type(i).__name__)
def test_ids_of_any_type(pages: Any, database: PlainDB, own_id: Any) -> None:
    """MK-VER-103: Documents can have revisions whatever the type of their id."""
    page = pages({"_id": own_id, "text": "one", "tags": set(), "slug": None})
    page.save()
    page.save()
    assert page.get_last_revision_id() == 2
    assert page.get_revision(1)["_id"] == own_id
    assert len(list(page.get_revisions())) == 2
    assert {copy["id"] for copy in copies(database)} == {str(own_id)}
    page.delete(versioning=True)
    assert copies(database) == []


@pytest.mark.parametrize("as_text", [True, False], ids=["text", "raw"])
def test_existing_revisions(pages: Any, database: PlainDB, *, as_text: bool) -> None:
    """MK-VER-103: Revisions stored with a string id or with the id itself are found."""
    own_id = IDS[0]
    doc = {"_id": own_id, "text": "one", "tags": [], "slug": None}
    database["pages"].insert_one({**doc, "_revision": 4})
    copy = {"id": str(own_id) if as_text else own_id, "revision": 4}
    database["versioned_pages"].insert_one({**copy, "doc": {**doc, "_revision": 4}})
    page = pages.get_from_id(own_id)
    assert page.get_last_revision_id() == 4
    page.save()
    assert [document["_revision"] for document in page.get_revisions()] == [4, 5]
    pages.remove({}, versioning=True)
    assert copies(database) == []


def test_get_revision(page: Any) -> None:
    """MK-VER-104: ``get_revision()`` returns a document with Python values."""
    old = page.get_revision(1)
    assert isinstance(old, Page)
    assert old.collection == page.collection
    assert old == {**page, "text": "one", "tags": {"a"}, "_revision": 1}
    assert page.get_revision(77) is None


def test_get_revisions_in_order(page: Any, database: PlainDB) -> None:
    """MK-VER-104: ``get_revisions()`` yields the revisions in order."""
    stored = list(database["versioned_pages"].find())
    database["versioned_pages"].delete_many({})
    database["versioned_pages"].insert_many(reversed(stored))
    assert texts(page.get_revisions()) == [(1, "one"), (2, "two")]


def test_revisions_of_another(page: Any, pages: Any) -> None:
    """MK-VER-104: ``get_revisions()`` yields only the document's own revisions."""
    other = pages({"text": "other", "tags": set(), "slug": "b"}).save()
    assert texts(other.get_revisions()) == [(1, "other")]
    assert texts(page.get_revisions()) == [(1, "one"), (2, "two")]


def test_unsaved_document(pages: Any) -> None:
    """MK-VER-104: A document that was never saved has no revisions."""
    page = pages()
    assert page.get_last_revision_id() is None
    assert page.get_revision(1) is None
    assert list(page.get_revisions()) == []


def test_no_copies(pages: Any, database: PlainDB) -> None:
    """MK-VER-104: A document saved without versioning has no revisions."""
    page = pages({"text": "one", "tags": set(), "slug": None})
    page.save(versioning=False)
    assert page.get_last_revision_id() is None
    assert copies(database) == []


def test_delete(page: Any, database: PlainDB) -> None:
    """MK-VER-104: ``delete()`` keeps the revisions."""
    page.delete()
    assert list(database["pages"].find()) == []
    assert len(copies(database)) == 2


def test_delete_with_revisions(page: Any, pages: Any, database: PlainDB) -> None:
    """MK-VER-104: ``delete(versioning=True)`` also deletes the document's revisions."""
    other = pages({"text": "other", "tags": set(), "slug": "b"}).save()
    page.delete(versioning=True)
    assert [copy["id"] for copy in copies(database)] == [str(other["_id"])]
    assert database["pages"].find_one({}, {"_id": True}) == {"_id": other["_id"]}


def test_deleting_an_unsaved_document(pages: Any) -> None:
    """MK-VER-104: Deleting a document without an id raises a ``KeyError``."""
    with pytest.raises(KeyError, match="_id"):
        pages().delete(versioning=True)


def test_remove(page: Any, pages: Any, database: PlainDB) -> None:
    """MK-VER-104: ``remove()`` deletes all matches, and their revisions on request."""
    for slug in "bcd":
        pages({"text": "other", "tags": set(), "slug": slug}).save()
    pages.remove({"slug": {"$in": ["b", "c"]}})
    assert database["pages"].count_documents({}) == 2
    assert len(copies(database)) == 5
    pages.remove({"text": "two"}, versioning=True)
    [left] = database["pages"].find()
    assert left["slug"] == "d"
    assert {copy["id"] for copy in copies(database)}.isdisjoint({str(page["_id"])})
    assert len(copies(database)) == 3


def test_remove_by_id(page: Any, pages: Any, database: PlainDB) -> None:
    """MK-VER-104: ``remove()`` accepts an id instead of a query."""
    pages.remove(page["_id"], versioning=True, safe=False)
    assert copies(database) == []
    assert list(database["pages"].find()) == []


def test_unacknowledged_remove(page: Any, pages: Any, commands: Any) -> None:
    """MK-VER-104: ``remove(safe=False)`` sends an unacknowledged write."""
    commands.clear()
    pages.remove({"_id": page["_id"]}, safe=False)
    [concern] = [
        command["writeConcern"]
        for name, command in commands.started_commands
        if name == "delete"
    ]
    assert concern == {"w": 0}


def test_remove_with_an_old_concern(page: Any, pages: Any, commands: Any) -> None:
    """MK-VER-104: ``remove()`` accepts pymongo 2's ``w`` but emits a warning."""
    commands.clear()
    with pytest.warns(DeprecationWarning, match=r"remove\(w=\.\.\.\)"):
        pages.remove({"_id": page["_id"]}, versioning=True, w=1)
    concerns = [
        command.get("writeConcern")
        for name, command in commands.started_commands
        if name == "delete"
    ]
    assert concerns == [{"w": 1}, None]


def test_remove_in_batches(
    page: Any, pages: Any, database: PlainDB, monkeypatch: pytest.MonkeyPatch
) -> None:
    """MK-VER-104: ``remove()`` deletes the revisions of many documents in batches."""
    monkeypatch.setattr("mongokit.versioned_document.BATCH_SIZE", 2)
    for slug in "bcde":
        pages({"text": page["text"], "tags": set(), "slug": slug}).save()
    pages.remove({}, versioning=True)
    assert copies(database) == []


def test_numbers_come_from_the_primary(
    mongod: Any, page: Any, commands: Any, database: PlainDB
) -> None:
    """MK-VER-101: The last revision number is always read from the primary."""
    options: Any = {
        "readPreference": "secondaryPreferred",
        "event_listeners": [commands],
    }
    with Connection("127.0.0.1", mongod.port, **options) as connection:
        connection.register(Page)
        own = connection[database.name].Page.get_from_id(page["_id"])
        commands.clear()
        assert own.get_last_revision_id() == 2
        assert len(list(own.get_revisions())) == 2
        [last, revisions] = [command for _, command in commands.started_commands]
    assert "$readPreference" not in last
    assert revisions["$readPreference"] == {"mode": "secondaryPreferred"}


def test_threads(pages: Any, page: Any, database: PlainDB) -> None:
    """MK-VER-101: Every save by concurrent writers stores its own revision."""
    writers, rounds = 6, 5
    barrier = threading.Barrier(writers)

    def write(name: str) -> None:
        own = pages.get_from_id(page["_id"])
        barrier.wait()
        for number in range(rounds):
            own["text"] = f"{name}{number}"
            own.save()

    threads = [threading.Thread(target=write, args=[name]) for name in "abcdef"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    revisions = copies(database)
    last = 2 + writers * rounds
    assert [each["revision"] for each in revisions] == list(range(1, last + 1))
    assert len({each["doc"]["text"] for each in revisions}) == last
    assert database["pages"].find_one() == revisions[-1]["doc"]


class Interloper(monitoring.CommandListener):
    """A listener that saves a given document once, just before an update is sent."""

    def __init__(self) -> None:
        self.document: Any = None

    def started(self, event: monitoring.CommandStartedEvent) -> None:
        """Save the document if an update is about to be sent."""
        if event.command_name == "update" and self.document is not None:
            document, self.document = self.document, None
            document.save()

    def succeeded(self, event: monitoring.CommandSucceededEvent) -> None:
        """Ignore the response."""

    def failed(self, event: monitoring.CommandFailedEvent) -> None:
        """Ignore the failure."""


def test_conflicting_save_takes_the_next_number(
    mongod: Any, pages: Any, page: Any
) -> None:
    """MK-VER-101: A save whose revision number has been taken uses the next one."""
    interloper = Interloper()
    with Connection(mongod.uri, event_listeners=[interloper]) as connection:
        connection.register(Page)
        slow = connection[page.db.name].Page.get_from_id(page["_id"])
        slow["text"] = "slow"
        fast = pages.get_from_id(page["_id"])
        fast["text"] = "fast"
        interloper.document = fast
        slow.save()
    assert (fast["_revision"], slow["_revision"]) == (3, 4)
    assert texts(page.get_revisions())[2:] == [(3, "fast"), (4, "slow")]
    page.reload()
    assert (page["text"], page["_revision"]) == ("slow", 4)


def test_another_unique_index(page: Any, database: PlainDB) -> None:
    """MK-VER-101: A duplicate in another unique index raises an error."""
    database["versioned_pages"].delete_many({"revision": 1})
    database["versioned_pages"].create_index("doc.slug", unique=True)
    with pytest.raises(DuplicateKeyError, match=r"doc\.slug"):
        page.save()


def test_revisions_in_a_transaction(
    connection: Connection, page: Any, database: PlainDB
) -> None:
    """MK-VER-101: Revisions can be stored, read and deleted in a transaction."""
    with connection.start_session() as session, session.start_transaction():
        page["text"] = "three"
        page.save(session=session)
        assert page.get_last_revision_id(session=session) == 3
        assert page.get_revision(3, session=session)["text"] == "three"
        assert page.get_revision(3) is None
        assert len(list(page.get_revisions(session=session))) == 3
        page.delete(versioning=True, session=session)
        assert list(page.get_revisions(session=session)) == []
        session.abort_transaction()
    assert len(copies(database)) == 2
    assert database["pages"].count_documents({}) == 1


def test_removing_in_a_transaction(
    connection: Connection, page: Any, pages: Any
) -> None:
    """MK-VER-104: An aborted transaction undoes ``remove()``."""
    with connection.start_session() as session, session.start_transaction():
        pages.remove({}, versioning=True, session=session)
        assert pages.find_one(session=session) is None
        session.abort_transaction()
    assert texts(page.get_revisions()) == [(1, "one"), (2, "two")]


def test_collection_created_in_a_transaction(
    connection: Connection, pages: Any, database: PlainDB
) -> None:
    """MK-VER-102: A transaction can create the collection of revisions."""
    with connection.start_session() as session, session.start_transaction():
        page = pages({"text": "one", "tags": set(), "slug": None})
        page.save(session=session)
        session.abort_transaction()
    assert "versioned_pages" not in database.list_collection_names()
    with connection.start_session() as session, session.start_transaction():
        page.save(session=session)
    assert "id_1_revision_1" in database["versioned_pages"].index_information()
    assert len(copies(database)) == 1


def test_index_is_found_in_a_transaction(
    mongod: Any, page: Any, database: PlainDB
) -> None:
    """MK-VER-102: A new client can store revisions in a transaction."""
    with Connection(mongod.uri) as connection:
        connection.register(Page)
        own = connection[page.db.name].Page.get_from_id(page["_id"])
        with connection.start_session() as session, session.start_transaction():
            own.get_last_revision_id(session=session)
            own.save(session=session)
    assert len(copies(database)) == 3


def test_conflict_in_a_transaction(mongod: Any, pages: Any, page: Any) -> None:
    """MK-VER-101: A transaction whose revision number is taken can be retried."""
    interloper = Interloper()
    with Connection(mongod.uri, event_listeners=[interloper]) as connection:
        connection.register(Page)
        own = connection[page.db.name].Page
        interloper.document = pages.get_from_id(page["_id"])

        def write(session: Any) -> None:
            slow = own.get_from_id(page["_id"], session=session)
            slow["text"] = "slow"
            slow.save(session=session)

        with connection.start_session() as session:
            session.with_transaction(write)
    assert texts(page.get_revisions())[2:] == [(3, "two"), (4, "slow")]


def test_references(connection: Connection, db: Database) -> None:
    """MK-VER-104: A revision has the references that it was saved with."""

    class Author(Document):
        __collection__ = "authors"
        structure = {"name": str}

    class Book(VersionedDocument):
        __collection__ = "books"
        structure = {"title": str, "author": Author}
        use_autorefs = True

    connection.register([Author, Book])
    author = db.Author({"name": "Ada"})
    author.save()
    book = db.Book({"title": "Notes", "author": author}).save()
    book["author"] = None
    book.save()
    assert book.get_revision(1)["author"] == author
    assert [each["author"] for each in book.get_revisions()] == [author, None]
