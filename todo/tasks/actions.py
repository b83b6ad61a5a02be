"""What is done to tasks by a button: each is repeatable, and leads back to the list."""

from flask import abort, redirect, request, url_for
from werkzeug.wrappers import Response

from flask_mongokit import ObjectId
from todo.error_pages import send_again_with
from todo.extensions import db
from todo.tasks import changes
from todo.tasks.blueprint import blueprint
from todo.tasks.deletion import deleted_page
from todo.tasks.listing import Listing
from todo.tasks.messages import say

__all__ = ["clear_done", "delete_task", "finish_task", "reopen_task", "restore_batch"]


@blueprint.post("/<ObjectId:task_id>/done")
def finish_task(task_id: ObjectId) -> Response:
    """Note that a task is done."""
    return _set_done(task_id, done=True)


@blueprint.post("/<ObjectId:task_id>/reopen")
def reopen_task(task_id: ObjectId) -> Response:
    """Note that a task is open again."""
    return _set_done(task_id, done=False)


def _set_done(task_id: ObjectId, *, done: bool) -> Response:
    is_there = changes.set_done(task_id, done=done)
    task = db.Task.get_or_404(task_id)
    if not is_there:
        return deleted_page(task)
    say(f'"{{title}}" is {"done" if done else "open again"}.', title=task.title)
    return _back()


@blueprint.post("/<ObjectId:task_id>/delete")
def delete_task(task_id: ObjectId) -> Response:
    """Put a task away."""
    task = db.Task.get_or_404(task_id)
    changes.delete_task(task_id)
    undo = url_for("tasks.restore_task", task_id=task_id)
    say('Deleted "{title}".', title=task.title, undo=undo)
    return _back()


@blueprint.post("/<ObjectId:task_id>/restore")
def restore_task(task_id: ObjectId) -> Response:
    """Bring a deleted task back."""
    task = db.Task.get_or_404(task_id)
    changes.restore_task(task_id)
    say('Restored "{title}".', title=task.title)
    return _back()


@blueprint.post("/clear-done")
def clear_done() -> Response:
    """Put away all tasks that are done."""
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
    """Bring back what was deleted at once."""
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
