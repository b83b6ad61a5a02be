"""List the latest tasks.

The page lists the 20 newest tasks, newest first.
"""

import datetime

from flask import Flask, render_template_string

from flask_mongokit import Document, MongoKit

PAGE = "<ul>{% for task in tasks %}<li>{{ task.title }}</li>{% endfor %}</ul>"
SHOWN = 20

app = Flask(__name__)
db = MongoKit(app)


@db.register
class Task(Document):
    """A task."""

    __collection__ = "tasks"

    structure = {"title": str, "creation": datetime.datetime}


@app.get("/")
def show_all() -> str:
    """List the latest tasks."""
    newest = db[Task].find().sort("creation", -1).limit(SHOWN)
    return render_template_string(PAGE, tasks=newest)
