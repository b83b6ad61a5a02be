"""References between documents: loaded a level at a time, saved where they changed."""

import copy
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Self

import bson
from bson import DBRef, Regex
from bson.errors import InvalidDocument
from pymongo.errors import InvalidName

from mongokit.errors import AutoReferenceError, MongoKitError
from mongokit.migration import settle
from mongokit.structure.checks import Report
from mongokit.structure.references import ReferencePlace

__all__ = [
    "REFERENCE_ERRORS",
    "REMEMBERED_STATE",
    "load_assigned",
    "load_references",
    "note_loaded",
    "note_saved",
    "refuse_unsaved",
    "save_references",
    "validate_references",
]

Address = tuple[str, str]
Key = tuple[str, str, Hashable]
ClassKey = tuple[Key, Any]

KNOWN = "_known_references"
STORED = "_stored_as"
BUSY = "_is_busy"
REMEMBERED_STATE = frozenset({KNOWN, STORED})
REFERENCE_ERRORS = (MongoKitError, InvalidDocument, RuntimeError)


@dataclass(frozen=True, slots=True)
class _OpenPlace:
    """A place where a DBRef stands in for a document.

    :param place: where.
    :param dbref: it, with its database.
    :param key: what it refers to, and as which class.
    :param referrer: the collection of the document that has the place.
    """

    place: ReferencePlace
    dbref: DBRef
    key: ClassKey
    referrer: Any

    @classmethod
    def of(cls, document: Any, place: ReferencePlace) -> Self:
        dbref = _with_database(place, document)
        return cls(
            place, dbref, (_key(dbref), place.document_class), document.collection
        )

    def fill(self, document: Any) -> None:
        self.place.container[self.place.key] = document

    def missing(self) -> AutoReferenceError:
        return AutoReferenceError(
            f"there is no {self.place.document_class.__name__} with the _id "
            f"{self.dbref.id!r} in {self.dbref.database}.{self.dbref.collection}"
        )

    def collection(self) -> Any:
        """Return the collection referred to, with the options of the referrer's."""
        options = self.referrer
        try:
            database = options.database.client[self.dbref.database]
            return database[self.dbref.collection].with_options(
                options.codec_options,
                options.read_preference,
                options.write_concern,
                options.read_concern,
            )
        except InvalidName as error:
            raise self.missing() from error


@dataclass(slots=True)
class _Loading:
    """One loading of references, which meets each document once.

    :param session: for the queries.
    :param met: the documents met so far, some under one key by several classes.
    :param answers: those found for a key and a class.
    :param used: those that were put in a place, by their identity.
    """

    session: Any
    met: dict[Key, list[Any]] = field(default_factory=lambda: defaultdict(list))
    answers: dict[ClassKey, Any] = field(default_factory=dict)
    used: dict[int, Any] = field(default_factory=dict)

    def meet(self, documents: Iterable[Any]) -> None:
        for document in documents:
            self.met[_key_of(document)].append(document)

    def load(self, level: Iterable[Any]) -> list[Any]:
        """Fill the places of documents, and return what was not met before."""
        places = [each for document in level for each in _open_places(document)]
        wanted: dict[Address, dict[ClassKey, _OpenPlace]] = defaultdict(dict)
        for place in places:
            if not _is_id(place.dbref.id):
                raise place.missing()
            if not self._is_answered(place.key):
                wanted[place.key[0][:2]][place.key] = place
        loaded = [new for missing in wanted.values() for new in self._query(missing)]
        for place in places:
            document = self.answers[place.key]
            place.fill(document)
            self.used[id(document)] = document
        return loaded

    def _is_answered(self, key: ClassKey) -> bool:
        if key not in self.answers:
            for document in self.met.get(key[0], ()):
                if _stands_for(document, key[1]):
                    self.answers[key] = document
                    break
        return key in self.answers

    def _query(self, missing: dict[ClassKey, _OpenPlace]) -> Iterator[Any]:
        """Yield the documents of one collection; those of two classes are two."""
        collection = next(iter(missing.values())).collection()
        ids = {key[0]: place.dbref.id for key, place in missing.items()}
        query = {"_id": {"$in": list(ids.values())}}
        found = collection.find(query, session=self.session)
        raws = {_id_key(raw["_id"]): raw for raw in found}
        taken = set()
        for key, place in missing.items():
            raw = raws.get(key[0][2])
            if raw is None:
                raise place.missing()
            if len(ids) < len(missing) and key[0] not in taken:
                raws[key[0][2]] = copy.deepcopy(raw)
            taken.add(key[0])
            document = collection.maker(key[1])(raw)
            if document._plan.migrates:
                settle(document, self.session)
            self.meet([document])
            self.answers[key] = document
            yield document


