"""Let people make lists, each with a name of its own.

A new list needs a name that no other list has. A name that is taken is answered with
409.
"""

from flask import Flask, abort, redirect, request
from werkzeug.wrappers import Response

from flask_mongokit import Document, DuplicateKeyError, MongoKit

app = Flask(__name__)
db = MongoKit(app)


@db.register
class TodoList(Document):
    """A list."""

    __collection__ = "lists"

    structure = {"name": str}
    indexes = [{"fields": "name", "unique": True}]


@app.post("/new")
def add_list() -> Response:
    """Add a list."""
    name = request.form["name"]
    try:
        db[TodoList].insert_one({"name": name})
    except DuplicateKeyError:
        abort(409)
    return redirect("/", 303)
