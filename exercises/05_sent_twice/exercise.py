"""Add tasks with a form.

The page lists the tasks, with a form below them. Sending the form adds a task, and
shows the list again.

What happens: people press F5 after adding a task, the browser asks something about
"sending the form again", and then the task is there twice.
"""

from flask import Flask, render_template_string, request

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
def add_task() -> str:
    """Add a task."""
    db[Task]({"title": request.form["title"]}).save()
    return show_all()
