"""Dicts whose fields are attributes, and dicts whose keys are dotted paths."""

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
    """The languages of a document, shared with its nested dicts.

    :param current: the language that is read and written.
    :param fallback: the language that is read if there is no value in the current one.
    """

    current: str = "en"
    fallback: str = "en"

    def choose(self, translations: Mapping[str, Any]) -> Any:
        """Return the value for the current language, or for the fallback.

        Without either, return ``None``.
        """
        if self.current in translations:
            return translations[self.current]
        return translations.get(self.fallback)


class DotedDict(dict[str, Any]):
    """A dict whose fields can be read and written as attributes.

    Nested dicts in ``doc`` become ``DotedDict``, too.
    Other names are ordinary attributes, which are not stored.

    :param doc: the initial fields.
    :param warning: whether setting an attribute that is not a field logs a warning.
    """

    _may_lack: Collection[str] = ()  # fields that may be missing

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
        """Return the field with this name.

        :raises AttributeError: if there is neither a field nor an attribute.
        """
        return read_field(self, name)

    def __setattr__(self, name: str, value: Any) -> None:
        """Set the field with this name, or else an attribute."""
        if name in self or name in self._may_lack:
            self[name] = value
        else:
            warn_of_attribute(self, name)
            object.__setattr__(self, name, value)

    def __deepcopy__(self, memo: dict[int, Any]) -> dict[str, Any]:
        """Return a deep copy as a plain dict."""
        return copy.deepcopy(dict(self), memo)


class i18nDotedDict(DotedDict):  # noqa: N801  MongoKit's name
    """A dict that reads and writes translated fields in the document's language.

    :param doc: the initial fields.
    :param document: the document whose languages are used; without one, English.
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
        """Return the field with this name, or its translation.

        :raises AttributeError: if there is neither a field nor an attribute.
        """
        return read_translated(self, name)

    def __setattr__(self, name: str, value: Any) -> None:
        """Set the field with this name, or its translation.

        :raises AttributeError: if there is no such field; names that start with ``_``
            are set as ordinary attributes.
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
    """Return a fast factory of empty dicts that support dot notation.

    :param kind: the class of the dicts.
    :param attributes: attributes to set on each dict.
    """
    if not attributes:
        return partial(dict.__new__, kind)

    def make() -> DotedDict:
        made = dict.__new__(kind)
        made.__dict__.update(attributes)
        return made

    return make


def read_field(document: dict[str, Any], name: str) -> Any:
    """Look up a field for attribute access.

    :raises AttributeError: if there is no such field.
    """
    try:
        return document[name]
    except KeyError:
        raise _no_field(document, name) from None


def _no_field(document: dict[str, Any], name: str) -> AttributeError:
    kind = type(document).__name__
    return AttributeError(f"{kind!r} has no field or attribute {name!r}")


def read_translated(document: Any, name: str) -> Any:
    """Look up a field, or its translation, for attribute access.

    :param document: a dict with ``_languages`` and ``_translated``.
    :raises AttributeError: if there is no such field.
    """
    value = read_field(document, name)
    if not isinstance(value, dict):
        return value
    is_translated = isinstance(value, i18n) or name in document._translated
    return document._languages.choose(value) if is_translated else value


def write_translated(document: Any, name: str, value: Any) -> None:
    """Set a field, or its translation in the current language.

    :param document: a dict with ``_languages`` and ``_translated``.
    :param value: the value; an ``i18n`` replaces all translations.
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
    """Log a warning that an attribute is not a field, if the document enables it.

    Private names and the standard attributes of documents never cause a warning.
    """
    if name.startswith("_") or name in QUIET_NAMES:
        return
    if getattr(document, "dot_notation_warning", False):
        text = (
            "dot notation: %s was not found in structure. Add it as attribute instead"
        )
        logger.warning(text, name)


class DotCollapsedDict(dict[str, Any]):
    """A nested dict, collapsed to dotted paths; ``$int`` stands for the type ``int``.

    :param doc: the nested dict.
    :param remove_under_type: whether dicts that have a type as a key become ``{}``.
    :param reference: paths not to collapse further; all other paths are dropped,
        unless they are top-level.
    :raises AssertionError: if ``doc`` is not a dict.
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
    """A dict of dotted paths, expanded to a nested dict; ``$int`` becomes ``int``.

    :param doc: values by dotted path.
    :raises EvalException: if a path has an unknown type name.
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
