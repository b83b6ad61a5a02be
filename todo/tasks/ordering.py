"""The order of the list, and the tasks above and below a position in it.

Tasks are sorted by creation, then id, newest first. After them come those that the site
cannot sort in this way, by their id: tasks without a time of creation, or whose
``creation``, ``deleted`` or ``done`` has a type that only another program stores. The
site and ``flask setup`` never store such a task, so usually there are none.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from flask_mongokit import DatetimeMS
from todo.extensions import db
from todo.tasks.keyset import Position
from todo.tasks.listing import Show
from todo.tasks.model import DELETED, NEWEST_FIRST, STORED, Task
from todo.tasks.times import EARLIEST, to_milliseconds

Query = Mapping[str, Any]

OLDEST_FIRST = [("creation", 1), ("_id", 1)]
HIGHEST_ID_FIRST = [("_id", -1)]
LOWEST_ID_FIRST = [("_id", 1)]

IS_DATED = {"creation": {"$type": "date", "$not": {"$type": "array"}}}
# Unlike "not a date" and "an array", an index serves these two.
IS_NO_DATE = {"creation": {"$not": {"$gte": EARLIEST}}}
IS_LIST = {"creation": {"$exists": True}, "creation.0": {"$exists": True}}

IS_KEPT = {"deleted": None}
IS_ODDLY_KEPT = {"deleted": {"$ne": None, "$not": {"$gte": EARLIEST}}}
# Unlike "not true", this looks up exact index values, so the index sorts the tasks.
IS_OPEN = {"done": {"$in": [None, False]}}


def _rest_of(regular: Query, *others: Query) -> list[Query]:
    return [{**regular, **IS_NO_DATE}, {**regular, **IS_LIST}, *others]


REGULAR: dict[Show, Query] = {
    Show.ALL: IS_KEPT,
    Show.OPEN: {**IS_KEPT, **IS_OPEN},
    Show.DONE: {**IS_KEPT, "done": True},
    Show.DELETED: DELETED,
}
"""For each filter, the query of the tasks that are sorted if they have a time."""

REST: dict[Show, list[Query]] = {
    Show.ALL: _rest_of(REGULAR[Show.ALL], IS_ODDLY_KEPT),
    Show.OPEN: _rest_of(
        REGULAR[Show.OPEN],
        {**IS_ODDLY_KEPT, "done": {"$ne": True}},
        {**IS_KEPT, "done": {"$nin": [None, False, True]}},
    ),
    Show.DONE: _rest_of(REGULAR[Show.DONE], {**IS_ODDLY_KEPT, "done": True}),
    Show.DELETED: _rest_of(REGULAR[Show.DELETED]),
}
"""For each filter, the queries of its other tasks."""


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
    """

    show: Show
    search: Query

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
        return [Placed(task, is_sorted=True) for task in _find(query, order, limit)]

    def _rest(self, side: Query, order: list[Any], limit: int) -> list[Placed]:
        either = [{**query, **self.search, **side} for query in REST[self.show]]
        found = _find({"$or": either}, order, limit)
        return [Placed(task, is_sorted=False) for task in found]


def _find(query: Query, order: list[Any], limit: int) -> list[Task]:
    found: list[Task] = db.Task.find(query, STORED).sort(order).limit(limit).to_list()
    return found


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
