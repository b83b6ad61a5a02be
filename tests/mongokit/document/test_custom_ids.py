"""Documents whose ``_id`` is of a custom type: the database gets the stored form."""

import json
from typing import Any

import pytest
from bson import DBRef, ObjectId
from pymongo import DeleteOne, InsertOne, ReplaceOne, UpdateOne
from pymongo.database import Database as PlainDatabase

from mongokit import (
    Connection,
    CustomType,
    Database,
    Document,
    DocumentMigration,
    RequireFieldError,
    SchemaTypeError,
)
from mongokit.versioned_document import VersionedDocument

PlainDB = PlainDatabase[dict[str, Any]]


class Hex(CustomType):
    """An ``ObjectId`` that is text in Python."""

    mongo_type = ObjectId
    python_type = str

    def to_bson(self, value: Any) -> ObjectId:
        """Return the ``ObjectId`` of a text."""
        return ObjectId(value)

    def to_python(self, value: Any) -> str:
        """Return the text of an ``ObjectId``."""
        return str(value)


class Upper(CustomType):
    """A string stored with a prefix: both forms have the same type."""

    mongo_type = str
    python_type = str

    def to_bson(self, value: Any) -> str:
        """Return the text with its mark."""
        return f"#{value}"

    def to_python(self, value: Any) -> str:
        """Return the text without its mark."""
        return str(value).removeprefix("#")


class UserMigration(DocumentMigration):
    """Renames the field ``old``."""

    def migration01__rename(self) -> None:
        """Rename ``old`` to ``name``."""
        self.target = {"old": {"$exists": True}}
        self.update = {"$rename": {"old": "name"}}


class User(Document):
    """A document with an id of a custom type."""

    __collection__ = "users"
    structure = {"_id": Hex(), "name": str}
    gridfs = {"files": ["photo"]}


class Team(Document):
    """A document that refers to users."""

    __collection__ = "teams"
    structure = {"lead": User, "members": [User]}
    use_autorefs = True


class Tag(Document):
    """A document whose id has the same type in both forms."""

    __collection__ = "tags"
    structure = {"_id": Upper(), "n": int}


@pytest.fixture(autouse=True)
def register(connection: Connection) -> None:
    """Register the classes."""
    connection.register([User, Team, Tag])


@pytest.fixture
def users(db: Database) -> Any:
    """Return the handle of ``User``."""
    return db.User


@pytest.fixture
def stored(database: PlainDB) -> ObjectId:
    """Store a user, and return the stored form of its id."""
    inserted: ObjectId = database.users.insert_one({"name": "Ann"}).inserted_id
    return inserted


def test_new_documents(users: Any, database: PlainDB) -> None:
    """MK-TYP-117: A new document gets a text as its id, stored as an ObjectId."""
    user = users({"name": "Ann"})
    user.save()
    assert isinstance(user["_id"], str)
    assert database.users.find_one() == {"_id": ObjectId(user["_id"]), "name": "Ann"}


def test_given_ids(users: Any, database: PlainDB) -> None:
    """MK-TYP-117: A given id is converted, and saving again replaces."""
    user = users({"_id": str(ObjectId()), "name": "Ann"})
    user.save()
    user["name"] = "Bob"
    user.save()
    expected = {"_id": ObjectId(user["_id"]), "name": "Bob"}
    assert list(database.users.find()) == [expected]


def test_loaded_documents(users: Any, stored: ObjectId, database: PlainDB) -> None:
    """MK-TYP-117: A loaded document is saved, reloaded and deleted by its stored id."""
    user = users.find_one()
    assert user["_id"] == str(stored)
    user["name"] = "Bob"
    user.save()
    assert list(database.users.find()) == [{"_id": stored, "name": "Bob"}]
    database.users.update_one({}, {"$set": {"name": "Eve"}})
    user.reload()
    assert user == {"_id": str(stored), "name": "Eve"}
    assert user.get_dbref() == DBRef("users", stored, database.name)
    user.delete()
    assert database.users.count_documents({}) == 0


