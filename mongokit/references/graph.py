"""The documents that one refers to, also by way of others."""

from collections.abc import Iterable, Iterator
from typing import Any

from mongokit.structure.compilers.references import Slot

__all__ = ["graph_of", "places_of", "references_of"]


def places_of(document: Any) -> Iterable[Slot]:
    """Return where a document refers to another, or could."""
    places = document._plan.find_slots
    return () if places is None else places(document)


def references_of(document: Any) -> Iterator[Any]:
    """Yield each document that one refers to, once."""
    met = set()
    for place in places_of(document):
        value = place.value
        if isinstance(value, place.document_class) and id(value) not in met:
            met.add(id(value))
            yield value


def graph_of(document: Any, *, with_skipped: bool = True) -> list[Any]:
    """Return a document, and all that it refers to, also by way of others.

    :param with_skipped: those whose class skips validation as well.
    """
    graph = [document]
    met = {id(document)}
    for each in graph:
        for reference in references_of(each):
            is_wanted = with_skipped or not reference.skip_validation
            if is_wanted and id(reference) not in met:
                met.add(id(reference))
                graph.append(reference)
    return graph
