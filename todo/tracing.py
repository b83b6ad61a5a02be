"""Traces on request: from each HTTP request to the commands that MongoDB gets."""

import os
from importlib import import_module

from flask import Flask

from flask_mongokit import ConfigurationError

__all__ = ["init_app"]

ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT"
NOT_INSTALLED = (
    f"{ENDPOINT} is set, but OpenTelemetry is not installed: install "
    "requirements/otel.txt or flask-mongokit-todo[otel], or unset the variable."
)


def init_app(app: Flask) -> None:
    """Send traces if ``OTEL_EXPORTER_OTLP_ENDPOINT`` is set.

    This comes before the client for MongoDB is made.

    :raises ConfigurationError: if OpenTelemetry is not installed.
    """
    if not os.environ.get(ENDPOINT):
        return
    try:
        instrumentation = import_module("todo.instrumentation")
    except ImportError as error:
        raise ConfigurationError([NOT_INSTALLED]) from error
    instrumentation.instrument(app)
