"""Add a field to tasks that are stored already.

Version 2 of the program gives each task a priority, from 1 to 3. A task of version 1
has none, and counts as 2. The migration stores that; it runs while people use the
program, and again after every update.
"""

from flask import Flask, render_template_string

from flask_mongokit import Document, MongoKit

PAGE = """
<ul>
  {% for title, priority in tasks %}
  <li>{{ title }}: {{ priority }}</li>
  {% endfor %}
</ul>
"""
NORMAL = 2

app = Flask(__name__)
db = MongoKit(app)


@db.register
class Task(Document):
    """A task."""

    __collection__ = "tasks"

    structure = {"title": str, "priority": int}
    default_values = {"priority": NORMAL}


def migrate() -> int:
    """Store the priority of the tasks that have none, and return their number."""
    return (
        db[Task]
        .update_many({"priority": None}, {"$set": {"priority": NORMAL}})
        .matched_count
    )


@app.get("/")
def show_all() -> str:
    """List the tasks with their priorities."""
    found = db[Task].find().sort("title").limit(20)
    tasks = [(task["title"], task.get("priority", NORMAL)) for task in found]
    return render_template_string(PAGE, tasks=tasks)
