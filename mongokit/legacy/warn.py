"""The warning of an old name."""

import warnings

__all__ = ["warn_of_old_name"]


def warn_of_old_name(old: str, new: str) -> None:
    """Warn the caller's caller that it uses an old name.

    :param old: the call as it was written for pymongo 2.
    :param new: the call that does the same today.
    """
    warnings.warn(f"{old} is deprecated: use {new}", DeprecationWarning, stacklevel=3)
