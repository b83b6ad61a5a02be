"""How the site is, for whoever looks after it; and the files that robots ask for."""

from flask import (
    Blueprint,
    Response,
    current_app,
    render_template,
    send_from_directory,
)

from flask_mongokit import UNREACHABLE_ERRORS, AuthenticationIncorrect, OperationFailure
from todo.extensions import db

__all__ = ["blueprint"]

blueprint = Blueprint("health", __name__)

NOT_READY: tuple[type[Exception], ...] = (
    *UNREACHABLE_ERRORS,
    AuthenticationIncorrect,
    OperationFailure,
)


@blueprint.get("/healthz")
def healthz() -> Response:
    """Tell that the process answers."""
    return _plain("The site runs.\n", 200)


@blueprint.get("/readyz")
def readyz() -> Response:
    """Tell whether the database answers, by a read that needs the site's rights."""
    try:
        db.tasks.find_one({}, {"_id": True})
    except NOT_READY as error:
        current_app.logger.warning("Not ready: %s", error)
        return _plain("The database cannot be reached.\n", 503)
    return _plain("The database answers.\n", 200)


@blueprint.get("/robots.txt")
def robots() -> Response:
    """Ask robots to leave the tasks alone."""
    return _plain("User-agent: *\nDisallow: /\n", 200)


@blueprint.get("/favicon.ico")
def favicon() -> Response:
    """Give the icon to browsers that ask at its old address."""
    icons = f"{current_app.static_folder}/icons"
    return send_from_directory(icons, "favicon.svg", mimetype="image/svg+xml")


@blueprint.get("/manifest.webmanifest")
def manifest() -> Response:
    """Say under which name and icon the site can be installed."""
    page = render_template("manifest.json")
    return Response(page, content_type="application/manifest+json")


def _plain(text: str, status: int) -> Response:
    return Response(text, status, content_type="text/plain; charset=utf-8")
