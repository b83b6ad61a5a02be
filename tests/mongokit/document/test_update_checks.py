"""Updates through a handle are checked against the structure before they are sent."""

import datetime
from typing import Any

import pytest
from bson import Decimal128, Int64, ObjectId
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from pymongo import UpdateMany, UpdateOne
from pymongo.database import Database as PlainDatabase
from pymongo.errors import OperationFailure

from mongokit import (
    IS,
    OR,
    Connection,
    Database,
    DateType,
    DecimalType,
    Document,
    RequireFieldError,
    SchemaTypeError,
    Set,
    StructureError,
    ValidationError,
)
from tests.mongokit.reference_validator import errors_of
from tests.mongokit.structures import JUNK, PLAIN, mappings

PlainDB = PlainDatabase[dict[str, Any]]
NOON = datetime.datetime(2026, 11, 26, 12)  # noqa: DTZ001  naive, as loaded


class Order(Document):
    """A document with fields of every kind."""

    __collection__ = "orders"
    structure = {
        "name": str,
        "count": int,
        "price": float,
        "large": Int64,
        "at": datetime.datetime,
        "tags": [str],
        "colours": Set(str),
        "day": DateType(),
        "total": DecimalType(),
        "pair": (int, str),
        "same": (int, int),
        "lines": [{"item": str, "sizes": [int]}],
        "place": {"city": str, "zip": str},
        "free": dict,
        "rows": list,
        "any": None,
        "either": OR(int, float),
        "level": IS(1, 2),
        "title": str,
        "counts": {str: int},
    }
    required_fields = ["name", "place.city"]
    validators = {"count": lambda n: n < 100, "place.zip": str.isdigit}
    i18n = ["title"]


check: Any = Order._plan.check_update

ACCEPTED = [
    {"$set": {"name": "a", "count": 3, "price": 1.5, "at": NOON, "large": Int64(1)}},
    {"$set": {"price": None, "tags": [], "pair": [1, "a"], "pair.0": 2}},
    {"$set": {"tags.0": "a", "tags.$": "a", "tags.$[]": "a", "tags.$[x]": "a"}},
    {"$set": {"lines.0.item": "a", "lines.$[].sizes.3": 1, "same.$": 1}},
    {"$set": {"place": {"city": "a", "zip": "1"}, "place.zip": "2"}},
    {"$set": {"free.a.b": 1, "rows.0.x": [1], "any": [1], "any.x.y": 2}},
    {"$set": {"level": 2, "either": 1.5, "counts.x": 1, "counts": {}}},
    {"$set": {"_id": 1, "_version": 3}},
    {"$setOnInsert": {"name": "a"}, "$min": {"count": 1}, "$max": {"at": NOON}},
    {"$inc": {"count": 1, "price": 0.5, "large": Int64(2), "any": 1, "either": 2}},
    {"$mul": {"count": 2}, "$bit": {"large": {"xor": Int64(1)}}, "$inc": {"level": 1}},
    {"$currentDate": {"at": True, "any": {"$type": "timestamp"}, "day": True}},
    {"$push": {"tags": "a", "lines": {"item": "a", "sizes": []}, "rows": 1}},
    {"$push": {"tags": {"$each": ["a", "b"], "$slice": 2}, "lines.0.sizes": 1}},
    {"$addToSet": {"tags": {"$each": []}, "colours": "red", "any": 1}},
    {"$pull": {"tags": "a", "lines": {"item": "a"}, "rows": {"$gt": 1}}},
    {"$pullAll": {"tags": ["a"]}, "$pop": {"rows": 1}},
    {"$unset": {"price": "", "tags.0": 1, "counts.x": 1}},
    {"$rename": {"title": "any", "count": "free.count"}},
    [{"$set": {"unknown": 1}}],
]

