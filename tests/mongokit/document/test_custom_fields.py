"""Creating, validating, saving and loading fields of custom types."""

import datetime
from typing import Any

import pytest
from bson import ObjectId
from bson.errors import InvalidDocument
from pymongo.database import Database as PlainDatabase

from mongokit import (
    OR,
    Connection,
    CustomType,
    Database,
    Document,
    RequireFieldError,
    SchemaDocument,
    SchemaTypeError,
    Set,
    ValidationError,
)

PlainDB = PlainDatabase[dict[str, Any]]


class Date(CustomType):
    """A day, stored as a string; its conversions do not handle ``None``."""

    mongo_type = str
    python_type = datetime.datetime

    def to_bson(self, value: Any) -> str:
        """Return the day as a string."""
        return str(value.strftime("%y-%m-%d"))

    def to_python(self, value: Any) -> Any:
        """Parse the day from its string."""
        return datetime.datetime.strptime(value, "%y-%m-%d")  # noqa: DTZ007  a day has no zone


class Price(CustomType):
    """A price that is a string in Python and a number in the database."""

    mongo_type = float
    python_type = str

    def to_bson(self, value: Any) -> float:
        """Return the price as a number."""
        return float(value)

    def to_python(self, value: Any) -> str:
        """Return the price as a string."""
        return str(value)


class Amount(CustomType):
    """An amount of money, stored as a dict."""

    mongo_type = dict
    python_type = float
    calls = 0

    def to_bson(self, value: Any) -> dict[str, str]:
        """Count the call and return the amount as a string in a dict."""
        self.calls += 1
        return {"f": str(value)}

    def to_python(self, value: Any) -> float:
        """Return the amount from its dict."""
        return float(value["f"])


class Shouted(CustomType):
    """A string that gets one character longer each time it is encoded."""

    mongo_type = str
    python_type = str

    def to_bson(self, value: Any) -> str:
        """Return the string with an exclamation mark added."""
        return f"{value}!"

    def to_python(self, value: Any) -> str:
        """Return the string without its last exclamation mark."""
        return str(value[:-1])


DAY = datetime.datetime(2008, 2, 1)  # noqa: DTZ001  a day has no zone
LATER = datetime.datetime(2009, 3, 2)  # noqa: DTZ001  likewise

CASES = [
    ({"a": Date()}, {"a": DAY}, {"a": "08-02-01"}),
    (
        {"a": {"b": {"c": Date()}}},
        {"a": {"b": {"c": DAY}}},
        {"a": {"b": {"c": "08-02-01"}}},
    ),
    ({"a": [Date()]}, {"a": [DAY, LATER]}, {"a": ["08-02-01", "09-03-02"]}),
    ({"a": [[Date()]]}, {"a": [[DAY], []]}, {"a": [["08-02-01"], []]}),
    ({"a": [{"b": Date()}]}, {"a": [{"b": DAY}]}, {"a": [{"b": "08-02-01"}]}),
    ({"a": (int, Date())}, {"a": [1, DAY]}, {"a": [1, "08-02-01"]}),
    ({"a": {str: Date()}}, {"a": {"x": DAY}}, {"a": {"x": "08-02-01"}}),
    (
        {"a": {str: {"b": Date()}, "n": int}},
        {"a": {"x": {"b": DAY}, "n": 1}},
        {"a": {"x": {"b": "08-02-01"}, "n": 1}},
    ),
    ({"a": [(Price(), Date())]}, {"a": [["1.5", DAY]]}, {"a": [[1.5, "08-02-01"]]}),
    (
        {"a": {str: int, "b": Price()}},
        {"a": {"x": 1, "b": "1.5"}},
        {"a": {"x": 1, "b": 1.5}},
    ),
]


def handle(connection: Connection, db: Database, **attributes: Any) -> Any:
    """Register a class with these attributes and return its handle."""

    class Item(Document):
        __collection__ = "items"

    made: Any = type("Item", (Item,), attributes)
    connection.register(made)
    return db.Item


@pytest.mark.parametrize(("structure", "fields", "raw"), CASES, ids=str)
def test_converted_wherever_declared(
    connection: Connection,
    db: Database,
    structure: dict[str, Any],
    fields: dict[str, Any],
    raw: dict[str, Any],
) -> None:
    """MK-TYP-112: Values are converted wherever a custom type is declared."""
    item = handle(connection, db, structure=structure)
    document = item(fields)
    document.save()
    stored = db["items"].one()
    del stored["_id"]
    assert stored == raw
    assert document == {**fields, "_id": document["_id"]} == item.one()
    assert item(raw) == fields


