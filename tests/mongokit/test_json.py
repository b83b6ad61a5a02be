"""Documents written as JSON and read from it."""

import datetime
import decimal
import enum
import json
import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from bson import (
    Binary,
    Code,
    DBRef,
    Decimal128,
    Int64,
    MaxKey,
    ObjectId,
    Regex,
    Timestamp,
)
from pymongo.database import Database as PlainDatabase

from mongokit import (
    IS,
    NOT,
    OR,
    AutoReferenceError,
    Connection,
    ConnectionError,  # noqa: A004  MongoKit's name
    CustomType,
    Database,
    Document,
    EnumType,
    SchemaDocument,
    Set,
    i18n,
)

PlainDB = PlainDatabase[dict[str, Any]]

KEY = ObjectId("65f0c0ffee65f0c0ffee65f0")
OID = {"$oid": "65f0c0ffee65f0c0ffee65f0"}
TIME = datetime.datetime(2000, 1, 1)  # noqa: DTZ001  naive, as loaded
LATER = datetime.datetime(2008, 8, 8)  # noqa: DTZ001  likewise
EARLY = datetime.datetime(1950, 1, 1, 0, 0, 0, 5000)  # noqa: DTZ001  likewise
DAY = datetime.date(2000, 1, 1)


class Degree(CustomType):
    """A temperature with its unit, stored as a number."""

    mongo_type = int
    python_type = str

    def to_bson(self, value: str) -> int:
        """Return the temperature without its unit."""
        return int(value.removesuffix("C"))

    def to_python(self, value: int) -> str:
        """Return the temperature with its unit."""
        return f"{int(value)}C"


class Price(CustomType):
    """An amount of money, stored as a string."""

    mongo_type = str
    python_type = decimal.Decimal

    def to_bson(self, value: decimal.Decimal) -> str:
        """Return the amount as a string."""
        return str(value)

    def to_python(self, value: str) -> decimal.Decimal:
        """Return the amount as a decimal."""
        return decimal.Decimal(value)


class Prices(CustomType):
    """A list of amounts of money, stored as one string."""

    mongo_type = str
    python_type = list

    def to_bson(self, value: list[decimal.Decimal]) -> str:
        """Join the amounts in one string."""
        return " ".join(map(str, value))

    def to_python(self, value: str) -> list[decimal.Decimal]:
        """Return the amounts as a list of decimals."""
        return [decimal.Decimal(each) for each in value.split()]


class Day(CustomType):
    """A day, stored as the time of its midnight."""

    mongo_type = datetime.datetime
    python_type = datetime.date

    def to_bson(self, value: datetime.date) -> datetime.datetime:
        """Return the time at which the day begins."""
        return datetime.datetime(value.year, value.month, value.day)  # noqa: DTZ001  naive, as stored

    def to_python(self, value: datetime.datetime) -> datetime.date:
        """Return the date of a time."""
        return value.date()


class Seconds(CustomType):
    """The seconds since 1970, stored as a time."""

    mongo_type = datetime.datetime
    python_type = int

    def to_bson(self, value: int) -> datetime.datetime:
        """Return the seconds as a time."""
        return datetime.datetime(1970, 1, 1) + datetime.timedelta(seconds=value)  # noqa: DTZ001  naive, as stored

    def to_python(self, value: datetime.datetime) -> int:
        """Return the seconds since 1970."""
        return int(value.replace(tzinfo=datetime.UTC).timestamp())


class Moment(CustomType):
    """A custom type with two stored types, for a year and a day of January."""

    mongo_type = (datetime.datetime, str)
    python_type = complex

    def to_bson(self, value: complex) -> datetime.datetime:
        """Return the day as a time."""
        return datetime.datetime(int(value.real), 1, int(value.imag))  # noqa: DTZ001  naive, as stored

    def to_python(self, value: datetime.datetime) -> complex:
        """Return the year and the day of January as a complex number."""
        return complex(value.year, value.day)


class When(enum.Enum):
    """An enumeration of times."""

    FIRST = TIME
    SECOND = LATER


Make = Callable[..., Any]


