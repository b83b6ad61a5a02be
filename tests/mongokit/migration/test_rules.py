"""Tests of migration rules, which bring stored documents up to date."""

import logging
from typing import Any

import pytest
from pymongo.database import Database as PlainDatabase
from pymongo.write_concern import WriteConcern

from mongokit import (
    Connection,
    ConnectionError,  # noqa: A004  MongoKit's name
    Database,
    Document,
    DocumentMigration,
    OperationFailure,
    UpdateQueryError,
)

PlainDB = PlainDatabase[dict[str, Any]]


class PostMigration(DocumentMigration):
    """Rules for one document (``migration``) and for all (``allmigration``)."""

    def migration01_rename(self) -> None:
        """Rename the body."""
        self.target = {"body": {"$exists": True}}
        self.update = {"$rename": {"body": "text"}}

    def migration02_title(self) -> None:
        """Turn the title into a dict."""
        self.target = {"title": {"$type": "string"}}
        self.update = {"$set": {"title": {"en": self.doc["title"]}}}

    def migration03_french(self) -> None:
        """Add a French title to the dict that the previous rule has stored."""
        title = self.doc["title"]
        if "en" in title:
            self.target = {"title.fr": {"$exists": False}}
            self.update = {"$set": {"title.fr": title["en"].upper()}}

    def migration04_nothing(self) -> None:
        """Set a target, but no update."""
        self.target = {"_id": {"$exists": True}}

    def allmigration01_rename(self) -> None:
        """Rename the body in all documents."""
        self.target = {"body": {"$exists": True}}
        self.update = {"$rename": {"body": "text"}}

    def allmigration02_text(self) -> None:
        """Fill in a missing text and remove the draft flag."""
        self.target = {"text": {"$exists": False}}
        self.update = {"$set": {"text": ""}, "$unset": {"draft": 1}}

    def allmigration03_nothing(self) -> None:
        """Set an update, but no target."""
        self.update = {"$set": {"text": "lost"}}


class Post(Document):
    """The document class to which outdated posts are migrated."""

    __collection__ = "posts"
    structure = {"title": {"en": str, "fr": str}, "text": str}


@pytest.fixture
def posts(connection: Connection, database: PlainDB, db: Database) -> Any:
    """Store outdated and up-to-date posts and return the handle of ``Post``."""
    database["posts"].insert_many(
        [
            {"_id": 1, "title": "one", "body": "text"},
            {"_id": 2, "title": "two", "body": "text", "draft": True},
            {"_id": 3, "title": {"en": "three", "fr": "trois"}, "text": "text"},
            {"_id": 4, "title": {"en": "four", "fr": "quatre"}},
        ]
    )
    connection.register(Post)
    return db.Post


def stored(database: PlainDB) -> list[Any]:
    """Return the stored posts, ordered by id."""
    return list(database["posts"].find().sort("_id", 1))


def test_attributes() -> None:
    """A new migration has a document class, and defaults for its other attributes."""
    migration = PostMigration(Post)
    assert migration.doc_class is Post
    assert [
        getattr(migration, name)
        for name in ("target", "update", "doc", "collection", "session", "status")
    ] == [None, None, None, None, None, False]


def test_order(posts: Any) -> None:
    """MK-MIG-101: Rules run alphabetically, each with its target and update unset."""
    seen: list[Any] = []

    class Recording(DocumentMigration):
        def note(self, name: str) -> None:
            seen.append((name, self.target, self.update, self.doc, self.collection))
            self.target, self.update = {"none": 1}, {"$set": {"text": ""}}

        def migration2(self) -> None:
            self.note("2")

        def migration10(self) -> None:
            self.note("10")

        def migration1(self) -> None:
            self.note("1")

        migration0 = "not a method"

    post = posts.find_one({"_id": 3})
    assert Recording(Post).migrate(post) == {
        "migration1": 0,
        "migration10": 0,
        "migration2": 0,
    }
    collection = post.collection
    assert seen == [(n, None, None, post, collection) for n in ("1", "10", "2")]