@pytest.mark.parametrize(("structure", "fields", "raw"), CASES, ids=str)
def test_wrong_values_are_found_wherever_declared(
    structure: dict[str, Any], fields: dict[str, Any], raw: dict[str, Any]
) -> None:
    """MK-TYP-111: A stored form assigned to a field fails validation at any depth."""

    class Item(SchemaDocument):
        pass

    Item.structure = structure
    Item.recompile()
    Item(fields).validate()
    document = Item(gen_skel=False)
    document.update(raw)
    with pytest.raises(
        SchemaTypeError, match=r"must be an instance of (datetime|str) not"
    ):
        document.validate()
    assert document == raw


def test_none_is_never_converted(connection: Connection, db: Database) -> None:
    """MK-TYP-112: ``None`` is never converted, not even inside containers."""
    structure = {
        "a": Date(),
        "b": {"c": Date()},
        "d": [Date()],
        "e": (Date(),),
        "f": {str: Date()},
    }
    fields = {"a": None, "b": {"c": None}, "d": [None], "e": [None], "f": {"x": None}}
    item = handle(connection, db, structure=structure)
    item(fields).save()
    stored = db["items"].one()
    assert stored == {**fields, "_id": stored["_id"]} == item.one()


def test_missing_fields_are_skipped(connection: Connection, db: Database) -> None:
    """MK-TYP-112: A missing field stays missing after loading and saving."""
    structure = {"a": Date(), "b": {"c": Date()}, "d": [{"e": Date()}]}
    item = handle(connection, db, structure=structure)
    db["items"].insert_one({"_id": 1, "b": {}, "d": [{}]})
    document = item.one()
    assert document == {"_id": 1, "b": {}, "d": [{}]}
    document.save(validate=False)
    assert db["items"].one() == {"_id": 1, "b": {}, "d": [{}]}


def test_missing_fields_of_a_schemaless_class(
    connection: Connection, db: Database
) -> None:
    """MK-TYP-112: A schemaless class converts the fields that are present."""
    item = handle(connection, db, structure={"a": Date()}, use_schemaless=True)
    item({"b": 1}).save()
    item({"a": DAY, "c": 1}).save()
    assert [raw.get("a") for raw in db["items"].find()] == [None, "08-02-01"]
    assert [document.get("a") for document in item.find()] == [None, DAY]


@pytest.mark.parametrize(
    ("structure", "value"),
    [
        ({"a": [Date()]}, 3),
        ({"a": [Date()]}, "08-02-01"),
        ({"a": {"b": Date()}}, ["08-02-01"]),
        ({"a": (int, Date())}, [1]),
        ({"a": (int, Date())}, 3),
        ({"a": {int: Date()}}, {"x": 3}),
        ({"a": {int: Date()}}, 3),
    ],
    ids=str,
)
def test_other_shapes_are_left_alone(
    connection: Connection, db: Database, structure: Any, value: Any
) -> None:
    """MK-VAL-106: Unvalidated data of the wrong shape is loaded and saved unchanged."""
    item = handle(connection, db, structure=structure)
    db["items"].insert_one({"_id": 1, "a": value})
    document = item.one()
    assert document == {"_id": 1, "a": value}
    document.save(validate=False)
    assert db["items"].one() == {"_id": 1, "a": value}
    with pytest.raises((SchemaTypeError, InvalidDocument)):
        document.validate()


def test_no_double_conversion(connection: Connection, db: Database) -> None:
    """MK-TYP-113: Repeated saving and loading never converts a value twice."""
    item = handle(connection, db, structure={"a": Shouted(), "b": {"c": [Shouted()]}})
    document = item()
    document["a"] = "hey"
    document["b"]["c"] += ["ho"]
    for _ in range(2):
        document.save()
        document.validate()
        document.save()
        assert db["items"].one() == {
            "_id": document["_id"],
            "a": "hey!",
            "b": {"c": ["ho!"]},
        }
        assert document == {"_id": document["_id"], "a": "hey", "b": {"c": ["ho"]}}
        document = item.one()


