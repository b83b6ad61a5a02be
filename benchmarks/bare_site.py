"""The list page on Flask and bare pymongo: what the site is measured against.

It shows the same tasks, counts and forms with the same templates, its forms carry
tokens from the same libraries, and it has none of the site's packages.
"""

import os
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from flask import Flask, current_app, render_template, request, url_for
from flask_wtf import CSRFProtect
from itsdangerous import URLSafeSerializer
from jinja2.ext import Extension
from pymongo import MongoClient

PAGE_SIZE = 20
MOST_COUNTED = 1000
NEWEST_FIRST = [("creation", -1), ("_id", -1)]
OPEN = {"deleted": None, "done": {"$in": [None, False]}}
DONE = {"deleted": None, "done": True}
ADDRESSES = {
    "/new": "tasks.new_task",
    "/clear-done": "tasks.clear_done",
    "/<task_id>": "tasks.show_task",
    "/help": "help.show_help",
    "/export.json": "transfer.export_tasks",
    "/import": "transfer.import_tasks",
    "/manifest.webmanifest": "static_files.manifest",
}

client: MongoClient[dict[str, Any]] = MongoClient(
    os.environ["MONGODB_URI"], connect=False, tz_aware=True
)
tasks = client[os.environ["MONGODB_DATABASE"]]["tasks"]


class Show(StrEnum):
    """The filters of the list."""

    ALL = ""
    OPEN = "open"
    DONE = "done"
    DELETED = "deleted"


@dataclass
class Listing:
    """The part of the list that an address names."""

    values: dict[str, Any] = field(default_factory=dict)
    show: Show = Show.ALL
    q: str = ""

    @property
    def address(self) -> str:
        """Where it is."""
        return url_for("tasks.show_all", **self.values)

    def filtered(self, show: Show) -> "Listing":
        """Return it under another filter."""
        return Listing({"show": show} if show else {})

    def older_than(self, place: str) -> "Listing":
        """Return what is below a place."""
        return Listing({"before": place})


class Outdented(Extension):
    """Takes the indentation of templates away, as the site does."""

    def preprocess(
        self, source: str, name: str | None, filename: str | None = None
    ) -> str:
        """Return the source of a template without indentation."""
        del name, filename
        return re.sub(r"^[ \t]+", "", source, flags=re.MULTILINE)


def new_token() -> str:
    """Return what tells one sending of the form from another."""
    signer = URLSafeSerializer(current_app.secret_key or "", salt="new-task")
    return str(signer.dumps(secrets.token_urlsafe(12)))


def utc_iso(time: datetime) -> str:
    """Return a time as HTML's attribute has it."""
    return time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def utc_text(time: datetime) -> str:
    """Return a time as a person reads it."""
    return time.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")


def count(criteria: dict[str, Any]) -> str:
    """Return how many tasks meet criteria, as the list says it."""
    number = tasks.count_documents(criteria, limit=MOST_COUNTED + 1)
    return str(number) if number <= MOST_COUNTED else f"{MOST_COUNTED}+"


def place(task: dict[str, Any]) -> str:
    """Return the place of a task in the list."""
    return f"{round(task['creation'].timestamp() * 1000)}-{task['_id']}"


def seen(found: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return tasks with what templates ask of them."""
    return [{**task, "is_done": task.get("done")} for task in found]


def show_all() -> str:
    """Show the newest tasks."""
    request.args.get("before")
    found = list(
        tasks.find({"deleted": None}).sort(NEWEST_FIRST).limit(PAGE_SIZE + 1),
    )
    shown = seen(found[:PAGE_SIZE])
    older = place(shown[-1]) if len(found) > PAGE_SIZE else None
    return render_template(
        "tasks/index.html",
        listing=Listing(),
        page={"tasks": shown, "newer": None, "older": older},
        counts={"open": count(OPEN), "done": count(DONE)},
        shows=Show,
        days_kept=30,
        token=new_token(),
    )


def create_app() -> Flask:
    """Return the bare site."""
    app = Flask("todo", static_url_path="/static/0123456789abcdef")
    app.jinja_options = {"extensions": [Outdented]}
    app.secret_key = os.environ["SECRET_KEY"]
    CSRFProtect(app)
    app.add_template_filter(utc_iso)
    app.add_template_filter(utc_text)
    app.context_processor(lambda: {"layout": "base.html"})
    app.add_url_rule("/", "tasks.show_all", show_all)
    for address, name in ADDRESSES.items():
        app.add_url_rule(address, name, lambda **_: "")
    return app


app = create_app()
