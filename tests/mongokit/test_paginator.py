"""Pages of what a query finds."""

import math
import warnings
from typing import Any

import pytest
from pymongo.database import Database as PlainDatabase

from mongokit import Connection, Database, Document
from mongokit.paginator import DEFAULT_LIMIT, Paginator

COUNT = 55

PlainDB = PlainDatabase[dict[str, Any]]


class Item(Document):
    """Something with a number."""

    __collection__ = "items"
    structure = {"n": int}


@pytest.fixture
def items(connection: Connection, db: Database, database: PlainDB) -> Any:
    """Give the handle of many items."""
    connection.register(Item)
    database["items"].insert_many([{"_id": n, "n": n} for n in range(1, COUNT + 1)])
    return db.Item


def page_of(items: Any, *args: Any, **kwargs: Any) -> Paginator:
    """Return a page of the items in order."""
    return Paginator(items.find().sort("n", 1), *args, **kwargs)


def facts(page: Paginator) -> dict[str, Any]:
    """Return all that a page says of itself."""
    return {
        name: getattr(page, name)
        for name, value in vars(Paginator).items()
        if isinstance(value, property) and not name.startswith("_") and name != "items"
    }


EVERY_PAGE = {
    "count": 55,
    "num_pages": 6,
    "page_range": [1, 2, 3, 4, 5, 6],
    "is_paginated": True,
}
PAGES = [
    {
        "current_page": 1,
        "has_next": True,
        "has_previous": False,
        "next_page": 2,
        "previous_page": 0,
        "start_index": 1,
        "end_index": 10,
    },
    {
        "current_page": 2,
        "has_next": True,
        "has_previous": True,
        "next_page": 3,
        "previous_page": 1,
        "start_index": 11,
        "end_index": 20,
    },
    {
        "current_page": 6,
        "has_next": False,
        "has_previous": True,
        "next_page": 7,
        "previous_page": 5,
        "start_index": 51,
        "end_index": 55,
    },
    {
        "current_page": 9,
        "has_next": False,
        "has_previous": True,
        "next_page": 10,
        "previous_page": 6,
        "start_index": 0,
        "end_index": 0,
    },
    {
        "current_page": -9,
        "has_next": True,
        "has_previous": False,
        "next_page": 1,
        "previous_page": -10,
        "start_index": 0,
        "end_index": 0,
    },
]


@pytest.mark.parametrize("expected", PAGES, ids=lambda p: str(p["current_page"]))
def test_where_a_page_stands(items: Any, expected: dict[str, Any]) -> None:
    """MK-PAG-101: a page knows its place among the others, whether it exists or not."""
    page = page_of(items, expected["current_page"], 10)
    assert facts(page) == EVERY_PAGE | expected


@pytest.mark.parametrize(
    ("page", "numbers"),
    [
        (1, range(1, 11)),
        (2, range(11, 21)),
        (6, range(51, 56)),
        (7, ()),
        (0, ()),
        (-1, ()),
        (10**30, ()),
    ],
    ids=str,
)
def test_items(items: Any, page: int, numbers: Any) -> None:
    """MK-PAG-101: a page has its items, none where there is no such page."""
    found = page_of(items, page, 10).items
    assert [item["n"] for item in found] == list(numbers)


@pytest.mark.parametrize("page", [0, 7])
def test_a_page_out_of_range_in_other_ways(items: Any, page: int) -> None:
    """MK-PAG-101: an empty page is empty for next() and to_list() too."""
    assert page_of(items, page).items.to_list() == []
    assert next(page_of(items, page).items, None) is None


def test_the_cursor_itself(items: Any) -> None:
    """MK-PAG-101: the items are that very cursor, which yields documents."""
    cursor = items.find()
    page = Paginator(cursor, 2)
    assert page.items is cursor
    assert isinstance(next(page.items), Item)


def test_defaults(items: Any) -> None:
    """MK-PAG-101: without more it is the first page of ten items."""
    page = page_of(items)
    assert (page.current_page, page.end_index, DEFAULT_LIMIT) == (1, 10, 10)


def test_counts_once(items: Any, commands: Any) -> None:
    """MK-PAG-101: the server counts once, and sends the items of the page alone."""
    commands.clear()
    page = page_of(items, page=2, limit=10)
    facts(page)
    items_of_page = page.items.to_list()
    assert commands.names == ["count", "find"]
    assert len(items_of_page) == 10


