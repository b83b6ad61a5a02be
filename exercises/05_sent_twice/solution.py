"""Add tasks with a form.

The page lists the tasks, with a form below them. Sending the form adds a task, and
shows the list again.
"""

from flask import Flask, redirect, render_template_string, request, url_for
from werkzeug.wrappers import Response

from flask_mongokit import Document, MongoKit

PAGE = """
<ul>{% for task in tasks %}<li>{{ task.title }}</li>{% endfor %}</ul>
<form method="post" action="/new">
  <label>New task <input name="title"></label>
  <button>Add</button>
</form>
"""

app = Flask(__name__)
db = MongoKit(app)


@db.register
class Task(Document):
    """A task."""

    __collection__ = "tasks"

    structure = {"title": str}


@app.get("/")
def show_all() -> str:
    """Show the list and the form."""
    return render_template_string(PAGE, tasks=db[Task].find())


@app.post("/new")
def add_task() -> Response:
    """Add a task."""
    db[Task]({"title": request.form["title"]}).save()
    return redirect(url_for("show_all"), 303)