def test_saving_keeps_the_containers(connection: Connection, db: Database) -> None:
    """MK-TYP-113: Saving does not replace the lists and dicts of a document."""
    tags, prices, pair = {"x"}, ["9.99"], ("1.5", 2)
    inner = {"price": "3.33", "prices": prices}
    item = handle(
        connection,
        db,
        structure={
            "tags": Set(str),
            "bar": {"price": Price(), "prices": [Price()]},
            "pair": (Price(), int),
        },
    )
    document = item()
    document.update(tags=tags, bar=inner, pair=pair)
    document.save()
    assert document["tags"] is tags
    assert document["bar"] is inner
    assert document["bar"]["prices"] is prices
    assert document["pair"] is pair
    prices.append("2.99")
    document.save()
    stored = db["items"].one()
    assert stored["bar"] == {"price": 3.33, "prices": [9.99, 2.99]}
    assert stored["pair"] == [1.5, 2]


def test_stored_forms_in_a_tuple(declare: Any) -> None:
    """MK-TYP-112: The constructor also converts stored forms inside tuples."""
    made = declare(structure={"days": [Date()], "pair": (int, Date())})
    document = made({"days": ("08-02-01",), "pair": (1, "08-02-01")})
    assert document == {"days": (DAY,), "pair": (1, DAY)}
    document.validate()


def test_constructor_leaves_its_argument_alone(declare: Any) -> None:
    """MK-TYP-113: The constructor does not change its argument."""
    made = declare(structure={"a": {"days": [Date()]}, "b": {"days": [Date()]}})
    right = {"days": [DAY]}
    given = {"a": {"days": ["08-02-01", DAY]}, "b": right}
    document = made(given)
    assert document == {"a": {"days": [DAY, DAY]}, "b": {"days": [DAY]}}
    assert given == {"a": {"days": ["08-02-01", DAY]}, "b": {"days": [DAY]}}
    assert document["b"] is right


def test_constructor_accepts_both_forms(declare: Any) -> None:
    """MK-TYP-113: The constructor accepts Python values and stored forms."""
    made = declare(structure={"day": Date(), "price": Price(), "text": Shouted()})
    document = made({"day": DAY, "price": "1.5", "text": "a!"})
    assert document == {"day": DAY, "price": "1.5", "text": "a"}
    assert made({"day": "08-02-01", "price": 1.5}) == {"day": DAY, "price": "1.5"}


def test_error_on_loading(connection: Connection, db: Database) -> None:
    """MK-TYP-110: A loading error names the field, the class and the document."""
    item = handle(connection, db, structure={"a": {"b": Date()}})
    db["items"].insert_one({"_id": 7, "a": {"b": "never"}})
    with pytest.raises(
        ValueError, match=r"^time data 'never' does not match"
    ) as caught:
        item.find_one()
    assert caught.value.__notes__ == ["in the field a.b", "of the Item with the _id 7"]


def test_error_in_the_constructor(declare: Any) -> None:
    """MK-TYP-110: An error while creating a document names the field."""
    with pytest.raises(
        ValueError, match=r"^time data 'never' does not match"
    ) as caught:
        declare(structure={"a": {"b": Date()}})({"a": {"b": "never"}})
    assert caught.value.__notes__ == ["in the field a.b"]


def test_error_on_reloading(connection: Connection, db: Database) -> None:
    """MK-DOC-109: A failed reload leaves the document unchanged."""
    item = handle(connection, db, structure={"n": int, "day": Date()})
    document = item({"n": 1, "day": DAY})
    document.save()
    db["items"].update_one({}, {"$set": {"n": 2, "day": "never"}})
    with pytest.raises(ValueError, match=r"^time data 'never' does not match"):
        document.reload()
    assert document == {"_id": document["_id"], "n": 1, "day": DAY}


def test_reload(connection: Connection, db: Database) -> None:
    """MK-DOC-109: A reloaded document contains Python values, not stored forms."""
    item = handle(connection, db, structure={"day": Date()})
    document = item({"day": DAY})
    document.save()
    db["items"].update_one({}, {"$set": {"day": "09-03-02"}})
    document.reload()
    assert document["day"] == LATER


@pytest.mark.parametrize("uses", [["required_fields"], ["validators", "indexes"]])
def test_stored_as_a_dict(
    connection: Connection, db: Database, uses: list[str]
) -> None:
    """MK-TYP-114: A type stored as a dict can be required, validated and indexed."""
    options = {
        "required_fields": ["amount"],
        "validators": {"amount": lambda value: value > 1},
        "indexes": [{"fields": "amount.f", "check": False}],
    }
    item = handle(
        connection,
        db,
        structure={"amount": Amount()},
        **{name: options[name] for name in uses},
    )
    document = item({"amount": 100.0})
    document.save()
    assert db["items"].one()["amount"] == {"f": "100.0"}
    assert item.one()["amount"] == 100.0
    assert item.generate_index(db["items"]) == ["amount.f_1"] * ("indexes" in uses)
    document["amount"] = None if "required_fields" in uses else 0.5
    with pytest.raises(
        (RequireFieldError, ValidationError), match=r"^amount (is|does)"
    ):
        document.validate()


