"""Hypothesis strategies for structures, with valid and arbitrary documents."""

import datetime
import re
import uuid
from typing import Any

from bson import Code, DBRef, Decimal128, ObjectId, Regex, Timestamp
from hypothesis import strategies as st

from mongokit import IS, NOT, OR

Structure = Any
Values = st.SearchStrategy[Any]

NAMES = ["a", "b", "c$"]
TRUE = True
ENTRIES = ["x", "y"]
TEXTS = st.sampled_from(["", "spam", "é"])
INTEGERS = st.sampled_from([0, 1, -7, 2**40])
FLOATS = st.sampled_from([0.0, 1.5, -2.25])
TIMES = st.just(datetime.datetime(2026, 11, 24, 12, 30))  # noqa: DTZ001  naive, as loaded
IDS = st.just(ObjectId("65f0c0ffee65f0c0ffee65f0"))

PLAIN: list[tuple[Structure, Values]] = [
    (type(None), st.none()),
    (bool, st.booleans()),
    (int, INTEGERS | st.booleans()),
    (float, FLOATS),
    (str, TEXTS),
    (bytes, st.just(b"\0x")),
    (datetime.datetime, TIMES),
    (ObjectId, IDS),
    (re.Pattern, st.just(Regex("a+"))),
    (Regex, st.just(Regex("a+"))),
    (Decimal128, st.just(Decimal128("1.50"))),
    (Timestamp, st.just(Timestamp(5, 1))),
    (Code, st.just(Code("f()"))),
    (list, st.lists(INTEGERS | TEXTS, max_size=2)),
    (dict, st.dictionaries(TEXTS.filter(bool), INTEGERS, max_size=2)),
    (None, INTEGERS | TEXTS | FLOATS | IDS),
    (OR(int, str), INTEGERS | TEXTS),
    (OR(float, datetime.datetime), FLOATS | TIMES),
    (NOT(str), INTEGERS | FLOATS),
    (NOT(int, float), TEXTS | IDS),
    (IS("spam", 3, 1, None), st.sampled_from(["spam", 3, 1, True])),
    (IS(TRUE, 1.5), st.sampled_from([True, 1.5])),
]
"""Structures and valid values, of BSON types that the server can distinguish.

Classes that share a BSON type, such as ``bytes`` and UUIDs, are in ``SHARED``.
"""

SHARED: list[tuple[Structure, Values]] = [
    (uuid.UUID, st.just(uuid.UUID(int=7))),
    (DBRef, st.just(DBRef("c", 1, "d"))),
    (NOT(bytes), st.just(uuid.UUID(int=7))),
    (NOT(dict), st.just(DBRef("c", 1, "d")) | INTEGERS),
]

SCALARS = st.one_of([values for _, values in PLAIN]) | st.none()
JUNK: Values = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(st.sampled_from([*NAMES, *ENTRIES]), inner, max_size=2)
    ),
    max_leaves=4,
)


@st.composite
def nodes(
    draw: st.DrawFn, leaves: list[tuple[Structure, Values]], depth: int
) -> tuple[Structure, Values, Values]:
    """Draw a structure and return it with strategies for valid and arbitrary values."""
    kind = draw(st.sampled_from(["leaf", "list", "tuple", "dict"])) if depth else "leaf"
    if kind == "dict":
        return draw(mappings(leaves, depth))
    if kind == "leaf":
        declared, values = draw(st.sampled_from(leaves))
        return declared, values | st.none(), values | JUNK
    if kind == "list":
        declared, fits, wild = draw(nodes(leaves, depth - 1))
        fitting = st.lists(fits, max_size=2)
        return [declared], fitting, st.lists(wild, max_size=2) | fitting | JUNK
    items = draw(st.lists(nodes(leaves, depth - 1), max_size=2))
    fitting = st.tuples(*(fits for _, fits, _ in items)).map(list)
    maybe = st.tuples(*(wild for _, _, wild in items)).map(list)
    return tuple(declared for declared, _, _ in items), fitting, maybe | fitting | JUNK


@st.composite
def mappings(
    draw: st.DrawFn, leaves: list[tuple[Structure, Values]], depth: int = 3
) -> tuple[dict[Any, Any], Values, Values]:
    """Draw a dict structure; return it with strategies for valid and arbitrary dicts.

    Below the top level, the key type ``str`` can be one of its keys.
    """
    names = draw(st.lists(st.sampled_from(NAMES), unique=True, max_size=3))
    if depth < 3 and draw(st.booleans()):
        names.append("")
    drawn = {name: draw(nodes(leaves, depth - 1)) for name in names}
    structure = {name or str: declared for name, (declared, _, _) in drawn.items()}
    _, fits, wild = drawn.pop("", (None, st.nothing(), JUNK))
    fitting = st.builds(
        lambda named, others: named | others,
        st.fixed_dictionaries({name: values for name, (_, values, _) in drawn.items()}),
        st.dictionaries(st.sampled_from(ENTRIES), fits, max_size=2)
        if str in structure
        else st.just({}),
    )
    maybe = st.fixed_dictionaries(
        {}, optional={name: values for name, (_, _, values) in drawn.items()}
    )
    more = st.dictionaries(st.sampled_from(ENTRIES), wild, max_size=1)
    return structure, fitting, st.builds(lambda a, b: a | b, maybe, more) | fitting


@st.composite
def cases(
    draw: st.DrawFn, leaves: list[tuple[Structure, Values]], *, wild: bool
) -> tuple[dict[Any, Any], dict[str, Any]]:
    """Draw a structure and a document's fields, which are valid unless ``wild``."""
    structure, fitting, maybe = draw(mappings(leaves))
    return structure, draw(maybe if wild else fitting)
