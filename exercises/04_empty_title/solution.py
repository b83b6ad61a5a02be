"""Add tasks that have a title.

A task needs a title: with an empty one, or one of spaces only, the program responds
with 422 and stores nothing.
"""

from flask import Flask, redirect, request
from werkzeug.wrappers import Response

from flask_mongokit import Document, MongoKit
from mongokit.errors import SchemaDocumentError

app = Flask(__name__)
db = MongoKit(app)


def is_filled_in(title: str) -> bool:
    """Return whether there is anything to see in a title."""
    return bool(title.strip())


@db.register
class Task(Document):
    """A task."""

    __collection__ = "tasks"

    structure = {"title": str}
    required_fields = ["title"]
    validators = {"title": is_filled_in}


@app.post("/new")
def add_task() -> Response:
    """Add a task."""
    task = db[Task]()
    task["title"] = request.form["title"]
    try:
        task.save()
    except SchemaDocumentError:
        return Response("Enter a title.", 422)
    return redirect("/", 303)
