"""The custom type by which MongoKit refers to documents."""

from typing import Any

from bson import DBRef

from mongokit.binding.registry import is_document_class
from mongokit.custom_types import CustomType
from mongokit.errors import AutoReferenceError

__all__ = ["R"]


class R(CustomType):
    """A document that another refers to, stored as a DBRef: ``R(User, connection)``.

    With ``use_autorefs`` the document class itself stands in the structure; its
    references are loaded together, and saved where they have changed. This type loads
    each by a query of its own, and saves none.

    :param doc: the document class.
    :param connection: the client through which documents are loaded.
    :param fallback_database: the name of the database of a DBRef that names none.
    :raises TypeError: ``doc`` is no document class.
    """

    mongo_type = DBRef
    python_type: Any = dict

    def __init__(
        self, doc: Any, connection: Any, fallback_database: str | None = None
    ) -> None:
        if not is_document_class(doc):
            raise TypeError(f"R takes a document class, not {doc!r}")
        super().__init__()
        self.python_type = doc
        self.connection = connection
        self.fallback_database = fallback_database

    def __repr__(self) -> str:
        return f"R({self.python_type.__name__})"

    def to_bson(self, value: Any) -> DBRef:
        """Return the DBRef of a document.

        :raises AutoReferenceError: it was never saved.
        """
        if value.get("_id") is None or value._collection is None:
            name = value.__class__.__name__
            raise AutoReferenceError(f"a {name} must be saved before it is referred to")
        dbref: DBRef = value.get_dbref()
        return dbref

    def to_python(self, value: Any) -> Any:
        """Return the document of a DBRef, and anything else as it is.

        :raises AutoReferenceError: there is no such document.
        :raises RuntimeError: the DBRef names no database, and nor does the type.
        """
        if not isinstance(value, DBRef):
            return value
        database = value.database or self.fallback_database
        if database is None:
            raise RuntimeError(f"{value!r} names no database, and {self!r} has none")
        collection = self.connection[database][value.collection]
        found = collection.find_one({"_id": value.id}, wrap=self.python_type)
        if found is None:
            raise AutoReferenceError(
                f"there is no {self.python_type.__name__} with the _id {value.id!r} "
                f"in {database}.{value.collection}"
            )
        return found
