"""References between documents: loaded a level at a time, saved where they changed."""

import copy
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import bson
from bson import DBRef

from mongokit.errors import AutoReferenceError
from mongokit.structure.references import ReferencePlace

__all__ = [
    "load_assigned",
    "load_references",
    "note_saved",
    "save_references",
    "validate_references",
]

Raw = dict[str, Any]
Address = tuple[str, str]
Key = tuple[str, str, Hashable]
ClassKey = tuple[Key, Any]

KNOWN = "_known_references"
STORED = "_stored_as"
BUSY = "_is_busy"


@dataclass(frozen=True, slots=True)
class _OpenPlace:
    """A place where a DBRef stands in for a document.

    :param place: where.
    :param dbref: it, with its database.
    :param client: of the document that has the place.
    """

    place: ReferencePlace
    dbref: DBRef
    client: Any

    @property
    def key(self) -> ClassKey:
        return _key(self.dbref), self.place.document_class

    @property
    def address(self) -> Address:
        return str(self.dbref.database), self.dbref.collection


@dataclass(slots=True)
class _Loading:
    """One loading of references, which meets each document once.

    :param session: for the queries.
    :param known: the documents met so far.
    """

    session: Any
    known: dict[ClassKey, Any] = field(default_factory=dict)

    def load(self, places: list[_OpenPlace]) -> list[Any]:
        """Fill places, and return the documents that were not known before."""
        wanted: dict[Address, dict[ClassKey, _OpenPlace]] = defaultdict(dict)
        for place in places:
            if place.key not in self.known:
                wanted[place.address][place.key] = place
        loaded = [
            document
            for address, missing in wanted.items()
            for document in self._query(address, missing)
        ]
        for each in places:
            each.place.container[each.place.key] = self.known[each.key]
        return loaded

    def _query(
        self, address: Address, missing: dict[ClassKey, _OpenPlace]
    ) -> Iterator[Any]:
        client = next(iter(missing.values())).client
        collection = client[address[0]][address[1]]
        ids = {key[0]: place.dbref.id for key, place in missing.items()}
        query = {"_id": {"$in": list(ids.values())}}
        raws = {
            _id_key(raw["_id"]): raw
            for raw in collection.find(query, session=self.session)
        }
        for key, place in missing.items():
            raw = raws.get(key[0][2])
            if raw is None:
                raise _missing(place.dbref, place.place.document_class)
            load = collection.loader(place.place.document_class)
            # Another class may ask for the same stored document.
            document = getattr(load, "make", load)(copy.deepcopy(raw))
            document.__dict__[STORED] = _encoded(document)
            self.known[key] = document
            yield document


def load_references(
    documents: Iterable[Any], *, session: Any = None, whole: bool = True
) -> None:
    """Put documents in the places of the DBRefs that some documents have.

    A document that is met again is the same object, so cycles end.

    :param documents: bound ones.
    :param session: for the queries.
    :param whole: they have all of their fields, so they may stand for references.
    :raises AutoReferenceError: one that is referred to does not exist.
    :raises RuntimeError: a DBRef names no database, and nothing says which it is.
    """
    documents = list(documents)
    loading = _Loading(session)
    if whole:
        loading.known = {_class_key(document): document for document in documents}
    level = documents
    while level:
        level = loading.load([each for doc in level for each in _open_places(doc)])
    for document in {id(each): each for each in loading.known.values()}.values():
        _note_references(document)


def load_assigned(document: Any, *, session: Any = None) -> None:
    """Put documents in the places of the DBRefs that somebody has assigned.

    :raises AutoReferenceError: one that is referred to does not exist.
    :raises RuntimeError: a DBRef names no database, and nothing says which it is.
    """
    places = list(_open_places(document))
    if places:
        loading = _Loading(session)
        load_references(loading.load(places), session=session)


def validate_references(document: Any) -> None:
    """Validate the documents that one refers to, unless their class skips that.

    :raises SchemaDocumentError: one does not fit its structure; the path is its own.
    """
    if _is_busy(document):
        return
    with _Busy(document):
        for reference in _references(document):
            if not reference.skip_validation:
                reference.validate()


