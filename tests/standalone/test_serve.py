"""``bin/serve`` runs the site and its MongoDB, and tells where they are."""

import secrets
import socket
import stat
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pymongo
import pytest

pytestmark = pytest.mark.xdist_group("bin/serve")


@pytest.fixture(scope="module")
def site(make_checkout: Any) -> Any:
    """Run the site on its own MongoDB."""
    run = make_checkout().serve()
    run.address("MongoDB")
    return run


@pytest.fixture(scope="module")
def guest(make_checkout: Any, mongod: Any) -> Iterator[Any]:
    """Run the site on another server, with a key and behind a proxy that is away."""
    name = f"test_{secrets.token_hex(6)}"
    run = make_checkout().serve(
        MONGODB_HOST="127.0.0.1",
        MONGODB_PORT=str(mongod.port),
        MONGODB_DATABASE=name,
        SECRET_KEY=secrets.token_hex(32),
        http_proxy="http://127.0.0.1:1",
    )
    run.address("Site")
    yield run
    with pymongo.MongoClient[dict[str, Any]](mongod.uri) as client:
        client.drop_database(name)


def mode(path: Path) -> int:
    """Return the permissions of a file."""
    return stat.S_IMODE(path.stat().st_mode)


def test_the_page_answers(site: Any) -> None:
    """The address on the line that starts with "Site: " is that of the list."""
    with urllib.request.urlopen(site.address("Site")) as answer:
        assert "All Items" in answer.read().decode()


def test_the_port(site: Any) -> None:
    """``TODO_PORT`` is the port of the site's address on loopback."""
    port = site.environ["TODO_PORT"]
    assert site.address("Site") == f"http://127.0.0.1:{port}/"


def test_the_database(site: Any) -> None:
    """The address of MongoDB leads to the primary of a replica set of one."""
    with pymongo.MongoClient[dict[str, Any]](site.address("MongoDB")) as client:
        hello = client.admin.command("hello")
    assert (hello["isWritablePrimary"], len(hello["hosts"])) == (True, 1)


def test_the_database_is_set_up(site: Any) -> None:
    """The collection of tasks has its indexes."""
    with pymongo.MongoClient[dict[str, Any]](site.address("MongoDB")) as client:
        assert len(client.todo.tasks.index_information()) > 1


@pytest.mark.parametrize("name", ["Site", "MongoDB"])
def test_loopback_only(site: Any, name: str) -> None:
    """Nothing listens on another address of the machine."""
    port = urlsplit(site.address(name)).port
    with pytest.raises(ConnectionRefusedError, match="refused"):
        socket.create_connection(("127.0.0.2", port))


@pytest.mark.parametrize("name", ["", "mongodb", "mongodb/data"])
def test_private_folders(site: Any, name: str) -> None:
    """Nobody else can look at the data."""
    assert mode(site.checkout.var / name) == 0o700


def test_private_key(site: Any) -> None:
    """Nobody else can read the key of the sessions."""
    assert mode(site.checkout.var / "secret_key") == 0o600


def test_a_second_start(site: Any) -> None:
    """A second start says that one runs, and leaves that alone."""
    status, said, complained, _ = site.checkout.serve().outcome()
    assert (status, said, complained) == (
        1,
        "",
        f"The site already runs from {site.checkout.var}: use that one, or stop it.\n",
    )
    assert urllib.request.urlopen(site.address("Site")).status == 200


def test_a_port_in_use(site: Any, checkout: Any) -> None:
    """The site of another folder is refused the same port."""
    port = site.environ["TODO_PORT"]
    message = (
        f"Port {port} on 127.0.0.1 cannot be used: Address already in use. "
        "Set TODO_PORT to another one.\n"
    )
    assert checkout.serve(TODO_PORT=port).outcome() == (1, "", message, [])


def test_another_server(guest: Any, mongod: Any) -> None:
    """With a server given, the site uses that."""
    with pymongo.MongoClient[dict[str, Any]](mongod.uri) as client:
        tasks = client[guest.environ["MONGODB_DATABASE"]].tasks
        tasks.insert_one({"title": "Stored elsewhere"})
    with urllib.request.urlopen(guest.address("Site")) as answer:
        assert "Stored elsewhere" in answer.read().decode()


def test_what_is_not_made(guest: Any) -> None:
    """With a server and a key given, neither is made."""
    assert [path.name for path in guest.checkout.var.iterdir()] == ["serve.lock"]


def test_what_is_not_said(guest: Any) -> None:
    """With a server given, no other is announced."""
    assert "MongoDB: " not in guest.said.read_text()