@pytest.fixture
def make(connection: Connection, db: Database) -> Make:
    """Return a function that declares and registers a class and returns its handle."""

    def declare(structure: dict[Any, Any], **attributes: Any) -> Any:
        names = {"__collection__": "items", "structure": structure, **attributes}
        item: Any = type(Document)("Item", (Document,), names)  # type: ignore[misc]  # the metaclass's own signature
        connection.register(item)
        return db.Item

    return declare


# The structure of a field, a value and its JSON representation.
FORMS: dict[str, tuple[Any, Any, Any]] = {
    "text": (str, "Grüße\n\0", "Grüße\n\0"),
    "number": (int, 3, 3),
    "large number": (int, Int64(2**40), 2**40),
    "fraction": (float, 3.0, 3.0),
    "infinity": (float, float("inf"), {"$numberDouble": "Infinity"}),
    "truth": (bool, True, True),
    "nothing": (int, None, None),
    "time": (datetime.datetime, TIME, 946684800000),
    "no time": (datetime.datetime, None, None),
    "early time": (datetime.datetime, EARLY, -631151999995),
    "times": (
        [datetime.datetime],
        [TIME, None, LATER],
        [946684800000, None, 1218153600000],
    ),
    "no times": ([datetime.datetime], [], []),
    "nested time": (
        {"a": {"b": datetime.datetime}},
        {"a": {"b": TIME}},
        {"a": {"b": 946684800000}},
    ),
    "time under a key type": (
        {str: datetime.datetime},
        {"k": TIME},
        {"k": 946684800000},
    ),
    "time in a dict in a list": (
        [{"a": datetime.datetime}],
        [{"a": TIME}],
        [{"a": 946684800000}],
    ),
    "time in a tuple": ((int, datetime.datetime), [5, TIME], [5, 946684800000]),
    "time or text": (OR(datetime.datetime, str), TIME, 946684800000),
    "text or time": (OR(datetime.datetime, str), "x", "x"),
    "time or number": (OR(datetime.datetime, int), 5, 5),
    "one of some times": (IS(TIME, "x"), TIME, 946684800000),
    "one of a time and numbers": (IS(TIME, 3), TIME, 946684800000),
    "one of numbers and a time": (IS(TIME, 3), 3, 3),
    "anything but a time": (NOT(datetime.datetime), 5, 5),
    "long": (Int64, Int64(3), 3),
    "longs": ([{"a": (Int64, str)}], [{"a": [Int64(3), "x"]}], [{"a": [3, "x"]}]),
    "long or text": (OR(Int64, str), Int64(3), 3),
    "translated long": (i18n(Int64), {"en": Int64(3)}, {"en": 3}),
    "id": (ObjectId, KEY, OID),
    "ids": ([ObjectId], [KEY, None], [OID, None]),
    "ids anywhere": (dict, {"a": [{"b": KEY}]}, {"a": [{"b": OID}]}),
    "lists under a key type": ({str: [str]}, {"k": ["a"]}, {"k": ["a"]}),
    "dicts in a list": ([{"a": int}], [{"a": 1}], [{"a": 1}]),
    "longer tuple": ((int, str), [1, "a"], [1, "a"]),
    "custom": (Degree(), "3C", "3C"),
    "customs": ([Degree()], ["3C", None], ["3C", None]),
    "custom that JSON lacks": (Price(), decimal.Decimal("1.50"), "1.50"),
    "day": (Day(), DAY, 946684800000),
    "time as a number": (Seconds(), 946684800, 946684800),
    "time of several stored types": (Moment(), complex(2000, 1), 946684800000),
    "member that is a time": (EnumType(When), When.SECOND, 1218153600000),
    "set": (Set(str), {"a"}, ["a"]),
    "set of ids": (Set(ObjectId), {KEY}, [OID]),
    "translations": (i18n(str), {"fr": "a", "en": "b"}, {"fr": "a", "en": "b"}),
    "translated times": (i18n(datetime.datetime), {"en": TIME}, {"en": 946684800000}),
    "uuid": (
        uuid.UUID,
        uuid.UUID(int=7),
        {"$binary": {"base64": "AAAAAAAAAAAAAAAAAAAABw==", "subType": "04"}},
    ),
    "bytes": (bytes, b"\0x", {"$binary": {"base64": "AHg=", "subType": "00"}}),
    "binary": (
        Binary,
        Binary(b"x", 128),
        {"$binary": {"base64": "eA==", "subType": "80"}},
    ),
    "regex": (
        Regex,
        Regex("a+", "i"),
        {"$regularExpression": {"pattern": "a+", "options": "i"}},
    ),
    "decimal": (Decimal128, Decimal128("1.50"), {"$numberDecimal": "1.50"}),
    "timestamp": (Timestamp, Timestamp(5, 1), {"$timestamp": {"t": 5, "i": 1}}),
    "code": (Code, Code("f()"), {"$code": "f()"}),
    "dbref": (DBRef, DBRef("c", KEY, "d"), {"$ref": "c", "$id": OID, "$db": "d"}),
    "dbref with more": (DBRef, DBRef("c", 1, n=KEY), {"$ref": "c", "$id": 1, "n": OID}),
    "anything": (None, {"a": MaxKey()}, {"a": {"$maxKey": 1}}),
}


