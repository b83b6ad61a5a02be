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
from todo.fragments import is_requested, render_fragment, shown_listing
from todo.live import events_address
from todo.tasks import changes, queries, time_limit
from todo.tasks.cleaning import TooLongError
from todo.tasks.differences import compare
from todo.tasks.forms import EditForm, NewTaskForm, TaskForm, new_token
from todo.tasks.listing import Listing, Show
from todo.tasks.messages import say
from todo.tasks.model import DAYS_KEPT, STORED, Task
from todo.tasks.quota import QuotaExceededError

LONGEST_IDENTITY = 64  # in the session cookie; a token has 52 characters

blueprint = Blueprint("tasks", __name__)
time_limit.init_blueprint(blueprint)


@blueprint.get("/", strict_slashes=False)  # an empty path is not redirected
def show_all() -> Response:
    """Show the page of the list that the URL describes."""
    try:
        listing = Listing.parse(request.args)
    except TooLongError as error:
        raise BadLink(str(error)) from None
    except ValueError:
        raise BadLink from None
    events = events_address()  # before reading, so that no change is missed
    page = queries.find_page(listing, current_app.config["TODO_PAGE_SIZE"])
    return _render(
        "index",
        listing=listing,
        page=page,
        counts=page.counts,
        shows=Show,
        days_kept=DAYS_KEPT,
        token=new_token(),
        batch=ObjectId(),
        events=events,
    )


def _render(page: str, status: int = 200, /, **values: Any) -> Response:
    """Render a page, or its fragment if the request is for that."""
    if is_requested():
        return render_fragment(page, status, **values)
    return make_response(render_template(f"tasks/{page}.html", **values), status)


def _to_list(listing: Listing) -> Response:
    """Redirect to the list; a fragment is always for the list that is shown."""
    return redirect((shown_listing() or listing).address, code=303)


@blueprint.route("/new", methods=["GET", "POST"])
def new_task() -> Response | str:
    """Show the form for a new task, or add the submitted task."""
    # By default, Flask-WTF also reads uploaded files and JSON.
    form = NewTaskForm(request.form)
    if form.validate_on_submit() and _add(form):
        return _to_list(Listing())
    if form.errors:
        return _show_problem(form)
    return render_template("tasks/new.html", form=form)


def _show_problem(form: NewTaskForm) -> Response:
    replaced = request.form.get("instead_of", "")
    if is_requested() and ObjectId.is_valid(replaced):
        task_id = ObjectId(replaced)
        return _render_form("deleted", 422, task_id=task_id, task=None, form=form)
    return _render("new", 422, form=form)


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
    """Show a task."""
    task = _task(task_id)
    if task.removal:
        return _deleted_page(task_id, task)
    return render_template("tasks/show.html", task=task)


@blueprint.route("/<ObjectId:task_id>/edit", methods=["GET", "POST"])
def edit_task(task_id: ObjectId) -> Response:
    """Show the edit form of a task, or save the submitted edit."""
    if request.method != "POST":
        return _show_form(task_id)
    form = EditForm(request.form)
    if not form.validate():
        return _render_form("edit", 422, task_id=task_id, form=form)
    if not changes.save_task(task_id, form.version.data or "", form.values):
        task = db[Task].find_one({"_id": task_id}, STORED)
        if task is None or task.removal:
            return _deleted_page(task_id, task, form)
        if form.values != task.form_values:
            return _show_conflict(task_id, task, form)
    title, key = form.values["title"], _draft_key("version")
    say('Saved "{title}".', title=title, accepted=key)
    if is_requested():
        return _to_list(Listing())
    return redirect(url_for("tasks.show_task", task_id=task_id), code=303)


def _task(task_id: ObjectId) -> Task:
    return db[Task].find_one_or_404({"_id": task_id}, STORED)


def _show_form(task_id: ObjectId) -> Response:
    task = _task(task_id)
    if task.removal:
        return _deleted_page(task_id, task)
    version = task.edited_version
    form = EditForm(formdata=None, **task.form_values, version=version)
    return _render_form("edit", task_id=task_id, form=form)


def _show_conflict(task_id: ObjectId, task: Task, form: EditForm) -> Response:
    form.version.data = task.edited_version
    differences = {
        field.label.text: compare(str(stored), str(field.data))
        for field, stored in zip(form.inputs, task.form_values.values(), strict=True)
        if field.data != stored
    }
    values = {"task": task, "differences": differences}
    return _render_form("conflict", 409, task_id=task_id, form=form, **values)


def _render_form(
    page: str, status: int = 200, /, *, task_id: ObjectId, form: TaskForm, **values: Any
) -> Response:
    if is_requested():
        for field in form:
            field.id = f"{field.id}-{task_id}"  # several items can be edited at once
    return _render(page, status, task_id=task_id, form=form, **values)


def _deleted_page(
    task_id: ObjectId, task: Task | None, form: EditForm | None = None
) -> Response:
    """Render the page for a deleted task.

    :param task: the task; ``None`` if it has been removed for good.
    :param form: a submitted edit that was not stored; the page offers to add it as a
        new task.
    """
    if form is None:
        return _render("deleted", 410, task_id=task_id, task=task)
    new = NewTaskForm(formdata=None, **form.values, token="")
    return _render_form("deleted", 410, task_id=task_id, task=task, form=new)


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
    task = _task(task_id)
    if not is_set:
        return _deleted_page(task_id, task)
    say(f'"{{title}}" is {"done" if done else "open again"}.', title=task.title)
    return _back()


@blueprint.post("/<ObjectId:task_id>/delete")
def delete_task(task_id: ObjectId) -> Response:
    """Delete a task, and offer to restore it."""
    task = _task(task_id)
    changes.delete_task(task_id)
    undo = url_for("tasks.restore_task", task_id=task_id)
    say('Deleted "{title}".', title=task.title, undo=undo)
    return _back()


@blueprint.post("/<ObjectId:task_id>/restore")
def restore_task(task_id: ObjectId) -> Response:
    """Restore a deleted task."""
    task = _task(task_id)
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
    return _to_list(Listing())


@blueprint.post("/restore")
def restore_batch() -> Response:
    """Restore all tasks in the submitted batch."""
    batch = _batch() or abort(400)
    number = changes.restore_batch(batch)
    say(f"Restored {number} {_tasks(number)}.")
    return _to_list(Listing())


def _batch() -> ObjectId | None:
    text = request.form.get("batch", "")
    return ObjectId(text) if ObjectId.is_valid(text) else None


def _tasks(number: int) -> str:
    return "task" if number == 1 else "tasks"


def _back() -> Response:
    return _to_list(Listing.parse_or_all(request.form))
