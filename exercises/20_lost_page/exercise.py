"""Page through all tasks.

A page has the 10 newest tasks, newest first, and a link "Older" to the next page if
there is one. The links lead to each task once, even if tasks are added or deleted in
between.

What happens: while others work, some tasks are on two pages, and some on none. And the
further one goes, the slower it gets.
"""

import datetime

from flask import Flask, render_template_string, request

from flask_mongokit import Document, MongoKit

PAGE = """
<ul>{% for task in tasks %}<li>{{ task.title }}</li>{% endfor %}</ul>
{% if older %}<a href="/?page={{ older }}">Older</a>{% endif %}
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


@app.get("/")
def show_page() -> str:
    """Show a page of tasks."""
    page = request.args.get("page", 0, type=int)
    newest = db[Task].find().sort("creation", -1)
    tasks = newest.skip(page * SIZE).limit(SIZE + 1).to_list()
    older = page + 1 if len(tasks) > SIZE else None
    return render_template_string(PAGE, tasks=tasks[:SIZE], older=older)