@pytest.mark.parametrize("path", ["amount.f", "tags.x"])
def test_path_into_a_custom_type(declare: Any, path: str) -> None:
    """MK-TYP-114: An index path into a custom type is rejected by default."""
    with pytest.raises(ValueError, match=r"^Error in indexes: can't find \w+\.\w in"):
        declare(
            structure={"amount": Amount(), "tags": Set()}, indexes=[{"fields": path}]
        )


@pytest.mark.parametrize(
    ("structure", "empty"),
    [
        (Set(), set()),
        (Set(), None),
        (Amount(), None),
        ([Date()], []),
        ({str: Date()}, {}),
        ({"a": Date()}, {}),
        (OR(list, dict), []),
    ],
    ids=str,
)
def test_required_and_empty(declare: Any, structure: Any, empty: Any) -> None:
    """MK-REQ-102: ``None`` and empty containers do not satisfy a required field."""
    made = declare(
        structure={"foo": structure}, required_fields=["foo"], use_schemaless=True
    )
    document = made()
    document["foo"] = empty
    with pytest.raises(RequireFieldError, match=r"^foo is required$"):
        document.validate()


@pytest.mark.parametrize(
    ("structure", "value"),
    [(Amount(), 0.0), (Shouted(), ""), (Set(), {0}), ({"a": Date()}, {"a": None})],
    ids=str,
)
def test_required_and_given(declare: Any, structure: Any, value: Any) -> None:
    """MK-REQ-102: Zero, ``""`` and non-empty containers satisfy a required field."""
    made = declare(structure={"foo": structure}, required_fields=["foo"])
    document = made()
    document["foo"] = value
    document.validate()


def test_conversions_of_a_save(connection: Connection, db: Database) -> None:
    """MK-PERF-105: A save encodes a value once for validation and once for storage."""
    amount = Amount()
    item = handle(connection, db, structure={"amount": amount})
    item({"amount": 1.5}).save()
    assert amount.calls == 2


def test_inserting_through_a_handle(connection: Connection, db: Database) -> None:
    """MK-TYP-112: Inserts through a handle encode custom types, like ``save()``."""
    item = handle(connection, db, structure={"day": Date(), "_id": ObjectId})
    documents = [item({"day": DAY}) for _ in range(3)]
    item.insert_one(documents[0])
    item.insert_many(documents[1:])
    assert [raw["day"] for raw in db["items"].find()] == ["08-02-01"] * 3
    assert list(item.find()) == documents


class Moment(CustomType):
    """A time that is the epoch if there is none."""

    mongo_type = datetime.datetime
    python_type = (datetime.datetime, str)
    handles_none = True

    def to_bson(self, value: Any) -> datetime.datetime:
        """Return the time, or the epoch for ``None``."""
        is_time = isinstance(value, datetime.datetime)
        return value if is_time else datetime.datetime(1970, 1, 1)  # noqa: DTZ001

    def to_python(self, value: Any) -> Any:
        """Return the time, or ``"never"`` for ``None``."""
        return "never" if value is None else value


def test_type_that_handles_none(
    connection: Connection, db: Database, database: PlainDB, declare: Any
) -> None:
    """MK-TYP-112: A type that handles ``None`` converts it, but no missing field."""
    attributes = {"structure": {"at": Moment(), "n": int}, "use_schemaless": True}
    connection.register(declare(Document, **attributes))
    db["c"].MyDoc({"at": None}).save()
    stored = database["c"].find_one({}, {"_id": False})
    assert stored == {"at": datetime.datetime(1970, 1, 1)}  # noqa: DTZ001
    db["c"].MyDoc({"n": 1}).save()
    assert database["c"].find_one({"n": 1}, {"_id": False}) == {"n": 1}
    database["c"].insert_one({"at": None, "n": 2})
    assert db["c"].MyDoc.find_one({"n": 2})["at"] == "never"
    assert "at" not in db["c"].MyDoc.find_one({"n": 1})
