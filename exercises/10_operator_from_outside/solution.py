"""Open a list with its secret code.

Lists are secret: a request with the code of a list as JSON, ``{"code": "4711-milk"}``,
gets the list. A code that no list has is answered with 404, and anything else that is
sent with an error 4xx.
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
    body = request.get_json()
    code = body.get("code") if isinstance(body, dict) else None
    if not isinstance(code, str):
        abort(400)
    found = db[TodoList].find_one({"code": code})
    if found is None:
        abort(404)
    return {"tasks": found["tasks"]}
