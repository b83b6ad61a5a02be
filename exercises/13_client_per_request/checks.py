"""Checks of the clients that the program makes."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pymongo

from exercises.program import Program, load

REQUESTS = 5


@contextmanager
def recorded_clients() -> Iterator[list[Any]]:
    """Record the clients that are made, and close them at the end."""
    made: list[Any] = []
    original = pymongo.MongoClient.__init__

    def record(self: Any, *args: Any, **options: Any) -> None:
        original(self, *args, **options)
        made.append(self)

    try:
        with patch.object(pymongo.MongoClient, "__init__", record):
            yield made
    finally:
        for client in made:
            client.close()


def check_list(program: Program) -> None:
    """The page lists the stored tasks by title."""
    program.database["tasks"].insert_many([{"title": "Milk"}, {"title": "Bread"}])
    with recorded_clients():
        page = program.browse().get("/").text
    is_sorted = 0 <= page.find("<li>Bread") < page.find("<li>Milk")
    assert is_sorted, f"For Milk and Bread, the page is {page}"


def check_clients(program: Program) -> None:
    """Five requests share one client."""
    program.database["tasks"].insert_one({"title": "Milk"})
    with recorded_clients() as made:
        for _ in range(REQUESTS):
            response = program.browse().get("/")
            assert "Milk" in response.text, f"The page is {response.text}"
    assert len(made) <= 1, (
        f"{len(made)} clients were made, each with its own connections and threads."
    )


def check_import(program: Program) -> None:
    """Importing the program makes no client yet, since a server may fork after that."""
    with recorded_clients() as made:
        load(Path(str(program.module.__file__)), "imported")
    assert not made, (
        "It makes one. gunicorn imports a program, then forks its workers: they would "
        "all use the sockets of this client."
    )
