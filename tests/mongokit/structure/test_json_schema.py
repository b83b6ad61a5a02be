"""Agreement of the server-side validator with validation in Python."""

import datetime
import decimal
import enum
import uuid
from typing import Any

import pytest
from bson import Code, DBRef, Int64, MinKey, ObjectId, Regex
from bson.codec_options import CodecOptions, TypeCodec, TypeRegistry
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pymongo.database import Database as PlainDatabase

from mongokit import (
    IS,
    NOT,
    OR,
    Connection,
    CustomType,
    Database,
    DateType,
    DecimalType,
    Document,
    EnumType,
    OperationFailure,
    SchemaOperator,
    Set,
    i18n,
)
from tests.mongokit.structures import PLAIN, SHARED, cases

PlainDB = PlainDatabase[dict[str, Any]]

VALIDATION_FAILURE = 121
TRUE = True


class Part(Document):
    """A document class to use as a field type or reference."""

    structure = {"n": int}


class Even(SchemaOperator):
    """A custom operator that accepts even numbers."""

    repr = "even"

    def validate(self, value: Any) -> bool:
        """Return whether a number is even."""
        return bool(value % 2 == 0)


class Words(CustomType):
    """A string stored as a list of its words."""

    mongo_type = list
    python_type = str

    def to_bson(self, value: Any) -> list[str]:
        """Return the words of the string."""
        return str(value).split()

    def to_python(self, value: Any) -> str:
        """Return the words joined by spaces."""
        return " ".join(value)


class Colour(enum.Enum):
    """An enumeration with values of different types."""

    RED = "r"
    GREEN = 1


class Named(enum.Enum):
    """An enumeration whose ``_missing_()`` accepts another value for the member."""

    ONE = "one"

    @classmethod
    def _missing_(cls, value: object) -> Any:
        return cls.ONE if value == "eins" else None


class Access(enum.Flag):
    """An enumeration of flags."""

    READ = 1
    WRITE = 2


class Text(str):
    """A ``str`` subclass used as a key type."""

    __slots__ = ()


def declared(structure: Any, **attributes: Any) -> Any:
    """Return a document class with this structure."""
    return type("Item", (Document,), {"structure": structure, **attributes})


def accepts(plain: PlainDB, made: Any, db: Database, fields: dict[Any, Any]) -> bool:
    """Return whether the server accepts the raw fields under the class's validator."""
    made.apply_validator(db["checked"])
    try:
        plain["checked"].insert_one(dict(fields))
    except OperationFailure as error:
        if error.code != VALIDATION_FAILURE:
            raise
        return False
    return True


@pytest.mark.parametrize(
    ("structure", "fits", "misfits"),
    [
        (int, [0, 2**40, True], [1.5, "1", {}]),
        (bool, [True], [1]),
        (Int64, [Int64(3)], [3]),
        (str, ["", Code("f()")], [3, Regex("a"), MinKey()]),
        (Code, [Code("f()"), Code("f()", {"a": 1})], ["f()"]),
        (uuid.UUID, [], ["x", 3]),
        (DBRef, [DBRef("c", 1)], [3, {"n": 1}, {"$ref": "c"}]),
        (OR(DBRef, int), [DBRef("c", 1), 3], [{"n": 1}]),
        (OR(DBRef, dict), [DBRef("c", 1), {"n": 1}], [3]),
        (dict, [{}, {"a": 1}], [[], 3]),
        (list, [[], [1, "a"]], [{}, 3]),
        (None, [3, "a", ObjectId("65f0c0ffee65f0c0ffee65f0"), [1], {}], [MinKey()]),
        ([], [[], [1, "a"]], [{}, [MinKey()]]),
        ([int], [[], [1, None]], [3, {}, ["a"], [1, 1.5]]),
        ([{"a": int}], [[{"a": 1}, None]], [[{}], [{"a": "1"}], [{"a": 1, "b": 1}]]),
        ((), [[]], [[1], 3]),
        ((int, str), [[1, "a"], [None, None]], [[1], [1, "a", 2], ["a", 1], {}]),
        ({}, [{}, {"_id": 3}], [{"a": 1}]),
        ({"a": int}, [{"a": 1}, {"a": None, "_ns": 1}], [{}, {"a": 1, "b": 2}, []]),
        ({"": int}, [{"": 1}, {"": None}], [{"": "1"}, {"": 1, "b": "x"}]),
        ({str: int}, [{}, {"a": 1, "b": None}], [{"a": "1"}, [1]]),
        ({str: int, "a": str}, [{"a": "x", "b": 1}], [{"a": 1}, {"a": "x", "b": "y"}]),
        ({int: int}, [{}], [{"a": 1}]),
        ({Text: int, str: [int]}, [{"a": [1]}, {"a": 1}], [{"a": "x"}]),
        (OR(int, str), [1, "a"], [1.5, []]),
        (NOT(int, str), [1.5, []], [1, "a", True]),
        (NOT(bytes), [uuid.UUID(int=1), 3], []),
        (NOT(Int64), [3, 2**40], []),
        (IS("spam", 3, 1), ["spam", 3, True], ["egg", 3.0, 4]),
        (IS(TRUE, 1.5), [True, 1.5], [1]),
        (IS(None, "a"), ["a"], ["b"]),
        (IS({"a": 1, "b": 2}), [{"b": 2, "a": 1}], [3, []]),
        (IS(uuid.UUID(int=1)), [uuid.UUID(int=1)], [uuid.UUID(int=2)]),
        (Even(), [2], []),
        (Part, ["anything", {"n": "x"}], []),
        (Set(), [[], [1], ["a", None]], [{}, "a"]),
        (Set(int), [[], [1, True]], [["a"], [None], [1.5]]),
        (Set((int, str)), [[1, "a"]], [[1.5]]),
        (EnumType(Colour), ["r", 1, True], ["RED", 2, 1.0, []]),
        (EnumType(Named), ["one", "eins"], [3]),
        (EnumType(Access), [0, 1, 3], ["READ"]),
        (DateType(), [datetime.datetime(2026, 11, 24)], [3]),  # noqa: DTZ001  naive, as loaded
        (i18n(), [[], [{"lang": "en", "value": [1]}]], ["a", ["a"], [{"lang": "en"}]]),
        (
            i18n(int),
            [[{"lang": "en", "value": 1}, {"lang": "fr", "value": None}]],
            [[{"lang": "en", "value": "x"}], {"en": 1}],
        ),
    ],
    ids=str,
)
@pytest.mark.parametrize("schemaless", [False, True])
def test_values_of_each_kind(  # noqa: PLR0913  fixtures
    db: Database,
    database: PlainDB,
    structure: Any,
    fits: list[Any],
    misfits: list[Any],
    *,
    schemaless: bool,
) -> None:
    """The server accepts values that fit a field's declaration, and rejects others."""
    authorized = [Text] if structure == {Text: int, str: [int]} else []
    made = declared(
        {"foo": structure}, authorized_types=authorized, use_schemaless=schemaless
    )
    options = db.codec_options
    plain = database.client.get_database(database.name, codec_options=options)
    accepted = [accepts(plain, made, db, {"foo": value}) for value in [None, *fits]]
    assert accepted == [True] * (len(fits) + 1)
    rejected = [
        value
        for value in misfits
        if not _is_valid_schemaless(value, schemaless=schemaless)
    ]
    assert not any(accepts(plain, made, db, {"foo": value}) for value in rejected)


