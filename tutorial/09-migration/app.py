"""The application factory."""

import secrets

from flask import Flask
from flask_wtf import CSRFProtect

import errors
import views
from model import db

csrf = CSRFProtect()


def create_app(config=None):
    """Create the application.

    :param config: settings that override all others.
    """
    app = Flask(__name__)
    app.config.from_mapping(
        SECRET_KEY=secrets.token_hex(),
        SESSION_COOKIE_SAMESITE="Lax",
        MONGODB_DATABASE="todo_tutorial",
        MONGODB_TZ_AWARE=True,
    )
    app.config.from_prefixed_env()
    app.config.from_mapping(config or {})
    db.init_app(app)
    csrf.init_app(app)
    app.register_blueprint(views.blueprint)
    errors.init_app(app)
    return app
