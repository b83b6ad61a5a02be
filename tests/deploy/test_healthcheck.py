"""The health check of the site's container."""

import secrets
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
from pymongo.database import Database as PlainDatabase
from werkzeug.serving import make_server

from deploy.healthcheck import main
from standalone import EmbeddedMongod
from todo import create_app
from todo.extensions import db

Serve = Callable[..., AbstractContextManager[str]]

UNUSED_URL = "http://127.0.0.1:9/readyz"


@pytest.fixture
def serve(mongod: EmbeddedMongod, database: PlainDatabase[dict[str, object]]) -> Serve:
    """Return a context manager that serves the site and yields its URL."""

    @contextmanager
    def serving(**config: object) -> Iterator[str]:
        ours = {
            "SECRET_KEY": secrets.token_hex(32),
            "MONGODB_URI": mongod.uri,
            "MONGODB_DATABASE": database.name,
        }
        app = create_app({**ours, **config})
        server = make_server("127.0.0.1", 0, app)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.port}/readyz"
        finally:
            server.shutdown()
            thread.join()
            server.server_close()
            with app.app_context():
                db.connection.close()

    return serving


def test_ready(serve: Serve) -> None:
    """The check succeeds if the site's database responds."""
    with serve() as url:
        assert main(url) == 0


def test_not_ready_without_a_database(
    serve: Serve, capsys: pytest.CaptureFixture[str]
) -> None:
    """If the database does not respond, the check fails and prints the reason."""
    with serve(MONGODB_URI="mongodb://127.0.0.1:9/", MONGODB_TIMEOUT_MS=500) as url:
        assert main(url) == 1
    assert "Not ready: HTTP Error 503" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["todo.example", ".todo.example", "büro.example"])
def test_trusted_hosts(serve: Serve, name: str) -> None:
    """The check also succeeds if the site answers to other host names only."""
    with serve(TRUSTED_HOSTS=[name]) as url:
        assert main(url) == 0


def test_proxies_are_ignored(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    """The check ignores the container's proxy settings."""
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9/")
    monkeypatch.delenv("no_proxy", raising=False)
    with serve() as url:
        assert main(url) == 0


def test_not_ready_if_nothing_listens(capsys: pytest.CaptureFixture[str]) -> None:
    """If nothing listens, the check fails and prints the reason."""
    assert main(UNUSED_URL) == 1
    assert "refused" in capsys.readouterr().out


def test_exit_status() -> None:
    """The command exits with status 1 if nothing listens."""
    result = subprocess.run(
        [sys.executable, "-m", "deploy.healthcheck", UNUSED_URL],
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 1
    assert result.stdout.startswith("Not ready: ")
