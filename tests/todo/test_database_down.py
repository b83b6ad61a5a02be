"""A site whose database stops, hangs or rejects its credentials."""

import os
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pymongo
import pytest
from pymongo.database import Database as PlainDatabase

from standalone import EmbeddedMongod
from standalone.processes import wait_until

SECONDS = 20
QUICK = {"serverSelectionTimeoutMS": 300, "connectTimeoutMS": 300}
PlainDB = PlainDatabase[dict[str, Any]]
Outage = Callable[[EmbeddedMongod], Any]

pytestmark = pytest.mark.xdist_group("server outages")


@contextmanager
def stopped(mongod: EmbeddedMongod) -> Iterator[None]:
    """Stop the server, and start it again after the block."""
    mongod.stop()
    yield
    mongod.start()


def is_stopped(process_id: int) -> bool:
    """Return whether SIGSTOP has reached every thread of a process."""
    threads = Path(f"/proc/{process_id}/task").iterdir()
    try:
        return all("\nState:\tT" in (each / "status").read_text() for each in threads)
    except (FileNotFoundError, ProcessLookupError):  # a thread has just ended
        return False


@contextmanager
def frozen(mongod: EmbeddedMongod) -> Iterator[None]:
    """Freeze the server during the block; connections stay open, but get no replies."""
    with pymongo.MongoClient[dict[str, Any]](mongod.uri) as client:
        process_id = client.admin.command("serverStatus")["pid"]
    os.kill(process_id, signal.SIGSTOP)
    try:
        assert wait_until(lambda: is_stopped(process_id), SECONDS)
        yield
    finally:
        os.kill(process_id, signal.SIGCONT)


@pytest.fixture(scope="module")
def own_mongod(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedMongod]:
    """Return a server that only this module uses."""
    with EmbeddedMongod(tmp_path_factory.mktemp("own")) as mongod:
        yield mongod


@pytest.fixture
def down_site(make_app: Any, browse: Any, own_mongod: EmbeddedMongod) -> Any:
    """Return a client of a site connected to ``own_mongod`` with short timeouts."""
    app = make_app(
        MONGODB_URI=own_mongod.uri, MONGODB_TIMEOUT_MS=1000, MONGODB_OPTIONS=QUICK
    )
    site = browse(app)
    assert site.get("/").status_code == 200
    return site


def wait_for_database(site: Any) -> None:
    """Wait until the site has found the server again, which takes a moment."""
    assert wait_until(lambda: site.get("/readyz").status_code == 200, SECONDS)


@pytest.mark.parametrize("outage", [stopped, frozen])
def test_reading(down_site: Any, own_mongod: EmbeddedMongod, outage: Outage) -> None:
    """Pages report the outage and recover when the database is back."""
    place = f"/?before=1-{'0' * 24}"
    with outage(own_mongod):
        paths = (f"/{'0' * 24}", place, "/?q=milk")
        responses = [down_site.get(path) for path in paths]
    for response in responses:
        assert response.status_code == 503
        assert "The database cannot be reached" in response.text
        assert "Nothing was lost." in response.text
        assert response.headers["Retry-After"] == "5"
        assert "Traceback" not in response.text
    wait_for_database(down_site)
    again = [down_site.press(response, "Try again") for response in responses]
    assert [response.status_code for response in again] == [404, 200, 200]
    assert [response.request.full_path.rstrip("?") for response in again] == [*paths]


def test_slow_database(
    make_app: Any, browse: Any, failing_mongod: EmbeddedMongod, fail: Any
) -> None:
    """The time limit is for all operations of a request together."""
    site = browse(make_app(MONGODB_URI=failing_mongod.uri, MONGODB_TIMEOUT_MS=1500))
    address = site.add("Milk").headers["Location"]
    page = site.get(address)
    slow = {"blockConnection": True, "blockTimeMS": 1000, "appName": "todo"}
    fail("failCommand", failCommands=["find", "update"], **slow)
    response = site.press(page, "Delete: Milk")
    assert response.status_code == 503
    assert "not known whether this was stored" in response.text
    fail("failCommand", "off")
    wait_for_database(site)
    assert site.press(response, "Try again").status_code == 303


@pytest.mark.parametrize("outage", [stopped, frozen])
def test_pages_without_a_database(
    down_site: Any, own_mongod: EmbeddedMongod, outage: Outage
) -> None:
    """During an outage, ``/readyz`` fails, but pages without queries can be opened."""
    with outage(own_mongod):
        assert down_site.get("/new").status_code == 200
        assert down_site.get("/healthz").status_code == 200
        assert down_site.get("/nothing/here").status_code == 404
        assert down_site.get("/readyz").status_code == 503


