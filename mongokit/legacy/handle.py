"""A handle with the write methods of pymongo 2."""

from collections.abc import Mapping
from types import BuiltinMethodType
from typing import Any

from mongokit import driver
from mongokit.binding.writes import prepare, prepare_inserts
from mongokit.legacy.old_names import explain_removal


class Handle(driver.Handle[Any]):
    """A handle with the write methods of pymongo 2.

    A document class's own method of the same name takes precedence.
    """

    def __getattr__(self, name: str) -> Any:
        """Return the collection's attribute, since the handle has none with this name.

        :raises AttributeError: if there is none; for a name that pymongo 4 removed, the
            message names its replacement.
        """
        if not name.startswith("_"):
            explain_removal(type(self._collection), name)
        return super().__getattr__(name)

    def insert(self, doc_or_docs: Any, *args: Any, **options: Any) -> Any:
        """Insert one document or several, after validating those of document classes.

        Takes the parameters of :meth:`mongokit.Collection.insert`.

        :raises SchemaDocumentError: if a document is invalid.
        """
        own = getattr(super(), "insert", None)
        if own is not None:
            return own(doc_or_docs, *args, **options)
        if isinstance(doc_or_docs, Mapping):
            [stored] = prepare_inserts([doc_or_docs])
        else:
            stored = prepare_inserts(doc_or_docs)
        return self._collection.insert(stored, *args, **options)

    def update(self, *args: Any, **options: Any) -> Any:
        """Update documents, or replace one after validating the replacement.

        Takes the parameters of :meth:`mongokit.Collection.update`. With a single
        argument, it acts like ``dict.update``, because a handle is a dict, too.

        :raises SchemaDocumentError: if the replacement is invalid.
        """
        parent: Any = super()
        of_dict = isinstance(parent.update, BuiltinMethodType)
        if not of_dict or (len(args) < 2 and "document" not in options):  # noqa: PLR2004  spec and document
            return parent.update(*args, **options)
        if len(args) > 1:
            args = (args[0], prepare(args[1]), *args[2:])
        else:
            options["document"] = prepare(options["document"])
        return self._collection.update(*args, **options)
