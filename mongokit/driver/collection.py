"""A collection that knows the registered document classes."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar, overload

from mongokit.binding.handle import bind
from mongokit.binding.loader import BatchLoader, load_all
from mongokit.driver.cursor import Cursor
from mongokit.errors import MultipleResultsFound
from mongokit.legacy.collection import LegacyCollection
from mongokit.schema import SchemaDocument

if TYPE_CHECKING:
    from mongokit.binding.registry import Registry

__all__ = ["Collection"]

FULLTEXT_LIMIT = 100

T = TypeVar("T", bound=SchemaDocument)


class Collection(LegacyCollection):
    """pymongo's collection; ``collection.MyDoc`` is a registered class's handle."""

    @property
    def _registry(self) -> "Registry":
        client: Any = self.database.client
        registry: Registry = client._registry
        return registry

    def _same_kind(self, name: str, *options: Any) -> "Collection":
        return type(self)(self.database, name, False, *options)  # noqa: FBT003  pymongo's signature

    def __getattr__(self, name: str) -> Any:
        """Return a registered class's handle, else the sub-collection of this name.

        :raises AttributeError: the name begins with ``_``.
        """
        if not name.startswith("_") and name in self._registry.classes:
            document_class = self._registry.classes[name]
            return bind(self._registry, document_class, self).handle
        return super().__getattr__(name)

    def __getitem__(self, name: str) -> "Collection":
        """Return the sub-collection of this name."""
        return self._same_kind(
            f"{self.name}.{name}",
            self.codec_options,
            self.read_preference,
            self.write_concern,
            self.read_concern,
        )

    def with_options(
        self,
        codec_options: Any = None,
        read_preference: Any = None,
        write_concern: Any = None,
        read_concern: Any = None,
    ) -> "Collection":
        """Return this collection with other options.

        The parameters are those of :meth:`pymongo.collection.Collection.with_options`.
        """
        return self._same_kind(
            self.name,
            codec_options or self.codec_options,
            read_preference or self.read_preference,
            write_concern or self.write_concern,
            read_concern or self.read_concern,
        )

    def __call__(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Explain that a collection cannot be called.

        :raises TypeError: always.
        """
        try:
            super().__call__(*args, **kwargs)
        except TypeError as error:
            if "." not in self.name:
                raise
            name = self.name.rpartition(".")[2]
            raise TypeError(
                f"{error} If {name!r} is a document class, it has to be registered "
                f"first: connection.register([{name}])."
            ) from None

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

        :param wrap: the document class to yield; ``None`` yields plain dicts.
        :param args: as :meth:`pymongo.collection.Collection.find`.
        :param kwargs: likewise.
        """
        load = None if wrap is None else self.loader(wrap)
        return Cursor(self, *args, load=load, **kwargs)

    def loader(
        self, document_class: type[T]
    ) -> Callable[[dict[str, Any]], T] | BatchLoader:
        """Return what makes a document of a class of one stored here.

        :raises TypeError: it is no document class.
        """
        if not _is_class_of_documents(document_class):
            raise TypeError(
                f"wrap takes a document class, not {_described(document_class)}"
            )
        return bind(self._registry, document_class, self).load

    def maker(self, document_class: type[T]) -> Callable[[dict[str, Any]], T]:
        """Return what makes one document, whose references stay as they are stored."""
        return bind(self._registry, document_class, self).make

    def new_class(self, document_class: type[T]) -> type[T]:
        """Return the class of new documents that are to be stored here."""
        made: type[T] = bind(self._registry, document_class, self).new_class
        return made

    def get_from_id(self, id: Any, **kwargs: Any) -> Any:  # noqa: A002  MongoKit's name
        """Return the document with this ``_id``, or ``None``."""
        return self.find_one({"_id": id}, **kwargs)

    def one(self, *args: Any, **kwargs: Any) -> Any:
        """Return the only document that matches, ``None`` when none does.

        :raises MultipleResultsFound: several match; the text says how many.
        """
        found = self.find(*args, **kwargs).limit(-2).to_list()
        if len(found) > 1:
            count = self.find(*args, **kwargs)._matching()
            raise MultipleResultsFound(f"{max(count, 2)} results found")
        return found[0] if found else None

    def find_random(
        self, *, wrap: type[SchemaDocument] | None = None, **kwargs: Any
    ) -> Any:
        """Return one document by chance, ``None`` when there is none.

        :param wrap: the document class of the result.
        :param kwargs: as :meth:`pymongo.collection.Collection.aggregate`.
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
        """Search the text index, and answer as the old ``text`` command did.

        :param wrap: the document class of the results.
        :param filter: a further condition.
        :param project: the fields to return.
        :param language: of the words searched for.
        :returns: ``{'results': [{'score': float, 'obj': document}], 'ok': 1.0}``,
            the best first.
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


def _is_class_of_documents(candidate: Any) -> bool:
    return isinstance(candidate, type) and issubclass(candidate, SchemaDocument)


def _described(wrong: Any) -> str:
    return repr(wrong) if isinstance(wrong, type) else f"a {type(wrong).__name__}"