@pytest.mark.parametrize("form", FORMS)
def test_json_type(make: Make, form: str) -> None:
    """MK-JSON-101, MK-JSON-102, MK-JSON-105: Each type has its JSON representation."""
    declared, value, expected = FORMS[form]
    document = make({"x": declared})({"x": value})
    assert document.to_json_type() == {"x": expected}
    assert json.loads(document.to_json()) == {"x": expected}


@pytest.mark.parametrize("form", FORMS)
def test_from_json(make: Make, form: str) -> None:
    """MK-JSON-104, MK-JSON-105: Each value is restored from JSON and can be saved."""
    declared, value, expected = FORMS[form]
    handle = make({"x": declared})
    made = handle.from_json(json.dumps({"x": expected}))
    assert made == {"x": value}
    assert type(made["x"]) is type(handle({"x": made["x"]})["x"])
    made.save()
    assert handle.one() == made


@pytest.mark.parametrize("form", FORMS)
def test_extended_json(make: Make, form: str) -> None:
    """MK-JSON-03: A document survives a round trip through Extended JSON."""
    declared, value, _ = FORMS[form]
    handle = make({"x": declared})
    document = handle({"_id": KEY, "x": value})
    made = handle.from_extended_json(document.to_extended_json())
    assert made == document
    assert made.collection == handle.collection
    made.validate()


def test_extended_form(make: Make) -> None:
    """MK-JSON-03: Extended JSON contains the stored form in the relaxed format."""
    document = make({"x": datetime.datetime, "y": Degree()})({"x": TIME, "y": "3C"})
    expected = {"x": {"$date": "2000-01-01T00:00:00Z"}, "y": 3}
    assert json.loads(document.to_extended_json()) == expected


def test_native_pattern(make: Make) -> None:
    """MK-JSON-105: A compiled pattern is read back as a ``Regex``."""
    pattern = re.compile("a+", re.IGNORECASE)
    handle = make({"x": re.Pattern})
    made = handle.from_json(handle({"x": pattern}).to_json())
    assert made["x"] == Regex.from_native(pattern)
    made.save()


def test_document_is_left_alone(make: Make) -> None:
    """MK-JSON-101: Writing JSON does not change the document."""
    inner = {"at": TIME}
    document = make({"x": [{"at": datetime.datetime}], "y": Set(int)})(
        {"_id": KEY, "x": [inner], "y": {1}}
    )
    document.to_json()
    document.to_json_type()["x"][0]["at"] = 5
    assert document == {"_id": KEY, "x": [{"at": TIME}], "y": {1}}
    assert document["x"][0] is inner


def test_id(make: Make) -> None:
    """MK-JSON-101: The JSON contains the ``_id`` once the document is saved."""
    document = make({"x": int})({"x": 1})
    assert document.to_json_type() == {"x": 1}
    document.save()
    oid = {"$oid": str(document["_id"])}
    assert document.to_json_type() == {"x": 1, "_id": oid}


