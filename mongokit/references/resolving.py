"""Resolves references level by level, with one query per level and collection."""

import copy
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from bson import DBRef, Regex
from pymongo.errors import InvalidName

from mongokit.errors import AutoReferenceError
from mongokit.migration import migrate_if_outdated
from mongokit.references.graph import (
    IdentityKey,
    find_by_identity,
    hashable_id,
    identity_key,
    is_visited,
    reachable_documents,
    slots_of,
)
from mongokit.references.snapshots import remember_references, take_snapshot
from mongokit.structure.compilers.references import Slot

TargetKey = tuple[IdentityKey, Any]
"""An identity key, and the document class that the structure declares."""


def resolve_references(
    documents: Iterable[Any], *, session: Any = None, whole: bool = True
) -> None:
    """Replace the DBRefs of loaded documents with documents, at any depth.

    References to one document as the same class share one object, even in cycles.

    :param documents: documents that were just loaded and have a collection.
    :param session: session for the queries.
    :param whole: whether the documents were loaded with all their fields; only then
        can references resolve to them.
    :raises AutoReferenceError: if a referenced document does not exist, or the
        collection or database name of a DBRef is invalid.
    :raises RuntimeError: if a DBRef does not name a database, and the class of the
        document that contains it does not set ``force_autorefs_current_db``.
    """
    documents = list(documents)
    resolver = _Resolver(session)
    if whole:
        resolver.add(documents)
    resolver.resolve(documents)
    targets = resolver.targets
    for document in targets.values():
        take_snapshot(document)
    for document in (targets | {id(each): each for each in documents}).values():
        remember_references(document)


def resolve_assigned(document: Any, *, session: Any = None) -> None:
    """Replace DBRefs that were assigned by hand since the document was loaded.

    :param document: the document; documents reachable from it are searched as well.
    :param session: session for the queries.
    :raises AutoReferenceError: if a referenced document does not exist, or the
        collection or database name of a DBRef is invalid.
    :raises RuntimeError: if a DBRef does not name a database, and the class of the
        document that contains it does not set ``force_autorefs_current_db``.
    """
    graph = [document] if is_visited(document) else reachable_documents(document)
    if not any(True for each in graph for _ in _unresolved_slots(each)):
        return
    resolver = _Resolver(session)
    resolver.add(each for each in graph if each.get("_id") is not None)
    for each in resolver.resolve(graph):
        take_snapshot(each)
        remember_references(each)


class _Resolver:
    """Resolves references, and loads each document only once.

    :param session: session for the queries.
    """

    def __init__(self, session: Any) -> None:
        self.session = session
        self.known: dict[IdentityKey, list[Any]] = defaultdict(list)
        """Documents by identity key: one for each class that they are loaded as."""
        self.found: dict[TargetKey, Any] = {}
        """The document to use for each target."""
        self.targets: dict[int, Any] = {}
        """Every document that was put in a slot, by its ``id()``."""

    def add(self, documents: Iterable[Any]) -> None:
        for document in documents:
            self.known[identity_key(document)].append(document)

    def resolve(self, documents: Iterable[Any]) -> list[Any]:
        """Resolve references at any depth, and return the newly loaded documents."""
        loaded: list[Any] = []
        level = list(documents)
        while level:
            level = self._resolve_level(level)
            loaded += level
        return loaded

    def _resolve_level(self, level: list[Any]) -> list[Any]:
        slots = [each for document in level for each in _unresolved_slots(document)]
        missing: dict[Any, dict[TargetKey, _UnresolvedSlot]] = defaultdict(dict)
        for slot in slots:
            if not _is_valid_id(slot.dbref.id):
                raise slot.target_missing()
            if not self._is_found(slot.key):
                missing[slot.key[0][:2]][slot.key] = slot
        loaded = [new for by_key in missing.values() for new in self._load(by_key)]
        for slot in slots:
            document = self.found[slot.key]
            slot.fill(document)
            self.targets[id(document)] = document
        return loaded

    def _is_found(self, key: TargetKey) -> bool:
        if key not in self.found:
            for document in self.known.get(key[0], ()):
                if _is_loaded_as(document, key[1]):
                    self.found[key] = document
                    break
        return key in self.found

    def _load(self, slots: dict[TargetKey, "_UnresolvedSlot"]) -> Iterator[Any]:
        """Load the targets of slots, all in one collection, with a single query."""
        collection = next(iter(slots.values())).target_collection()
        ids = {key: slot.dbref.id for (key, _), slot in slots.items()}
        raws = find_by_identity(collection, ids, self.session)
        is_shared = len(ids) < len(slots)  # one _id is loaded as several classes
        for key, slot in slots.items():
            raw = raws.get(key[0])
            if raw is None:
                raise slot.target_missing()
            make = collection.maker(key[1])
            document = make(copy.deepcopy(raw) if is_shared else raw)
            if document._plan.migrates:
                migrate_if_outdated(document, self.session)
            self.add([document])
            self.found[key] = document
            yield document