@pytest.mark.parametrize("outage", [stopped, frozen])
def test_writing(down_site: Any, own_mongod: EmbeddedMongod, outage: Outage) -> None:
    """Input is kept during an outage; resubmitting it afterwards adds only one task."""
    title = f"Written while {outage.__name__}"
    filled = {**down_site.form(), "title": title, "text": "<typed> words"}
    with outage(own_mongod):
        response = down_site.post("/new", filled)
        assert response.status_code == 503
        assert title in response.text
        assert "&lt;typed&gt; words" in response.text
        assert filled["token"] in response.text
    wait_for_database(down_site)
    for _ in range(2):
        assert down_site.post("/new", filled).status_code == 303
    assert down_site.get("/").text.count(f">{title}</a>") == 1


@pytest.mark.parametrize("token", ["ours", "forged", None])
def test_a_write_of_unknown_outcome(
    down_site: Any, own_mongod: EmbeddedMongod, token: str | None
) -> None:
    """If a write may have been stored, the page says so and the form can be resent."""
    form = down_site.form()
    if token != "ours":
        form["token"] = token or ""
    words = {"title": f"Perhaps, {token}", "text": ""}
    with frozen(own_mongod):
        response = down_site.post("/new", {**form, **words})
    assert "it is not known whether this was stored" in response.text
    assert "Nothing was lost" not in response.text
    wait_for_database(down_site)
    again = {**down_site.hidden_fields(response), **words}
    assert down_site.post("/new", again).status_code == 303
    assert down_site.get("/").text.count(f">{words['title']}</a>") == 1


@pytest.mark.parametrize("outage", [stopped, frozen])
def test_the_default_timeout(
    make_app: Any, browse: Any, own_mongod: EmbeddedMongod, outage: Outage
) -> None:
    """With default settings, the error page arrives within six seconds."""
    site = browse(make_app(MONGODB_URI=own_mongod.uri))
    filled = {**site.form(), "title": "Slow", "text": ""}
    assert site.get("/").status_code == 200
    with outage(own_mongod), ThreadPoolExecutor() as pool:
        response = pool.submit(site.post, "/new", filled).result(timeout=6)
        assert response.status_code == 503


def test_changed_password(make_app: Any, browse: Any, database: PlainDB) -> None:
    """While the user has another password, the site says that it has no database."""
    database.command("createUser", "eve", pwd="a password", roles=["readWrite"])
    credentials = {"MONGODB_USERNAME": "eve", "MONGODB_PASSWORD": "a password"}
    options = {"maxIdleTimeMS": 1}  # so that it always logs in again
    site = browse(make_app(**credentials, MONGODB_OPTIONS=options))
    form = site.form()
    assert site.get("/").status_code == 200
    database.command("updateUser", "eve", pwd="another password")
    for response in (site.get("/"), site.post("/new", {**form, "title": "Milk"})):
        assert response.status_code == 503
        assert "The database cannot be reached" in response.text
        assert "Nothing was lost." in response.text
    database.command("updateUser", "eve", pwd="a password")
    assert site.press(response, "Try again").status_code == 303
    database.command("dropUser", "eve")


def test_rejected_credentials(make_app: Any, browse: Any, database: PlainDB) -> None:
    """The site works as soon as its database user has been created."""
    credentials = {"MONGODB_USERNAME": "ann", "MONGODB_PASSWORD": "a password"}
    site = browse(make_app(**credentials))
    refused = site.add("Kept")
    database.command("createUser", "ann", pwd="a password", roles=["readWrite"])
    assert (refused.status_code, site.get("/new").status_code) == (503, 200)
    assert "Nothing was lost." in refused.text
    assert "a password" not in refused.text
    again = {**site.hidden_fields(refused), "title": "Kept", "text": ""}
    assert site.post("/new", again).status_code == 303
    assert site.titles() == ["Kept"]
    database.command("dropUser", "ann")


def test_invalid_input_needs_no_database(
    down_site: Any, own_mongod: EmbeddedMongod
) -> None:
    """Invalid input is rejected even if the database is down."""
    filled = {**down_site.form(), "title": "", "text": ""}
    with stopped(own_mongod):
        assert down_site.post("/new", filled).status_code == 422


def test_programs_get_json(down_site: Any, own_mongod: EmbeddedMongod) -> None:
    """During an outage, a client that prefers JSON gets problem+json."""
    with stopped(own_mongod):
        response = down_site.get("/", headers={"Accept": "application/json"})
    assert response.content_type == "application/problem+json"
    assert response.json["status"] == 503


def test_an_unknown_host_name(make_app: Any, browse: Any) -> None:
    """A host name that does not resolve counts as an unreachable server."""
    site = browse(make_app(MONGODB_URI="mongodb+srv://db.example.invalid/"))
    form = {**site.form(), "title": "Kept", "text": ""}
    responses = [site.get("/"), site.post("/new", form), site.get("/readyz")]
    assert [response.status_code for response in responses] == [503, 503, 503]
    assert "Nothing was lost." in responses[1].text


def test_the_log(make_app: Any, capsys: pytest.CaptureFixture[str]) -> None:
    """An outage is logged as one line, without a traceback."""
    app = make_app(MONGODB_URI="mongodb://127.0.0.1:1/", MONGODB_TIMEOUT_MS=500)
    assert app.test_client().get("/").status_code == 503
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 1
    assert "The database cannot be reached" in lines[0]
