"""Types that a document has in another form than MongoDB stores."""

import datetime
import decimal
import enum
from typing import Any, TypeVar

from bson import Decimal128

__all__ = ["CustomType", "DateType", "DecimalType", "EnumType", "Set"]

E = TypeVar("E", bound=enum.Enum)


class CustomType:
    """The base of custom types; an instance stands in the structure.

    A subclass sets :attr:`mongo_type` and :attr:`python_type`, and overrides
    :meth:`to_bson` and :meth:`to_python`; neither is ever called with ``None``.

    :raises TypeError: one of the two types is not set.
    """

    mongo_type: Any = None
    """The type that is stored."""

    python_type: Any = None
    """The type that a document has."""

    init_type: Any = None
    """What makes the value of a new document; ``None`` leaves the field ``None``."""

    def __init__(self) -> None:
        for name in ("mongo_type", "python_type"):
            if getattr(self, name) is None:
                raise TypeError(
                    f"`{name}` property must be specify in {type(self).__name__}"
                )

    def to_bson(self, value: Any) -> Any:
        """Return the stored form of a value.

        :param value: a ``python_type``.
        :raises NotImplementedError: the subclass lacks it.
        """
        raise NotImplementedError(f"{type(self).__name__} has no to_bson()")

    def to_python(self, value: Any) -> Any:
        """Return the value of a stored form.

        :param value: as it was loaded.
        :raises NotImplementedError: the subclass lacks it.
        """
        raise NotImplementedError(f"{type(self).__name__} has no to_python()")

    def validate(self, value: Any, path: str) -> Any:
        """Raise where the stored form of a value is wrong; by default none is.

        :param value: what :meth:`to_bson` has made.
        :param path: the dotted path of the field.
        """

    def accepts(self, value: Any) -> bool:
        """Tell whether :meth:`to_bson` takes a value."""
        return isinstance(value, self.python_type)


class Set(CustomType):
    """A set, stored as a list; a new document has an empty one.

    :param structure_type: the type of its items; any when ``None``.
    """

    mongo_type = list
    python_type = set
    init_type = set

    def __init__(self, structure_type: type | None = None) -> None:
        super().__init__()
        self.structure_type = structure_type

    def to_bson(self, value: Any) -> list[Any]:
        """Return the items as a list."""
        return list(value)

    def to_python(self, value: Any) -> set[Any]:
        """Return the items as a set."""
        return set(value)

    def validate(self, value: Any, path: str) -> None:
        """Check the type of each item.

        :raises ValueError: one is of another.
        """
        expected = self.structure_type
        for item in value if expected is not None else ():
            if not isinstance(item, expected):  # type: ignore[arg-type]  # None has no items
                raise ValueError(
                    f"{path} must be an instance of {expected.__name__} "  # type: ignore[union-attr]  # the same
                    f"not {type(item).__name__}"
                )


class EnumType(CustomType):
    """A member of an enumeration, stored as its value: ``EnumType(Colour)``.

    :param enumeration: whose members the field takes.
    """

    def __init__(self, enumeration: type[E]) -> None:
        self.python_type = enumeration
        self.mongo_type = tuple({type(member.value) for member in enumeration})
        super().__init__()

    def to_bson(self, value: Any) -> Any:
        """Return the member's value."""
        return value.value

    def to_python(self, value: Any) -> Any:
        """Return the member that has a value.

        :raises ValueError: none has.
        """
        return self.python_type(value)


class DateType(CustomType):
    """A date, stored as the midnight in UTC that it begins with."""

    mongo_type = datetime.datetime
    python_type = datetime.date

    def accepts(self, value: Any) -> bool:
        """Tell whether a value is a date, and has no time."""
        return isinstance(value, datetime.date) and not isinstance(
            value, datetime.datetime
        )

    def to_bson(self, value: Any) -> datetime.datetime:
        """Return the midnight."""
        return datetime.datetime.combine(value, datetime.time(), datetime.UTC)

    def to_python(self, value: Any) -> datetime.date:
        """Return the date of a stored time."""
        if value.tzinfo is not None:
            value = value.astimezone(datetime.UTC)
        return value.date()  # type: ignore[no-any-return]  # a stored time


class DecimalType(CustomType):
    """A decimal number, stored as ``Decimal128``: 34 digits at most."""

    mongo_type = Decimal128
    python_type = decimal.Decimal

    def to_bson(self, value: Any) -> Decimal128:
        """Return the number as BSON has it.

        :raises decimal.Inexact: it has more than 34 digits.
        """
        return Decimal128(value)

    def to_python(self, value: Any) -> decimal.Decimal:
        """Return the number; one that was stored as ``int`` is taken as well."""
        if isinstance(value, Decimal128):
            return value.to_decimal()
        return decimal.Decimal(value)