def _is_valid_schemaless(value: Any, *, schemaless: bool) -> bool:
    """Return whether a schemaless class accepts the value despite wrong field names."""
    wrong: list[Any] = [{}, {"a": 1}, {"a": 1, "b": 2}, [{}], [{"a": 1, "b": 1}]]
    wrong.append({"": 1, "b": "x"})
    return schemaless and value in wrong


@pytest.mark.parametrize(
    ("required", "fields", "accepted"),
    [
        (["a"], {}, False),
        (["a"], {"a": None}, False),
        (["a"], {"a": ""}, True),
        (["list"], {"list": []}, False),
        (["list"], {"list": [None]}, True),
        (["open"], {"open": {}}, False),
        (["open"], {"open": {"x": None}}, True),
        (["in.b"], {}, False),
        (["in.b"], {"in": None}, False),
        (["in.b"], {"in": {"b": None}}, False),
        (["in.b"], {"in": {"b": 0}}, True),
        (["typed.$str"], {"typed": {"n": 1}}, False),
        (["typed.$str"], {"typed": {"n": 1, "x": {}}}, False),
        (["typed.$str"], {"typed": {"x": {"c": None}}}, True),
        (["typed.$str.c"], {"typed": {"x": {"c": 1}, "y": {}}}, False),
        (["typed.$str.c"], {"typed": {"x": {"c": 1}, "y": None}}, False),
        (["typed.$str.c"], {"typed": {"x": {"c": 1}, "n": None}}, True),
        (["empty."], {"empty": {"": None}}, False),
        (["empty."], {"empty": {}}, False),
        (["empty."], {"empty": {"": 1}}, True),
        (["empty.$str"], {"empty": {"": 1}}, False),
        (["empty.$str"], {"empty": {"": 1, "x": 1}}, True),
        (["set"], {"set": []}, False),
        (["set"], {"set": [1]}, True),
        (["_id"], {}, True),
        (["_revision"], {}, False),
        (["_revision"], {"_revision": 1}, True),
    ],
    ids=str,
)
def test_required(
    db: Database,
    database: PlainDB,
    required: list[str],
    fields: dict[str, Any],
    *,
    accepted: bool,
) -> None:
    """The server requires a value for each required field."""
    structure = {
        "a": str,
        "list": [int],
        "open": dict,
        "in": {"b": int},
        "typed": {"n": int, str: {"c": int}},
        "set": Set(),
        "empty": {"": int, str: int},
    }
    made = declared(structure, required_fields=required, use_schemaless=True)
    assert accepts(database, made, db, fields) == accepted


