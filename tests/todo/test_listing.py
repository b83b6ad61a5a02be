"""Listings in URLs and forms."""

from collections.abc import Iterator
from typing import Any

import pytest
from bson import ObjectId
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from todo.tasks.keyset import Position
from todo.tasks.listing import Listing, Show

POSITION = Position(1_767_225_600_000, ObjectId("0" * 24))
POSITIONS = st.none() | st.binary(min_size=12, max_size=12).map(
    lambda data: Position(POSITION.creation, ObjectId(data))
)
SEARCHES = st.text(st.characters(codec="utf-8"), max_size=200).map(str.strip)
LISTINGS = st.builds(Listing, st.sampled_from(Show), SEARCHES, POSITIONS) | st.builds(
    Listing, st.sampled_from(Show), SEARCHES, after=POSITIONS
)
INVALID = [
    {"show": "all"},
    {"q": "x" * 201},
    {"before": "1"},
    {"after": "x"},
    {"before": str(POSITION), "after": str(POSITION)},
]


@pytest.fixture(autouse=True)
def request_context(app: Flask) -> Iterator[None]:
    """Push a request context, so that URLs can be built."""
    with app.test_request_context():
        yield


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(LISTINGS)
def test_round_trip(listing: Listing) -> None:
    """Parsing the URL or form values of a listing returns an equal listing."""
    assert Listing.parse(listing.values) == listing
    assert Listing.parse_or_all(listing.values) == listing
    assert Listing.of_address(f"http://localhost{listing.address}") == listing


def test_no_values() -> None:
    """Without values, the listing is the whole list at ``/``."""
    assert Listing.parse({}) == Listing()
    assert Listing().values == {}
    assert Listing().address == "/"


def test_empty_values() -> None:
    """Empty values are ignored."""
    values = {"show": "", "q": "  ", "before": "", "after": "", "other": "x"}
    assert Listing.parse(values) == Listing()


@pytest.mark.parametrize("values", INVALID, ids=str)
def test_invalid_values(values: dict[str, str]) -> None:
    """Invalid values are an error in URLs, and select the whole list in forms."""
    with pytest.raises(ValueError, match=r"position|characters|valid Show"):
        Listing.parse(values)
    assert Listing.parse_or_all(values) == Listing()


@pytest.mark.parametrize(
    ("url", "listing"),
    [
        ("", Listing()),
        ("/", Listing()),
        ("http://localhost/?show=done&q=a%20b", Listing(Show.DONE, "a b")),
        ("http://localhost/?show=x", Listing()),
        ("/?show=done&q=a&show=open&q=b", Listing(Show.DONE, "a")),
        ("http://[::1/?show=done", Listing()),
        ("?q=%FF", Listing(q="\ufffd")),
        ("\0", Listing()),
    ],
)
def test_current_url_header(url: str, listing: Listing) -> None:
    """The current URL is parsed as a listing; an invalid one selects the whole list."""
    assert Listing.of_address(url) == listing


@pytest.mark.parametrize("show", Show)
def test_another_filter(show: Show) -> None:
    """Changing the filter keeps the search and starts at the first page."""
    assert Listing(Show.DONE, "q", POSITION).filtered(show) == Listing(show, "q")


def test_clearing_the_search() -> None:
    """Clearing the search keeps the filter."""
    assert Listing(Show.DONE, "q", POSITION).unsearched() == Listing(Show.DONE)


def test_other_pages() -> None:
    """Paging keeps filter and search."""
    listing: Any = Listing(Show.OPEN, "q", POSITION)
    assert listing.older_than(POSITION) == Listing(Show.OPEN, "q", before=POSITION)
    assert listing.newer_than(POSITION) == Listing(Show.OPEN, "q", after=POSITION)
