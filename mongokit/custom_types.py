"""Custom types, and the types that the driver loads values as."""

import datetime
import decimal
import enum
import re
from collections.abc import Collection
from typing import Any

import bson
from bson import Binary, Decimal128, Regex
from bson.binary import UuidRepresentation
from bson.codec_options import CodecOptions
from bson.errors import InvalidDocument

from mongokit.errors import ValidationError

__all__ = [
    "CustomType",
    "DateType",
    "DecimalType",
    "EnumType",
    "Set",
    "fromtimestamp",
    "totimestamp",
]

STANDARD_OPTIONS: CodecOptions[Any] = CodecOptions(
    uuid_representation=UuidRepresentation.STANDARD
)

# A value stored as the first type may be loaded as the second.
ALSO_LOADED_AS = ((Binary, bytes), (re.Pattern, Regex))

EPOCH = datetime.datetime(1970, 1, 1)  # noqa: DTZ001  naive times mean UTC
MILLISECOND = datetime.timedelta(milliseconds=1)


class CustomType:
    """Base class of custom types; a structure contains instances of them.

    A subclass sets :attr:`mongo_type` and :attr:`python_type`, and overrides
    :meth:`to_bson` and :meth:`to_python`, which are called with ``None`` only if it
    sets :attr:`handles_none`.
    Their exceptions pass through, with the field's path in the message or in a note.

    :raises TypeError: if an attribute is unset, or is neither a type nor a tuple of
        types.
    """

    mongo_type: Any = None
    """The type of the stored form, or a tuple of several."""

    python_type: Any = None
    """The type of the values in a document, or a tuple of several."""

    handles_none = False
    """Whether ``None`` is converted, too; otherwise it stays ``None``."""

    init_type: Any = None
    """Factory for the initial value in new documents; ``None`` for no initial value."""

    def __init__(self) -> None:
        check_custom_type(self)

    def __repr__(self) -> str:
        return f"{type(self).__name__}()"

    def to_bson(self, value: Any) -> Any:
        """Return the stored form of a value.

        :param value: a value that the type :meth:`accepts`.
        :raises NotImplementedError: if the subclass does not override this method.
        """
        raise NotImplementedError(f"{type(self).__name__} has no to_bson()")

    def to_python(self, value: Any) -> Any:
        """Return the Python value for a stored form.

        :param value: the stored form, as the driver loads it.
        :raises NotImplementedError: if the subclass does not override this method.
        """
        raise NotImplementedError(f"{type(self).__name__} has no to_python()")

    def validate(self, value: Any, path: str) -> Any:
        """Check the stored form of a value; subclasses raise if it is invalid.

        :param value: the result of :meth:`to_bson`.
        :param path: the dotted path of the field.
        """

    def accepts(self, value: Any) -> bool:
        """Return whether a value is an instance of :attr:`python_type`."""
        return isinstance(value, self.python_type)


def check_custom_type(custom_type: CustomType) -> None:
    """Check ``mongo_type`` and ``python_type`` of a custom type.

    :raises TypeError: if either is unset, or neither a type nor a tuple of types.
    """
    for name in ("mongo_type", "python_type"):
        given = getattr(custom_type, name)
        class_name = type(custom_type).__name__
        if given is None:
            raise TypeError(f"`{name}` property must be specify in {class_name}")
        if not _are_types(given):
            raise TypeError(f"{class_name}.{name} must be a type, not {given!r}")


def _are_types(given: Any) -> bool:
    return all(isinstance(each, type) for each in types_in(given))


class Set(CustomType):
    """A set, stored as a list; it is empty in new documents.

    :param structure_type: the type of the items, or a tuple of several; ``None``
        accepts any type.
    :raises TypeError: if ``structure_type`` is anything else.
    """

    mongo_type = list
    python_type = set
    init_type = set

    def __init__(self, structure_type: Any = None) -> None:
        super().__init__()
        if structure_type is not None and not _are_types(structure_type):
            raise TypeError(f"Set takes the type of its items, not {structure_type!r}")
        self.structure_type = structure_type
        self._accepted = loaded_as(types_in(structure_type or object))

    def __repr__(self) -> str:
        expected = self.structure_type
        return f"Set({'' if expected is None else names_of(expected)})"

    def to_bson(self, value: Any) -> list[Any]:
        """Return the items as a list."""
        return list(value)

    def to_python(self, value: Any) -> set[Any]:
        """Return the items as a set."""
        return set(value)

    def validate(self, value: Any, path: str) -> None:
        """Check the type of each item.

        :raises ValueError: if an item has the wrong type.
        """
        expected = self.structure_type
        if expected is None:
            return
        for item in value:
            if not isinstance(item, self._accepted):
                text = f"{path} must be an instance of {names_of(expected)}"
                raise ValueError(f"{text} not {type(item).__name__}")  # noqa: TRY004  MongoKit's


