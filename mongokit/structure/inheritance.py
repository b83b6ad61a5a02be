"""Merge the declarations of a document class with those of its bases."""

import copy
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from mongokit.errors import StructureError

LIST_OPTIONS = ("required_fields", "i18n", "indexes", "authorized_types")
DICT_OPTIONS = ("default_values", "validators")
OPTIONS = (*LIST_OPTIONS, *DICT_OPTIONS)


def check_options(class_name: str, declared: Mapping[str, Any]) -> None:
    """Check that the options of a class are lists or dicts, as each option requires.

    :param class_name: the name of the document class, for messages.
    :param declared: the namespace of the class statement.
    :raises StructureError: if one has another type.
    """
    for option in LIST_OPTIONS:
        value = declared.get(option, [])
        if isinstance(value, (str, bytes)) or not isinstance(value, Iterable):
            raise StructureError(f"{class_name}.{option} must be a list, not {value!r}")
    for option in DICT_OPTIONS:
        value = declared.get(option, {})
        if not isinstance(value, Mapping):
            raise StructureError(f"{class_name}.{option} must be a dict, not {value!r}")


def merge_declarations(
    bases: Iterable[type], declared: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the declarations of a class, merged with those of its bases.

    Lists are joined without duplicates. In dicts and the structure, the class's own
    entries take precedence, then those of the bases, from left to right. Changes to the
    result do not affect the bases, except changes inside a default value.

    :param bases: the direct bases, left to right.
    :param declared: the namespace of the class statement.
    """
    bases = tuple(bases)
    merged: dict[str, Any] = {}
    for option in LIST_OPTIONS:
        merged[option] = _united(option, bases, declared)
    for option in DICT_OPTIONS:
        merged[option] = _merged(option, bases, declared)
    merged["validators"] = _with_tuples(merged["validators"])
    merged["structure"] = _structure(bases, declared.get("structure"))
    return merged


def copy_options(cls: Any) -> dict[str, Any]:
    """Return shallow copies of the options of a class."""
    return {option: copy.copy(getattr(cls, option)) for option in OPTIONS}


def restore_base_options(bases: Iterable[type], declared: Mapping[str, Any]) -> None:
    """Restore options of the bases that the class body has modified in place.

    ``default_values = Base.default_values`` shares the base's dict, but a following
    ``default_values.update()`` is meant for the new class only.

    :param bases: the direct bases; each class keeps copies in ``_own_options``.
    :param declared: the namespace of the class statement.
    """
    shared = {option: declared[option] for option in OPTIONS if option in declared}
    for cls in {each for base in bases for each in base.__mro__}:
        own_options = vars(cls).get("_own_options", {})
        for option in shared.keys() & own_options.keys():
            if vars(cls)[option] is shared[option]:
                setattr(cls, option, copy.copy(own_options[option]))


def _copied(declaration: Any) -> Any:
    """Copy the containers of a declaration, but not the values in them."""
    if isinstance(declaration, dict):
        made = copy.copy(declaration)
        made.update({key: _copied(value) for key, value in declaration.items()})
        return made
    if isinstance(declaration, list):
        return [_copied(item) for item in declaration]
    if isinstance(declaration, tuple):
        return tuple(_copied(item) for item in declaration)
    return declaration


def _united(
    option: str, bases: tuple[type, ...], declared: Mapping[str, Any]
) -> list[Any]:
    united = list(declared.get(option, ()))
    for base in bases:
        inherited = getattr(base, option, ())
        united += [_copied(item) for item in inherited if item not in united]
    return united


def _merged(
    option: str, bases: tuple[type, ...], declared: Mapping[str, Any]
) -> dict[str, Any]:
    merged: dict[str, Any] = {}
    for base in reversed(bases):
        merged.update(getattr(base, option, {}))
    merged.update(declared.get(option, {}))
    return merged


def _with_tuples(validators: dict[str, Any]) -> dict[str, Any]:
    """Replace iterators with tuples, because recompiling reads the values again."""
    return {
        path: tuple(declared) if isinstance(declared, Iterator) else declared
        for path, declared in validators.items()
    }


def _structure(bases: tuple[type, ...], own: Any) -> Any:
    if own is not None and not isinstance(own, dict):
        return own
    inherited: list[dict[Any, Any]] = [
        structure
        for base in bases
        if (structure := getattr(base, "structure", None)) is not None
    ]
    if own is None and not inherited:
        return None
    merged: dict[Any, Any] = {}
    for structure in inherited:
        for name in structure:
            merged.setdefault(name, structure[name])
    merged.update(own or {})
    return _copied(merged)
