"""What the classes of documents have beyond those of other schemas."""

from collections.abc import Callable
from typing import Any, Generic, TypeVar

from mongokit.driver.collection import Collection
from mongokit.errors import (
    ConnectionError,  # noqa: A004  MongoKit's name
    OptionConflictError,
    StructureError,
)
from mongokit.schema import SchemaProperties

__all__ = ["DocumentProperties", "OfCollection"]

FILE_KINDS = {"files", "containers"}

T = TypeVar("T")


class DocumentProperties(SchemaProperties):
    """The metaclass of documents."""

    def __new__(
        cls,
        name: str,
        bases: tuple[type, ...],
        namespace: dict[str, Any],
        **options: Any,
    ) -> "DocumentProperties":
        """Make a document class.

        :raises OptionConflictError: it has a migration and takes any field.
        :raises DeprecationWarning: it asks for ``atomic_save``, which is gone.
        :raises StructureError: its ``gridfs`` names no files that it could have.
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
        """Compile the class, and tell those that it refers to of that."""
        super()._compile()
        for document_class in cls._plan.referenced_classes:
            document_class._is_referred_to = True


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


class OfCollection(Generic[T]):
    """An attribute that only a document with a collection has.

    :param get: takes it from the collection.
    :param doc: what it is, for ``help()``.
    """

    def __init__(self, get: Callable[[Collection], T], doc: str) -> None:
        self.get = get
        self.__doc__ = doc

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, document: Any, owner: type) -> T:
        """Return it.

        :raises AttributeError: the class is asked, and not a document.
        :raises ConnectionError: the document has no collection.
        """
        if document is None:
            raise AttributeError(
                f"{owner.__name__} has no {self.name}: its documents do"
            )
        collection = document._collection
        if collection is None:
            raise ConnectionError("No collection found")
        return self.get(collection)
