"""The deprecation warning of old names."""

import sys
import warnings

PACKAGES = frozenset({"mongokit", "flask_mongokit", "pymongo"})
"""Packages whose frames are skipped to find the application's line."""


NOTHING = "nothing, it has no effect any more"
"""The replacement of an option that no longer has an effect."""


def warn_of_old_name(old: str, new: str) -> None:
    """Warn of an old name, at the line of the application that uses it.

    :param old: call of pymongo 2.
    :param new: replacement in pymongo 4.
    """
    warnings.warn(
        f"{old} is deprecated: use {new}",
        DeprecationWarning,
        stacklevel=_level_of_application(),
    )


def _level_of_application() -> int:
    """Return the ``stacklevel`` of the first frame outside :data:`PACKAGES`."""
    level, frame = 1, sys._getframe(1)
    while frame.f_back and _package(frame.f_globals) in PACKAGES:
        level, frame = level + 1, frame.f_back
    return level


def _package(module: dict[str, object]) -> str:
    return str(module.get("__name__")).partition(".")[0]
