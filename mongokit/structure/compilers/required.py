"""Compiles the check that required fields are given."""

from collections.abc import Iterable
from typing import Any

from mongokit.errors import RequireFieldError
from mongokit.structure.compilers.check import STRUCTURE_KEYWORDS
from mongokit.structure.nodes import Mapping, Node
from mongokit.structure.paths import children
from mongokit.structure.reporting import Check, Report

__all__ = ["compile_required"]


class _EntriesOf:
    """A key type in a path: all entries of that type that have no name of their own."""

    def __init__(self, parent: Mapping, part: str) -> None:
        self.key_types = tuple(t for t, _ in parent.by_type if part == f"${t.__name__}")
        self.named = {*parent.fields, *STRUCTURE_KEYWORDS}

    def __call__(self, value: dict[Any, Any]) -> list[Any]:
        return [
            item
            for key, item in value.items()
            if isinstance(key, self.key_types) and key not in self.named
        ]


Step = str | _EntriesOf


def compile_required(
    required_fields: Iterable[str], root: Mapping | None
) -> Check | None:
    """Return what reports the required fields that are missing or empty.

    :param required_fields: dotted paths into the structure.
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
            if not _is_given(document, steps):
                report(_required(path))

    return check if deep else check_top


def _steps(root: Mapping, path: str) -> tuple[Step, ...]:
    node: Node = root
    steps: list[Step] = []
    for part in path.split("."):
        assert isinstance(node, Mapping)  # the path was checked
        steps.append(_EntriesOf(node, part) if part.startswith("$") else part)
        node = dict(children(node))[part]
    return tuple(steps)


def _required(path: str) -> RequireFieldError:
    return RequireFieldError(f"{path} is required", path=path)


def _is_empty(value: Any) -> bool:
    return value is None or (
        isinstance(value, (list, dict, tuple, set, frozenset)) and not value
    )


def _is_given(value: Any, steps: tuple[Step, ...]) -> bool:
    if not steps:
        return not _is_empty(value)
    if not isinstance(value, dict):
        return False
    step, *rest = steps
    if isinstance(step, str):
        return _is_given(value.get(step), tuple(rest))
    entries = step(value)
    return bool(entries) and all(_is_given(entry, tuple(rest)) for entry in entries)
