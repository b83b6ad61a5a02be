"""One call that updates, replaces or removes one document, as of old."""

from collections.abc import Mapping
from typing import Any

from pymongo import ReturnDocument

__all__ = ["find_and_modify", "has_operators"]


def has_operators(update: Any) -> bool:
    """Tell a change of a document from one that takes its place.

    :param update: operators such as ``$set``, a pipeline, or a whole document.
    """
    return isinstance(update, list) or any(str(key).startswith("$") for key in update)


def find_and_modify(  # noqa: PLR0913  pymongo 2's options
    target: Any,
    query: Mapping[str, Any] | None,
    *,
    update: Any = None,
    upsert: bool = False,
    sort: Any = None,
    full_response: bool = False,
    fields: Any = None,
    remove: bool = False,
    new: bool = False,
    **options: Any,
) -> Any:
    """Change or remove one document, and return it as it was.

    :param target: has ``find_one_and_update``, ``_replace`` and ``_delete``.
    :param query: which one; any when ``None``.
    :param update: operators, or the document to put in its place.
    :param upsert: insert where none matches.
    :param sort: which one to take of several, as for a cursor.
    :param fields: the projection of the document returned.
    :param remove: remove it rather than change it.
    :param new: return it as it is afterwards.
    :raises TypeError: ``full_response``, which the driver no longer gives.
    :raises ValueError: there is neither ``update`` nor ``remove``, or both; an empty
        ``update`` is none, for it would empty the document.
    """
    if full_response:
        raise TypeError("full_response is gone: the document itself is returned")
    options |= {"projection": fields, "sort": sort or None}
    if remove:
        if update:
            raise ValueError("find_and_modify takes update or remove=True, not both")
        return target.find_one_and_delete(query or {}, **options)
    if not update:
        raise ValueError("find_and_modify needs update, or remove=True")
    replace = not has_operators(update)
    change = target.find_one_and_replace if replace else target.find_one_and_update
    after = ReturnDocument.AFTER if new else ReturnDocument.BEFORE
    return change(query or {}, update, upsert=upsert, return_document=after, **options)
