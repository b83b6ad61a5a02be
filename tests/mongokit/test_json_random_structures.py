"""JSON round trips of documents with random structures."""

import datetime
import decimal
import uuid
from typing import Any

from bson import Decimal128, ObjectId
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mongokit import (
    OR,
    Connection,
    Database,
    DateType,
    DecimalType,
    Document,
    Set,
    i18n,
)

Values = st.SearchStrategy[Any]


def to_milliseconds(moment: datetime.datetime) -> datetime.datetime:
    """Truncate a time to the precision of BSON."""
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=5)
KEYS = TEXTS.filter(lambda key: not key.startswith("$") and "\0" not in key)
NUMBERS = st.integers(-(2**63), 2**63 - 1)
PLAIN = st.recursive(
    NUMBERS | TEXTS | st.floats(allow_nan=False) | st.builds(ObjectId) | st.none(),
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(KEYS, inner, max_size=2)
    ),
    max_leaves=5,
)
DECIMALS = st.decimals(-(10**20), 10**20, allow_nan=False, places=6)

LEAVES: list[tuple[Any, Values]] = [
    (int, NUMBERS),
    (str, TEXTS),
    (float, st.floats(allow_nan=False)),
    (bool, st.booleans()),
    (bytes, st.binary(max_size=3)),
    (uuid.UUID, st.uuids()),
    (datetime.datetime, st.datetimes().map(to_milliseconds)),
    (ObjectId, st.builds(ObjectId)),
    (Decimal128, DECIMALS.map(Decimal128)),
    (None, PLAIN),
    (list, st.lists(PLAIN, max_size=2)),
    (dict, st.dictionaries(KEYS, PLAIN, max_size=2)),
    (OR(int, str), NUMBERS | TEXTS),
    (OR(datetime.datetime, str), st.datetimes().map(to_milliseconds) | TEXTS),
    (Set(), st.sets(NUMBERS | TEXTS, max_size=2)),
    (Set(ObjectId), st.sets(st.builds(ObjectId), max_size=2)),
    (DateType(), st.dates()),
    (DecimalType(), DECIMALS.map(decimal.Decimal)),
]


def make_i18n(values: dict[str, Any]) -> i18n:
    """Return an ``i18n`` with these values."""
    made = i18n()
    made.update(values)
    return made


@st.composite
def nodes(draw: st.DrawFn, depth: int) -> tuple[Any, Values]:
    """Draw a structure; return it with a strategy for valid values."""
    kind = draw(st.sampled_from(["leaf", "list", "tuple", "dict", "i18n"]))
    if kind == "leaf" or not depth:
        declared, values = draw(st.sampled_from(LEAVES))
        return declared, st.none() | values
    declared, values = draw(nodes(depth - 1))
    if kind == "list":
        return [declared], st.lists(values, max_size=2)
    if kind == "tuple":
        return (int, declared), st.tuples(NUMBERS, values).map(list)
    if kind == "i18n":
        languages = st.dictionaries(st.sampled_from(["en", "fr"]), values)
        return i18n(declared), languages.map(make_i18n)
    named = st.fixed_dictionaries({"name": values})
    entries = st.dictionaries(
        KEYS.filter(lambda key: key != "name"), values, max_size=2
    )
    return (
        {"name": declared, str: declared},
        st.builds(lambda one, more: one | more, named, entries),
    )


@st.composite
def documents(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, Any]]:
    """Draw a structure and the fields of a valid document."""
    drawn = {name: draw(nodes(2)) for name in draw(st.sampled_from(["", "a", "ab"]))}
    structure = {name: declared for name, (declared, _) in drawn.items()}
    return structure, {name: draw(values) for name, (_, values) in drawn.items()}


@given(documents(), st.booleans())
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_round_trip(
    connection: Connection,
    db: Database,
    drawn: tuple[dict[str, Any], dict[str, Any]],
    dots: bool,  # noqa: FBT001  drawn by Hypothesis
) -> None:
    """MK-JSON-104, MK-JSON-105: Valid documents survive a round trip through JSON."""
    structure, fields = drawn
    attributes = {"structure": structure, "use_dot_notation": dots}
    connection.register(type("Item", (Document,), attributes))
    handle: Any = db["items"].Item
    document = handle(gen_skel=False)
    document.update({"_id": ObjectId(), **fields})
    document.validate()
    assert handle.from_json(document.to_json()) == document
    assert handle.from_extended_json(document.to_extended_json()) == document
    assert document == {"_id": document["_id"], **fields}
