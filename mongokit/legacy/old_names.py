"""Warnings about old names, and errors for those that have no equivalent."""

import sys
import warnings
from typing import Any, NoReturn

from mongokit.errors import DeprecationError

REMOVED_CONSTANTS = {
    "INDEX_OFF": "no index has this direction; leave it out of indexes",
    "INDEX_ALL": "no index has this direction; give INDEX_ASCENDING or another",
    "INDEX_GEOHAYSTACK": "use INDEX_GEO2D or INDEX_GEOSPHERE",
}

PACKAGES = frozenset({"mongokit", "flask_mongokit", "pymongo"})
"""Packages whose frames are skipped to find the application's line."""

NOTHING = "nothing, it has no effect any more"
"""What warnings suggest in place of an option that no longer has an effect."""


def warn_of_old_name(old: str, new: str) -> None:
    """Warn about an old name, at the application's line that uses it.

    :param old: the call, as for pymongo 2.
    :param new: replacement in pymongo 4.
    """
    text = f"{old} is deprecated: use {new}"
    warnings.warn(text, DeprecationWarning, stacklevel=_level_of_application())


def _level_of_application() -> int:
    """Return the ``stacklevel`` of the first frame outside :data:`PACKAGES`."""
    level, frame = 1, sys._getframe(1)
    while frame.f_back and _package(frame.f_globals) in PACKAGES:
        level, frame = level + 1, frame.f_back
    return level


def _package(module: dict[str, object]) -> str:
    return str(module.get("__name__")).partition(".")[0]


class Removed:
    """A descriptor for a removed method: the attribute is a database or collection.

    Calling the attribute raises an error that names the replacement.

    :param replacement: what to use instead.
    """

    def __init__(self, replacement: str) -> None:
        self.replacement = replacement

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, parent: Any, owner: type) -> Any:
        """Return the database or collection of this name."""
        return self if parent is None else parent[self.name]


def explain_removal(owner: type, name: str) -> None:
    """Raise an error if a name is that of a removed method.

    :param owner: class of the client, database or collection that had the method.
    :raises DeprecationError: if it is; the message names the replacement.
    """
    removed = getattr(owner, name, None)
    if isinstance(removed, Removed):
        raise DeprecationError(
            f"{owner.__name__}.{name} is gone: use {removed.replacement}"
        )


def raise_missing_name(name: str) -> NoReturn:
    """Raise the error for a missing name; used by the package's ``__getattr__``.

    :raises AttributeError: for any name; that of a removed constant gets a hint on what
        to use instead.
    :raises ImportError: for a removed constant in ``from mongokit import``, which would
        drop the hint of an ``AttributeError``.
    """
    if name not in REMOVED_CONSTANTS:
        raise AttributeError(f"module 'mongokit' has no attribute {name!r}")
    text = f"{name} is gone: {REMOVED_CONSTANTS[name]}"
    importer = sys._getframe(1).f_globals.get("__name__")
    if importer == "importlib._bootstrap":
        raise ImportError(text, name="mongokit")
    raise AttributeError(text, name=name)
