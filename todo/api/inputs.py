"""Checks input with pydantic's models, which are made from the declared fields."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any

from flask import request
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    ValidationError,
    create_model,
)
from pydantic import Field as Rule

from todo.api.problems import NOT_JSON, WRONG_TYPE, FieldProblem, InvalidInputError
from todo.error_pages import ProblemError
from todo.tasks.fields import FIELDS, FORM_FIELDS, Field

JSON = "application/json"
MOST_SAMPLES = 2000
SEEDS = range(-(2**53) + 1, 2**53)
SENTENCES = {
    "missing": "is missing",
    "extra_forbidden": "is unknown, or cannot be set",
    "enum": "must be {expected}",
    "literal_error": "must be {expected}",
    "string_type": "must be text",
    "bool_type": "must be true or false",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "greater_than_equal": "must be at least {ge:,}",
    "less_than_equal": "must be at most {le:,}",
}
"""What is wrong with a field, by the type of pydantic's error."""


def _whole(value: Any) -> Any:
    """Convert 1.0 to 1, which JSON and JavaScript do not tell apart."""
    is_whole = isinstance(value, float) and value.is_integer()
    return int(value) if is_whole else value


WHOLE = BeforeValidator(_whole)


class Input(BaseModel):
    """Input with values of the right types, and without unknown fields."""

    model_config = ConfigDict(strict=True, extra="forbid", defer_build=True)

    @property
    def values(self) -> dict[str, Any]:
        """The checked values by name."""
        return self.model_dump()


class Change(Input):
    """Input with some of the fields."""

    @property
    def values(self) -> dict[str, Any]:
        """The checked values of the fields that were given."""
        return self.model_dump(exclude_unset=True)


def checked(field: Field) -> Any:
    """Return the type of a declared field, with its rules, for a model."""
    known: Any = field.type
    if field.allowed is not None:
        known = Annotated[known, Rule(ge=field.allowed[0], le=field.allowed[-1])]
    if field.default is None and not field.is_required:
        known = known | None
    extra = Rule(json_schema_extra=field.schema())
    return Annotated[known, WHOLE, AfterValidator(field.clean), extra]


def whole(
    name: str, declared: Mapping[str, Field], base: type[Input] = Input
) -> type[Input]:
    """Make the model of a whole object: fields are required, or have defaults.

    :param name: its name in the OpenAPI description.
    :param declared: the fields by their names in JSON.
    :param base: its base class.
    """
    fields: dict[str, Any] = {
        key: (checked(field), ... if field.is_required else field.default)
        for key, field in declared.items()
    }
    return create_model(name, __base__=base, **fields)


def partial(
    name: str, declared: Mapping[str, Field], base: type[Change] = Change
) -> type[Change]:
    """Make the model of a change, in which every field may be missing.

    :param name: its name in the OpenAPI description.
    :param declared: the fields by their names in JSON.
    :param base: its base class.
    """
    fields: dict[str, Any] = {
        key: (checked(field), Rule(default_factory=lambda: None))
        for key, field in declared.items()
    }
    return create_model(name, __base__=base, **fields)


WRITABLE = {**FORM_FIELDS, "done": FIELDS["done"]}
"""The fields that a client can set, which have the same name everywhere."""

NewTask = whole("NewTask", WRITABLE)
TaskChange = partial("TaskChange", WRITABLE)


class Samples(Input):
    """Which sample tasks to add."""

    number: Annotated[int, WHOLE] = Rule(ge=1, le=MOST_SAMPLES, description="How many.")
    seed: Annotated[int | None, WHOLE] = Rule(
        None,
        ge=SEEDS[0],
        le=SEEDS[-1],
        description="The same number makes the same tasks, once.",
    )


def read_body(model: type[Input]) -> dict[str, Any]:
    """Return the checked body of the request: a new object, or the given fields.

    :raises ProblemError: if it is not JSON, or not valid.
    """
    if request.mimetype != JSON:
        raise ProblemError(WRONG_TYPE)
    try:
        body = model.model_validate_json(request.get_data())
    except ValidationError as error:
        problems = problems_of(error)
        if not problems:
            raise ProblemError(NOT_JSON) from None
        raise InvalidInputError(422, problems) from None
    return body.values


def problems_of(error: ValidationError) -> list[FieldProblem]:
    """Return what is wrong with each field; nothing if there is no JSON object."""
    return list(_problems_of(error))


def _problems_of(error: ValidationError) -> Iterator[FieldProblem]:
    for each in error.errors(include_url=False, include_input=False):
        context = each.get("ctx", {})
        if not each["loc"]:
            continue
        name = str(each["loc"][0])
        if "error" in context:
            yield FieldProblem(name, str(context["error"]))
        else:
            sentence = SENTENCES.get(each["type"], each["msg"])
            yield FieldProblem(name, f'"{name}" {sentence.format(**context)}.')
