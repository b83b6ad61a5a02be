"""Sends requests to a site in this process."""

import resource
import tempfile
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import pymongo

from fuzz.visitors import Visitors
from standalone import EmbeddedMongod
from todo import create_app, live

__all__ = ["Done", "fuzz_one"]

THOROUGH_EVERY = 50
KIB_PER_MIB = 1024


class Done(NamedTuple):
    """How a site has responded.

    :param statuses: how many responses had each status.
    :param memory_soon: the MiB that its process used after a tenth of the requests.
    :param memory_at_end: the MiB that its process used at the end.
    """

    statuses: dict[int, int]
    memory_soon: float
    memory_at_end: float


def fuzz_one(number: int, seed: int) -> Done:
    """Send requests to a site in this process.

    :raises FindingError: if it has responded wrongly.
    """
    with (
        tempfile.TemporaryDirectory() as directory,
        EmbeddedMongod(Path(directory)) as mongod,
        pymongo.MongoClient[Any](mongod.uri, tz_aware=True) as client,
    ):
        app = create_app({"SECRET_KEY": "x" * 32, "MONGODB_URI": mongod.uri})
        app.logger.disabled = True
        app.test_cli_runner().invoke(args=["setup"])
        visitors = Visitors(app, client[app.config["MONGODB_DATABASE"]])
        memory, random = 0.0, Random(seed)
        for done in range(number):
            visitors.act(random, is_thorough=done % THOROUGH_EVERY == 0)
            if done == number // 10:
                memory = memory_in_use()
        live.stop(app)
    return Done(visitors.statuses, memory, memory_in_use())


def memory_in_use() -> float:
    """Return the MiB that this process has used at most so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KIB_PER_MIB
