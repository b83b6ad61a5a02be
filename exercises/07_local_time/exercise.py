"""Show how long ago tasks were added.

The list says of each task how many minutes ago it was added, wherever the program runs.

What happens: the program was moved from a server in Berlin to one in Tokyo, and since
then the tasks from before are hundreds of minutes too old. And each autumn, in the hour
after clocks are turned back, new tasks have an age below zero.
"""

import datetime

from flask import Flask, redirect, render_template_string, request
from werkzeug.wrappers import Response

from flask_mongokit import Document, MongoKit

PAGE = """
<ul>
  {% for task in tasks %}
  {% set age = (now - task.creation).total_seconds() // 60 %}
  <li>{{ task.title }}: {{ age|int }} minutes</li>
  {% endfor %}
</ul>
"""

app = Flask(__name__)
db = MongoKit(app)


def now() -> datetime.datetime:
    """Return the current time."""
    return datetime.datetime.now()


@db.register
class Task(Document):
    """A task."""

    __collection__ = "tasks"

    structure = {"title": str, "creation": datetime.datetime}
    default_values = {"creation": now}


@app.get("/")
def show_all() -> str:
    """Show the tasks and their age."""
    return render_template_string(PAGE, tasks=db[Task].find(), now=now())


@app.post("/new")
def add_task() -> Response:
    """Add a task."""
    task = db[Task]()
    task["title"] = request.form["title"]
    task.save()
    return redirect("/", 303)
