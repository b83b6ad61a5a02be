"""The pages of tasks."""

from flask import (
    Blueprint,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from werkzeug.wrappers import Response

from flask_mongokit import ObjectId
from todo.cursors import Cursor
from todo.error_pages import BadLink, send_again_with
from todo.extensions import db
from todo.tasks import queries
from todo.tasks.forms import TaskForm
from todo.text import shortened

__all__ = ["blueprint"]

blueprint = Blueprint("tasks", __name__)


@blueprint.get("/", strict_slashes=False)  # no redirect of an empty path
def show_all() -> str:
    """Show a page of the list."""
    before, after = _place("before"), _place("after")
    if before and after:
        raise BadLink
    size = current_app.config["TODO_PAGE_SIZE"]
    page = queries.find_page(size, before=before, after=after)
    return render_template("tasks/index.html", page=page)


def _place(name: str) -> Cursor | None:
    text = request.args.get(name)
    if not text:
        return None
    try:
        return Cursor.parse(text)
    except ValueError:
        raise BadLink from None


@blueprint.route("/new", methods=["GET", "POST"])
def new_task() -> Response | str | tuple[str, int]:
    """Show the form of a new task, and take it."""
    # Only text: left alone, the form takes uploaded files and JSON for words as well.
    form = TaskForm(request.form)
    if form.validate_on_submit():
        words = (form.title.data or "", form.text.data or "")
        send_again_with(token=form.token.data or "")
        task = queries.add_task(*words, form.random_part)
        flash(f'Added "{shortened(task.title)}".')
        return redirect(url_for("tasks.show_all"), code=303)
    page = render_template("tasks/form.html", form=form)
    return (page, 422) if form.errors else page


@blueprint.get("/<ObjectId:task_id>")
def show_task(task_id: ObjectId) -> str:
    """Show one task."""
    task = db.Task.get_or_404(task_id)
    return render_template("tasks/show.html", task=task)
