"""The URLs of the tasks as JSON."""

import secrets
from typing import Any

from flask import Response, request, url_for

from flask_mongokit import ObjectId
from todo.api import demo, inputs
from todo.api.blueprint import blueprint
from todo.api.openapi import describe
from todo.api.problems import CHANGED, DELETED, InvalidInputError
from todo.api.queries import DeleteQuery, ListQuery
from todo.api.representation import (
    entity_tag,
    json_response,
    no_content,
    represent,
    task_response,
)
from todo.error_pages import ProblemError
from todo.extensions import db
from todo.tasks import changes, patching, queries
from todo.tasks.model import STORED, Task
from todo.tasks.quota import QuotaExceededError


@blueprint.get("/openapi.json")
def show_description() -> Response:
    """Describe the API."""
    return json_response(describe())


@blueprint.get("/tasks")
def list_tasks() -> Response:
    """List tasks, newest first."""
    query = ListQuery.read()
    page = queries.find_tasks(query.listing, query.limit)
    # A task of another program whose id is no ObjectId has no URL.
    tasks = [represent(task) for task in page.tasks if not task.has_foreign_id]
    response = json_response(tasks)
    if page.older:
        response.headers["Link"] = f'<{query.url_before(page.older)}>; rel="next"'
    return response


@blueprint.post("/tasks")
def add_task() -> Response:
    """Add a task."""
    values = inputs.read_body(inputs.NewTask)
    task = add(values)
    response = task_response(task, 201)
    response.headers["Location"] = url_for("api.show_task", task_id=task["_id"])
    return response


def add(values: dict[str, Any]) -> Task:
    """Store a new task, only once for the same ``Idempotency-Key`` and values."""
    key = request.headers.get("Idempotency-Key") or secrets.token_hex()
    try:
        task = changes.add_task(values, f"Idempotency-Key {key}")
    except QuotaExceededError as error:
        raise InvalidInputError.of("title", str(error)) from None
    return db[Task].find_one({"_id": task["_id"]}, STORED) or task


@blueprint.delete("/tasks")
def delete_tasks() -> Response:
    """Delete all tasks."""
    if DeleteQuery.read().purge == "true":
        demo.purge()
        return no_content()
    return delete_all()


def delete_all() -> Response:
    """Mark all tasks as deleted."""
    changes.delete_all()
    return no_content()


@blueprint.get("/tasks/<ObjectId:task_id>")
def show_task(task_id: ObjectId) -> Response:
    """Return a task."""
    response = task_response(kept_task(task_id))
    response.make_conditional(request)
    return response


def kept_task(task_id: ObjectId) -> Task:
    """Return a task that is not deleted.

    :raises ProblemError: if it is deleted.
    :raises werkzeug.exceptions.NotFound: if there is none.
    """
    task = db[Task].find_one_or_404({"_id": task_id}, STORED)
    if task.removal:
        raise ProblemError(DELETED)
    return task


@blueprint.patch("/tasks/<ObjectId:task_id>")
def change_task(task_id: ObjectId) -> Response:
    """Change the given fields of a task.

    With the header If-Match and the task's ETag, only if it is still the same.
    """
    return task_response(patch(task_id, inputs.read_body(inputs.TaskChange)))


def patch(task_id: ObjectId, values: dict[str, Any]) -> Task:
    """Store the given values of a task, if it is as ``If-Match`` says.

    :raises ProblemError: if it is not.
    """
    while True:
        try:
            task = patching.patch_task(task_id, values, _is_expected)
        except patching.DifferentError:
            raise ProblemError(CHANGED) from None
        if task is not None:
            return task
        kept_task(task_id)  # fails, unless the task was restored just now


def _is_expected(task: Task) -> bool:
    return "If-Match" not in request.headers or entity_tag(task) in request.if_match


@blueprint.delete("/tasks/<ObjectId:task_id>")
def delete_task(task_id: ObjectId) -> Response:
    """Delete a task; it can be restored on the site.

    With the header If-Match and the task's ETag, only if it is still the same.
    """
    try:
        task = patching.delete_expected(task_id, _is_expected)
    except patching.DifferentError:
        raise ProblemError(CHANGED) from None
    if task is None:
        db[Task].find_one_or_404({"_id": task_id}, STORED)
    return no_content()