def test_keys_that_are_not_text(make: Make) -> None:
    """MK-JSON-101: A key that is not a string is converted to a string."""
    assert make({"x": {int: int}})({"x": {3: 4}}).to_json_type() == {"x": {"3": 4}}


def test_aware_times(make: Make, db: Database) -> None:
    """MK-JSON-104: Times are aware if the collection's codec options ask for it."""
    make({"x": datetime.datetime})
    options = db.codec_options.with_options(tz_aware=True)
    items = db["items"].with_options(codec_options=options)
    aware = TIME.replace(tzinfo=datetime.UTC)
    assert items.Item.from_json('{"x": 946684800000}') == {"x": aware}


def test_value_that_is_not_a_time(make: Make) -> None:
    """MK-JSON-104: Reading keeps a value that is not a time unchanged."""
    handle = make({"x": datetime.datetime})
    assert handle.from_json('{"x": true}') == {"x": True}
    assert handle.from_json('{"x": "now"}') == {"x": "now"}


def test_bound(make: Make, db: Database) -> None:
    """MK-JSON-104: A document read from JSON is bound and unsaved."""
    handle = make({"x": int, "y": str})
    made = handle.from_json('{"x": 1}')
    assert made == {"x": 1}
    assert made.__class__ is handle.__class__
    assert made.collection == db["items"]
    assert db["items"].find_one() is None


def test_bytes(make: Make) -> None:
    """MK-JSON-104: ``from_json()`` accepts UTF-8 bytes."""
    assert make({"x": str}).from_json('{"x": "ü"}'.encode()) == {"x": "ü"}


def test_class_without_a_structure(connection: Connection, db: Database) -> None:
    """MK-JSON-104: Ids are restored even in a class without a structure."""

    class Free(Document):
        use_schemaless = True

    connection.register([Free])
    text = json.dumps({"_id": OID, "x": [1]})
    assert db["free"].Free.from_json(text) == {"_id": KEY, "x": [1]}


def test_structure_of_a_redeclared_class(make: Make) -> None:
    """MK-JSON-104: A handle reads JSON with the currently registered class."""
    handle = make({"x": int})
    make({"x": datetime.datetime})
    assert handle.from_json('{"x": 946684800000}') == {"x": TIME}


def test_languages(make: Make) -> None:
    """MK-JSON-104: Translations and dicts read from JSON support dot notation."""
    handle = make(
        {"title": str, "a": {"b": int}}, i18n=["title"], use_dot_notation=True
    )
    made = handle.from_json('{"title": {"en": "t"}, "a": {"b": 2}}')
    assert made.title == "t"
    assert made.a.b == 2
    assert type(made["title"]) is i18n


def test_unbound(make: Make) -> None:
    """MK-JSON-104: An unbound document can write JSON, but not read it."""
    unbound = make({"x": int}).__class__({"x": 1})
    assert unbound.to_json() == '{"x": 1}'
    assert unbound.to_extended_json() == '{"x": 1}'
    with pytest.raises(ConnectionError, match="No collection found"):
        unbound.from_json("{}")


def test_custom_value_of_another_type(make: Make) -> None:
    """MK-JSON-102: A value that its custom type does not accept is written as is."""
    document = make({"x": Set(int), "y": EnumType(When), "z": [Price()]})()
    document.update({"x": 3, "y": "FIRST", "z": [KEY]})
    assert document.to_json_type() == {"x": 3, "y": "FIRST", "z": [OID]}


def test_type_field(make: Make, connection: Connection) -> None:
    """MK-JSON-104, MK-TYF-102: The JSON of a subclass is read as the subclass."""
    handle = make({"_type": str})

    class Timed(handle.__class__):  # type: ignore[misc,name-defined]  # a class that is created at run time
        structure = {"at": datetime.datetime, "n": Int64}

    connection.register(Timed)
    fields = {"_type": "Timed", "at": TIME, "n": Int64(3)}
    document = handle.collection.Timed(fields)
    extended = handle.from_extended_json(document.to_extended_json())
    made: Any = handle.from_json(document.to_json())
    assert made.__class__ is extended.__class__ is Timed
    assert [dict(made), dict(extended)] == [fields, fields]
    extended.validate()
    made.save()
    assert handle.one() == made


