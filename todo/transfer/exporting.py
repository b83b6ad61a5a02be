"""Writes every task into a file, a bit at a time."""

from collections.abc import Iterable, Iterator

from flask_mongokit import json_util
from todo.extensions import db
from todo.transfer.records import PARSERS

__all__ = ["export_tasks", "in_chunks"]

BATCH = 500
CHUNK_BYTES = 64 * 1024


def export_tasks() -> Iterator[bytes]:
    """Yield a JSON document ``{"tasks": […]}`` in pieces, each but two a task.

    It is relaxed Extended JSON in UTF-8, a task a line, in the order of their ids.
    Deleted tasks are among them; what is derived or null is left out.
    """
    yield b'{"tasks": ['
    separator = b"\n"
    tasks = db.tasks.find({}, dict.fromkeys(PARSERS, True), batch_size=BATCH)
    for task in tasks.sort("_id", 1):
        given = {name: task[name] for name in PARSERS if task.get(name) is not None}
        yield separator + json_util.dumps(given, ensure_ascii=False).encode()
        separator = b",\n"
    yield b"\n]}\n"


def in_chunks(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Yield pieces joined into fewer, of some 64 KiB each."""
    chunk = bytearray()
    for piece in pieces:
        chunk += piece
        if len(chunk) >= CHUNK_BYTES:
            yield bytes(chunk)
            chunk.clear()
    if chunk:
        yield bytes(chunk)