def _is_valid_id(candidate: Any) -> bool:
    """Return whether a value can be an ``_id``, and can be looked up with ``$in``."""
    if isinstance(candidate, dict):
        return not any(key.startswith("$") for key in candidate)
    return not isinstance(candidate, (list, Regex))


def _is_loaded_as(document: Any, document_class: Any) -> bool:
    """Return whether a document would keep its class if loaded as a given class."""
    own = document.__class__
    if own is document_class:
        return True
    type_field = document_class._plan.type_field
    return (
        type_field is not None
        and issubclass(own, document_class)
        and document.get(type_field) == own.__name__
    )


@dataclass(frozen=True, slots=True)
class _UnresolvedSlot:
    """A slot that still holds a DBRef.

    :param slot: the slot itself.
    :param dbref: its DBRef, with the name of the database filled in.
    :param key: identity key and class of the target.
    :param referrer: the collection of the document that has the slot.
    """

    slot: Slot
    dbref: DBRef
    key: TargetKey
    referrer: Any

    def fill(self, document: Any) -> None:
        """Replace the DBRef with a document."""
        self.slot.container[self.slot.key] = document

    def target_missing(self) -> AutoReferenceError:
        """Return the error to raise if the target does not exist."""
        return AutoReferenceError(
            f"there is no {self.slot.document_class.__name__} with the _id "
            f"{self.dbref.id!r} in {self.dbref.database}.{self.dbref.collection}"
        )

    def target_collection(self) -> Any:
        """Return the target's collection, with the same options as the referrer.

        :raises AutoReferenceError: if the DBRef's collection or database name is
            invalid.
        """
        try:
            return self.referrer._sibling(self.dbref.collection, self.dbref.database)
        except InvalidName as error:
            raise self.target_missing() from error


def _unresolved_slots(document: Any) -> Iterator[_UnresolvedSlot]:
    """Yield the slots of a document that hold a DBRef.

    :raises RuntimeError: if a DBRef does not name a database, and the class of the
        document that contains it does not set ``force_autorefs_current_db``.
    """
    for slot in slots_of(document):
        if isinstance(slot.value, DBRef):
            dbref = _with_database(slot, document)
            key = str(dbref.database), dbref.collection, hashable_id(dbref.id)
            target_key = key, slot.document_class
            yield _UnresolvedSlot(slot, dbref, target_key, document.collection)


def _with_database(slot: Slot, document: Any) -> DBRef:
    dbref: DBRef = slot.value
    if dbref.database is not None:
        return dbref
    if not document.force_autorefs_current_db:
        raise RuntimeError(
            f"{document.__class__.__name__}.{slot.path} refers to a document without "
            f"naming its database: {dbref!r}. Set force_autorefs_current_db = True on "
            "the class where that is the database of the document itself."
        )
    return DBRef(dbref.collection, dbref.id, document.db.name)