def test_migrate(posts: Any, database: PlainDB) -> None:
    """MK-MIG-102: ``migrate()`` runs each rule on the result of the previous one."""
    post = posts.find_one({"_id": 1})
    others = stored(database)[1:]
    assert PostMigration(Post).migrate(post) == {
        "migration01_rename": 1,
        "migration02_title": 1,
        "migration03_french": 1,
        "migration04_nothing": 0,
    }
    expected = {"_id": 1, "title": {"en": "one", "fr": "ONE"}, "text": "text"}
    assert post == expected
    assert isinstance(post, Post)
    assert stored(database) == [expected, *others]


def test_migrate_a_current_document(posts: Any, database: PlainDB) -> None:
    """MK-MIG-102: Nothing is written if no rule applies."""
    before = stored(database)
    changed = PostMigration(Post).migrate(posts.find_one({"_id": 3}), safe=False)
    assert set(changed.values()) == {0}
    assert stored(database) == before


def test_reload_drops_changes(posts: Any) -> None:
    """MK-MIG-102: ``migrate()`` reloads the document and discards unsaved changes."""
    post = posts.find_one({"_id": 3})
    post["text"] = "not saved"
    PostMigration(Post).migrate(post)
    assert post["text"] == "text"


def test_target_is_not_changed(posts: Any) -> None:
    """MK-MIG-102: ``migrate()`` does not modify the ``target`` dict of a rule."""
    target = {"_id": 4, "text": {"$exists": False}}

    class Filling(DocumentMigration):
        def migration01(self) -> None:
            self.target, self.update = target, {"$set": {"text": ""}}

    assert Filling(Post).migrate(posts.find_one({"_id": 3})) == {"migration01": 0}
    assert Filling(Post).migrate(posts.find_one({"_id": 4})) == {"migration01": 1}
    assert target == {"_id": 4, "text": {"$exists": False}}


def test_deleted_document(posts: Any, database: PlainDB) -> None:
    """MK-MIG-102: A deleted document cannot be migrated."""
    post = posts.find_one({"_id": 1})
    database["posts"].delete_one({"_id": 1})
    with pytest.raises(OperationFailure, match=r"1 is not found in the database$"):
        PostMigration(Post).migrate(post)


def test_unsaved_document(posts: Any) -> None:
    """MK-MIG-102: A document without an id or a collection cannot be migrated."""
    with pytest.raises(KeyError, match="_id"):
        PostMigration(Post).migrate(posts())
    with pytest.raises(ConnectionError, match=r"^No collection found$"):
        PostMigration(Post).migrate(Post({"_id": 1, "title": "one"}))


def test_unacknowledged_writes(posts: Any, db: Database) -> None:
    """MK-MIG-102: Changes are counted regardless of the collection's write concern."""
    unacknowledged = db["posts"].with_options(write_concern=WriteConcern(w=0))
    post = unacknowledged.Post.find_one({"_id": 1})
    assert PostMigration(Post).migrate(post)["migration01_rename"] == 1
    del posts


def test_migrate_all(posts: Any, database: PlainDB) -> None:
    """MK-MIG-103: ``migrate_all()`` applies each rule to all matching documents."""
    assert PostMigration(Post).migrate_all(posts.collection) == {
        "allmigration01_rename": 2,
        "allmigration02_text": 1,
        "allmigration03_nothing": 0,
    }
    assert [post["text"] for post in stored(database)] == ["text", "text", "text", ""]
    assert stored(database)[0]["title"] == "one"


def test_migrate_all_again(posts: Any, database: PlainDB) -> None:
    """MK-MIG-103: A second ``migrate_all()`` changes nothing."""
    migration = PostMigration(Post)
    migration.migrate_all(database["posts"])
    before = stored(database)
    assert set(migration.migrate_all(database["posts"], safe=False).values()) == {0}
    assert stored(database) == before
    del posts


def test_log(posts: Any, caplog: pytest.LogCaptureFixture) -> None:
    """MK-MIG-103: ``migrate_all()`` logs how many documents each rule has changed."""
    with caplog.at_level(logging.INFO, "mongokit.migration"):
        PostMigration(Post).migrate_all(posts.collection)
        PostMigration(Post).migrate_all(posts.collection)
    assert [record.getMessage() for record in caplog.records] == [
        "allmigration01_rename of PostMigration has changed 2 documents",
        "allmigration02_text of PostMigration has changed 1 documents",
        "allmigration01_rename of PostMigration has changed 0 documents",
        "allmigration02_text of PostMigration has changed 0 documents",
    ]


