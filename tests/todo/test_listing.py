"""Parts of the list, as addresses and forms have them."""

import datetime
from collections.abc import Iterator
from typing import Any

import pytest
from bson import ObjectId
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from todo.tasks.keyset import Position
from todo.tasks.listing import Listing, Show

PLACE = Position(datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC), ObjectId("0" * 24))
PLACES = st.none() | st.binary(min_size=12, max_size=12).map(
    lambda data: Position(PLACE.creation, ObjectId(data))
)
SEARCHES = st.text(st.characters(codec="utf-8"), max_size=200).map(str.strip)
LISTINGS = st.builds(Listing, st.sampled_from(Show), SEARCHES, PLACES) | st.builds(
    Listing, st.sampled_from(Show), SEARCHES, after=PLACES
)
NONE = [
    {"show": "all"},
    {"q": "x" * 201},
    {"before": "1"},
    {"after": "x"},
    {"before": str(PLACE), "after": str(PLACE)},
]


@pytest.fixture(autouse=True)
def request_context(app: Flask) -> Iterator[None]:
    """Let addresses be made."""
    with app.test_request_context():
        yield


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(LISTINGS)
def test_a_part_survives_address_and_form(listing: Listing) -> None:
    """A part that is written into an address or a form and read again is the same."""
    assert Listing.parse(listing.values) == listing
    assert Listing.parse_or_all(listing.values) == listing
    assert Listing.of_address(f"http://localhost{listing.address}") == listing


def test_nothing_given() -> None:
    """Without values it is the whole list, at the bare address."""
    assert Listing.parse({}) == Listing()
    assert Listing().values == {}
    assert Listing().address == "/"


def test_empty_values() -> None:
    """Values that are left empty are as good as none."""
    values = {"show": "", "q": "  ", "before": "", "after": "", "other": "x"}
    assert Listing.parse(values) == Listing()


@pytest.mark.parametrize("values", NONE, ids=str)
def test_no_part(values: dict[str, str]) -> None:
    """Values that name no part are refused; where a form has them it is the whole."""
    with pytest.raises(ValueError, match=r"place|characters|valid Show"):
        Listing.parse(values)
    assert Listing.parse_or_all(values) == Listing()


@pytest.mark.parametrize(
    ("address", "listing"),
    [
        ("", Listing()),
        ("/", Listing()),
        ("http://localhost/?show=done&q=a%20b", Listing(Show.DONE, "a b")),
        ("http://localhost/?show=x", Listing()),
        ("http://[::1/?show=done", Listing()),
        ("?q=%FF", Listing(q="\ufffd")),
        ("\0", Listing()),
    ],
)
def test_addresses_of_browsers(address: str, listing: Listing) -> None:
    """Any text where a browser says it is names a part, or the whole list."""
    assert Listing.of_address(address) == listing


@pytest.mark.parametrize("show", Show)
def test_another_filter(show: Show) -> None:
    """Another filter shows the top of it, with the same search."""
    assert Listing(Show.DONE, "q", PLACE).filtered(show) == Listing(show, "q")


def test_without_the_search() -> None:
    """Without the search the filter stays."""
    assert Listing(Show.DONE, "q", PLACE).unsearched() == Listing(Show.DONE)


def test_other_pages() -> None:
    """Older and newer pages keep filter and search."""
    listing: Any = Listing(Show.OPEN, "q", PLACE)
    assert listing.older_than(PLACE) == Listing(Show.OPEN, "q", before=PLACE)
    assert listing.newer_than(PLACE) == Listing(Show.OPEN, "q", after=PLACE)
