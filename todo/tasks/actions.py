"""What is done to tasks by a button: each is repeatable, and leads back to the list."""

from flask import abort, redirect, request, url_for
from werkzeug.wrappers import Response

from flask_mongokit import ObjectId
from todo.extensions import db
from todo.tasks import changes
from todo.tasks.blueprint import blueprint
from todo.tasks.deletion import deleted_page
from todo.tasks.listing import Listing
from todo.tasks.messages import say
from todo.text import shortened

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
    task = db.Task.get_or_404(task_id)
    if not changes.set_done(task_id, done=done):
        return deleted_page(task)
    say(f'"{shortened(task.title)}" is {"done" if done else "open again"}.')
    return _back()


@blueprint.post("/<ObjectId:task_id>/delete")
def delete_task(task_id: ObjectId) -> Response:
    """Put a task away."""
    task = db.Task.get_or_404(task_id)
    changes.delete_task(task_id)
    undo = url_for("tasks.restore_task", task_id=task_id)
    say(f'Deleted "{shortened(task.title)}".', undo=undo, fields=_listing().values)
    return _back()


@blueprint.post("/<ObjectId:task_id>/restore")
def restore_task(task_id: ObjectId) -> Response:
    """Bring a deleted task back."""
    task = db.Task.get_or_404(task_id)
    changes.restore_task(task_id)
    say(f'Restored "{shortened(task.title)}".')
    return _back()


@blueprint.post("/clear-done")
def clear_done() -> Response:
    """Put away all tasks that are done."""
    number, batch = changes.clear_done()
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
    batch = request.form.get("batch", "")
    if not ObjectId.is_valid(batch):
        abort(400)
    number = changes.restore_batch(ObjectId(batch))
    say(f"Restored {number} {_tasks(number)}.")
    return redirect(url_for("tasks.show_all"), code=303)


def _tasks(number: int) -> str:
    return "task" if number == 1 else "tasks"


def _listing() -> Listing:
    return Listing.parse_or_all(request.form)


def _back() -> Response:
    return redirect(_listing().address, code=303)
