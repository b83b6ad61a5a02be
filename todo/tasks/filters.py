"""The queries of the filters.

Each filter has sorted tasks and a rest: tasks without a time of creation, or whose
``creation``, ``deleted`` or ``done`` has a type that only another program stores.
"""

from typing import Any

from todo.tasks.listing import Show
from todo.tasks.model import DELETED
from todo.tasks.times import EARLIEST

Query = dict[str, Any]

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
        {**IS_KEPT, "done": {"$not": {"$in": [None, False, True]}}},
    ),
    Show.DONE: _rest_of(REGULAR[Show.DONE], {**IS_ODDLY_KEPT, "done": True}),
    Show.DELETED: _rest_of(REGULAR[Show.DELETED]),
}
"""For each filter, the queries of its other tasks."""
