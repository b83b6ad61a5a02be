"""Document.validate(): what can be stored at all, and how large it may be."""

import datetime
import itertools
import re
import types
import uuid
from typing import Any

import bson
import pytest
from bson.codec_options import TypeRegistry
from bson.errors import InvalidDocument
from bson.tz_util import utc

from mongokit import (
    IS,
    Connection,
    Database,
    Document,
    MaxDocumentSizeError,
    OperationFailure,
    SchemaTypeError,
    StructureError,
    ValidationError,
)

SURROGATE = "\ud800"
LIMIT = 16 * 1024 * 1024


class Free(Document):
    """A schemaless document."""

    use_schemaless = True


class Lenient(Document):
    """A schemaless document that collects its errors."""

    use_schemaless = True
    structure = {"text": str}
    raise_validation_errors = False


@pytest.mark.parametrize("extra", range(3))
def test_size(extra: int) -> None:
    """MK-VAL-109: The size is the length of the document as BSON, in bytes."""
    document = Free({"doc": {"foo": 3, "bla": "bla bla" + "x" * extra}})
    assert document.get_size() == 41 + extra


def test_largest_document() -> None:
    """MK-VAL-109: A document may be as large as the limit, not a byte larger."""
    overhead = Free({"text": ""}).get_size()
    document = Free({"text": "x" * (LIMIT - overhead)})
    document.validate()
    document["text"] += "x"
    with pytest.raises(
        MaxDocumentSizeError,
        match="The document size is too big, documents lower than 16MB is allowed "
        rf"\(got {LIMIT + 1} bytes\)",
    ):
        document.validate()


def test_size_with_uuids(db: Database) -> None:
    """MK-VAL-109: UUIDs count towards the size, with and without a collection."""
    fields = {"key": uuid.uuid4()}
    assert Free(fields).get_size() == Free(fields, collection=db["c"]).get_size()


def test_codec_options_of_the_collection() -> None:
    """MK-VAL-109: A document is measured with the codec options of its collection."""
    client = Connection(uuidRepresentation="unspecified", connect=False)
    document = Free({"key": uuid.uuid4()}, collection=client["a"]["b"])
    with pytest.raises(
        ValidationError, match="key cannot be stored: UUID: cannot encode"
    ):
        document.validate()


@pytest.mark.parametrize(
    ("fields", "path"),
    [
        pytest.param({"text": SURROGATE}, "text", id="value"),
        pytest.param({"a": {"b": [{"c": SURROGATE}]}}, "a.b.c", id="nested value"),
        pytest.param({"a": {SURROGATE: 1}}, f"a.{SURROGATE}", id="key"),
        pytest.param({"a": {"nul\0": 1}}, "a.nul\0", id="key with NUL"),
        pytest.param({"a": 2**63}, "a", id="large integer"),
        pytest.param({"a": {"b": -(2**63) - 1}}, "a.b", id="small integer"),
        pytest.param({"a": 10**5000}, "a", id="integer too long to be shown"),
        pytest.param({"a": [object()]}, "a", id="object"),
        pytest.param({"a": {"b": {1, 2}}}, "a.b", id="set"),
        pytest.param({"a": [re.compile(b"\xff")]}, "a", id="pattern of bytes"),
    ],
)
def test_value_without_a_bson_form(fields: dict[str, Any], path: str) -> None:
    """A value without a BSON form is refused, and its field is named."""
    document = Free(fields)
    with pytest.raises(ValidationError, match="cannot be stored") as caught:
        document.validate()
    assert caught.value.path == path
    assert caught.value.document_class is Free
    str(caught.value).encode()


@pytest.mark.parametrize("own_id", [{}, {"_id": 1}], ids=["insert", "replace"])
@pytest.mark.parametrize("fails_on", ["save", "skip", "collect"])
@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"a": [SURROGATE]}, ValidationError),
        ({"a": {"b": 2**63}}, ValidationError),
        ({"a": {3: 4}}, InvalidDocument),
        ({"a": object()}, ValidationError),
        ({"a": "x" * (LIMIT + 2**16)}, MaxDocumentSizeError),
    ],
    ids=["text", "integer", "key", "object", "size"],
)
def test_saving_a_value_without_a_bson_form(
    db: Database,
    fields: dict[str, Any],
    error: type[Exception],
    fails_on: str,
    own_id: dict[str, Any],
) -> None:
    """A save that skips or collects errors still names a field without a BSON form."""

    class Unchecked(Free):
        skip_validation = fails_on == "skip"
        raise_validation_errors = fails_on != "collect"

    document = Unchecked({**own_id, **fields}, collection=db["c"])
    validate = False if fails_on == "save" else None
    with pytest.raises(error, match=r"^(a|a\.b) (cannot|has the key 3)|got 1\d{7} b"):
        document.save(validate=validate)
    assert document == {**own_id, **fields}
    assert db["c"].count_documents({}) == 0


def test_saving_with_a_wrong_option(db: Database) -> None:
    """An error that does not concern the document is passed on unchanged."""
    document = Free({"a": 1}, collection=db["c"])
    with pytest.raises(TypeError, match="unexpected keyword argument 'nope'"):
        document.save(nope=1)


