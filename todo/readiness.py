"""Checks that the site is not stopping, and can read and change its database."""

from contextlib import suppress
from datetime import UTC, datetime

from flask import Flask, current_app

from flask_mongokit import DuplicateKeyError, timeout
from todo.extensions import db

PROBE = {"_id": "probe"}
STOPPING = "todo.stopping"


def announce_stop(app: Flask) -> None:
    """Make the health checks fail, so that proxies send requests elsewhere."""
    app.extensions[STOPPING] = True


def is_stopping() -> bool:
    """Return whether the site is going to stop in a moment."""
    return STOPPING in current_app.extensions


def check_database() -> None:
    """Read a task; then store, change and remove a document that is not a task.

    Only a change shows that MongoDB has room, rights and a primary server to store
    one. The document has its own collection, ``readiness``. Concurrent checks may use
    the same document.

    :raises PyMongoError: or another one of ``DATABASE_ERRORS``, if the check fails.
    """
    with timeout(current_app.config["MONGODB_TIMEOUT_MS"] / 1000):
        db.tasks.find_one({}, {"_id": True})
        with suppress(DuplicateKeyError):
            db.readiness.insert_one(PROBE)
        db.readiness.update_one(PROBE, {"$set": {"time": datetime.now(UTC)}})
        db.readiness.delete_one(PROBE)
