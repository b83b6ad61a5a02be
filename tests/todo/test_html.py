"""Renders all templates in all their states, so that ``bin/lint`` can check them."""

from typing import Any

import pytest
from bson import ObjectId
from flask import Flask, template_rendered

from tests.todo.transfers import BREAD, MILK, export_file, upload

FRAGMENT = {"Todo-Fragment": "/"}
PARTS_OF_PAGES = (
    "base.html",
    "status.html",
    "tasks/edit_fields.html",
    "tasks/list.html",
    "tasks/save_as_new.html",
    "macros/",
)
FILES = [
    (b"?", 422),
    (export_file(BREAD), 200),
    (export_file({**MILK, "title": 3}), 200),
]


class Visitor:
    """A client that requests either whole pages or fragments."""

    def __init__(self, site: Any, headers: dict[str, str]) -> None:
        self.site = site
        self.headers = headers
        self.csrf_token = site.form()["csrf_token"]

    def open(self, path: str, status: int = 200) -> None:
        """Request a page, and check its status."""
        assert self.site.get(path, headers=self.headers).status_code == status, path

    def send(self, path: str, status: int = 303, **fields: Any) -> None:
        """Submit a form, check the status, and request the list with the message."""
        form = {"csrf_token": self.csrf_token, **fields}
        response = self.site.post(path, form, headers=self.headers)
        assert response.status_code == status, path
        self.open("/")


def visit_lists(visitor: Visitor) -> None:
    """Visit the lists and the other pages that do not belong to one task."""
    for path in ("/", "/?q=milk", "/?q=zz", "/?show=done", "/?show=deleted"):
        visitor.open(path)
    for path in ("/new", "/help", "/import"):
        visitor.open(path)


def visit_task(visitor: Visitor, task_id: ObjectId) -> None:
    """Edit, finish, clear, restore and delete a task, and visit its pages."""
    path = f"/{task_id}"
    fields = {"title": "Buy bread", "text": "<b> & \"'\n\n"}
    visitor.send(f"{path}/edit", 422, title="")
    visitor.send(f"{path}/edit", 409, version="7", **fields)
    for verb in ("done", "reopen", "done"):
        visitor.open(path)
        visitor.open(f"{path}/edit")
        visitor.send(path + f"/{verb}")
    visit_lists(visitor)
    visitor.send("/clear-done")
    visitor.send("/clear-done")
    visitor.open(path, 410)
    visitor.send(f"{path}/edit", 410, version="7", **fields)
    visit_lists(visitor)
    visitor.send(f"{path}/restore")
    visitor.send(f"{path}/delete")


def visit_errors(visitor: Visitor) -> None:
    """Submit invalid forms, and visit invalid URLs."""
    visitor.send("/new", 422, title="", text="b")
    visitor.send("/new", 400, csrf_token="", title="a", text="b")
    visitor.send("/new", 413, title="a" * 300_000)
    for path, status in [("/x", 400), ("/?before=x", 400), ("/a/b", 404)]:
        visitor.open(path, status)
    for content, status in FILES:
        visitor.send("/import", status, file=upload(content))


@pytest.mark.parametrize("kind", ["pages", "fragments"])
def test_every_template(app: Flask, site: Any, add_tasks: Any, kind: str) -> None:
    """Visiting the whole site renders every template of this kind."""
    rendered: set[str | None] = set()

    def note(_: Flask, template: Any, **__: Any) -> None:
        rendered.add(template.name)

    with template_rendered.connected_to(note, app):
        visitor = Visitor(site, {} if kind == "pages" else FRAGMENT)
        visit_lists(visitor)
        task_id, *_ = add_tasks("Buy milk", "Buy <i>", "Buy é", "Sell", text="a\nb")
        visit_lists(visitor)
        visit_task(visitor, task_id)
        visit_errors(visitor)
    templates = app.jinja_env.list_templates(extensions=["html"])
    pages = {name for name in templates if not name.startswith(PARTS_OF_PAGES)}
    fragments = {name for name in pages if name.startswith("fragments/")}
    assert (
        rendered >= fragments if kind == "fragments" else rendered == pages - fragments
    )
