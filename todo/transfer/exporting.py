"""Streams all tasks as JSON."""

from collections.abc import Iterable, Iterator

from flask_mongokit import json_util
from todo.extensions import db
from todo.tasks.model import STORED
from todo.transfer.records import EXPORTED

BATCH = 500
CHUNK_BYTES = 64 * 1024


def export_tasks() -> Iterator[bytes]:
    """Yield a JSON document ``{"tasks": […]}`` in pieces of at most one task each.

    It is relaxed Extended JSON in UTF-8, with one task per line, sorted by id.
    It includes deleted tasks, and omits derived fields and nulls.
    """
    yield b'{"tasks": ['
    separator = b"\n"
    tasks = db.tasks.find({}, STORED, batch_size=BATCH)
    for task in tasks.sort("_id", 1):
        given = {name: task[name] for name in EXPORTED if task.get(name) is not None}
        if isinstance(given.get("version"), float):
            given["version"] = _without_fraction(given["version"])
        yield separator + json_util.dumps(given, ensure_ascii=False).encode()
        separator = b",\n"
    yield b"\n]}\n"


def _without_fraction(number: float) -> float:
    """Return a whole number as an ``int``, which every import accepts."""
    return int(number) if number.is_integer() else number


def in_chunks(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Join pieces into chunks of at least 64 KiB; the last one may be smaller."""
    chunk = bytearray()
    for piece in pieces:
        chunk += piece
        if len(chunk) >= CHUNK_BYTES:
            yield bytes(chunk)
            chunk.clear()
    if chunk:
        yield bytes(chunk)
