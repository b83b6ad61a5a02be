"""The pages."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from mongokit import SchemaDocumentError

from model import PRIORITIES, db

blueprint = Blueprint("tasks", __name__)

PAGE_SIZE = 50


@blueprint.get("/")
def show_all():
    """Show the newest tasks."""
    tasks = db.Task.find().sort("creation", -1).limit(PAGE_SIZE)
    return render_template("show_all.html", tasks=tasks)


@blueprint.route("/new", methods=["GET", "POST"])
def new_task():
    """Show the form for a new task, or add the task."""
    task = db.Task()
    if request.method == "GET":
        return render_form("New task", task)
    fill_in(task)
    try:
        task.save()
    except SchemaDocumentError as error:
        return render_form("New task", task, error), 422
    flash(f"Added “{task.title}”.")
    return redirect(url_for(".show_all"), code=303)


def fill_in(task):
    """Set the fields of a task to what was typed into the form."""
    task.update(
        title=request.form["title"].strip(),
        text=request.form["text"].replace("\r\n", "\n"),
        priority=request.form["priority"],
        tags=request.form["tags"].split(),
    )


def render_form(heading, task, error=None):
    """Return the page with the form of a task.

    :param error: the error of the field that is invalid, if any.
    """
    return render_template(
        "task_form.html", heading=heading, task=task, error=error, priorities=PRIORITIES
    )


@blueprint.get("/<ObjectId:task_id>")
def show_task(task_id):
    """Show a task."""
    return render_template("show_task.html", task=db.Task.get_or_404(task_id))


@blueprint.route("/<ObjectId:task_id>/edit", methods=["GET", "POST"])
def edit_task(task_id):
    """Show the form of a task, or save the task."""
    task = db.Task.get_or_404(task_id)
    if request.method == "GET":
        return render_form("Edit task", task)
    fill_in(task)
    try:
        task.save()
    except SchemaDocumentError as error:
        return render_form("Edit task", task, error), 422
    flash(f"Saved “{task.title}”.")
    return redirect(url_for(".show_task", task_id=task_id), code=303)


@blueprint.post("/<ObjectId:task_id>/done")
def finish_task(task_id):
    """Mark a task as done."""
    return set_done(task_id, done=True)


@blueprint.post("/<ObjectId:task_id>/reopen")
def reopen_task(task_id):
    """Mark a task as not done."""
    return set_done(task_id, done=False)


def set_done(task_id, *, done):
    """Save whether a task is done, and return to its page."""
    task = db.Task.get_or_404(task_id)
    task.done = done
    task.save()
    return redirect(url_for(".show_task", task_id=task_id), code=303)
