"""Requests that take long: others are answered, and a shutdown waits for them."""

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from typing import Any, Self

import pymongo
import pytest

from standalone import EmbeddedMongod
from tests.todo.served import SECONDS, Served, read_all, serving
from todo.transfer.views import LARGEST_FILE

LEAVING = "--worker-class=tests.todo.hasty_worker.LeavingWorker"
LIST = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"
HELP = b"GET /help HTTP/1.1\r\nHost: a\r\n\r\n"
HALF_A_HEADER = b"GET / HTTP/1.1\r\nHost: a\r\nX-Half: "
HALF_A_FORM = (
    b"POST /new HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\n\r\ntitle="
)
UPLOAD_HEAD = (
    "POST /import HTTP/1.1\r\nHost: a\r\nConnection: close\r\nCookie: {cookie}\r\n"
    "Content-Type: multipart/form-data; boundary=x\r\nContent-Length: {length}\r\n\r\n"
)
UPLOAD = (
    '--x\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n{csrf_token}\r\n'
    '--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n{file}\r\n'
    "--x--\r\n"
)


@pytest.fixture(scope="module")
def slow_mongod(
    tmp_path_factory: pytest.TempPathFactory,
    start_mongod: Callable[..., AbstractContextManager[EmbeddedMongod]],
) -> Iterator[EmbeddedMongod]:
    """Run a server whose answers can be delayed."""
    directory = tmp_path_factory.mktemp("slow")
    with start_mongod(directory, "--setParameter=enableTestCommands=1") as server:
        yield server


class Delay:
    """A delay of the site's reads, while it is entered.

    :param client: a client of the server.
    :param seconds: how long each read is delayed.
    """

    def __init__(self, client: pymongo.MongoClient[Any], seconds: float) -> None:
        self.admin = client.admin
        self.seconds = seconds

    def __enter__(self) -> Self:
        data = {
            "failCommands": ["find", "aggregate", "count"],
            "appName": "todo",
            "blockConnection": True,
            "blockTimeMS": int(1000 * self.seconds),
        }
        set_to = self.admin.command(
            "configureFailPoint", "failCommand", mode="alwaysOn", data=data
        )
        self.before = set_to["count"]
        return self

    def __exit__(self, *_: object) -> None:
        self.admin.command("configureFailPoint", "failCommand", mode="off")

    def wait_for_reads(self, number: int) -> None:
        """Wait until so many reads have been delayed."""
        self.admin.command(
            "waitForFailPoint",
            "failCommand",
            timesEntered=self.before + number,
            maxTimeMS=1000 * SECONDS,
        )


@pytest.fixture
def delay(slow_mongod: EmbeddedMongod) -> Iterator[Callable[[float], Delay]]:
    """Return a function that delays the site's reads by some seconds."""
    with pymongo.MongoClient[Any](slow_mongod.uri) as client:
        yield lambda seconds: Delay(client, seconds)


@pytest.fixture
def slow_site(
    slow_mongod: EmbeddedMongod,
) -> Callable[..., AbstractContextManager[Served]]:
    """Return a function that serves the site on the slow server."""

    def serve(*arguments: str, **environ: str) -> AbstractContextManager[Served]:
        ours = {"SECRET_KEY": "x" * 32, "MONGODB_URI": slow_mongod.uri}
        return serving({**ours, **environ}, *arguments)

    return serve


def is_clean(site: Served) -> bool:
    """Return whether the log has neither tracebacks nor reports of killed workers."""
    return not any(word in site.everything for word in ("Traceback", "SIGKILL"))


def test_shutdown(slow_site: Any, delay: Any) -> None:
    """A request that has been received is answered; idle connections are closed."""
    with slow_site() as site, delay(0.3) as delayed:
        with site.connect() as new, site.connect() as used, site.connect() as half:
            used.sendall(HELP)
            assert used.recv(1) == b"H"
            half.sendall(HALF_A_HEADER)
            with site.connect() as slow:
                slow.sendall(LIST)
                delayed.wait_for_reads(1)
                site.process.terminate()
                assert [read_all(new), read_all(half)] == [b"", b""]
                assert read_all(used).endswith(b"</html>")
                answer = read_all(slow)
        assert site.process.wait(SECONDS) == 0
    assert answer.startswith(b"HTTP/1.1 200 OK\r\n")
    assert answer.endswith(b"</html>")
    assert is_clean(site)
    assert "cut off" not in site.everything


def test_shutdown_with_a_slow_client(slow_site: Any) -> None:
    """A form that is not received in time does not delay the end."""
    arguments = ("--graceful-timeout=1000", LEAVING)
    with slow_site(*arguments) as site, site.connect() as slow:
        slow.sendall(HALF_A_FORM)
        with site.connect() as other:
            other.sendall(HELP)
            assert other.recv(1) == b"H"
        site.process.terminate()
        assert site.process.wait(SECONDS) == 0
    assert is_clean(site)
    assert "Connections that were cut off: 1" in site.everything


def test_the_only_connection_to_the_database(slow_site: Any, delay: Any) -> None:
    """While requests wait for the database, others are answered; waiting has an end."""
    options = json.dumps({"maxPoolSize": 1})
    environ = {"MONGODB_OPTIONS": options, "MONGODB_TIMEOUT_MS": "3000"}
    with (
        slow_site(**environ) as site,
        delay(5) as delayed,
        ThreadPoolExecutor() as threads,
    ):
        reading = threads.submit(site.get, "/")
        delayed.wait_for_reads(1)
        waiting = threads.submit(site.get, "/")
        assert site.get("/healthz")[0].status == 200
        assert site.get("/help")[0].status == 200
        assert not any(each.done() for each in (reading, waiting))
        for each in (reading, waiting):
            response, page = each.result()
            assert response.status == 503
            assert b"The database cannot be reached" in page
    assert is_clean(site)


def test_a_long_import(slow_site: Any) -> None:
    """While a file is imported, other pages are answered."""
    file = '{"tasks": [' + ",".join(['{"title": "x"}'] * 20_000) + "]}"
    assert len(file) < LARGEST_FILE
    with slow_site() as site, ThreadPoolExecutor() as threads:
        cookie, tokens = site.form("/import")
        body = UPLOAD.format(**tokens, file=file).encode()
        head = UPLOAD_HEAD.format(cookie=cookie, length=len(body)).encode()
        importing = threads.submit(site.send, head + body)
        answered = 0
        while not importing.done():
            assert site.get("/healthz")[0].status == 200
            answered += 1
    assert b"0 imported, 0 unchanged, 20,000 refused" in importing.result()
    assert answered > 10