def load_references(
    documents: Iterable[Any], *, session: Any = None, whole: bool = True
) -> None:
    """Put documents in the places of the DBRefs that some documents have.

    A document that is met again is the same object, so cycles end.

    :param documents: bound ones, just loaded.
    :param session: for the queries.
    :param whole: they have all of their fields, so they may stand for references.
    :raises AutoReferenceError: one that is referred to does not exist.
    :raises RuntimeError: a DBRef names no database, and nothing says which it is.
    """
    documents = list(documents)
    loading = _Loading(session)
    if whole:
        loading.meet(documents)
    level = documents
    while level:
        level = loading.load(level)
    for document in loading.used.values():
        document.__dict__[STORED] = _encoded(document)
    for document in {id(d): d for d in (*documents, *loading.used.values())}.values():
        _note_references(document)


def load_assigned(document: Any, *, session: Any = None) -> None:
    """Put documents in the places of the DBRefs that somebody has assigned.

    :param document: it and what it refers to may have such places.
    :param session: for the queries.
    :raises AutoReferenceError: one that is referred to does not exist.
    :raises RuntimeError: a DBRef names no database, and nothing says which it is.
    """
    graph = [document] if _is_busy(document) else _graph(document)
    if not any(True for each in graph for _ in _open_places(each)):
        return
    loading = _Loading(session)
    loading.meet(each for each in graph if each.get("_id") is not None)
    loaded = level = loading.load(graph)
    while level:
        level = loading.load(level)
        loaded = [*loaded, *level]
    for each in loaded:
        each.__dict__[STORED] = _encoded(each)
        _note_references(each)


def validate_references(document: Any, report: Report) -> None:
    """Validate the documents that one refers to, unless their class skips that.

    :param report: is given the error of each; the path is its own.
    """
    if _is_busy(document):
        return
    graph = _graph(document, with_skipped=False)
    with _Busy(graph):
        for reference in graph[1:]:
            try:
                reference.validate()
            except REFERENCE_ERRORS as error:
                report(error)


def save_references(document: Any, *, session: Any = None) -> None:
    """Store what a document refers to, where that changed since it was loaded.

    :param session: for queries and writes.
    :raises AutoReferenceError: a document that was not referred to before does not
        exist under its present ``_id``; nothing is stored then.
    """
    if _is_busy(document):
        return
    graph = _graph(document)
    _check_existence(graph, session)
    options = {} if session is None else {"session": session}
    with _Busy(graph):
        for reference in graph[1:]:
            if _encoded(reference) != reference.__dict__.get(STORED):
                reference.save(**options)
                reference.__dict__.setdefault(STORED, b"")
                note_saved(reference, session=session)
    for each in graph:
        if _may_be_undone(session):
            each.__dict__.pop(KNOWN, None)
        else:
            _note_references(each)


def note_loaded(document: Any) -> None:
    """Remember the state of a document just loaded, if others may refer to it.

    Who refers to it later then knows whether it was changed here, or elsewhere.
    """
    if document._is_referred_to and STORED not in document.__dict__:
        dump = document._plan.dump
        stored = document if dump is None else dump(document, _ignore)
        document.__dict__[STORED] = _encode(document, stored)


def note_saved(document: Any, *, session: Any = None) -> None:
    """Remember the state of a document that others refer to, which is stored now.

    :param session: what is done in its transaction may be undone: it is forgotten.
    """
    if not document._is_referred_to and STORED not in document.__dict__:
        return
    if _may_be_undone(session):
        document.__dict__.pop(STORED, None)
    else:
        document.__dict__[STORED] = _encoded(document)


def refuse_unsaved(document: Any) -> None:
    """Refuse a document that refers to one which was never saved.

    :raises AutoReferenceError: it does.
    """
    for reference in _references(document):
        if not _has_address(reference):
            raise _missing_document(reference)


def _may_be_undone(session: Any) -> bool:
    return session is not None and bool(session.in_transaction)


def _places(document: Any) -> Iterable[ReferencePlace]:
    places = document._plan.places
    return () if places is None else places(document)


def _open_places(document: Any) -> Iterator[_OpenPlace]:
    for place in _places(document):
        if isinstance(place.value, DBRef):
            yield _OpenPlace.of(document, place)


