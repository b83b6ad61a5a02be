"""One client in several threads and forked processes."""

import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from pymongo.database import Database as PlainDatabase

from mongokit import Connection, Database, Document
from standalone import EmbeddedMongod

PlainDB = PlainDatabase[dict[str, Any]]

THREADS = 8
ROUNDS = 20


class Item(Document):
    """A class that all threads and processes use."""

    __collection__ = "items"
    structure = {"n": int}


def run(work: Callable[[int], Any]) -> list[Any]:
    """Call a function in threads that start together, and return the results."""
    together = Barrier(THREADS)

    def start(number: int) -> Any:
        together.wait()
        return work(number)

    with ThreadPoolExecutor(THREADS) as threads:
        return list(threads.map(start, range(THREADS)))


def test_threads_share_a_client(
    connection: Connection, db: Database, database: PlainDB
) -> None:
    """Threads can save and load documents through the same client."""
    connection.register(Item)

    def save_and_read(number: int) -> list[int]:
        found = []
        for n in range(ROUNDS):
            item = db.Item({"n": number * ROUNDS + n})
            item.save()
            loaded = db.Item.one({"_id": item["_id"]})
            assert isinstance(loaded, Item)
            found.append(loaded["n"])
        return found

    found = [n for numbers in run(save_and_read) for n in numbers]
    assert found == list(range(THREADS * ROUNDS))
    assert sorted(item["n"] for item in database["items"].find()) == found


def test_threads_get_the_same_handle(connection: Connection, db: Database) -> None:
    """Threads that access a handle at the same time get the same object."""
    connection.register(Item)
    handles = run(lambda _: db["together"].Item)
    assert {id(handle) for handle in handles} == {id(handles[0])}


def test_registering_while_threads_run(connection: Connection, db: Database) -> None:
    """A class can be registered again while other threads use it."""
    connection.register(Item)

    def use_or_register(number: int) -> bool:
        if number == 0:
            for _ in range(ROUNDS):
                connection.register(Item)
            return True
        made = [db[f"c{n}"].Item({"n": n}) for n in range(ROUNDS)]
        return all(isinstance(item, Item) for item in made)

    assert all(run(use_or_register))


HEAD = """
import os, sys
from mongokit import Connection, Document

class Item(Document):
    __collection__ = "items"
    structure = {"n": int}

def save_and_read(n):
    item = database.Item({"n": n})
    item.save()
    assert database.Item.one({"_id": item["_id"]}) == item

def in_a_child(work):
    child = os.fork()
    if not child:
        status = 1
        try:
            work()
            status = 0
        finally:
            os._exit(status)
    assert os.waitpid(child, 0)[1] == 0

connection = Connection(sys.argv[1], connect=False)
connection.register(Item)
database = connection[sys.argv[2]]
"""

FORKS = {
    "before the first use": """
handle = database.Item
for n in range(3):
    in_a_child(lambda: save_and_read(n))
save_and_read(3)
""",
    "with a handle and a document of the parent": """
handle = database.Item
item = handle({"n": 0})
def work():
    item.save()
    assert handle.find_one(item["_id"]) == item
in_a_child(work)
for n in range(1, 4):
    in_a_child(lambda: save_and_read(n))
""",
    "with another client in the child": """
save_and_read(0)
def work():
    global database
    with Connection(sys.argv[1]) as own:
        own.register(Item)
        database = own[sys.argv[2]]
        save_and_read(1)
in_a_child(work)
save_and_read(2)
save_and_read(3)
""",
    "while another thread accesses a handle": """
import signal, threading
started, forked = threading.Event(), threading.Event()
class Slow(Document):
    structure = {"n": int}
bind = type(Slow).bind
def slow_bind(cls, *args):
    if cls is Slow:
        started.set()
        forked.wait(30)
    return bind(cls, *args)
type(Slow).bind = slow_bind
connection.register(Slow)
thread = threading.Thread(target=lambda: database.slow.Slow)
thread.start()
started.wait(30)
def work():
    signal.alarm(30)
    save_and_read(0)
in_a_child(work)
forked.set()
thread.join()
for n in range(1, 4):
    save_and_read(n)
""",
    "with a class that the child registers": """
def work():
    global Item
    @connection.register
    class Item(Document):
        structure = {"n": int, "more": int}
    item = database["items"].Item({"n": 0, "more": 1})
    item.save()
    assert database["items"].Item.find_one()["more"] == 1
in_a_child(work)
assert database.Item.structure == {"n": int}
for n in range(1, 4):
    save_and_read(n)
""",
}

TAIL = """
print(sorted(item["n"] for item in database.Item.find()))
connection.close()
"""


@pytest.mark.parametrize("fork", FORKS)
def test_fork(mongod: EmbeddedMongod, database: PlainDB, fork: str) -> None:
    """After a fork, both processes can use MongoKit without warnings."""
    script = HEAD + FORKS[fork] + TAIL
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", script, mongod.uri, database.name],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (run.stdout, run.stderr) == ("[0, 1, 2, 3]\n", "")
