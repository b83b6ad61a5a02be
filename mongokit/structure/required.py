"""Compiles the check that required fields are given."""

from collections.abc import Iterable
from typing import Any

from mongokit.errors import RequireFieldError
from mongokit.structure.validation import Check, Report

__all__ = ["compile_required"]


def compile_required(required_fields: Iterable[str]) -> Check | None:
    """Return what reports the required fields that are missing or empty."""
    required_fields = tuple(required_fields)
    if not required_fields:
        return None
    top = tuple(path for path in required_fields if "." not in path and "$" not in path)
    deep = tuple(
        (path, tuple(path.split("."))) for path in required_fields if path not in top
    )

    def check_top(document: Any, report: Report) -> None:
        for name in top:
            value = document.get(name)
            if not value and _is_empty(value):
                report(_required(name))

    def check(document: Any, report: Report) -> None:
        check_top(document, report)
        for path, keys in deep:
            if not _is_given(document, keys):
                report(_required(path))

    return check if deep else check_top


def _required(path: str) -> RequireFieldError:
    return RequireFieldError(f"{path} is required", path=path)


def _is_empty(value: Any) -> bool:
    return value is None or (
        isinstance(value, (list, dict, tuple, set, frozenset)) and not value
    )


def _is_given(value: Any, keys: tuple[str, ...]) -> bool:
    if not keys:
        return not _is_empty(value)
    if not isinstance(value, dict):
        return False
    key, *rest = keys
    if key.startswith("$"):
        return bool(value) and all(
            _is_given(item, tuple(rest)) for item in value.values()
        )
    return _is_given(value.get(key), tuple(rest))
