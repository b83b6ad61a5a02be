"""List tasks with the names of the people who added them.

Each task refers to a person by id. The list says of each task who added it, and
"nobody" if this person has been deleted.

What happens: a page of 15 tasks takes 16 queries. Where MongoDB is on another machine,
that is slow.
"""

from typing import Any

from flask import Flask, render_template_string

from flask_mongokit import Document, MongoKit, ObjectId

PAGE = """
<ul>
  {% for task in tasks %}
  <li>{{ task.title }}, added by {{ names[task._id] }}</li>
  {% endfor %}
</ul>
"""

app = Flask(__name__)
db = MongoKit(app)


@db.register
class Person(Document):
    """A person."""

    __collection__ = "people"

    structure = {"name": str}


@db.register
class Task(Document):
    """A task, with the id of the person who added it."""

    __collection__ = "tasks"

    structure = {"title": str, "person": ObjectId}


@app.get("/")
def show_all() -> str:
    """List the tasks."""
    tasks = db[Task].find().sort("title").limit(20).to_list()
    names: dict[Any, str] = {}
    for task in tasks:
        person = db[Person].find_one({"_id": task["person"]})
        names[task["_id"]] = person["name"] if person else "nobody"
    return render_template_string(PAGE, tasks=tasks, names=names)
