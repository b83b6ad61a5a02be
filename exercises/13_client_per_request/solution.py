"""List tasks, without a document class.

The program lists the tasks in the collection ``tasks``, to many people at once.
"""

from flask import Flask, render_template_string

from flask_mongokit import MongoKit

PAGE = "<ul>{% for task in tasks %}<li>{{ task.title }}</li>{% endfor %}</ul>"

app = Flask(__name__)
db = MongoKit(app)


@app.get("/")
def show_all() -> str:
    """List the tasks."""
    found = db["tasks"].find().sort("title").limit(20)
    return render_template_string(PAGE, tasks=found)
