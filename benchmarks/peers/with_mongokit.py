"""Benchmark of this project's mapper with a plain document class."""

import datetime
import time

start = time.perf_counter()
from mongokit import Document  # noqa: E402

imported = time.perf_counter() - start

import contest  # noqa: E402
from own import Mapper  # noqa: E402


class Task(Document):
    structure = {
        "title": str,
        "text": str,
        "number": int,
        "done": bool,
        "creation": datetime.datetime,
    }
    required_fields = ["title"]


contest.compare(Mapper(Task), imported, contest.by_key)
