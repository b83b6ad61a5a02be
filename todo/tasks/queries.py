"""Reads and writes tasks, from values that are parsed already."""

import contextlib
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from flask_mongokit import DuplicateKeyError, ObjectId
from todo.cursors import Cursor
from todo.extensions import db
from todo.models import Task

__all__ = ["Page", "add_task", "find_page"]

NEWEST_FIRST = [("creation", -1), ("_id", -1)]
OLDEST_FIRST = [("creation", 1), ("_id", 1)]


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the list.

    :param tasks: the newest first.
    :param newer: where the page of newer ones ends; ``None`` where there are none.
    :param older: where the page of older ones begins; likewise.
    :param is_beyond_end: the page was asked for by a place that has nothing behind it.
    """

    tasks: list[Task] = field(default_factory=list)
    newer: Cursor | None = None
    older: Cursor | None = None
    is_beyond_end: bool = False


def find_page(
    size: int, *, before: Cursor | None = None, after: Cursor | None = None
) -> Page:
    """Return a page of tasks, the newest first.

    :param size: how many at most.
    :param before: only tasks that are older.
    :param after: only tasks that are newer; the ones next to that place.
    """
    if after is not None:
        page = _page_after(after, size)
        if page is not None:
            return page
    tasks = _find(_older_than(before), NEWEST_FIRST, size + 1)
    shown = tasks[:size]
    if not shown and before is not None:
        newer = before.below() if _exists(_newer_than(before.below())) else None
        return Page(newer=newer, is_beyond_end=True)
    return Page(
        tasks=shown,
        newer=_first_if_more(shown) if before is not None else None,
        older=_place(shown[-1:]) if len(tasks) > size else None,
    )


def _page_after(after: Cursor, size: int) -> Page | None:
    """Return the page above a place; ``None`` where that is the top of the list."""
    tasks = _find(_newer_than(after), OLDEST_FIRST, size + 1)
    if len(tasks) <= size:
        return None
    shown = tasks[:size][::-1]
    last = _place(shown[-1:])
    older = last if last and _exists(_older_than(last)) else None
    return Page(tasks=shown, newer=_place(shown[:1]), older=older)


def _find(
    query: dict[str, Any], order: list[tuple[str, int]], limit: int
) -> list[Task]:
    found: list[Task] = db.Task.find(query).sort(order).limit(limit).to_list()
    return found


def _exists(query: dict[str, Any]) -> bool:
    return db.tasks.find_one(query, {"_id": True}) is not None


def _place(tasks: Iterable[Task]) -> Cursor | None:
    for task in tasks:
        if task.get("creation") is not None:
            return Cursor(task.creation, task["_id"])
    return None


def _first_if_more(tasks: list[Task]) -> Cursor | None:
    first = _place(tasks[:1])
    return first if first and _exists(_newer_than(first)) else None


def _older_than(place: Cursor | None) -> dict[str, Any]:
    if place is None:
        return {}
    return _beyond(place, "$lte", "$lt")


def _newer_than(place: Cursor) -> dict[str, Any]:
    return _beyond(place, "$gte", "$gt")


def _beyond(place: Cursor, up_to: str, past: str) -> dict[str, Any]:
    """Return the query of one range of the index on creation and ``_id``.

    The range bounds what is scanned; the alternatives cut off its one edge.
    """
    return {
        "creation": {up_to: place.creation},
        "$or": [{"creation": {past: place.creation}}, {"_id": {past: place.id}}],
    }


def add_task(title: str, text: str, random_part: str) -> Task:
    """Store a new task, once however often the same form is sent.

    :param title: as :func:`todo.text.clean_title` returns it.
    :param text: as :func:`todo.text.clean_text` returns it.
    :param random_part: tells this form from others with the same words.
    """
    task: Task = db.Task()
    task.title = title
    task.text = text
    task["_id"] = _id_of(random_part, title, text)
    task.validate()
    # A duplicate is the same words from the same form: they are stored already.
    with contextlib.suppress(DuplicateKeyError):
        db.tasks.insert_one(task)
    return task


def _id_of(*words: str) -> ObjectId:
    digest = hashlib.sha256("\0".join(words).encode())
    return ObjectId(digest.digest()[:12])
