"""Show the text of a task, with its line breaks.

The page of a task shows its text as it was typed: each line on a line of its own, and
``<`` and ``&`` as these signs.

What happens: somebody adds a task with the text ``<script>alert("Hello")</script>``,
and the browser of everybody who looks at it runs the script.
"""

from flask import Flask, render_template_string

from flask_mongokit import Document, MongoKit, ObjectId

PAGE = """
<style>.text { margin: 1em }</style>
<h1>{{ task.title }}</h1>
<p class="text">{{ task.text|replace("\n", "<br>")|safe }}</p>
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
