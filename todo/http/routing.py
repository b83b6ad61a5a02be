"""URL routing, in which the rules for task ids never match fixed URLs."""

import re

from flask import Flask, request
from werkzeug.exceptions import BadRequest, MethodNotAllowed

from flask_mongokit import BSONObjectIdConverter, ObjectId

FIXED = (
    *("api", "apple-touch-icon.png", "clear-done", "events", "export.json"),
    *("favicon.ico", "healthz", "help", "import", "manifest.webmanifest", "new"),
    *("readyz", "restore", "robots.txt", "static"),
)
"""First path segments that are not task ids."""

ALTERNATIVES = "|".join(map(re.escape, FIXED))


class TaskIdConverter(BSONObjectIdConverter):
    """An ``ObjectId`` converter that does not match fixed path segments.

    Otherwise, a request for a fixed URL with a wrong method would match the rule for a
    task, and would get the status 400 instead of 405.
    """

    regex = rf"(?!(?:{ALTERNATIVES})\Z)[^/]+"
    part_isolating = True


def init_app(app: Flask) -> None:
    """Register the converter and the check of ids."""
    app.url_map.converters["ObjectId"] = TaskIdConverter
    app.before_request(reject_invalid_ids)


def reject_invalid_ids() -> None:
    """Respond with 400 instead of 405 if the path begins with an invalid id."""
    first = request.path.split("/")[1]
    is_wrong_method = isinstance(request.routing_exception, MethodNotAllowed)
    if is_wrong_method and first not in {"", *FIXED} and not ObjectId.is_valid(first):
        request.routing_exception = BadRequest()
