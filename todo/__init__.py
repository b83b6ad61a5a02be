"""The ToDo site: ``create_app`` is its application factory."""

from collections.abc import Mapping
from typing import Any

from flask import Flask

__all__ = ["create_app"]


def create_app(  # noqa: RUF067  importing todo imports nothing that gevent patches
    config: Mapping[str, Any] | None = None,
) -> Flask:
    """Create the site; it connects to MongoDB on first use of the database.

    :param config: settings that override the environment.
    :raises ConfigurationError: if settings are invalid or missing, or OpenTelemetry is
        wanted and missing; the message has a sentence for each problem.
    :raises ModuleNotFoundError: if a package that the site needs is not installed; the
        message says how to install it.
    """
    try:
        from todo import app  # noqa: PLC0415  see above
    except ModuleNotFoundError as error:
        if str(error.name).startswith(("todo", "flask_mongokit", "mongokit")):
            raise
        raise ModuleNotFoundError(
            f"{error}: the site needs it; pip install 'flask-mongokit-todo[site]' "
            "installs all that the site needs.",
            name=error.name,
        ) from error
    return app.create_app(config)