class Rich(Document):
    """A document class with many kinds of paths to update."""

    structure = {
        "title": str,
        "a": {"b": {"c": int}},
        "tags": [str],
        "items": [{"n": int}],
        "pair": (int, str),
        "any": dict,
        "words": {str: {"n": int}},
        "free": None,
    }


def rule(update: Any, structure_class: Any = Rich) -> DocumentMigration:
    """Return a migration whose only rule has the update but matches no document."""

    class One(DocumentMigration):
        def allmigration01(self) -> None:
            self.target, self.update = {"never": 1}, update

    return One(structure_class)


KNOWN = """
    _id _revision title a a.b.c tags tags.0 tags.$[] items.0.n items.$[].n pair.1
    any.x.y words.x words.x.n free free.x
""".split()  # noqa: SIM905  easier to read than a list


@pytest.mark.parametrize("path", KNOWN)
def test_known_paths(db: Database, path: str) -> None:
    """MK-MIG-103: A rule can set any path that the structure allows."""
    assert rule({"$set": {path: 1}}).migrate_all(db["rich"]) == {"allmigration01": 0}


def test_filtered_positions(db: Database) -> None:
    """MK-MIG-103: Filtered positional operators (``$[x]``) are left to the server."""
    with pytest.raises(OperationFailure, match=r"No array filter found for .*'x'"):
        rule({"$set": {"items.$[x].n": 1}}).migrate_all(db["rich"])


UNKNOWN = """
    tagz tags.x tags.0.x title.x a.x a.b.c.d a._id items.n items.0.x words.x.y pair.x
""".split()  # noqa: SIM905  easier to read than a list


@pytest.mark.parametrize("path", UNKNOWN)
def test_unknown_paths(db: Database, path: str) -> None:
    """MK-MIG-103: A rule that sets an unknown path is rejected."""
    with pytest.raises(UpdateQueryError, match=f"^'{path}' not found in Rich's struct"):
        rule({"$set": {path: 1}}).migrate_all(db["rich"])


@pytest.mark.parametrize("operator", ["$set", "$inc", "$push", "$setOnInsert", "$min"])
def test_operators_that_need_a_field(db: Database, operator: str) -> None:
    """MK-MIG-103: Operators that set a field reject fields outside the structure."""
    text = r"^'tagz' not found in Rich's structure$"
    with pytest.raises(UpdateQueryError, match=text):
        rule({"$unset": {"old": 1}, operator: {"tagz": 1}}).migrate_all(db["rich"])


@pytest.mark.parametrize(
    "update", [{"$unset": {"old": 1}}, {"$rename": {"old": "tags"}}]
)
def test_operators_for_any_field(db: Database, update: Any) -> None:
    """MK-MIG-103: ``$unset`` and ``$rename`` accept fields outside the structure."""
    assert rule(update).migrate_all(db["rich"]) == {"allmigration01": 0}


def test_pipelines(db: Database) -> None:
    """MK-MIG-103: An update can be a pipeline, whose fields are checked as well."""
    good = [{"$unset": ["old"]}, {"$set": {"title": {"$toUpper": "$title"}}}]
    assert rule(good).migrate_all(db["rich"]) == {"allmigration01": 0}
    with pytest.raises(UpdateQueryError, match=r"^'x' not found in Rich's structure$"):
        rule([{"$addFields": {"x": 1}}]).migrate_all(db["rich"])


def test_classes_without_a_fixed_structure(db: Database) -> None:
    """MK-MIG-103: Without a fixed structure, a rule can set any field."""

    class Schemaless(Document):
        structure = {"title": str}
        use_schemaless = True

    class Open(Document):
        pass

    for each in (Schemaless, Open):
        migration = rule({"$set": {"new": 1}}, each)
        assert migration.migrate_all(db["rich"]) == {"allmigration01": 0}


def test_no_operator(db: Database) -> None:
    """MK-MIG-103: An update without operators raises the driver's error."""
    with pytest.raises(ValueError, match=r"update only works with \$ operators"):
        rule({"title": "all the same"}).migrate_all(db["rich"])


