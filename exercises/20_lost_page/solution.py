"""Page through all tasks.

A page has the 10 newest tasks, newest first, and a link "Older" to the next page if
there is one. The links lead to each task once, even if tasks are added or deleted in
between.
"""

import datetime
from typing import Any

from bson.errors import InvalidId
from flask import Flask, abort, render_template_string, request

from flask_mongokit import DatetimeMS, Document, MongoKit, ObjectId

PAGE = """
<ul>{% for task in tasks %}<li>{{ task.title }}</li>{% endfor %}</ul>
{% if older %}<a href="/?before={{ older }}">Older</a>{% endif %}
"""
SIZE = 10

app = Flask(__name__)
db = MongoKit(app)


@db.register
class Task(Document):
    """A task."""

    __collection__ = "tasks"

    structure = {"title": str, "creation": datetime.datetime}
    indexes = [{"fields": [("creation", -1), ("_id", -1)]}]


def position(task: Task) -> str:
    """Return the position of a task in the list, for an address."""
    return f"{int(DatetimeMS(task['creation']))}-{task['_id']}"


def older_than(position: str) -> dict[str, Any]:
    """Return the query for the tasks after a position."""
    milliseconds, _, task_id = position.partition("-")
    try:
        creation, last = DatetimeMS(int(milliseconds)), ObjectId(task_id)
    except (InvalidId, OverflowError, TypeError, ValueError):
        abort(400)
    return {
        "creation": {"$lte": creation},
        "$or": [{"creation": {"$lt": creation}}, {"_id": {"$lt": last}}],
    }


@app.get("/")
def show_page() -> str:
    """Show a page of tasks."""
    before = request.args.get("before")
    query = older_than(before) if before else {}
    newest = db[Task].find(query).sort([("creation", -1), ("_id", -1)])
    tasks = newest.limit(SIZE + 1).to_list()
    older = position(tasks[SIZE - 1]) if len(tasks) > SIZE else None
    return render_template_string(PAGE, tasks=tasks[:SIZE], older=older)
