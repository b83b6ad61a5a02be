"""What the views of the API take and return, for their OpenAPI description."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel

from todo.api.inputs import NewTask, Samples, TaskChange
from todo.api.outputs import Added, Task
from todo.api.queries import DeleteQuery, ListQuery, Query

Schema = dict[str, Any]
Descriptions = Mapping[str, str]


@dataclass(frozen=True)
class Operation:
    """What a view takes and returns.

    :param query: the model of its query parameters.
    :param headers: descriptions of its request headers.
    :param body: the model of its body.
    :param status: the status of its success.
    :param result: the model of the response's body.
    :param is_list: whether the response has a list of these.
    :param result_headers: descriptions of the response's headers.
    :param errors: descriptions of the errors of this view in particular, by status.
    :param is_for_demo: whether only demo sites have it.
    """

    query: type[Query] | None = None
    headers: Descriptions = field(default_factory=dict)
    body: type[BaseModel] | None = None
    status: int = 200
    result: type[BaseModel] | None = None
    is_list: bool = False
    result_headers: Descriptions = field(default_factory=dict)
    errors: Mapping[int, str] = field(default_factory=dict)
    is_for_demo: bool = False


ETAG = {"ETag": "The entity tag of the task, for If-Match and If-None-Match."}
INVALID_PARAMETER = {400: "A parameter is invalid."}
INVALID_BODY = {
    400: "The body is not JSON.",
    413: "The body is too large.",
    415: "The body is not of the type application/json.",
    422: "A field is invalid.",
}
NO_TASK = {
    400: "The id is invalid, or the body is not JSON.",
    404: "There is no such task, or it was deleted.",
}
CHANGED = {412: "The task is no longer as If-Match says."}

OPERATIONS = {
    "list_tasks": Operation(
        query=ListQuery,
        result=Task,
        is_list=True,
        result_headers={"Link": 'The URL of the next page, with rel="next".'},
        errors=INVALID_PARAMETER,
    ),
    "add_task": Operation(
        headers={
            "Idempotency-Key": "Any text: the same one with the same task adds it once."
        },
        body=NewTask,
        status=201,
        result=Task,
        result_headers={**ETAG, "Location": "The URL of the new task."},
        errors=INVALID_BODY,
    ),
    "delete_tasks": Operation(status=204),
    "show_task": Operation(
        headers={"If-None-Match": "Entity tags: for one of these, return only 304."},
        result=Task,
        result_headers=ETAG,
        errors=NO_TASK,
    ),
    "change_task": Operation(
        body=TaskChange,
        result=Task,
        result_headers=ETAG,
        errors={**INVALID_BODY, **NO_TASK, **CHANGED},
    ),
    "delete_task": Operation(status=204, errors={**NO_TASK, **CHANGED}),
}
"""The operations by the names of their views."""

DEMO_OPERATIONS = {
    **OPERATIONS,
    "delete_tasks": Operation(query=DeleteQuery, status=204, errors=INVALID_PARAMETER),
    "add_samples": Operation(
        body=Samples, status=201, result=Added, errors=INVALID_BODY
    ),
}
"""The operations of a demo site."""
