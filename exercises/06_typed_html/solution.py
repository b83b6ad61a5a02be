"""Show the text of a task, with its line breaks.

The page of a task shows its text as it was typed: each line on a line of its own, and
``<`` and ``&`` as these signs.
"""

from flask import Flask, render_template_string

from flask_mongokit import Document, MongoKit, ObjectId

PAGE = """
<style>.text { margin: 1em; white-space: pre-wrap }</style>
<h1>{{ task.title }}</h1>
<p class="text">{{ task.text }}</p>
"""

app = Flask(__name__)
db = MongoKit(app)


@db.register
class Task(Document):
    """A task."""

    __collection__ = "tasks"

    structure = {"title": str, "text": str}


@app.get("/<ObjectId:task_id>")
def show_task(task_id: ObjectId) -> str:
    """Show a task."""
    return render_template_string(PAGE, task=db[Task].get_or_404(task_id))
