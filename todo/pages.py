"""Pages other than those for tasks: help, health checks, and files at fixed URLs."""

from flask import Blueprint, Response, current_app, render_template

from flask_mongokit import DATABASE_ERRORS
from flask_mongokit.errors import short_message
from mongokit import __version__
from todo.database_problems import database_problem
from todo.problems import NO_DATABASE
from todo.readiness import check_database, is_stopping
from todo.tasks.cleaning import LONGEST_TEXT, LONGEST_TITLE
from todo.tasks.model import DAYS_KEPT

KEYS = (
    ("n", "New task"),
    ("/", "Search"),
    ("j", "Next task"),
    ("k", "Previous task"),
    ("Enter", "Open the task"),
    ("x", "Mark as done, or reopen"),
    ("e", "Edit the task"),
    ("#", "Delete the task"),
    ("u", "Undo"),
    ("?", "This help page"),
)

blueprint = Blueprint("pages", __name__)


@blueprint.get("/help")
def show_help() -> str:
    """Show shortcuts, limits and the version."""
    return render_template(
        "help.html",
        keys=KEYS,
        days_kept=DAYS_KEPT,
        longest_title=LONGEST_TITLE,
        longest_text=LONGEST_TEXT,
        version=__version__,
    )


@blueprint.get("/healthz")
def healthz() -> Response:
    """Report that the process is alive; proxies must not use it while it stops."""
    if is_stopping():
        return _stopping()
    return Response("The site runs.\n", mimetype="text/plain")


@blueprint.get("/readyz")
def readyz() -> Response:
    """Report whether the site can read and change its database."""
    if is_stopping():
        return _stopping()
    try:
        check_database()
    except DATABASE_ERRORS as error:
        current_app.logger.warning("Not ready: %s", short_message(error))
        problem = database_problem(error, is_change=True) or NO_DATABASE
        return Response(f"{problem.title}.\n", 503, mimetype="text/plain")
    return Response("The database answers.\n", mimetype="text/plain")


def _stopping() -> Response:
    return Response("The site is stopping.\n", 503, mimetype="text/plain")


@blueprint.get("/robots.txt")
def robots() -> Response:
    """Ask search engines not to crawl the site."""
    return Response("User-agent: *\nDisallow: /\n", mimetype="text/plain")


@blueprint.get("/favicon.ico")
def favicon() -> Response:
    """Send the icon to browsers that request this URL instead of the linked one."""
    return current_app.send_static_file("icons/favicon.svg")


@blueprint.get("/apple-touch-icon.png")
def apple_touch_icon() -> Response:
    """Send the icon for the home screen to devices that do not read the manifest."""
    return current_app.send_static_file("icons/apple-touch-icon.png")


@blueprint.get("/manifest.webmanifest")
def manifest() -> Response:
    """Send the web app manifest, which makes the site installable."""
    manifest = render_template("manifest.json")
    return Response(manifest, mimetype="application/manifest+json")
