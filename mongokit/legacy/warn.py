"""The warning of an old name."""

import sys
import warnings

__all__ = ["warn_of_old_name"]

PACKAGES = frozenset({"mongokit", "flask_mongokit", "pymongo"})
"""What may stand between an application and the place that warns it."""


def warn_of_old_name(old: str, new: str) -> None:
    """Warn an application that it uses an old name, in the line that uses it.

    :param old: the call as it was written for pymongo 2.
    :param new: the call that does the same today.
    """
    warnings.warn(
        f"{old} is deprecated: use {new}",
        DeprecationWarning,
        stacklevel=_level_of_application(),
    )


def _level_of_application() -> int:
    """Count from the one that warns to the first frame of another package."""
    level, frame = 1, sys._getframe(1)
    while frame.f_back and _package(frame.f_globals) in PACKAGES:
        level, frame = level + 1, frame.f_back
    return level


def _package(module: dict[str, object]) -> str:
    return str(module.get("__name__")).partition(".")[0]
