"""Models of what the API returns, made from the declared fields like the input."""

from typing import Annotated, Any

from pydantic import BaseModel, create_model
from pydantic import Field as Rule

from todo.tasks.fields import FIELDS, PUBLIC_FIELDS, Field


def shown(field: Field) -> Any:
    """Return the type of a declared field in JSON; if it is missing, it can be null."""
    is_nullable = field.default is None or callable(field.default)
    return field.type | None if is_nullable and field.type is not str else field.type


FIELDS_OF_TASKS: dict[str, Any] = {
    "id": (Annotated[str, Rule(pattern="^[0-9a-f]{24}$")], ...),
    "url": (Annotated[str, Rule(json_schema_extra={"format": "uri-reference"})], ...),
    **{public: (shown(FIELDS[name]), ...) for public, name in PUBLIC_FIELDS.items()},
}

Task = create_model("Task", **FIELDS_OF_TASKS)


class Added(BaseModel):
    """How many sample tasks were added; those that existed do not count."""

    added: int


class InvalidField(BaseModel):
    """What is wrong with a field, parameter or header."""

    field: str
    detail: str


class ProblemDetails(BaseModel):
    """What is wrong, in the format of RFC 9457."""

    type: str
    title: str
    status: int
    detail: str
    field: str = Rule("", description="The first invalid field, if there are any.")
    errors: list[InvalidField] = []
    request_id: str = Rule("", description="The id of the request in the site's log.")
