"""Open a list with its secret code.

Lists are secret: a request with the code of a list as JSON, ``{"code": "4711-milk"}``,
gets the list. A code that no list has is answered with 404, and anything else that is
sent with an error 4xx.

What happens: somebody has opened a list without its code, with a request like
``{"code": {"$ne": ""}}``.
"""

from flask import Flask, abort, request

from flask_mongokit import Document, MongoKit

app = Flask(__name__)
db = MongoKit(app)


@db.register
class TodoList(Document):
    """A list of tasks, with the code that opens it."""

    __collection__ = "lists"

    structure = {"code": str, "tasks": [str]}


@app.post("/open")
def open_list() -> dict[str, list[str]]:
    """Return the tasks of the list with the submitted code."""
    code = request.get_json()["code"]
    found = db[TodoList].find_one({"code": code})
    if found is None:
        abort(404)
    return {"tasks": found["tasks"]}
