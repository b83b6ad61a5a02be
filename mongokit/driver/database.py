"""A database whose attributes include handles of registered classes."""

from typing import Any, ClassVar, NoReturn

from bson import DBRef
from pymongo.collection import Collection as PlainCollection
from pymongo.database import Database as PlainDatabase

from mongokit.binding import Registry, bind, is_document_class, options_of
from mongokit.driver.collection import Collection


class Database(PlainDatabase[Any]):
    """pymongo's database; ``database.MyDoc`` is a handle of a registered class."""

    _collection_class: ClassVar[type[Collection]] = Collection

    @property
    def _registry(self) -> Registry:
        return self.client._registry  # type: ignore[return-value]  # of our client

    @property
    def connection(self) -> Any:
        """The client of the database, under MongoKit's name."""
        return self.client

    def __getattr__(self, name: str) -> Any:
        """Return the handle of a registered class, or a collection.

        :raises AttributeError: if the class has no ``__collection__``, or the name
            begins with ``_``.
        """
        if name.startswith("_") or name not in self._registry.classes:
            return super().__getattr__(name)
        document_class = self._registry.classes[name]
        collection_name = getattr(document_class, "__collection__", None)
        if collection_name is None:
            raise AttributeError(f"{name}: __collection__ attribute not found")
        return bind(self._registry, document_class, self[collection_name]).handle

    def __call__(self, *_: Any, **__: Any) -> NoReturn:
        """Raise an error that explains that a database is not callable.

        :raises TypeError: always; the message suggests a registered document class with
            a similar name.
        """
        raise TypeError(
            "'Database' object is not callable. If you meant to call the "
            f"{self.name!r} method on a 'MongoClient' object it is failing because no "
            f"such method exists. {self._registry.suggestion(self.name)}"
        )

    def __getitem__(self, name: str) -> Collection:
        """Return the collection with this name."""
        return self._collection_class(self, name)

    def _adopt(self, plain: PlainCollection[Any]) -> Collection:
        """Convert a pymongo collection, keeping its options."""
        return self._collection_class(self, plain.name, False, *options_of(plain))  # noqa: FBT003  pymongo's signature

    def get_collection(self, name: str, *args: Any, **kwargs: Any) -> Collection:
        """Return a collection, optionally with other options.

        Takes the parameters of :meth:`pymongo.database.Database.get_collection`.
        """
        return self._adopt(super().get_collection(name, *args, **kwargs))

    def create_collection(self, name: str, *args: Any, **kwargs: Any) -> Collection:
        """Create a collection on the server, and return it.

        Takes the parameters of :meth:`pymongo.database.Database.create_collection`.

        :raises pymongo.errors.CollectionInvalid: if the collection already exists.
        """
        return self._adopt(super().create_collection(name, *args, **kwargs))

    def with_options(self, *args: Any, **kwargs: Any) -> "Database":
        """Return this database with other options.

        Takes the parameters of :meth:`pymongo.database.Database.with_options`.
        """
        plain = super().with_options(*args, **kwargs)
        return type(self)(self.client, self.name, *options_of(plain))

    def dereference(  # type: ignore[override]  # MongoKit's signature
        self, dbref: DBRef, model: Any = None, **kwargs: Any
    ) -> Any:
        """Return the document that a DBRef refers to, or ``None`` if it is not stored.

        :param model: document class of the result; ``None`` returns a plain dict.
        :param kwargs: options of :meth:`mongokit.Collection.find`.
        :raises TypeError: if ``dbref`` is not a DBRef, or ``model`` not a document
            class.
        :raises ValueError: if the DBRef refers to another database.
        """
        if not isinstance(dbref, DBRef):
            raise TypeError(f"cannot dereference a {type(dbref)}")
        if dbref.database not in {None, self.name}:
            raise ValueError(
                "trying to dereference a DBRef that points to another database "
                f"({dbref.database!r} not {self.name!r})"
            )
        if model is not None and not is_document_class(model):
            raise TypeError("second argument must be a Document")
        return self[dbref.collection].find_one({"_id": dbref.id}, wrap=model, **kwargs)