def test_status(posts: Any) -> None:
    """MK-MIG-104: ``status`` is true only while ``get_deprecated()`` runs a rule."""
    seen = []

    class Checking(DocumentMigration):
        def allmigration01(self) -> None:
            seen.append((self.status, self.doc, self.collection))

    collection = posts.collection
    Checking(Post).migrate_all(collection)
    Checking(Post).get_deprecated(collection)
    assert seen == [(False, None, collection), (True, None, collection)]


def test_rule_that_updates_by_itself(posts: Any, database: PlainDB) -> None:
    """MK-MIG-103: A rule can update documents with the collection's own methods."""

    class Numbering(DocumentMigration):
        def allmigration01(self) -> None:
            self.target = {"text": {"$exists": False}}
            if not self.status:
                for found in list(self.collection.find(self.target)):
                    self.target = {"_id": found["_id"]}
                    self.update = {"$set": {"text": f"text {found['_id']}"}}
                    self.collection.update_one(self.target, self.update)

    changed = Numbering(Post).migrate_all(posts.collection)
    assert changed == {"allmigration01": 0}
    assert [post["text"] for post in stored(database)] == [
        *("text 1", "text 2", "text", "text 4"),
    ]


def test_deprecated(posts: Any, database: PlainDB) -> None:
    """MK-MIG-104: A rule is deprecated if it has a target that no document matches."""
    before = stored(database)
    needs_a_document = ["migration02_title", "migration03_french"]
    assert PostMigration(Post).get_deprecated(posts.collection) == {
        "active": [
            *("allmigration01_rename", "allmigration02_text", "allmigration03_nothing"),
            *("migration01_rename", *needs_a_document, "migration04_nothing"),
        ],
        "deprecated": [],
    }
    assert stored(database) == before
    database["posts"].delete_many({"_id": {"$lt": 3}})
    assert PostMigration(Post).get_deprecated(posts.collection) == {
        "active": [
            *("allmigration02_text", "allmigration03_nothing"),
            *("migration03_french", "migration04_nothing"),
        ],
        "deprecated": [
            *("allmigration01_rename", "migration01_rename", "migration02_title"),
        ],
    }


def test_errors_of_a_rule(posts: Any) -> None:
    """MK-MIG-104: ``get_deprecated()`` propagates an unexpected error in a rule."""

    class Broken(DocumentMigration):
        def migration01(self) -> None:
            raise LookupError("broken")

    with pytest.raises(LookupError, match=r"^broken$"):
        Broken(Post).get_deprecated(posts.collection)


def test_migrate_method(connection: Connection, posts: Any, database: PlainDB) -> None:
    """MK-MIG-106: ``Document.migrate()`` runs the class's migration handler."""

    class Handled(Post):
        migration_handler = PostMigration

    connection.register(Handled)
    post = posts.collection.Handled({"_id": 3, "title": None, "text": None})
    database["posts"].update_one({"_id": 3}, {"$set": {"title": "three"}})
    changed = post.migrate(safe=True)
    assert changed["migration02_title"] == changed["migration03_french"] == 1
    assert post["title"] == {"en": "three", "fr": "THREE"}
    assert stored(database)[2] == post


def test_without_a_handler(posts: Any) -> None:
    """MK-MIG-106: ``migrate()`` without a migration handler raises an error."""
    with pytest.raises(AttributeError, match=r"^Post has no migration_handler"):
        posts.find_one({"_id": 1}).migrate()


def test_in_a_transaction(
    connection: Connection, posts: Any, database: PlainDB
) -> None:
    """MK-MIG-102: A migration takes part in a transaction and sees its changes."""
    before = stored(database)
    collection = posts.collection
    with connection.start_session() as session, session.start_transaction():
        post = posts.find_one({"_id": 1}, session=session)
        migration = PostMigration(Post)
        assert migration.migrate(post, session=session)["migration03_french"] == 1
        assert post["title"] == {"en": "one", "fr": "ONE"}
        changed = migration.migrate_all(collection, session=session)
        assert changed["allmigration01_rename"] == 1
        assert migration.session is session
        in_it = migration.get_deprecated(collection, session=session)["deprecated"]
        assert "allmigration01_rename" in in_it
        assert (
            "allmigration01_rename"
            not in (migration.get_deprecated(collection)["deprecated"])
        )
        session.abort_transaction()
    assert stored(database) == before
