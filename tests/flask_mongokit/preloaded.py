"""An application that uses its database while it is imported, for gunicorn."""

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
    """Note the worker, and answer with the processes that used the database."""
    db.posts.insert_one({"pid": os.getpid()})
    return [post["pid"] for post in db.posts.find(sort=[("_id", 1)])]
