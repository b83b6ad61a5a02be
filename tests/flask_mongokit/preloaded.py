"""An application for gunicorn that uses its database at import time."""

import os

from flask import Flask

from flask_mongokit import MongoKit

app = Flask("application")
app.config["MONGODB_HOST"] = "127.0.0.1"
app.config["MONGODB_PORT"] = os.environ["PRELOADED_PORT"]
app.config["MONGODB_DATABASE"] = os.environ["PRELOADED_DATABASE"]
db = MongoKit(app)

with app.app_context():
    db.posts.insert_one({"pid": os.getpid()})


@app.get("/")
def show_all() -> list[int]:
    """Store the worker's process id, and return all stored ids."""
    db.posts.insert_one({"pid": os.getpid()})
    return [post["pid"] for post in db.posts.find(sort=[("_id", 1)])]
