"""Puts the site together."""

from collections.abc import Mapping
from typing import Any

from flask import Flask

from todo import (
    addresses,
    assets,
    cli,
    error_pages,
    fragments,
    health,
    help_page,
    logs,
    security,
    templating,
    transfer,
)
from todo.config import configure
from todo.extensions import csrf, db
from todo.tasks import views as tasks

__all__ = ["create_app"]


def create_app(config: Mapping[str, Any] | None = None) -> Flask:
    """Return the site, configured; it opens no connection before it is used.

    :param config: settings that win over those of the environment.
    :raises ConfigurationError: settings cannot be used; it names each of them.
    """
    app = Flask("todo", static_url_path=assets.static_url_path())
    app.url_map.merge_slashes = False  # by a redirect that names a host
    configure(app.config, config or {})
    logs.init_app(app)
    db.init_app(app)
    addresses.init_app(app)
    csrf.init_app(app)
    for part in (security, templating, fragments, error_pages, assets, cli):
        part.init_app(app)
    app.register_blueprint(health.blueprint)
    app.register_blueprint(help_page.blueprint)
    app.register_blueprint(tasks.blueprint)
    app.register_blueprint(transfer.blueprint)
    return app
