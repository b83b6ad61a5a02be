"""Custom types, built-in and user-defined."""

import datetime
import decimal
import enum
from typing import Any

import pytest
from bson import Binary, Code, Decimal128, Int64, ObjectId
from pymongo.database import Database as PlainDatabase

from mongokit import (
    OR,
    Connection,
    CustomType,
    Database,
    DateType,
    DecimalType,
    Document,
    EnumType,
    SchemaTypeError,
    Set,
    StructureError,
    ValidationError,
    i18n,
)

PlainDB = PlainDatabase[dict[str, Any]]
DAY = datetime.date(2026, 11, 24)
MIDNIGHT = datetime.datetime(2026, 11, 24)  # noqa: DTZ001  naive, as stored
FIRST, LAST = (
    datetime.datetime.combine(d, datetime.time()) for d in (DAY.min, DAY.max)
)


class Colour(enum.Enum):
    """An enumeration with an alias and values of two types."""

    RED = "r"
    GREEN = 2
    CRIMSON = "r"  # noqa: PIE796  an alias


class Size(enum.StrEnum):
    """An enumeration of strings."""

    SMALL = "s"


class Level(enum.IntEnum):
    """An enumeration of integers."""

    LOW = 1


class May(enum.Flag):
    """A set of flags."""

    READ = 1
    WRITE = 2


class Pair(enum.Enum):
    """An enumeration with a tuple as a value, which would be loaded as a list."""

    BOTH = (1, 2)


class Nothing(enum.Enum):
    """An enumeration whose value is ``None``."""

    NONE = None


class Moment(enum.Enum):
    """An enumeration with a time that BSON truncates."""

    THEN = datetime.datetime(2026, 1, 1, microsecond=1)  # noqa: DTZ001  naive, as stored


class Large(enum.Enum):
    """An enumeration with an integer too large for BSON."""

    GOOGOL = 10**100


class Empty(enum.Enum):
    """An enumeration without members."""


class Half(CustomType):
    """A custom type without ``python_type``."""

    mongo_type = int


class Other(CustomType):
    """A custom type without ``mongo_type``."""

    python_type = int


class Silent(CustomType):
    """A custom type without conversions."""

    mongo_type = str
    python_type = str


class Careless(CustomType):
    """A custom type that skips the constructor of its base class."""

    def __init__(self) -> None:
        """Skip the constructor of the base class."""


@pytest.mark.parametrize(
    ("custom_type", "missing"),
    [
        (CustomType, "`mongo_type` property must be specify in CustomType"),
        (Other, "`mongo_type` property must be specify in Other"),
        (Half, "`python_type` property must be specify in Half"),
    ],
)
def test_both_types_are_required(custom_type: type[CustomType], missing: str) -> None:
    """MK-TYP-110: A custom type must declare ``mongo_type`` and ``python_type``."""
    with pytest.raises(TypeError) as caught:
        custom_type()
    assert str(caught.value) == missing


def test_unchecked_custom_type(declare: Any) -> None:
    """MK-TYP-110: The class statement also checks a type that skips the constructor."""
    with pytest.raises(
        TypeError, match=r"^`mongo_type` property must be specify in Ca"
    ):
        declare(structure={"foo": [Careless()]})


def test_conversions_are_required() -> None:
    """MK-TYP-110: The default conversions raise ``NotImplementedError``."""
    with pytest.raises(NotImplementedError, match=r"^Silent has no to_bson\(\)$"):
        Silent().to_bson("x")
    with pytest.raises(NotImplementedError, match=r"^Silent has no to_python\(\)$"):
        Silent().to_python("x")


@pytest.mark.parametrize("declared", [Set, Silent, i18n])
def test_class_in_place_of_an_instance(declare: Any, declared: type) -> None:
    """MK-STR-104: A structure requires an instance of a custom type, not its class."""
    with pytest.raises(
        StructureError,
        match=rf"^MyDoc: <class '.*'> is not an authorized type: "
        rf"write {declared.__name__}\(\)$",
    ):
        declare(structure={"foo": declared})