def test_required_custom_type(
    connection: Connection, db: Database, database: PlainDB
) -> None:
    """A required field of a custom type may have an empty stored form."""
    made = declared({"text": Words()}, required_fields=["text"])
    connection.register(made)
    made.apply_validator(db["checked"])
    db["checked"].Item({"text": ""}).save()
    assert [found["text"] for found in database["checked"].find()] == [[]]
    assert db["checked"].Item.one()["text"] == ""
    assert not accepts(database, made, db, {"text": None})


def test_member_by_another_value(
    connection: Connection, db: Database, database: PlainDB
) -> None:
    """The server accepts another value that the enumeration maps to a member."""
    made = declared({"number": EnumType(Named)})
    connection.register(made)
    assert accepts(database, made, db, {"number": "eins"})
    assert db["checked"].Item.one()["number"] is Named.ONE


def test_required_without_a_structure(db: Database, database: PlainDB) -> None:
    """A class without a structure may require undeclared keywords."""
    made = declared(None, required_fields=["_version"], use_schemaless=True)
    assert not accepts(database, made, db, {"a": 1})
    assert accepts(database, made, db, {"a": 1, "_version": 3})


def test_type_with_a_codec(connection: Connection, database: PlainDB) -> None:
    """The server accepts a value that is encoded by one of the client's type codecs."""

    class Codec(TypeCodec):
        python_type = decimal.Decimal
        bson_type = str

        def transform_python(self, value: Any) -> str:
            return str(value)

        def transform_bson(self, value: Any) -> Any:
            return value

    options: CodecOptions[Any] = CodecOptions(type_registry=TypeRegistry([Codec()]))
    collection = connection.get_database(database.name, codec_options=options)["c"]
    made = declared({"n": decimal.Decimal}, authorized_types=[decimal.Decimal])
    made.apply_validator(collection)
    made({"n": decimal.Decimal("1.5")}, collection=collection).save()
    assert [document["n"] for document in database["c"].find()] == ["1.5"]


def test_handle_in_a_structure(
    connection: Connection, db: Database, database: PlainDB
) -> None:
    """A field declared with a handle, instead of its class, accepts only ``None``."""
    connection.register(Part)
    made = declared({"part": db["parts"].Part}, use_autorefs=True)
    assert accepts(database, made, db, {"part": None})
    assert not accepts(database, made, db, {"part": DBRef("parts", 1, "d")})


def test_references(connection: Connection, db: Database, database: PlainDB) -> None:
    """The server accepts a DBRef for a reference, but neither a dict nor a number."""
    connection.register(Part)
    part = db["parts"].Part({"_id": 1, "n": 1})
    part.save()
    made = declared({"part": Part, "parts": [Part]}, use_autorefs=True)
    made.apply_validator(db["checked"])
    made({"part": part, "parts": [part]}, collection=db["checked"]).save()
    assert not accepts(database, made, db, {"part": {"n": 1}, "parts": []})
    assert not accepts(database, made, db, {"part": None, "parts": [3]})


CUSTOM: list[Any] = [
    (Set(str), st.sets(st.sampled_from(["a", "b"]))),
    (DateType(), st.dates()),
    (DecimalType(), st.decimals(-100, 100, places=2)),
    (i18n(int), st.dictionaries(st.sampled_from(["en", "fr"]), st.none() | st.just(3))),
]
GENERATED = settings(
    deadline=None,
    suppress_health_check=[
        *(HealthCheck.function_scoped_fixture, HealthCheck.too_slow),
        HealthCheck.data_too_large,
    ],
)


@GENERATED
@given(drawn=cases([*PLAIN, *SHARED, *CUSTOM], wild=False), schemaless=st.booleans())
def test_server_accepts_valid_documents(
    connection: Connection,
    db: Database,
    drawn: tuple[Any, dict[str, Any]],
    schemaless: bool,  # noqa: FBT001  drawn by Hypothesis
) -> None:
    """The server accepts every valid document, whatever the structure."""
    structure, fields = drawn
    made = declared(structure, use_schemaless=schemaless)
    connection.register(made)
    made.apply_validator(db["checked"])
    document = db["checked"].Item(gen_skel=False)
    document.update(fields)
    document.save()


@GENERATED
@given(
    drawn=cases(PLAIN, wild=True), schemaless=st.booleans(), choose=st.integers(0, 20)
)
def test_server_and_python_agree(  # noqa: PLR0913, PLR0917  fixtures and drawn values
    connection: Connection,
    db: Database,
    database: PlainDB,
    drawn: tuple[Any, dict[str, Any]],
    schemaless: bool,  # noqa: FBT001  drawn by Hypothesis
    choose: int,
) -> None:
    """The server accepts exactly the raw fields that are valid in Python."""
    structure, fields = drawn
    paths = declared(structure)._namespaces
    required = [paths[choose]] if choose < len(paths) else []
    made = declared(structure, required_fields=required, use_schemaless=schemaless)
    made.raise_validation_errors = False
    connection.register(made)
    key = database["unchecked"].insert_one(dict(fields)).inserted_id
    loaded = db["unchecked"].Item.get_from_id(key)
    loaded.validate()
    valid = loaded.validation_errors == {}
    assert accepts(database, made, db, fields) == valid, loaded.validation_errors
