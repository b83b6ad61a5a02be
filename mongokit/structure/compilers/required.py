"""Compile the check that required fields have values."""

from collections.abc import Iterable
from typing import Any

from mongokit.errors import RequireFieldError
from mongokit.structure.nodes import STRUCTURE_KEYWORDS, Mapping
from mongokit.structure.paths import nodes_along
from mongokit.structure.reporting import Check, Report
from mongokit.structure.walk import key_part


class _TypedKey:
    """A path part such as ``$str``, which matches all undeclared keys of a type."""

    def __init__(self, parent: Mapping, part: str) -> None:
        self.key_types = tuple(t for t, _ in parent.by_type if part == key_part(t))
        self.named = {*parent.fields, *STRUCTURE_KEYWORDS}

    def values(self, value: dict[Any, Any]) -> list[Any]:
        """Return the values under the matching keys."""
        return [
            item
            for key, item in value.items()
            if isinstance(key, self.key_types) and key not in self.named
        ]


Step = str | _TypedKey


def compile_required(
    required_fields: Iterable[str], root: Mapping | None
) -> Check | None:
    """Compile the check that reports required fields that are missing or empty.

    :param required_fields: dotted paths into the structure; if there are none, the
        result is ``None``.
    """
    required_fields = tuple(required_fields)
    if not required_fields:
        return None
    deep = tuple(
        (path, _steps(root, path))
        for path in required_fields
        if root is not None and ("." in path or path.startswith("$"))
    )
    top = tuple(path for path in required_fields if path not in dict(deep))

    def check_top(document: Any, report: Report) -> None:
        for name in top:
            value = document.get(name)
            if not value and _is_empty(value):
                report(_required(name))

    def check(document: Any, report: Report) -> None:
        check_top(document, report)
        for path, steps in deep:
            if not _has_value(document, steps):
                report(_required(path))

    return check if deep else check_top


def compile_required_below(
    required_fields: Iterable[str], root: Mapping, path: str
) -> Check | None:
    """Compile the check of a value at a path, for required fields there and below it.

    :param path: the dotted path of the value, as declared.
    """
    depth = path.count(".") + 1
    below = tuple(
        (each, _steps(root, each)[depth:])
        for each in required_fields
        if each == path or each.startswith(f"{path}.")
    )
    if not below:
        return None

    def check(value: Any, report: Report) -> None:
        for each, steps in below:
            if not _has_value(value, steps):
                report(_required(each))

    return check


def _steps(root: Mapping, path: str) -> tuple[Step, ...]:
    return tuple(
        _TypedKey(parent, part)
        if isinstance(parent, Mapping) and part.startswith("$")
        else part
        for parent, part in zip(nodes_along(root, path), path.split("."), strict=False)
    )


def _required(path: str) -> RequireFieldError:
    return RequireFieldError(f"{path} is required", path=path)


def _is_empty(value: Any) -> bool:
    return value is None or (
        isinstance(value, (list, dict, tuple, set, frozenset)) and not value
    )


def _has_value(value: Any, steps: tuple[Step, ...]) -> bool:
    if not steps:
        return not _is_empty(value)
    if not isinstance(value, dict):
        return False
    step, *rest = steps
    if isinstance(step, str):
        return _has_value(value.get(step), tuple(rest))
    entries = step.values(value)
    return bool(entries) and all(_has_value(entry, tuple(rest)) for entry in entries)
