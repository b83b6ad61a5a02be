"""Show a task.

The page of a task shows its title. An address with an unknown id, such as an old link
to a task that was deleted, responds with "404 Not Found".

What happens: an old link shows "Internal Server Error".
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
    task = db[Task].find_one({"_id": task_id})
    return render_template_string(PAGE, title=task["title"])
