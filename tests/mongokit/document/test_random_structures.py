"""Skeletons and round trips of documents with random structures."""

import datetime
import enum
from typing import Any

from bson import ObjectId
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mongokit import (
    IS,
    NOT,
    OR,
    Connection,
    Database,
    DateType,
    DecimalType,
    Document,
    EnumType,
    Set,
    i18n,
)

Declared = Any
Values = st.SearchStrategy[Any]


class Colour(enum.Enum):
    """An enumeration with values of different types."""

    RED = "r"
    GREEN = 2


class May(enum.Flag):
    """An enumeration of flags."""

    READ = 1
    WRITE = 2


def to_milliseconds(moment: datetime.datetime) -> datetime.datetime:
    """Truncate a time to milliseconds, the precision of BSON."""
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=5)
NUMBERS = st.integers(-(2**63), 2**63 - 1)
DECIMALS = st.decimals(-(10**20), 10**20, allow_nan=False, places=6)
TIMES = st.datetimes().map(to_milliseconds)

LEAVES: list[tuple[Declared, Values]] = [
    (int, NUMBERS),
    (str, TEXTS),
    (float, st.floats(allow_nan=False)),
    (bytes, st.binary(max_size=3)),
    (datetime.datetime, TIMES),
    (ObjectId, st.builds(ObjectId)),
    (None, NUMBERS | TEXTS),
    (OR(int, str), NUMBERS | TEXTS),
    (NOT(str), NUMBERS),
    (IS("a", 3), st.sampled_from(["a", 3])),
    (Set(), st.sets(NUMBERS | TEXTS, max_size=2)),
    (Set(str), st.sets(TEXTS, max_size=2)),
    (EnumType(Colour), st.sampled_from(Colour)),
    (EnumType(May), st.sampled_from([May(0), *May, May.READ | May.WRITE])),
    (DateType(), st.dates()),
    (DecimalType(), DECIMALS),
]
NAMES = ["a", "b", "c"]
MAX_DEPTH = 3


def make_i18n(values: dict[str, Any]) -> i18n:
    """Return an ``i18n`` value with these translations."""
    made = i18n()
    made.update(values)
    return made


@st.composite
def nodes(draw: st.DrawFn, depth: int) -> tuple[Declared, Values]:
    """Draw a structure and return it with a strategy for matching values."""
    kind = draw(st.sampled_from(["leaf", "list", "tuple", "dict", "i18n"]))
    if kind == "leaf" or not depth:
        declared, values = draw(st.sampled_from(LEAVES))
        return declared, st.none() | values
    if kind == "dict":
        return draw(mappings(depth))
    if kind == "tuple":
        items = draw(st.lists(nodes(depth - 1), min_size=1, max_size=2))
        return tuple(d for d, _ in items), st.tuples(*(v for _, v in items)).map(list)
    declared, values = draw(nodes(depth - 1))
    if kind == "list":
        return [declared], st.lists(values, max_size=2)
    languages = st.dictionaries(st.sampled_from(["en", "fr"]), values)
    return i18n(declared), languages.map(make_i18n)


@st.composite
def mappings(draw: st.DrawFn, depth: int = MAX_DEPTH) -> tuple[Declared, Values]:
    """Draw a dict structure and return it with a strategy for matching dicts."""
    names = draw(st.lists(st.sampled_from(NAMES), unique=True, max_size=3))
    drawn = {name: draw(nodes(depth - 1)) for name in names}
    structure = {name: declared for name, (declared, _) in drawn.items()}
    fitting = st.fixed_dictionaries(
        {name: values for name, (_, values) in drawn.items()}
    )
    if depth == MAX_DEPTH or not draw(st.booleans()):
        return structure, fitting
    declared, values = draw(nodes(depth - 1))
    more = st.dictionaries(st.sampled_from(["x", "y$"]), values, max_size=2)
    return {**structure, str: declared}, st.builds(lambda a, b: a | b, fitting, more)


@st.composite
def documents(draw: st.DrawFn) -> tuple[dict[Any, Any], dict[str, Any]]:
    """Draw a structure and the fields of a valid document."""
    structure, values = draw(mappings())
    return structure, draw(values)


def declared_class(structure: Any, *, dots: bool) -> Any:
    """Return a document class with this structure."""
    attributes = {"structure": structure, "use_dot_notation": dots}
    return type("Item", (Document,), {**attributes, "__collection__": "items"})


@given(mappings(), st.booleans())
@settings(deadline=None)
def test_skeleton_is_valid(drawn: tuple[Any, Values], dots: bool) -> None:  # noqa: FBT001  drawn by Hypothesis
    """MK-STR-108: The skeleton of any structure is valid."""
    document = declared_class(drawn[0], dots=dots)()
    document.validate()
    assert document.keys() == drawn[0].keys()


@given(documents(), st.booleans())
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_saved_and_loaded(
    connection: Connection,
    db: Database,
    drawn: tuple[dict[Any, Any], dict[str, Any]],
    dots: bool,  # noqa: FBT001  drawn by Hypothesis
) -> None:
    """MK-TYP-113: A valid document that is saved and loaded equals the original."""
    structure, fields = drawn
    connection.register(declared_class(structure, dots=dots))
    document = db.Item(gen_skel=False)
    document.update(fields)
    document.save()
    assert document == {**fields, "_id": document["_id"]}
    loaded = db.Item.get_from_id(document["_id"])
    assert loaded == document
    loaded.save()
    assert db.Item.get_from_id(document["_id"]) == document
