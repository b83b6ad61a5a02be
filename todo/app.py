"""The application factory."""

from collections.abc import Mapping
from typing import Any

from flask import Flask

from todo import (
    api,
    cli,
    demo,
    error_pages,
    first_edition,
    fragments,
    live,
    logs,
    pages,
    templating,
    tracing,
    transfer,
)
from todo.config import configure
from todo.extensions import db
from todo.http import (
    body_limits,
    compression,
    routing,
    security,
    sessions,
    static_files,
)
from todo.tasks import messages
from todo.tasks import views as tasks


def create_app(config: Mapping[str, Any] | None = None) -> Flask:
    """Create the site; it connects to MongoDB on first use of the database.

    :param config: settings that override the environment.
    :raises ConfigurationError: if settings are invalid or missing, or OpenTelemetry is
        wanted and missing; the message has a sentence for each problem.
    """
    app = Flask("todo", static_url_path=static_files.static_url_path())
    app.url_map.merge_slashes = False  # its redirects are absolute URLs
    configure(app.config, config or {})
    logs.init_app(app)
    tracing.init_app(app)
    db.init_app(app)
    db.check_settings(app)
    for part in (
        *(compression, body_limits, routing, sessions, static_files, security),
        *(templating, first_edition, fragments, messages, error_pages, cli, live, api),
        demo,
    ):
        part.init_app(app)
    for views in (pages, tasks, transfer, live, api):
        app.register_blueprint(views.blueprint)
    return app
