"""Add tasks, and store when.

Each task is stored with the time at which it was added.
"""

import datetime

from flask import Flask, redirect, request
from werkzeug.wrappers import Response

from flask_mongokit import Document, MongoKit

app = Flask(__name__)
db = MongoKit(app)


def now() -> datetime.datetime:
    """Return the current time in UTC."""
    return datetime.datetime.now(datetime.UTC)


@db.register
class Task(Document):
    """A task."""

    __collection__ = "tasks"

    structure = {"title": str, "creation": datetime.datetime}
    required_fields = ["title", "creation"]
    default_values = {"creation": now}


@app.post("/new")
def add_task() -> Response:
    """Add a task."""
    task = db[Task]()
    task["title"] = request.form["title"]
    task.save()
    return redirect("/", 303)
