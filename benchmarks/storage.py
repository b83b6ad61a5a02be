"""Measure how much room tasks and their indexes take, from few tasks to many."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pymongo

from showcase.site import run_flask, settings
from standalone import EmbeddedMongod

__all__ = ["report"]

FEWEST = 1000
FACTOR = 10
KIB = 1024
PATIENCE = {"MONGODB_TIMEOUT_MS": "60000"}  # the checkpoint of so many tasks takes some
HEAD = """\
| tasks | documents, each | on disk, each | indexes, each | all on disk |
|---|---|---|---|---|"""
HEAD_OF_INDEXES = """
| index | bytes for each task |
|---|---|"""


def report(most: int) -> Iterator[str]:
    """Yield a table of the sizes, and one of the indexes, line by line.

    :param most: the number of tasks in the last row; each row before it has a tenth.
    """
    yield HEAD
    number = FEWEST
    stats: dict[str, Any] = {}
    with (
        tempfile.TemporaryDirectory() as directory,
        EmbeddedMongod(Path(directory)) as mongod,
        pymongo.MongoClient[dict[str, Any]](mongod.uri) as client,
    ):
        while number <= most:
            database = client[f"tasks_{number}"]
            environ = {**settings(mongod, database.name), **PATIENCE}
            run_flask(environ, "setup")
            run_flask(environ, "sample", str(number))
            client.admin.command("fsync")
            stats = database.command("collStats", "tasks")
            yield row(number, stats)
            client.drop_database(database)
            number *= FACTOR
    yield HEAD_OF_INDEXES
    for name, size in sorted(stats["indexSizes"].items(), key=lambda each: -each[1]):
        yield f"| `{name}` | {size * FACTOR / number:.1f} |"


def row(number: int, stats: dict[str, Any]) -> str:
    """Return a row of the first table.

    :param number: the number of tasks.
    :param stats: MongoDB's statistics of their collection.
    """
    parts = (stats["size"], stats["storageSize"], stats["totalIndexSize"])
    each = " | ".join(f"{part / number:,.0f} B" for part in parts)
    total = (stats["storageSize"] + stats["totalIndexSize"]) / KIB / KIB
    return f"| {number:,} | {each} | {total:,.1f} MiB |"
