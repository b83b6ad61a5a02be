"""The write concern that pymongo 2 took with each call."""

from typing import Any

from pymongo.collection import Collection as PlainCollection
from pymongo.write_concern import WriteConcern

__all__ = ["WRITE_CONCERN_OPTIONS", "with_old_concern"]

WRITE_CONCERN_OPTIONS = ("w", "wtimeout", "j", "fsync")


def with_old_concern(
    collection: PlainCollection[Any], options: dict[str, Any], *, safe: bool | None
) -> PlainCollection[Any]:
    """Return a collection with the write concern that the options of a call ask for.

    :param options: lose ``w``, ``wtimeout``, ``j`` and ``fsync``.
    :param safe: ``False`` does not wait for the server's answer; ``None`` leaves that
        to the collection.
    """
    concern = {
        name: options.pop(name) for name in WRITE_CONCERN_OPTIONS if name in options
    }
    if safe is not None and "w" not in concern:
        concern["w"] = 1 if safe else 0
    if not concern:
        return collection
    return collection.with_options(write_concern=WriteConcern(**concern))
