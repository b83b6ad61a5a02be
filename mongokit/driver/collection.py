"""A collection whose attributes include handles of registered classes."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar, NoReturn, Self, TypeVar, overload

from bson.codec_options import CodecOptions
from pymongo.collection import Collection as PlainCollection
from pymongo.read_concern import ReadConcern
from pymongo.write_concern import WriteConcern

from mongokit.binding import BatchLoader, Registry, bind, load_all, options_of
from mongokit.driver.cursor import Cursor
from mongokit.driver.handle import D, Handle
from mongokit.errors import MultipleResultsFound
from mongokit.schema import SchemaDocument

FULLTEXT_LIMIT = 100

T = TypeVar("T", bound=SchemaDocument)


class Collection(PlainCollection[Any]):
    """pymongo's collection; ``collection.MyDoc`` is a handle of a registered class."""

    _cursor_class: ClassVar[type[Cursor[Any]]] = Cursor
    _handle_class: ClassVar[type[Handle[Any]]] = Handle

    @property
    def _registry(self) -> Registry:
        return self.database.client._registry  # type: ignore[return-value]  # of our client

    def _adopt(self, plain: PlainCollection[Any]) -> "Collection":
        """Convert a pymongo collection, keeping its options."""
        return type(self)(self.database, plain.name, False, *options_of(plain))  # noqa: FBT003  pymongo's signature

    def __getattr__(self, name: str) -> Any:
        """Return the handle of a registered class, or a sub-collection.

        :raises AttributeError: if the name begins with ``_``.
        """
        if not name.startswith("_") and name in self._registry.classes:
            return self._handle(self._registry.classes[name])
        return super().__getattr__(name)

    @overload
    def __getitem__(self, name: str) -> "Collection": ...

    @overload
    def __getitem__(self, name: type[D]) -> Handle[D]: ...

    def __getitem__(self, name: Any) -> Any:
        """Return the sub-collection with this name, or the handle of a class.

        :raises TypeError: if the class is not registered.
        """
        if isinstance(name, type):
            return self._handle(self._registry.declared(name))
        return self._adopt(super().__getitem__(name))

    def _handle(self, document_class: type[SchemaDocument]) -> Any:
        """Return the handle of a registered class, and keep it as an attribute."""
        name = document_class.__name__
        if name.startswith("_") or hasattr(type(self), name):
            return bind(self._registry, document_class, self).handle
        kept = vars(self).get(name)
        if kept is None:
            kept = bind(self._registry, document_class, self).handle
            self._registry.keep_handle(self, document_class, kept)
        return kept

    def _sibling(self, name: str, database: str | None = None) -> "Collection":
        """Return another collection with the options of this one.

        :param database: name of its database; ``None`` means the same one.
        """
        parent = self.database if database is None else self.database.client[database]
        return parent.get_collection(name, *options_of(self))  # type: ignore[return-value]  # ours is

    def with_options(
        self,
        codec_options: CodecOptions[Any] | None = None,
        read_preference: Any = None,
        write_concern: WriteConcern | None = None,
        read_concern: ReadConcern | None = None,
    ) -> "Collection":
        """Return this collection with other options.

        Takes the parameters of :meth:`pymongo.collection.Collection.with_options`.
        """
        options: Any = codec_options, read_preference, write_concern, read_concern
        return self._adopt(super().with_options(*options))

    def __call__(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Raise an error that explains that a collection is not callable.

        :raises TypeError: always; the message suggests a registered document class with
            a similar name.
        """
        try:
            super().__call__(*args, **kwargs)
        except TypeError as error:
            name = self.name.rpartition(".")[2]
            raise TypeError(f"{error} {self._registry.suggestion(name)}") from None

    @overload
    def find(self, *args: Any, wrap: type[T], **kwargs: Any) -> Cursor[T]: ...

    @overload
    def find(
        self, *args: Any, wrap: None = None, **kwargs: Any
    ) -> Cursor[dict[str, Any]]: ...

    def find(
        self, *args: Any, wrap: type[SchemaDocument] | None = None, **kwargs: Any
    ) -> Cursor[Any]:
        """Query the collection.

        Takes the parameters of :meth:`pymongo.collection.Collection.find`, and
        ``wrap``.

        :param wrap: document class of the results; ``None`` yields plain dicts.
        """
        load = None if wrap is None else self.loader(wrap)
        return self._query(load, *args, **kwargs)

    def _query(self, load: Any, *args: Any, **kwargs: Any) -> Cursor[Any]:
        """Return a cursor.

        :param load: loader of the results; ``None`` yields plain dicts.
        :param args: arguments of :class:`pymongo.cursor.Cursor` after the collection.
        """
        collection: Any = self
        if kwargs:
            collection, args = self._with_modern_options(args, kwargs)
        cursor: Cursor[Any] = collection._cursor_class(collection, *args, **kwargs)
        return cursor._set_loader(load)

    def _with_modern_options(
        self,
        args: tuple[Any, ...],
        options: dict[str, Any],  # noqa: ARG002  for subclasses that change them
    ) -> tuple[Self, tuple[Any, ...]]:
        """Translate the options of older versions; return the collection to query.

        :param options: keyword arguments, changed in place.
        :returns: the collection with these options, and the positional arguments.
        """
        return self, args

    def loader(
        self, document_class: type[T]
    ) -> Callable[[dict[str, Any]], T] | BatchLoader:
        """Return the loader of a document class for this collection.

        :raises TypeError: if it is not a document class.
        """
        wrap: Any = document_class
        if not isinstance(wrap, type):
            raise TypeError(f"wrap takes a document class, not a {type(wrap).__name__}")
        if not issubclass(wrap, SchemaDocument):
            raise TypeError(f"wrap takes a document class, not {wrap!r}")
        return bind(self._registry, document_class, self).load

    def maker(self, document_class: type[T]) -> Callable[[dict[str, Any]], T]:
        """Return a factory of documents from raw dicts; references stay unresolved."""
        return bind(self._registry, document_class, self).make

    def new_class(self, document_class: type[T]) -> type[T]:
        """Return the generated subclass for new documents of this collection."""
        made: type[T] = bind(self._registry, document_class, self).new_class
        return made

    def _for_write(
        self,
        method: str,  # noqa: ARG002  for subclasses that warn
        options: dict[str, Any],  # noqa: ARG002  for subclasses that remove some
        *,
        safe: bool,
    ) -> "Collection":
        """Return the collection through which a document is written.

        :param method: name of the document's method.
        :param options: options of that call, passed on to pymongo.
        :param safe: whether to wait for the server's answer.
        """
        return self if safe else self.with_options(write_concern=WriteConcern(w=0))

    def get_from_id(self, id: Any, **kwargs: Any) -> Any:  # noqa: A002  MongoKit's name
        """Return the document with this ``_id``, or ``None``.

        Takes the options of :meth:`find`.
        """
        return self.find_one({"_id": id}, **kwargs)

    def one(self, *args: Any, **kwargs: Any) -> Any:
        """Return the only document that matches, or ``None``.

        Takes the parameters of :meth:`find`.

        :raises MultipleResultsFound: if several match; the message says how many.
        """
        found = self.find(*args, **kwargs).limit(-2).to_list()
        if len(found) > 1:
            count = self.find(*args, **kwargs)._count_matches()
            raise MultipleResultsFound(f"{max(count, 2)} results found")
        return found[0] if found else None

    def find_random(
        self, *, wrap: type[SchemaDocument] | None = None, **kwargs: Any
    ) -> Any:
        """Return a random document, or ``None`` if there is none.

        Takes the options of :meth:`pymongo.collection.Collection.aggregate`, and
        ``wrap``.

        :param wrap: document class of the result; ``None`` returns a plain dict.
        """
        found = self.aggregate([{"$sample": {"size": 1}}], **kwargs).to_list()
        if wrap is not None:
            session = kwargs.get("session")
            found = load_all(self.loader(wrap), found, session=session, whole=True)
        return found[0] if found else None

    def find_fulltext(  # noqa: PLR0913  the text command's options
        self,
        search: str,
        *,
        wrap: type[SchemaDocument] | None = None,
        filter: Mapping[str, Any] | None = None,  # noqa: A002  the text command's name
        project: Mapping[str, Any] | None = None,
        limit: int = FULLTEXT_LIMIT,
        language: str | None = None,
        **kwargs: Any,
    ) -> dict[str, Any]:
        """Search the text index; return a result like that of the old ``text`` command.

        :param search: search words.
        :param wrap: document class of the results; ``None`` returns plain dicts.
        :param filter: further conditions.
        :param project: projection.
        :param limit: maximum number of results.
        :param language: language of the search words; ``None`` means that of the index.
        :param kwargs: options of :meth:`find`.
        :returns: ``{'results': [{'score': float, 'obj': document}], 'ok': 1.0}``,
            best first.
        """
        text = {"$search": search} | ({"$language": language} if language else {})
        score = {"$meta": "textScore"}
        query = {**(filter or {}), "$text": text}
        cursor = self.find(query, {**(project or {}), "_score": score}, **kwargs)
        found: list[Any] = cursor.sort([("_score", score)]).limit(limit).to_list()
        scores = [raw.pop("_score") for raw in found]
        if wrap is not None:
            session, whole = kwargs.get("session"), not project
            found = load_all(self.loader(wrap), found, session=session, whole=whole)
        results = [
            {"score": score, "obj": obj}
            for score, obj in zip(scores, found, strict=True)
        ]
        return {"results": results, "ok": 1.0}
