"""The pages on Flask and bare pymongo, as the baseline of the benchmarks.

The list page renders the same templates with the same tasks, counts, forms and form
tokens; the other pages and the acts are those that ``bin/load`` uses. Nothing uses the
site's packages.
"""

import os
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from types import SimpleNamespace
from typing import Any

from bson import ObjectId
from flask import (
    Flask,
    current_app,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask_wtf import CSRFProtect
from itsdangerous import URLSafeSerializer
from jinja2.ext import Extension
from pymongo import MongoClient
from werkzeug.wrappers import Response

PAGE_SIZE = 20
MOST_COUNTED = 1000
NEWEST_FIRST = [("creation", -1), ("_id", -1)]
OPEN = {"deleted": None, "done": {"$in": [None, False]}}
DONE = {"deleted": None, "done": True}
URL_RULES = {
    "/clear-done": "tasks.clear_done",
    "/help": "pages.show_help",
    "/export.json": "transfer.export_tasks",
    "/import": "transfer.import_tasks",
    "/manifest.webmanifest": "pages.manifest",
    "/apple-touch-icon.png": "pages.apple_touch_icon",
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
    """The filter, the search and the page position of the list."""

    values: dict[str, Any] = field(default_factory=dict)
    show: Show = Show.ALL
    q: str = ""

    @property
    def address(self) -> str:
        """The URL of the list page."""
        return url_for("tasks.show_all", **self.values)

    def filtered(self, show: Show) -> "Listing":
        """Return the first page of the listing with another filter."""
        return Listing({"show": show} if show else {})

    def unsearched(self) -> "Listing":
        """Return the listing without the search."""
        return Listing()

    def older_than(self, position: str) -> "Listing":
        """Return the listing of the tasks older than a keyset position."""
        return Listing({"before": position})


class StripIndentation(Extension):
    """A Jinja extension that strips the indentation of templates, as the site does."""

    def preprocess(
        self, source: str, name: str | None, filename: str | None = None
    ) -> str:
        """Return the source of a template without its indentation."""
        del name, filename
        return re.sub(r"^[ \t]+", "", source, flags=re.MULTILINE)


def new_token() -> str:
    """Return a new form token."""
    signer = URLSafeSerializer(current_app.secret_key or "", salt="new-task")
    return str(signer.dumps(secrets.token_urlsafe(12)))


def utc_iso(time: datetime) -> str:
    """Format a time for a ``datetime`` attribute in HTML."""
    return time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def utc_text(time: datetime) -> str:
    """Format a time for display."""
    return time.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")


def first_line(text: str) -> str:
    """Return the beginning of the first line of a text that is not blank."""
    return text.lstrip().partition("\n")[0][:200].rstrip()


def count(criteria: dict[str, Any]) -> str:
    """Return the number of matching tasks as text, or ``1000+`` for more than 1000."""
    number = tasks.count_documents(criteria, limit=MOST_COUNTED + 1)
    return str(number) if number <= MOST_COUNTED else f"{MOST_COUNTED}+"


def position_of(task: dict[str, Any]) -> str:
    """Return the keyset position of a task."""
    return f"{round(task['creation'].timestamp() * 1000)}-{task['_id']}"


def take_messages() -> list[Any]:
    """Remove the messages from the session, and return them."""
    messages: list[Any] = session.pop("messages", [])
    return messages


def with_attributes(found: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Add ``is_done``, the property of the model that the templates use."""
    return [{**task, "is_done": task.get("done")} for task in found]


def show_all() -> str:
    """Render the list page with the newest tasks, or with those that match a word."""
    request.args.get("before")
    q = request.args.get("q", "")
    query: dict[str, Any] = {"deleted": None}
    if q:
        query["words"] = {"$regex": f"^{re.escape(q)}"}
    found = list(
        tasks.find(query).sort(NEWEST_FIRST).limit(PAGE_SIZE + 1),
    )
    shown = with_attributes(found[:PAGE_SIZE])
    older = position_of(shown[-1]) if len(found) > PAGE_SIZE else None
    return render_template(
        "tasks/index.html",
        listing=Listing({"q": q} if q else {}, q=q),
        page=SimpleNamespace(tasks=shown, items=shown, newer=None, older=older),
        counts={"open": count(OPEN), "done": count(DONE)},
        shows=Show,
        days_kept=30,
        token=new_token(),
        batch=ObjectId(),
    )


def show_task(task_id: str) -> str:
    """Render the page of a task."""
    [task] = with_attributes([tasks.find_one({"_id": ObjectId(task_id)}) or {}])
    return render_template("tasks/show.html", task=task)


def new_task() -> Response:
    """Store a task."""
    title, text = request.form["title"].strip(), request.form["text"]
    words = sorted(set(re.findall(r"\w+", f"{title} {text}".lower())))
    task = {"title": title, "text": text, "creation": datetime.now(UTC), "version": 1}
    tasks.insert_one({**task, "done": False, "words": words})
    return to_list("Added", title)


def finish_task(task_id: str) -> Response:
    """Mark a task as done."""
    query = {"_id": ObjectId(task_id), "deleted": None}
    finish = {"$set": {"done": True, "finished": datetime.now(UTC)}}
    task = tasks.find_one_and_update(query, finish) or {}
    return to_list("Done", task["title"])


def to_list(verb: str, title: str) -> Response:
    """Redirect to the list, with a message for it."""
    message = {"text": f"{verb} {title}.", "title": title}
    session["messages"] = [*session.get("messages", []), message][-5:]
    return redirect(url_for("tasks.show_all"), 303)


def create_app() -> Flask:
    """Create the bare site."""
    app = Flask("todo", static_url_path="/static/0123456789abcdef")
    app.jinja_options = {"extensions": [StripIndentation]}
    app.secret_key = os.environ["SECRET_KEY"]
    CSRFProtect(app)
    app.add_template_filter(utc_iso)
    app.add_template_filter(utc_text)
    app.add_template_filter(first_line)
    app.add_template_global(take_messages)
    app.add_template_global(lambda: None, "demo_warning")
    app.add_url_rule("/", "tasks.show_all", show_all)
    app.add_url_rule("/<task_id>", "tasks.show_task", show_task)
    app.add_url_rule("/new", "tasks.new_task", new_task, methods=["GET", "POST"])
    app.add_url_rule("/<task_id>/done", "tasks.finish", finish_task, methods=["POST"])
    for rule, name in URL_RULES.items():
        app.add_url_rule(rule, name, lambda **_: "")
    return app


app = create_app()
