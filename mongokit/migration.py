"""Migration rules, which bring stored documents up to date with their class."""

import logging
from collections.abc import Iterable, Iterator
from typing import Any

from pymongo.client_session import ClientSession
from pymongo.write_concern import WriteConcern

from mongokit.errors import UpdateQueryError
from mongokit.structure.compilers.tolerant_loading import OUTDATED
from mongokit.structure.nodes import STRUCTURE_KEYWORDS
from mongokit.structure.paths import leads_into

__all__ = ["DocumentMigration"]

logger = logging.getLogger("mongokit.migration")

ONE, ALL = "migration", "allmigration"
UNCHECKED_OPERATORS = ("$unset", "$rename")
STAGES = ("$set", "$addFields")


class DocumentMigration:
    """The migration rules of a document class; each rule is a method.

    A method named ``migration…`` handles one document, :attr:`doc`; one named
    ``allmigration…`` handles a whole :attr:`collection`. A rule sets :attr:`target`
    and :attr:`update`, or leaves one of them ``None`` to do nothing. The rules run in
    alphabetical order.

    :param doc_class: the document class.
    """

    target: Any
    """The query that matches the documents to change."""

    update: Any
    """The update to apply, as for ``update_many``."""

    doc: Any
    """The document being migrated, ``None`` for rules that handle a collection.

    Its references may still be DBRefs.
    """

    collection: Any
    """The collection being migrated."""

    session: ClientSession | None
    """The session to use in the rule's own queries."""

    status: bool
    """Whether :meth:`get_deprecated` runs the rule, without applying its update."""

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
        self.target = self.update = None
        self.doc = doc
        self.collection = collection
        self.session = session
        self.status = status

    def migrate(
        self,
        doc: Any,
        safe: bool = True,  # noqa: ARG002, FBT001, FBT002  MongoKit's signature
        session: ClientSession | None = None,
    ) -> dict[str, int]:
        """Migrate a document, and reload it after each rule that asks for an update.

        :param safe: has no effect: every write is acknowledged.
        :param session: session for queries and writes.
        :returns: the number of changed documents for each rule.
        :raises KeyError: if the document has no ``_id``.
        :raises pymongo.errors.OperationFailure: if the document is not in its
            collection.
        """
        changed = {}
        for name in self._names(ONE):
            count = self._change(name, doc, session)
            changed[name] = count or 0
            if count is not None:
                doc._take_stored(session)
        _raise_load_error(doc)
        doc._finish_loading(session)
        return changed

    def _migrate_loaded(self, doc: Any, session: ClientSession | None) -> bool:
        """Migrate a document just loaded, and return whether it has changed."""
        has_changed = False
        for name in self._names(ONE):
            if self._change(name, doc, session):
                doc._reread(session)
                has_changed = True
        return has_changed

    def _change(self, name: str, doc: Any, session: ClientSession | None) -> int | None:
        """Apply a rule to a document, and return the number of changed documents.

        ``None`` means that the rule does not ask for an update.
        """
        own = doc._own_query()
        if not self._applies(name, doc, doc.collection, session):
            return None
        result = _acknowledged(doc.collection).update_one(
            {**self.target, **own}, self.update, session=session
        )
        return int(result.modified_count)

    def _applies(
        self, name: str, doc: Any, collection: Any, session: ClientSession | None
    ) -> bool:
        """Run a rule without its update, and return whether it asks for one."""
        self._reset(doc, collection, session)
        getattr(self, name)()
        return self.target is not None and self.update is not None

    def migrate_all(
        self,
        collection: Any,
        safe: bool = True,  # noqa: ARG002, FBT001, FBT002  MongoKit's signature
        session: ClientSession | None = None,
    ) -> dict[str, int]:
        """Apply the ``allmigration…`` rules to a collection.

        :param safe: has no effect: every write is acknowledged.
        :param session: session for queries and writes.
        :returns: the number of changed documents for each rule.
        :raises UpdateQueryError: if a rule sets a field that is not in the structure.
        """
        return {
            name: self._change_all(name, collection, session)
            for name in self._names(ALL)
        }

    def _change_all(
        self, name: str, collection: Any, session: ClientSession | None
    ) -> int:
        if not self._applies(name, None, collection, session):
            return 0
        self._check_paths()
        result = _acknowledged(collection).update_many(
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
        """Find out which rules are still needed by documents in a collection.

        A rule counts as needed if it cannot set its target without a document.

        :param session: session for the queries.
        :returns: the names of the needed rules under ``active``, and of the others
            under ``deprecated``.
        """
        names: dict[str, list[str]] = {"deprecated": [], "active": []}
        for name in sorted([*self._names(ONE), *self._names(ALL)]):
            self._reset(None, collection, session, status=True)
            try:
                getattr(self, name)()
            except (AttributeError, TypeError):  # the rule reads doc, which is None
                logger.debug("%s needs a document", name, exc_info=True)
            is_active = self.target is None or (
                collection.find_one(self.target, ["_id"], session=session) is not None
            )
            names["active" if is_active else "deprecated"].append(name)
        return names

    def _names(self, prefix: str) -> Iterator[str]:
        for name in sorted(dir(type(self))):
            if name.startswith(prefix) and callable(getattr(self, name)):
                yield name


def migrate_if_outdated(document: Any, session: ClientSession | None = None) -> None:
    """Migrate a document just loaded, if it does not fit its structure.

    :raises Exception: from a custom type, if no rule fixes the value it rejected.
    """
    if OUTDATED in document.__dict__:
        migration = document.migration_handler(document.__class__)
        if not migration._migrate_loaded(document, session):
            document._reread(session)  # another process may have migrated it
        if OUTDATED in document.__dict__:
            text = "the %s %r does not fit its structure, and no rule of %s mends that"
            name = document.__class__.__name__
            logger.warning(text, name, document["_id"], type(migration).__name__)
    _raise_load_error(document)


def migrate_if_stored(document: Any) -> None:
    """Migrate a document constructed from outdated data, if it is in the database.

    :raises Exception: from a custom type, if no rule fixes the value it rejected.
    """
    if OUTDATED in document.__dict__ and _is_stored(document):
        document.migration_handler(document.__class__)._migrate_loaded(document, None)
    _raise_load_error(document)


def discard_load_errors(document: Any) -> list[Exception]:
    """Clear a document's outdated mark, and return its conversion errors."""
    errors: list[Exception] = document.__dict__.pop(OUTDATED, [])
    return errors


def _raise_load_error(document: Any) -> None:
    for error in discard_load_errors(document):
        raise error


def _is_stored(document: Any) -> bool:
    if document._collection is None or document.get("_id") is None:
        return False
    query = document._own_query()
    return document._collection.find_one(query, ["_id"]) is not None


def _acknowledged(collection: Any) -> Any:
    """Return the collection with a write concern that reports counts."""
    if collection.write_concern.acknowledged:
        return collection
    return collection.with_options(write_concern=WriteConcern())


def _updated_paths(update: Any) -> Iterable[str]:
    """Return the paths that an update or a pipeline sets and that must be declared."""
    if isinstance(update, dict):
        changes = [update[name] for name in update if name not in UNCHECKED_OPERATORS]
    else:
        changes = [stage[name] for stage in update for name in stage if name in STAGES]
    return [path for each in changes if isinstance(each, dict) for path in each]
