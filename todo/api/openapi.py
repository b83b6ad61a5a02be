"""The OpenAPI description of the API, made from the models that check its input."""

import inspect
import re
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any

from flask import current_app
from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, models_json_schema

from todo.api.operations import DEMO_OPERATIONS, OPERATIONS, Operation, Schema
from todo.api.outputs import ProblemDetails
from todo.api.representation import JSON
from todo.error_pages import PROBLEM_JSON

REF = "#/components/schemas/{model}"
VARIABLE = re.compile(r"<\w+:(\w+)>")
METHODS = frozenset({"GET", "POST", "PATCH", "DELETE"})
TEXT: Schema = {"type": "string"}
TASK_ID: Schema = {
    "name": "task_id",
    "in": "path",
    "required": True,
    "description": "The id of a task.",
    "schema": {**TEXT, "pattern": "^[0-9a-fA-F]{24}$"},
}


class PlainSchema(GenerateJsonSchema):
    """Generates schemas without titles, which would only repeat the names."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        """Return ``False``."""
        del schema
        return False


def describe() -> Schema:
    """Return the description, which includes more on a demo site."""
    is_demo = current_app.config["TODO_DEMO"]
    operations = DEMO_OPERATIONS if is_demo else OPERATIONS
    paths: Schema = {}
    for rule in current_app.url_map.iter_rules():
        name = rule.endpoint.removeprefix("api.")
        if name in operations:
            path = paths.setdefault(VARIABLE.sub(r"{\1}", rule.rule), {})
            (method,) = METHODS & (rule.methods or set())
            path[method.lower()] = _operation(name, operations[name], rule.arguments)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Simple ToDo Example",
            "version": "1",
            "description": "The tasks of the site, by the same rules as its forms.",
        },
        "paths": paths,
        "components": {"schemas": _schemas(operations.values())},
    }


def _operation(name: str, operation: Operation, variables: Iterable[str]) -> Schema:
    view = current_app.view_functions[f"api.{name}"]
    summary, _, description = (inspect.getdoc(view) or "").partition("\n\n")
    described: Schema = {
        "operationId": name,
        "summary": summary,
        "description": description,
        "parameters": [*([TASK_ID] if variables else []), *_parameters(operation)],
        "responses": _responses(operation),
    }
    if operation.body:
        described["requestBody"] = {"required": True, **_content(operation.body)}
    return {key: value for key, value in described.items() if value}


def _parameters(operation: Operation) -> Iterable[Schema]:
    if operation.query:
        schema = operation.query.model_json_schema(schema_generator=PlainSchema)
        for name, each in schema["properties"].items():
            definition = each.pop("$ref", "").rpartition("/")[2]
            each.update(schema.get("$defs", {}).get(definition, {}))
            text = {"description": each.pop("description")}
            yield {"name": name, "in": "query", **text, "schema": each}
    for name, purpose in operation.headers.items():
        yield {"name": name, "in": "header", "description": purpose, "schema": TEXT}


def _responses(operation: Operation) -> Schema:
    success: Schema = {"description": HTTPStatus(operation.status).phrase}
    if operation.result:
        success |= _content(operation.result, is_list=operation.is_list)
    if operation.result_headers:
        success["headers"] = _headers(operation.result_headers)
    responses = {str(operation.status): success}
    if "If-None-Match" in operation.headers:
        responses["304"] = {"description": HTTPStatus.NOT_MODIFIED.phrase}
    problem = _content(ProblemDetails, media_type=PROBLEM_JSON)
    for status, text in operation.errors.items():
        responses[str(status)] = {"description": text, **problem}
    return {**responses, "default": {"description": "Another problem.", **problem}}


def _headers(descriptions: Mapping[str, str]) -> Schema:
    return {
        name: {"description": text, "schema": TEXT}
        for name, text in descriptions.items()
    }


def _content(
    model: type[BaseModel], *, is_list: bool = False, media_type: str = JSON
) -> Schema:
    schema: Schema = {"$ref": REF.format(model=model.__name__)}
    if is_list:
        schema = {"type": "array", "items": schema}
    return {"content": {media_type: {"schema": schema}}}


def _schemas(operations: Iterable[Operation]) -> Schema:
    models: set[type[BaseModel]] = {ProblemDetails}
    for operation in operations:
        models |= {each for each in (operation.body, operation.result) if each}
    _, schemas = models_json_schema(
        [(model, "validation") for model in sorted(models, key=lambda m: m.__name__)],
        ref_template=REF,
        schema_generator=PlainSchema,
    )
    definitions: Schema = schemas["$defs"]
    return definitions
