"""Types of values: what the driver gives back for them, and what they are called."""

import itertools
import re
from collections.abc import Iterable
from typing import Any

import bson
from bson import Binary, Regex
from bson.binary import UuidRepresentation
from bson.codec_options import CodecOptions
from bson.errors import InvalidDocument

__all__ = ["loaded_as", "loaded_value", "names_of", "types_in"]

STANDARD: CodecOptions[Any] = CodecOptions(
    uuid_representation=UuidRepresentation.STANDARD
)

# What a stored value of the type on the left is loaded as.
LOADED_AS: dict[Any, tuple[type, ...]] = {
    Binary: (Binary, bytes),
    re.Pattern: (re.Pattern, Regex),
}


def loaded_as(types: Iterable[Any]) -> tuple[type, ...]:
    """Return the types that pass for some: they, and what the driver loads them as."""
    passing = (LOADED_AS.get(declared, (declared,)) for declared in types)
    return tuple(itertools.chain.from_iterable(passing))


def loaded_value(value: Any) -> Any:
    """Return what the driver loads a stored value as.

    :raises TypeError: BSON has no form for it.
    """
    try:
        stored = bson.encode({"": value}, codec_options=STANDARD)
    except (InvalidDocument, OverflowError, ValueError) as error:
        raise TypeError(f"BSON has no form for {value!r}") from error
    return bson.decode(stored, STANDARD)[""]


def names_of(types: type | tuple[type, ...]) -> str:
    """Return what a message calls a type, or several of which one is meant."""
    return " or ".join(each.__name__ for each in types_in(types))


def types_in(types: type | tuple[type, ...]) -> tuple[type, ...]:
    """Return the types of which one is meant, where there may be only one."""
    return types if isinstance(types, tuple) else (types,)