def test_size_of_a_value_without_a_bson_form() -> None:
    """MK-VAL-109: A value without a BSON form has no size."""
    with pytest.raises(ValidationError, match=r"^a\.b cannot be stored: it contains"):
        Free({"a": {"b": SURROGATE}}).get_size()


@pytest.mark.parametrize("edge", [2**63 - 1, -(2**63)])
def test_largest_integers(edge: int) -> None:
    """Integers of 64 bits are valid."""
    Free({"n": edge}).validate()


@pytest.mark.parametrize(
    "fields",
    [{"a": {3: 4}}, {3: 4}, {"a": [{b"x": 1}]}, {None: 1}],
    ids=["nested", "top", "bytes", "None"],
)
def test_keys_that_are_not_text(fields: Any) -> None:
    """MK-VAL-108: Keys must be text, also in a document without a collection."""
    with pytest.raises(InvalidDocument, match="keys must be str to be stored"):
        Free(fields).validate()


def test_declared_keys_that_are_not_text() -> None:
    """MK-VAL-108: Declared keys that are not text cannot be stored either."""

    class Typed(Document):
        structure = {"a": {str: {int: int}}}

    Typed({"a": {"b": {}}}).validate()
    with pytest.raises(InvalidDocument, match=r"a\.b has the key 3: keys must be str"):
        Typed({"a": {"b": {3: 4}}}).validate()


def test_wrong_type_comes_first() -> None:
    """A value of the wrong type without a BSON form is reported as a wrong type."""

    class Typed(Document):
        structure = {"a": str}

    with pytest.raises(SchemaTypeError, match="a must be an instance of str not set"):
        Typed({"a": {1}}).validate()


def test_value_too_long_to_be_shown() -> None:
    """MK-TYP-103: An integer with too many digits to print can be refused."""

    class Typed(Document):
        structure = {"a": IS(3)}

    with pytest.raises(SchemaTypeError, match=r"^a must be in \[3\] not int$"):
        Typed({"a": 10**5000}).validate()


def test_document_that_contains_itself() -> None:
    """A document that contains itself is refused, and the field is named."""
    document: Any = Free(gen_skel=False)
    document["a"] = {"b": document}
    with pytest.raises(ValidationError, match="a cannot be stored: it is nested too"):
        document.validate()


def nested(levels: int) -> Any:
    """Return a value of this many levels, alternately lists and dicts."""
    value: Any = 1
    for level in range(levels):
        value = {"x": value} if level % 2 else [value]
    return value


@pytest.mark.parametrize(
    "declared",
    [
        {"structure": {"a": dict}},
        {"structure": {"a": {"x": dict}}},
        {"use_schemaless": True},
        {},
    ],
    ids=str,
)
def test_deepest_document(db: Database, declared: dict[str, Any]) -> None:
    """A document is valid up to the depth that the server stores, and no deeper."""
    deep: Any = types.new_class(
        "Deep", (Document,), exec_body=lambda body: body.update(declared)
    )
    for text in ("", "x" * 2000):
        document = deep({"a": {"x": {"y": nested(177), "z": text}}}, collection=db["c"])
        document.save()
        document["a"]["x"]["y"] = [document["a"]["x"]["y"]]
        with pytest.raises(OperationFailure, match="depth of 180"):
            document.save(validate=False)
        with pytest.raises(
            ValidationError, match=r"^a cannot be stored: it is nested too deeply$"
        ):
            document.validate()


def test_collected_error_of_the_depth() -> None:
    """MK-VAL-107: The error of the depth is collected under the field's path."""
    document = Lenient({"text": "a", "deep": nested(180)})
    document.validate()
    assert list(document.validation_errors) == ["deep"]


def test_depth_is_not_to_blame() -> None:
    """The error names the field without a BSON form, not another that is just deep."""
    with pytest.raises(ValidationError, match=r"^b cannot be stored: it contains"):
        Free({"a": nested(179), "b": SURROGATE}).validate()


def test_collected_errors_of_storing() -> None:
    """MK-VAL-107: The errors of values without a BSON form are collected, too."""
    document = Lenient({"text": 3, "n": 2**70})
    document.validate()
    assert [str(e) for e in document.validation_errors["text"]] == [
        "text must be an instance of str not int"
    ]
    (error,) = document.validation_errors["n"]
    assert isinstance(error, ValidationError)
    assert error.document_class is Lenient
    document.pop("n")
    document["text"] = "right"
    document.validate()
    assert document.validation_errors == {}


def test_collected_errors_of_keys() -> None:
    """MK-VAL-107: An error that concerns no field is collected under ``None``."""
    document = Lenient({"text": "a"})
    document[3] = 4  # type: ignore[index]  # that is the test
    document.validate()
    (error,) = document.validation_errors[None]
    assert isinstance(error, InvalidDocument)


def test_collected_errors_of_keys_in_a_field() -> None:
    """MK-VAL-107: The error of a key is collected under its field."""
    document = Lenient({"text": "a", "counts": {"b": {3: 4}}})
    document.validate()
    assert list(document.validation_errors) == ["counts.b"]
    (error,) = document.validation_errors["counts.b"]
    assert isinstance(error, InvalidDocument)


