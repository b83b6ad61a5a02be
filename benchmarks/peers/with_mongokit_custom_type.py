"""Benchmark of this project's mapper with a custom type."""

import datetime
import time

start = time.perf_counter()
from mongokit import CustomType, Document  # noqa: E402

imported = time.perf_counter() - start

import contest  # noqa: E402
from own import Mapper  # noqa: E402


class Shout(CustomType):
    mongo_type = str
    python_type = str

    def to_bson(self, value):
        return value

    def to_python(self, value):
        return value


class Task(Document):
    structure = {
        "title": str,
        "text": Shout(),
        "number": int,
        "done": bool,
        "creation": datetime.datetime,
    }
    required_fields = ["title"]


contest.compare(Mapper(Task), imported, contest.by_key)
