"""A ToDo list on MongoDB."""

import datetime

from flask import Flask
from flask_mongokit import Document, MongoKit
from mongokit import IS

app = Flask(__name__)
app.config.from_mapping(MONGODB_DATABASE="todo_tutorial", MONGODB_TZ_AWARE=True)
app.config.from_prefixed_env()
db = MongoKit(app)


def now():
    """Return the current time in UTC."""
    return datetime.datetime.now(datetime.UTC)


@db.register
class Task(Document):
    """A task in the collection ``tasks``."""

    __collection__ = "tasks"
    structure = {
        "title": str,
        "text": str,
        "priority": IS("low", "normal", "high"),
        "tags": [str],
        "done": bool,
        "creation": datetime.datetime,
    }
    required_fields = ["title", "creation"]
    default_values = {"text": "", "priority": "normal", "done": False, "creation": now}
    use_dot_notation = True


@app.get("/")
def show_all():
    """Return the titles of all tasks as JSON."""
    return [task.title for task in db.Task.find()]