def test_collected_error_of_the_size() -> None:
    """MK-VAL-107: The error of the size is collected once, under ``None``."""
    document = Lenient({"text": "x" * LIMIT})
    for _ in range(2):
        document.validate()
        (error,) = document.validation_errors[None]
        assert isinstance(error, MaxDocumentSizeError)


def test_errors_know_their_class(connection: Connection, db: Database) -> None:
    """An error of a bound document has the declared class."""

    class Typed(Document):
        structure = {"a": str}

    connection.register(Typed)
    with pytest.raises(
        StructureError, match=r"unknown fields \['b'\] in Typed"
    ) as caught:
        db["c"].Typed({"a": "a", "b": 1}).validate()
    assert caught.value.document_class is Typed


def test_validation_sends_no_command(
    connection: Connection, db: Database, commands: Any
) -> None:
    """MK-VAL-109, MK-PERF-105: Validation sends nothing to the server."""
    connection.register(Free)
    db["c"].Free({"a": 1}).validate()
    assert commands.names == []


def test_override_with_any_arguments(connection: Connection, db: Database) -> None:
    """MK-VAL-111: An overridden ``validate()`` may take no argument, or any."""
    seen = []

    class Plain(Document):
        structure = {"n": int}

        def validate(self) -> None:  # type: ignore[override]  # as applications have it
            seen.append("plain")
            super().validate()

    class Chained(Plain):
        def validate(self, *args: Any, **kwargs: Any) -> None:
            seen.append("chained")
            super().validate(*args, **kwargs)

    connection.register([Plain, Chained])
    db["c"].Plain({"n": 1}).save()
    db["c"].Chained({"n": 1}).save()
    assert seen == ["plain", "chained", "plain"]


def test_size_is_that_of_the_drivers_encoding() -> None:
    """MK-VAL-109: The size is the length of what the driver encodes."""
    document = Free({"a": [1, 2.5, "ü", None, True, b"x", bson.ObjectId()]})
    assert document.get_size() == len(bson.encode(dict(document)))


def unknown_offset(*_: object) -> None:
    """Raise an error in place of a time zone's offset."""
    raise ValueError("nobody knows")


BROKEN_ZONE: Any = type("Zone", (datetime.tzinfo,), {"utcoffset": unknown_offset})()


class Dated(Document):
    """A document with a time, a number, a text and an id."""

    structure = {"at": datetime.datetime, "n": int, "text": str, "key": bson.ObjectId}


@pytest.mark.parametrize(
    "zone",
    [
        *(None, datetime.UTC, utc),
        datetime.timezone(datetime.timedelta(hours=-3)),
    ],
    ids=str,
)
def test_times(db: Database, zone: datetime.tzinfo | None) -> None:
    """A time of any zone is valid and is loaded as the same instant."""
    at = datetime.datetime(2026, 11, 24, 12, 30, tzinfo=zone)
    item = Dated(
        {"_id": 1, "at": at, "n": 3, "text": "x", "key": bson.ObjectId()},
        collection=db["c"],
    )
    item.validate()
    item.save()
    stored = db["c"].one()["at"].replace(tzinfo=datetime.UTC)
    assert stored == (at if zone else at.replace(tzinfo=datetime.UTC))


@pytest.mark.parametrize(
    ("fields", "path"),
    [
        ({"at": datetime.datetime(2026, 1, 1, tzinfo=BROKEN_ZONE)}, "at"),
        ({"n": 2**63}, "n"),
        ({"n": -(2**63) - 1}, "n"),
        ({"text": SURROGATE}, "text"),
    ],
    ids=["time", "large integer", "small integer", "text"],
)
def test_flat_document_without_a_bson_form(fields: dict[str, Any], path: str) -> None:
    """A value without a BSON form is found in a flat document, too."""
    with pytest.raises(ValidationError, match=f"^{path} cannot be stored") as caught:
        Dated({"at": None, "n": None, "text": None, "key": None, **fields}).validate()
    assert caught.value.path == path


def test_size_of_a_flat_document() -> None:
    """MK-VAL-109: A flat document that is too large is refused, too."""
    fields = {"at": None, "n": None, "text": "x" * LIMIT, "key": None}
    with pytest.raises(MaxDocumentSizeError, match="documents lower than 16MB"):
        Dated(fields).validate()


def test_encoding_that_fails_now_and_then(db: Database) -> None:
    """If no field can be blamed for a failure, the whole document is refused."""
    fails = itertools.cycle([True, False])

    def encode(_: object) -> int:
        if next(fails):
            raise TypeError("not now")
        return 1

    options = db.codec_options.with_options(
        type_registry=TypeRegistry(fallback_encoder=encode)
    )
    document = Free(
        {"a": [1], "b": {"c": 2}, "d": object()},
        collection=db["c"].with_options(codec_options=options),
    )
    with pytest.raises(
        InvalidDocument, match=r"^the document cannot be stored as BSON"
    ):
        document.validate()
