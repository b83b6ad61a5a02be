"""Load batches of documents, resolving references and migrating documents."""

from collections.abc import Callable, Iterable
from typing import Any

from pymongo.client_session import ClientSession

from mongokit.migration import discard_load_errors, migrate_if_outdated
from mongokit.references import resolve_references

Raw = dict[str, Any]


class BatchLoader:
    """Loads documents whose references or migrations need further queries.

    :param make: makes one document from a raw dict, without resolving references.
    """

    def __init__(self, make: Callable[[Raw], Any]) -> None:
        self.make = make

    def load_batch(
        self, raws: Iterable[Raw], *, session: ClientSession | None, whole: bool
    ) -> list[Any]:
        """Return documents, migrated if outdated, with their references resolved.

        :param session: session for queries and writes.
        :param whole: whether the raw dicts are complete and current; only then are the
            documents migrated, and reused for references to them.
        """
        documents = [self.make(raw) for raw in raws]
        for document in documents:
            if not document._plan.migrates:
                continue
            if whole:
                migrate_if_outdated(document, session)
            else:
                discard_load_errors(document)
        resolve_references(documents, session=session, whole=whole)
        return documents


def load_all(
    load: Callable[[Raw], Any] | BatchLoader,
    raws: Iterable[Raw],
    *,
    session: ClientSession | None = None,
    whole: bool = False,
) -> list[Any]:
    """Load documents from raw dicts.

    :param load: loader of a class, from :meth:`mongokit.Collection.loader`.
    :param session: session for queries and writes.
    :param whole: as for :meth:`BatchLoader.load_batch`.
    """
    if isinstance(load, BatchLoader):
        return load.load_batch(raws, session=session, whole=whole)
    return [load(raw) for raw in raws]
