"""The pages."""

from flask import Blueprint, flash, redirect, render_template, request, url_for

from model import db

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
        return render_template("task_form.html", heading="New task", task=task)
    task.update(
        title=request.form["title"].strip(),
        text=request.form["text"].replace("\r\n", "\n"),
        tags=request.form["tags"].split(),
    )
    task.save()
    flash(f"Added “{task.title}”.")
    return redirect(url_for(".show_all"), code=303)


@blueprint.get("/<ObjectId:task_id>")
def show_task(task_id):
    """Show a task."""
    return render_template("show_task.html", task=db.Task.get_or_404(task_id))