def _with_database(place: ReferencePlace, document: Any) -> DBRef:
    dbref: DBRef = place.value
    if dbref.database is not None:
        return dbref
    if not document.force_autorefs_current_db:
        raise RuntimeError(
            f"{document.__class__.__name__}.{place.path} refers to a document without "
            f"naming its database: {dbref!r}. Set force_autorefs_current_db = True on "
            "the class where that is the database of the document itself."
        )
    return DBRef(dbref.collection, dbref.id, document.db.name)


def _stands_for(document: Any, asked: Any) -> bool:
    """Tell whether a stored document, asked for as a class, comes as this one."""
    own = document.__class__
    if own is asked:
        return True
    field_name = asked._plan.type_field
    return (
        field_name is not None
        and issubclass(own, asked)
        and document.get(field_name) == own.__name__
    )


def _references(document: Any) -> Iterator[Any]:
    """Yield each document that one refers to, once."""
    met = set()
    for place in _places(document):
        value = place.value
        if isinstance(value, place.document_class) and id(value) not in met:
            met.add(id(value))
            yield value


def _graph(document: Any, *, with_skipped: bool = True) -> list[Any]:
    """Return a document, and all that it refers to, also by way of others.

    :param with_skipped: those whose class skips validation as well.
    """
    graph = [document]
    met = {id(document)}
    for each in graph:
        for reference in _references(each):
            is_wanted = with_skipped or not reference.skip_validation
            if is_wanted and id(reference) not in met:
                met.add(id(reference))
                graph.append(reference)
    return graph


def _check_existence(graph: list[Any], session: Any) -> None:
    new: dict[Address, dict[int, Any]] = defaultdict(dict)
    for document in graph:
        known = document.__dict__.get(KNOWN, frozenset())
        for reference in _references(document):
            if not _has_address(reference):
                raise _missing_document(reference)
            key = _key_of(reference)
            if key not in known:
                new[key[:2]][id(reference)] = reference
    for same_place in new.values():
        _check_collection(list(same_place.values()), session)


def _check_collection(references: list[Any], session: Any) -> None:
    ids = {_id_key(each["_id"]): each["_id"] for each in references}
    query = {"_id": {"$in": list(ids.values())}}
    found = references[0].collection.find(query, session=session)
    stored = {_id_key(raw["_id"]): raw for raw in found}
    for reference in references:
        raw = stored.get(_id_key(reference["_id"]))
        if raw is None:
            raise _missing_document(reference)
        options = reference._codec_options()
        encoded = bson.encode(raw, codec_options=options)
        reference.__dict__.setdefault(STORED, encoded)


def _encoded(document: Any) -> bytes:
    return _encode(document, document._stored())


def _encode(document: Any, stored: Any) -> bytes:
    return bson.encode(stored, codec_options=document._codec_options())


def _ignore(error: Exception) -> None:
    """Let what does not fit be as it was loaded."""


def _note_references(document: Any) -> None:
    known = frozenset(_key_of(reference) for reference in _references(document))
    if known or KNOWN in document.__dict__:
        document.__dict__[KNOWN] = known


def _has_address(document: Any) -> bool:
    return document.get("_id") is not None and document._collection is not None


def _key_of(document: Any) -> Key:
    collection = document.collection
    return collection.database.name, collection.name, _id_key(document.get("_id"))


def _key(dbref: DBRef) -> Key:
    return str(dbref.database), dbref.collection, _id_key(dbref.id)


def _is_id(candidate: Any) -> bool:
    """Tell whether a document may have this as its ``_id``, and ``$in`` take it."""
    if isinstance(candidate, dict):
        return not any(key.startswith("$") for key in candidate)
    return not isinstance(candidate, (list, Regex))


def _id_key(id: Any) -> Hashable:  # noqa: A002  MongoDB's name
    """Return what is equal, and has a hash, for ids that MongoDB takes as equal."""
    if isinstance(id, (bool, bytes)) or not isinstance(id, Hashable):
        return bson.encode({"_id": id})
    return id


def _missing_document(document: Any) -> AutoReferenceError:
    collection = document._collection
    place = "any collection" if collection is None else collection.full_name
    return AutoReferenceError(
        f"the {document.__class__.__name__} with the _id {document.get('_id')!r} is "
        f"not in {place}: save it before the document that refers to it"
    )


def _is_busy(document: Any) -> bool:
    return BUSY in document.__dict__


class _Busy:
    """Marks documents while their references are looked at, so that each is once."""

    def __init__(self, documents: list[Any]) -> None:
        self.documents = documents

    def __enter__(self) -> None:
        for document in self.documents:
            document.__dict__[BUSY] = True

    def __exit__(self, *error: object) -> None:
        for document in self.documents:
            del document.__dict__[BUSY]
