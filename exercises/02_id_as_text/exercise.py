"""Show a task.

The page of a task shows its title. An unknown id, and an address with something that is
no id at all, such as ``/milk``, respond with an error that is not the server's fault.

What happens: "404 Not Found" for every task, although the tasks are in the database.
"""

from flask import Flask, render_template_string

from flask_mongokit import Document, MongoKit

PAGE = "<h1>{{ title }}</h1>"

app = Flask(__name__)
db = MongoKit(app)


@db.register
class Task(Document):
    """A task."""

    __collection__ = "tasks"

    structure = {"title": str}


@app.get("/<task_id>")
def show_task(task_id: str) -> str:
    """Show a task."""
    task = db[Task].get_or_404(task_id)
    return render_template_string(PAGE, title=task["title"])
