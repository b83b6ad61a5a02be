"""One JSON line a message, and one a request, on standard output."""

import logging
import sys
from typing import Any

from flask import Flask, has_request_context
from gunicorn.glogging import Logger
from pythonjsonlogger.json import JsonFormatter

from todo.security import REQUEST_ID_KEY, request_id

__all__ = ["GunicornLogger", "init_app"]

FORMAT = "%(levelname)s %(name)s %(message)s"
NAMES = {"levelname": "level", "name": "logger"}


def formatter() -> JsonFormatter:
    """Return what makes a message one line of JSON, its time in UTC."""
    return JsonFormatter(FORMAT, rename_fields=NAMES, timestamp="time")


class RequestIdFilter(logging.Filter):
    """Adds the request's id to what is logged during one."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record pass."""
        if has_request_context():
            record.request_id = request_id()
        return True


def init_app(app: Flask) -> None:
    """Make the application's logger write JSON to standard output."""
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(formatter())
    handler.addFilter(RequestIdFilter())
    app.logger.handlers = [handler]
    app.logger.propagate = False


class GunicornLogger(Logger):  # type: ignore[misc]  # gunicorn has no types
    """gunicorn's logger, in JSON, and without what is searched or typed."""

    def setup(self, cfg: Any) -> None:
        """Set the handlers up as gunicorn does, then change their form."""
        super().setup(cfg)
        self.access_log.setLevel(self.loglevel)
        for log in (self.error_log, self.access_log):
            for handler in log.handlers:
                handler.setFormatter(formatter())

    def access(self, resp: Any, req: Any, environ: Any, request_time: Any) -> None:
        """Log one request."""
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
