"""The application factory."""

import secrets

from flask import Flask
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

import errors
import people
import views
from model import db

csrf = CSRFProtect()

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' data:; base-uri 'none'; "
        "form-action 'self'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


def create_app(config=None):
    """Create the application.

    :param config: settings that override all others.
    """
    app = Flask(__name__)
    app.config.from_mapping(
        SECRET_KEY=secrets.token_hex(),
        SESSION_COOKIE_SAMESITE="Lax",
        PROXY_HOPS=0,
        MONGODB_DATABASE="todo_tutorial",
        MONGODB_TZ_AWARE=True,
    )
    app.config.from_prefixed_env()
    app.config.from_mapping(config or {})
    db.init_app(app)
    csrf.init_app(app)
    app.register_blueprint(views.blueprint)
    app.register_blueprint(people.blueprint)
    errors.init_app(app)
    app.after_request(add_headers)
    if hops := app.config["PROXY_HOPS"]:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)
    return app


def add_headers(response):
    """Add the headers that tell browsers what pages may do."""
    response.headers.extend(HEADERS)
    return response