class EnumType(CustomType):
    """A member of an enumeration, stored as its value: ``EnumType(Colour)``.

    Combined flags are stored as a single number.

    :param enumeration: a subclass of :class:`enum.Enum` with members.
    :raises TypeError: if it is anything else, or if a member's value is ``None``,
        cannot be stored, or comes back from MongoDB as a different value.
    """

    def __init__(self, enumeration: type[enum.Enum]) -> None:
        given: Any = enumeration
        if not isinstance(given, enum.EnumMeta) or not list(given):
            raise TypeError(f"EnumType takes an Enum with members, not {given!r}")
        for member in enumeration:
            _check_member(member)
        self.python_type = enumeration
        self.mongo_type = tuple({type(member.value) for member in enumeration})
        super().__init__()

    def __repr__(self) -> str:
        return f"EnumType({self.python_type.__name__})"

    def to_bson(self, value: Any) -> Any:
        """Return the member's value."""
        return value.value

    def to_python(self, value: Any) -> Any:
        """Return the member with the stored value.

        :raises ValidationError: if no member has it.
        """
        try:
            return self.python_type(value)
        except (ValueError, TypeError):
            values = [member.value for member in self.python_type]
            raise ValidationError(f"must be one of {values} not {value!r}") from None


def _check_member(member: enum.Enum) -> None:
    try:
        loaded = loaded_value(member.value)
        comes_back = loaded is not None and type(member)(loaded) is member
    except (TypeError, ValueError):
        comes_back = False
    if not comes_back:
        raise TypeError(
            f"the value of {member} must be one that MongoDB gives back as it was, "
            f"not {member.value!r}"
        )


class DateType(CustomType):
    """A date, stored as midnight UTC of that day: ``DateType()``."""

    mongo_type = datetime.datetime
    python_type = datetime.date

    def accepts(self, value: Any) -> bool:
        """Return whether a value is a date without a time."""
        return isinstance(value, datetime.date) and not isinstance(
            value, datetime.datetime
        )

    def to_bson(self, value: Any) -> datetime.datetime:
        """Return midnight UTC at the start of a date."""
        return datetime.datetime.combine(value, datetime.time(), datetime.UTC)

    def to_python(self, value: Any) -> datetime.date:
        """Return the UTC date of a stored time.

        :raises ValidationError: if the stored value is not a ``datetime``.
        """
        if not isinstance(value, datetime.datetime):
            raise ValidationError(f"must be stored as a time, not as {value!r}")
        in_utc = value.astimezone(datetime.UTC) if value.tzinfo else value
        return in_utc.date()


class DecimalType(CustomType):
    """A decimal number, stored as ``Decimal128``: ``DecimalType()``.

    Numbers that ``Decimal128`` cannot represent exactly are rejected, not rounded: for
    example those with more than 34 digits, not counting trailing zeros.
    """

    mongo_type = Decimal128
    python_type = decimal.Decimal

    def to_bson(self, value: Any) -> Decimal128:
        """Return a number as ``Decimal128``.

        :raises ValidationError: if ``Decimal128`` cannot represent it exactly.
        """
        try:
            return Decimal128(value)
        except decimal.DecimalException:
            raise ValidationError(
                "must be a number of at most 34 digits, with an exponent from -6176 "
                f"to 6111, not {value}"
            ) from None

    def to_python(self, value: Any) -> decimal.Decimal:
        """Return a stored number as a ``Decimal``, even if it has another type.

        :raises ValidationError: if the stored value is neither a number nor the text of
            one.
        """
        if isinstance(value, Decimal128):
            return value.to_decimal()
        try:
            return decimal.Decimal(repr(value) if isinstance(value, float) else value)
        except (decimal.DecimalException, TypeError, ValueError):
            text = f"must be stored as a number, not as {value!r}"
            raise ValidationError(text) from None


def loaded_as(types: Collection[Any]) -> tuple[Any, ...]:
    """Return the given types and those that the driver may load their values as."""
    return (*types, *(each for stored, each in ALSO_LOADED_AS if stored in types))


def loaded_value(value: Any) -> Any:
    """Return a value as the driver would load it after storing it.

    :raises TypeError: if BSON cannot encode it.
    """
    try:
        stored = bson.encode({"": value}, codec_options=STANDARD_OPTIONS)
    except (InvalidDocument, OverflowError, ValueError) as error:
        raise TypeError(f"BSON has no form for {value!r}") from error
    return bson.decode(stored, STANDARD_OPTIONS)[""]


def names_of(types: type | tuple[type, ...]) -> str:
    """Return the names of one or several types for a message: ``int or str``."""
    return " or ".join(each.__name__ for each in types_in(types))


def types_in(types: type | tuple[type, ...]) -> tuple[type, ...]:
    """Return a type, or a tuple of types, as a tuple."""
    return types if isinstance(types, tuple) else (types,)


def totimestamp(moment: datetime.datetime) -> int:
    """Return a time as milliseconds since 1970, as MongoDB stores it.

    :param moment: an aware time, or a naive one in UTC; it is rounded down to whole
        milliseconds.
    """
    is_aware = moment.utcoffset() is not None
    epoch = EPOCH.replace(tzinfo=datetime.UTC) if is_aware else EPOCH
    return (moment - epoch) // MILLISECOND


def fromtimestamp(milliseconds: float) -> datetime.datetime:
    """Return the naive time in UTC for milliseconds since 1970.

    :raises OverflowError: if the time is outside the years 1 to 9999.
    """
    return EPOCH + milliseconds * MILLISECOND
