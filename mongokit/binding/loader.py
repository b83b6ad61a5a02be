"""Documents that take more than one step to be made of stored ones."""

from collections.abc import Callable, Iterable
from typing import Any

from pymongo.client_session import ClientSession

from mongokit.migration import discard_load_errors, migrate_if_outdated
from mongokit.references import resolve_references

__all__ = ["BatchLoader", "load_all"]

Raw = dict[str, Any]


class BatchLoader:
    """Makes documents of stored ones, and lets the server complete them.

    :param make: makes one document of what is at hand, and asks no server.
    """

    def __init__(self, make: Callable[[Raw], Any]) -> None:
        self.make = make

    def many(
        self, raws: Iterable[Raw], *, session: ClientSession | None, whole: bool
    ) -> list[Any]:
        """Return the documents of stored ones.

        Those of an older shape are migrated; of the references each level is one
        query a collection.

        :param session: for queries and writes.
        :param whole: they have all of their fields, as they are stored now.
        """
        documents = [self.make(raw) for raw in raws]
        for document in documents:
            if document._plan.migrates:
                _migrate(document, session, whole=whole)
        resolve_references(documents, session=session, whole=whole)
        return documents


def _migrate(document: Any, session: ClientSession | None, *, whole: bool) -> None:
    if whole:
        migrate_if_outdated(document, session)
    else:
        discard_load_errors(document)


def load_all(
    load: Callable[[Raw], Any] | BatchLoader,
    raws: Iterable[Raw],
    *,
    session: ClientSession | None = None,
    whole: bool = False,
) -> list[Any]:
    """Return the documents of stored ones.

    :param load: what a collection has as the loader of a class.
    :param session: for queries and writes.
    :param whole: they have all of their fields, as they are stored now.
    """
    if isinstance(load, BatchLoader):
        return load.many(raws, session=session, whole=whole)
    return [load(raw) for raw in raws]