def stored(
    connection: Connection, db: Database, custom_type: CustomType, value: Any
) -> tuple[Any, Any]:
    """Save, load and resave a value; return its stored form and the loaded value."""

    class Item(Document):
        __collection__ = "items"

    Item.structure = {"foo": custom_type}
    connection.register(Item)
    document = db.Item({"foo": value})
    document.save()
    assert document["foo"] is value
    loaded = db.Item.one()
    loaded.save()
    assert db.Item.one() == loaded
    return db["items"].one()["foo"], loaded["foo"]


@pytest.mark.parametrize(
    ("custom_type", "value", "in_database"),
    [
        (Set(), {1}, [1]),
        (Set(str), set(), []),
        (Set(Binary), {b"x"}, [b"x"]),
        (Set((int, str)), {3}, [3]),
        (EnumType(Colour), Colour.RED, "r"),
        (EnumType(Colour), Colour.GREEN, 2),
        (EnumType(Size), Size.SMALL, "s"),
        (EnumType(Level), Level.LOW, 1),
        (EnumType(May), May.READ | May.WRITE, 3),
        (EnumType(May), May(0), 0),
        (DateType(), DAY, MIDNIGHT),
        (DateType(), DAY.min, FIRST),
        (DateType(), DAY.max, LAST),
        (DecimalType(), decimal.Decimal("9.90"), Decimal128("9.90")),
        (DecimalType(), decimal.Decimal("-0"), Decimal128("-0")),
        (DecimalType(), decimal.Decimal("1E+6144"), Decimal128("1E+6144")),
        (DecimalType(), decimal.Decimal("-Infinity"), Decimal128("-Infinity")),
    ],
    ids=repr,
)
def test_stored_form(
    connection: Connection, db: Database, custom_type: Any, value: Any, in_database: Any
) -> None:
    """MK-TYP-115: Values of the built-in custom types are stored and restored."""
    raw, loaded = stored(connection, db, custom_type, value)
    assert raw == in_database
    assert loaded == value
    assert type(loaded) is type(value)


def test_set_starts_empty(declare: Any) -> None:
    """MK-TYP-116: Each new document has an empty set of its own."""
    made = declare(structure={"tags": Set(int), "list": [Set()]})
    first, second = made(), made()
    assert first == {"tags": set(), "list": []}
    assert first["tags"] is not second["tags"]


def test_set_of_one_type(declare: Any) -> None:
    """MK-TYP-116: The items of a typed set are checked."""
    made = declare(structure={"tags": Set(int)})
    made({"tags": {0, True, Int64(2)}}).validate()
    with pytest.raises(
        ValueError, match=r"^tags must be an instance of int not str$"
    ) as caught:
        made({"tags": {"x"}}).validate()
    assert caught.type is ValueError


def test_set_of_several_types(declare: Any) -> None:
    """MK-TYP-116: A set can have several item types."""
    made = declare(structure={"tags": Set((int, str))})
    with pytest.raises(
        ValueError, match=r"^tags must be an instance of int or str not float$"
    ):
        made({"tags": {1, "x", 1.5}}).validate()


def test_list_in_place_of_a_set(declare: Any) -> None:
    """MK-TYP-111: The constructor converts a list, but an assigned list is invalid."""
    document = declare(structure={"tags": Set(int)})({"tags": [1, 1]})
    assert document == {"tags": {1}}
    document["tags"] = [1]
    with pytest.raises(
        SchemaTypeError, match=r"^tags must be an instance of set not list$"
    ):
        document.validate()


@pytest.mark.parametrize(
    ("custom_type", "value", "message"),
    [
        (EnumType(Colour), "r", "foo must be an instance of Colour not str"),
        (EnumType(Colour), Size.SMALL, "foo must be an instance of Colour not Size"),
        (EnumType(Level), 1, "foo must be an instance of Level not int"),
        (DateType(), MIDNIGHT, "foo must be an instance of date not datetime"),
        (DateType(), "2026-11-24", "foo must be an instance of date not str"),
        (DecimalType(), 1.5, "foo must be an instance of Decimal not float"),
        (
            DecimalType(),
            Decimal128("1.5"),
            "foo must be an instance of Decimal not Decimal128",
        ),
    ],
    ids=repr,
)
def test_value_of_another_type(
    declare: Any, custom_type: CustomType, value: Any, message: str
) -> None:
    """MK-TYP-111: A value of another Python type raises an error with its path."""
    document = declare(structure={"foo": custom_type})()
    document["foo"] = value
    with pytest.raises(SchemaTypeError) as caught:
        document.validate()
    assert str(caught.value) == message
    assert document == {"foo": value}


