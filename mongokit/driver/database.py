"""A database whose attributes include handles of registered classes."""

from typing import Any, ClassVar, NoReturn, overload

from bson import DBRef
from bson.codec_options import CodecOptions
from pymongo.client_session import ClientSession
from pymongo.collection import Collection as PlainCollection
from pymongo.database import Database as PlainDatabase
from pymongo.read_concern import ReadConcern
from pymongo.write_concern import WriteConcern

from mongokit.binding import Registry, is_document_class, options_of
from mongokit.driver.collection import Collection
from mongokit.driver.handle import D, Handle
from mongokit.schema import SchemaDocument


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
        return self._handle(self._registry.classes[name])

    def _handle(self, document_class: type[SchemaDocument]) -> Any:
        collection_name = getattr(document_class, "__collection__", None)
        if collection_name is None:
            class_name = document_class.__name__
            raise AttributeError(f"{class_name}: __collection__ attribute not found")
        return self._kept_collection(collection_name)._handle(document_class)

    def _kept_collection(self, name: str) -> Collection:
        """Return a collection, the same one for each call, which keeps its handles."""
        kept: dict[str, Collection] = vars(self).setdefault("_kept_collections", {})
        collection = kept.get(name)
        return kept.setdefault(name, self[name]) if collection is None else collection

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

    @overload
    def __getitem__(self, name: str) -> Collection: ...

    @overload
    def __getitem__(self, name: type[D]) -> Handle[D]: ...

    def __getitem__(self, name: Any) -> Any:
        """Return the collection with this name, or the handle of a class.

        :raises AttributeError: if the class has no ``__collection__``.
        :raises TypeError: if the class is not registered.
        """
        if isinstance(name, type):
            return self._handle(self._registry.declared(name))
        return self._collection_class(self, name)

    def _adopt(self, plain: PlainCollection[Any]) -> Collection:
        """Convert a pymongo collection, keeping its options."""
        return self._collection_class(self, plain.name, False, *options_of(plain))  # noqa: FBT003  pymongo's signature

    def get_collection(
        self,
        name: str,
        codec_options: CodecOptions[Any] | None = None,
        read_preference: Any = None,
        write_concern: WriteConcern | None = None,
        read_concern: ReadConcern | None = None,
    ) -> Collection:
        """Return a collection, optionally with other options.

        Takes the parameters of :meth:`pymongo.database.Database.get_collection`.
        """
        options = codec_options, read_preference, write_concern, read_concern
        return self._adopt(super().get_collection(name, *options))

    def create_collection(  # noqa: PLR0913, PLR0917  pymongo's signature
        self,
        name: str,
        codec_options: CodecOptions[Any] | None = None,
        read_preference: Any = None,
        write_concern: WriteConcern | None = None,
        read_concern: ReadConcern | None = None,
        session: ClientSession | None = None,
        check_exists: bool | None = True,  # noqa: FBT001, FBT002  pymongo's signature
        **kwargs: Any,
    ) -> Collection:
        """Create a collection on the server, and return it.

        Takes the parameters of :meth:`pymongo.database.Database.create_collection`.

        :raises pymongo.errors.CollectionInvalid: if the collection already exists.
        """
        options = codec_options, read_preference, write_concern, read_concern
        plain = super().create_collection(
            name, *options, session, check_exists, **kwargs
        )
        return self._adopt(plain)

    def with_options(
        self,
        codec_options: CodecOptions[Any] | None = None,
        read_preference: Any = None,
        write_concern: WriteConcern | None = None,
        read_concern: ReadConcern | None = None,
    ) -> "Database":
        """Return this database with other options.

        Takes the parameters of :meth:`pymongo.database.Database.with_options`.
        """
        options: Any = codec_options, read_preference, write_concern, read_concern
        plain = super().with_options(*options)
        return type(self)(self.client, self.name, *options_of(plain))

    def dereference(
        self,
        dbref: DBRef,
        session: Any = None,
        comment: "Any | None" = None,
        *,
        model: Any = None,
        **kwargs: Any,
    ) -> Any:
        """Return the document that a DBRef refers to, or ``None`` if it is not stored.

        :param session: session for the query; as in MongoKit, the second argument can
            be ``model``, too.
        :param model: document class of the result; ``None`` returns a plain dict.
        :param kwargs: options of :meth:`mongokit.Collection.find`.
        :raises TypeError: if ``dbref`` is not a DBRef, or ``model`` not a document
            class.
        :raises ValueError: if the DBRef refers to another database.
        """
        if session is not None and not isinstance(session, ClientSession):
            session, model = None, session
        if not isinstance(dbref, DBRef):
            raise TypeError(f"cannot dereference a {type(dbref)}")
        if dbref.database not in {None, self.name}:
            raise ValueError(
                "trying to dereference a DBRef that points to another database "
                f"({dbref.database!r} not {self.name!r})"
            )
        if model is not None and not is_document_class(model):
            raise TypeError("second argument must be a Document")
        options = {"session": session, "comment": comment, **kwargs}
        return self[dbref.collection].find_one({"_id": dbref.id}, wrap=model, **options)
