"""Delete tasks.

Each task has a button that deletes it. Nothing but the page's own buttons deletes a
task.

What happens: a page of another site contains an image with the address
``/<id>/delete``, and a form that sends itself there, and tasks disappear.
"""

from flask import Flask, redirect, render_template_string
from werkzeug.wrappers import Response

from flask_mongokit import Document, MongoKit, ObjectId

PAGE = """
<ul>
  {% for task in tasks %}
  <li>
    {{ task.title }}
    <form method="post" action="/{{ task._id }}/delete">
      <button aria-label="Delete: {{ task.title }}">Delete</button>
    </form>
  </li>
  {% endfor %}
</ul>
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
    """List the tasks."""
    tasks = db[Task].find().sort("title").limit(20)
    return render_template_string(PAGE, tasks=tasks)


@app.route("/<ObjectId:task_id>/delete", methods=["GET", "POST"])
def delete_task(task_id: ObjectId) -> Response:
    """Delete a task."""
    db[Task].delete_one({"_id": task_id})
    return redirect("/", 303)
