"""Strategies for BSON that another program could have stored."""

import datetime
import struct
from typing import Any, NamedTuple

import bson
from bson import (
    Binary,
    Code,
    DBRef,
    Decimal128,
    Int64,
    MaxKey,
    MinKey,
    ObjectId,
    Regex,
    Timestamp,
)
from bson.datetime_ms import DatetimeMS
from bson.raw_bson import RawBSONDocument
from hypothesis import strategies as st


class Element(NamedTuple):
    """A BSON value that pymongo does not encode.

    :param kind: its type in BSON.
    :param body: its bytes.
    """

    kind: int
    body: bytes

    @classmethod
    def text(cls, data: bytes, kind: int = 2) -> "Element":
        """Return a string, perhaps not in UTF-8, or a symbol if ``kind`` is 14."""
        return cls(kind, struct.pack("<i", len(data) + 1) + data + b"\0")


UNDEFINED = Element(6, b"")
POINTER = Element(12, Element.text(b"tasks").body + b"0123456789ab")
NOT_UTF8 = Element.text(b"a\xff\xed\xa0\x80b")
SHORT_UUID = Binary(b"abc", 4)
OLD_UUID = Binary(b"0123456789abcdef", 3)


def document(*fields: tuple[str, Any]) -> RawBSONDocument:
    """Return a document with these fields in this order, even if a name is repeated."""
    body = b"".join(_encoded(name, value) for name, value in fields)
    return RawBSONDocument(struct.pack("<i", len(body) + 5) + body + b"\0")


def _encoded(name: str, value: Any) -> bytes:
    if isinstance(value, Element):
        return bytes([value.kind]) + name.encode() + b"\0" + value.body
    return bson.encode({name: value})[4:-1]


def nested(depth: int) -> Any:
    """Return dicts and lists inside each other."""
    value: Any = 1
    for level in range(depth):
        value = [value] if level % 2 else {"a": value}
    return value


int64s = st.integers(-(2**63), 2**63 - 1)
dates = int64s.map(DatetimeMS) | st.integers(0, 2**42).map(DatetimeMS)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
binary = st.builds(Binary, st.binary(max_size=20), st.integers(0, 255))
decimals = st.sampled_from(["1", "1.5", "NaN", "sNaN", "Infinity", "-0", "1E+6000"])
keys = st.sampled_from(["a", "0", "$a", "a.b", ""])
scalars = st.one_of(
    *(st.none(), st.booleans(), st.floats(), texts, dates, binary),
    *(int64s, int64s.map(Int64), st.integers(0, 3).map(float)),
    decimals.map(Decimal128),
    st.binary(min_size=12, max_size=12).map(ObjectId),
    st.sampled_from([MinKey(), MaxKey(), Timestamp(5, 1), Timestamp(2**32 - 1, 0)]),
    st.sampled_from([Code("f()"), Code("f()", {"x": 1}), Regex("a(", "i")]),
    st.sampled_from([DBRef("tasks", 1), DBRef("tasks", ObjectId(), "todo", a=1)]),
)
values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=3)
    ),
    max_leaves=5,
)
"""Values that pymongo can encode, of all types."""

raw_values = st.one_of(
    st.binary(max_size=20).map(Element.text),
    st.binary(max_size=20).map(lambda data: Element.text(data, kind=14)),
    st.sampled_from([UNDEFINED, POINTER, NOT_UTF8, SHORT_UUID, OLD_UUID]),
)
"""Values that other drivers can encode."""

ids = st.one_of(
    st.none(),
    *(st.booleans(), int64s, st.floats(), texts, dates, binary),
    st.dictionaries(st.sampled_from(["a", "b"]), scalars, max_size=2),
)

NOON = datetime.datetime(2026, 11, 23, 12, tzinfo=datetime.UTC)
VALUES = {
    "null": None,
    "true": True,
    "false": False,
    "a number": 1767312000000,
    "one": 1,
    "a long number": Int64(2**62),
    "a float": 1.5,
    "a whole float": 1.0,
    "a large float": 2.0**53,
    "not a number": float("nan"),
    "infinity": float("inf"),
    "a decimal": Decimal128("1.0"),
    "a decimal that is no number": Decimal128("sNaN"),
    "a large decimal": Decimal128("1E+6144"),
    "text": "odd",
    "a time as text": "2026-01-02T00:00:00Z",
    "the first time as text": "0001-01-01T00:00:00+05:00",
    "no text": "",
    "invisible": "\u200b",
    "control characters": "\0\x85 \N{RIGHT-TO-LEFT OVERRIDE}",
    "long text": "x" * 60_000,
    "markup": "</title><script>",
    "a time": NOON,
    "the year 987": datetime.datetime(987, 6, 5, 4, 3, 2, tzinfo=datetime.UTC),
    "the year 10000": DatetimeMS(253402300801000),
    "the year 0": DatetimeMS(-62135596800001),
    "the last time": DatetimeMS(2**63 - 1),
    "the first time": DatetimeMS(-(2**63)),
    "an id": ObjectId(),
    "bytes": b"\0",
    "a short UUID": SHORT_UUID,
    "an old UUID": OLD_UUID,
    "a reference": DBRef("tasks", ObjectId()),
    "code": Code("f()"),
    "code with a scope": Code("f()", {"x": 1}),
    "a regular expression": Regex("o(", "i"),
    "a timestamp": Timestamp(5, 1),
    "the lowest key": MinKey(),
    "the highest key": MaxKey(),
    "undefined": UNDEFINED,
    "a symbol": Element.text(b"odd", kind=14),
    "a pointer": POINTER,
    "not UTF-8": NOT_UTF8,
    "an empty list": [],
    "a list": [None, 1, "a", {}],
    "a list of times": [NOON, NOON - datetime.timedelta(days=9000)],
    "a list of nulls": [None],
    "a list of true": [True],
    "a dict": {"a": {"b": 1}},
    "a dict with a number": {"0": NOON},
    "a dict with odd keys": {"$a": 1, "a.b": 2, "": 3},
    "nested": nested(150),
}
