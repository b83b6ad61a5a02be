"""The help page."""

from typing import Any

from mongokit import __version__
from tests.todo.pages import Page
from todo.pages import KEYS


def test_help(site: Any) -> None:
    """The page has the expected title and headings."""
    response = site.get("/help")
    page = Page(response.text).root
    assert response.status_code == 200
    assert page.one("title").text == "Help - Simple ToDo Example"
    assert page.names("h2") == ["Help"]
    assert page.names("h3") == ["Keyboard shortcuts", "Search", "Your data"]


def test_keys(site: Any) -> None:
    """Every shortcut is listed with its meaning, and one checkbox controls them all."""
    page = Page(site.get("/help").text).root
    keys = page.one("dl")
    assert tuple(zip(keys.names("kbd"), keys.names("dd"), strict=True)) == KEYS
    assert {key for key, _ in KEYS} == {*"n/jkxe#u?", "Enter"}
    (label,) = (
        each for each in page.all("label") if each.all("input", type="checkbox")
    )
    assert label.text == "Use keyboard shortcuts"


def test_limits_and_version(site: Any) -> None:
    """The page states the limits, how long tasks can be restored, and the version."""
    text = Page(site.get("/help").text).root.one("main").text
    assert "up to 200 characters, a text up to 10,000" in text
    assert "restored for 30 days" in text
    assert f"Version {__version__}" in text


def test_links(site: Any) -> None:
    """The page links to export, import and the list; other pages link to it."""
    main = Page(site.get("/help").text).root.one("main")
    links = {link.name: link["href"] for link in main.all("a")}
    assert links == {
        "Export": "/export.json",
        "Import": "/import",
        "Back to list": "/",
    }
    assert Page(site.get("/x").text).root.one("a", "Help")["href"] == "/help"


def test_without_a_database(make_app: Any, browse: Any) -> None:
    """The page can be opened without a database."""
    app = make_app(MONGODB_URI="mongodb://127.0.0.1:1/", MONGODB_TIMEOUT_MS=500)
    assert browse(app).get("/help").status_code == 200
