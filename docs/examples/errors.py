"""An example for each error class; the reference shows them, and a test runs them."""

from collections.abc import Callable
from typing import NamedTuple

from flask import Flask

from flask_mongokit import AuthenticationIncorrect, ConfigurationError, MongoKit
from mongokit import (
    AuthorizedTypeError,
    AutoReferenceError,
    BadIndexError,
    BadKeyError,
    Connection,
    ConnectionError,  # noqa: A004  MongoKit's name
    Database,
    DBRef,
    DefaultFieldTypeError,
    Document,
    DocumentMigration,
    DotExpandedDict,
    DuplicateRequiredError,
    EvalException,
    MasterSlaveConnection,
    MaxDocumentSizeError,
    MultipleResultsFound,
    OptionConflictError,
    RequireFieldError,
    SchemaTypeError,
    Set,
    StructureError,
    UpdateQueryError,
    ValidationError,
)
from mongokit.errors import DeprecationError, DuplicateI18nError

Function = Callable[[Connection, Database], None]


class Example(NamedTuple):
    """A function that raises an error, and the error's message."""

    error: type[Exception]
    message: str
    function: Function


EXAMPLES: list[Example] = []


def raises(error: type[Exception], message: str) -> Callable[[Function], Function]:
    """Return a decorator that adds an example."""

    def add(function: Function) -> Function:
        EXAMPLES.append(Example(error, message, function))
        return function

    return add


class Task(Document):
    """The document class of most examples."""

    __collection__ = "tasks"
    structure = {"title": str, "done": bool}


@raises(RequireFieldError, "title is required")
def leave_out_a_title(connection: Connection, db: Database) -> None:
    class TitledTask(Task):
        required_fields = ["title"]

    TitledTask().validate()


@raises(StructureError, "unknown fields ['prio'] in Task")
def add_an_undeclared_field(connection: Connection, db: Database) -> None:
    Task({"title": "Milk", "done": False, "prio": 1}).validate()


@raises(BadKeyError, "Mail: to.name must not contain '.'")
def declare_a_dotted_name(connection: Connection, db: Database) -> None:
    class Mail(Document):
        structure = {"to.name": str}


@raises(AuthorizedTypeError, "complex is not an authorized types")
def use_a_type_without_bson(connection: Connection, db: Database) -> None:
    class Point(Document):
        structure = {"anything": None}

    Point({"anything": 1 + 2j}).validate()


@raises(SchemaTypeError, "done must be an instance of bool not str")
def store_text_as_a_flag(connection: Connection, db: Database) -> None:
    Task({"title": "Milk", "done": "yes"}).validate()


@raises(ValidationError, "title does not pass the validator <lambda>")
def refuse_a_value(connection: Connection, db: Database) -> None:
    class ShortTask(Task):
        validators = {"title": lambda title: len(title) < 10}

    ShortTask({"title": "A title of many letters", "done": False}).validate()


@raises(DuplicateRequiredError, "duplicate required_fields : ['title', 'title']")
def require_a_field_twice(connection: Connection, db: Database) -> None:
    class TitledTask(Task):
        required_fields = ["title", "title"]


@raises(DuplicateI18nError, "duplicated i18n : ['title', 'title']")
def translate_a_field_twice(connection: Connection, db: Database) -> None:
    class TranslatedTask(Task):
        i18n = ["title", "title"]


@raises(DefaultFieldTypeError, "tags must be an instance of set not str")
def give_a_default_of_another_type(connection: Connection, db: Database) -> None:
    class TaggedTask(Task):
        structure = {"tags": Set(str)}
        default_values = {"tags": "home"}

    TaggedTask()


@raises(
    DeprecationError,
    "MasterSlaveConnection is gone: use a replica set, and Connection(replicaSet=...)",
)
def use_a_removed_class(connection: Connection, db: Database) -> None:
    MasterSlaveConnection("localhost")


@raises(AutoReferenceError, "there is no Task with the _id 1 in todo.tasks")
def refer_to_nothing(connection: Connection, db: Database) -> None:
    class Note(Document):
        __collection__ = "notes"
        structure = {"about": Task}
        use_autorefs = True

    connection.register([Task, Note])
    db["notes"].insert_one({"about": DBRef("tasks", 1, db.name)})
    db[Note].find_one()


@raises(BadIndexError, "'fields' key must be specify in indexes")
def declare_an_index_without_fields(connection: Connection, db: Database) -> None:
    class IndexedTask(Task):
        indexes = [{"unique": True}]


@raises(ConnectionError, "No collection found")
def save_without_a_collection(connection: Connection, db: Database) -> None:
    Task({"title": "Milk", "done": False}).save()


@raises(
    MaxDocumentSizeError,
    "The document size is too big, documents lower than 16MB is allowed (got 17000024 bytes)",
)
def exceed_the_size_limit(connection: Connection, db: Database) -> None:
    Task({"title": "m" * 17_000_000, "done": False}).validate()


@raises(MultipleResultsFound, "2 results found")
def find_two_instead_of_one(connection: Connection, db: Database) -> None:
    db["tasks"].insert_many([{"title": "Milk"}, {"title": "Milk"}])
    db["tasks"].one({"title": "Milk"})


@raises(
    OptionConflictError,
    "You cannot set a migration_handler with use_schemaless set to True",
)
def migrate_without_a_structure(connection: Connection, db: Database) -> None:
    class Migration(DocumentMigration):
        pass

    class LooseTask(Task):
        use_schemaless = True
        migration_handler = Migration


@raises(UpdateQueryError, "'priority' not found in Task's structure")
def migrate_an_unknown_field(connection: Connection, db: Database) -> None:
    class Migration(DocumentMigration):
        def allmigration01__add_priority(self) -> None:
            self.target = {"priority": {"$exists": False}}
            self.update = {"$set": {"priority": 1}}

    Migration(Task).migrate_all(db["tasks"])


@raises(EvalException, "sizes.$number: 'number' is not a known type")
def expand_an_unknown_type(connection: Connection, db: Database) -> None:
    DotExpandedDict({"sizes.$number": 1})


@raises(
    ConfigurationError, "MONGODB_PORT must be a number from 1 to 65535, not '27O17'."
)
def configure_a_wrong_port(connection: Connection, db: Database) -> None:
    app = Flask(__name__)
    app.config["MONGODB_PORT"] = "27O17"
    mongokit = MongoKit(app)
    with app.app_context():
        mongokit["tasks"].find_one()


@raises(AuthenticationIncorrect, "Server authentication failed")
def connect_with_a_wrong_password(connection: Connection, db: Database) -> None:
    host, port = connection.address or ("localhost", 27017)
    app = Flask(__name__)
    app.config |= {"MONGODB_HOST": host, "MONGODB_PORT": port}
    app.config |= {"MONGODB_USERNAME": "ann", "MONGODB_PASSWORD": "wrong"}
    mongokit = MongoKit(app)
    with app.app_context():
        mongokit["tasks"].find_one()
