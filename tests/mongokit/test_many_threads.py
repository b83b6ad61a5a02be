"""Sixteen threads that share a client, its registry and its caches."""

import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from pymongo.database import Database as PlainDatabase

from mongokit import Connection, Database, Document
from mongokit.document import DocumentProperties

THREADS = 16
ROUNDS = 6


class Author(Document):
    """The target of references."""

    __collection__ = "authors"
    structure = {"name": str}


class Book(Document):
    """A document with a reference, translations, nested dicts and a default value."""

    __collection__ = "books"
    structure = {
        "n": int,
        "author": Author,
        "title": str,
        "pages": {"count": int},
        "_type": str,
    }
    i18n = ["title"]
    default_values = {"pages.count": 7}
    use_autorefs = True
    use_dot_notation = True


class Novel(Book):
    """A subclass, which the type field selects."""


class Work:
    """What each thread does in each round.

    :param db: the database that all threads share.
    """

    def __init__(self, db: Database) -> None:
        self.db = db
        self.connection: Any = db.client
        self.author = db[Author].find_one()
        self.shared_handle: Any = db.Book

    def save_and_load(self, n: int) -> None:
        """Save a document, and load it in several ways."""
        name = "Novel" if n % 2 else "Book"
        book = getattr(self.db, name)()
        book.update({"n": n, "author": self.author})
        book.set_lang("fr" if n % 3 else "en")
        book.title = f"title {n}"
        book.save()
        one = self.shared_handle.find_one({"_id": book["_id"]})
        [listed] = self.db["books"].Book.find({"n": n}).to_list()
        [iterated] = list(self.db.Book.find({"n": n}))
        for found in (one, listed, iterated):
            assert found.__class__ is (Novel if n % 2 else Book)
            assert found["author"].__class__ is Author
            assert found["title"] == {book.get_lang(): f"title {n}"}
        one.reload()
        assert one == book

    def make(self, n: int) -> None:
        """Make new documents, which get the default value, and validate them."""
        handles: list[Any] = [self.db[f"books{n}"].Book, self.db[Book]]
        for handle in (self.shared_handle, *handles):
            book = handle()
            assert book.pages.count == 7
            book.n = n
            book.validate()

    def replace_class(self, n: int) -> None:
        """Register a new class under a name that all threads use."""
        attributes = {"__collection__": "notes", "structure": {"n": int, "of": str}}
        made: Any = DocumentProperties("Note", (Document,), attributes)
        self.connection.register([made])
        note = self.db.Note({"n": n, "of": "one"})
        note.save()
        found = self.db["notes"].Note.get_from_id(note["_id"])
        assert found == note

    def use_replaced_class(self, n: int) -> None:
        """Use the class that other threads replace, through old and new handles."""
        handle = self.db.Note
        for _ in range(3):
            note = handle({"n": n, "of": "many"})
            handle.insert_one(note)
            handle.update_one({"_id": note["_id"]}, {"$set": {"of": "all"}})
            assert handle.find_one({"_id": note["_id"]}) == {**note, "of": "all"}

    def register_own(self, n: int) -> None:
        """Register a class of a name of its own, and the shared ones again."""
        attributes = {"__collection__": "own", "structure": {"n": int}}
        own: Any = DocumentProperties(f"Own{n}", (Author,), attributes)
        self.connection.register(own)
        self.connection.register([Author, Book, Novel])
        made = self.db[own]({"n": n, "name": "x"})
        made.save()
        assert getattr(self.db, own.__name__).get_from_id(made["_id"]) == made

    def clear_caches(self, n: int) -> None:
        """Empty the cache of bindings, by clearing it or by using many collections."""
        if n % 2:
            self.connection._registry.bindings.clear()
        else:
            for number in range(40):
                assert self.db[f"many{n}.{number}"].Author.collection.name
        with pytest.raises(TypeError, match="is no registered document class: did"):
            self.db.Authors()

    def step(self, n: int) -> None:
        """Do one of these tasks; different threads start with different ones."""
        tasks: list[Callable[[int], None]] = [
            *(self.save_and_load, self.replace_class, self.make),
            *(self.use_replaced_class, self.register_own, self.clear_caches),
        ]
        tasks[(n + n // ROUNDS) % len(tasks)](n)


@pytest.fixture
def frequent_switches() -> Iterator[None]:
    """Let threads switch as often as Python can."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    yield
    sys.setswitchinterval(before)


@pytest.mark.usefixtures("frequent_switches")
def test_threads_share_everything(
    connection: Connection, db: Database, database: PlainDatabase[dict[str, Any]]
) -> None:
    """Threads register, load and save at the same time without affecting each other."""
    connection.register([Author, Book, Novel])
    db[Author]({"name": "Sappho"}).save()
    work, together = Work(db), Barrier(THREADS)
    work.replace_class(-1)

    def run(number: int) -> None:
        together.wait()
        for n in range(number * ROUNDS, (number + 1) * ROUNDS):
            work.step(n)

    with ThreadPoolExecutor(THREADS) as threads:
        for done in [threads.submit(run, number) for number in range(THREADS)]:
            done.result()
    per_task = THREADS * ROUNDS // 6
    assert database["books"].count_documents({}) == per_task
    assert database["own"].count_documents({}) == per_task
    assert database["notes"].count_documents({}) == 4 * per_task + 1
    assert db.Note.__class__ is connection._registry.classes["Note"]
    assert work.shared_handle.__class__ is Book
