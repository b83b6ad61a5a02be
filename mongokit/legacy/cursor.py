"""A cursor with pymongo 2's method names, and the translation of its query options."""

from collections.abc import Mapping
from typing import Any, TypeVar

from pymongo.cursor import CursorType
from pymongo.read_preferences import SecondaryPreferred, make_read_preference

from mongokit import driver
from mongokit.legacy.old_names import NOTHING, OldAttribute, warn_of_old_name

T = TypeVar("T", bound=Mapping[str, Any])

WITH_READ_PREFERENCE = "with_options(read_preference=...)"
OLD_KEYWORDS = {
    "spec": "filter",
    "spec_or_id": "filter",
    "fields": "projection",
    "timeout": "no_cursor_timeout",
    "tailable": "cursor_type",
    "await_data": "cursor_type",
    "exhaust": "cursor_type",
    "partial": "allow_partial_results",
    "as_class": "with_options(codec_options=...)",
    "slave_okay": WITH_READ_PREFERENCE,
    "read_preference": WITH_READ_PREFERENCE,
    "tag_sets": WITH_READ_PREFERENCE,
    "safe": NOTHING,
    "snapshot": NOTHING,
    "manipulate": NOTHING,
    "compile_re": NOTHING,
    "network_timeout": "pymongo.timeout(seconds)",
    "secondary_acceptable_latency_ms": "Connection(localThresholdMS=...)",
}
NO_TAGS: tuple[Any, ...] = (None, [], [{}])


def translate(
    collection: Any, args: tuple[Any, ...], options: dict[str, Any]
) -> tuple[Any, tuple[Any, ...]]:
    """Translate pymongo 2's query options to pymongo 4's, with a warning for each.

    :param options: keyword arguments, changed in place.
    :returns: the collection, with the read preference and codec options of the query,
        and the positional arguments.
    """
    old = {name: options.pop(name) for name in OLD_KEYWORDS if name in options}
    for name in old:
        warn_of_old_name(f"find({name}=...)", OLD_KEYWORDS[name])
    args = _with_filter(args, old)
    if "fields" in old:
        options["projection"] = _projection(old["fields"])
    if "timeout" in old:
        options["no_cursor_timeout"] = not old["timeout"]
    if "partial" in old:
        options["allow_partial_results"] = old["partial"]
    cursor_type = _cursor_type(old)
    if cursor_type is not None:
        options["cursor_type"] = cursor_type
    return _with_options(collection, old), args


def _with_filter(args: tuple[Any, ...], old: dict[str, Any]) -> tuple[Any, ...]:
    for name in ("spec", "spec_or_id"):
        if name in old:
            if args and args[0] is not None:
                raise TypeError(f"find() has a filter already: {name} is another")
            args = (as_filter(old[name]), *args[1:])
    return args


def as_filter(spec: Any) -> Any:
    """Return a query or ``None`` unchanged, any other value as an ``_id`` filter."""
    return spec if spec is None or isinstance(spec, Mapping) else {"_id": spec}


def _projection(fields: Any) -> Any:
    return fields or (None if fields is None else {"_id": True})


def _cursor_type(old: dict[str, Any]) -> int | None:
    if old.get("exhaust"):
        return CursorType.EXHAUST
    if old.get("tailable"):
        waits = old.get("await_data")
        return CursorType.TAILABLE_AWAIT if waits else CursorType.TAILABLE
    return None


def _with_options(collection: Any, old: dict[str, Any]) -> Any:
    preference = old.get("read_preference")
    if preference is None and old.get("slave_okay"):
        preference = SecondaryPreferred()
    if old.get("tag_sets") not in NO_TAGS:
        mode = (preference or collection.read_preference).mode
        preference = make_read_preference(mode, old["tag_sets"])
    codec = collection.codec_options
    if old.get("as_class") is not None:
        codec = codec.with_options(document_class=old["as_class"])
    return collection.with_options(codec_options=codec, read_preference=preference)


class Cursor(driver.Cursor[T]):
    """A cursor that also accepts pymongo 2's method names."""

    conn_id = OldAttribute(lambda cursor: cursor.address, "address")

    def count(
        self,
        with_limit_and_skip: bool = False,  # noqa: FBT001, FBT002  pymongo 2's signature
    ) -> int:
        """Count the documents that match.

        :param with_limit_and_skip: whether to apply the cursor's limit and skip.
        """
        warn_of_old_name("Cursor.count", "Collection.count_documents(filter)")
        return self._count_matches(with_limit_and_skip=with_limit_and_skip)
