"""Documents found in the collection that their class or they live in."""

from collections.abc import Callable, Mapping
from typing import Any, Self, TypeVar, Unpack

from pymongo import ReturnDocument

from mongokit.binding.loader import BatchLoader, load_all
from mongokit.binding.write_preparation import prepare
from mongokit.document.find_options import FindOptions, ReadOptions
from mongokit.document.properties import OfCollection
from mongokit.driver.collection import Collection
from mongokit.driver.cursor import Cursor
from mongokit.driver.find_and_modify import find_and_modify
from mongokit.references import snapshot_loaded
from mongokit.schema import SchemaDocument

__all__ = ["FindingDocument"]

T = TypeVar("T")

FILTER_AND_UPDATE = 2  # what comes before a projection in find_one_and_update


class FindingDocument(SchemaDocument):
    """A document by which others of its class are found."""

    _collection: Collection | None = None

    collection = OfCollection[Collection](lambda c: c, "The collection it lives in.")

    def find(self, *args: Any, **options: Unpack[FindOptions]) -> Cursor[Self]:
        """Query the collection for documents of this class.

        The parameters are those of :meth:`pymongo.collection.Collection.find`.
        """
        return Cursor(self.collection, *args, load=self._loader(), **options)

    def find_one(self, *args: Any, **options: Unpack[FindOptions]) -> Self | None:
        """Return one document of this class, ``None`` when none matches.

        The parameters are those of :meth:`pymongo.collection.Collection.find_one`.
        """
        if not args and "filter" in options:
            args = (options.pop("filter"),)
        if args and args[0] is not None and not isinstance(args[0], Mapping):
            args = ({"_id": args[0]}, *args[1:])
        return _noted(next(self.find(*args, **options).limit(-1), None))

    def get_from_id(
        self,
        id: Any,  # noqa: A002  MongoKit's name
        **options: Unpack[ReadOptions],
    ) -> Self | None:
        """Return the document of this class with an ``_id``, or ``None``."""
        return self.find_one({"_id": id}, **options)

    def one(self, *args: Any, **options: Unpack[FindOptions]) -> Self | None:
        """Return the only document that matches, ``None`` when none does.

        :raises MultipleResultsFound: several match; the text says how many.
        """
        found: Self | None
        found = self.collection.one(*args, wrap=self.__class__, **options)
        return _noted(found)

    def fetch(
        self,
        spec: Mapping[str, Any] | None = None,
        *args: Any,
        **options: Unpack[ReadOptions],
    ) -> Cursor[Self]:
        """Query for documents that have every top-level field of the structure.

        :param spec: further conditions, as for :meth:`find`; it is left alone.
        """
        return self.find(self._fetch_query(spec or {}), *args, **options)

    def fetch_one(
        self,
        spec: Mapping[str, Any] | None = None,
        *args: Any,
        **options: Unpack[ReadOptions],
    ) -> Self | None:
        """Return the only document that :meth:`fetch` finds, or ``None``.

        :raises MultipleResultsFound: several match; the text says how many.
        """
        return self.one(self._fetch_query(spec or {}), *args, **options)

    def _fetch_query(self, spec: Mapping[str, Any]) -> dict[str, Any]:
        query = dict(spec)
        for name in self.structure or ():
            if isinstance(name, str) and name != "_id":
                condition = query.get(name, {})
                if _takes_operators(condition):
                    query[name] = {**condition, "$exists": True}
        return query

    def find_random(self, **kwargs: Any) -> Self | None:
        """Return one document by chance, ``None`` when there is none."""
        found: Self | None
        found = self.collection.find_random(wrap=self.__class__, **kwargs)
        return _noted(found)

    def find_fulltext(self, search: str, **kwargs: Any) -> dict[str, Any]:
        """Search the text index.

        The parameters are those of the collection's method of this name.

        :returns: ``{'results': [{'score': float, 'obj': document}], 'ok': 1.0}``.
        """
        return self.collection.find_fulltext(search, wrap=self.__class__, **kwargs)

    def find_and_modify(  # noqa: PLR0913, PLR0917  pymongo 2's signature
        self,
        query: Mapping[str, Any] | None = None,
        update: Any = None,
        upsert: bool = False,  # noqa: FBT001, FBT002  pymongo 2's signature
        sort: Any = None,
        full_response: bool = False,  # noqa: FBT001, FBT002  pymongo 2's signature
        manipulate: bool = False,  # noqa: ARG002, FBT001, FBT002  pymongo 2's signature
        fields: Any = None,
        remove: bool = False,  # noqa: FBT001, FBT002  pymongo 2's signature
        new: bool = False,  # noqa: FBT001, FBT002  pymongo 2's signature
        **kwargs: Any,
    ) -> Self | None:
        """Change or remove one document, and return it as it was.

        :param query: which one; any when ``None``.
        :param update: operators, or the document to put in its place.
        :param upsert: insert where none matches.
        :param sort: which one to take of several, as for a cursor.
        :param fields: the projection of the document returned.
        :param remove: remove it rather than change it.
        :param new: return it as it is afterwards.
        :raises TypeError: ``full_response``, which the driver no longer gives.
        :raises ValueError: there is neither ``update`` nor ``remove``, or both.
        """
        found: Self | None = find_and_modify(
            self,
            query,
            update=update,
            upsert=upsert,
            sort=sort,
            full_response=full_response,
            fields=fields,
            remove=remove,
            new=new,
            **kwargs,
        )
        return found

    def _loader(self) -> Callable[[dict[str, Any]], Self] | BatchLoader:
        """Return what makes a document of this class of a stored one."""
        return self.collection.loader(self.__class__)

    def find_one_and_update(self, *args: Any, **kwargs: Any) -> Self | None:
        """Update one document and return it, as pymongo's method of this name."""
        raw = self.collection.find_one_and_update(*args, **kwargs)
        return self._loaded(raw, *args, **kwargs)

    def find_one_and_replace(
        self,
        filter: Any,  # noqa: A002  pymongo's name
        replacement: Any,
        *args: Any,
        **kwargs: Any,
    ) -> Self | None:
        """Replace one document and return it, as pymongo's method of this name.

        :param replacement: one of a document class is validated before.
        :raises SchemaDocumentError: it does not fit its structure.
        """
        stored = prepare(replacement)
        raw = self.collection.find_one_and_replace(filter, stored, *args, **kwargs)
        return self._loaded(raw, filter, stored, *args, **kwargs)

    def find_one_and_delete(self, *args: Any, **kwargs: Any) -> Self | None:
        """Delete one document and return it, as pymongo's method of this name."""
        raw = self.collection.find_one_and_delete(*args, **kwargs)
        return self._loaded(raw, *args, **kwargs)

    def _loaded(
        self, raw: dict[str, Any] | None, *args: Any, **kwargs: Any
    ) -> Self | None:
        """Return the document that a ``find_one_and_…`` with some arguments found."""
        if raw is None:
            return None
        is_cut = len(args) > FILTER_AND_UPDATE or kwargs.get("projection") is not None
        is_current = kwargs.get("return_document") is ReturnDocument.AFTER
        found: Self
        [found] = load_all(
            self._loader(),
            [raw],
            session=kwargs.get("session"),
            whole=is_current and not is_cut,
        )
        return found


def _noted(found: T | None) -> T | None:
    """Return what was found as the only one; noting many would slow down reading."""
    if found is not None:
        snapshot_loaded(found)
    return found


def _takes_operators(condition: Any) -> bool:
    """Tell a condition of operators, or an empty one, from a value to be equal to."""
    return isinstance(condition, dict) and all(
        str(key).startswith("$") for key in condition
    )