REFUSED: list[tuple[Any, type[Exception], str]] = [
    ({"$set": {"unknown": 1}}, StructureError, "unknown is not in the structure of"),
    ({"$set": {"place.x": 1}}, StructureError, "place.x is not"),
    ({"$set": {"name.x": 1}}, StructureError, "name.x is not"),
    ({"$set": {"tags.x": "a"}}, StructureError, "tags.x is not"),
    ({"$set": {"lines.0.x": 1}}, StructureError, "lines.0.x is not"),
    ({"$set": {"pair.2": 1}}, StructureError, "pair.2 is not"),
    ({"$set": {"pair.$": 1}}, StructureError, "pair.$ is not"),
    ({"$set": {"day.x": 1}}, StructureError, "day.x is not"),
    ({"$set": {"level.x": None}}, StructureError, "level.x is not"),
    ({"$set": {"either.x": None}}, StructureError, "either.x is not"),
    ({"$push": {"either": 1}}, SchemaTypeError, "either must be an instance of"),
    ({"$push": {"level": 1}}, SchemaTypeError, "level must be in"),
    ({"$set": {"count": "1"}}, SchemaTypeError, "count must be an instance of int"),
    ({"$set": {"price": 1}}, SchemaTypeError, "price must be an instance of float"),
    ({"$set": {"tags": "a"}}, SchemaTypeError, "tags must be an instance of list"),
    ({"$set": {"tags.$": 1}}, SchemaTypeError, "tags.$ must be an instance of str"),
    ({"$set": {"pair.1": 1}}, SchemaTypeError, "pair.1 must be an instance of str"),
    ({"$set": {"day": "x"}}, SchemaTypeError, "day must be an instance of date"),
    ({"$set": {"level": 3}}, SchemaTypeError, "level must be in"),
    ({"$set": {"counts.x": "1"}}, SchemaTypeError, "counts.x must be an instance of"),
    ({"$set": {"lines": [{"item": "a"}]}}, StructureError, "missed fields"),
    ({"$set": {"count": 100}}, ValidationError, "count does not pass"),
    ({"$set": {"place.zip": "x"}}, ValidationError, "place.zip does not pass"),
    (
        {"$set": {"place": {"city": "a", "zip": "x"}}},
        ValidationError,
        "place.zip does not pass",
    ),
    ({"$set": {"name": None}}, RequireFieldError, "name is required"),
    ({"$set": {"place": None}}, RequireFieldError, "place.city is required"),
    (
        {"$set": {"place": {"city": None, "zip": None}}},
        RequireFieldError,
        "place.city is required",
    ),
    ({"$unset": {"name": 1}}, RequireFieldError, "name is required"),
    ({"$unset": {"place": 1}}, RequireFieldError, "place.city is required"),
    ({"$rename": {"name": "any"}}, RequireFieldError, "name is required"),
    ({"$rename": {"count": "title"}}, SchemaTypeError, "cannot be renamed to title"),
    ({"$rename": {"count": "x"}}, StructureError, "x is not in the structure"),
    ({"$min": {"count": "1"}}, SchemaTypeError, "count must be"),
    ({"$inc": {"name": 1}}, SchemaTypeError, "name must be an instance of str"),
    ({"$inc": {"count": 1.5}}, SchemaTypeError, "count must be an instance of int"),
    ({"$inc": {"count": "1"}}, SchemaTypeError, "count must be an instance of a num"),
    ({"$inc": {"any": True}}, SchemaTypeError, "any must be an instance of a number"),
    ({"$mul": {"count": None}}, SchemaTypeError, "count must be an instance of a num"),
    ({"$bit": {"name": {"or": 1}}}, SchemaTypeError, "name must be an instance of str"),
    ({"$currentDate": {"name": True}}, SchemaTypeError, "name must be an instance of"),
    (
        {"$currentDate": {"day": {"$type": "timestamp"}}},
        SchemaTypeError,
        "day must be an instance of",
    ),
    ({"$push": {"tags": 1}}, SchemaTypeError, "tags must be an instance of str"),
    ({"$push": {"tags": {"$each": ["a", 1]}}}, SchemaTypeError, "tags must be"),
    ({"$push": {"pair": 1}}, SchemaTypeError, "pair must have 2 items"),
    ({"$push": {"day": NOON}}, SchemaTypeError, "day is not stored as a list"),
    ({"$push": {"name": "a"}}, SchemaTypeError, "name must be an instance of str"),
    ({"$addToSet": {"colours": 1}}, ValueError, "colours must be an instance of str"),
    ({"$pull": {"tags": 1}}, SchemaTypeError, "tags must be an instance of str"),
    ({"$pullAll": {"tags": [1]}}, SchemaTypeError, "tags must be an instance of str"),
    ({"$pop": {"pair": 1}}, SchemaTypeError, "pair must have 2 items"),
    ({"$pull": {"name": {"$gt": 1}}}, SchemaTypeError, "name must be an instance of"),
]


@pytest.mark.parametrize("update", ACCEPTED, ids=str)
def test_valid_updates(update: Any) -> None:
    """MK-DOC-113: A valid update without custom types is sent as it is."""
    assert check(update) is update


@pytest.mark.parametrize(("update", "kind", "message"), REFUSED, ids=str)
def test_invalid_updates(update: Any, kind: type[Exception], message: str) -> None:
    """MK-DOC-113: An invalid update is refused, and the error names the field."""
    with pytest.raises(kind) as caught:
        check(update)
    assert str(caught.value).startswith(message) or message in str(caught.value)
    assert vars(caught.value)["path"]


def test_custom_types() -> None:
    """MK-DOC-113: Values of custom types are converted, wherever they are."""
    day, midnight = NOON.date(), NOON.replace(hour=0, tzinfo=datetime.UTC)
    update: dict[str, dict[str, Any]] = {
        "$set": {"day": day, "colours": {"red"}, "title": {"en": "a"}, "name": "b"},
        "$inc": {"total": Decimal128("1").to_decimal()},
        "$setOnInsert": {"price": 1.0},
    }
    assert check(update) == {
        "$set": {
            "day": midnight,
            "colours": ["red"],
            "title": [{"lang": "en", "value": "a"}],
            "name": "b",
        },
        "$inc": {"total": Decimal128("1")},
        "$setOnInsert": {"price": 1.0},
    }
    assert update["$set"]["day"] == day


