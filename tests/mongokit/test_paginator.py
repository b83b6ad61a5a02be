"""Pages of the results of a query."""

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
    """The class of the documents on the pages."""

    __collection__ = "items"
    structure = {"n": int}


@pytest.fixture
def items(connection: Connection, db: Database, database: PlainDB) -> Any:
    """Return the handle of a collection with ``COUNT`` documents."""
    connection.register(Item)
    database["items"].insert_many([{"_id": n, "n": n} for n in range(1, COUNT + 1)])
    return db.Item


def page_of(items: Any, *args: Any, **kwargs: Any) -> Paginator:
    """Return a page of all items, sorted by number."""
    return Paginator(items.find().sort("n", 1), *args, **kwargs)


def facts(page: Paginator) -> dict[str, Any]:
    """Return the public properties of a page, except its items."""
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
def test_properties(items: Any, expected: dict[str, Any]) -> None:
    """MK-PAG-101: The properties of a page are correct, even if it is out of range."""
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
    """MK-PAG-101: A page yields its items, or none if it is out of range."""
    found = page_of(items, page, 10).items
    assert [item["n"] for item in found] == list(numbers)


@pytest.mark.parametrize("page", [0, 7])
def test_other_reads_of_a_page_out_of_range(items: Any, page: int) -> None:
    """MK-PAG-101: ``to_list()`` and ``next()`` find nothing on a page out of range."""
    assert page_of(items, page).items.to_list() == []
    assert next(page_of(items, page).items, None) is None


def test_the_cursor_itself(items: Any) -> None:
    """MK-PAG-101: ``items`` is the given cursor and yields documents."""
    cursor = items.find()
    page = Paginator(cursor, 2)
    assert page.items is cursor
    assert isinstance(next(page.items), Item)


def test_defaults(items: Any) -> None:
    """MK-PAG-101: The default is the first page, with ten items."""
    page = page_of(items)
    assert (page.current_page, page.end_index, DEFAULT_LIMIT) == (1, 10, 10)


def test_counts_once(items: Any, commands: Any) -> None:
    """MK-PAG-101: Reading a page sends one count and one query for its items."""
    commands.clear()
    page = page_of(items, page=2, limit=10)
    facts(page)
    items_of_page = page.items.to_list()
    assert commands.names == ["count", "find"]
    assert len(items_of_page) == 10


def test_skip_and_limit_of_the_cursor(items: Any) -> None:
    """MK-PAG-101: A page replaces the cursor's own skip and limit."""
    page = Paginator(items.find().sort("n", 1).skip(50).limit(1), 2, 3)
    assert page.count == COUNT
    assert [item["n"] for item in page.items] == [4, 5, 6]


def test_a_filtered_cursor(items: Any) -> None:
    """MK-PAG-101: Only documents that match the filter are counted."""
    page = Paginator(items.find({"n": {"$lte": 10}}), 1, 10)
    assert (page.count, page.num_pages, page.is_paginated) == (10, 1, False)


def test_a_page_in_text(items: Any) -> None:
    """MK-PAG-101: The page number can be a string, as in a URL's query."""
    page = page_of(items, "2")
    assert page.current_page == 2
    assert next(page.items)["n"] == 11


@pytest.mark.parametrize("page", ["two", "", "1.5", None, [], math.inf, math.nan])
def test_invalid_page(items: Any, page: Any) -> None:
    """MK-PAG-101: A page that is not a number is rejected."""
    with pytest.raises(ValueError, match=r"^page must be a number, not "):
        page_of(items, page)


@pytest.mark.parametrize("limit", [0, -1, "0"], ids=repr)
def test_limit_below_one(items: Any, limit: Any) -> None:
    """MK-PAG-101: A limit below 1 is rejected."""
    with pytest.raises(ValueError, match=f"^limit must be at least 1, not {limit!r}$"):
        page_of(items, 1, limit)


def test_invalid_limit(items: Any) -> None:
    """MK-PAG-101: A limit that is not a number is rejected."""
    with pytest.raises(ValueError, match=r"^limit must be a number, not 'all'$"):
        page_of(items, 1, "all")


def test_limit_of_one(items: Any) -> None:
    """MK-PAG-101: With one item per page, the second page has a previous one."""
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
    """MK-PAG-101: A query without results has no pages."""
    page = Paginator(items.find({"n": 77}))
    assert facts(page) == EMPTY
    assert list(page.items) == []


def test_no_cursor() -> None:
    """MK-PAG-101: A paginator of ``None`` is an empty page."""
    page = Paginator(None)
    assert facts(page) == EMPTY
    assert list(page.items) == []


@pytest.mark.parametrize("wrong", [[1, 2, 3], "items", 3], ids=repr)
def test_object_that_is_not_a_cursor(wrong: Any) -> None:
    """MK-PAG-101: An object that is not a cursor is rejected."""
    name = type(wrong).__name__
    with pytest.raises(
        TypeError, match=f"^cursor must be a mongokit.Cursor or None, not {name}$"
    ):
        Paginator(wrong)


def test_a_cursor_of_the_driver(database: PlainDB) -> None:
    """MK-PAG-101: A plain pymongo cursor is rejected."""
    found: Any = database["items"].find()
    with pytest.raises(TypeError, match=r"not pymongo\.synchronous\.cursor\.Cursor$"):
        Paginator(found)


def test_previous_page_without_results(items: Any) -> None:
    """MK-PAG-101: Without results, the page before page 5 is page 1."""
    assert Paginator(items.find({"n": 77}), 5).previous_page == 1


def test_plain_documents(db: Database, items: Any) -> None:
    """MK-PAG-101: Pages of a collection's cursor contain plain dicts."""
    del items
    page = Paginator(db["items"].find().sort("n", 1), 6, 10)
    assert page.items.to_list() == [{"_id": n, "n": n} for n in range(51, 56)]


def test_no_warning(items: Any) -> None:
    """MK-PAG-101: Counting the items emits no warning."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert page_of(items).count == COUNT


def test_in_a_transaction(connection: Connection, items: Any) -> None:
    """MK-PAG-101: A page sees the uncommitted changes of its transaction."""
    with connection.start_session() as session, session.start_transaction():
        items.delete_many({"n": {"$gt": 10}}, session=session)
        page = Paginator(items.find(session=session).sort("n", 1), 2, 4)
        assert page.count == 10
        assert [item["n"] for item in page.items] == [5, 6, 7, 8]
