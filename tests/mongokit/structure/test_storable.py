"""Whether a document can be stored: as the driver says, without asking it each time."""

import datetime
from typing import Any

import bson
from bson import Int64, ObjectId
from bson.binary import UuidRepresentation
from bson.codec_options import CodecOptions
from bson.errors import InvalidDocument
from hypothesis import given
from hypothesis import strategies as st

from mongokit import Document, ValidationError


class Small(Document):
    """A class of which most documents are plain."""

    structure = {"a": None, "b": None}


OPTIONS: CodecOptions[Any] = CodecOptions(
    uuid_representation=UuidRepresentation.STANDARD
)
TEXTS = st.text(st.characters(exclude_categories=()), max_size=5)
SCALARS = (
    st.none()
    | st.booleans()
    | st.floats()
    | st.integers(-(2**63) - 2, -(2**63) + 2)
    | st.integers(2**63 - 2, 2**63 + 2)
    | st.integers(-5, 5)
    | TEXTS
    | st.binary(max_size=3)
    | st.datetimes(timezones=st.none() | st.just(datetime.UTC) | st.timezones())
    | st.uuids()
    | st.builds(ObjectId)
    | st.just(Int64(3))
)
VALUES: st.SearchStrategy[Any] = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(TEXTS, inner, max_size=2)
    ),
    max_leaves=4,
)


def can_be_encoded(fields: dict[str, Any]) -> bool:
    """Tell whether the driver takes a document."""
    try:
        bson.encode(fields, codec_options=OPTIONS)
    except (InvalidDocument, OverflowError, ValueError):
        return False
    return True


def refused_path(fields: dict[str, Any]) -> str | None:
    """Return the path for which a document is refused, nothing if it is valid."""
    try:
        Small(fields).validate()
    except ValidationError as error:
        return error.path
    return None


@given(st.fixed_dictionaries({"a": VALUES, "b": VALUES}))
def test_the_driver_agrees(fields: dict[str, Any]) -> None:
    """A document is valid where the driver can encode it, else its field is named."""
    path = refused_path(fields)
    assert (path is None) == can_be_encoded(fields)
    if path is not None:
        field = path.partition(".")[0]
        assert not can_be_encoded({field: fields[field]})
