"""The names of pymongo 2 that nothing can stand in for: they say what to use."""

import sys
from typing import Any, NoReturn

from mongokit.errors import DeprecationError

__all__ = ["Removed", "explain_removal", "raise_missing_name"]

REMOVED_CONSTANTS = {
    "INDEX_OFF": "no index has this direction; leave it out of indexes",
    "INDEX_ALL": "no index has this direction; give INDEX_ASCENDING or another",
    "INDEX_GEOHAYSTACK": "use INDEX_GEO2D or INDEX_GEOSPHERE",
}


class Removed:
    """A method that is gone: its name is that of a sub-object, as any other.

    Calling that is an error, which says what to use.

    :param replacement: what does the same today.
    """

    def __init__(self, replacement: str) -> None:
        self.replacement = replacement

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, parent: Any, owner: type) -> Any:
        """Return the database or collection of this name, which cannot be called."""
        return self if parent is None else parent[self.name]


def explain_removal(owner: type, name: str) -> None:
    """Do nothing for a name that was never a method.

    :param owner: the class whose method is called.
    :raises DeprecationError: pymongo 2 had that method; the text says what to use.
    """
    removed = getattr(owner, name, None)
    if isinstance(removed, Removed):
        raise DeprecationError(
            f"{owner.__name__}.{name} is gone: use {removed.replacement}"
        )


def raise_missing_name(name: str) -> NoReturn:
    """Say what to use in place of a constant that is gone.

    :raises AttributeError: always; its text says so of a constant of old.
    :raises ImportError: the name of such a constant is imported from the package,
        which would drop the text of another error.
    """
    if name not in REMOVED_CONSTANTS:
        raise AttributeError(f"module 'mongokit' has no attribute {name!r}")
    text = f"{name} is gone: {REMOVED_CONSTANTS[name]}"
    importer = sys._getframe(1).f_globals.get("__name__")
    if importer == "importlib._bootstrap":
        raise ImportError(text, name="mongokit")
    raise AttributeError(text, name=name)
