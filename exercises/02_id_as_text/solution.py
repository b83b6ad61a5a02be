"""Show a task.

The page of a task shows its title. An unknown id, and an address with something that is
no id at all, such as ``/milk``, respond with an error that is not the server's fault.
"""

from flask import Flask, render_template_string

from flask_mongokit import Document, MongoKit, ObjectId

PAGE = "<h1>{{ title }}</h1>"

app = Flask(__name__)
db = MongoKit(app)


@db.register
class Task(Document):
    """A task."""

    __collection__ = "tasks"

    structure = {"title": str}


@app.get("/<ObjectId:task_id>")
def show_task(task_id: ObjectId) -> str:
    """Show a task."""
    task = db[Task].get_or_404(task_id)
    return render_template_string(PAGE, title=task["title"])
