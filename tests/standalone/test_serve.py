"""The site and the MongoDB server that ``bin/serve`` runs."""

import secrets
import socket
import stat
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pymongo
import pytest

from tests.todo.pages import Page

pytestmark = pytest.mark.xdist_group("bin/serve")


@pytest.fixture(scope="module")
def site(make_checkout: Any) -> Any:
    """Run the site with an embedded MongoDB."""
    run = make_checkout().serve()
    run.url("MongoDB")
    return run


@pytest.fixture(scope="module")
def external(make_checkout: Any, mongod: Any) -> Iterator[Any]:
    """Run the site with another MongoDB server, a key and an unusable proxy."""
    name = f"test_{secrets.token_hex(6)}"
    run = make_checkout().serve(
        MONGODB_HOST="127.0.0.1",
        MONGODB_PORT=str(mongod.port),
        MONGODB_DATABASE=name,
        SECRET_KEY=secrets.token_hex(32),
        http_proxy="http://127.0.0.1:1",
    )
    run.url("Site")
    yield run
    with pymongo.MongoClient[dict[str, Any]](mongod.uri) as client:
        client.drop_database(name)


def mode(path: Path) -> int:
    """Return the permissions of a file."""
    return stat.S_IMODE(path.stat().st_mode)


def test_the_url_of_the_site(site: Any) -> None:
    """The printed URL of the site leads to the list."""
    with urllib.request.urlopen(site.url("Site")) as response:
        assert "All Items" in response.read().decode()


def test_the_port(site: Any) -> None:
    """The site listens on ``TODO_PORT`` of the loopback interface."""
    port = site.environ["TODO_PORT"]
    assert site.url("Site") == f"http://127.0.0.1:{port}/"


def test_the_database(site: Any) -> None:
    """The printed MongoDB URI is that of a replica set with one member."""
    with pymongo.MongoClient[dict[str, Any]](site.url("MongoDB")) as client:
        hello = client.admin.command("hello")
    assert (hello["isWritablePrimary"], len(hello["hosts"])) == (True, 1)


def test_the_database_is_set_up(site: Any) -> None:
    """``bin/serve`` has created the indexes of the task collection."""
    with pymongo.MongoClient[dict[str, Any]](site.url("MongoDB")) as client:
        assert len(client.todo.tasks.index_information()) > 1


@pytest.mark.parametrize("name", ["Site", "MongoDB"])
def test_loopback_only(site: Any, name: str) -> None:
    """The site and MongoDB listen on 127.0.0.1 only."""
    port = urlsplit(site.url(name)).port
    with pytest.raises(ConnectionRefusedError, match="refused"):
        socket.create_connection(("127.0.0.2", port))


@pytest.mark.parametrize("name", ["", "mongodb", "mongodb/data"])
def test_private_folders(site: Any, name: str) -> None:
    """Only the owner can access the data folders."""
    assert mode(site.checkout.var / name) == 0o700


def test_private_key(site: Any) -> None:
    """Only the owner can read and write the secret key."""
    assert mode(site.checkout.var / "secret_key") == 0o600


@pytest.fixture
def tasks(site: Any) -> Iterator[Any]:
    """Return the collection of the site's tasks, which is empty."""
    with pymongo.MongoClient[dict[str, Any]](site.url("MongoDB")) as client:
        client.todo.tasks.delete_many({})
        yield client.todo.tasks
        client.todo.tasks.delete_many({})


def run(site: Any, *command: str) -> tuple[int, str]:
    """Run a program of the site's checkout, and return its exit status and output."""
    started = site.checkout.start(*command)
    status = started.process.wait(50)
    return status, started.stdout.read_text()


def test_adding_samples(site: Any, tasks: Any) -> None:
    """``bin/sample`` finds the site, and adds sample tasks."""
    assert run(site, "bin/sample") == (0, "Added 50 tasks.\n")
    assert run(site, "bin/sample", "60", "--seed=1") == (0, "Added 60 tasks.\n")
    assert tasks.count_documents({}) == 110