@pytest.mark.parametrize(
    ("declared", "message"),
    [
        (3, "EnumType takes an Enum with members, not 3"),
        (Colour.RED, "EnumType takes an Enum with members, not <Colour.RED: 'r'>"),
        (Empty, "EnumType takes an Enum with members, not <enum 'Empty'>"),
        (Pair, "the value of Pair.BOTH must be one that MongoDB gives back as it was"),
        (Nothing, "the value of Nothing.NONE must be one that MongoDB gives back as"),
        (Moment, "the value of Moment.THEN must be one that MongoDB gives back as it"),
        (Large, "the value of Large.GOOGOL must be one that MongoDB gives back as it"),
    ],
    ids=str,
)
def test_enumerations_that_cannot_be_stored(declared: Any, message: str) -> None:
    """MK-TYP-110: ``EnumType`` requires an ``Enum`` whose members can be restored."""
    with pytest.raises(TypeError) as caught:
        EnumType(declared)
    assert str(caught.value).startswith(message)


@pytest.mark.parametrize(
    ("custom_type", "in_database", "value"),
    [
        (EnumType(Colour), Int64(2), Colour.GREEN),
        (EnumType(Colour), 2.0, Colour.GREEN),
        (DateType(), datetime.datetime(2026, 11, 24, 23, 59), DAY),  # noqa: DTZ001  naive, as stored
        (DecimalType(), 3, decimal.Decimal(3)),
        (DecimalType(), Int64(4), decimal.Decimal(4)),
        (DecimalType(), 0.1, decimal.Decimal("0.1")),
        (DecimalType(), "9.90", decimal.Decimal("9.90")),
    ],
    ids=repr,
)
def test_older_stored_forms(
    declare: Any, custom_type: CustomType, in_database: Any, value: Any
) -> None:
    """MK-TYP-112: A stored value of a similar type is decoded to a valid value."""
    document = declare(structure={"foo": custom_type})({"foo": in_database})
    document.validate()
    assert document == {"foo": value}


@pytest.mark.parametrize(
    ("custom_type", "in_database", "message"),
    [
        (EnumType(Colour), "blue", "foo must be one of ['r', 2] not 'blue'"),
        (EnumType(Colour), ["r"], "foo must be one of ['r', 2] not ['r']"),
        (EnumType(May), 8, "foo must be one of [1, 2] not 8"),
        (DateType(), "2026", "foo must be stored as a time, not as '2026'"),
        (DecimalType(), "x", "foo must be stored as a number, not as 'x'"),
        (DecimalType(), {}, "foo must be stored as a number, not as {}"),
        (DecimalType(), [1], "foo must be stored as a number, not as [1]"),
    ],
    ids=repr,
)
def test_invalid_stored_forms(
    connection: Connection,
    db: Database,
    custom_type: Any,
    in_database: Any,
    message: str,
) -> None:
    """MK-TYP-112: The error for an invalid stored form names its field and document."""

    class Item(Document):
        __collection__ = "items"

    Item.structure = {"foo": custom_type}
    connection.register(Item)
    db["items"].insert_one({"_id": 7, "foo": in_database})
    with pytest.raises(ValidationError) as caught:
        db.Item.find().to_list()
    assert str(caught.value) == message
    assert caught.value.path == "foo"
    assert caught.value.document_class is Item
    assert caught.value.__notes__ == ["of the Item with the _id 7"]


@pytest.mark.parametrize("number", ["1" * 35, "1E+6145", "1E-6177"])
def test_numbers_that_are_too_long(declare: Any, number: str) -> None:
    """MK-TYP-111: The error for a number too long or out of range contains its path."""
    document = declare(structure={"price": {"net": DecimalType()}})()
    document["price"]["net"] = decimal.Decimal(number)
    with pytest.raises(
        ValidationError, match=r"^price\.net must be a number of at most 34 digits, .*"
    ) as caught:
        document.validate()
    assert str(caught.value).endswith(f" not {decimal.Decimal(number)}")
    assert caught.value.path == "price.net"


