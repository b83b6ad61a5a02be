"""List tasks, without a document class.

The program lists the tasks in the collection ``tasks``, to many people at once.

What happens: while many people use it, the server has thousands of connections to
MongoDB, and each page takes several times as long as its query.
"""

from typing import Any

import pymongo
from flask import Flask, current_app, render_template_string
from pymongo.collection import Collection

PAGE = "<ul>{% for task in tasks %}<li>{{ task.title }}</li>{% endfor %}</ul>"

app = Flask(__name__)


def tasks() -> Collection[dict[str, Any]]:
    """Return the collection of tasks."""
    client = pymongo.MongoClient(current_app.config["MONGODB_URI"])
    return client[current_app.config["MONGODB_DATABASE"]]["tasks"]


@app.get("/")
def show_all() -> str:
    """List the tasks."""
    found = tasks().find().sort("title").limit(20)
    return render_template_string(PAGE, tasks=found)
