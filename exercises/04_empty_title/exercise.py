"""Add tasks that have a title.

A task needs a title: with an empty one, or one of spaces only, the program responds
with 422 and stores nothing.

What happens: the list fills with tasks that have no title, although it is required.
"""

from flask import Flask, redirect, request
from werkzeug.wrappers import Response

from flask_mongokit import Document, MongoKit
from mongokit.errors import SchemaDocumentError

app = Flask(__name__)
db = MongoKit(app)


@db.register
class Task(Document):
    """A task."""

    __collection__ = "tasks"

    structure = {"title": str}
    required_fields = ["title"]


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