def test_schemaless_classes(declare: Any) -> None:
    """MK-DOC-113: A schemaless class accepts any path, and checks the declared ones."""
    loose = declare(structure={"n": int, "in": {"x": int}}, use_schemaless=True)
    check_loose = loose._plan.check_update
    update = {"$set": {"other": 1, "other.x": 2, "in.y": 3, "n": 4}}
    assert check_loose(update) is update
    with pytest.raises(SchemaTypeError, match=r"in\.x must be an instance of int"):
        check_loose({"$set": {"in.x": "1"}})


UPDATES = {
    "update_one": lambda h, update: h.update_one({}, update),
    "update_many": lambda h, update: h.update_many({}, update),
    "find_one_and_update": lambda h, update: h.find_one_and_update({}, update),
    "bulk_write, one": lambda h, update: h.bulk_write([UpdateOne({}, update)]),
    "bulk_write, many": lambda h, update: h.bulk_write([UpdateMany({}, update)]),
}


@pytest.mark.parametrize("write", UPDATES)
def test_every_way_to_update(
    connection: Connection, db: Database, database: PlainDB, write: str
) -> None:
    """MK-DOC-113: Every update through a handle is checked, converted, and sent."""
    connection.register(Order)
    database["orders"].insert_one({"_id": 1, "name": "a"})
    UPDATES[write](db.Order, {"$set": {"day": NOON.date()}})
    expected = {"_id": 1, "name": "a", "day": NOON.replace(hour=0)}
    assert database["orders"].find_one() == expected
    with pytest.raises(RequireFieldError, match="name is required"):
        UPDATES[write](db.Order, {"$set": {"name": None}})
    assert database["orders"].find_one() == expected


PATHS = st.sampled_from(
    [*"ab", "c$", "a.x", "b.x", "a.a", "a.b", "b.a", "a.0", "b.1", "a.0.a", "b.x.a"]
)
EXACT = ("$set", "$push", "$addToSet")
"""Operators whose refused updates would always store something invalid."""
OPERATORS = st.sampled_from([*EXACT, "$min", "$max", "$inc", "$mul", "$pull"])


@given(mappings(PLAIN), st.data())
# Derandomized, so that only changes of the mapper can make the test fail.
@settings(
    deadline=None,
    derandomize=settings.get_current_profile_name() != "thorough",
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_random_updates(
    db: Database, database: PlainDB, declare: Any, drawn: Any, data: st.DataObject
) -> None:
    """MK-DOC-113: An accepted update leaves a valid document, a refused one would not.

    A simple validator and the server's own judge the result.
    """
    structure, fitting, _ = drawn
    assume(structure)
    made = declare(Document, structure=structure)
    made.apply_validator(db["c"])
    before = data.draw(fitting)
    database["c"].replace_one({"_id": 1}, before, upsert=True)
    operator, path = data.draw(OPERATORS), data.draw(PATHS)
    field = structure.get(path.split(".")[0])
    fits = {str(key): values for key, values in PLAIN}.get(str(field), JUNK)
    update = {operator: {path: data.draw(fits | JUNK)}}
    try:
        made._plan.check_update(update)
        is_accepted = True
    except (StructureError, SchemaTypeError):
        is_accepted = False
    is_stored = try_to_update(database, update)
    after = database["c"].find_one({"_id": 1}, {"_id": False}) or {}
    if is_accepted and has_parent(before, path):
        assert is_stored is not False
        assert errors_of(structure, after) == []
    elif (
        not is_accepted
        and operator in EXACT
        and not (operator != "$set" and is_tuple(structure, path))
    ):
        assert not is_stored or after == before


def has_parent(document: Any, path: str) -> bool:
    """Return whether the dict or list to which a path leads is stored already.

    Otherwise, the server makes a new dict, which may lack other fields.
    """
    value = document
    for part in path.split(".")[:-1]:
        key = int(part) if isinstance(value, list) and part.isdecimal() else part
        try:
            value = value[key]
        except (LookupError, TypeError):
            return False
    return True


def is_tuple(structure: Any, path: str) -> bool:
    """Return whether a path is declared as a tuple: appending to none can make one."""
    declared = structure
    for part in path.split("."):
        if isinstance(declared, dict):
            declared = declared.get(part, declared.get(str))
        else:
            declared = declared[0] if isinstance(declared, list) and declared else None
    return isinstance(declared, tuple)


def try_to_update(database: PlainDB, update: dict[str, Any]) -> bool | None:
    """Update a document; return whether its validator allows it.

    Return ``None`` if the server refuses the update itself.
    """
    try:
        database["c"].update_one({"_id": 1}, update)
    except OperationFailure as error:
        return False if error.code == 121 else None
    return True


def test_paths_with_positions(declare: Any) -> None:
    """MK-DOC-113: The number of checked paths that are remembered has a limit."""
    made = declare(Document, structure={"rows": [ObjectId]})
    for position in range(3000):
        made._plan.check_update({"$set": {f"rows.{position}": ObjectId()}})
    assert len(made._plan.check_update._targets) <= 1000