FILTERS = {
    "plain": lambda own: {"_id": own},
    "in a list": lambda own: {"_id": {"$in": [own]}},
    "negated": lambda own: {"_id": {"$not": {"$ne": own}}},
    "nested": lambda own: {"$or": [{"_id": own}, {"name": "Zoe"}]},
    "stored form": lambda own: {"_id": ObjectId(own)},
}


@pytest.mark.parametrize("make_filter", FILTERS.values(), ids=FILTERS)
def test_filters(users: Any, stored: ObjectId, make_filter: Any) -> None:
    """MK-TYP-117: Filters through the handle take Python ids, and stored ones."""
    query = make_filter(str(stored))
    expected = {"_id": str(stored), "name": "Ann"}
    found = [
        users.find_one(query),
        users.find_one(filter=query),
        users.one(query),
        users.fetch_one(query),
        *users.find(query),
        users.find_one_and_update(query, {"$set": {"name": "Ann"}}),
        users.find_one_and_replace(query, {"name": "Ann"}),
        users.find_and_modify(query, {"$set": {"name": "Ann"}}),
    ]
    assert found == [expected] * 8
    assert users.count_documents(query) == 1
    assert users.update_one(query, {"$set": {"name": "Ann"}}).matched_count == 1
    assert users.update_many(query, {"$set": {"name": "Ann"}}).matched_count == 1
    assert users.replace_one(query, {"name": "Ann"}).matched_count == 1
    assert users.find_one_and_delete(query) == expected
    assert users.delete_one(query).deleted_count == 0


def test_ids_as_arguments(users: Any, stored: ObjectId) -> None:
    """MK-TYP-117: An id alone is a Python value; an unfit one finds nothing."""
    assert users.get_from_id(str(stored))["name"] == "Ann"
    assert users.find_one(str(stored))["name"] == "Ann"
    assert users.get_from_id("not an id") is None
    assert users.delete_many({"_id": str(stored)}).deleted_count == 1


def test_forms_of_one_type(db: Database, database: PlainDB) -> None:
    """MK-TYP-117: An id whose two forms share a type is converted exactly once."""
    db.Tag({"_id": "a", "n": 1}).save()
    tag = db.Tag.find_one({"_id": "a"})
    tag["n"] = 2
    tag.save()
    tag.reload()
    assert list(database.tags.find()) == [{"_id": "#a", "n": 2}]
    assert db.Tag.get_from_id("a") == {"_id": "a", "n": 2}
    tag.delete()
    assert database.tags.count_documents({}) == 0


def test_ids_that_cannot_be_made(db: Database, database: PlainDB) -> None:
    """MK-TYP-117: A type that stores no ObjectId needs an id; the error says so."""
    tag = db.Tag({"n": 1})
    with pytest.raises(RequireFieldError, match=r"_id is required: .* Upper\(\)"):
        tag.save()
    assert tag == {"n": 1}
    tag.save(uuid=True)
    assert [raw["_id"] for raw in database.tags.find()] == [f"#{tag['_id']}"]
    with pytest.raises(RequireFieldError, match="_id is required"):
        db.Tag.insert_one(db.Tag({"n": 1}))


def test_ids_of_a_wrong_type(users: Any, stored: ObjectId) -> None:
    """MK-TYP-117: A stored form as the id of a document is an error that names it."""
    user = users({"name": "Ann"})
    user["_id"] = stored
    with pytest.raises(SchemaTypeError, match="_id must be an instance of str"):
        user.delete()


def test_inserting(users: Any, database: PlainDB) -> None:
    """MK-TYP-117: Documents that are inserted get Python ids, the same as stored."""
    ann, bob, eve = (users({"name": name}) for name in ("Ann", "Bob", "Eve"))
    assert users.insert_one(ann).inserted_id == ObjectId(ann["_id"])
    assert users.insert_many([bob]).inserted_ids == [ObjectId(bob["_id"])]
    changed = users({"_id": ann["_id"], "name": "Anna"})
    users.bulk_write(
        [
            InsertOne(eve),
            ReplaceOne({"_id": ann["_id"]}, changed),
            UpdateOne({"_id": bob["_id"]}, {"$set": {"name": "Rob"}}),
            DeleteOne({"_id": str(ObjectId())}),
        ]
    )
    found = {str(raw["_id"]): raw["name"] for raw in database.users.find()}
    assert found == {ann["_id"]: "Anna", bob["_id"]: "Rob", eve["_id"]: "Eve"}


