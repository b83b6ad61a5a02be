"""The tasks as `Todo-Backend <https://todobackend.com>`_ specifies them.

Clients and tests of that specification know a todo by its ``title``, ``completed``,
``order`` and an absolute ``url``.
"""

from collections.abc import Mapping
from typing import Any

from flask import Response, current_app, request, url_for
from pydantic import ConfigDict

from flask_mongokit import ObjectId
from todo.api import views
from todo.api.blueprint import blueprint
from todo.api.inputs import Change, Input, partial, read_body, whole
from todo.api.representation import json_response
from todo.tasks import queries
from todo.tasks.fields import FIELDS
from todo.tasks.listing import Listing
from todo.tasks.model import Task

MOST_TODOS = 1000  # as the specification has no pages
NAMES = {"title": "title", "completed": "done", "order": "order"}
"""The names of the fields by those that the specification gives them."""

DECLARED = {todo: FIELDS[name] for todo, name in NAMES.items()}


class Todo(Input):
    """A todo as clients send it: with its URL, and perhaps with fields of their own."""

    model_config = ConfigDict(extra="ignore")


class SomeOfTodo(Change, Todo):
    """Some of the fields of a todo."""


NewTodo = whole("NewTodo", DECLARED, Todo)
TodoChange = partial("TodoChange", DECLARED, SomeOfTodo)


def represent(task: Task) -> dict[str, Any]:
    """Return a task in the words of the specification."""
    values = {todo: FIELDS[name].read(task.get(name)) for todo, name in NAMES.items()}
    url = url_for(
        "api.show_todo",
        task_id=task["_id"],
        _external=True,
        _scheme="https" if current_app.config["TODO_HTTPS"] else request.scheme,
    )
    return {**values, "url": url}


def stored(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return values by the names of the task's fields."""
    return {NAMES[todo]: value for todo, value in values.items()}


@blueprint.get("/todo-backend")
def list_todos() -> Response:
    """List the newest todos."""
    tasks = queries.find_tasks(Listing(), MOST_TODOS).tasks
    return json_response([represent(each) for each in tasks if not each.has_foreign_id])


@blueprint.post("/todo-backend")
def add_todo() -> Response:
    """Add a todo."""
    todo = represent(views.add(stored(read_body(NewTodo))))
    return json_response(todo, 201)


@blueprint.delete("/todo-backend")
def delete_todos() -> Response:
    """Delete all todos."""
    return views.delete_all()


@blueprint.get("/todo-backend/<ObjectId:task_id>")
def show_todo(task_id: ObjectId) -> Response:
    """Return a todo."""
    return json_response(represent(views.kept_task(task_id)))


@blueprint.patch("/todo-backend/<ObjectId:task_id>")
def change_todo(task_id: ObjectId) -> Response:
    """Change the given fields of a todo."""
    return json_response(represent(views.patch(task_id, stored(read_body(TodoChange)))))


@blueprint.delete("/todo-backend/<ObjectId:task_id>")
def delete_todo(task_id: ObjectId) -> Response:
    """Delete a todo."""
    return views.delete_task(task_id)
