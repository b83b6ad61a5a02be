"""Let people make lists, each with a name of its own.

A new list needs a name that no other list has. A name that is taken is answered with
409.

What happens: on busy days, there are two lists with the same name. Nobody can reproduce
it, and the people who made them swear that they clicked once.
"""

from flask import Flask, abort, redirect, request
from werkzeug.wrappers import Response

from flask_mongokit import Document, MongoKit

app = Flask(__name__)
db = MongoKit(app)


@db.register
class TodoList(Document):
    """A list."""

    __collection__ = "lists"

    structure = {"name": str}


@app.post("/new")
def add_list() -> Response:
    """Add a list."""
    name = request.form["name"]
    if db[TodoList].find_one({"name": name}):
        abort(409)
    db[TodoList]({"name": name}).save()
    return redirect("/", 303)
