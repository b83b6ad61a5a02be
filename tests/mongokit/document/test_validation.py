"""``Document.validate()``: checks of values, keys, depth and size."""

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
    """MK-VAL-109: A document may be as large as the limit, but not one byte larger."""
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
    """MK-VAL-109: The size of a UUID is the same with or without a collection."""
    fields = {"key": uuid.uuid4()}
    assert Free(fields).get_size() == Free(fields, collection=db["c"]).get_size()


def test_codec_options_of_the_collection() -> None:
    """MK-VAL-109: Validation uses the codec options of the document's collection."""
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
        pytest.param({"a": 10**5000}, "a", id="integer too long to print"),
        pytest.param({"a": [object()]}, "a", id="object"),
        pytest.param({"a": {"b": {1, 2}}}, "a.b", id="set"),
        pytest.param({"a": [re.compile(b"\xff")]}, "a", id="pattern of bytes"),
    ],
)
def test_value_that_cannot_be_encoded(fields: dict[str, Any], path: str) -> None:
    """A value that cannot be encoded is rejected, and the error contains its path."""
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
    ids=["string", "integer", "key", "object", "size"],
)
def test_saving_a_value_that_cannot_be_encoded(
    db: Database,
    fields: dict[str, Any],
    error: type[Exception],
    fails_on: str,
    own_id: dict[str, Any],
) -> None:
    """Saving a document that cannot be stored fails, even if validation does not."""

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
    """``save()`` raises ``TypeError`` for an unknown option."""
    document = Free({"a": 1}, collection=db["c"])
    with pytest.raises(TypeError, match="unexpected keyword argument 'nope'"):
        document.save(nope=1)


def test_size_of_a_value_that_cannot_be_encoded() -> None:
    """MK-VAL-109: ``get_size()`` rejects a document that cannot be encoded."""
    with pytest.raises(ValidationError, match=r"^a\.b cannot be stored: it contains"):
        Free({"a": {"b": SURROGATE}}).get_size()


@pytest.mark.parametrize("edge", [2**63 - 1, -(2**63)])
def test_extreme_integers(edge: int) -> None:
    """The largest and smallest 64-bit integers are valid."""
    Free({"n": edge}).validate()


@pytest.mark.parametrize(
    "fields",
    [{"a": {3: 4}}, {3: 4}, {"a": [{b"x": 1}]}, {None: 1}],
    ids=["nested", "top", "bytes", "None"],
)
def test_keys_that_are_not_strings(fields: Any) -> None:
    """MK-VAL-108: Keys must be strings, even in a document without a collection."""
    with pytest.raises(InvalidDocument, match="keys must be str to be stored"):
        Free(fields).validate()


def test_declared_keys_that_are_not_strings() -> None:
    """MK-VAL-108: Non-string keys are rejected even if their type is declared."""

    class Typed(Document):
        structure = {"a": {str: {int: int}}}

    Typed({"a": {"b": {}}}).validate()
    with pytest.raises(InvalidDocument, match=r"a\.b has the key 3: keys must be str"):
        Typed({"a": {"b": {3: 4}}}).validate()


def test_wrong_type_comes_first() -> None:
    """A value of the wrong type that cannot be encoded raises a type error."""

    class Typed(Document):
        structure = {"a": str}

    with pytest.raises(SchemaTypeError, match="a must be an instance of str not set"):
        Typed({"a": {1}}).validate()


def test_integer_too_long_to_print() -> None:
    """MK-TYP-103: ``IS`` rejects an integer with too many digits to print."""

    class Typed(Document):
        structure = {"a": IS(3)}

    with pytest.raises(SchemaTypeError, match=r"^a must be in \[3\] not int$"):
        Typed({"a": 10**5000}).validate()


def test_document_that_contains_itself() -> None:
    """A document that contains itself is rejected, and the error names the field."""
    document: Any = Free(gen_skel=False)
    document["a"] = {"b": document}
    with pytest.raises(ValidationError, match="a cannot be stored: it is nested too"):
        document.validate()


