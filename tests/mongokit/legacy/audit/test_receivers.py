"""Which expressions of a file are clients, databases and collections."""

import re

import pytest

from mongokit.legacy.audit.receivers import receiver_patterns


@pytest.mark.parametrize(
    ("statements", "expression", "expected"),
    [
        ([], "connection", "client"),
        ([], "self.connection", "client"),
        ([], "connection.shop", "database"),
        ([], "connection['shop'].tasks", "collection"),
        ([], "g.db", "database"),
        ([], "db.tasks", "collection"),
        ([], "db[name]", "collection"),
        ([], "db.tasks.old", None),
        ([], "db.connected", None),
        ([], "db.command", None),
        ([], "db.get()", None),
        ([], "'db'", None),
        ([], "tasks", None),
        (["x=Connection('h')"], "x", "client"),
        (["x=Connection('h')['shop']"], "x", "database"),
        (["x=pymongo.MongoClient().shop"], "x", "database"),
        (["self.x=MongoKit(app)"], "self.x", "database"),
        (["x=connection.shop", "y=x['tasks']"], "y", "collection"),
        (["x=self.connection['shop'].tasks"], "x", "collection"),
        (["x=db.tasks.old"], "x", "collection"),
        (["x=db"], "x", "database"),
        (["x=db.client"], "x", None),
        (["x=db.find_one()"], "x", None),
        (["db=connection"], "db", "client"),
        (["db=SQLAlchemy(app)"], "db", None),
        (["collection=[]"], "collection", None),
        (["db==x"], "db", "database"),
    ],
)
def test_kind(statements: list[str], expression: str, expected: str | None) -> None:
    """Names have the kind of what they were assigned, or else their usual one."""
    patterns = receiver_patterns(statements)
    kinds = [kind for kind in patterns if re.fullmatch(patterns[kind], expression)]
    assert kinds == ([expected] if expected else [])