@pytest.mark.parametrize("hours", [-11, 0, 13])
def test_dates_of_an_aware_client(
    connection: Connection, db: Database, hours: int
) -> None:
    """MK-TYP-113: A date is loaded as the same day in every time zone."""

    class Item(Document):
        structure = {"day": DateType()}

    connection.register(Item)
    zone = datetime.timezone(datetime.timedelta(hours=hours))
    options = db.codec_options.with_options(tz_aware=True, tzinfo=zone)
    items = db["items"].with_options(codec_options=options)
    items.Item({"day": DAY}).save()
    assert items.Item.one()["day"] == DAY
    assert items.Item.one()["day"] == db["items"].Item.one()["day"]


class Birthday(datetime.date):
    """A subclass of ``date``."""


def test_subclass_of_a_date(connection: Connection, db: Database) -> None:
    """MK-TYP-113: An instance of a subclass of ``date`` is loaded as a plain date."""
    raw, loaded = stored(connection, db, DateType(), Birthday(2026, 11, 24))
    assert raw == MIDNIGHT
    assert type(loaded) is datetime.date


@pytest.mark.parametrize(
    ("custom_type", "default"),
    [
        (EnumType(Colour), Colour.RED),
        (DateType(), DAY),
        (DecimalType(), decimal.Decimal("0.00")),
        (Set(int), {1, 2}),
    ],
    ids=repr,
)
def test_defaults(declare: Any, custom_type: CustomType, default: Any) -> None:
    """MK-DEF-104: The default of a field with a custom type is a Python value."""
    made = declare(
        structure={"foo": custom_type, "bar": [custom_type]},
        default_values={"foo": default, "bar": [default]},
    )
    assert made() == {"foo": default, "bar": [default]}
    made().validate()


def test_default_over_the_initial_value(declare: Any) -> None:
    """MK-DEF-101: A default replaces the initial value of a custom type."""

    class Text(Silent):
        init_type = staticmethod(lambda: "start")

    made = declare(structure={"a": Text(), "b": Text()}, default_values={"a": "x"})
    assert made() == {"a": "x", "b": "start"}


def test_indexed_set(connection: Connection, database: PlainDB) -> None:
    """MK-TYP-114: A set can be indexed and queried like a list."""

    class Item(Document):
        structure = {"tags": Set(str)}
        indexes = [{"fields": "tags"}]

    connection.register(Item)
    items = connection[database.name]["items"]
    assert items.Item.generate_index(items) == ["tags_1"]
    items.Item({"tags": {"a", "b"}}).save()
    assert items.Item.find_one({"tags": "b"})["tags"] == {"a", "b"}


def test_bson_types_of_a_custom_type() -> None:
    """MK-TYP-110: A custom type can declare any type that BSON supports."""

    class Script(CustomType):
        mongo_type = Code
        python_type = ObjectId

    assert Script().accepts(ObjectId())


@pytest.mark.parametrize(
    "wrong", ["str", [str], OR(str, int), (str, "int"), 3], ids=str
)
@pytest.mark.parametrize("name", ["mongo_type", "python_type"])
def test_declared_type_that_is_not_a_type(name: str, wrong: Any) -> None:
    """MK-TYP-110: ``mongo_type`` and ``python_type`` must be types."""
    types = {"mongo_type": str, "python_type": str, name: wrong}
    text = f"^Odd.{name} must be a type, not "
    with pytest.raises(TypeError, match=text):
        type("Odd", (CustomType,), types)()


@pytest.mark.parametrize(
    "wrong", ["str", [str], OR(str, int), (str, "int"), 3], ids=str
)
def test_set_of_something_else(wrong: Any) -> None:
    """MK-TYP-116: ``Set`` accepts only a type or a tuple of types for its items."""
    with pytest.raises(TypeError, match=r"^Set takes the type of its items, not "):
        Set(wrong)
