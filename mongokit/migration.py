"""Rules that bring stored documents into the shape that their class has now."""

import logging
from collections.abc import Iterable, Iterator
from typing import Any

from pymongo.client_session import ClientSession
from pymongo.write_concern import WriteConcern

from mongokit.errors import UpdateQueryError
from mongokit.structure.compilers.check import STRUCTURE_KEYWORDS
from mongokit.structure.compilers.tolerant_loading import OUTDATED
from mongokit.structure.paths import leads_into

__all__ = ["DocumentMigration"]

logger = logging.getLogger("mongokit.migration")

ONE, ALL = "migration", "allmigration"
NEEDS_NO_FIELD = ("$unset", "$rename")
STAGES = ("$set", "$addFields")


class DocumentMigration:
    """The rules of a document class, each a method.

    A method called ``migration…`` is about one document, :attr:`doc`; one called
    ``allmigration…`` about a :attr:`collection`. It sets :attr:`target` and
    :attr:`update`; where it leaves one of them ``None`` it is passed over. They run in
    the order of their names.

    :param doc_class: the document class.
    """

    def __init__(self, doc_class: Any) -> None:
        self.doc_class = doc_class
        self._reset()

    def _reset(
        self,
        doc: Any = None,
        collection: Any = None,
        session: ClientSession | None = None,
        *,
        status: bool = False,
    ) -> None:
        self.target: Any = None
        """The query for the documents that a rule is for."""
        self.update: Any = None
        """The operators that change them."""
        self.doc = doc
        """The document that is migrated; its references may be DBRefs still."""
        self.collection = collection
        """The collection that the documents are in."""
        self.session = session
        """The session of the migration, for queries of a rule's own."""
        self.status = status
        """Whether it is only asked if a rule is still needed."""

    def migrate(
        self,
        doc: Any,
        safe: bool = True,  # noqa: ARG002, FBT001, FBT002  MongoKit's signature
        session: ClientSession | None = None,
    ) -> dict[str, int]:
        """Migrate a document, and reload it after each rule.

        :param safe: each rule waits for the server's answer, as the next one needs it.
        :param session: the session, for a transaction.
        :returns: for each method how many documents it has changed.
        :raises KeyError: the document has no ``_id``.
        :raises pymongo.errors.OperationFailure: it is not in its collection.
        """
        changed = {}
        for name in self._names(ONE):
            changed[name] = self._change(name, doc, session)
            if self.target is not None and self.update is not None:
                doc._take_stored(session)
        _raise_failure(doc)
        doc._complete(session)
        return changed

    def _migrate_loaded(self, doc: Any, session: ClientSession | None) -> bool:
        """Migrate a document as it was loaded just now, and tell if it has changed."""
        has_changed = False
        for name in self._names(ONE):
            if self._change(name, doc, session):
                doc._reread(session)
                has_changed = True
        return has_changed

    def _change(self, name: str, doc: Any, session: ClientSession | None) -> int:
        own = doc._own_query()
        self._reset(doc, doc.collection, session)
        getattr(self, name)()
        if self.target is None or self.update is None:
            return 0
        result = _answering(doc.collection).update_one(
            {**self.target, **own}, self.update, session=session
        )
        return int(result.modified_count)

    def migrate_all(
        self,
        collection: Any,
        safe: bool = True,  # noqa: ARG002, FBT001, FBT002  MongoKit's signature
        session: ClientSession | None = None,
    ) -> dict[str, int]:
        """Migrate the documents of a collection.

        :param safe: each rule waits for the server's answer.
        :param session: the session, for a transaction.
        :returns: for each method how many documents it has changed.
        :raises UpdateQueryError: a rule sets a field that the structure lacks.
        """
        return {
            name: self._change_all(name, collection, session)
            for name in self._names(ALL)
        }

    def _change_all(
        self, name: str, collection: Any, session: ClientSession | None
    ) -> int:
        self._reset(None, collection, session)
        getattr(self, name)()
        if self.target is None or self.update is None:
            return 0
        self._check_paths()
        result = _answering(collection).update_many(
            self.target, self.update, session=session
        )
        text = "%s of %s has changed %d documents"
        logger.info(text, name, type(self).__name__, result.modified_count)
        return int(result.modified_count)

    def _check_paths(self) -> None:
        root = self.doc_class._plan.root
        if root is None or self.doc_class.use_schemaless:
            return
        for path in _updated_paths(self.update):
            if path not in STRUCTURE_KEYWORDS and not leads_into(root, path):
                name = self.doc_class.__name__
                raise UpdateQueryError(f"{path!r} not found in {name}'s structure")

    def get_deprecated(
        self, collection: Any, session: ClientSession | None = None
    ) -> dict[str, list[str]]:
        """Tell which rules no document of a collection needs any more.

        :param session: the session, for a transaction.
        :returns: the names of the methods, under ``deprecated`` and ``active``.
        """
        found: dict[str, list[str]] = {"deprecated": [], "active": []}
        for name in sorted([*self._names(ONE), *self._names(ALL)]):
            self._reset(None, collection, session, status=True)
            try:
                getattr(self, name)()
            except (AttributeError, TypeError):  # there is no document to look at
                logger.debug("%s needs a document", name, exc_info=True)
            is_active = self.target is None or (
                collection.find_one(self.target, ["_id"], session=session) is not None
            )
            found["active" if is_active else "deprecated"].append(name)
        return found

    def _names(self, prefix: str) -> Iterator[str]:
        for name in sorted(dir(type(self))):
            if name.startswith(prefix) and callable(getattr(self, name)):
                yield name


def settle(document: Any, session: ClientSession | None = None) -> None:
    """Migrate a document that was loaded, where it is of an older shape.

    :raises Exception: what a custom type raised about a value that no rule mends.
    """
    if OUTDATED in document.__dict__:
        migration = document.migration_handler(document.__class__)
        if not migration._migrate_loaded(document, session):
            document._reread(session)  # somebody else may have migrated it
        if OUTDATED in document.__dict__:
            text = "the %s %r does not fit its structure, and no rule of %s mends that"
            name = document.__class__.__name__
            logger.warning(text, name, document["_id"], type(migration).__name__)
    _raise_failure(document)


def settle_new(document: Any) -> None:
    """Migrate a document that was made of data, where it is one that is stored.

    :raises Exception: what a custom type raised about a value that no rule mends.
    """
    if OUTDATED in document.__dict__ and _is_stored(document):
        document.migration_handler(document.__class__)._migrate_loaded(document, None)
    _raise_failure(document)


def leave_as_it_is(document: Any) -> None:
    """Let a document be of an older shape, for it is not what is stored now."""
    document.__dict__.pop(OUTDATED, None)


def _is_stored(document: Any) -> bool:
    if document._collection is None or document.get("_id") is None:
        return False
    query = document._own_query()
    return document._collection.find_one(query, ["_id"]) is not None


def _raise_failure(document: Any) -> None:
    for failure in document.__dict__.pop(OUTDATED, ()):
        raise failure


def _answering(collection: Any) -> Any:
    """Return a collection whose writes say what they did."""
    if collection.write_concern.acknowledged:
        return collection
    return collection.with_options(write_concern=WriteConcern())


def _updated_paths(update: Any) -> Iterable[str]:
    """Return the paths that an update, or a pipeline, needs in the structure."""
    if isinstance(update, dict):
        changes = [c for name, c in update.items() if name not in NEEDS_NO_FIELD]
    else:
        changes = [stage[name] for stage in update for name in stage if name in STAGES]
    return [path for each in changes if isinstance(each, dict) for path in each]