def test_skip_and_limit_of_the_cursor(items: Any) -> None:
    """MK-PAG-101: the page's skip and limit take the place of the cursor's own."""
    page = Paginator(items.find().sort("n", 1).skip(50).limit(1), 2, 3)
    assert page.count == COUNT
    assert [item["n"] for item in page.items] == [4, 5, 6]


def test_a_filtered_cursor(items: Any) -> None:
    """MK-PAG-101: what does not match is on no page."""
    page = Paginator(items.find({"n": {"$lte": 10}}), 1, 10)
    assert (page.count, page.num_pages, page.is_paginated) == (10, 1, False)


def test_a_page_in_text(items: Any) -> None:
    """MK-PAG-101: a page's number may be text, as a query string has it."""
    page = page_of(items, "2")
    assert page.current_page == 2
    assert next(page.items)["n"] == 11


@pytest.mark.parametrize("page", ["two", "", "1.5", None, [], math.inf, math.nan])
def test_no_number(items: Any, page: Any) -> None:
    """MK-PAG-101: something that is no number is refused."""
    with pytest.raises(ValueError, match=r"^page must be a number, not "):
        page_of(items, page)


@pytest.mark.parametrize("limit", [0, -1, "0"], ids=repr)
def test_no_limit(items: Any, limit: Any) -> None:
    """MK-PAG-101: a page of no items is refused."""
    with pytest.raises(ValueError, match=f"^limit must be at least 1, not {limit!r}$"):
        page_of(items, 1, limit)


def test_a_limit_that_is_no_number(items: Any) -> None:
    """MK-PAG-101: a limit that is no number is refused by its name."""
    with pytest.raises(ValueError, match=r"^limit must be a number, not 'all'$"):
        page_of(items, 1, "all")


def test_limit_of_one(items: Any) -> None:
    """MK-PAG-101: pages of one item have one before them from the second on."""
    assert not page_of(items, 1, 1).has_previous
    assert page_of(items, 2, 1).has_previous


EMPTY = {
    "count": 0,
    "num_pages": 0,
    "page_range": [],
    "current_page": 1,
    "has_next": False,
    "has_previous": False,
    "next_page": 2,
    "previous_page": 0,
    "start_index": 0,
    "end_index": 0,
    "is_paginated": False,
}


def test_nothing_found(items: Any) -> None:
    """MK-PAG-101: a query that finds nothing has no pages."""
    page = Paginator(items.find({"n": 77}))
    assert facts(page) == EMPTY
    assert list(page.items) == []


def test_no_cursor() -> None:
    """MK-PAG-101: without a cursor there is an empty page."""
    page = Paginator(None)
    assert facts(page) == EMPTY
    assert list(page.items) == []


@pytest.mark.parametrize("wrong", [[1, 2, 3], "items", 3], ids=repr)
def test_no_cursor_of_ours(wrong: Any) -> None:
    """MK-PAG-101: what is no cursor is refused by its type."""
    name = type(wrong).__name__
    with pytest.raises(
        TypeError, match=f"^cursor must be a mongokit.Cursor or None, not {name}$"
    ):
        Paginator(wrong)


def test_a_cursor_of_the_driver(database: PlainDB) -> None:
    """MK-PAG-101: a cursor of bare pymongo, which cannot count, is refused."""
    found: Any = database["items"].find()
    with pytest.raises(TypeError, match=r"not pymongo\.synchronous\.cursor\.Cursor$"):
        Paginator(found)


def test_before_nothing(items: Any) -> None:
    """MK-PAG-101: where nothing is found the first page is before every later one."""
    assert Paginator(items.find({"n": 77}), 5).previous_page == 1


def test_plain_documents(db: Database, items: Any) -> None:
    """MK-PAG-101: a collection's own cursor has pages of plain dicts."""
    del items
    page = Paginator(db["items"].find().sort("n", 1), 6, 10)
    assert page.items.to_list() == [{"_id": n, "n": n} for n in range(51, 56)]


def test_no_warning(items: Any) -> None:
    """MK-PAG-101: counting warns of no old name."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert page_of(items).count == COUNT


def test_in_a_transaction(connection: Connection, items: Any) -> None:
    """MK-PAG-101: a cursor of a transaction has pages of what that sees."""
    with connection.start_session() as session, session.start_transaction():
        items.delete_many({"n": {"$gt": 10}}, session=session)
        page = Paginator(items.find(session=session).sort("n", 1), 2, 4)
        assert page.count == 10
        assert [item["n"] for item in page.items] == [5, 6, 7, 8]
