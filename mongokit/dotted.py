"""Dicts with dots: fields as attributes, and paths as keys."""

import copy
import datetime
import logging
import re
import uuid
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from bson import Binary, Code, DBRef, Decimal128, Int64, ObjectId, Regex, Timestamp

from mongokit.custom_types import CustomType
from mongokit.errors import EvalException
from mongokit.i18n import i18n

__all__ = [
    "DotCollapsedDict",
    "DotExpandedDict",
    "DotedDict",
    "Languages",
    "i18nDotedDict",
]

logger = logging.getLogger("mongokit.dotted")

KNOWN_TYPES = (
    *(type(None), bool, int, float, str, bytes, list, dict, tuple, set, frozenset),
    *(datetime.datetime, uuid.UUID, re.Pattern, CustomType),
    *(Binary, Code, DBRef, Decimal128, Int64, ObjectId, Regex, Timestamp),
)
TYPES_BY_NAME: dict[str, type] = {known.__name__: known for known in KNOWN_TYPES}
QUIET_NAMES = {"db", "collection", "versioning_collection", "connection", "fs"}


@dataclass
class Languages:
    """The language of a document, which its nested dicts look up as well.

    :param current: the language that is read and written.
    :param fallback: the language read where that has no value.
    """

    current: str = "en"
    fallback: str = "en"

    def choose(self, translations: Mapping[str, Any]) -> Any:
        """Return the value for the current language, or else for the other."""
        if self.current in translations:
            return translations[self.current]
        return translations.get(self.fallback)


class DotedDict(dict[str, Any]):
    """A dict whose fields can be read and written as attributes.

    Nested dicts given to it become ``DotedDict`` too.
    A name that is no field is an ordinary attribute, which is not stored.

    :param doc: the fields to start with.
    :param warning: log a warning when an attribute is set that is no field.
    """

    _may_lack: Collection[str] = ()  # fields, although they are not there

    def __init__(
        self,
        doc: Mapping[str, Any] | None = None,
        warning: bool = False,  # noqa: FBT001, FBT002  MongoKit's signature
    ) -> None:
        super().__init__(doc or {})
        for key, value in self.items():
            if type(value) is dict:
                self[key] = DotedDict(value, warning)
        if warning:
            object.__setattr__(self, "dot_notation_warning", True)

    def __getattr__(self, name: str) -> Any:
        """Return the field of this name.

        :raises AttributeError: there is neither field nor attribute.
        """
        return read_field(self, name)

    def __setattr__(self, name: str, value: Any) -> None:
        """Set the field of this name; what is no field becomes an attribute."""
        if name in self or name in self._may_lack:
            self[name] = value
        else:
            warn_of_attribute(self, name)
            object.__setattr__(self, name, value)

    def __deepcopy__(self, memo: dict[int, Any]) -> dict[str, Any]:
        """Return a plain dict, deeply copied."""
        return copy.deepcopy(dict(self), memo)


class i18nDotedDict(DotedDict):  # noqa: N801  MongoKit's name
    """A dict whose translated fields are read and written in a document's language.

    :param doc: the fields to start with.
    :param document: the document whose language counts; English without one.
    """

    _languages = Languages()
    _translated: Collection[str] = ()

    def __init__(
        self, doc: Mapping[str, Any] | None = None, document: Any = None
    ) -> None:
        super().__init__(doc)
        if document is not None:
            object.__setattr__(self, "_languages", document._own_languages())

    def __getattr__(self, name: str) -> Any:
        """Return the field of this name, of a translated one its translation.

        :raises AttributeError: there is neither field nor attribute.
        """
        return read_translated(self, name)

    def __setattr__(self, name: str, value: Any) -> None:
        """Set the field of this name, of a translated one its translation.

        :raises AttributeError: there is no such field.
        """
        if name in self or name in self._may_lack:
            write_translated(self, name, value)
        elif name.startswith("_"):
            object.__setattr__(self, name, value)
        else:
            raise _no_field(self, name)


def doted_dict_maker(
    kind: type[DotedDict], attributes: Mapping[str, Any]
) -> Callable[[], DotedDict]:
    """Return what makes an empty dict with dots, in the cheapest way there is.

    :param kind: its class.
    :param attributes: what it knows beyond that; nothing is what costs nothing.
    """
    if not attributes:
        return partial(dict.__new__, kind)

    def make() -> DotedDict:
        made = dict.__new__(kind)
        made.__dict__.update(attributes)
        return made

    return make


