"""Compile the check that calls the validators of a document class."""

from collections.abc import Callable, Iterable
from typing import Any

from mongokit.errors import ValidationError
from mongokit.structure.paths import find_value, has_typed_key
from mongokit.structure.reporting import Check, Report, fill_in_path

Compiled = tuple[str, tuple[str, ...], tuple[Any, ...]]
"""The path of a value, its keys, and the validators to call."""


def compile_validators(validators: dict[str, Any], class_name: str) -> Check | None:
    """Compile a check that calls validators on the values of a document.

    They are not called for ``None``, or for paths with a key type, such as ``$str``.

    :param validators: a callable, or an iterable of several, by dotted path; if there
        are none, the result is ``None``.
    :param class_name: the name of the document class, for messages.
    :raises TypeError: if a validator is not callable.
    """
    compiled = _compiled(validators, class_name)
    return _compile(compiled) if compiled else None


def compile_validators_below(
    validators: dict[str, Any], class_name: str, path: str
) -> Check | None:
    """Compile the check of a value at a path, with the validators there and below it.

    :param path: the dotted path of the value, as declared.
    """
    depth = path.count(".") + 1
    below = tuple(
        (each, keys[depth:], functions)
        for each, keys, functions in _compiled(validators, class_name)
        if each == path or each.startswith(f"{path}.")
    )
    return _compile(below) if below else None


def _compiled(validators: dict[str, Any], class_name: str) -> tuple[Compiled, ...]:
    return tuple(
        (path, tuple(path.split(".")), functions)
        for path, declared in validators.items()
        for functions in [_functions(declared, path, class_name)]
        if not has_typed_key(path)
    )


def _compile(compiled: tuple[Compiled, ...]) -> Check:
    def check(document: Any, report: Report) -> None:
        for path, keys, functions in compiled:
            value = find_value(document, keys)
            if value is not None:
                for function in functions:
                    _run_validator(function, value, path, report)

    return check


def _functions(declared: Any, path: str, class_name: str) -> tuple[Any, ...]:
    if callable(declared) or not isinstance(declared, Iterable):
        functions: tuple[Any, ...] = (declared,)
    else:
        functions = tuple(declared)
    for function in functions:
        if not callable(function):
            raise TypeError(
                f"{class_name}: the validator of {path} must be callable, "
                f"not {function!r}"
            )
    return functions


def _run_validator(
    function: Callable[[Any], Any], value: Any, path: str, report: Report
) -> None:
    try:
        passed = function(value)
    except Exception as error:  # noqa: BLE001  a validator may raise anything
        refusal = ValidationError(fill_in_path(str(error), path), path=path)
        refusal.__cause__ = error
        report(refusal)
        return
    if not passed:
        name = getattr(function, "__name__", type(function).__name__)
        report(ValidationError(f"{path} does not pass the validator {name}", path=path))
