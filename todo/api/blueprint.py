"""The blueprint of the API, and the checks before its views."""

from flask import Blueprint, Flask

from todo.api import origins
from todo.tasks import time_limit

blueprint = Blueprint("api", __name__, url_prefix="/api")
blueprint.before_request(origins.refuse_other_sites)
time_limit.init_blueprint(blueprint)


def init_app(app: Flask) -> None:
    """Let the blueprint check for itself where requests come from."""
    app.extensions["csrf"].exempt(blueprint)
    app.after_request(origins.allow_origin)