@pytest.mark.parametrize("name", ["Item", "Other", "", None, 3, [], {}])
def test_type_field_of_no_subclass(
    make: Make, connection: Connection, name: Any
) -> None:
    """MK-TYF-102: JSON is read as the handle's class if it does not name a subclass."""

    class Other(Document):
        structure = {"x": int}

    connection.register(Other)
    handle = make({"_type": str})
    made = handle.from_json(json.dumps({"_type": name}))
    assert made.__class__ is handle.__class__
    assert made == {"_type": name}


def test_custom_value_with_items_that_json_lacks(make: Make) -> None:
    """MK-JSON-102: A list of items that JSON does not support is written as stored."""
    document = make({"x": Prices()})({"x": [decimal.Decimal("1.5")]})
    assert document.to_json_type() == {"x": "1.5"}


def test_embedded_documents(make: Make) -> None:
    """MK-JSON-101: Embedded documents are written like dicts."""

    class Part(SchemaDocument):
        structure = {"at": datetime.datetime}

    document = make({"x": Part, "y": (int,)})({"x": Part({"at": TIME}), "y": [1, 2]})
    assert document.to_json_type() == {"x": {"at": 946684800000}, "y": [1, 2]}


class Author(Document):
    """A document that can reference another author, or itself."""

    __collection__ = "authors"
    structure = {"name": str, "born": datetime.datetime, "friend": None}
    use_autorefs = True


Author.structure["friend"] = Author


class Book(Document):
    """A document with references to authors."""

    __collection__ = "books"
    structure = {"by": Author, "others": [Author], "by_key": {str: Author}}
    use_autorefs = True


@pytest.fixture
def author(connection: Connection, db: Database) -> Any:
    """Return a saved author, with both classes registered."""
    connection.register([Author, Book])
    made = db.Author({"_id": KEY, "name": "ann", "born": TIME, "friend": None})
    made.save()
    return made


WHOLE = {"_id": OID, "name": "ann", "born": 946684800000, "friend": None}


def test_references(author: Any, db: Database) -> None:
    """MK-JSON-103: References are embedded; ``to_json()`` adds their location."""
    book = db.Book({"by": author, "others": [author, author], "by_key": {"k": author}})
    assert book.to_json_type() == {
        "by": WHOLE,
        "others": [WHOLE, WHOLE],
        "by_key": {"k": WHOLE},
    }
    placed = WHOLE | {"_collection": "authors", "_database": db.name}
    assert json.loads(book.to_json()) == {
        "by": placed,
        "others": [placed, placed],
        "by_key": {"k": placed},
    }


def test_reference_of_another_collection(author: Any, db: Database) -> None:
    """MK-JSON-103: The JSON names the collection of the referenced document."""
    other = db["elsewhere"].Author({**author, "_id": 2})
    written = json.loads(db.Book({"by": other, "others": []}).to_json())
    assert written["by"]["_collection"] == "elsewhere"


@pytest.mark.usefixtures("author")
def test_reference_without_a_collection(db: Database) -> None:
    """MK-JSON-103: An unbound referenced document is embedded without a location."""
    unbound = Author({"name": "bob"})
    written = db.Book({"by": unbound}).to_json()
    assert json.loads(written) == {"by": {"name": "bob"}}


def as_copy(db: Database, key: Any) -> dict[str, Any]:
    """Return the JSON of an embedded author with an outdated field."""
    return {"_id": key, "_collection": "authors", "_database": db.name, "name": "old"}


def as_dbref(db: Database, key: Any) -> dict[str, Any]:
    """Return the JSON of a DBRef to an author."""
    return {"$id": key, "$ref": "authors", "$db": db.name}


