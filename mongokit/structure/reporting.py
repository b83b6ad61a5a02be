"""The checks of single values, lists and tuples."""

from collections.abc import Callable
from typing import Any

from mongokit.errors import AuthorizedTypeError, SchemaDocumentError, SchemaTypeError
from mongokit.operators import SchemaOperator

__all__ = [
    "Check",
    "Report",
    "check_authorized",
    "check_items",
    "check_operator",
    "check_positions",
    "check_type",
    "fill_in_path",
    "locate",
    "type_error",
]

Report = Callable[[Exception], None]
Check = Callable[[Any, Report], None]


def type_error(path: str, expected: str, value: Any) -> SchemaTypeError:
    """Return the error of a value that has another type than a field."""
    return SchemaTypeError(
        f"{path} must be an instance of {expected} not {type(value).__name__}",
        path=path,
    )


def check_type(path: str, name: str, types: tuple[type, ...]) -> Check:
    """Return the check that a value is of one of some types.

    :param name: what a message says the value must be.
    """

    def check(value: Any, report: Report) -> None:
        if not isinstance(value, types):
            report(type_error(path, name, value))

    return check


def check_authorized(path: str, types: tuple[type, ...]) -> Check:
    """Return the check that the type of a value is an authorized one."""

    def check(value: Any, report: Report) -> None:
        if not isinstance(value, types):
            name = type(value).__name__
            report(AuthorizedTypeError(f"{name} is not an authorized types", path=path))

    return check


def check_operator(path: str, operator: SchemaOperator) -> Check:
    """Return the check that an operator finds a value right."""

    def check(value: Any, report: Report) -> None:
        if not operator.validate(value):
            found = _shown(value) if operator.takes_values else type(value).__name__
            text = f"{path} must {operator.expectation()} not {found}"
            report(SchemaTypeError(text, path=path))

    return check


def _shown(value: Any) -> str:
    try:
        return str(value)
    except ValueError:  # of an integer with thousands of digits
        return type(value).__name__


def check_items(path: str, check_item: Check | None) -> Check:
    """Return the check that a value is a list or tuple, and each item is right."""

    def check(value: Any, report: Report) -> None:
        if not isinstance(value, (list, tuple)):
            report(type_error(path, "list", value))
        elif check_item is not None:
            for item in value:
                if item is not None:
                    check_item(item, report)

    return check


def check_positions(path: str, checks: tuple[Check | None, ...]) -> Check:
    """Return the check that a value is a list or tuple with the right items."""

    def check(value: Any, report: Report) -> None:
        if not isinstance(value, (list, tuple)):
            report(type_error(path, "list", value))
        elif len(value) != len(checks):
            text = f"{path} must have {len(checks)} items not {len(value)}"
            report(SchemaTypeError(text, path=path))
        else:
            for item, check_item in zip(value, checks, strict=True):
                if item is not None and check_item is not None:
                    check_item(item, report)

    return check


def fill_in_path(text: str, path: str) -> str:
    """Return a text with the path in place of its single ``%s``, if it has just one."""
    return text.replace("%s", path) if text.count("%s") == 1 else text


def locate(error: Exception, path: str) -> Exception:
    """Return the error of a custom type, which names the field from now on.

    It stays what it is, and gets a ``path``. Where its text does not begin with that,
    the text of an error of ours does from now on, and any other error gets a note.

    :param path: the dotted path of the field.
    """
    text = str(error)
    if vars(error).get("path") is None:
        vars(error)["path"] = path
    if text.partition(" ")[0].rstrip(":") == path:
        return error
    if isinstance(error, SchemaDocumentError):
        error.args = (f"{path} {text}",)
    else:
        error.add_note(f"in the field {path}")
    return error
