"""The pages."""

import click
from flask import (
    Blueprint,
    abort,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_mongokit import ObjectId
from mongokit import SchemaDocumentError

import changes
from model import PRIORITIES, db
from words import words_of

blueprint = Blueprint("tasks", __name__)

PAGE_SIZE = 20


@blueprint.get("/")
def show_all():
    """Show a page of tasks, newest first."""
    query = {"deleted": None}
    tag = request.args.get("tag", "").strip()
    if tag:
        query["tags"] = tag
    search = request.args.get("q", "").strip()
    if search:
        query["words"] = {"$all": words_of(search)}
    before = request.args.get("before")
    if before:
        query["_id"] = {"$lt": id_from(before)}
    tasks = db.Task.find(query).sort("_id", -1).limit(PAGE_SIZE + 1).to_list()
    shown = tasks[:PAGE_SIZE]
    older = None
    if len(tasks) > PAGE_SIZE:
        filters = {"tag": tag or None, "q": search or None}
        older = url_for(".show_all", **filters, before=shown[-1]["_id"])
    return render_template(
        "show_all.html", tasks=shown, tag=tag, search=search, older=older
    )


def id_from(text):
    """Return the id that a query string contains, or abort with 400."""
    if not ObjectId.is_valid(text):
        abort(400, "That address has no valid id in it.")
    return ObjectId(text)


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
    title = request.form["title"].strip()
    text = request.form["text"].replace("\r\n", "\n")
    task.update(
        title=title,
        text=text,
        priority=request.form["priority"],
        tags=request.form["tags"].split(),
        words=words_of(title, text),
    )


def render_form(heading, task, error=None, **context):
    """Return the page with the form of a task.

    :param error: the error of the field that is invalid, if any.
    :param context: more variables for the template.
    """
    return render_template(
        "task_form.html",
        heading=heading,
        task=task,
        error=error,
        priorities=PRIORITIES,
        **context,
    )


@blueprint.get("/<ObjectId:task_id>")
def show_task(task_id):
    """Show a task."""
    return render_template("show_task.html", task=find_task(task_id))


def find_task(task_id):
    """Return a task that is not deleted, or abort with 404."""
    return db.Task.find_one_or_404({"_id": task_id, "deleted": None})


@blueprint.route("/<ObjectId:task_id>/edit", methods=["GET", "POST"])
def edit_task(task_id):
    """Show the form of a task, or save the task."""
    task = find_task(task_id)
    if request.method == "GET":
        return render_form("Edit task", task, version=task.get("version"))
    fill_in(task)
    version = request.form.get("version", type=int)
    try:
        is_saved = changes.save_edit(task, version)
    except SchemaDocumentError as error:
        return render_form("Edit task", task, error, version=version), 422
    if not is_saved:
        theirs = find_task(task_id)
        version = theirs.get("version")
        return render_form("Edit task", task, theirs=theirs, version=version), 409
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
    if not changes.set_done(task_id, done=done):
        abort(404)
    return redirect(url_for(".show_task", task_id=task_id), code=303)


@blueprint.post("/<ObjectId:task_id>/delete")
def delete_task(task_id):
    """Delete a task, and offer to undo that."""
    task = db.Task.get_or_404(task_id)
    changes.delete_task(task_id)
    flash(f"Deleted “{task.title}”.")
    flash(str(task_id), "undo")
    return redirect(url_for(".show_all"), code=303)


@blueprint.post("/<ObjectId:task_id>/restore")
def restore_task(task_id):
    """Restore a deleted task."""
    if not changes.restore_task(task_id):
        abort(404)
    return redirect(url_for(".show_task", task_id=task_id), code=303)


@blueprint.cli.command("migrate")
def migrate_tasks():
    """Bring stored tasks up to date."""
    click.echo(f"{changes.migrate_tasks()} tasks were out of date.")
