"""Types that a document has in another form than MongoDB stores."""

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
    "STANDARD_OPTIONS",
    "CustomType",
    "DateType",
    "DecimalType",
    "EnumType",
    "Set",
    "check_custom_type",
    "fromtimestamp",
    "loaded_as",
    "loaded_value",
    "names_of",
    "totimestamp",
    "types_in",
]

STANDARD_OPTIONS: CodecOptions[Any] = CodecOptions(
    uuid_representation=UuidRepresentation.STANDARD
)

# A value stored as the first type may be loaded as the second.
ALSO_LOADED_AS = ((Binary, bytes), (re.Pattern, Regex))

EPOCH = datetime.datetime(1970, 1, 1)  # noqa: DTZ001  naive times mean UTC
MILLISECOND = datetime.timedelta(milliseconds=1)


class CustomType:
    """The base of custom types; an instance stands in the structure.

    A subclass sets :attr:`mongo_type` and :attr:`python_type`, and overrides
    :meth:`to_bson` and :meth:`to_python`; neither is ever called with ``None``.
    What they raise goes through, with a note that names the field.

    :raises TypeError: one of the two types is not set, or no type.
    """

    mongo_type: Any = None
    """The type that is stored, or a tuple of several."""

    python_type: Any = None
    """The type that a document has, or a tuple of several."""

    init_type: Any = None
    """What makes the value of a new document; ``None`` leaves the field ``None``."""

    def __init__(self) -> None:
        check_custom_type(self)

    def __repr__(self) -> str:
        return f"{type(self).__name__}()"

    def to_bson(self, value: Any) -> Any:
        """Return the stored form of a value.

        :param value: one that :meth:`accepts`.
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
        """Tell whether a value is of the type that a document has."""
        return isinstance(value, self.python_type)


def check_custom_type(custom_type: CustomType) -> None:
    """Check that a custom type knows both its types.

    :raises TypeError: it does not, or one is no type.
    """
    for name in ("mongo_type", "python_type"):
        given = getattr(custom_type, name)
        class_name = type(custom_type).__name__
        if given is None:
            raise TypeError(f"`{name}` property must be specify in {class_name}")
        if not _are_types(given):
            raise TypeError(f"{class_name}.{name} must be a type, not {given!r}")


def _are_types(given: Any) -> bool:
    """Tell whether something is a type, or a tuple of several."""
    listed = given if isinstance(given, tuple) else (given,)
    return all(isinstance(each, type) for each in listed)


class Set(CustomType):
    """A set, stored as a list; a new document has an empty one.

    :param structure_type: the type of its items, or a tuple of several; any when
        ``None``.
    :raises TypeError: it is no type.
    """

    mongo_type = list
    python_type = set
    init_type = set

    def __init__(self, structure_type: Any = None) -> None:
        super().__init__()
        if structure_type is not None and not _are_types(structure_type):
            raise TypeError(f"Set takes the type of its items, not {structure_type!r}")
        self.structure_type = structure_type
        self._accepted = loaded_as(types_in(structure_type))

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

        :raises ValueError: one is of another.
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

    Flags are stored as the sum of their values.

    :param enumeration: whose members the field takes.
    :raises TypeError: it is none, has no members, or one whose value does not come
        back from MongoDB as it was.
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
        """Return the member that has a value.

        :raises ValidationError: none has.
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
    """A date, stored as the midnight in UTC that it begins with: ``DateType()``."""

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
        """Return the date, in UTC, of a stored time.

        :raises ValidationError: it is no time.
        """
        if not isinstance(value, datetime.datetime):
            raise ValidationError(f"must be stored as a time, not as {value!r}")
        is_aware = value.tzinfo is not None
        in_utc = value.astimezone(datetime.UTC) if is_aware else value
        return in_utc.date()


class DecimalType(CustomType):
    """A decimal number, stored as ``Decimal128``: ``DecimalType()``.

    It is never rounded: one of more than 34 digits is refused.
    """

    mongo_type = Decimal128
    python_type = decimal.Decimal

    def to_bson(self, value: Any) -> Decimal128:
        """Return the number as BSON has it.

        :raises ValidationError: it has more digits than that, or is too large.
        """
        try:
            return Decimal128(value)
        except decimal.DecimalException:
            raise ValidationError(
                "must be a number of at most 34 digits, with an exponent from -6176 "
                f"to 6111, not {value}"
            ) from None

    def to_python(self, value: Any) -> decimal.Decimal:
        """Return the number; one stored as another type, or as text, is taken too.

        :raises ValidationError: it is no number.
        """
        if isinstance(value, Decimal128):
            return value.to_decimal()
        try:
            return decimal.Decimal(repr(value) if isinstance(value, float) else value)
        except (decimal.DecimalException, TypeError, ValueError):
            text = f"must be stored as a number, not as {value!r}"
            raise ValidationError(text) from None


def loaded_as(types: Collection[Any]) -> tuple[Any, ...]:
    """Return the types that pass for some: they, and what the driver loads them as."""
    return (*types, *(each for stored, each in ALSO_LOADED_AS if stored in types))


def loaded_value(value: Any) -> Any:
    """Return what the driver loads a stored value as.

    :raises TypeError: BSON has no form for it.
    """
    try:
        stored = bson.encode({"": value}, codec_options=STANDARD_OPTIONS)
    except (InvalidDocument, OverflowError, ValueError) as error:
        raise TypeError(f"BSON has no form for {value!r}") from error
    return bson.decode(stored, STANDARD_OPTIONS)[""]


def names_of(types: type | tuple[type, ...]) -> str:
    """Return what a message calls a type, or several of which one is meant."""
    return " or ".join(each.__name__ for each in types_in(types))


def types_in(types: type | tuple[type, ...]) -> tuple[type, ...]:
    """Return the types of which one is meant, where there may be only one."""
    return types if isinstance(types, tuple) else (types,)


def totimestamp(moment: datetime.datetime) -> int:
    """Return the milliseconds from the beginning of 1970 in UTC until a time.

    :param moment: a naive one means UTC; what is finer than milliseconds is cut off.
    """
    is_aware = moment.utcoffset() is not None
    epoch = EPOCH.replace(tzinfo=datetime.UTC) if is_aware else EPOCH
    return (moment - epoch) // MILLISECOND


def fromtimestamp(milliseconds: float) -> datetime.datetime:
    """Return the time, naive and in UTC, so long after the beginning of 1970.

    :raises OverflowError: it is no time of the years 1 to 9999.
    """
    return EPOCH + milliseconds * MILLISECOND
