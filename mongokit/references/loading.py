"""Loads references a level at a time, with one query for each collection."""

import copy
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from mongokit.migration import settle
from mongokit.references.busy import is_busy
from mongokit.references.graph import graph_of
from mongokit.references.identity import Address, Key, id_key, is_id, key_of
from mongokit.references.memory import note_references, note_state
from mongokit.references.open_places import ClassKey, OpenPlace, open_places

__all__ = ["load_assigned", "load_references"]


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
        note_state(document)
    for document in {id(d): d for d in (*documents, *loading.used.values())}.values():
        note_references(document)


def load_assigned(document: Any, *, session: Any = None) -> None:
    """Put documents in the places of the DBRefs that somebody has assigned.

    :param document: it and what it refers to may have such places.
    :param session: for the queries.
    :raises AutoReferenceError: one that is referred to does not exist.
    :raises RuntimeError: a DBRef names no database, and nothing says which it is.
    """
    graph = [document] if is_busy(document) else graph_of(document)
    if not any(True for each in graph for _ in open_places(each)):
        return
    loading = _Loading(session)
    loading.meet(each for each in graph if each.get("_id") is not None)
    loaded = level = loading.load(graph)
    while level:
        level = loading.load(level)
        loaded = [*loaded, *level]
    for each in loaded:
        note_state(each)
        note_references(each)


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
            self.met[key_of(document)].append(document)

    def load(self, level: Iterable[Any]) -> list[Any]:
        """Mutator the places of documents, and return what was not met before."""
        places = [each for document in level for each in open_places(document)]
        wanted: dict[Address, dict[ClassKey, OpenPlace]] = defaultdict(dict)
        for place in places:
            if not is_id(place.dbref.id):
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

    def _query(self, missing: dict[ClassKey, OpenPlace]) -> Iterator[Any]:
        """Yield the documents of one collection; those of two classes are two."""
        collection = next(iter(missing.values())).collection()
        ids = {key[0]: place.dbref.id for key, place in missing.items()}
        query = {"_id": {"$in": list(ids.values())}}
        found = collection.find(query, session=self.session)
        raws = {id_key(raw["_id"]): raw for raw in found}
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
