"""Addresses of tasks, which fixed addresses never meet."""

import re

from flask import Flask, request
from werkzeug.exceptions import BadRequest, MethodNotAllowed

from flask_mongokit import BSONObjectIdConverter, ObjectId

__all__ = ["FIXED", "TaskIdConverter", "init_app"]

FIXED = (
    *("clear-done", "events", "export.json", "favicon.ico", "healthz", "help"),
    *("import", "manifest.webmanifest", "new", "readyz", "restore", "robots.txt"),
    "static",
)
"""The first part of every address that does not begin with the id of a task."""

ALTERNATIVES = "|".join(map(re.escape, FIXED))


class TaskIdConverter(BSONObjectIdConverter):
    """The converter ``ObjectId`` of an address's first part: no fixed one is a bad id.

    Without it a fixed address that is asked for by a wrong method would be taken for
    a task's, and be answered with 400 in place of 405.
    """

    regex = rf"(?!(?:{ALTERNATIVES})\Z)[^/]+"
    part_isolating = True


def init_app(app: Flask) -> None:
    """Let the addresses of tasks make way for the fixed ones."""
    app.url_map.converters["ObjectId"] = TaskIdConverter
    app.before_request(look_at_ids_first)


def look_at_ids_first() -> None:
    """Let a bad id be that whatever is asked of it, even what nothing does there."""
    first = request.path.split("/")[1]
    is_wrong_method = isinstance(request.routing_exception, MethodNotAllowed)
    if is_wrong_method and first not in {"", *FIXED} and not ObjectId.is_valid(first):
        request.routing_exception = BadRequest()
