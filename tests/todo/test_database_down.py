"""A site whose database stops, hangs or refuses it, and comes back."""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pymongo
import pytest

from standalone import EmbeddedMongod

QUICK = {"serverSelectionTimeoutMS": 300, "connectTimeoutMS": 300}
Outage = Callable[[EmbeddedMongod], Any]


@contextmanager
def stopped(mongod: EmbeddedMongod) -> Iterator[None]:
    """Stop the server for a while."""
    mongod.stop()
    yield
    mongod.start()


@contextmanager
def frozen(mongod: EmbeddedMongod) -> Iterator[None]:
    """Leave the server's connections open, and let it answer none for a while."""
    with pymongo.MongoClient[dict[str, Any]](mongod.uri) as client:
        process_id = client.admin.command("serverStatus")["pid"]
    os.kill(process_id, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(process_id, signal.SIGCONT)


@pytest.fixture(scope="module")
def own_mongod(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedMongod]:
    """Run a server that no other test uses."""
    with EmbeddedMongod(tmp_path_factory.mktemp("own")) as mongod:
        yield mongod


@pytest.fixture
def down_site(make_app: Any, browse: Any, own_mongod: EmbeddedMongod) -> Any:
    """Give a site on that server, which has answered already, and waits briefly."""
    app = make_app(
        MONGODB_URI=own_mongod.uri, MONGODB_TIMEOUT_MS=1000, MONGODB_OPTIONS=QUICK
    )
    site = browse(app)
    assert site.get("/").status_code == 200
    return site


@pytest.mark.parametrize("outage", [stopped, frozen])
@pytest.mark.parametrize("path", ["/", f"/{'0' * 24}", "/?before=1-" + "0" * 24])
def test_reading(
    down_site: Any, own_mongod: EmbeddedMongod, outage: Outage, path: str
) -> None:
    """A page says that the database is away, and is there again when that is back."""
    with outage(own_mongod):
        answer = down_site.get(path)
        assert answer.status_code == 503
        assert "The database cannot be reached" in answer.text
        assert "Nothing was lost." in answer.text
        assert "Try again" in answer.text
        assert answer.headers["Retry-After"] == "5"
        assert "Traceback" not in answer.text
    assert down_site.get(path).status_code in {200, 404}


@pytest.mark.parametrize("outage", [stopped, frozen])
def test_what_needs_no_database(
    down_site: Any, own_mongod: EmbeddedMongod, outage: Outage
) -> None:
    """Pages that need no database are there meanwhile."""
    with outage(own_mongod):
        assert down_site.get("/new").status_code == 200
        assert down_site.get("/healthz").status_code == 200
        assert down_site.get("/nothing/here").status_code == 404
        assert down_site.get("/readyz").status_code == 503


@pytest.mark.parametrize("outage", [stopped, frozen])
def test_writing(down_site: Any, own_mongod: EmbeddedMongod, outage: Outage) -> None:
    """What was typed is kept, and sent again it is stored once."""
    title = f"Written while {outage.__name__}"
    filled = {**down_site.form(), "title": title, "text": "<typed> words"}
    with outage(own_mongod):
        answer = down_site.post("/new", filled)
        assert answer.status_code == 503
        assert title in answer.text
        assert "&lt;typed&gt; words" in answer.text
        assert filled["token"] in answer.text
    for _ in range(2):
        assert down_site.post("/new", filled).status_code == 303
    assert down_site.get("/").text.count(f">{title}</a>") == 1


def test_a_write_of_unknown_outcome(down_site: Any, own_mongod: EmbeddedMongod) -> None:
    """Where a write may have arrived, the page does not claim to know."""
    filled = {**down_site.form(), "title": "Perhaps", "text": ""}
    with frozen(own_mongod):
        page = down_site.post("/new", filled).text
    assert "it is not known whether this was stored" in page
    assert "Nothing was lost" not in page


def test_words_that_are_wrong_need_no_database(
    down_site: Any, own_mongod: EmbeddedMongod
) -> None:
    """A form that is refused is refused without a database as well."""
    filled = {**down_site.form(), "title": "", "text": ""}
    with stopped(own_mongod):
        assert down_site.post("/new", filled).status_code == 422


def test_programs_get_json(down_site: Any, own_mongod: EmbeddedMongod) -> None:
    """A client that prefers JSON gets the outage in JSON."""
    with stopped(own_mongod):
        answer = down_site.get("/", headers={"Accept": "application/json"})
    assert answer.content_type == "application/problem+json"
    assert answer.json["status"] == 503


def test_the_log(make_app: Any, capsys: pytest.CaptureFixture[str]) -> None:
    """An outage is one line in the log, without a traceback."""
    app = make_app(MONGODB_URI="mongodb://127.0.0.1:1/", MONGODB_TIMEOUT_MS=500)
    assert app.test_client().get("/").status_code == 503
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 1
    assert "The database cannot be reached" in lines[0]
