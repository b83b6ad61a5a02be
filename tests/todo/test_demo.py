"""The warning of demo sites that other machines can reach."""

import secrets
from typing import Any

import pytest

from tests.todo.conftest import MakeApp
from tests.todo.pages import Page
from tests.todo.served import serving
from todo.demo import WARNING, is_loopback

PAGES = ["/", "/new", "/help", "/import", "/nowhere"]


def warnings(app: Any, path: str = "/", **options: Any) -> list[str]:
    """Return the warnings on a page."""
    page = Page(app.test_client().get(path, **options).text).root
    return page.one("header").names("p")


@pytest.mark.parametrize("path", PAGES)
def test_each_page_warns(make_app: MakeApp, path: str) -> None:
    """Each page of a demo site that was reached from elsewhere has the warning."""
    app = make_app(TODO_DEMO=True)
    assert warnings(app, path, base_url="http://192.0.2.7:8000/") == [WARNING]
    assert warnings(app, path) == []


@pytest.mark.parametrize("host", ["todo.example", "", "[::", "0.0.0.0", "local host"])
def test_other_hosts(make_app: MakeApp, host: str) -> None:
    """Any host that is not a loopback one is warned of."""
    app = make_app(TODO_DEMO=True)
    assert warnings(app, headers={"Host": host}) == [WARNING]


@pytest.mark.parametrize(
    "host", ["localhost:8000", "127.0.0.1", "127.9.9.9:1", "[::1]:8000", "a.localhost"]
)
def test_loopback_hosts(make_app: MakeApp, host: str) -> None:
    """Loopback hosts are not warned of."""
    assert warnings(make_app(TODO_DEMO=True), headers={"Host": host}) == []


def test_servers_on_all_addresses(make_app: MakeApp) -> None:
    """A server that listens on all addresses is warned of, also on its own machine."""
    everywhere = {"SERVER_NAME": "0.0.0.0"}
    app = make_app(TODO_DEMO=True)
    assert warnings(app, environ_overrides=everywhere) == [WARNING]
    app = make_app()
    assert warnings(app, environ_overrides=everywhere) == []


@pytest.mark.parametrize("name", ["", None, "0.0.0.0", "::", "192.0.2.7", "localhost."])
def test_is_no_loopback_address(name: str | None) -> None:
    """Other names and addresses are no loopback addresses."""
    assert not is_loopback(name)


@pytest.mark.parametrize(("host", "number"), [("0.0.0.0", 1), ("127.0.0.1", 0)])
def test_the_log_warns(host: str, number: int) -> None:
    """The log of a demo site warns at the start, if other machines can reach it."""
    environ = {"SECRET_KEY": secrets.token_hex(32), "TODO_DEMO": "1"}
    with serving(environ, host=host) as site:
        site.get("/healthz")  # waits until it has started
    messages = [entry["message"] for entry in site.messages]
    assert messages.count(f"TODO_DEMO is 1 on {host}. {WARNING}") == number
