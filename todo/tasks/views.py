"""The pages of tasks, and the actions of their buttons."""

from typing import Any

from flask import (
    Blueprint,
    abort,
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
from todo.tasks import changes, queries
from todo.tasks.cleaning import TooLongError
from todo.tasks.differences import compare
from todo.tasks.forms import EditForm, NewTaskForm, new_token
from todo.tasks.listing import Listing, Show
from todo.tasks.messages import say
from todo.tasks.model import DAYS_KEPT, Task
from todo.tasks.quota import QuotaExceededError

LONGEST_IDENTITY = 64  # in the session cookie; a token has 52 characters

blueprint = Blueprint("tasks", __name__)


@blueprint.get("/", strict_slashes=False)  # an empty path is not redirected
def show_all() -> str:
    """Show the page of the list that the URL describes."""
    try:
        listing = Listing.parse(request.args)
    except TooLongError as error:
        raise BadLink(str(error)) from None
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
    """Show the form for a new task, or add the submitted task."""
    # By default, Flask-WTF also reads uploaded files and JSON.
    form = NewTaskForm(request.form)
    if form.validate_on_submit() and _add(form):
        return redirect(url_for("tasks.show_all"), code=303)
    page = render_template("tasks/new.html", form=form)
    return (page, 422) if form.errors else page


def _add(form: NewTaskForm) -> bool:
    send_again_with(token=form.token.data or "")
    try:
        task = changes.add_task(form.values, form.random_part)
    except QuotaExceededError as error:
        form.title.errors = [str(error)]
        return False
    say('Added "{title}".', title=task.title, accepted=_draft_key("token"))
    return True


def _draft_key(field: str) -> str:
    """Return the key by which the script knows the submitted form in a draft."""
    identity = request.form.get(field, "")[:LONGEST_IDENTITY]
    return f"{request.script_root}{request.path}#{identity}"


@blueprint.get("/<ObjectId:task_id>")
def show_task(task_id: ObjectId) -> Response | str:
    """Show a task, or only its list item if htmx requests that."""
    task: Task = db.Task.get_or_404(task_id)
    if task.removal:
        return _deleted_page(task)
    if item_id() == str(task_id):
        return _render_item("tasks/item.html", task=task)
    return render_template("tasks/show.html", task=task)


@blueprint.route("/<ObjectId:task_id>/edit", methods=["GET", "POST"])
def edit_task(task_id: ObjectId) -> Response | str:
    """Show the edit form of a task, or save the submitted edit."""
    if request.method != "POST":
        return _show_form(task_id)
    form = EditForm(request.form)
    if not form.validate():
        return make_response(_render_form(task_id, form), 422)
    if not changes.save_task(task_id, form.known_version, form.values):
        task: Task | None = db.Task.find_one({"_id": task_id})
        if task is None or task.removal:
            return _deleted_page(task, form)
        if form.values != task.form_values:
            return _show_conflict(task, form)
    title, key = form.values["title"], _draft_key("version")
    say('Saved "{title}".', title=title, accepted=key)
    return redirect(url_for("tasks.show_task", task_id=task_id), code=303)


def _show_form(task_id: ObjectId) -> Response | str:
    task: Task = db.Task.get_or_404(task_id)
    if task.removal:
        return _deleted_page(task)
    form = EditForm(formdata=None, **task.form_values, version=task.get("version"))
    return _render_form(task_id, form)


def _show_conflict(task: Task, form: EditForm) -> Response:
    form.version.data = task.get("version")
    differences = {
        field.label.text: compare(str(stored), field.data)
        for field, stored in zip(form.inputs, task.form_values.values(), strict=True)
        if field.data != stored
    }
    page = render_template(
        "tasks/conflict.html", task=task, form=form, differences=differences
    )
    return show_in_main(make_response(page, 409))


def _render_form(task_id: ObjectId, form: EditForm) -> str:
    if item_id() == str(task_id):
        for field in form:
            field.id = f"{field.id}-{task_id}"  # several items can be edited at once
        return _render_item("tasks/edit_item.html", task_id=task_id, form=form)
    return render_template("tasks/edit.html", task_id=task_id, form=form)


def _render_item(template: str, **values: Any) -> str:
    listing = Listing.of_address(request.headers.get("HX-Current-URL", ""))
    return render_template(template, listing=listing, **values)


def _deleted_page(task: Task | None, form: EditForm | None = None) -> Response:
    """Render the page for a deleted task.

    :param task: the task; ``None`` if it has been removed for good.
    :param form: a submitted edit that was not stored; the page offers to add it as a
        new task.
    """
    new = form and NewTaskForm(formdata=None, **form.values, token="")
    page = render_template("tasks/deleted.html", task=task, form=new)
    return show_in_main(make_response(page, 410))


@blueprint.post("/<ObjectId:task_id>/done")
def finish_task(task_id: ObjectId) -> Response:
    """Mark a task as done."""
    return _set_done(task_id, done=True)


@blueprint.post("/<ObjectId:task_id>/reopen")
def reopen_task(task_id: ObjectId) -> Response:
    """Mark a task as open again."""
    return _set_done(task_id, done=False)


def _set_done(task_id: ObjectId, *, done: bool) -> Response:
    is_set = changes.set_done(task_id, done=done)
    task = db.Task.get_or_404(task_id)
    if not is_set:
        return _deleted_page(task)
    say(f'"{{title}}" is {"done" if done else "open again"}.', title=task.title)
    return _back()


@blueprint.post("/<ObjectId:task_id>/delete")
def delete_task(task_id: ObjectId) -> Response:
    """Delete a task, and offer to restore it."""
    task = db.Task.get_or_404(task_id)
    changes.delete_task(task_id)
    undo = url_for("tasks.restore_task", task_id=task_id)
    say('Deleted "{title}".', title=task.title, undo=undo)
    return _back()


@blueprint.post("/<ObjectId:task_id>/restore")
def restore_task(task_id: ObjectId) -> Response:
    """Restore a deleted task."""
    task = db.Task.get_or_404(task_id)
    changes.restore_task(task_id)
    say('Restored "{title}".', title=task.title)
    return _back()


@blueprint.post("/clear-done")
def clear_done() -> Response:
    """Delete all tasks that are done, and offer to restore them."""
    batch = _batch() or ObjectId()
    send_again_with(batch=str(batch))
    number = changes.clear_done(batch)
    if number:
        undo = url_for("tasks.restore_batch")
        tasks = f"{number} done {_tasks(number)}"
        say(f"Deleted {tasks}.", undo=undo, fields={"batch": str(batch)})
    else:
        say("No tasks are done.")
    return redirect(url_for("tasks.show_all"), code=303)


@blueprint.post("/restore")
def restore_batch() -> Response:
    """Restore all tasks in the submitted batch."""
    batch = _batch() or abort(400)
    number = changes.restore_batch(batch)
    say(f"Restored {number} {_tasks(number)}.")
    return redirect(url_for("tasks.show_all"), code=303)


def _batch() -> ObjectId | None:
    text = request.form.get("batch", "")
    return ObjectId(text) if ObjectId.is_valid(text) else None


def _tasks(number: int) -> str:
    return "task" if number == 1 else "tasks"


def _back() -> Response:
    return redirect(Listing.parse_or_all(request.form).address, code=303)
