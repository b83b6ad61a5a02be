"""Check declared indexes, and convert them for ``create_index``."""

from collections.abc import Iterable
from typing import Any

from mongokit.errors import BadIndexError
from mongokit.structure.paths import check_paths

INDEX_ASCENDING = 1
INDEX_DESCENDING = -1
INDEX_GEO2D = "2d"
INDEX_GEOSPHERE = "2dsphere"
INDEX_HASHED = "hashed"
INDEX_TEXT = "text"

DIRECTIONS: tuple[int | str, ...] = (
    *(INDEX_ASCENDING, INDEX_DESCENDING, INDEX_TEXT),
    *(INDEX_GEO2D, INDEX_GEOSPHERE, INDEX_HASHED),
)
DIRECTION_NAMES = (
    "INDEX_DESCENDING, INDEX_ASCENDING, INDEX_TEXT, INDEX_GEO2D, INDEX_HASHED, "
    "or INDEX_GEOSPHERE"
)


def check_indexes(indexes: Iterable[Any], known: Iterable[str]) -> None:
    """Check the declared indexes of a class.

    :param indexes: the class attribute; the fields of an index with
        ``'check': False`` are not checked.
    :param known: the paths that indexes can use.
    :raises BadIndexError: if one is malformed.
    :raises ValueError: if one names a path that is not known.
    """
    known = frozenset(known)
    for index in indexes:
        if not isinstance(index, dict) or "fields" not in index:
            raise BadIndexError("'fields' key must be specify in indexes")
        _check_ttl(index)
        if index.get("check", True):
            for item in _field_items(index["fields"]):
                _check_direction(item)
            names = [name for name, _ in index_keys(index["fields"])]
            if not names:
                raise BadIndexError("fields must have at least one field (got none)")
            check_paths("indexes", names, known)


def index_keys(fields: Any) -> list[tuple[str, int | str]]:
    """Return the fields and directions of an index, as pairs for ``create_index``.

    :param fields: a name, a pair, or a list of names and pairs.
    :raises BadIndexError: if it is none of these.
    """
    return [
        (item, INDEX_ASCENDING) if isinstance(item, str) else tuple(item)
        for item in _field_items(fields)
    ]


def _field_items(fields: Any) -> list[Any]:
    if isinstance(fields, (str, tuple)):
        return [fields]
    if isinstance(fields, list):
        return fields
    raise BadIndexError(
        "fields must be a string, a tuple or a list of tuple "
        f"(got {type(fields)} instead)"
    )


def _check_ttl(index: dict[str, Any]) -> None:
    ttl = index.get("ttl", 0)
    if not isinstance(ttl, int):
        raise BadIndexError(
            f"ttl must be an int, not {ttl!r}; an index that expires documents has "
            "expireAfterSeconds"
        )


def _check_direction(item: Any) -> None:
    if isinstance(item, str):
        return
    if not isinstance(item, tuple) or len(item) != 2:  # noqa: PLR2004  a pair
        raise BadIndexError(
            "Error in indexes: a tuple must contain only two value : "
            "the field name and the direction"
        )
    name, direction = item
    if not isinstance(name, str):
        raise BadIndexError(
            f"Error in {name}, the field name must be string (got {type(name)} instead)"
        )
    if not isinstance(direction, (int, str)):
        raise BadIndexError(
            f"Error in {name}, the direction must be int or str "
            f"(got {type(direction)} instead)"
        )
    if direction not in DIRECTIONS:
        raise BadIndexError(
            f"index direction must be {DIRECTION_NAMES}. Got {direction}"
        )
