"""JSON logs: a line for each message (standard error) and request (standard output)."""

import logging
import re
import secrets
import sys
from typing import Any

from flask import Flask, Response, has_request_context, request
from gunicorn.glogging import Logger
from pythonjsonlogger.json import JsonFormatter

from flask_mongokit.errors import short_message

FORMATTER = JsonFormatter(
    "%(levelname)s %(name)s %(message)s",
    rename_fields={"levelname": "level", "name": "logger"},
    timestamp="time",
)
REQUEST_ID = re.compile(r"[A-Za-z0-9-]{1,64}", re.ASCII)
REQUEST_ID_KEY = "todo.request_id"


def request_id() -> str:
    """Return the id of the current request: the one the proxy sent, or a new one."""
    known = request.environ.get(REQUEST_ID_KEY)
    if known is None:
        given = request.headers.get("X-Request-ID", "")
        known = given if REQUEST_ID.fullmatch(given) else secrets.token_hex(8)
        request.environ[REQUEST_ID_KEY] = known
    return str(known)


def send_request_id(response: Response) -> Response:
    """Add the request's id to the response."""
    response.headers["X-Request-ID"] = request_id()
    return response


def add_request_id(record: logging.LogRecord) -> bool:
    """Add the request's id to a record logged during a request; accept every record."""
    if has_request_context():
        record.request_id = request_id()
    return True


def shorten(record: logging.LogRecord) -> bool:
    """Replace the traceback of a record by the error's message; accept every record."""
    if record.exc_info and isinstance(record.exc_info[1], Exception):
        record.msg = f"{record.msg} {short_message(record.exc_info[1])}"
        record.exc_info = None
    return True


def init_app(app: Flask) -> None:
    """Log JSON to standard error, with the id of the request.

    pymongo logs the errors of its background threads, which say that the database
    cannot be reached: they need no traceback.
    """
    for logger, filter_record in (
        (app.logger, add_request_id),
        (logging.getLogger("pymongo"), shorten),
    ):
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(FORMATTER)
        handler.addFilter(filter_record)
        logger.handlers = [handler]
        logger.propagate = False
    app.after_request(send_request_id)


class GunicornLogger(Logger):  # type: ignore[misc]  # gunicorn has no types
    """A logger for gunicorn that writes JSON and omits query strings."""

    def setup(self, cfg: Any) -> None:
        """Set up gunicorn's handlers, and make them write JSON."""
        super().setup(cfg)
        self.access_log.setLevel(self.loglevel)
        for log in (self.error_log, self.access_log):
            for handler in log.handlers:
                handler.setFormatter(FORMATTER)

    def access(self, resp: Any, req: Any, environ: Any, request_time: Any) -> None:
        """Log a request."""
        self.access_log.info(
            "request",
            extra={
                "method": environ.get("REQUEST_METHOD"),
                "path": req.path,
                "status": int(str(resp.status).split(None, 1)[0]),
                "bytes": getattr(resp, "sent", None),
                "milliseconds": round(request_time.total_seconds() * 1000, 1),
                "remote": environ.get("REMOTE_ADDR"),
                "request_id": environ.get(REQUEST_ID_KEY),
            },
        )