def nested(levels: int) -> Any:
    """Return a value with this many levels of alternating lists and dicts."""
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
    """A document may be nested as deeply as the server accepts, but no deeper."""
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
    """MK-VAL-107: The error for excessive depth is collected under the field's path."""
    document = Lenient({"text": "a", "deep": nested(180)})
    document.validate()
    assert list(document.validation_errors) == ["deep"]


def test_error_does_not_name_a_deep_field() -> None:
    """The error names the field that cannot be encoded, not a deep but valid field."""
    with pytest.raises(ValidationError, match=r"^b cannot be stored: it contains"):
        Free({"a": nested(179), "b": SURROGATE}).validate()


def test_collected_errors_of_encoding() -> None:
    """MK-VAL-107: Errors for values that cannot be encoded are collected."""
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
    """MK-VAL-107: The error for a wrong top-level key is collected under ``None``."""
    document = Lenient({"text": "a"})
    document[3] = 4  # type: ignore[index]  # the invalid key is the test
    document.validate()
    (error,) = document.validation_errors[None]
    assert isinstance(error, InvalidDocument)


def test_collected_errors_of_keys_in_a_field() -> None:
    """MK-VAL-107: A wrong nested key's error is collected under its dict's path."""
    document = Lenient({"text": "a", "counts": {"b": {3: 4}}})
    document.validate()
    assert list(document.validation_errors) == ["counts.b"]
    (error,) = document.validation_errors["counts.b"]
    assert isinstance(error, InvalidDocument)


def test_collected_error_of_the_size() -> None:
    """MK-VAL-107: The size error is collected once, under ``None``."""
    document = Lenient({"text": "x" * LIMIT})
    for _ in range(2):
        document.validate()
        (error,) = document.validation_errors[None]
        assert isinstance(error, MaxDocumentSizeError)


def test_errors_have_the_declared_class(connection: Connection, db: Database) -> None:
    """An error for a bound document has the declared class as ``document_class``."""

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
    """MK-VAL-109, MK-PERF-105: Validation sends no commands to the server."""
    connection.register(Free)
    db["c"].Free({"a": 1}).validate()
    assert commands.names == []


def test_override_with_any_arguments(connection: Connection, db: Database) -> None:
    """MK-VAL-111: An overridden ``validate()`` need not take any arguments."""
    seen = []

    class Plain(Document):
        structure = {"n": int}

        def validate(self) -> None:  # type: ignore[override]  # as in existing applications
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
    """MK-VAL-109: The size is the length of the BSON that the driver produces."""
    document = Free({"a": [1, 2.5, "ü", None, True, b"x", bson.ObjectId()]})
    assert document.get_size() == len(bson.encode(dict(document)))


def unknown_offset(*_: object) -> None:
    """Raise an error instead of returning a UTC offset."""
    raise ValueError("nobody knows")


BROKEN_ZONE: Any = type("Zone", (datetime.tzinfo,), {"utcoffset": unknown_offset})()


class Dated(Document):
    """A flat document, which the fast check can accept."""

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
    """A time with or without a zone is valid and is loaded as the same instant."""
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
    ids=["time", "large integer", "small integer", "string"],
)
def test_flat_document_that_cannot_be_encoded(
    fields: dict[str, Any], path: str
) -> None:
    """A value that cannot be encoded is rejected in a flat document, too."""
    with pytest.raises(ValidationError, match=f"^{path} cannot be stored") as caught:
        Dated({"at": None, "n": None, "text": None, "key": None, **fields}).validate()
    assert caught.value.path == path


def test_size_of_a_flat_document() -> None:
    """MK-VAL-109: A flat document that is too large is rejected, too."""
    fields = {"at": None, "n": None, "text": "x" * LIMIT, "key": None}
    with pytest.raises(MaxDocumentSizeError, match="documents lower than 16MB"):
        Dated(fields).validate()


def test_encoding_that_fails_intermittently(db: Database) -> None:
    """If no single field reproduces the error, it is raised for the whole document."""
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
