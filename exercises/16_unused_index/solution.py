"""List the latest open tasks.

The page lists the 20 newest tasks that are not done, newest first. Tasks that were
stored by an old version of the program have no field ``done``, and are open, too. There
is an index for this query.
"""

import datetime

from flask import Flask, render_template_string

from flask_mongokit import Document, MongoKit

PAGE = "<ul>{% for task in tasks %}<li>{{ task.title }}</li>{% endfor %}</ul>"

app = Flask(__name__)
db = MongoKit(app)


@db.register
class Task(Document):
    """A task."""

    __collection__ = "tasks"

    structure = {"title": str, "creation": datetime.datetime, "done": bool}
    indexes = [{"fields": [("done", 1), ("creation", -1)]}]


@app.get("/")
def show_open() -> str:
    """List the latest open tasks."""
    tasks = db[Task].find({"done": {"$in": [None, False]}})
    return render_template_string(PAGE, tasks=tasks.sort("creation", -1).limit(20))
