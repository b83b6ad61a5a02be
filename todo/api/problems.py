"""What is wrong with a request, as ``application/problem+json`` describes it."""

from collections.abc import Sequence
from typing import NamedTuple, Self

from todo.error_pages import ProblemError
from todo.problems import Problem

DELETED = Problem(
    404,
    "This task was deleted",
    "It can be restored on the site until it is removed for good.",
)
CHANGED = Problem(
    412,
    "Somebody else changed this task",
    "It is no longer as If-Match says; nothing was changed. Get it again.",
)
NOT_JSON = Problem(
    400, "That is not JSON", "The body of this request must be a JSON object."
)
WRONG_TYPE = Problem(
    415,
    "That type is not supported",
    "This request needs a body of the type application/json.",
)
OTHER_SITE = Problem(
    403,
    "Other sites cannot use the API",
    "The request comes from a page of a site that TODO_API_ORIGINS does not name.",
)


class FieldProblem(NamedTuple):
    """What is wrong with a value.

    :param field: the name of the field, parameter or header.
    :param detail: a sentence about it.
    """

    field: str
    detail: str


class InvalidInputError(ProblemError):
    """Some values of a request are invalid.

    :param status: HTTP status.
    :param problems: what is wrong with them, at least one.
    """

    def __init__(self, status: int, problems: Sequence[FieldProblem]) -> None:
        super().__init__(
            Problem(
                status,
                "There is a problem",
                " ".join(problem.detail for problem in problems),
                field=problems[0].field,
                errors=tuple(problem._asdict() for problem in problems),
            )
        )

    @classmethod
    def of(cls, field: str, detail: str) -> Self:
        """Return the error for one invalid value of a body."""
        return cls(422, [FieldProblem(field, detail)])
