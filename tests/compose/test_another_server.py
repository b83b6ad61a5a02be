"""The site with a MongoDB server other than the one in the compose file."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest

GIVEN = {
    "MONGODB_DATABASE": "elsewhere",
    "MONGODB_USERNAME": "app",
    "MONGODB_PASSWORD": "app's p@ss/word: 1234",
    "MONGODB_ROOT_USERNAME": "admin",
    "MONGODB_ROOT_PASSWORD": "admin's p@ss/word",
}


@pytest.fixture(scope="module")
def other(compose: Any) -> Iterator[Any]:
    """Run the site with another MongoDB server, and switch back afterwards."""
    root = GIVEN["MONGODB_ROOT_USERNAME"], GIVEN["MONGODB_ROOT_PASSWORD"]
    with compose.other_mongodb(*root) as server:
        try:
            compose.up(MONGODB_HOST=server.name, **GIVEN)
            yield server
        finally:
            compose.up()


def test_the_site_is_ready(other: Any, visitor: Any) -> None:
    """The site is ready with the other server, and has an empty list."""
    assert other.responds()
    assert visitor.get("/readyz") == "The database answers.\n"
    assert "No tasks yet." in visitor.first_page()


def test_tasks_are_stored_there(other: Any, visitor: Any) -> None:
    """Tasks are stored in the other server's database."""
    visitor.add("Move house")
    tasks = "db.getSiblingDB('elsewhere').tasks"
    assert other.ask(f"{tasks}.countDocuments({{title: 'Move house'}})") == 1


def test_its_user_is_created_there(other: Any) -> None:
    """Setup has created the site's user, for one database, on the other server."""
    user = other.ask("db.getSiblingDB('elsewhere').getUser('app')")
    assert user["roles"] == [{"role": "readWrite", "db": "elsewhere"}]


def test_its_indexes_are_created_there(other: Any) -> None:
    """Setup has created the indexes on the other server."""
    indexes = other.ask("db.getSiblingDB('elsewhere').tasks.getIndexes()")
    assert {"words_1", "deleted_1"} < {index["name"] for index in indexes}


def test_a_wrong_password_there(other: Any, compose: Any) -> None:
    """Without the root password, a wrong password fails with a one-line error."""
    given = {**GIVEN, "MONGODB_HOST": other.name, "MONGODB_PASSWORD": "wrong"}
    del given["MONGODB_ROOT_PASSWORD"]
    names = ("MONGODB_ROOT_PASSWORD", "MONGODB_USERNAME", "MONGODB_PASSWORD")
    files = {f"{name}_FILE": "" for name in names}
    result = compose.once("setup", **given, **files)
    assert result.returncode == 1
    error = "Error: MongoDB refuses MONGODB_USERNAME and MONGODB_PASSWORD"
    assert result.stderr.startswith(error)
    assert result.stderr.count("\n") == 1


def test_only_a_connection_string(other: Any, compose: Any) -> None:
    """A connection string with a user is all that the site needs."""
    user = f"{GIVEN['MONGODB_USERNAME']}:{quote(GIVEN['MONGODB_PASSWORD'], safe='')}"
    uri = f"mongodb://{user}@{other.name}/{GIVEN['MONGODB_DATABASE']}"
    assert compose.once("secrets", MONGODB_URI=uri).returncode == 0
    checked = compose.once("web", "flask", "check")
    assert (checked.returncode, checked.stderr) == (0, "")
    assert f"MongoDB answers at {other.name}:27017." in checked.stdout
