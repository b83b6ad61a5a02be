"""MongoKit's core, without the ``legacy`` package."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from pymongo.database import Database as PlainDatabase

import mongokit
from mongokit import Document, driver
from standalone import EmbeddedMongod

PROGRAM = """
import sys

import mongokit.collection
import mongokit.connection
import mongokit.cursor
import mongokit.database
import mongokit.master_slave_connection
from mongokit import *

class Item(Document):
    __collection__ = "items"
    structure = {"n": int}
    indexes = [{"fields": "n"}]

class Page(VersionedDocument):
    __collection__ = "pages"
    structure = {"_id": int, "item": Item}
    use_autorefs = True

with Connection(sys.argv[1]) as connection:
    connection.register([Item, Page])
    db = connection[sys.argv[2]]
    assert type(db) is Database is mongokit.database.Database
    assert type(db.Item.collection) is Collection
    assert type(db.Item.find()) is Cursor
    Item.generate_index(db["items"])
    item = db.Item({"n": 1})
    item.save(safe=False)
    item.save()
    db.Item.insert_many([db.Item({"n": 2})])
    db.Page({"_id": 1, "item": item}).save()
    assert db.Page.find_one()["item"] == item
    assert [each["n"] for each in db.Item.find().sort("n", 1)] == [1, 2]
    assert db.Item.find_and_modify({"n": 2}, {"$inc": {"n": 1}}, new=True)["n"] == 3
    for old in (db["items"].insert, db.collection_names, connection.start_request):
        assert type(old) in (Collection, Database), "that is a name like any other"
    assert not hasattr(mongokit, "INDEX_OFF")

print(mongokit.__file__, *(n for n in sys.modules if n.startswith("mongokit.legacy")))
"""


def test_mapper_without_legacy(
    mongod: EmbeddedMongod, database: PlainDatabase[dict[str, Any]], tmp_path: Path
) -> None:
    """Without ``legacy``, MongoKit works and treats old names like any other name."""
    package = tmp_path / "mongokit"
    ignored = shutil.ignore_patterns("legacy", "__pycache__")
    shutil.copytree(Path(mongokit.__file__).parent, package, ignore=ignored)
    inherited = {k: v for k, v in os.environ.items() if not k.startswith("COVERAGE")}
    run = subprocess.run(
        [sys.executable, "-c", PROGRAM, mongod.uri, database.name],
        cwd=tmp_path,
        env={**inherited, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (run.stdout, run.stderr) == (f"{package / '__init__.py'}\n", "")
    assert database["items"].count_documents({}) == 2


class Item(Document):
    """A document class for the core client."""

    structure = {"n": int}


def test_core_classes(
    mongod: EmbeddedMongod, database: PlainDatabase[dict[str, Any]]
) -> None:
    """The core client uses only core classes and stores documents."""
    with driver.Connection(mongod.uri) as connection:
        connection.register(Item)
        db = connection[database.name]
        item = db["c"].Item({"_id": 1, "n": 1})
        item.save(safe=False)
        item.save()
        found = db["c"].Item.find()
        assert type(db) is driver.Database
        assert type(item.collection) is driver.Collection
        assert type(found) is driver.Cursor
        assert found.to_list() == [item]
