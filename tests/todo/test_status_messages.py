"""The messages that ``docs/reference/roles.md`` lists are those of the acts."""

from typing import Any

import pytest

from docs.generate import roles
from tests.todo.pages import Page

ACTS = [
    *("Done: <title>", "Reopen: <title>", "Delete: <title>", "Undo"),
    *("Done: <title>", "Clear done", "Undo"),
    *("Done: Another", "Clear done", "Undo"),
]
"""Buttons to press one after the other, on the page that the act before leads to."""


def shown(site: Any, page: Any) -> dict[str, str]:
    """Return the message on a page, with the name of its button."""
    (status,) = Page(page.text).root.all("div", role="status")
    return {message: "".join(status.names("button")) for message in site.messages(page)}


@pytest.fixture
def seen(site: Any) -> dict[str, str]:
    """Carry out every act, and return the messages."""
    form = {"csrf_token": site.form()["csrf_token"], "batch": "0" * 24}
    messages = shown(site, site.follow(site.post("/clear-done", form)))
    site.follow(site.add("Another"))
    page = site.follow(site.add("<title>"))
    messages |= shown(site, page)
    for name in ACTS:
        page = site.follow(site.press(page, name))
        messages |= shown(site, page)
    path = site.link("/", "<title>")
    page = site.follow(site.press_on(f"{path}/edit", "Save", text="Edited"))
    return messages | shown(site, page)


def test_messages(seen: dict[str, str]) -> None:
    """Every act has the message and the button that the page lists, and no other."""
    about = {k: v for k, v in seen.items() if "Another" not in k}
    assert about == roles.MESSAGES
    assert roles.messages() in roles.PAGE.read_text(encoding="utf-8")
