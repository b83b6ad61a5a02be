"""Finish tasks with a button.

Beside each task is a button with a tick, which marks it as done.

What happens: people who use a keyboard or a screen reader find no button. Neither does
``page.get_by_role("button", name="Done: Milk")`` in a browser test.
"""

from flask import Flask, redirect, render_template_string
from werkzeug.wrappers import Response

from flask_mongokit import Document, MongoKit, ObjectId

PAGE = """
<!DOCTYPE html>
<html lang="en">
  <title>Tasks</title>
  <h1>Tasks</h1>
  <ul>
    {% for task in tasks %}
    <li>
      <form method="post" action="/{{ task._id }}/done">
        <div class="button" onclick="this.parentElement.submit()">✓</div>
      </form>
      {{ task.title }}
      {% if task.done %}<strong>Done</strong>{% endif %}
    </li>
    {% endfor %}
  </ul>
</html>
"""

app = Flask(__name__)
db = MongoKit(app)


@db.register
class Task(Document):
    """A task."""

    __collection__ = "tasks"

    structure = {"title": str, "done": bool}


@app.get("/")
def show_all() -> str:
    """List the tasks."""
    tasks = db[Task].find().sort("title").limit(20)
    return render_template_string(PAGE, tasks=tasks)


@app.post("/<ObjectId:task_id>/done")
def finish_task(task_id: ObjectId) -> Response:
    """Mark a task as done."""
    db[Task].update_one({"_id": task_id}, {"$set": {"done": True}})
    return redirect("/", 303)
