"""The help page."""

from flask import Blueprint, render_template

from mongokit import __version__
from todo.tasks.cleaning import LONGEST_TEXT, LONGEST_TITLE
from todo.tasks.model import DAYS_KEPT

blueprint = Blueprint("help", __name__)

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
