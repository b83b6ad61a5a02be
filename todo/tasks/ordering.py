"""The order of the list, and the tasks above and below a position in it.

Tasks are sorted by creation, then id, newest first. After them come those that the site
cannot sort in this way, by their id: tasks without a time of creation, or whose
``creation``, ``deleted`` or ``done`` has a type that only another program stores. The
site and ``flask setup`` never store such a task, so usually there are none.
"""

from dataclasses import dataclass
from typing import Any, NamedTuple

from flask_mongokit import DatetimeMS
from todo.tasks.filters import IS_DATED, REGULAR, REST, Query
from todo.tasks.keyset import Position
from todo.tasks.listing import Show
from todo.tasks.model import NEWEST_FIRST, Task
from todo.tasks.reads import Reads
from todo.tasks.times import to_milliseconds

OLDEST_FIRST = [("creation", 1), ("_id", 1)]
HIGHEST_ID_FIRST = [("_id", -1)]
LOWEST_ID_FIRST = [("_id", 1)]


class Placed(NamedTuple):
    """A task in the list.

    :param task: the task.
    :param is_sorted: whether its position depends on its time of creation.
    """

    task: Task
    is_sorted: bool

    @property
    def position(self) -> Position:
        """The position of the task."""
        creation = to_milliseconds(self.task["creation"]) if self.is_sorted else None
        return Position(creation, self.task["_id"])


@dataclass(frozen=True, slots=True)
class Ordering:
    """The tasks of a filter and search, in the order of the list.

    :param show: the filter.
    :param search: conditions of the search.
    :param reads: the queries for the page.
    """

    show: Show
    search: Query
    reads: Reads

    def older(self, position: Position | None, limit: int) -> list[Placed]:
        """Return the tasks just below a position, or the first ones; newest first."""
        is_among_sorted = position is None or position.creation is not None
        found: list[Placed] = []
        if is_among_sorted:
            found = self._sorted(_older_than(position), NEWEST_FIRST, limit)
            position = None
        if len(found) < limit:
            below = _id_is("$lt", position)
            found += self._rest(below, HIGHEST_ID_FIRST, limit - len(found))
        return found

    def newer(self, position: Position, limit: int) -> list[Placed]:
        """Return the tasks just above a position; newest first."""
        found: list[Placed] = []
        if position.creation is None:
            above = _id_is("$gt", position)
            found = self._rest(above, LOWEST_ID_FIRST, limit)
        if len(found) < limit:
            newer = _newer_than(position)
            found += self._sorted(newer, OLDEST_FIRST, limit - len(found))
        return found[::-1]

    def _sorted(self, side: Query, order: list[Any], limit: int) -> list[Placed]:
        query = {**REGULAR[self.show], **self.search, **IS_DATED, **side}
        found = self.reads.find(query, order, limit)
        return [Placed(task, is_sorted=True) for task in found]

    def _rest(self, side: Query, order: list[Any], limit: int) -> list[Placed]:
        either = [{**query, **self.search, **side} for query in REST[self.show]]
        found = self.reads.find({"$or": either}, order, limit)
        return [Placed(task, is_sorted=False) for task in found]


# The range of ``creation`` limits the index scan; of the tasks created at the exact
# time of the position, ``$or`` keeps only those on the right side of it.


def _older_than(position: Position | None) -> Query:
    if position is None or position.creation is None:
        return {}
    creation = DatetimeMS(position.creation)
    return {
        "creation": {**IS_DATED["creation"], "$lte": creation},
        "$or": [{"creation": {"$lt": creation}}, _id_is("$lt", position)],
    }


def _newer_than(position: Position) -> Query:
    if position.creation is None:
        return {}
    creation = DatetimeMS(position.creation)
    return {
        "creation": {**IS_DATED["creation"], "$gte": creation},
        "$or": [{"creation": {"$gt": creation}}, _id_is("$gt", position)],
    }


def _id_is(operator: str, position: Position | None) -> Query:
    """Return a condition for ids on one side of a position, of any type."""
    if position is None:
        return {}
    return {"$expr": {operator: ["$_id", {"$literal": position.id}]}}
