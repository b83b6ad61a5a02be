"""Health checks: whether the process and the database answer."""

from flask import Blueprint, Response, current_app

from flask_mongokit import UNREACHABLE_ERRORS, AuthenticationIncorrect, OperationFailure
from todo.extensions import db

blueprint = Blueprint("health", __name__)

NOT_READY: tuple[type[Exception], ...] = (
    *UNREACHABLE_ERRORS,
    AuthenticationIncorrect,
    OperationFailure,
)


@blueprint.get("/healthz")
def healthz() -> Response:
    """Report that the process is alive."""
    return Response("The site runs.\n", mimetype="text/plain")


@blueprint.get("/readyz")
def readyz() -> Response:
    """Report whether the site can read its database."""
    try:
        db.tasks.find_one({}, {"_id": True})
    except NOT_READY as error:
        current_app.logger.warning("Not ready: %s", error)
        text = "The database cannot be reached.\n"
        return Response(text, 503, mimetype="text/plain")
    return Response("The database answers.\n", mimetype="text/plain")
