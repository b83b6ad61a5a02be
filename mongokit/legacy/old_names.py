"""Warnings about old names, and errors for those that have no equivalent."""

import sys
import warnings
from collections.abc import Callable, Mapping
from typing import Any, ClassVar, NoReturn

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


class RemovedNameError(DeprecationError, AttributeError):
    """A removed attribute is used; the message names its replacement."""


class RemovedNames:
    """Raises an error for removed names, which would be databases or collections.

    A registered document class of the same name takes precedence.
    """

    _removed: ClassVar[Mapping[str, str]] = {}
    """What to use instead of each removed name."""

    def __getattr__(self, name: str) -> Any:
        """Return the handle, database or collection of this name.

        :raises RemovedNameError: if pymongo 4 removed the name.
        """
        owner: Any = self
        if name in self._removed and name not in owner._registry.classes:
            explain_removal(type(self), name)
        return super().__getattr__(name)  # type: ignore[misc]  # of the other base


def explain_removal(owner: type, name: str) -> None:
    """Raise an error if a name was removed.

    :param owner: the class of the client, database or collection that had the name.
    :raises RemovedNameError: if it was; the message names the replacement.
    """
    new = getattr(owner, "_removed", {}).get(name)
    if new is not None:
        raise RemovedNameError(
            f"{owner.__name__}.{name} is gone: use {new}. If {name!r} is the name of "
            f"a database or collection, use [{name!r}]."
        )


class OldAttribute:
    """A removed attribute: reading returns its value, setting raises an error.

    :param read: returns the value.
    :param new: what to read instead.
    :param setting: what to do instead of setting it.
    """

    def __init__(
        self, read: Callable[[Any], Any], new: str, setting: str = NOTHING
    ) -> None:
        self.read = read
        self.new = new
        self.setting = setting

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, parent: Any, owner: type) -> Any:
        """Return the value, and warn about the old name."""
        if parent is None:
            return self
        warn_of_old_name(f"{owner.__name__}.{self.name}", self.new)
        return self.read(parent)

    def __set__(self, parent: Any, value: Any) -> None:
        """Raise an error that says what to do instead of setting the attribute.

        :raises RemovedNameError: always.
        """
        refuse_setting(self.name, self.setting)(parent, value)


def refuse_setting(name: str, instead: str) -> Callable[[Any, Any], NoReturn]:
    """Return the setter of an attribute that pymongo 2 could set.

    :param name: the attribute.
    :param instead: what to do instead.
    """

    def refuse(parent: Any, _value: Any) -> NoReturn:
        raise RemovedNameError(
            f"{type(parent).__name__}.{name} cannot be set: use {instead}"
        )

    return refuse


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
