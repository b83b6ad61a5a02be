"""List tasks with the names of the people who added them.

Each task refers to a person by id. The list says of each task who added it, and
"nobody" if this person has been deleted.
"""

from flask import Flask, render_template_string

from flask_mongokit import Document, MongoKit, ObjectId

PAGE = """
<ul>
  {% for task in tasks %}
  <li>{{ task.title }}, added by {{ names.get(task.person, "nobody") }}</li>
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
    ids = {task["person"] for task in tasks}
    people = db[Person].find({"_id": {"$in": [*ids]}})
    names = {person["_id"]: person["name"] for person in people}
    return render_template_string(PAGE, tasks=tasks, names=names)
