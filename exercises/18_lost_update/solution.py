"""Let several people edit tasks at the same time.

The form contains the title of a task, and the version of which it is an edit; each edit
raises the version by one. An edit of an outdated version is refused with 409, so that
somebody else's title is not overwritten. Marking as done is no edit: it changes no
version, and survives every edit.
"""

from flask import Flask, abort, redirect, render_template_string, request
from werkzeug.wrappers import Response

from flask_mongokit import Document, MongoKit, ObjectId

PAGE = """
<h1>{{ task.title }}</h1>
<form method="post" action="/{{ task._id }}">
  <label>Title <input name="title" value="{{ task.title }}"></label>
  <input type="hidden" name="version" value="{{ task.version }}">
  <button>Save</button>
</form>
"""

app = Flask(__name__)
db = MongoKit(app)


@db.register
class Task(Document):
    """A task."""

    __collection__ = "tasks"

    structure = {"title": str, "done": bool, "version": int}


@app.get("/<ObjectId:task_id>")
def show_task(task_id: ObjectId) -> str:
    """Show a task, and the form that edits it."""
    return render_template_string(PAGE, task=db[Task].get_or_404(task_id))


@app.post("/<ObjectId:task_id>")
def edit_task(task_id: ObjectId) -> Response:
    """Save an edit."""
    version = request.form.get("version", type=int)
    edit = {"$set": {"title": request.form["title"]}, "$inc": {"version": 1}}
    result = db[Task].update_one({"_id": task_id, "version": version}, edit)
    if not result.matched_count:
        db[Task].get_or_404(task_id)
        abort(409)
    return redirect(f"/{task_id}", 303)