def test_resetting(site: Any, tasks: Any) -> None:
    """``bin/reset`` finds the site, asks, and removes all tasks after a yes."""
    tasks.insert_many([{"title": "a"}, {"title": "b"}])
    status, output = run(site, "bin/reset")
    assert (status, tasks.count_documents({})) == (1, 2)
    assert output.startswith("Remove 2 tasks of the database 'todo' at 127.0.0.1:")
    assert run(site, "bin/reset", "--yes") == (0, "Removed 2 tasks.\n")
    assert tasks.count_documents({}) == 0


def test_commands_without_a_site(checkout: Any) -> None:
    """Without a running site, ``bin/sample`` and ``bin/reset`` say so."""
    message = (
        f"No site runs from {checkout.var}: start bin/serve, or set TODO_DIRECTORY to "
        "the directory of one.\n"
    )
    for command in ("bin/sample", "bin/reset"):
        assert checkout.start(command).outcome() == (1, "", message, [])


def test_a_second_start(site: Any) -> None:
    """A second start fails, and the site that is already running keeps responding."""
    status, stdout, stderr, _ = site.checkout.serve().outcome()
    assert (status, stdout, stderr) == (
        1,
        "",
        f"The site is already running from {site.checkout.var}: use or stop it.\n",
    )
    assert urllib.request.urlopen(site.url("Site")).status == 200


@pytest.fixture(scope="module")
def second(site: Any) -> Any:
    """Run a second site from the same checkout, with its data in another folder."""
    run = site.checkout.serve(TODO_DIRECTORY="other data/second")
    run.url("MongoDB")
    return run


def test_another_directory(site: Any, second: Any) -> None:
    """``TODO_DIRECTORY`` is relative to the folder where ``bin/serve`` is started."""
    directory = site.checkout.folder.parent / "other data/second"
    assert mode(directory) == 0o700
    assert mode(directory / "secret_key") == 0o600
    assert (directory / "mongodb/data").is_dir()
    assert second.url("MongoDB") != site.url("MongoDB")


def test_two_sites_in_one_browser(site: Any, second: Any) -> None:
    """Forms of two sites on one host can be open in a browser at the same time."""
    jar = urllib.request.HTTPCookieProcessor()
    browser = urllib.request.build_opener(jar)
    urls = [f"{run.url('Site')}new" for run in (site, second)]
    pages = [browser.open(url).read().decode() for url in urls]
    for url, page in zip(urls, pages, strict=True):
        form = {**Page(page).root.one("form").fields, "title": "Added here"}
        with browser.open(url, urllib.parse.urlencode(form).encode()) as response:
            assert "Added here" in response.read().decode()


def test_a_port_in_use(site: Any, checkout: Any) -> None:
    """A site in another checkout cannot use the same port."""
    port = site.environ["TODO_PORT"]
    message = (
        f"Port {port} on 127.0.0.1 cannot be used: Address already in use. "
        "Set TODO_PORT to another port.\n"
    )
    assert checkout.serve(TODO_PORT=port).outcome() == (1, "", message, [])


def test_another_server(external: Any, mongod: Any) -> None:
    """The site uses the configured server."""
    with pymongo.MongoClient[dict[str, Any]](mongod.uri) as client:
        tasks = client[external.environ["MONGODB_DATABASE"]].tasks
        tasks.insert_one({"title": "Stored elsewhere"})
    with urllib.request.urlopen(external.url("Site")) as response:
        assert "Stored elsewhere" in response.read().decode()


def test_no_data_or_key_is_created(external: Any) -> None:
    """If the server and the key are configured, neither data nor key is created."""
    names = {path.name for path in external.checkout.var.iterdir()}
    assert names == {"serve.lock", "running.json"}


def test_no_mongodb_is_announced(external: Any) -> None:
    """If the server is configured, no MongoDB URI is printed."""
    assert "MongoDB: " not in external.stdout.read_text()
