"""The custom type for references to documents."""

from typing import Any

from bson import DBRef

from mongokit.custom_types import CustomType
from mongokit.document.document import Document
from mongokit.driver import Connection
from mongokit.errors import AutoReferenceError


class R(CustomType):
    """A reference to a document, stored as a DBRef: ``R(User, connection)``.

    Each referenced document is loaded with a query of its own, and never saved. If a
    class sets ``use_autorefs`` and declares the referenced class without ``R``, the
    referenced documents are loaded in batches, and saved if they have changed.

    :param doc: document class.
    :param connection: client that loads the documents; or an object whose attribute
        ``connection`` is that client, such as a database or the ``MongoKit`` object of
        a Flask application.
    :param fallback_database: name of the database for DBRefs without one.
    :raises TypeError: if ``doc`` is not a document class.
    """

    mongo_type = DBRef
    python_type: Any = dict

    def __init__(
        self, doc: Any, connection: Any, fallback_database: str | None = None
    ) -> None:
        if not (isinstance(doc, type) and issubclass(doc, Document)):
            raise TypeError(f"R takes a document class, not {doc!r}")
        super().__init__()
        self.python_type = doc
        self.connection = connection
        self.fallback_database = fallback_database

    def __repr__(self) -> str:
        return f"R({self.python_type.__name__})"

    def _client(self) -> Any:
        given = self.connection
        return given if isinstance(given, Connection) else given.connection

    def to_bson(self, value: Any) -> DBRef:
        """Return the DBRef of a document.

        :raises AutoReferenceError: if the document has no ``_id`` or no collection.
        """
        if value.get("_id") is None or value._collection is None:
            name = value.__class__.__name__
            raise AutoReferenceError(f"a {name} must be saved before it is referred to")
        dbref: DBRef = value.get_dbref()
        return dbref

    def to_python(self, value: Any) -> Any:
        """Return the document that a DBRef refers to; keep other values unchanged.

        :raises AutoReferenceError: if there is no such document.
        :raises RuntimeError: if the DBRef names no database, and there is no fallback.
        """
        if not isinstance(value, DBRef):
            return value
        database = value.database or self.fallback_database
        if database is None:
            raise RuntimeError(f"{value!r} names no database, and {self!r} has none")
        collection = self._client()[database][value.collection]
        found = collection.find_one({"_id": value.id}, wrap=self.python_type)
        if found is None:
            raise AutoReferenceError(
                f"there is no {self.python_type.__name__} with the _id {value.id!r} "
                f"in {database}.{value.collection}"
            )
        return found
