"""A test program that forks while it is connected."""

import os
import sys

from flask import Flask

from flask_mongokit import MongoKit

app = Flask("application")
app.config["MONGODB_HOST"] = "127.0.0.1"
app.config["MONGODB_PORT"] = sys.argv[1]
app.config["MONGODB_DATABASE"] = sys.argv[2]
db = MongoKit(app)


def use(name: str) -> None:
    """Insert a document in the current context, and print its name."""
    db.posts.insert_one({"name": name})
    print(name, flush=True)  # noqa: T201  read by the test


def main() -> None:
    """Fork within a context, and use the database in both processes."""
    with app.app_context():
        use("parent")
        client = db.client
        child = os.fork()
        if child == 0:
            assert not db.connected
            use("child")
            assert db.client is not client
            db.close()
            return
        assert os.waitpid(child, 0)[1] == 0
        assert db.connected
        assert db.client is client
        use("parent again")
    with app.app_context():
        assert db.client is client
        db.close()


main()
