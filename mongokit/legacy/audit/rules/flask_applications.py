"""Applications with Flask-MongoKit."""

from mongokit.legacy.audit import declarations
from mongokit.legacy.audit.finders import search
from mongokit.legacy.audit.rules.rule import Rule

__all__ = ["FLASK"]


FLASK = [
    Rule(
        "extension-app",
        "flask-applications",
        search(r"(?<![\w.'])(?:\w+\.)*(?:db|mongo|mongokit)\.app\b(?!\()"),
        "MongoKit has no attribute app; it is the collection of this name: use "
        "current_app",
    ),
    Rule(
        "context-attribute",
        "flask-applications",
        search(r"[.']mongokit_(?:connection|database)\b"),
        "contexts have no such attribute: use db.connection, or db itself",
    ),
    Rule(
        "extension-disconnect",
        "flask-applications",
        search(r"{database}\.disconnect\(\)"),
        "disconnect() leaves the client open: db.close() closes it",
    ),
    Rule(
        "late-setting",
        "flask-applications",
        declarations.assigned_settings,
        "a client that has been made keeps its settings: call db.close() first",
    ),
    Rule(
        "example-database",
        "flask-applications",
        search(r"\bMONGODB_DATABASE(?:'\])?(?:=|':)'flask'"),
        "after flask setup of the new ToDo site on this database, the old example "
        "cannot save its tasks",
    ),
]
