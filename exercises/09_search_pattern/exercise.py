"""Search for tasks.

The search finds the tasks whose title contains what was typed, in capitals or small
letters.

What happens: the search for "." finds everything, the one for "c++" everything with a
c, and the one for "(" ends with "Internal Server Error".
"""

from flask import Flask, render_template_string, request

from flask_mongokit import Document, MongoKit

PAGE = "<ul>{% for task in tasks %}<li>{{ task.title }}</li>{% endfor %}</ul>"

app = Flask(__name__)
db = MongoKit(app)


@db.register
class Task(Document):
    """A task."""

    __collection__ = "tasks"

    structure = {"title": str}


@app.get("/")
def search() -> str:
    """List the tasks that match the search."""
    q = request.args.get("q", "")
    tasks = db[Task].find({"title": {"$regex": q, "$options": "i"}})
    return render_template_string(PAGE, tasks=tasks.sort("title").limit(20))
