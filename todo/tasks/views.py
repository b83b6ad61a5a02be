"""The pages of tasks."""

from typing import Any

from flask import (
    current_app,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from werkzeug.wrappers import Response

from flask_mongokit import ObjectId
from todo.error_pages import BadLink, send_again_with
from todo.extensions import db
from todo.fragments import item_id, show_in_main
from todo.models import DAYS_KEPT, Task
from todo.room import NoRoomError
from todo.tasks import changes, queries
from todo.tasks.blueprint import blueprint
from todo.tasks.deletion import deleted_page
from todo.tasks.forms import EditForm, NewTaskForm, new_token
from todo.tasks.listing import Listing, Show
from todo.tasks.messages import say

__all__ = ["edit_task", "new_task", "show_all", "show_task"]


@blueprint.get("/", strict_slashes=False)  # no redirect of an empty path
def show_all() -> str:
    """Show a page of the list."""
    try:
        listing = Listing.parse(request.args)
    except ValueError:
        raise BadLink from None
    return render_template(
        "tasks/index.html",
        listing=listing,
        page=queries.find_page(listing, current_app.config["TODO_PAGE_SIZE"]),
        counts=queries.count_tasks(),
        shows=Show,
        days_kept=DAYS_KEPT,
        token=new_token(),
    )


@blueprint.route("/new", methods=["GET", "POST"])
def new_task() -> Response | str | tuple[str, int]:
    """Show the form of a new task, and take it."""
    # Only text: left alone, the form takes uploaded files and JSON for words as well.
    form = NewTaskForm(request.form)
    if form.validate_on_submit() and _add(form):
        return redirect(url_for("tasks.show_all"), code=303)
    page = render_template("tasks/new.html", form=form)
    return (page, 422) if form.errors else page


def _add(form: NewTaskForm) -> bool:
    send_again_with(token=form.token.data or "")
    try:
        task = changes.add_task(*form.words, form.random_part)
    except NoRoomError as error:
        form.title.errors = [str(error)]
        return False
    say('Added "{title}".', title=task.title)
    return True


@blueprint.get("/<ObjectId:task_id>")
def show_task(task_id: ObjectId) -> Response | str:
    """Show one task."""
    task: Task = db.Task.get_or_404(task_id)
    if task.removal:
        return deleted_page(task)
    if item_id() == str(task_id):
        return _render_item("tasks/item.html", task=task)
    return render_template("tasks/show.html", task=task)


@blueprint.route("/<ObjectId:task_id>/edit", methods=["GET", "POST"])
def edit_task(task_id: ObjectId) -> Response | str:
    """Show the form of a task, and take it."""
    if request.method != "POST":
        return _show_form(task_id)
    form = EditForm(request.form)
    if not form.validate():
        return make_response(_render_form(task_id, form), 422)
    if not changes.save_task(task_id, form.known_version, *form.words):
        task: Task | None = db.Task.find_one({"_id": task_id})
        if task is None or task.removal:
            return deleted_page(task, typed=form)
        if form.words != (task.title, task.get("text") or ""):
            return _show_conflict(task, form)
    title, _ = form.words
    say('Saved "{title}".', title=title)
    return redirect(url_for("tasks.show_task", task_id=task_id), code=303)


def _show_form(task_id: ObjectId) -> Response | str:
    task: Task = db.Task.get_or_404(task_id)
    if task.removal:
        return deleted_page(task)
    version = task.get("version")
    form = EditForm(
        formdata=None, title=task.title, text=task.get("text"), version=version
    )
    return _render_form(task_id, form)


def _show_conflict(task: Task, form: EditForm) -> Response:
    form.version.data = task.get("version")
    page = render_template("tasks/conflict.html", task=task, form=form)
    return show_in_main(make_response(page, 409))


def _render_form(task_id: ObjectId, form: EditForm) -> str:
    if item_id() == str(task_id):
        for field in form:
            field.id = f"{field.id}-{task_id}"  # another item may have a form as well
        return _render_item("tasks/edit_item.html", task_id=task_id, form=form)
    return render_template("tasks/edit.html", task_id=task_id, form=form)


def _render_item(template: str, **values: Any) -> str:
    listing = Listing.of_address(request.headers.get("HX-Current-URL", ""))
    return render_template(template, listing=listing, **values)