def read_field(document: dict[str, Any], name: str) -> Any:
    """Return a field for dot notation, where attribute look-up found nothing."""
    try:
        return document[name]
    except KeyError:
        raise _no_field(document, name) from None


def _no_field(document: dict[str, Any], name: str) -> AttributeError:
    kind = type(document).__name__
    return AttributeError(f"{kind!r} has no field or attribute {name!r}")


def read_translated(document: Any, name: str) -> Any:
    """Return a field for dot notation, of a translated one the right translation.

    :param document: a dict that knows its languages, and its translated fields.
    """
    try:
        value = document[name]
    except KeyError:
        raise _no_field(document, name) from None
    if not isinstance(value, dict):
        return value
    is_translated = isinstance(value, i18n) or name in document._translated
    return document._languages.choose(value) if is_translated else value


def write_translated(document: Any, name: str, value: Any) -> None:
    """Set a field for dot notation, of a translated one the current translation.

    :param document: a dict that knows its languages, and its translated fields.
    :param value: an ``i18n`` takes the place of all translations.
    """
    present = document.get(name)
    is_translated = isinstance(present, i18n) or name in document._translated
    if not is_translated or isinstance(value, i18n):
        document[name] = value
        return
    if not isinstance(present, dict):
        present = document[name] = i18n()
    present[document._languages.current] = value


def warn_of_attribute(document: dict[str, Any], name: str) -> None:
    """Log, where the class asks for it, that a name is set that is no field."""
    if not getattr(document, "dot_notation_warning", False):
        return
    if name.startswith("_") or name in QUIET_NAMES:
        return
    logger.warning(
        "dot notation: %s was not found in structure. Add it as attribute instead", name
    )


class DotCollapsedDict(dict[str, Any]):
    """A nested dict as one of dotted paths; key types stand as ``$int``.

    :param doc: the nested dict.
    :param remove_under_type: a dict with a type among its keys becomes ``{}``.
    :param reference: paths that keep their value whole; other paths stay only
        where they are in it, top-level values always.
    :raises AssertionError: ``doc`` is not a dict.
    """

    def __init__(
        self,
        doc: Mapping[Any, Any],
        remove_under_type: bool = False,  # noqa: FBT001, FBT002  MongoKit's signature
        reference: Mapping[str, Any] | None = None,
    ) -> None:
        if not isinstance(doc, dict):
            raise AssertionError(f"a dict is needed, not {doc!r}")  # noqa: TRY004  MongoKit's
        self._remove_under_type = remove_under_type
        self._reference = reference
        super().__init__(self._collapse(doc, ""))

    def _collapse(
        self, doc: Mapping[Any, Any], prefix: str
    ) -> Iterator[tuple[str, Any]]:
        for key, value in doc.items():
            path = prefix + (f"${key.__name__}" if isinstance(key, type) else str(key))
            if self._is_leaf(path, value):
                if self._is_wanted(path):
                    yield path, value
            elif self._remove_under_type and any(isinstance(k, type) for k in value):
                yield path, {}
            else:
                yield from self._collapse(value, f"{path}.")

    def _is_leaf(self, path: str, value: Any) -> bool:
        if not isinstance(value, dict) or not value:
            return True
        return self._reference is not None and path in self._reference

    def _is_wanted(self, path: str) -> bool:
        return self._reference is None or "." not in path or path in self._reference


class DotExpandedDict(dict[Any, Any]):
    """A dict of dotted paths as a nested one; ``$int`` becomes the type.

    :param doc: the dict of paths.
    :raises EvalException: a path has a type name that is not known.
    """

    def __init__(self, doc: Mapping[str, Any]) -> None:
        super().__init__()
        for path, value in doc.items():
            self._put(path, value)

    def _put(self, path: str, value: Any) -> None:
        *parents, last = (_path_part(part, path) for part in path.split("."))
        target: dict[Any, Any] = self
        for part in parents:
            if not isinstance(target.get(part), dict):
                target[part] = {}
            target = target[part]
        target[last] = value


def _path_part(part: str, path: str) -> str | type:
    if not part.startswith("$"):
        return part
    if part[1:] not in TYPES_BY_NAME:
        raise EvalException(f"{path}: {part[1:]!r} is not a known type")
    return TYPES_BY_NAME[part[1:]]