def save_references(document: Any, *, session: Any = None) -> None:
    """Store what a document refers to, where that changed since it was loaded.

    :param session: for queries and writes.
    :raises AutoReferenceError: a document that it did not refer to before does not
        exist under its present ``_id``; nothing is stored then.
    """
    if _is_busy(document):
        return
    references = list(_references(document))
    _check_existence(document, references, session)
    with _Busy(document):
        for reference in references:
            if _is_changed(reference):
                reference.save(session=session)
    _note_references(document)


def note_saved(document: Any) -> None:
    """Remember the state of a document that others refer to, which is stored now."""
    if STORED in document.__dict__:
        document.__dict__[STORED] = _encoded(document)


def _places(document: Any) -> Iterable[ReferencePlace]:
    places = document._plan.places
    return () if places is None else places(document)


def _open_places(document: Any) -> Iterator[_OpenPlace]:
    for place in _places(document):
        if isinstance(place.value, DBRef):
            client = document.connection
            yield _OpenPlace(place, _with_database(place, document), client)


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


def _references(document: Any) -> Iterator[Any]:
    """Yield each document that one refers to, once."""
    met = set()
    for place in _places(document):
        value = place.value
        if isinstance(value, place.document_class) and id(value) not in met:
            met.add(id(value))
            yield value


def _check_existence(document: Any, references: list[Any], session: Any) -> None:
    known = document.__dict__.get(KNOWN, frozenset())
    new: dict[Address, list[Any]] = defaultdict(list)
    for reference in references:
        if reference.get("_id") is None:
            raise _missing_document(reference)
        if _key_of(reference) not in known:
            new[reference.db.name, reference.collection.name].append(reference)
    for same_place in new.values():
        _check_collection(same_place, session)


def _check_collection(references: list[Any], session: Any) -> None:
    ids = [reference["_id"] for reference in references]
    found = references[0].collection.find({"_id": {"$in": ids}}, session=session)
    stored = {_id_key(raw["_id"]): raw for raw in found}
    for reference in references:
        raw = stored.get(_id_key(reference["_id"]))
        if raw is None:
            raise _missing_document(reference)
        options = reference._codec_options()
        encoded = bson.encode(raw, codec_options=options)
        reference.__dict__.setdefault(STORED, encoded)


def _is_changed(document: Any) -> bool:
    return bool(_encoded(document) != document.__dict__.get(STORED))


def _encoded(document: Any) -> bytes:
    options = document._codec_options()
    return bson.encode(document._stored(), codec_options=options)


def _note_references(document: Any) -> None:
    known = frozenset(_key_of(reference) for reference in _references(document))
    if known or KNOWN in document.__dict__:
        document.__dict__[KNOWN] = known


def _class_key(document: Any) -> ClassKey:
    return _key_of(document), document.__class__


def _key_of(document: Any) -> Key:
    collection = document.collection
    return collection.database.name, collection.name, _id_key(document.get("_id"))


def _key(dbref: DBRef) -> Key:
    return str(dbref.database), dbref.collection, _id_key(dbref.id)


def _id_key(id: Any) -> Hashable:  # noqa: A002  MongoDB's name
    """Return what is equal for ids that are; some have no hash of their own."""
    return id if isinstance(id, Hashable) else bson.encode({"_id": id})


def _missing(dbref: DBRef, document_class: Any) -> AutoReferenceError:
    return AutoReferenceError(
        f"there is no {document_class.__name__} with the _id {dbref.id!r} in "
        f"{dbref.database}.{dbref.collection}"
    )


def _missing_document(document: Any) -> AutoReferenceError:
    place = document.collection.full_name
    return AutoReferenceError(
        f"the {document.__class__.__name__} with the _id {document.get('_id')!r} is "
        f"not in {place}: save it before the document that refers to it"
    )


def _is_busy(document: Any) -> bool:
    return bool(document.__dict__.get(BUSY))


class _Busy:
    """Marks a document while its references are looked at, so that cycles end."""

    def __init__(self, document: Any) -> None:
        self.state = document.__dict__

    def __enter__(self) -> None:
        self.state[BUSY] = True

    def __exit__(self, *error: object) -> None:
        del self.state[BUSY]
