"""Creation of the indexes that a class declares."""

from typing import Any

import pytest
from pymongo.database import Database as PlainDatabase

from mongokit import (
    INDEX_DESCENDING,
    INDEX_GEO2D,
    INDEX_GEOSPHERE,
    INDEX_HASHED,
    INDEX_TEXT,
    Connection,
    Database,
    Document,
    OperationFailure,
)

PlainDB = PlainDatabase[dict[str, Any]]

STRUCTURE = {"standard": str, "other": {"deep": str}, "place": None}


def names(database: PlainDB) -> set[str]:
    """Return the names of the indexes on the server, except the ``_id`` index."""
    return set(database["c"].index_information()) - {"_id_"}


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ("standard", "standard_1"),
        ("other.deep", "other.deep_1"),
        (("standard", INDEX_DESCENDING), "standard_-1"),
        (["standard", ("other.deep", 1)], "standard_1_other.deep_1"),
        ([("standard", 1), ("other.deep", -1)], "standard_1_other.deep_-1"),
        (("place", INDEX_GEO2D), "place_2d"),
        ([("place", INDEX_GEO2D), ("other.deep", -1)], "place_2d_other.deep_-1"),
        (("place", INDEX_GEOSPHERE), "place_2dsphere"),
        ([("place", INDEX_HASHED)], "place_hashed"),
        (
            [("standard", INDEX_TEXT), ("other.deep", INDEX_TEXT)],
            "standard_text_other.deep_text",
        ),
    ],
    ids=str,
)
def test_fields(db: Database, database: PlainDB, fields: Any, name: str) -> None:
    """MK-IDX-101, MK-IDX-106: An index has the declared fields and directions."""

    class Item(Document):
        structure = STRUCTURE
        indexes = [{"fields": fields}]

    assert Item.generate_index(db["c"]) == [name]
    assert names(database) == {name}


def test_generating_again(db: Database, database: PlainDB) -> None:
    """MK-IDX-102: Generating indexes again keeps the indexes and their declaration."""

    class Item(Document):
        structure = STRUCTURE
        indexes = [
            {"fields": "standard", "unique": True},
            {"fields": "other.deep", "name": "mine"},
        ]

    declared = [dict(index) for index in Item.indexes]
    for _ in range(2):
        assert Item.generate_index(db["c"]) == ["standard_1", "mine"]
        assert names(database) == {"standard_1", "mine"}
    assert Item.indexes == declared


def test_indexes_are_not_created_implicitly(
    connection: Connection, db: Database, database: PlainDB
) -> None:
    """MK-IDX-102: Handles, new documents, saves and queries create no indexes."""

    class Item(Document):
        structure = STRUCTURE
        indexes = [{"fields": "standard"}]

    connection.register(Item)
    db["c"].Item().save()
    assert db["c"].Item.find_one() is not None
    assert names(database) == set()
    db["c"].Item.generate_index(db["c"])
    assert names(database) == {"standard_1"}


def test_inherited_indexes(db: Database, database: PlainDB) -> None:
    """``generate_index()`` also creates inherited indexes."""

    class Base(Document):
        structure = STRUCTURE
        indexes = [{"fields": "standard"}]

    class Item(Base):
        indexes = [{"fields": "other.deep"}]

    assert Item.generate_index(db["c"]) == ["other.deep_1", "standard_1"]
    assert names(database) == {"standard_1", "other.deep_1"}


def test_options(db: Database, database: PlainDB) -> None:
    """MK-IDX-101: Index options are passed on to the server."""

    class Item(Document):
        structure = STRUCTURE
        indexes = [
            {
                "fields": "standard",
                "unique": True,
                "sparse": True,
                "expireAfterSeconds": 60,
            },
            {"fields": "unknown.path", "check": False},
        ]

    Item.generate_index(db["c"])
    made = database["c"].index_information()
    assert (
        made["standard_1"].items()
        >= {"unique": True, "sparse": True, "expireAfterSeconds": 60}.items()
    )
    assert made["unknown.path_1"] == {"v": 2, "key": [("unknown.path", 1)]}


@pytest.mark.parametrize(
    ("option", "reason"),
    [
        ({"ttl": 86400}, "expireAfterSeconds"),
        ({"dropDups": True}, "duplicates"),
        ({"drop_dups": True}, "duplicates"),
    ],
)
def test_pymongo_2_options(
    db: Database, database: PlainDB, option: dict[str, Any], reason: str
) -> None:
    """MK-IDX-104, MK-IDX-105: Options of pymongo 2 are ignored with a warning."""

    class Item(Document):
        structure = STRUCTURE
        indexes = [{"fields": "standard", "unique": True, **option}]

    (name,) = option
    with pytest.warns(
        UserWarning, match=f"'{name}' of the index on 'standard'.*{reason}"
    ) as caught:
        Item.generate_index(db["c"])
    assert [warning.filename for warning in caught] == [__file__]
    assert database["c"].index_information()["standard_1"] == {
        "v": 2,
        "key": [("standard", 1)],
        "unique": True,
    }


def test_unknown_option(db: Database) -> None:
    """MK-IDX-105: An unknown option is passed on to the server, which rejects it."""

    class Item(Document):
        structure = STRUCTURE
        indexes = [{"fields": "standard", "uniq": True}]

    with pytest.raises(OperationFailure, match="uniq"):
        Item.generate_index(db["c"])


def test_generating_in_a_session(
    connection: Connection, db: Database, commands: Any
) -> None:
    """Indexes are created in the given session."""

    class Item(Document):
        structure = STRUCTURE
        indexes = [{"fields": "standard"}]

    with connection.start_session() as session:
        Item.generate_index(db["c"], session=session)
        (command,) = [
            c for name, c in commands.started_commands if name == "createIndexes"
        ]
        assert command["lsid"] == session.session_id
