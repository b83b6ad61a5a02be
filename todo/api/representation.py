"""Tasks as JSON."""

import hashlib
import json
from typing import Any

from flask import Response, url_for

from flask_mongokit import DatetimeMS
from todo.tasks.fields import FIELDS, PUBLIC_FIELDS
from todo.tasks.model import Task
from todo.tasks.times import utc
from todo.tasks.tolerant import is_time

JSON = "application/json"
DIGITS = 32  # of an entity tag


def represent(task: Task) -> dict[str, Any]:
    """Return a task as JSON shows it: values of the right types, or ``None``."""
    shown = {public: _shown(name, task) for public, name in PUBLIC_FIELDS.items()}
    url = url_for("api.show_task", task_id=task["_id"])
    return {"id": str(task["_id"]), "url": url, **shown}


def _shown(name: str, task: Task) -> Any:
    field = FIELDS[name]
    value = field.read(task.get(name))
    if value is None:
        return None if callable(field.default) else field.default
    return rfc_3339(value) if is_time(value) else value


def rfc_3339(time: Any) -> str | None:
    """Format a time as RFC 3339 does; ``None`` if it is not in the years 1 to 9999."""
    if isinstance(time, DatetimeMS):
        return None
    text = utc(time).replace(tzinfo=None).isoformat(timespec="milliseconds")
    return f"{text}Z"


def entity_tag(task: Task) -> str:
    """Return the entity tag of a task: a hash of its representation."""
    return hashlib.sha256(_json(represent(task)).encode()).hexdigest()[:DIGITS]


def task_response(task: Task, status: int = 200) -> Response:
    """Return a response with a task and its entity tag."""
    response = json_response(represent(task), status)
    response.set_etag(entity_tag(task))
    return response


def json_response(value: Any, status: int = 200) -> Response:
    """Return a response with a value as JSON."""
    return Response(f"{_json(value)}\n", status, mimetype=JSON)


def no_content() -> Response:
    """Return a response without a body."""
    response = Response(status=204)
    del response.headers["Content-Type"]
    return response


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
