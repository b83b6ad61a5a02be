"""Messages wait until a page shows them."""

from typing import Any

import pytest
from flask import Flask, render_template_string

ADDED = ['Added "Buy milk".']
UNSEEN_HEADERS = [
    {"Sec-Purpose": "prefetch"},
    {"Sec-Purpose": "prefetch;prerender"},
    {"Purpose": "prefetch"},
    {"X-Moz": "prefetch"},
    {"X-Purpose": "preview"},
    {"Sec-Fetch-Dest": "image"},
    {"Sec-Fetch-Dest": "empty"},
    {"Sec-Fetch-Dest": "iframe"},
    {"Sec-Fetch-Mode": "cors"},
    {"Accept": "application/json"},
    {"Accept": "image/avif,image/webp,image/*,*/*;q=0.8"},
    {"Accept": "text/css,*/*;q=0.1"},
]
PAGE_HEADERS = [
    {"Sec-Fetch-Dest": "document", "Sec-Fetch-Mode": "navigate"},
    {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"},
    {"Accept": "text/html, text/*;q=0.5, image/*"},
    {"Accept": "*/*"},
]
OTHER_PATHS = [
    *("/healthz", "/manifest.webmanifest", "/favicon.ico", "/export.json"),
    *("/x", "/a/b", "/?before=x", f"/{'0' * 24}"),
]


@pytest.fixture
def waiting(site: Any) -> Any:
    """Return a client for which a message waits."""
    site.add("Buy milk")
    return site


@pytest.mark.parametrize("headers", PAGE_HEADERS, ids=str)
def test_one_page(waiting: Any, headers: dict[str, str]) -> None:
    """A message is shown on the next page, and only there."""
    assert waiting.messages(waiting.get("/help", headers=headers)) == ADDED
    assert waiting.messages(waiting.get("/")) == []


@pytest.mark.parametrize("headers", UNSEEN_HEADERS, ids=str)
def test_unseen_pages(waiting: Any, headers: dict[str, str]) -> None:
    """A prefetched page, or one that is requested as something else, takes none."""
    assert waiting.messages(waiting.get("/", headers=headers)) == []
    assert waiting.messages(waiting.get("/")) == ADDED


def test_head(waiting: Any) -> None:
    """HEAD takes no message."""
    assert waiting.client.head("/").status_code == 200
    assert waiting.messages(waiting.get("/")) == ADDED


@pytest.mark.parametrize("path", OTHER_PATHS)
@pytest.mark.parametrize("accepted", ["text/html", "application/json"])
def test_other_responses(waiting: Any, path: str, accepted: str) -> None:
    """Neither error pages nor responses that are no pages take a message."""
    assert "Added" not in waiting.get(path, headers={"Accept": accepted}).text
    assert waiting.messages(waiting.get("/")) == ADDED


def test_a_fragment(waiting: Any) -> None:
    """A part of a page that a script requests shows the messages."""
    headers = {"Todo-Fragment": "/", "Sec-Fetch-Dest": "empty"}
    assert "Buy milk</bdi>" in waiting.get("/", headers=headers).text
    assert waiting.messages(waiting.get("/")) == []


def break_page() -> str:
    """Show the messages, and then fail."""
    return render_template_string("{{ take_messages() }}{{ 1 / 0 }}")


def test_a_page_that_fails(make_app: Any, browse: Any) -> None:
    """A page that fails after it has taken the messages does not lose them."""
    app: Flask = make_app()
    app.add_url_rule("/broken", view_func=break_page)
    site = browse(app)
    site.add("Buy milk")
    response = site.get("/broken")
    assert response.status_code == 500
    assert site.messages(response) == []
    assert site.messages(site.get("/")) == ADDED
