"""The page that stands in the place of a deleted task."""

from flask import make_response, render_template
from werkzeug.wrappers import Response

from todo.fragments import show_in_main
from todo.models import Task
from todo.tasks.forms import EditForm, NewTaskForm

__all__ = ["deleted_page"]


def deleted_page(task: Task | None, typed: EditForm | None = None) -> Response:
    """Answer that a task was deleted.

    :param task: the task; ``None`` where it has gone for good.
    :param typed: what somebody wanted to save, which can become a new task.
    """
    form = typed and NewTaskForm(
        formdata=None, title=typed.title.data, text=typed.text.data, token=""
    )
    page = render_template("tasks/deleted.html", task=task, form=form)
    return show_in_main(make_response(page, 410))
