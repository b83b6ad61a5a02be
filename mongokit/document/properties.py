"""The metaclass of documents, and attributes that need a collection."""

from collections.abc import Callable
from typing import Any, Generic, TypeVar

from mongokit.driver import Collection
from mongokit.errors import (
    ConnectionError,  # noqa: A004  MongoKit's name
    OptionConflictError,
    StructureError,
)
from mongokit.schema import SchemaProperties

FILE_KINDS = {"files", "containers"}

T = TypeVar("T")


class DocumentProperties(SchemaProperties):
    """The metaclass of documents, which also checks migration and GridFS."""

    def __new__(
        cls,
        name: str,
        bases: tuple[type, ...],
        namespace: dict[str, Any],
        **options: Any,
    ) -> "DocumentProperties":
        """Create a document class.

        :raises MongoKitError: if a declaration is wrong.
        :raises OptionConflictError: if it sets both ``migration_handler`` and
            ``use_schemaless``.
        :raises DeprecationWarning: if it sets ``atomic_save``, which was removed.
        :raises StructureError: if its ``gridfs`` is not a dict with lists of names
            under ``files`` and ``containers``.
        """
        made: Any = super().__new__(cls, name, bases, namespace, **options)
        if made.atomic_save:
            raise DeprecationWarning(
                f"{name}: atomic_save is gone; change single fields with update_one"
            )
        if made.migration_handler is not None and made.use_schemaless:
            raise OptionConflictError(
                "You cannot set a migration_handler with use_schemaless set to True"
            )
        if made.gridfs:
            _check_gridfs(name, made.gridfs)
        if made.migration_handler is not None:
            made.skip_validation = False
        return made  # type: ignore[no-any-return]  # type.__new__ knows only type

    def _compile(cls) -> None:
        """Compile the class, and mark the classes that it references."""
        super()._compile()
        for document_class in cls._plan.referenced_classes:
            document_class._is_reference_target = True


def _check_gridfs(class_name: str, declared: Any) -> None:
    if not isinstance(declared, dict) or not declared.keys() <= FILE_KINDS:
        raise StructureError(
            f"{class_name}.gridfs must be a dict with lists of names under 'files' "
            f"and 'containers', not {declared!r}"
        )
    for kind, names in declared.items():
        is_list = isinstance(names, (list, tuple, set, frozenset))
        if not is_list or not all(map(_may_be_attribute, names)):
            raise StructureError(
                f"{class_name}.gridfs[{kind!r}] must be a list of names that do not "
                f"start with '_', not {names!r}"
            )


def _may_be_attribute(name: Any) -> bool:
    return isinstance(name, str) and not name.startswith("_")


class CollectionAttribute(Generic[T]):
    """An attribute whose value comes from the document's collection.

    :param get: returns the value for a collection.
    :param doc: description, for ``help()``.
    """

    def __init__(self, get: Callable[[Collection], T], doc: str) -> None:
        self.get = get
        self.__doc__ = doc

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, document: Any, owner: type) -> T:
        """Return the value for the document's collection.

        :raises AttributeError: if it is read from the class instead of a document.
        :raises ConnectionError: if the document has no collection.
        """
        if document is None:
            raise AttributeError(
                f"{owner.__name__} has no {self.name}: its documents do"
            )
        collection = document._collection
        if collection is None:
            raise ConnectionError("No collection found")
        return self.get(collection)
