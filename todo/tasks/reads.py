"""Reads the tasks of a page; the first query also counts the open and the done ones."""

from collections.abc import Sequence
from typing import Any

from todo.extensions import db
from todo.tasks.filters import REGULAR, Query
from todo.tasks.listing import Show
from todo.tasks.model import STORED, Task

MOST_COUNTED = 1000

Stage = dict[str, Any]


def _counting(show: Show) -> list[Stage]:
    return [
        {"$match": REGULAR[show]},
        {"$limit": MOST_COUNTED + 1},
        {"$count": show},
    ]


COUNTING: list[Stage] = [
    {"$unionWith": {"coll": Task.__collection__, "pipeline": _counting(show)}}
    for show in (Show.OPEN, Show.DONE)
]


class Reads:
    """The queries for a page of the list.

    One round trip to the database, which finds and counts, takes less time than three.

    :param is_counting: whether to count the open and the done tasks.
    """

    def __init__(self, *, is_counting: bool = True) -> None:
        self._counts: dict[str, int] | None = None if is_counting else {}

    def find(
        self, query: Query, order: Sequence[tuple[str, int]], limit: int
    ) -> list[Task]:
        """Return the first tasks that match a query."""
        found = self._read(
            {"$match": query},
            {"$sort": dict(order)},
            {"$limit": limit},
            {"$project": STORED},
        )
        return list(map(db.tasks.maker(Task), found))

    def count(self, show: Show) -> int:
        """Return the number of tasks of a filter, of which at most 1001 are counted."""
        if self._counts is None:
            self._read({"$match": {"_id": {"$in": []}}})
        return (self._counts or {}).get(show, 0)

    def _read(self, *stages: Stage) -> list[dict[str, Any]]:
        """Run an aggregation, to which the first call adds the counts."""
        if self._counts is not None:
            return self._aggregate(*stages)
        found = self._aggregate(*stages, *COUNTING)
        counts = [each for each in found if "_id" not in each]
        self._counts = {name: count for each in counts for name, count in each.items()}
        return found[: len(found) - len(counts)]

    def _aggregate(self, *stages: Stage) -> list[dict[str, Any]]:
        return db[Task].aggregate([*stages]).to_list()