@pytest.mark.parametrize("form", [as_copy, as_dbref])
def test_references_from_json(
    author: Any, db: Database, database: PlainDB, form: Callable[..., Any]
) -> None:
    """MK-JSON-104: Embedded documents and DBRefs are loaded from the database."""
    one = form(db, OID)
    text = json.dumps(
        {"_id": 1, "by": one, "others": [one, None], "by_key": {"k": one}}
    )
    book = db.Book.from_json(text)
    assert book == {
        "_id": 1,
        "by": author,
        "others": [author, None],
        "by_key": {"k": author},
    }
    assert book["by"].__class__ is Author
    book.save()
    assert (database["books"].find_one() or {})["by"] == author.get_dbref()
    assert db.Book.from_json(book.to_json()) == book
    assert db.Book.from_extended_json(book.to_extended_json()) == book


def test_typed_id_of_a_reference(connection: Connection, db: Database) -> None:
    """MK-JSON-104: The ``_id`` of an embedded document is read as its declared type."""

    class Event(Document):
        __collection__ = "days"
        structure = {"_id": datetime.datetime}

    class Entry(Document):
        __collection__ = "entries"
        structure = {"day": Event}
        use_autorefs = True

    connection.register([Event, Entry])
    day = db.Event({"_id": TIME})
    day.save()
    entry = db.Entry({"day": day})
    assert db.Entry.from_json(entry.to_json()) == entry


@pytest.mark.parametrize("form", [as_copy, as_dbref])
@pytest.mark.parametrize(
    "key",
    [
        "nobody",
        {"$gt": ""},
        {"$regularExpression": {"pattern": "", "options": ""}},
        [OID],
    ],
    ids=str,
)
@pytest.mark.usefixtures("author")
def test_references_to_nothing(
    db: Database, form: Callable[..., Any], key: Any
) -> None:
    """MK-JSON-104: A reference whose id is unknown or an operator raises an error."""
    text = json.dumps({"by": form(db, key)})
    with pytest.raises(AutoReferenceError, match="there is no Author with the _id"):
        db.Book.from_json(text)
    with pytest.raises(AutoReferenceError, match="there is no Author with the _id"):
        db.Book.from_extended_json(json.dumps({"by": as_dbref(db, key)}))


def test_class_that_is_not_registered(connection: Connection, db: Database) -> None:
    """MK-JSON-104: A reference to an unregistered class raises an error."""
    connection.register([Book])
    text = json.dumps({"others": [as_dbref(db, 1)]})
    match = "others refers to a Author, which is not registered"
    with pytest.raises(AutoReferenceError, match=match):
        db.Book.from_json(text)


@pytest.mark.usefixtures("author")
def test_copy_without_a_collection(db: Database) -> None:
    """MK-JSON-104: An embedded document without a location is read as a dict."""
    assert db.Book.from_json('{"by": {"name": "x"}}') == {"by": {"name": "x"}}
    assert db.Book.from_json('{"by": 3}') == {"by": 3}


def test_cycle(author: Any, db: Database) -> None:
    """MK-JSON-103: A saved document inside itself is written as a DBRef."""
    author["friend"] = author
    expected = {"$ref": "authors", "$id": OID, "$db": db.name}
    assert author.to_json_type() == WHOLE | {"friend": expected}
    author.save()
    assert db.Author.from_json(author.to_json())["friend"]["_id"] == KEY


@pytest.mark.usefixtures("author")
def test_cycle_that_is_not_saved(db: Database) -> None:
    """MK-JSON-103: An unsaved document inside itself becomes ``null``."""
    new = db.Author({"name": "x"})
    new["friend"] = new
    assert new.to_json_type() == {"name": "x", "friend": None}


@pytest.mark.usefixtures("author")
def test_in_a_session(db: Database, connection: Connection) -> None:
    """MK-JSON-104: References are loaded in the given session."""
    with connection.start_session() as session, session.start_transaction():
        new = db.Author({"_id": 5, "name": "n", "born": None, "friend": None})
        new.save(session=session)
        text = json.dumps({"by": as_dbref(db, 5)})
        assert db.Book.from_json(text, session=session)["by"] == new
        assert db.Book.from_extended_json(text, session=session)["by"] == new


