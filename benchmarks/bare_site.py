"""The list page on Flask and bare pymongo: what the site is measured against.

It shows the same tasks with the same templates, and has none of the site's packages.
"""

import os
from datetime import UTC, datetime
from typing import Any

from flask import Flask, render_template, request, url_for
from pymongo import MongoClient

PAGE_SIZE = 20
NEWEST_FIRST = [("creation", -1), ("_id", -1)]

app = Flask("todo", static_url_path="/static/bare")
app.secret_key = "x" * 32
client: MongoClient[dict[str, Any]] = MongoClient(
    os.environ["MONGODB_URI"], connect=False, tz_aware=True
)
tasks = client[os.environ["MONGODB_DATABASE"]]["tasks"]


@app.template_filter()
def utc_iso(time: datetime) -> str:
    """Return a time as HTML's attribute has it."""
    return time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@app.template_filter()
def utc_text(time: datetime) -> str:
    """Return a time as a person reads it."""
    return time.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")


def show_all() -> str:
    """Show the newest tasks."""
    request.args.get("before")
    found = list(tasks.find().sort(NEWEST_FIRST).limit(PAGE_SIZE + 1))
    page: dict[str, Any] = {"tasks": found[:PAGE_SIZE], "newer": None, "older": None}
    if len(found) > PAGE_SIZE:
        last = found[PAGE_SIZE - 1]
        milliseconds = round(last["creation"].timestamp() * 1000)
        page["older"] = f"{milliseconds}-{last['_id']}"
    return render_template("tasks/index.html", page=page)


app.add_url_rule("/", "tasks.show_all", show_all)
app.add_url_rule("/new", "tasks.new_task", lambda: url_for("tasks.show_all"))
app.add_url_rule("/<task_id>", "tasks.show_task", lambda task_id: task_id)
