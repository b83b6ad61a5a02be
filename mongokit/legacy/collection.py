"""The old names of a collection."""

from collections.abc import Iterable, Mapping, MutableMapping
from typing import Any

from pymongo.collection import Collection as PlainCollection
from pymongo.write_concern import WriteConcern

from mongokit.legacy.warn import warn_of_old_name

__all__ = ["LegacyCollection"]

WRITE_CONCERN_OPTIONS = ("w", "wtimeout", "j", "fsync")


class LegacyCollection(PlainCollection[Any]):
    """pymongo's collection with the names that pymongo 2 had."""

    def insert(
        self,
        doc_or_docs: MutableMapping[str, Any] | Iterable[MutableMapping[str, Any]],
        manipulate: bool = True,  # noqa: ARG002, FBT001, FBT002  pymongo 2's signature
        safe: bool | None = None,  # noqa: FBT001  pymongo 2's signature
        check_keys: bool = True,  # noqa: ARG002, FBT001, FBT002  pymongo 2's signature
        continue_on_error: bool = False,  # noqa: FBT001, FBT002  pymongo 2's signature
        **options: Any,
    ) -> Any:
        """Insert one document or several, and return the ``_id`` or a list of them.

        Each document that has no ``_id`` gets one.

        :param safe: ``False`` does not wait for the server's answer.
        :param continue_on_error: go on with the others where one is refused.
        :param options: ``w``, ``wtimeout``, ``j``, ``fsync`` and ``session``.
        """
        warn_of_old_name("Collection.insert", "insert_one or insert_many")
        target = self._with_old_concern(options, safe=safe)
        if isinstance(doc_or_docs, Mapping):
            return target.insert_one(doc_or_docs, **options).inserted_id
        documents = list(doc_or_docs)
        inserted = target.insert_many(
            documents, ordered=not continue_on_error, **options
        )
        return inserted.inserted_ids

    def _with_old_concern(
        self, options: dict[str, Any], *, safe: bool | None
    ) -> PlainCollection[Any]:
        """Take the write concern out of old options."""
        concern = {
            name: options.pop(name) for name in WRITE_CONCERN_OPTIONS if name in options
        }
        if safe is not None and "w" not in concern:
            concern["w"] = 1 if safe else 0
        if not concern:
            return self
        return self.with_options(write_concern=WriteConcern(**concern))