DEEP = '{"x":' * 100_000 + "1" + "}" * 100_000
RATHER_DEEP = '{"x":' * 800 + "1" + "}" * 800

HOSTILE: dict[str, tuple[str | bytes, str]] = {
    "list": ("[]", "a JSON object is needed, not list"),
    "text": ('"x"', "a JSON object is needed, not str"),
    "null": ("null", "a JSON object is needed, not NoneType"),
    "invalid JSON": ("{x", "Expecting property name"),
    "empty": ("", "Expecting value"),
    "invalid UTF-8": (b'{"x": "\xff"}', "can't decode byte 0xff"),
    "NaN": ('{"x": NaN}', "JSON has no NaN"),
    "infinity": ('{"x": [-Infinity]}', "JSON has no -Infinity"),
    "twice": ('{"x": 1, "x": 2}', "a JSON object has 'x' more than once"),
    "twice inside": ('{"x": {"y": 1, "y": 2}}', "has 'y' more than once"),
    "too deep": (DEEP, "the JSON is nested too deeply"),
    "rather deep": (RATHER_DEEP, "the JSON is nested too deeply"),
    "short id": ('{"x": {"$oid": "1"}}', "x has no value in JSON's .*InvalidId"),
    "id of a number": ('{"x": {"y": {"$oid": 5}}}', r"x\.y has no value in JSON's"),
    "wrong date": ('{"x": [{"$date": []}]}', "x has no value in JSON's"),
    "wrong binary": ('{"x": {"$binary": 3}}', "x has no value in JSON's"),
    "wrong uuid": ('{"x": {"$uuid": "x"}}', "x has no value in JSON's"),
    "wrong number": ('{"x": {"$numberInt": "x"}}', "x has no value in JSON's"),
    "wrong decimal": ('{"x": {"$numberDecimal": "x"}}', "x has no value in JSON's"),
}


@pytest.mark.parametrize("extended", [False, True], ids=["ours", "extended"])
@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_json(make: Make, case: str, *, extended: bool) -> None:
    """MK-JSON-104: Invalid JSON raises a ``ValueError`` with the reason."""
    text, match = HOSTILE[case]
    handle = make({"x": None})
    read = handle.from_extended_json if extended else handle.from_json
    with pytest.raises(ValueError, match=match):
        read(text)


@pytest.mark.parametrize(
    ("declared", "value"),
    [
        (datetime.datetime, 10**30),
        (Price(), "x"),
        (Price(), []),
        ([Set(int)], [5]),
        (i18n(Degree()), {"en": []}),
        (Day(), {"$date": 10**30}),
    ],
    ids=repr,
)
def test_values_of_another_type(make: Make, declared: Any, value: Any) -> None:
    """MK-JSON-104: A value that cannot be decoded raises an error with its path."""
    handle = make({"a": {"x": declared}})
    with pytest.raises(ValueError, match=r"a\.x has no value in JSON's"):
        handle.from_json(json.dumps({"a": {"x": value}}))


@pytest.mark.parametrize(
    "target",
    [
        {"_id": 1, "_collection": 5, "_database": "d"},
        {"_id": 1, "_collection": "c", "_database": 5},
        {"_id": 2**70, "_collection": "c", "_database": "d"},
        {"_id": "\ud800", "_collection": "c", "_database": "d"},
        {"_id": 1, "_collection": "\ud800", "_database": "d"},
    ],
    ids=str,
)
@pytest.mark.usefixtures("author")
def test_invalid_references(db: Database, target: Any) -> None:
    """MK-JSON-104: An invalid reference raises a ``ValueError`` with its path."""
    with pytest.raises(ValueError, match="by has no value in JSON's"):
        db.Book.from_json(json.dumps({"by": target}))


@pytest.mark.parametrize("value", [2**70, "\ud800", {"$id": 2**70, "$ref": "c"}])
def test_extended_json_without_a_bson_form(make: Make, value: Any) -> None:
    """MK-JSON-105: A value that BSON cannot represent raises a ``ValueError``."""
    with pytest.raises(ValueError, match="the document has no value in JSON's"):
        make({"x": None}).from_extended_json(json.dumps({"x": value}))
