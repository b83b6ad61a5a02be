"""What a document class gets from its bases."""

import copy
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from mongokit.errors import StructureError

__all__ = [
    "check_options",
    "copy_options",
    "merge_declarations",
    "restore_base_options",
]

UNITED_LISTS = ("required_fields", "i18n", "indexes", "authorized_types")
MERGED_DICTS = ("default_values", "validators")
OPTIONS = (*UNITED_LISTS, *MERGED_DICTS)


def check_options(class_name: str, declared: Mapping[str, Any]) -> None:
    """Check that the options of a class are lists and dicts, as each should be.

    :param class_name: begins each error's text.
    :param declared: the namespace of the class statement.
    :raises StructureError: one is of another kind.
    """
    for option in UNITED_LISTS:
        value = declared.get(option, [])
        if isinstance(value, (str, bytes)) or not isinstance(value, Iterable):
            raise StructureError(f"{class_name}.{option} must be a list, not {value!r}")
    for option in MERGED_DICTS:
        value = declared.get(option, {})
        if not isinstance(value, Mapping):
            raise StructureError(f"{class_name}.{option} must be a dict, not {value!r}")


def merge_declarations(
    bases: Iterable[type], declared: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the declarations of a class: its own, and what its bases add.

    Of two that concern one path the class's own wins, then the left-most base.
    Nothing in the result is shared with a base.

    :param bases: the direct bases, left to right.
    :param declared: the namespace of the class statement.
    """
    bases = tuple(bases)
    merged: dict[str, Any] = {}
    for option in UNITED_LISTS:
        merged[option] = _united(option, bases, declared)
    for option in MERGED_DICTS:
        merged[option] = _merged(option, bases, declared)
    merged["validators"] = _lasting(merged["validators"])
    merged["structure"] = _structure(bases, declared.get("structure"))
    return merged


def copy_options(cls: Any) -> dict[str, Any]:
    """Return copies of what a class has declared, its structure aside."""
    return {option: copy.copy(getattr(cls, option)) for option in OPTIONS}


def restore_base_options(bases: Iterable[type], declared: Mapping[str, Any]) -> None:
    """Undo in the bases what a class body did to a declaration that it took of one.

    ``default_values = Base.default_values`` names the very dict of the base, and an
    ``update`` of it is meant for the new class.

    :param bases: the direct bases; each class has its copies as ``_own_options``.
    :param declared: the namespace of the class statement.
    """
    taken = {option: declared[option] for option in OPTIONS if option in declared}
    for cls in {each for base in bases for each in base.__mro__}:
        own_options = vars(cls).get("_own_options", {})
        for option in taken.keys() & own_options.keys():
            if vars(cls)[option] is taken[option]:
                setattr(cls, option, copy.copy(own_options[option]))


def _copied(declaration: Any) -> Any:
    """Copy the dicts, lists and tuples of a declaration; other values stay."""
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


def _lasting(validators: dict[str, Any]) -> dict[str, Any]:
    """Keep what an iterator has, for a class may be compiled again."""
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
