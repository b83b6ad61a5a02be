"""List the latest tasks.

The page lists the 20 newest tasks, newest first.

What happens: the order seems random, and since there are 50,000 tasks, the page takes
seconds and is as long as a book.
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

    structure = {"title": str, "creation": datetime.datetime}


@app.get("/")
def show_all() -> str:
    """List the latest tasks."""
    return render_template_string(PAGE, tasks=db[Task].find())