def test_references(users: Any, db: Database, database: PlainDB) -> None:
    """MK-TYP-117: References store the stored id, load, and save what has changed."""
    ann = users({"name": "Ann"})
    ann.save()
    team = db.Team({"lead": ann, "members": [ann]})
    team.save()
    expected = DBRef("users", ObjectId(ann["_id"]), database.name)
    assert database.teams.find_one({}, {"_id": 0}) == {
        "lead": expected,
        "members": [expected],
    }
    loaded = db.Team.find_one()
    assert loaded["lead"] is loaded["members"][0]
    loaded["lead"]["name"] = "Anna"
    loaded.save()
    assert database.users.find_one() == {"_id": ObjectId(ann["_id"]), "name": "Anna"}
    text = loaded.to_json()
    assert db.Team.from_json(text)["lead"]["name"] == "Anna"
    assert json.loads(text)["lead"]["_id"] == ann["_id"]


def test_versions(connection: Connection, db: Database) -> None:
    """MK-TYP-117: Revisions are kept under the text of the stored id."""

    class Page(VersionedDocument):
        structure = {"_id": Upper(), "text": str}

    connection.register(Page)
    page = db.pages.Page({"_id": "a", "text": "one"})
    page.save()
    page["text"] = "two"
    page.save()
    assert db.versioned_pages.find_one()["id"] == "#a"
    loaded = db.pages.Page.get_from_id("a")
    assert [each["text"] for each in loaded.get_revisions()] == ["one", "two"]
    assert loaded.get_revision(1)["_id"] == "a"
    loaded.remove({"_id": "a"}, versioning=True)
    assert db.versioned_pages.count_documents({}) == 0


def test_migrations(connection: Connection, db: Database, database: PlainDB) -> None:
    """MK-TYP-117: An outdated document is migrated on loading, and when asked to."""

    class Migrated(Document):
        structure = {"_id": Hex(), "name": str}
        migration_handler = UserMigration

    connection.register(Migrated)
    first = database.users.insert_one({"old": "Ann"}).inserted_id
    assert db.users.Migrated.get_from_id(str(first)) == {
        "_id": str(first),
        "name": "Ann",
    }
    second = database.users.insert_one({"name": "Bob"}).inserted_id
    loaded = db.users.Migrated.get_from_id(str(second))
    database.users.update_one({"_id": second}, {"$rename": {"name": "old"}})
    assert loaded.migrate() == {"migration01__rename": 1}
    assert loaded == {"_id": str(second), "name": "Bob"}


def test_files(users: Any, stored: ObjectId, database: PlainDB) -> None:
    """MK-TYP-117: Files are kept under the stored id."""
    user = users.find_one()
    user.fs.photo = b"pixels"
    assert database.fs.files.find_one()["docid"] == stored  # type: ignore[index]  # it is stored
    assert users.get_from_id(str(stored)).fs.photo == b"pixels"


def test_ids_that_contain_a_custom_type(connection: Connection, db: Database) -> None:
    """MK-TYP-117: Custom types inside an id are converted as well."""

    class Part(Document):
        structure = {"_id": {"of": Hex(), "n": int}, "x": int}

    connection.register(Part)
    own = ObjectId()
    part_id = {"of": str(own), "n": 1}
    part = db.parts.Part({"_id": part_id, "x": 1})
    part.save()
    part.reload()
    assert db.parts.Part.get_from_id(part_id) == {"_id": part_id, "x": 1}
    assert db.parts.find_one()["_id"]["of"] == own
    part.delete()
    assert db.parts.count_documents({}) == 0
